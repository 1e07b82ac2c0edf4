// SPDX-License-Identifier: GPL-2.0-or-later
/* What a log says of modules: each line recognised, alone and behind the one before. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "report/kernel_log.h"
#include "report/template.h"
#include "report/why.h"

static void put(FILE *out, const char *line, const struct ks_recognized *told)
{
	const struct ks_style style = { .verbose = true };
	struct json_object *o = ks_json_recognized(line, told);

	ks_text_recognized(out, &style, line, told);
	if (!json_object_to_json_string(o))
		abort();
	json_object_put(o);
}

static bool is_inside(const struct ks_recognized *told, const char *text)
{
	return !text || !*text || (text >= told->store && text < told->store + told->used);
}

static void judge(const struct ks_recognized *told)
{
	if (!is_inside(told, told->module) || told->cause_count > KS_CAUSES_MAX)
		abort();
	for (size_t i = 0; i < told->cause_count; i++) {
		const struct ks_finding *f = &told->causes[i].finding;

		if (!is_inside(told, f->subject) || !is_inside(told, f->module) ||
		    !is_inside(told, f->kernel) || f->rule >= KS_RULE_MAX)
			abort();
	}
}

static int run(const struct ks_image *input)
{
	struct ks_recognized *told = calloc(2, sizeof(*told));
	char *text = strndup((const char *)input->data, input->size), *rest = text, *line;
	char *said = NULL;
	size_t size, n = 0;
	FILE *out = open_memstream(&said, &size);
	int code = KS_EXIT_UNKNOWN;

	if (!told || !text || !out)
		abort();
	for (; (line = strsep(&rest, "\n")); n++) {
		if (!ks_recognize(line, n ? &told[(n + 1) % 2] : NULL, &told[n % 2]))
			continue;
		judge(&told[n % 2]);
		put(out, line, &told[n % 2]);
		code = KS_EXIT_OK;
	}
	fclose(out);
	/* Nothing that a line holds may talk to the terminal. */
	for (const char *c = said; c && *c; c++)
		if (*c != '\n' && (*c < 0x20 || *c >= 0x7f))
			abort();
	free(said);
	free(text);
	free(told);
	return code;
}

/* One seed has the lines of many formats. */
static void add_line(struct fuzz_bytes *log, const char *format)
{
	const struct ks_finding finding = { .subject = "symbol", .module = "a", .kernel = "b",
					    .module_number = 1, .kernel_number = 2,
					    .number = 3 };
	const struct ks_needs needs = { .iname = "mod", .mname = "mod", .modinfo_name = "mod" };
	const struct ks_template_values values = { .finding = &finding, .needs = &needs };
	char text[KS_LINE_MAX];

	ks_template(format, &values, text, sizeof(text));
	fuzz_add(log, text, strlen(text));
	fuzz_add(log, "\n", 1);
	if (log->size > fuzz_target_log.max_size / 2) {
		fuzz_seed(log->data, log->size);
		log->size = 0;
	}
}

static void add_format(enum ks_reason reason, bool refuses, const char *format, void *data)
{
	(void)reason;
	(void)refuses;
	add_line(data, format);
}

static void add_rule_format(enum ks_rule_id rule, bool refuses, const char *format,
			    const char *words, void *data)
{
	(void)rule;
	(void)refuses;
	(void)words;
	add_line(data, format);
}

static void seeds(void)
{
	static const char *const texts[] = {
		("m: disagrees about version of symbol s\nm: Unknown symbol s (err -22)\n"
		 "modprobe: ERROR: could not insert 'm': Invalid argument\n"),
		"4,12,345,-;Invalid ELF header magic: != \\x7fELF\n",
		"[    1.339104][  T122] init: Failed to insmod '/lib/modules/a.ko' with args '': Exec format error\n",
		"<3>kmodloader: - mt76 - 2\n",
	};

	struct fuzz_bytes log = { 0 };

	for (size_t i = 0; i < KS_ARRAY_SIZE(texts); i++)
		fuzz_seed(texts[i], strlen(texts[i]));
	ks_kernel_formats(add_format, add_rule_format, &log);
}

const struct fuzz_target fuzz_target_log = {
	.name = "log",
	.max_size = 2048,
	.damaged = 600,
	.run = run,
	.seeds = seeds,
};
