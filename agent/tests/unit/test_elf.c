// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elf/: what stands behind a module, tags of .modinfo, both version tables,
 * files that are packed, and modules of other classes and byte orders.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "depths.h"
#include "elf/candidate.h"
#include "elf/crc_table.h"
#include "elf/decompress.h"
#include "elf/modinfo.h"
#include "elf/signature.h"
#include "packing.h"
#include "world.h"

static void test_signatures(void)
{
	static const struct {
		const char *option;
		enum ks_signature signature;
		int cut;	/* bytes that the loader does not see */
	} rows[] = {
		{ "pad=0", KS_SIGNATURE_NONE, 0 },	 { "pad=100", KS_SIGNATURE_NONE, 0 },
		{ "sig=pkcs7", KS_SIGNATURE_PKCS7, 116 + 12 + 28 },
		{ "sig=foreign", KS_SIGNATURE_FOREIGN, 28 }, { "sig=marker", KS_SIGNATURE_FOREIGN, 28 },
		{ "sig=huge", KS_SIGNATURE_BROKEN, 28 },
		{ "sig=whole", KS_SIGNATURE_BROKEN, 28 }, { "sig=nearly", KS_SIGNATURE_PKCS7, -1 },
		{ "sig=short", KS_SIGNATURE_BROKEN, 28 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct module_file file;
		struct ks_image image;
		uint64_t size = 0;

		ktap_case("trailer: %s", rows[i].option);
		module_file_make(&file, &rows[i].option, 1);
		image = (struct ks_image){ file.data, file.size };
		expect_int(ks_signature_find(&image, &size), rows[i].signature);
		expect_int(size, rows[i].cut < 0 ? 1 : file.size - rows[i].cut);
		free(file.data);
	}
	ktap_case("trailer: every length of one, and none at all");
	for (size_t size = 0; size < 80; size++) {
		uint8_t bytes[80] = { 0 };
		struct ks_image image = { bytes + 80 - size, size };
		uint64_t signed_size;

		memcpy(bytes + 80 - 28, "~Module signature appended~\n", 28);
		bytes[80 - 28 - 12 + 2] = 2;
		expect(ks_signature_find(&image, &signed_size) != KS_SIGNATURE_PKCS7 ||
		       signed_size <= size);
		expect(signed_size <= size);
	}
}

static const char *modinfo_in(const char *bytes, size_t size, size_t room, const char *tag,
			      size_t nth)
{
	const struct ks_image image = { (const uint8_t *)bytes, size };
	struct ks_modinfo m = ks_modinfo_start(&image, (const uint8_t *)bytes + room);

	while (ks_modinfo_next(&m))
		if (ks_modinfo_is(&m, tag) && !nth--)
			return m.value;
	return NULL;
}

static const char *modinfo(const char *bytes, size_t size, const char *tag, size_t nth)
{
	return modinfo_in(bytes, size, size, tag, nth);
}

#define MODINFO(text, tag, nth)	modinfo(text, sizeof(text) - 1, tag, nth)

static void test_modinfo(void)
{
	ktap_case("modinfo: first and following values, zeroes in between");
	expect_text(MODINFO("a=1\0b=2\0", "b", 0), "2");
	expect_text(MODINFO("\0\0a=1\0\0\0a=2\0", "a", 1), "2");
	expect_text(MODINFO("a=1\0a=2\0", "a", 2), NULL);
	expect_text(MODINFO("a=\0", "a", 0), "");
	expect_text(MODINFO("a==1\0", "a", 0), "=1");
	ktap_case("modinfo: tags that only look alike");
	expect_text(MODINFO("aa=1\0", "a", 0), NULL);
	expect_text(MODINFO("a\0a=2\0", "a", 0), "2");
	expect_text(MODINFO("b=a=1\0", "a", 0), NULL);
	ktap_case("modinfo: no last NUL, nothing, only zeroes");
	expect_text(MODINFO("a=1", "a", 0), NULL);
	expect_text(MODINFO("a=1\0a=2", "a", 1), NULL);
	expect_text(MODINFO("", "a", 0), NULL);
	expect_text(MODINFO("\0\0\0", "a", 0), NULL);
	expect_text(modinfo(NULL, 0, "a", 0), NULL);
	ktap_case("modinfo: the last string ends behind the section");
	expect_text(modinfo_in("a=1\0b=2xyz\0c=3", 7, 12, "b", 0), "2xyz");
	expect_text(modinfo_in("a=1\0b=2xyz\0c=3", 7, 15, "c", 0), NULL);
	expect_text(modinfo_in("a=1\0b=2xyz\0c=3", 7, 10, "b", 0), NULL);
	expect_text(modinfo_in("a=1\0b=2xyz\0a=3", 7, 16, "a", 1), NULL);
	ktap_case("modinfo: of an empty section the first string");
	expect_text(modinfo_in("a=1\0a=2", 0, 8, "a", 0), "1");
	expect_text(modinfo_in("a=1\0a=2", 0, 8, "a", 1), NULL);
	expect_text(modinfo_in("\0a=2", 0, 6, "a", 0), NULL);
	expect_text(modinfo_in("a=1", 0, 0, "a", 0), NULL);
}

static void put(uint8_t *at, uint64_t value, unsigned int bytes, bool big)
{
	for (unsigned int i = 0; i < bytes; i++)
		at[big ? bytes - 1 - i : i] = value >> (8 * i);
}

static void record(uint8_t *at, const struct ks_layout *layout, uint64_t crc, const char *name)
{
	unsigned int word = layout->is64 ? 8 : 4;

	memset(at, 0, 64);
	put(at, crc, word, layout->big);
	memcpy(at + word, name, strlen(name) < 64 - word ? strlen(name) : 64 - word);
}

static struct ks_crc found(struct ks_crc_table *table, const char *name)
{
	struct ks_crc crc;
	uint32_t hash;

	crc = ks_crc_table_find(table, name, &hash);
	expect(hash == ks_name_hash(name));
	return crc;
}

static void test_basic_tables(void)
{
	char longest[80];

	for (int kind = 0; kind < 4; kind++) {
		struct ks_layout layout = { .is64 = kind & 1, .big = kind & 2 };
		size_t fits = layout.is64 ? 55 : 59;
		struct ks_crc_table table = { 0 };
		uint8_t bytes[64 * 6 + 10] = { 0 };
		struct ks_image image = { bytes, sizeof(bytes) };

		ktap_case("__versions: %d bit, %s first", layout.is64 ? 64 : 32,
			  layout.big ? "big end" : "little end");
		memset(longest, 'n', sizeof(longest));
		longest[fits] = '\0';
		record(bytes, &layout, 0x12345678, "alpha");
		record(bytes + 64, &layout, 0x1, ".dotted");
		record(bytes + 128, &layout, 0x2, "alpha");
		record(bytes + 192, &layout, 0x3, longest);
		longest[fits] = 'n';
		longest[fits + 1] = '\0';
		record(bytes + 256, &layout, 0x4, longest);
		record(bytes + 320, &layout, 0x5, "");
		expect_int(ks_crc_table_basic(&table, &image, bytes + sizeof(bytes), &layout,
					      false), 0);
		expect_int(found(&table, "alpha").value, 0x12345678);
		expect(found(&table, ".dotted").present);
		expect(!found(&table, "dotted").present);
		/* A name without its NUL runs into the next record's CRC, 5. */
		expect_int(found(&table, longest).present, layout.big);
		longest[fits + 1] = 5;
		longest[fits + 2] = '\0';
		expect_int(found(&table, longest).present, !layout.big);
		longest[fits + 1] = '\0';
		longest[fits] = '\0';
		expect_int(found(&table, longest).value, 3);
		longest[fits] = 'n';
		expect(!found(&table, "beta").present);
		ks_crc_table_free(&table);

		expect_int(ks_crc_table_basic(&table, &image, bytes + sizeof(bytes), &layout,
					      true), 0);
		expect(found(&table, "dotted").present);
		expect(!found(&table, ".dotted").present);
		ks_crc_table_free(&table);
	}
	ktap_case("__versions: empty, and shorter than a record");
	for (size_t size = 0; size < 64; size += 63) {
		struct ks_layout layout = { .is64 = true };
		struct ks_crc_table table = { 0 };
		uint8_t bytes[64] = { 1 };
		struct ks_image image = { size ? bytes : NULL, size };

		expect_int(ks_crc_table_basic(&table, &image, bytes + sizeof(bytes), &layout,
					      false), 0);
		expect(!found(&table, "").present);
		ks_crc_table_free(&table);
	}
}

static void test_ext_tables(void)
{
	static const char names[] = "alpha\0.dotted\0alpha\0a_name_that_is_longer_than_any_that_fits_into_a_basic_record_does\0";
	const struct ks_layout layout = { .is64 = true };
	const uint32_t crcs[] = { 1, 2, 3, 4, 5 };

	for (size_t size = 0; size < sizeof(names); size++) {
		const struct ks_image n = { (const uint8_t *)names, size };
		const struct ks_image c = { (const uint8_t *)crcs, sizeof(crcs) - 1 };
		struct ks_crc_table table = { 0 };

		ktap_case("extended table with %zu bytes of names", size);
		expect_int(ks_crc_table_ext(&table, &c, &n, &layout, size % 2), 0);
		expect_int(found(&table, "alpha").value, size >= 6 ? 1 : 0);
		expect_int(found(&table, size % 2 ? "dotted" : ".dotted").value,
			   size >= 14 ? 2 : 0);
		expect_int(found(&table, names + 20).value,
			   size >= sizeof(names) - 1 ? 4 : 0);
		ks_crc_table_free(&table);
	}
}

/* --- packed files */

#define PLAIN_SIZE	200000

static int unpack(enum ks_compression how, const uint8_t *data, size_t size, size_t max,
		  const uint8_t *plain, size_t plain_size)
{
	const struct ks_image image = { data, size };
	struct ks_buffer out = { 0 };
	int ret = ks_decompress(how, &image, max, &out);

	if (!ret && plain) {
		expect_int(out.size, plain_size);
		expect(out.size == plain_size && !memcmp(out.data, plain, plain_size));
	}
	expect(out.room <= max);
	free(out.data);
	return ret;
}

static void test_packed(enum ks_compression how, const char *name)
{
	uint8_t *plain = calloc(1, PLAIN_SIZE), *twice;
	struct ks_buffer packed;
	struct ks_image image;

	for (size_t i = 0; i < PLAIN_SIZE; i++)
		plain[i] = i * i >> 7;
	packed = packing_pack(how, plain, PLAIN_SIZE);
	image = (struct ks_image){ packed.data, packed.size };

	ktap_case("%s: recognised and unpacked", name);
	expect_int(ks_compression_of_payload(&image), how);
	/* What packs kernels alone does not make a file of a module. */
	expect_int(ks_compression_of(&image), how <= KS_COMPRESSION_ZSTD ? how : 0);
	expect_int(unpack(how, packed.data, packed.size, 16 << 20, plain, PLAIN_SIZE), 0);
	ktap_case("%s: cut anywhere it is damaged", name);
	for (size_t size = 0; size < packed.size; size += 1 + packed.size / 150)
		expect_int(unpack(how, packed.data, size, 16 << 20, NULL, 0), -EBADMSG);
	expect_int(unpack(how, packed.data, packed.size - 1, 16 << 20, NULL, 0), -EBADMSG);
	ktap_case("%s: garbage behind it is no reason to crash", name);
	twice = calloc(2, packed.size + 64);
	memcpy(twice, packed.data, packed.size);
	memset(twice + packed.size, 0xa5, 64);
	unpack(how, twice, packed.size + 64, 16 << 20, NULL, 0);
	expect(true);
	ktap_case("%s: two of them are one file", name);
	memcpy(twice + packed.size, packed.data, packed.size);
	expect_int(unpack(how, twice, packed.size * 2, 16 << 20, NULL, 0), 0);
	ktap_case("%s: flipped bytes are damage, or the same bytes", name);
	for (size_t i = 0; i < packed.size; i += 1 + packed.size / 150) {
		packed.data[i] ^= 0x55;
		unpack(how, packed.data, packed.size, 16 << 20, NULL, 0);
		packed.data[i] ^= 0x55;
	}
	free(twice);
	free(packed.data);
	free(plain);
}

/* A few KiB that want to be 64 MiB: no more memory than the limit says. */
static void test_bomb(enum ks_compression how, const char *name)
{
	uint8_t *zeroes = calloc(1, 64 << 20);
	struct ks_buffer packed = packing_pack(how, zeroes, 64 << 20);
	struct rusage before, after;

	free(zeroes);
	ktap_case("%s: a bomb of %zu KiB stops at the limit", name, packed.size >> 10);
	expect(packed.size < 1 << 20);
	getrusage(RUSAGE_SELF, &before);
	expect_int(unpack(how, packed.data, packed.size, 8 << 20, NULL, 0), -EFBIG);
	getrusage(RUSAGE_SELF, &after);
	expect(after.ru_maxrss - before.ru_maxrss < 40 << 10);
	free(packed.data);
}

/* --- whole modules */

struct opened {
	struct ks_candidate candidate;
	struct module_file file;
	int fd, ret;
};

static const struct ks_needs *open_module(struct opened *o, const struct ks_facts *facts,
					  const char *const *options, size_t count)
{
	struct ks_err err;
	char path[64], why[256];

	module_file_make(&o->file, options, count);
	o->fd = module_file_memfd(&o->file, path, sizeof(path));
	o->ret = ks_candidate_open(&o->candidate, path, KS_DEPTH_DEEP, facts, &err);
	expect_int(o->ret, 0);
	if (facts)
		expect_int(depths_compare(facts, path, why, sizeof(why)), 0);
	return &o->candidate.needs;
}

static void close_module(struct opened *o)
{
	ks_candidate_close(&o->candidate);
	free(o->file.data);
	close(o->fd);
}

static void test_layouts(void)
{
	static const char *const layouts[][3] = {
		{ "class=64", "data=lsb", "machine=62" }, { "class=32", "data=lsb", "machine=3" },
		{ "class=64", "data=msb", "machine=22" }, { "class=32", "data=msb", "machine=8" },
	};

	for (size_t i = 0; i < 4; i++) {
		const char *options[16] = { layouts[i][0], layouts[i][1], layouts[i][2],
					    "import=alpha:0x11223344", "import=beta:0x5:weak",
					    "import=bare", "ns=ONE", "ns=TWO", "name=some_name",
					    "iname=other", "export=mine", "ext=alpha:0x77",
					    "depends=a,b", "size=700", "layout=0xcafe" };
		const struct ks_needs *n;
		struct opened o;

		ktap_case("a module, %s %s", layouts[i][0], layouts[i][1]);
		n = open_module(&o, NULL, options, 15);
		expect(n->readable);
		expect_int(n->layout.is64, i % 2 == 0);
		expect_int(n->layout.big, i >= 2);
		expect_int(n->import_count, 3);
		expect_text(n->imports[0].name, "alpha");
		expect_int(n->imports[0].index, 1);
		expect_int(n->imports[0].basic.value, 0x11223344);
		expect_int(n->imports[0].ext.value, 0x77);
		expect(!n->imports[0].weak && n->imports[1].weak);
		expect(!n->imports[2].basic.present);
		expect_text(n->iname, "other");
		expect_text(n->mname, "some_name");
		expect_text(n->vermagic, MODULE_VERMAGIC);
		expect_text(n->depends, "a,b");
		expect_int(n->module_size, 700);
		expect_int(n->module_layout.basic.value, 0xcafe);
		expect_int(n->namespace_count, 2);
		expect_text(n->namespaces[1], "TWO");
		expect_int(n->export_count, 1);
		expect_text(n->exports[0].name, "mine");
		close_module(&o);
	}
}

/* The dot of ppc64 is stripped on both sides, and .TOC. is its own. */
static void test_ppc64(void)
{
	static const char *const options[] = { "machine=21", "data=msb", "import=.alpha:0x10",
					       "import=beta:0x20", "import=.TOC." };
	const struct ks_needs *n;
	struct opened o;

	ktap_case("ppc64: dots, and .TOC.");
	n = open_module(&o, NULL, options, 5);
	expect_int(n->import_count, 2);
	expect_text(n->imports[0].name, "alpha");
	expect_int(n->imports[0].basic.value, 0x10);
	close_module(&o);
	ktap_case("other machines keep their dots");
	n = open_module(&o, NULL, options + 1, 4);
	expect_int(n->import_count, 3);
	expect_text(n->imports[0].name, ".alpha");
	close_module(&o);
}

/* The kernel's class counts, not what the file says of itself. */
static void test_lying_class(void)
{
	static const char *const options[] = { "import=alpha:0x10", "ei_class=1", "ei_data=2" };
	const struct ks_needs *n;
	struct opened o;
	struct world w;

	world_init(&w, SERIES(6, 1));
	ktap_case("EI_CLASS and EI_DATA that lie, for a kernel that ignores them");
	n = open_module(&o, &w.facts, options, 3);
	expect(n->readable && n->import_count == 1);
	close_module(&o);
	ktap_case("the same when the kernel is not known");
	n = open_module(&o, NULL, options, 3);
	expect(!n->readable || n->import_count == 0);
	close_module(&o);
	world_free(&w);
}

/* Where elf_check_arch() looks at EI_CLASS, not to know it is not to know. */
static void test_unknown_class(void)
{
	static const struct {
		const char *machine;
		uint64_t number;
	} rows[] = { { "machine=8", 8 }, { "machine=243", 243 },
		    { "machine=22", 22 }, { "machine=20", 20 } };
	struct ks_fact_number none = { 0 };

	for (size_t i = 0; i < 4; i++)
		for (int known = 0; known < 2; known++) {
			const char *options[] = { rows[i].machine, "data=msb" };
			const struct ks_needs *n;
			struct opened o;
			struct world w;

			ktap_case("%s, its class %sknown", rows[i].machine, known ? "" : "un");
			world_init(&w, SERIES(6, 1));
			w.facts.machine.value = rows[i].number;
			w.facts.elf_data.value = 2;
			if (!known)
				w.facts.elf_class = w.facts.elf_data = none;
			n = open_module(&o, &w.facts, options, 2);
			w.needs = *n;
			w.sink = (struct ks_sink){ .items = w.findings, .room = WORLD_FINDINGS };
			ks_rule_elf(n, &w.facts, &w.sink);
			if (known || i == 3)
				world_expect_none(&w);
			else
				world_expect_one(&w, KS_LEVEL_UNKNOWN,
						 KS_REASON_ELF_MACHINE_UNKNOWN, 0);
			close_module(&o);
			world_free(&w);
		}
}

/* Each shorter file is refused by each series, never read behind its end. */
static void test_truncation(void)
{
	static const char *const options[] = { "import=alpha:0x10", "import=beta:0x20", "sig=pkcs7" };
	struct module_file whole;

	module_file_make(&whole, options, 2);
	for (size_t s = 0; s < world_series_count; s++) {
		ktap_case("every shorter length, %s", world_series_name(world_series[s]));
		for (size_t size = 0; size < whole.size; size += size < 128 ? 1 : 7) {
			struct module_file part = { whole.data, size };
			struct ks_candidate c = { .input.fd = -1 };
			char path[64], why[256];
			int fd = module_file_memfd(&part, path, sizeof(path));
			struct ks_result result;
			struct ks_sink sink;
			struct ks_err err;
			struct world w;

			world_init(&w, world_series[s]);
			expect_int(ks_candidate_open(&c, path, KS_DEPTH_DEEP, &w.facts, &err), 0);
			sink = (struct ks_sink){ .items = w.findings, .room = WORLD_FINDINGS };
			ks_check(&c.needs, &w.facts, &sink, &result);
			expect_int(result.verdict, KS_VERDICT_REFUSED);
			expect_int(result.error, size ? ENOEXEC : EINVAL);
			expect_int(depths_compare(&w.facts, path, why, sizeof(why)), 0);
			ks_candidate_close(&c);
			close(fd);
			world_free(&w);
		}
	}
	free(whole.data);
}

int main(void)
{
	static const char *const names[] = { "", "gzip", "xz", "zstd", "lzma", "bzip2", "lzo",
					     "lz4 -l", "lz4" };

	test_signatures();
	test_modinfo();
	test_basic_tables();
	test_ext_tables();
	for (enum ks_compression how = KS_COMPRESSION_GZIP; how < KS_COMPRESSION_MAX; how++) {
		test_packed(how, names[how]);
		test_bomb(how, names[how]);
	}
	test_layouts();
	test_ppc64();
	test_lying_class();
	test_unknown_class();
	test_truncation();
	return ktap_end();
}
