// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF: the reader, rule_btf.c against what kernel/bpf/btf.c wants of each kind, rule_btf_base.c. */
#include "outcome.h"

#include "model/btf.h"
#include "report/kernel_log.h"

#define WORDS		16

/* A BTF being written. */
struct blob {
	uint8_t bytes[8192];
	size_t size;
	uint8_t types[4096];
	size_t type_size;
	char strings[1024];
	size_t string_size;
	uint32_t first_string;
	uint32_t next_id;
};

static void put(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = value >> (8 * i);
}

static uint32_t name(struct blob *b, const char *text)
{
	uint32_t offset = b->first_string + b->string_size;

	memcpy(b->strings + b->string_size, text, strlen(text) + 1);
	b->string_size += strlen(text) + 1;
	return offset;
}

static uint32_t type(struct blob *b, uint32_t of_name, uint32_t info, uint32_t size,
		     const uint32_t *words, size_t count)
{
	uint8_t *at = b->types + b->type_size;

	put(at, of_name);
	put(at + 4, info);
	put(at + 8, size);
	for (size_t i = 0; i < count; i++)
		put(at + 12 + 4 * i, words[i]);
	b->type_size += 12 + 4 * count;
	return b->next_id++;
}

#define TYPE(b, of_name, info, size, ...)						\
	type(b, of_name, info, size, (const uint32_t[]){ __VA_ARGS__ },			\
	     sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)
#define PLAIN(b, of_name, info, size)	type(b, of_name, info, size, NULL, 0)
#define INFO(kind, count)		((uint32_t)KS_BTF_##kind << 24 | (count))
#define FLAG				0x80000000u

static void finish(struct blob *b)
{
	memset(b->bytes, 0, 24);
	put(b->bytes, 0x0001eb9f);
	put(b->bytes + 4, 24);
	put(b->bytes + 12, b->type_size);
	put(b->bytes + 16, b->type_size);
	put(b->bytes + 20, b->string_size);
	memcpy(b->bytes + 24, b->types, b->type_size);
	memcpy(b->bytes + 24 + b->type_size, b->strings, b->string_size);
	b->size = 24 + b->type_size + b->string_size;
}

/* Ids of the kernel. */
enum { VOID, INT, MODULE, POINTER, PROTOTYPE, PRINTK, TAG, FIRST_OWN };

static void make_kernel(struct blob *b)
{
	*b = (struct blob){ .next_id = 1 };
	name(b, "");
	TYPE(b, name(b, "int"), INFO(INT, 0), 4, 32);
	TYPE(b, name(b, "module"), INFO(STRUCT, 1), MODULE_SIZE, name(b, "state"), INT, 0);
	PLAIN(b, 0, INFO(PTR, 0), MODULE);
	TYPE(b, 0, INFO(FUNC_PROTO, 1), INT, name(b, "fmt"), POINTER);
	PLAIN(b, name(b, "printk"), INFO(FUNC, 1), PROTOTYPE);
	PLAIN(b, name(b, "user"), INFO(TYPE_TAG, 0), INT);
	finish(b);
}

/* struct mine { struct module *owner; }, and a function that takes it. */
static void make_module(struct blob *b, const struct blob *kernel)
{
	uint32_t mine, pointer, prototype;

	*b = (struct blob){ .next_id = kernel->next_id, .first_string = kernel->string_size };
	mine = TYPE(b, name(b, "mine"), INFO(STRUCT, 1), 8, name(b, "owner"), POINTER, 0);
	pointer = PLAIN(b, 0, INFO(PTR, 0), mine);
	prototype = TYPE(b, 0, INFO(FUNC_PROTO, 1), INT, name(b, "m"), pointer);
	PLAIN(b, name(b, "mine_init"), INFO(FUNC, 0), prototype);
	finish(b);
}

struct pair {
	struct world w;
	struct blob kernel, module;
	struct ks_btf opened;
};

static void give(struct pair *p)
{
	p->w.needs.has_btf = true;
	p->w.needs.btf = (struct ks_image){ p->module.bytes, p->module.size };
	p->w.needs.btf_size = p->module.size;
	p->w.facts.btf = NULL;
	if (ks_btf_open(&p->opened, &(struct ks_image){ p->kernel.bytes, p->kernel.size },
			&p->w.needs.layout))
		p->w.facts.btf = &p->opened;
	p->w.facts.btf_types = (struct ks_fact_number){ p->kernel.next_id, KS_ORIGIN_LIVE };
	p->w.facts.btf_strings = (struct ks_fact_number){ p->kernel.string_size, KS_ORIGIN_LIVE };
}

static void pair_init(struct pair *p, unsigned int series)
{
	world_init(&p->w, series);
	make_kernel(&p->kernel);
	make_module(&p->module, &p->kernel);
	give(p);
}

static void test_reader(void)
{
	const struct ks_layout little = { .is64 = true };
	struct blob kernel, module;
	struct ks_btf_type t;
	struct ks_btf base, split;

	make_kernel(&kernel);
	make_module(&module, &kernel);
	ktap_case("a kernel's BTF is read");
	expect(ks_btf_open(&base, &(struct ks_image){ kernel.bytes, kernel.size }, &little));
	expect_int(base.count, FIRST_OWN - 1);
	expect(ks_btf_type(&base, MODULE, &t) && t.kind == KS_BTF_STRUCT && t.size == MODULE_SIZE);
	expect_text(ks_btf_string(&base, t.name), "module");
	expect(!ks_btf_type(&base, 0, &t) && !ks_btf_type(&base, FIRST_OWN, &t));
	expect(!ks_btf_string(&base, kernel.string_size));

	ktap_case("a module's BTF goes on from it");
	expect(ks_btf_header(&split, &(struct ks_image){ module.bytes, module.size }, &little));
	split.base = &base;
	split.first_id = kernel.next_id;
	split.first_string = kernel.string_size;
	expect(ks_btf_index(&split) && split.count == 4);
	expect(ks_btf_type(&split, FIRST_OWN, &t) && t.kind == KS_BTF_STRUCT);
	expect_text(ks_btf_string(&split, t.name), "mine");
	expect(ks_btf_type(&split, INT, &t) && t.kind == KS_BTF_INT);

	ktap_case("cut short anywhere it is none");
	for (size_t size = 0; size < kernel.size; size++)
		expect(!ks_btf_open(&base, &(struct ks_image){ kernel.bytes, size }, &little));
}

/* The kernel's answer, for each series that was read. */
static void expect_answer(struct pair *p, enum ks_reason reason, int error, const char *what)
{
	static const unsigned int series[] = { SERIES(6, 1), SERIES(6, 12), SERIES(7, 2) };

	for (size_t i = 0; i < sizeof(series) / sizeof(series[0]); i++) {
		ktap_case("%s, %s", what, world_series_name(series[i]));
		world_set_series(&p->w, series[i]);
		world_rule(&p->w, ks_rule_btf);
		if (error)
			world_expect_one(&p->w, KS_LEVEL_REFUSES, reason, error);
		else
			world_expect_none(&p->w);
	}
}

static void test_header(void)
{
	static const struct {
		const char *what;
		size_t offset;
		uint32_t value;
		enum ks_reason reason;
		int error;
	} faults[] = {
		{ "magic", 0, 0x0001eb9e, KS_REASON_BTF_MAGIC, 22 },
		{ "version", 0, 0x0002eb9f, KS_REASON_BTF_VERSION, 524 },
		{ "flags", 0, 0x0101eb9f, KS_REASON_BTF_FLAGS, 524 },
		{ "header longer than the section", 4, 8000, KS_REASON_BTF_HEADER_SHORT, 22 },
		{ "empty header", 4, 0, KS_REASON_BTF_MAGIC, 22 },
		{ "types start late", 8, 4, KS_REASON_BTF_GAP, 22 },
		{ "types start behind the names", 8, 7000, KS_REASON_BTF_GAP, 22 },
		{ "names start behind the end", 16, 7000, KS_REASON_BTF_OFFSET, 22 },
		{ "types too long", 12, 7000, KS_REASON_BTF_LENGTH, 22 },
		{ "types short of the names", 12, 12, KS_REASON_BTF_GAP, 22 },
		{ "names overlap types", 16, 8, KS_REASON_BTF_OVERLAP, 22 },
		{ "names too short", 20, 4, KS_REASON_BTF_GAP, 22 },
	};
	struct pair p;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		pair_init(&p, SERIES(6, 12));
		put(p.module.bytes + faults[i].offset, faults[i].value);
		expect_answer(&p, faults[i].reason, faults[i].error, faults[i].what);
		world_free(&p.w);
	}
	pair_init(&p, SERIES(6, 12));
	p.module.bytes[p.module.size - 1] = 'x';
	expect_answer(&p, KS_REASON_BTF_STRINGS, 22, "names without an end");
	p.w.needs.btf.size = p.w.needs.btf_size = 7;
	expect_answer(&p, KS_REASON_BTF_SHORT, 22, "seven bytes");
	world_free(&p.w);
}

/* One type behind the others; @error 0: the kernel takes it. */
struct kind_case {
	const char *what;
	const char *name;
	uint32_t info;
	uint32_t size;
	uint32_t words[WORDS];
	size_t count;
	int error;
};

static const struct kind_case kind_cases[] = {
	{ "int", "i", INFO(INT, 0), 4, { 32 }, 1, 0 },
	{ "int without its bits", "i", INFO(INT, 0), 4, { 0 }, 0, 22 },
	{ "int with a count", "i", INFO(INT, 1), 4, { 32 }, 1, 22 },
	{ "int with the flag", "i", INFO(INT, 0) | FLAG, 4, { 32 }, 1, 22 },
	{ "int of too many bits", "i", INFO(INT, 0), 4, { 33 }, 1, 22 },
	{ "int of 136 bits", "i", INFO(INT, 0), 32, { 136 }, 1, 22 },
	{ "int with bits beyond", "i", INFO(INT, 0), 4, { 0x10000020 }, 1, 22 },
	{ "int that is signed", "i", INFO(INT, 0), 4, { 0x01000020 }, 1, 0 },
	{ "int of two encodings", "i", INFO(INT, 0), 4, { 0x03000020 }, 1, 524 },
	{ "int of encoding 8", "i", INFO(INT, 0), 4, { 0x08000020 }, 1, 524 },
	{ "pointer with a name", "p", INFO(PTR, 0), INT, { 0 }, 0, 22 },
	{ "pointer", NULL, INFO(PTR, 0), INT, { 0 }, 0, 0 },
	{ "pointer far beyond", NULL, INFO(PTR, 0), 0x100000, { 0 }, 0, 22 },
	{ "pointer to a type that is not there", NULL, INFO(PTR, 0), 0xfffff, { 0 }, 0, 0 },
	{ "const of a type that is not there", NULL, INFO(CONST, 0), 0xfffff, { 0 }, 0, 22 },
	{ "array", NULL, INFO(ARRAY, 0), 0, { INT, INT, 4 }, 3, 0 },
	{ "array of void", NULL, INFO(ARRAY, 0), 0, { 0, INT, 4 }, 3, 22 },
	{ "array by void", NULL, INFO(ARRAY, 0), 0, { INT, 0, 4 }, 3, 22 },
	{ "array with a size", NULL, INFO(ARRAY, 0), 4, { INT, INT, 4 }, 3, 22 },
	{ "array with a name", "a", INFO(ARRAY, 0), 0, { INT, INT, 4 }, 3, 22 },
	{ "struct without a name", NULL, INFO(STRUCT, 1), 4, { 0, INT, 0 }, 3, 0 },
	{ "struct with a bad name", "1s", INFO(STRUCT, 1), 4, { 0, INT, 0 }, 3, 22 },
	{ "struct cut off", "s", INFO(STRUCT, 2), 4, { 0, INT, 0 }, 3, 22 },
	{ "struct of void", "s", INFO(STRUCT, 1), 4, { 0, 0, 0 }, 3, 22 },
	{ "struct out of order", "s", INFO(STRUCT, 2), 8, { 0, INT, 32, 0, INT, 0 }, 6, 22 },
	{ "struct in order", "s", INFO(STRUCT, 2), 8, { 0, INT, 0, 0, INT, 32 }, 6, 0 },
	{ "struct longer than it is", "s", INFO(STRUCT, 1), 4, { 0, INT, 33 }, 3, 22 },
	{ "struct with an empty end", "s", INFO(STRUCT, 1), 4, { 0, INT, 32 }, 3, 0 },
	{ "struct of bits", "s", INFO(STRUCT, 1) | FLAG, 4, { 0, INT, 0x03000004 }, 3, 0 },
	{ "struct with a name of nowhere", "s", INFO(STRUCT, 1), 4, { 5000, INT, 0 }, 3, 22 },
	{ "union with an offset", "u", INFO(UNION, 1), 8, { 0, INT, 32 }, 3, 22 },
	{ "enum of three bytes", "e", INFO(ENUM, 0), 3, { 0 }, 0, 22 },
	{ "enum of no bytes", "e", INFO(ENUM, 0), 0, { 0 }, 0, 22 },
	{ "enum with a value without name", "e", INFO(ENUM, 1), 4, { 0, 1 }, 2, 22 },
	{ "enum with a name of nowhere", "e", INFO(ENUM, 1), 4, { 5000, 1 }, 2, 22 },
	{ "enum64 cut off", "e", INFO(ENUM64, 1), 8, { 0, 1 }, 2, 22 },
	{ "forward", "f", INFO(FWD, 0) | FLAG, 0, { 0 }, 0, 0 },
	{ "forward without a name", NULL, INFO(FWD, 0), 0, { 0 }, 0, 22 },
	{ "forward with a type", "f", INFO(FWD, 0), INT, { 0 }, 0, 22 },
	{ "typedef", "t", INFO(TYPEDEF, 0), INT, { 0 }, 0, 0 },
	{ "typedef without a name", NULL, INFO(TYPEDEF, 0), INT, { 0 }, 0, 22 },
	{ "function of linkage 1", "g", INFO(FUNC, 1), PROTOTYPE, { 0 }, 0, 0 },
	{ "function of linkage 2", "g", INFO(FUNC, 2), PROTOTYPE, { 0 }, 0, 22 },
	{ "enum with the flag", "e", INFO(ENUM, 0) | FLAG, 4, { 0 }, 0, 0 },
	{ "function with a blank", "g g", INFO(FUNC, 0), PROTOTYPE, { 0 }, 0, 22 },
	{ "prototype with a name", "g", INFO(FUNC_PROTO, 0), INT, { 0 }, 0, 22 },
	{ "variable", "v", INFO(VAR, 0), INT, { 1 }, 1, 0 },
	{ "variable of void", "v", INFO(VAR, 0), 0, { 1 }, 1, 22 },
	{ "variable of linkage 2", "v", INFO(VAR, 0), INT, { 2 }, 1, 22 },
	{ "section", ".data", INFO(DATASEC, 1), 8, { INT, 4, 4 }, 3, 0 },
	{ "section of no bytes", ".data", INFO(DATASEC, 0), 0, { 0 }, 0, 22 },
	{ "section too small", ".data", INFO(DATASEC, 1), 8, { INT, 4, 5 }, 3, 22 },
	{ "section that wraps", ".data", INFO(DATASEC, 1), 0xffffffff,
	  { INT, 0xfffffff0, 0x20 }, 3, 0 },
	{ "section that overlaps", ".data", INFO(DATASEC, 2), 8, { INT, 0, 4, INT, 2, 4 }, 6, 22 },
	{ "float of eight", "d", INFO(FLOAT, 0), 8, { 0 }, 0, 0 },
	{ "float of five", "d", INFO(FLOAT, 0), 5, { 0 }, 0, 22 },
	{ "tag on a declaration", "any text", INFO(DECL_TAG, 0), INT, { UINT32_MAX }, 1, 0 },
	{ "tag on part -2", "any text", INFO(DECL_TAG, 0), INT, { UINT32_MAX - 1 }, 1, 22 },
	{ "tag without a text", NULL, INFO(TYPE_TAG, 0), INT, { 0 }, 0, 22 },
	{ "kind 0", NULL, INFO(VOID, 0), 0, { 0 }, 0, 22 },
	{ "kind 20", NULL, INFO(KIND_MAX, 0), 0, { 0 }, 0, 22 },
	{ "a type that is its own const", NULL, INFO(CONST, 0), FIRST_OWN + 4, { 0 }, 0, 40 },
};

static enum ks_reason reason_of(const struct kind_case *c)
{
	uint32_t kind = c->info >> 24 & 0x7f;

	if (c->error == 40)
		return KS_REASON_BTF_CHAIN;
	if (kind == KS_BTF_VOID || kind >= KS_BTF_KIND_MAX)
		return KS_REASON_BTF_KIND;
	return kind == KS_BTF_ENUM && c->words[0] == 5000 ? KS_REASON_BTF_VALUE
							    : KS_REASON_BTF_TYPE;
}

static void test_kinds(void)
{
	for (size_t i = 0; i < sizeof(kind_cases) / sizeof(kind_cases[0]); i++) {
		const struct kind_case *c = &kind_cases[i];
		struct pair p;

		pair_init(&p, SERIES(6, 12));
		type(&p.module, c->name ? name(&p.module, c->name) : 0, c->info, c->size, c->words,
		     c->count);
		finish(&p.module);
		give(&p);
		expect_answer(&p, reason_of(c), c->error, c->what);
		world_free(&p.w);
	}
}

/* What differs between the series. */
static void test_series(void)
{
	static const struct {
		unsigned int series;
		int tags, wide, section;
	} rows[] = {
		{ SERIES(6, 1), 22, 22, 22 },
		{ SERIES(6, 12), 22, 22, 0 },
		{ SERIES(7, 2), 0, 0, 0 },
	};

	for (size_t i = 0; i < 3; i++) {
		struct pair p;
		uint32_t tag;

		ktap_case("const of a tag of the kernel, %s", world_series_name(rows[i].series));
		pair_init(&p, rows[i].series);
		PLAIN(&p.module, 0, INFO(CONST, 0), TAG);
		finish(&p.module);
		give(&p);
		world_rule(&p.w, ks_rule_btf);
		expect_int(p.w.sink.count ? p.w.findings[0].error : 0, rows[i].tags);

		ktap_case("tag with the flag, %s", world_series_name(rows[i].series));
		make_module(&p.module, &p.kernel);
		tag = name(&p.module, "attribute");
		PLAIN(&p.module, tag, INFO(TYPE_TAG, 0) | FLAG, INT);
		finish(&p.module);
		give(&p);
		world_rule(&p.w, ks_rule_btf);
		expect_int(p.w.sink.count ? p.w.findings[0].error : 0, rows[i].wide);

		ktap_case("section with a blank in its name, %s", world_series_name(rows[i].series));
		make_module(&p.module, &p.kernel);
		TYPE(&p.module, name(&p.module, ".a b"), INFO(DATASEC, 1), 4, INT, 0, 4);
		finish(&p.module);
		give(&p);
		world_rule(&p.w, ks_rule_btf);
		expect_int(p.w.sink.count ? p.w.findings[0].error : 0, rows[i].section);
		world_free(&p.w);
	}
}

/* Gates: does the kernel look at all, and does it mind. */
static void test_gates(void)
{
	static const enum ks_tri tri[] = { KS_UNKNOWN, KS_NO, KS_YES };

	for (int bad = 0; bad < 2; bad++)
		for (size_t m = 0; m < 3; m++)
			for (size_t e = 0; e < 3; e++) {
				struct pair p;
				unsigned int outcomes = 0;

				if (tri[m] == KS_NO && tri[e] == KS_YES)
					continue;
				ktap_case("BTF %s, btf-modules %d, btf-enforced %d",
					  bad ? "damaged" : "sound", tri[m], tri[e]);
				pair_init(&p, SERIES(6, 12));
				p.module.bytes[0] ^= bad;
				p.w.facts.gates[KS_GATE_BTF_MODULES].value = tri[m];
				p.w.facts.gates[KS_GATE_BTF_ENFORCED].value = tri[e];
				if (outcome_may_be(tri[e], false) || !bad)
					outcomes |= OUTCOME_OK;
				if (outcome_may_be(tri[e], true) && tri[m] != KS_NO && bad)
					outcomes |= OUTCOME_REFUSES;
				world_rule(&p.w, ks_rule_btf);
				outcome_expect(&p.w, outcomes,
					       tri[m] == KS_UNKNOWN || tri[e] == KS_UNKNOWN, 22, "");
				world_free(&p.w);
			}
}

static void expect_level(struct pair *p, enum ks_level level, enum ks_reason reason)
{
	world_rule(&p->w, ks_rule_btf);
	world_expect_one(&p->w, level, reason, level == KS_LEVEL_REFUSES ? 22 : 0);
}

static void take(const char *line, enum ks_line_kind kind, void *data)
{
	(void)kind;
	strcat(strcat(data, line), "\n");
}

/* A module with the name of the kernel's own BTF, whose file is there already. */
static void test_file(void)
{
	static const char said[] = "sysfs: cannot create duplicate filename '/kernel/btf/vmlinux'\n"
				   "failed to register module [vmlinux] BTF in sysfs: -17\n";
	static const struct {
		const char *name;
		enum ks_tri modules, sysfs;
		bool damaged, expected;
	} rows[] = {
		{ "vmlinux", KS_YES, KS_YES, true, false }, { "vmlinux", KS_YES, 2, false, true },
		{ "vmlinux", KS_NO, KS_YES, false, false }, { "vmlinux", 0, KS_YES, false, false },
		{ "vmlinux", KS_YES, KS_NO, false, false }, { "mod", KS_YES, KS_YES, false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char log[1024] = "";
		struct pair p;

		ktap_case("its file: row %zu, %s", i, rows[i].name);
		pair_init(&p, SERIES(6, 12));
		p.w.needs.mname = rows[i].name;
		p.module.bytes[0] ^= rows[i].damaged;
		p.w.facts.gates[KS_GATE_BTF_MODULES].value = rows[i].modules;
		p.w.facts.gates[KS_GATE_BTF_ENFORCED].value = KS_NO;
		p.w.facts.gates[KS_GATE_SYSFS].value = rows[i].sysfs;
		world_rule(&p.w, ks_rule_btf);
		expect(world_has(&p.w, KS_LEVEL_NOTE, KS_REASON_BTF_SYSFS) == rows[i].expected);
		p.w.result.findings = p.w.findings;
		p.w.result.finding_count = p.w.sink.count;
		ks_kernel_log(&p.w.needs, &p.w.facts, &p.w.result, take, log);
		expect(!strcmp(log, said) == rows[i].expected);
		world_free(&p.w);
	}
}

/* Never more than can be seen. */
static void test_open(void)
{
	struct pair p;

	pair_init(&p, SERIES(6, 12));
	ktap_case("the kernel's own types are not at hand");
	p.w.facts.btf = NULL;
	PLAIN(&p.module, 5, INFO(FWD, 0), 0);
	finish(&p.module);
	p.w.needs.btf.size = p.w.needs.btf_size = p.module.size;
	expect_level(&p, KS_LEVEL_UNKNOWN, KS_REASON_BTF_OPEN);
	ktap_case("nothing is known of the kernel's types");
	p.w.facts.btf_types = p.w.facts.btf_strings = (struct ks_fact_number){ 0 };
	expect_level(&p, KS_LEVEL_UNKNOWN, KS_REASON_BTF_OPEN);
	ktap_case("damaged even so");
	p.module.bytes[0] = 0;
	expect_level(&p, KS_LEVEL_REFUSES, KS_REASON_BTF_MAGIC);
	ktap_case("of another version even so");
	p.module.bytes[0] = 0x9f;
	p.module.bytes[2] = 9;
	world_rule(&p.w, ks_rule_btf);
	world_expect_one(&p.w, KS_LEVEL_REFUSES, KS_REASON_BTF_VERSION, 524);
	world_free(&p.w);

	pair_init(&p, SERIES(6, 12));
	ktap_case("a base of its own");
	p.w.needs.has_btf_base = true;
	p.w.needs.btf_base = p.w.needs.btf;
	expect_level(&p, KS_LEVEL_UNKNOWN, KS_REASON_BTF_OPEN);
	ktap_case("a base of its own, which 6.1 does not know");
	world_set_series(&p.w, SERIES(6, 1));
	world_rule(&p.w, ks_rule_btf);
	world_expect_none(&p.w);
	ktap_case("BTF behind the end of the file");
	p.w.needs.btf = (struct ks_image){ 0 };
	expect_level(&p, KS_LEVEL_UNDEFINED, KS_REASON_BTF_OUTSIDE);
	ktap_case("5.10 knows no BTF of modules");
	world_set_series(&p.w, SERIES(5, 10));
	world_rule(&p.w, ks_rule_btf);
	world_expect_none(&p.w);
	world_free(&p.w);
}

/* The second question, on a kernel without CRCs. */
static void test_base(void)
{
	struct blob other;
	struct pair p;

	pair_init(&p, SERIES(7, 2));
	ktap_case("where CRCs decide nobody looks at BTF");
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_none(&p.w);
	ktap_case("built with this kernel's BTF");
	p.w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_one(&p.w, KS_LEVEL_AGREES, KS_REASON_BTF_BASE_AGREES, 0);
	world_check(&p.w);
	expect_int(p.w.result.verdict, KS_VERDICT_OK);
	expect_int(p.w.result.match, KS_MATCH_CONSISTENT);

	ktap_case("nothing is believed of a forced kernel module");
	p.w.facts.helper.forced = true;
	world_check(&p.w);
	expect_int(p.w.result.verdict, KS_VERDICT_UNKNOWN);
	p.w.facts.helper.forced = false;

	ktap_case("a kernel with one name more");
	other = p.kernel;
	name(&other, "x");
	p.w.facts.btf_strings.value = other.string_size;
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_one(&p.w, KS_LEVEL_CONTRADICTS, KS_REASON_BTF_BASE_DIFFERS, 0);
	expect_int(p.w.findings[0].module_number, p.kernel.string_size);
	p.w.facts.gates[KS_GATE_BTF_ENFORCED].value = KS_NO;
	world_check(&p.w);
	expect_int(p.w.result.verdict, KS_VERDICT_UNSAFE);
	p.w.facts.btf_strings.value = p.kernel.string_size;

	for (int more = -2; more <= 2; more++) {
		ktap_case("the same names, %d types more", more);
		p.w.facts.btf_types.value = p.kernel.next_id + more;
		world_rule(&p.w, ks_rule_btf_base);
		world_expect_one(&p.w, more ? KS_LEVEL_CONTRADICTS : KS_LEVEL_AGREES,
				 more ? KS_REASON_BTF_BASE_DIFFERS : KS_REASON_BTF_BASE_AGREES, 0);
	}
	ktap_case("nothing is known of the kernel's types: no evidence");
	p.w.facts.btf_types = (struct ks_fact_number){ 0 };
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_none(&p.w);
	ktap_case("a base of its own: no evidence");
	give(&p);
	p.w.needs.has_btf_base = true;
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_none(&p.w);
	world_free(&p.w);
}

/* A BTF without names of its own says nothing. */
static void test_nameless(void)
{
	struct pair p;

	ktap_case("a BTF without names of its own: no evidence");
	pair_init(&p, SERIES(7, 2));
	p.w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	p.module = (struct blob){ .next_id = p.kernel.next_id,
				  .first_string = p.kernel.string_size };
	PLAIN(&p.module, 0, INFO(PTR, 0), INT);
	finish(&p.module);
	give(&p);
	world_rule(&p.w, ks_rule_btf_base);
	world_expect_none(&p.w);
	world_rule(&p.w, ks_rule_btf);
	world_expect_none(&p.w);
	world_free(&p.w);
}

/* Under the sanitizers: whatever a byte says, nothing is read outside. */
static void test_hostile(void)
{
	static const uint8_t values[] = { 0, 1, 0x0c, 0x7f, 0x80, 0xff };
	struct pair p;

	ktap_case("each byte of both, six values");
	pair_init(&p, SERIES(6, 12));
	p.w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	for (int side = 0; side < 2; side++) {
		struct blob *b = side ? &p.kernel : &p.module;

		for (size_t i = 0; i < b->size; i++)
			for (size_t v = 0; v < sizeof(values); v++) {
				uint8_t before = b->bytes[i];

				b->bytes[i] = values[v];
				world_rule(&p.w, ks_rule_btf);
				world_rule(&p.w, ks_rule_btf_base);
				b->bytes[i] = before;
			}
	}
	world_rule(&p.w, ks_rule_btf);
	world_expect_none(&p.w);
	world_free(&p.w);
}

int main(void)
{
	test_reader();
	test_header();
	test_kinds();
	test_series();
	test_gates();
	test_file();
	test_open();
	test_base();
	test_nameless();
	test_hostile();
	return ktap_end();
}
