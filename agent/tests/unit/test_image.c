// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a raw kernel tells besides exports: vermagic, properties of its loader
 * by their messages, the configuration in it, and types, of both byte orders.
 */
#include <elf.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef KS_HAVE_ZLIB
#include <zlib.h>
#endif

#include "facts/provider.h"
#include "ktap.h"
#include "module_file.h"

#define RELEASE		"6.12.1-test"
#define EVERY_LOADER	"\0014%s: Unknown symbol %s (err %d)\n"
#define NAMESPACE	"%s: module uses symbol (%s) from namespace %s, but does not import it.\n"

struct image {
	uint8_t data[256 * 1024];
	size_t size;
};

static void put(struct image *image, const void *bytes, size_t size)
{
	memcpy(image->data + image->size, bytes, size);
	image->size += size;
}

static void put_text(struct image *image, const char *text)
{
	put(image, text, strlen(text) + 1);
}

/* The header of an arm64 kernel, and the banner that each has. */
static void start(struct image *image)
{
	memset(image, 0, sizeof(*image));
	memcpy(image->data + 56, "ARM\x64", 4);
	image->size = 4096;
	put_text(image, "Linux version " RELEASE " (root@localhost) #1");
}

static const struct ks_facts *load(struct ks_snapshot *s, const struct image *image)
{
	struct module_file file = { (uint8_t *)image->data, image->size };
	const struct ks_wanted all = { .keep = true };
	struct ks_err err = { 0 };
	char path[64];
	int fd = module_file_memfd(&file, path, sizeof(path));

	ks_snapshot_init(s, "test");
	if (!expect_int(ks_facts_load(s, path, &err), 0) ||
	    !expect_int(ks_facts_complete(s, &all, &err), 0))
		printf("# %s\n", err.text);
	close(fd);
	return &s->facts;
}

static struct image image;

static void test_vermagic(void)
{
	static const struct {
		const char *name, *text, *other, *want;
	} rows[] = {
		{ "of one text", RELEASE " SMP preempt mod_unload modversions aarch64", "",
		  RELEASE " SMP preempt mod_unload modversions aarch64" },
		{ "without SMP", RELEASE " mod_unload MIPS32_R2 32BIT ", "",
		  RELEASE " mod_unload MIPS32_R2 32BIT " },
		{ "twice the same", RELEASE " SMP ", RELEASE " SMP ", RELEASE " SMP " },
		{ "two that differ", RELEASE " SMP ", RELEASE " mod_unload ", NULL },
		{ "something else behind the release", RELEASE " (root@localhost)", "", NULL },
		{ "of another release", "6.12.2 SMP mod_unload ", "", NULL },
		{ "a word amid others", RELEASE " preempted SMP", "", NULL },
		{ "that is no text", RELEASE " SMP \x80", "", NULL },
	};
	struct ks_snapshot s;

	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++) {
		ktap_case("vermagic: %s", rows[i].name);
		start(&image);
		put_text(&image, rows[i].text);
		put_text(&image, rows[i].other);
		expect_text(load(&s, &image)->vermagic.value, rows[i].want);
		expect_text(s.facts.release.value, RELEASE);
		if (rows[i].want)
			expect_int(s.facts.gates[KS_GATE_SMP].value,
				   ks_tri(strstr(rows[i].want, "SMP ")));
		ks_facts_free(&s);
	}
}

static void test_gates(void)
{
	struct ks_snapshot s;
	const struct ks_facts *f;

	ktap_case("messages: what is absent is no, where the loader has messages");
	start(&image);
	put_text(&image, EVERY_LOADER);
	put_text(&image, "\0013" NAMESPACE);
	put_text(&image, "\0014%s: %s: kernel tainted.\n");
	put_text(&image, "not an xz compressed module\n");
	f = load(&s, &image);
	expect_int(f->gates[KS_GATE_FORCE_LOAD].value, KS_YES);
	expect_int(f->gates[KS_GATE_NAMESPACES_ENFORCED].value, KS_YES);
	expect_int(f->gates[KS_GATE_DECOMPRESS].value, KS_YES);
	expect_int(f->gates[KS_GATE_DECOMPRESS_XZ].value, KS_YES);
	expect_int(f->gates[KS_GATE_DECOMPRESS_GZIP].value, KS_NO);
	expect_int(f->gates[KS_GATE_VERMAGIC_COMPARED].value, KS_NO);
	expect_int(f->gates[KS_GATE_RETPOLINE].value, KS_NO);
	expect_int(f->gates[KS_GATE_BTF_ENFORCED].value, KS_NO);
	expect_int(f->gates[KS_GATE_MODVERSIONS].value, KS_UNKNOWN);
	ks_facts_free(&s);

	ktap_case("messages: what is absent is unknown in a kernel without any");
	start(&image);
	put_text(&image, "\0014%s: %s: kernel tainted.\n");
	put_text(&image, "\0014" NAMESPACE);
	f = load(&s, &image);
	expect_int(f->gates[KS_GATE_FORCE_LOAD].value, KS_YES);
	expect_int(f->gates[KS_GATE_NAMESPACES_ENFORCED].value, KS_NO);
	expect_int(f->gates[KS_GATE_VERMAGIC_COMPARED].value, KS_UNKNOWN);
	expect_int(f->gates[KS_GATE_DECOMPRESS].value, KS_UNKNOWN);
	expect_int(f->gates[KS_GATE_MODULE_SIG].value, KS_UNKNOWN);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_UNKNOWN);
	expect_int(f->gates[KS_GATE_BTF_ENFORCED].value, KS_UNKNOWN);
	ks_facts_free(&s);

	ktap_case("an image that checks signatures may enforce them");
	start(&image);
	put_text(&image, "module with unavailable key");
	expect_int(load(&s, &image)->gates[KS_GATE_SIG_ENFORCED].value, KS_UNKNOWN);
	ks_facts_free(&s);
	start(&image);
	put_text(&image, EVERY_LOADER);
	expect_int(load(&s, &image)->gates[KS_GATE_MODULE_SIG].value, KS_NO);
	expect_int(s.facts.gates[KS_GATE_SIG_ENFORCED].value, KS_NO);
	ks_facts_free(&s);

	ktap_case("no exports found: none of them is known, nor that there is another");
	start(&image);
	f = load(&s, &image);
	expect_int(f->export_count, 0);
	expect_int(f->other_exports, KS_UNKNOWN);
	ks_facts_free(&s);
}

#ifdef KS_HAVE_ZLIB
static void put_config(const char *config, const char *end)
{
	z_stream z = { 0 };

	put(&image, "IKCFG_ST", 8);
	deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)config;
	z.avail_in = strlen(config);
	z.next_out = image.data + image.size;
	z.avail_out = sizeof(image.data) - image.size;
	expect_int(deflate(&z, Z_FINISH), Z_STREAM_END);
	image.size += z.total_out;
	deflateEnd(&z);
	put_text(&image, end);
}

static void test_config(void)
{
	static const char text[] =
		"#\n# Linux/arm64 6.12.1 Kernel Configuration\n#\nCONFIG_64BIT=y\n"
		"CONFIG_ARM64=y\nCONFIG_MODULE_SIG_FORCE=y\nCONFIG_MODULE_SIG=y\n";
	struct ks_snapshot s;
	const struct ks_facts *f;

	ktap_case("a configuration in it");
	start(&image);
	put_config(text, "IKCFG_ED");
	f = load(&s, &image);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_YES);
	expect_int(f->gates[KS_GATE_UNLOAD].value, KS_NO);
	expect_int(f->machine.value, EM_AARCH64);
	expect_int(f->conflict_count, 0);
	ks_facts_free(&s);

	ktap_case("a configuration that contradicts a message");
	start(&image);
	put_text(&image, "\0014%s: %s: kernel tainted.\n");
	put_config(text, "IKCFG_ED");
	f = load(&s, &image);
	if (expect_int(f->conflict_count, 1))
		expect_text(f->conflicts[0].what, "force-load");
	ks_facts_free(&s);

	ktap_case("a configuration without its end, and one that is damaged");
	start(&image);
	put_config(text, "");
	expect_int(load(&s, &image)->gates[KS_GATE_UNLOAD].value, KS_UNKNOWN);
	ks_facts_free(&s);
	start(&image);
	put_config(text, "IKCFG_ED");
	memset(image.data + image.size - 60, 0x55, 40);
	expect_int(load(&s, &image)->gates[KS_GATE_UNLOAD].value, KS_UNKNOWN);
	ks_facts_free(&s);
}
#else
static void test_config(void)
{
}
#endif

static void put_number(uint64_t value, unsigned int bytes, bool big)
{
	for (unsigned int i = 0; i < bytes; i++)
		image.data[image.size++] = value >> 8 * (big ? bytes - 1 - i : i);
}

/* Integers, as many as a kernel has types at least, and struct module. */
static void put_btf(unsigned int count, bool big)
{
	static const char names[] = "\0int\0module";

	put_number(0xeb9f, 2, big);
	put_number(1, 2, false);
	put_number(24, 4, big);
	put_number(0, 4, big);
	put_number(count * 16 + 12, 4, big);
	put_number(count * 16 + 12, 4, big);
	put_number(sizeof(names), 4, big);
	for (unsigned int i = 0; i < count; i++) {
		put_number(1, 4, big);
		put_number(1u << 24, 4, big);
		put_number(4, 4, big);
		put_number(32, 4, big);
	}
	put_number(5, 4, big);
	put_number(4u << 24, 4, big);
	put_number(0x380, 4, big);
	put(&image, names, sizeof(names));
}

static void test_btf(void)
{
	struct ks_snapshot s;

	for (int big = 0; big < 2; big++) {
		ktap_case("types amid other bytes, %s-endian", big ? "big" : "little");
		start(&image);
		put(&image, "\x9f\xeb\1\0\xff\xff\xff\xff\xeb\x9f\1", 12);
		put_btf(2000, big);
		put(&image, "\x9f\xeb\1", 4);
		expect_int(load(&s, &image)->module_size.value, 0x380);
		expect_int(s.facts.btf_types.value, 2002);
		expect_int(s.facts.btf_strings.value, 12);
		ks_facts_free(&s);
	}
	ktap_case("types that are cut short, and too few to be a kernel's");
	start(&image);
	put_btf(2000, false);
	image.size -= 20;
	expect_int(load(&s, &image)->module_size.origin, KS_ORIGIN_NONE);
	ks_facts_free(&s);
	start(&image);
	put_btf(10, false);
	expect_int(load(&s, &image)->module_size.origin, KS_ORIGIN_NONE);
	ks_facts_free(&s);
}

int main(void)
{
	test_vermagic();
	test_gates();
	test_config();
	test_btf();
	return ktap_end();
}
