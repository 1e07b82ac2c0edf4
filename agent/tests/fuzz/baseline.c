// SPDX-License-Identifier: GPL-2.0-or-later
/* Known problems: what is read is written the same way, and compared. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "report/baseline.h"

/* One module that is refused, one that a baseline may know, a line, a note. */
static void apply(const struct ks_baseline *baseline)
{
	struct ks_finding cause = { .level = KS_LEVEL_REFUSES,
				    .reason = KS_REASON_SYMBOL_MISSING };
	struct ks_result refused = { .verdict = KS_VERDICT_REFUSED, .cause = &cause };
	struct ks_preflight_module modules[] = {
		{ .relative = "kernel/a\tb.ko", .result = &refused,
		  .culprit = KS_PREFLIGHT_NONE, .group = 0 },
		{ .relative = "x.ko", .name = "right", .result = &refused,
		  .culprit = KS_PREFLIGHT_NONE, .group = 0 },
	};
	struct ks_preflight_group group = { .count = 2 };
	struct ks_preflight_boot line = { .name = "gone", .state = KS_PREFLIGHT_ABSENT };
	struct ks_preflight_note note = { .id = KS_PREFLIGHT_NO_TREE, .subject = "6.1" };
	struct ks_preflight_column column = {
		.modules = modules, .module_count = 2, .groups = &group, .group_count = 1,
		.boot = &line, .boot_count = 1, .notes = &note, .note_count = 1,
	};
	struct ks_preflight preflight = { .columns = &column, .column_count = 1 };

	if (ks_baseline_apply(baseline, &preflight) || preflight.known > 4 ||
	    preflight.known + preflight.gone < baseline->count || group.known > 2)
		abort();
}

static int run(const struct ks_image *input)
{
	struct ks_baseline baseline, again = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out;
	struct ks_image image;
	struct ks_err err;
	int code = KS_EXIT_FAILED;

	if (!ks_baseline_parse(&baseline, input, "input", &err)) {
		code = KS_EXIT_OK;
		out = open_memstream(&text, &size);
		if (!out)
			abort();
		ks_baseline_put(out, &baseline);
		fclose(out);
		image = (struct ks_image){ (uint8_t *)text, size };
		if (ks_baseline_parse(&again, &image, "again", &err) ||
		    again.count != baseline.count)
			abort();
		for (size_t i = 0; i < again.count; i++)
			if (strcmp(again.lines[i], baseline.lines[i]))
				abort();
		apply(&baseline);
	}
	ks_baseline_free(&again);
	ks_baseline_free(&baseline);
	free(text);
	return code;
}

static void seeds(void)
{
	static const char *const texts[] = {
		"# kmodsafe baseline 1\n",
		"# kmodsafe baseline 1\nrefused\tsymbol-missing\tright\nunknown\tat-boot\tx\n",
		("# kmodsafe baseline 1\n\n# kept\nrefused\tat-boot\tgone\nrefused\tat-boot\tgone\n"
		 "refused\tno-tree\t6.1\nrefused\tsymbol-missing\tkernel/a\\x09b.ko"),
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(texts); i++)
		fuzz_seed(texts[i], strlen(texts[i]));
}

const struct fuzz_target fuzz_target_baseline = {
	.name = "baseline",
	.max_size = 512,
	.damaged = 400,
	.run = run,
	.seeds = seeds,
};
