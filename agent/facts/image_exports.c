// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel image exports, and what follows from that: some options export
 * a symbol that nothing else does.
 */
#include <elf.h>
#include <errno.h>

#include "elf/kernel_exports.h"
#include "facts/image.h"

/* kernel/kallsyms.c, fs/sysfs/file.c, lib/dynamic_debug.c */
static const struct {
	const char *symbol;
	enum ks_gate gate;
} witnesses[] = {
	{ "sprint_symbol", KS_GATE_KALLSYMS },
	{ "sysfs_create_file_ns", KS_GATE_SYSFS },
	{ "__dynamic_pr_debug", KS_GATE_DYNAMIC_DEBUG },
	{ "os_getpid", KS_GATE_UML },
};

static bool exports(const struct ks_kernel_exports *e, const char *name)
{
	for (size_t i = 0; i < e->count; i++)
		if (!strcmp(e->items[i].name, name))
			return true;
	return false;
}

static void fill_gates(struct ks_snapshot *snapshot, const struct ks_kernel_exports *e)
{
	const struct ks_facts *f = &snapshot->facts;

	for (size_t i = 0; i < KS_ARRAY_SIZE(witnesses); i++)
		if (exports(e, witnesses[i].symbol))
			ks_set_gate(snapshot, witnesses[i].gate, true, KS_ORIGIN_FILE);
	/* User-Mode Linux has no clock of a processor's */
	if (exports(e, "cpu_khz") ||
	    (f->machine.origin && f->machine.value != EM_X86_64 && f->machine.value != EM_386))
		ks_set_gate(snapshot, KS_GATE_UML, false, KS_ORIGIN_FILE);
	ks_set_gate(snapshot, KS_GATE_MODVERSIONS, e->has_crcs, KS_ORIGIN_FILE);
	/* EXTENDED_MODVERSIONS came with 6.14, and a choice between the two */
	if (!e->has_crcs || (f->version.origin && f->version.value < ks_version_code(6, 14))) {
		ks_set_gate(snapshot, KS_GATE_BASIC_MODVERSIONS, e->has_crcs, KS_ORIGIN_FILE);
		ks_set_gate(snapshot, KS_GATE_EXTENDED_MODVERSIONS, false, KS_ORIGIN_FILE);
	}
}

static void add_exports(struct ks_snapshot *snapshot, const struct ks_kernel_exports *e)
{
	for (size_t i = 0; i < e->count; i++) {
		const struct ks_own_export *item = &e->items[i];

		ks_add_export(snapshot, &(struct ks_export){
			.name = item->name,
			.ns = item->ns,
			.crc = item->crc,
			.has_crc = item->has_crc,
			.gpl_only = item->gpl_only,
			.exported = KS_YES,
			.origin = KS_ORIGIN_FILE,
		});
	}
	snapshot->facts.other_exports = KS_NO;
}

/*
 * A MIPS kernel may be 64 bits wide and packed as 32 for its boot loader: what
 * addresses show is better than what stands in a header.
 */
static void fill_elf(struct ks_snapshot *snapshot, const struct ks_kernel_image *kernel,
		     const struct ks_kernel_exports *e)
{
	unsigned int class = kernel->machine == EM_MIPS ? ELFCLASSNONE : kernel->elf_class;
	struct ks_facts *f = &snapshot->facts;
	unsigned int data = kernel->elf_data;

	if (e->count)
		data = e->layout.big ? ELFDATA2MSB : ELFDATA2LSB;
	if (e->count && e->knows_class)
		class = e->layout.is64 ? ELFCLASS64 : ELFCLASS32;
	if (kernel->machine != EM_NONE)
		ks_set_number(snapshot, "elf-machine", &f->machine, kernel->machine,
			      KS_ORIGIN_FILE);
	if (class == ELFCLASS32 || class == ELFCLASS64)
		ks_set_number(snapshot, "elf-class", &f->elf_class, class, KS_ORIGIN_FILE);
	if (data == ELFDATA2LSB || data == ELFDATA2MSB)
		ks_set_number(snapshot, "elf-data", &f->elf_data, data, KS_ORIGIN_FILE);
}

/**
 * ks_image_exports - exports, and what they tell
 * @snapshot: to fill; ks_image_text() was there before
 * @kernel: opened
 * @path: of it, for messages
 * @err: one line on failure
 *
 * Return: 0 or -ENOMEM.
 */
int ks_image_exports(struct ks_snapshot *snapshot, const struct ks_kernel_image *kernel,
		     const char *path, struct ks_err *err)
{
	struct ks_kernel_exports e = { 0 };
	int ret = ks_kernel_exports_read(&e, &kernel->image);

	if (ret)
		return ks_err_sys(err, ret, path, "read");
	fill_elf(snapshot, kernel, &e);
	if (e.count) {
		add_exports(snapshot, &e);
		fill_gates(snapshot, &e);
	}
	ks_kernel_exports_free(&e);
	return 0;
}
