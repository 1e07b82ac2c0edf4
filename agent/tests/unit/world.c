// SPDX-License-Identifier: GPL-2.0-or-later
/* A module and a kernel to test rules with; see world.h. */
#include "world.h"

#include <stdlib.h>

#include "model/machine.h"

#define ELFCLASS64	2
#define ELFDATA2LSB	1

const unsigned int world_series[] = {
	SERIES(5, 10), SERIES(6, 1), SERIES(6, 6), SERIES(6, 12),
	SERIES(6, 14), SERIES(6, 16), SERIES(7, 2), 0,
};
const size_t world_series_count = sizeof(world_series) / sizeof(world_series[0]);

const char *world_series_name(unsigned int series)
{
	switch (series) {
	case SERIES(5, 10):
		return "5.10";
	case SERIES(6, 1):
		return "6.1";
	case SERIES(6, 6):
		return "6.6";
	case SERIES(6, 12):
		return "6.12";
	case SERIES(6, 14):
		return "6.14";
	case SERIES(6, 16):
		return "6.16";
	case SERIES(7, 2):
		return "7.2";
	default:
		return "unknown series";
	}
}

void world_set_series(struct world *w, unsigned int series)
{
	w->facts.version = (struct ks_fact_number){
		series, series ? KS_ORIGIN_FILE : KS_ORIGIN_NONE };
}

void world_index(struct world *w)
{
	uint32_t mask = sizeof(w->index) / sizeof(w->index[0]) - 1;

	memset(w->index, 0, sizeof(w->index));
	for (size_t i = 0; i < w->facts.export_count; i++) {
		uint32_t slot = ks_name_hash(w->exports[i].name) & mask;

		while (w->index[slot])
			slot = (slot + 1) & mask;
		w->index[slot] = i + 1;
	}
	w->facts.exports = w->exports;
	w->facts.index = w->index;
	w->facts.index_mask = mask;
	w->facts.modules = w->modules;
	w->facts.conflicts = w->conflicts;
	w->needs.imports = w->imports;
	w->needs.namespaces = w->namespaces;
}

static void set_facts(struct ks_facts *f)
{
	*f = (struct ks_facts){
		.source = "test",
		.release = { "6.1.0-56-amd64", KS_ORIGIN_LIVE },
		.vermagic = { MODULE_VERMAGIC, KS_ORIGIN_LIVE },
		.vermagic_flags = { strchr(MODULE_VERMAGIC, ' '), KS_ORIGIN_LIVE },
		.module_size = { MODULE_SIZE, KS_ORIGIN_LIVE },
		.machine = { KS_EM_X86_64, KS_ORIGIN_LIVE },
		.elf_class = { ELFCLASS64, KS_ORIGIN_LIVE },
		.elf_data = { ELFDATA2LSB, KS_ORIGIN_LIVE },
		.blacklist = { "", KS_ORIGIN_LIVE },
		.taints = { 0, KS_ORIGIN_LIVE },
		.other_exports = KS_NO,
		.other_modules = KS_NO,
		.helper = { .version = "test", .backend = "scan" },
	};
	for (int i = 0; i < KS_GATE_MAX; i++)
		f->gates[i] = (struct ks_fact_tri){ KS_YES, KS_ORIGIN_LIVE };
	f->gates[KS_GATE_SIG_ENFORCED].value = KS_NO;
	f->gates[KS_GATE_UML].value = KS_NO;
	for (int i = 0; i < KS_STATE_MAX; i++)
		f->states[i] = (struct ks_fact_tri){ KS_NO, KS_ORIGIN_LIVE };
	f->states[KS_STATE_SPECTRE_V2_MITIGATED].value = KS_YES;
}

/* Two imports that the kernel has, with equal CRCs in both formats. */
static void add_symbols(struct world *w)
{
	static const char *const names[] = { "module_layout", "alpha", "beta" };

	for (unsigned int i = 0; i < 3; i++) {
		struct ks_import import = {
			.name = names[i], .index = i,
			.basic = { true, i ? i * 0x10 : MODULE_LAYOUT },
			.ext = { true, i ? i * 0x10 : MODULE_LAYOUT },
		};

		w->exports[w->facts.export_count++] = (struct ks_export){
			.name = names[i], .crc = import.basic.value, .has_crc = true,
			.exported = KS_YES, .origin = KS_ORIGIN_LIVE,
		};
		if (i)
			w->imports[w->needs.import_count++] = import;
		else
			w->needs.module_layout = import;
	}
}

/**
 * world_init - a kernel and the right module for it
 * @w: to fill
 * @series: SERIES() or 0
 */
void world_init(struct world *w, unsigned int series)
{
	static const char *const options[] = { "import=alpha:0x10", "import=beta:0x20" };

	memset(w, 0, sizeof(*w));
	module_file_make(&w->file, options, 2);
	set_facts(&w->facts);
	w->needs = (struct ks_needs){
		.path = "mod.ko",
		.image = { w->file.data, w->file.size },
		.file_size = w->file.size,
		.signed_size = w->file.size,
		.signer = &w->signer,
		.layout = { .is64 = true },
		.readable = true,
		.machine = KS_EM_X86_64,
		.iname = "mod",
		.mname = "mod",
		.vermagic = MODULE_VERMAGIC,
		.license = "GPL",
		.modinfo_name = "mod",
		.marks = KS_MARK_INTREE | KS_MARK_RETPOLINE,
		.has_module = true,
		.module_size = MODULE_SIZE,
		.has_versions = true,
	};
	add_symbols(w);
	world_set_series(w, series);
	world_index(w);
}

void world_free(struct world *w)
{
	free(w->file.data);
}

/**
 * world_init_elf - the same with another file, and the kernel of its architecture
 * @w: to fill
 * @f: gets finished; lives as long as @w
 * @series: SERIES() or 0
 */
void world_init_elf(struct world *w, struct elf_file *f, unsigned int series)
{
	elf_file_finish(f);
	world_init(w, series);
	w->needs.image = (struct ks_image){ f->out.data, f->out.size };
	w->needs.file_size = w->needs.signed_size = f->out.size;
	w->needs.layout = (struct ks_layout){ f->is64, f->big };
	w->facts.machine.value = f->machine;
	w->facts.elf_class.value = f->is64 ? 2 : 1;
	w->facts.elf_data.value = f->big ? 2 : 1;
}

void world_free_elf(struct world *w, struct elf_file *f)
{
	world_free(w);
	elf_file_free(f);
}

static void start(struct world *w)
{
	world_index(w);
	w->sink = (struct ks_sink){ .items = w->findings, .room = WORLD_FINDINGS };
}

/** world_rule - run one rule */
void world_rule(struct world *w, ks_rule_fn *rule)
{
	start(w);
	rule(&w->needs, &w->facts, &w->sink);
}

/** world_check - run all of them and judge */
void world_check(struct world *w)
{
	start(w);
	ks_check(&w->needs, &w->facts, &w->sink, &w->result);
}

void world_expect_none(struct world *w)
{
	expect_int(w->sink.count, 0);
	if (w->sink.count)
		printf("# found: level %d reason %d\n", w->findings[0].level, w->findings[0].reason);
}

/** world_expect_one - one finding, and it is this one */
void world_expect_one(struct world *w, enum ks_level level, enum ks_reason reason, int error)
{
	expect_int(w->sink.count, 1);
	expect_int(w->findings[0].level, level);
	expect_int(w->findings[0].reason, reason);
	expect_int(w->findings[0].error, error);
}

bool world_has(const struct world *w, enum ks_level level, enum ks_reason reason)
{
	for (size_t i = 0; i < w->sink.count; i++)
		if (w->findings[i].level == level && w->findings[i].reason == reason)
			return true;
	return false;
}
