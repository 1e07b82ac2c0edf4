// SPDX-License-Identifier: GPL-2.0-or-later
/* A bare kernel: vmlinux, or the raw image that boots; see image.c for packed ones. */
#include "kernel.h"

#include <elf.h>
#include <stdlib.h>

#include "../kernel_file.h"
#include "elf_file.h"
#include "kernel_file.h"

/* As linux_banner, module_sig_check() and system_certificates.S have it. */
static void add_content(struct fuzz_bytes *bytes, unsigned int word, bool big)
{
	static const char banner[] = "Linux version 6.1.0-fuzz (a@b) #1 SMP\n";
	static const char words[] = "module with unavailable key";
	struct signing key;
	size_t start;

	fuzz_add(bytes, banner, sizeof(banner));
	fuzz_add(bytes, words, sizeof(words));
	fuzz_add(bytes, NULL, -bytes->size % 8);
	fuzz_key_make(&key, "fuzz");
	start = bytes->size;
	fuzz_add(bytes, key.der, key.der_size);
	fuzz_add(bytes, NULL, -bytes->size % 8);
	for (int i = 0; i < 2; i++) {
		fuzz_add(bytes, NULL, 8);
		for (unsigned int j = 0; j < word; j++)
			bytes->data[bytes->size - 8 + j] =
				key.der_size >> 8 * (big ? word - 1 - j : j);
	}
	fuzz_add(bytes, NULL, start % 8);
	signing_free(&key);
}

void fuzz_vmlinux(struct fuzz_bytes *out, bool is64, bool big)
{
	struct fuzz_bytes content = { 0 }, types = { 0 };
	unsigned int rodata, btf;
	struct elf_file f;

	add_content(&content, is64 ? 8 : 4, big);
	fuzz_add_btf(&types, false);
	elf_file_init(&f, is64, big, is64 ? EM_X86_64 : EM_MIPS);
	rodata = elf_file_section(&f, ".rodata", SHT_PROGBITS, SHF_ALLOC, content.size);
	btf = elf_file_section(&f, ".BTF", SHT_PROGBITS, SHF_ALLOC, types.size);
	for (size_t i = 0; i < content.size; i++)
		elf_file_put(&f, rodata, i, content.data[i], 1);
	for (size_t i = 0; i < types.size; i++)
		elf_file_put(&f, btf, i, types.data[i], 1);
	elf_file_finish(&f);
	f.out.data[16] = big ? 0 : ET_EXEC;
	f.out.data[17] = big ? ET_EXEC : 0;
	fuzz_add(out, f.out.data, f.out.size);
	elf_file_free(&f);
}

static void seed_raw(const char *magic)
{
	struct fuzz_bytes bytes = { 0 };

	fuzz_add(&bytes, NULL, 56);
	fuzz_add(&bytes, magic, 4);
	fuzz_add(&bytes, NULL, 68);
	add_content(&bytes, 8, false);
	fuzz_seed(bytes.data, bytes.size);
}

/* Export tables of each layout, with all else in the page before them. */
static void seed_tables(const struct kernel_form *form)
{
	struct fuzz_bytes bytes = { 0 }, content = { 0 };
	struct kernel_file file;

	kernel_file_make(&file, form);
	fuzz_add(&bytes, file.data, file.size);
	free(file.data);
	add_content(&content, form->is64 ? 8 : 4, form->big);
	memcpy(bytes.data + 1536, content.data, content.size);
	if (!form->sections)
		memcpy(bytes.data + 56, "ARM\x64", 4);
	fuzz_seed(bytes.data, bytes.size);
}

static void seeds_with_tables(void)
{
	static const struct kernel_form forms[] = {
		{ .is64 = true, .relative = true, .has_ns = true, .crcs = KERNEL_CRCS_PLAIN },
		{ .is64 = true, .relative = true, .crcs = KERNEL_CRCS_RELATIVE },
		{ .is64 = true, .relative = true, .has_ns = true, .flags = true },
		{ .big = true, .crcs = KERNEL_CRCS_PLAIN },
		{ .is64 = true, .has_ns = true, .crcs = KERNEL_CRCS_PLAIN, .sections = true },
		{ .relative = true, .crcs = KERNEL_CRCS_RELATIVE, .sections = true },
		{ .big = true, .has_ns = true, .flags = true, .sections = true },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(forms); i++)
		seed_tables(&forms[i]);
}

static void seeds(void)
{
	for (int i = 0; i < 4; i++) {
		struct fuzz_bytes bytes = { 0 };

		fuzz_vmlinux(&bytes, i & 1, i & 2);
		fuzz_seed(bytes.data, bytes.size);
	}
	seed_raw("ARM\x64");
	seed_raw("RSC\x05");
	seeds_with_tables();
}

static int run(const struct ks_image *input)
{
	return fuzz_kernel_file(input, &ks_provider_image);
}

const struct fuzz_target fuzz_target_vmlinux = {
	.name = "vmlinux",
	.max_size = 16384,
	.damaged = 400,
	.run = run,
	.seeds = seeds,
};
