// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What holds for every verdict, whatever the rules are: what is unknown never
 * passes silently, a refusal never turns into "ok", the first stage that
 * refuses gives the errno.  The facts that may be unknown in an "ok" are
 * listed here, each with the reason.
 */
#include <stdlib.h>

#include "outcome.h"

static const unsigned int real_series[] = {
	SERIES(5, 10), SERIES(6, 1), SERIES(6, 6), SERIES(6, 12),
	SERIES(6, 14), SERIES(6, 16), SERIES(7, 2),
};
#define REAL	(sizeof(real_series) / sizeof(real_series[0]))

static void test_right(void)
{
	for (size_t i = 0; i < REAL; i++) {
		struct world w;

		ktap_case("the right module is ok and proven, %s", world_series_name(real_series[i]));
		world_init(&w, real_series[i]);
		world_check(&w);
		expect_int(w.result.verdict, KS_VERDICT_OK);
		expect_int(w.result.match, KS_MATCH_PROVEN);
		expect_int(w.result.tally.equal, 3);
		expect_int(w.result.tally.total, 3);
		expect(!w.result.cause);
		world_free(&w);
	}
}

/*
 * Gates that no check of a sound, versioned, unsigned or not signed module
 * depends on.
 */
static bool gate_may_be_unknown(enum ks_gate gate)
{
	switch (gate) {
	case KS_GATE_BASIC_MODVERSIONS:		/* the tables of the module decide, not */
	case KS_GATE_EXTENDED_MODVERSIONS:	/* what the kernel's own modules carry */
	case KS_GATE_FORCE_LOAD:		/* nothing is missing that could be forced */
	case KS_GATE_UNLOAD:			/* part of vermagic, which is compared */
	case KS_GATE_SMP:			/* the same */
	case KS_GATE_VERMAGIC_COMPARED:		/* vermagic is equal */
	case KS_GATE_NAMESPACES_ENFORCED:	/* every namespace is imported */
	case KS_GATE_BTF_ENFORCED:		/* rules on these gates are yet to come */
	case KS_GATE_DECOMPRESS:
	case KS_GATE_RETPOLINE:
	case KS_GATE_LIVEPATCH:
	case KS_GATE_STRICT_RWX:
	case KS_GATE_UML:
	case KS_GATE_CONSTRUCTORS:
	case KS_GATE_MODULE_PLTS:
	case KS_GATE_DYNAMIC_FTRACE:
	case KS_GATE_BTF_MODULES:
	case KS_GATE_SYSFS:
	case KS_GATE_KALLSYMS:
	case KS_GATE_DYNAMIC_DEBUG:
	case KS_GATE_DECOMPRESS_GZIP:
	case KS_GATE_DECOMPRESS_XZ:
	case KS_GATE_DECOMPRESS_ZSTD:
		return true;
	default:
		/*
		 * MODULE_SIG: with SIG_ENFORCED and lockdown known to be off an
		 * unsigned module passes in either case.
		 */
		return gate == KS_GATE_MODULE_SIG;
	}
}

static void expect_unknown(struct world *w, bool may_be_unknown)
{
	world_check(w);
	if (may_be_unknown)
		expect_int(w->result.verdict, KS_VERDICT_OK);
	else
		expect_int(w->result.verdict, KS_VERDICT_UNKNOWN);
	world_free(w);
}

static void test_gates(void)
{
	for (size_t i = 0; i < REAL; i++)
		for (int gate = 0; gate < KS_GATE_MAX; gate++) {
			struct world w;

			ktap_case("gate %d unknown, %s", gate, world_series_name(real_series[i]));
			world_init(&w, real_series[i]);
			w.facts.gates[gate] = (struct ks_fact_tri){ 0 };
			expect_unknown(&w, gate_may_be_unknown(gate));
		}
}

static void test_states(void)
{
	for (int state = 0; state < KS_STATE_MAX; state++) {
		struct world w;

		ktap_case("state %d unknown", state);
		world_init(&w, SERIES(6, 1));
		w.facts.states[state] = (struct ks_fact_tri){ 0 };
		/* The mitigation decides on lines of the log only. */
		expect_unknown(&w, state == KS_STATE_SPECTRE_V2_MITIGATED);
	}
}

enum fact {
	F_RELEASE, F_VERMAGIC, F_VERMAGIC_FLAGS, F_BOTH_VERMAGICS, F_SIZE, F_MACHINE, F_CLASS,
	F_DATA, F_SERIES, F_BLACKLIST, F_MODULES, F_SYMBOL, F_LAYOUT, F_CRC, F_EXPORTS, F_MAX,
};

static const char *const fact_names[] = {
	"release", "vermagic", "vermagic behind the release", "vermagic at all",
	"sizeof(struct module)", "ELF machine", "ELF class", "ELF byte order", "series", "blacklist",
	"loaded modules", "a symbol", "module_layout", "the CRC of a symbol", "symbols at all",
};

static bool fact_may_be_unknown(enum fact fact, unsigned int series)
{
	switch (fact) {
	case F_RELEASE:		/* vermagic has it, and it is skipped where CRCs decide */
	case F_VERMAGIC:	/* what is behind the release decides with CRCs */
	case F_VERMAGIC_FLAGS:	/* the whole string has them */
		return true;
	case F_SIZE:		/* compared by nobody; the CRC of module_layout stands for it */
		return series < SERIES(6, 4);
	case F_CLASS:		/* x86_64 and little endian follow from the machine */
	case F_DATA:
		return true;
	case F_EXPORTS:		/* every import is listed */
		return true;
	default:
		return false;
	}
}

static void forget(struct world *w, enum fact fact)
{
	struct ks_facts *f = &w->facts;

	switch (fact) {
	case F_RELEASE:
		f->release = (struct ks_fact_text){ 0 };
		break;
	case F_BOTH_VERMAGICS:
		f->vermagic_flags = (struct ks_fact_text){ 0 };
		/* fallthrough */
	case F_VERMAGIC:
		f->vermagic = (struct ks_fact_text){ 0 };
		break;
	case F_VERMAGIC_FLAGS:
		f->vermagic_flags = (struct ks_fact_text){ 0 };
		break;
	case F_SIZE:
		f->module_size = (struct ks_fact_number){ 0 };
		break;
	case F_MACHINE:
		f->machine = (struct ks_fact_number){ 0 };
		break;
	case F_CLASS:
		f->elf_class = (struct ks_fact_number){ 0 };
		break;
	case F_DATA:
		f->elf_data = (struct ks_fact_number){ 0 };
		break;
	case F_SERIES:
		f->version = (struct ks_fact_number){ 0 };
		break;
	case F_BLACKLIST:
		f->blacklist = (struct ks_fact_text){ 0 };
		break;
	case F_MODULES:
		f->other_modules = KS_UNKNOWN;
		break;
	case F_SYMBOL:
		w->exports[2].exported = KS_UNKNOWN;
		break;
	case F_LAYOUT:
		w->exports[0].exported = KS_UNKNOWN;
		break;
	case F_CRC:
		w->exports[1].has_crc = false;
		w->exports[1].origin = KS_ORIGIN_FILE;
		break;
	default:
		f->other_exports = KS_UNKNOWN;
	}
}

static void test_facts(void)
{
	for (size_t i = 0; i < REAL; i++)
		for (int fact = 0; fact < F_MAX; fact++) {
			struct world w;

			ktap_case("%s unknown, %s", fact_names[fact],
				  world_series_name(real_series[i]));
			/*
			 * The series: whether 6.4 and later compares the size does
			 * not matter, as it is equal; nothing else differs for a
			 * sound module.
			 */
			world_init(&w, real_series[i]);
			forget(&w, fact);
			expect_unknown(&w, fact == F_SERIES ||
					       fact_may_be_unknown(fact, real_series[i]));
		}
}

/* A symbol that is not listed at all, of a list that is not complete. */
static void test_incomplete(void)
{
	struct world w;

	for (int weak = 0; weak < 2; weak++) {
		ktap_case("a %ssymbol that an incomplete list lacks", weak ? "weak " : "");
		world_init(&w, SERIES(6, 1));
		w.facts.export_count = 2;
		w.facts.other_exports = KS_UNKNOWN;
		w.imports[1].weak = weak;
		expect_unknown(&w, false);
	}
}

static void test_never_proven(void)
{
	struct world w;

	ktap_case("a force-loaded helper proves nothing");
	world_init(&w, SERIES(6, 1));
	w.facts.helper.forced = true;
	world_check(&w);
	expect_int(w.result.verdict, KS_VERDICT_UNKNOWN);
	expect_int(w.result.match, KS_MATCH_UNKNOWN);
	world_free(&w);

	ktap_case("without CRCs nothing is proven");
	world_init(&w, SERIES(6, 1));
	w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPTS);
	expect_int(w.result.verdict, KS_VERDICT_UNKNOWN);
	world_free(&w);

	ktap_case("vermagic that nobody compares still contradicts");
	world_init(&w, SERIES(6, 1));
	w.facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	w.facts.gates[KS_GATE_VERMAGIC_COMPARED].value = KS_NO;
	w.needs.vermagic = "5.4.0 mod_unload ";
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPTS);
	expect_int(w.result.verdict, KS_VERDICT_UNSAFE);
	world_free(&w);

	ktap_case("a symbol without a record in the extended table is not proven");
	world_init(&w, SERIES(7, 2));
	w.needs.has_ext_versions = true;
	w.imports[0].ext.present = false;
	world_check(&w);
	expect_int(w.result.accept, KS_ACCEPTS);
	expect_int(w.result.verdict, KS_VERDICT_UNKNOWN);
	world_free(&w);
}

/* Findings that do not fit must not be findings that were not there. */
static void test_overflow(void)
{
	for (size_t room = 0; room < 6; room++) {
		struct world w;

		ktap_case("room for %zu findings", room);
		world_init(&w, SERIES(6, 1));
		w.facts.conflict_count = 6;
		for (size_t i = 0; i < 6; i++)
			w.conflicts[i] = (struct ks_conflict){ .what = "release", .first = "a", .second = "b" };
		world_index(&w);
		w.sink = (struct ks_sink){ .items = w.findings, .room = room };
		ks_check(&w.needs, &w.facts, &w.sink, &w.result);
		expect(w.sink.count <= room);
		expect(w.sink.lost > 0);
		expect_int(w.result.verdict, KS_VERDICT_UNKNOWN);
		world_free(&w);
	}
	for (size_t room = 0; room < 2; room++) {
		struct world w;

		ktap_case("room for %zu findings and a refusal among them", room);
		world_init(&w, SERIES(6, 1));
		w.imports[0].basic.value ^= 1;
		w.imports[1].basic.value ^= 1;
		world_index(&w);
		w.sink = (struct ks_sink){ .items = w.findings, .room = room };
		ks_check(&w.needs, &w.facts, &w.sink, &w.result);
		expect(w.result.verdict != KS_VERDICT_OK);
		world_free(&w);
	}
}

/* Ways to be refused, in the loader's order. */
static const struct {
	const char *name;
	int error;
} refusals[] = {
	{ "modules disabled", 1 }, { "too big", 27 },	     { "signature enforced", 129 },
	{ "wrong machine", 8 },	   { "blacklisted", 1 },     { "module_layout", 8 },
	{ "vermagic", 8 },	   { "loaded", 17 },	     { "symbol", 22 },
};

#define REFUSALS	(sizeof(refusals) / sizeof(refusals[0]))

static void refuse(struct world *w, size_t how)
{
	switch (how) {
	case 0:
		w->facts.states[KS_STATE_MODULES_DISABLED].value = KS_YES;
		break;
	case 1:
		w->needs.file_size = 0x80000000;
		break;
	case 2:
		w->facts.gates[KS_GATE_SIG_ENFORCED].value = KS_YES;
		break;
	case 3:
		w->facts.machine.value = 183;
		break;
	case 4:
		w->facts.blacklist.value = "mod";
		break;
	case 5:
		w->needs.module_layout.basic.value ^= 1;
		break;
	case 6:
		w->needs.vermagic = "6.1.0-56-amd64 ";
		break;
	case 7:
		w->modules[0] = (struct ks_module){ "mod", KS_MODULE_LIVE, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
		w->facts.module_count = 1;
		break;
	default:
		w->imports[1].basic.value ^= 1;
	}
}

/* Any set of refusals: the first of them answers, and none makes it "ok". */
static void test_order(void)
{
	for (size_t first = 0; first < REFUSALS; first++) {
		ktap_case("%s and anything later: its errno", refusals[first].name);
		for (unsigned int later = 0; later < 1u << (REFUSALS - first - 1); later++) {
			struct world w;

			world_init(&w, SERIES(6, 1));
			refuse(&w, first);
			for (size_t i = first + 1; i < REFUSALS; i++)
				if (later & 1u << (i - first - 1))
					refuse(&w, i);
			world_check(&w);
			expect_int(w.result.verdict, KS_VERDICT_REFUSED);
			expect_int(w.result.error, refusals[first].error);
			expect(w.result.error_certain);
			world_free(&w);
		}
	}
}

/* An unknown before a refusal leaves the refusal and takes the certainty. */
static void test_uncertain(void)
{
	for (size_t i = 3; i < REFUSALS; i++) {
		struct world w;

		ktap_case("%s behind an unknown enforcement", refusals[i].name);
		world_init(&w, SERIES(6, 1));
		w.facts.gates[KS_GATE_SIG_ENFORCED].value = KS_UNKNOWN;
		refuse(&w, i);
		world_check(&w);
		expect_int(w.result.verdict, KS_VERDICT_REFUSED);
		expect(!w.result.error_certain);
		world_free(&w);
	}
}

/* No single fact, turned to any value, makes a refused module ok. */
static void test_monotone(void)
{
	for (size_t how = 0; how < REFUSALS; how++) {
		ktap_case("%s: no forgotten fact makes it ok", refusals[how].name);
		for (int fact = 0; fact < F_MAX; fact++) {
			struct world w;

			world_init(&w, SERIES(6, 1));
			refuse(&w, how);
			forget(&w, fact);
			world_check(&w);
			expect(w.result.verdict != KS_VERDICT_OK);
			world_free(&w);
		}
		for (int gate = 0; gate < KS_GATE_MAX; gate++) {
			struct world w;

			world_init(&w, SERIES(6, 1));
			refuse(&w, how);
			w.facts.gates[gate].value = KS_UNKNOWN;
			world_check(&w);
			expect(w.result.verdict != KS_VERDICT_OK);
			world_free(&w);
		}
	}
}

/* A BTF that the kernel refuses, and an enforced signature that nobody verified. */
static void test_depth(void)
{
	static const uint8_t cut[4];

	for (int depth = KS_DEPTH_DEEP; depth <= KS_DEPTH_SHALLOW; depth++) {
		struct world w;

		ktap_case("what takes every byte, %s",
			  depth == KS_DEPTH_DEEP ? "with it" : "without it");
		world_init(&w, SERIES(6, 1));
		w.needs.depth = depth;
		w.needs.has_btf = true;
		w.needs.btf = (struct ks_image){ cut, sizeof(cut) };
		w.needs.btf_size = sizeof(cut);
		w.facts.gates[KS_GATE_BTF_MODULES].value = KS_YES;
		w.facts.gates[KS_GATE_BTF_ENFORCED].value = KS_YES;
		world_check(&w);
		expect_int(w.result.depth, depth);
		expect_int(w.result.verdict, depth == KS_DEPTH_DEEP ? KS_VERDICT_REFUSED
								    : KS_VERDICT_OK);
		for (size_t i = 0; i < w.sink.count; i++)
			expect(depth == KS_DEPTH_DEEP ||
			       ks_rule_depth(w.findings[i].rule) == KS_DEPTH_SHALLOW);
		w.needs.has_btf = false;
		w.needs.btf_size = 0;
		w.needs.signature = KS_SIGNATURE_PKCS7;
		w.facts.gates[KS_GATE_SIG_ENFORCED].value = KS_YES;
		world_check(&w);
		expect_int(w.result.verdict, depth == KS_DEPTH_DEEP ? KS_VERDICT_UNKNOWN
								    : KS_VERDICT_OK);
		w.needs.signature = KS_SIGNATURE_NONE;
		world_check(&w);
		expect_int(w.result.verdict, KS_VERDICT_REFUSED);
		world_free(&w);
	}
}

int main(void)
{
	test_right();
	test_depth();
	test_gates();
	test_states();
	test_facts();
	test_incomplete();
	test_never_proven();
	test_overflow();
	test_order();
	test_uncertain();
	test_monotone();
	return ktap_end();
}
