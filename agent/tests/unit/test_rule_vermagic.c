// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule_vermagic.c against check_modinfo() of kernel/module/main.c and
 * same_magic() of kernel/module/version.c, transcribed below, over every state
 * of the facts that it reads.
 */
#include "outcome.h"

#define KERNEL	MODULE_VERMAGIC

static const char *const modules[] = {
	KERNEL,
	"6.1.0-50-amd64 SMP preempt mod_unload modversions ",	/* another release */
	"6.1.0-56-amd64 XMP preempt mod_unload modversions ",	/* another flag */
	"6.1.0-56-amd64 SMP preempt mod_unload modversions",	/* no last blank */
	"6.1.0-56-amd64 SMP preempt mod_unload ",
	"6.1.0-56-amd64",
	"",
	NULL,
};

static const char *const words[] = { "unknown", "no", "yes" };

/* kernel/module/version.c, MODVERSIONS=y and =n */
static bool same_magic(const char *amagic, const char *bmagic, bool modversions, bool has_crcs)
{
	if (modversions && has_crcs) {
		amagic += strcspn(amagic, " ");
		bmagic += strcspn(bmagic, " ");
	}
	return strcmp(amagic, bmagic) == 0;
}

/* What a kernel does, with everything known. */
static unsigned int kernel_says(const char *module, const char *kernel, bool modversions,
				bool has_crcs, bool compared, bool force)
{
	if (!module)
		return !compared || force ? OUTCOME_OK : OUTCOME_REFUSES;
	if (same_magic(module, kernel, modversions, has_crcs))
		return OUTCOME_OK;
	return compared ? OUTCOME_REFUSES : OUTCOME_CONTRADICTS;
}

enum known { WHOLE, FLAGS, NOTHING, KNOWN_MAX };

/* Kernels that fit to what is known of vermagic. */
static size_t candidates(enum known known, const char *module, const char **kernels)
{
	static char same_release[256];
	size_t count = 0;

	kernels[count++] = KERNEL;
	if (known == WHOLE)
		return count;
	kernels[count++] = "9.9.9 SMP preempt mod_unload modversions ";
	if (module) {
		snprintf(same_release, sizeof(same_release), "%.*s%s",
			 (int)strcspn(module, " "), module, strchr(KERNEL, ' '));
		kernels[count++] = same_release;
	}
	if (known == NOTHING)
		kernels[count++] = "9.9.9 SMP ";
	if (known == NOTHING && module)
		kernels[count++] = module;
	return count;
}

static unsigned int collect(const struct world *w, enum known known)
{
	enum ks_tri modversions = w->facts.gates[KS_GATE_MODVERSIONS].value;
	enum ks_tri compared = w->facts.gates[KS_GATE_VERMAGIC_COMPARED].value;
	enum ks_tri force = w->facts.gates[KS_GATE_FORCE_LOAD].value;
	const char *kernels[8];
	size_t count = candidates(known, w->needs.vermagic, kernels);
	unsigned int outcomes = 0;

	for (size_t i = 0; i < count * 8; i++) {
		bool m = i & 1, c = i & 2, f = i & 4;

		if (outcome_may_be(modversions, m) && outcome_may_be(compared, c) &&
		    outcome_may_be(force, f))
			outcomes |= kernel_says(w->needs.vermagic, kernels[i / 8], m,
						w->needs.has_versions, c, f);
	}
	return outcomes;
}

static void one(size_t module, enum known known, bool has_versions, int tris)
{
	enum ks_tri modversions = tris % 3, compared = tris / 3 % 3, force = tris / 9;
	bool open = known != WHOLE || !modversions || !compared || !force;
	char what[128];
	struct world w;

	world_init(&w, SERIES(6, 1));
	w.needs.vermagic = modules[module];
	w.needs.has_versions = has_versions;
	w.facts.gates[KS_GATE_MODVERSIONS].value = modversions;
	w.facts.gates[KS_GATE_VERMAGIC_COMPARED].value = compared;
	w.facts.gates[KS_GATE_FORCE_LOAD].value = force;
	if (known != WHOLE)
		w.facts.vermagic = (struct ks_fact_text){ 0 };
	if (known == NOTHING)
		w.facts.vermagic_flags = (struct ks_fact_text){ 0 };
	world_rule(&w, ks_rule_vermagic);
	snprintf(what, sizeof(what), "modversions %s, compared %s, force %s", words[modversions],
		 words[compared], words[force]);
	outcome_expect(&w, collect(&w, known), open, 8, what);
	world_free(&w);
}

int main(void)
{
	static const char *const knowns[] = { "known", "known behind the release", "unknown" };

	for (size_t module = 0; module < sizeof(modules) / sizeof(modules[0]); module++)
		for (int known = 0; known < KNOWN_MAX; known++)
			for (int versions = 0; versions < 2; versions++) {
				ktap_case("vermagic \"%s\", kernel's %s, %s __versions",
					  modules[module] ? modules[module] : "(none)",
					  knowns[known], versions ? "with" : "without");
				for (int tris = 0; tris < 27; tris++)
					one(module, known, versions, tris);
			}
	return ktap_end();
}
