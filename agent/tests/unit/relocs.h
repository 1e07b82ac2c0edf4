/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small module of any architecture to test rule_relocations.c with: one
 * section of each kind, one symbol of each, and relocations that a row adds.
 */
#ifndef KS_TESTS_RELOCS_H
#define KS_TESTS_RELOCS_H

#include "report/kernel_log.h"
#include "world.h"

#define SHT_PROGBITS	1
#define SHT_RELA	4
#define SHT_NOBITS	8
#define SHT_REL		9

enum { TEXT = 4, DATA, BSS, COMMENT, MODULE, PERCPU, RELOCS };
enum {
	IN_TEXT = 1, IN_DATA, ALPHA, WEAK, ABSOLUTE, IN_COMMENT, IN_PERCPU, NEGATIVE, CROOKED,
	SYMBOLS
};

#define HERE		0x10	/* value of IN_TEXT and IN_DATA */
#define MODULE_BYTES	128
#define NOTHING		-1

/* An architecture, as the rule knows it. */
struct arch {
	const char *name;
	bool is64, big;
	uint16_t machine;
	uint32_t format;	/* SHT_REL or SHT_RELA */
};

struct entry {
	uint64_t offset;
	uint32_t symbol;
	uint32_t type;
	int64_t addend;
};

static inline void relocs_file(struct elf_file *f, const struct arch *a, unsigned int target)
{
	static const char *const names[] = { ".text", ".data", ".bss", ".comment",
					     ".gnu.linkonce.this_module", ".data..percpu" };
	char name[64];

	elf_file_init(f, a->is64, a->big, a->machine);
	elf_file_section(f, names[0], SHT_PROGBITS, 6, 64);
	f->sections[TEXT].addralign = 16;
	elf_file_section(f, names[1], SHT_PROGBITS, 3, 64);
	elf_file_section(f, names[2], SHT_NOBITS, 3, 64);
	elf_file_section(f, names[3], SHT_PROGBITS, 0, 64);
	elf_file_section(f, names[4], SHT_PROGBITS, 3, MODULE_BYTES);
	elf_file_section(f, names[5], SHT_PROGBITS, 3, 64);
	snprintf(name, sizeof(name), ".rel%s%s", a->format == SHT_RELA ? "a" : "",
		 target >= TEXT && target <= PERCPU ? names[target - TEXT] : ".odd");
	elf_file_section(f, name, a->format, 0, 0);
	f->sections[RELOCS].info = target;
	elf_file_symbol(f, "in_text", TEXT, HERE, 0);
	elf_file_symbol(f, "in_data", DATA, HERE, 0);
	elf_file_symbol(f, "alpha", 0, 0, 0x10);
	elf_file_symbol(f, "nowhere", 0, 0, 0x20);
	elf_file_symbol(f, "absolute", 0xfff1, 0x100, 0x10);
	elf_file_symbol(f, "in_comment", COMMENT, 0, 0);
	elf_file_symbol(f, "in_percpu", PERCPU, 8, 0);
	elf_file_symbol(f, "negative", 0xfff1, -1, 0x10);
	elf_file_symbol(f, "crooked", 0xfff1, 0x102, 0x10);
}

static inline void relocs_add(struct elf_file *f, const struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		elf_file_reloc(f, RELOCS, entries[i].offset, entries[i].symbol, entries[i].type,
			       entries[i].addend);
}

static inline void relocs_use(struct world *w, struct elf_file *f, unsigned int series)
{
	world_init_elf(w, f, series);
	w->needs.import_count = 2;
	w->imports[0] = (struct ks_import){ .name = "alpha", .index = ALPHA };
	w->imports[1] = (struct ks_import){ .name = "nowhere", .index = WEAK, .weak = true };
}

static inline void relocs_expect(struct world *w, int level, enum ks_reason reason, int error)
{
	world_rule(w, ks_rule_relocations);
	if (level == NOTHING)
		world_expect_none(w);
	else
		world_expect_one(w, level, reason, error);
}

static inline void relocs_take(const char *line, enum ks_line_kind kind, void *data)
{
	char *log = data;

	(void)kind;
	snprintf(log + strlen(log), 512 - strlen(log), "%s%s", *log ? "\n" : "", line);
}

/* The lines of the kernel about the one refusal that was found. */
static inline void relocs_expect_log(struct world *w, const char *wanted)
{
	char log[512] = "";

	w->result = (struct ks_result){
		.accept = KS_ACCEPT_REFUSES, .cause = w->findings,
		.findings = w->findings, .finding_count = w->sink.count,
	};
	ks_kernel_log(&w->needs, &w->facts, &w->result, relocs_take, log);
	expect_text(log, wanted);
}

#endif
