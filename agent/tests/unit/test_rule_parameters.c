// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parameters: how a command line is cut into pieces, what the standard types
 * take, and what the kernel prints.
 */
#include <errno.h>
#include <stdlib.h>

#include "load/arguments.h"
#include "report/kernel_log.h"
#include "world.h"

static const char *const parmtypes[] = {
	"num:int", "small:byte", "wide:long", "big:ullong", "count:uint", "text:charp",
	"flag:bool", "once:bool_enable_only", "own:mode", "list:array of int", "buf:string",
	"with_dash:short",
};
#define PARMTYPES	(sizeof(parmtypes) / sizeof(parmtypes[0]))

/* The kernel has operations of each standard type; strings it has, too. */
static const char *const operations[] = {
	"param_ops_int", "param_ops_byte", "param_ops_long", "param_ops_ullong", "param_ops_uint",
	"param_ops_charp", "param_ops_bool", "param_ops_bool_enable_only", "param_ops_short",
	"param_ops_string",
};
#define OPERATIONS	(sizeof(operations) / sizeof(operations[0]))

struct setting {
	struct world w;
	struct ks_import imports[OPERATIONS];
	struct ks_arguments arguments;
	char log[4096];
};

static void take(const char *line, enum ks_line_kind kind, void *data)
{
	char *log = data;

	if (kind != KS_LINE_ONCE)
		snprintf(log + strlen(log), 4096 - strlen(log), "%s\n", line);
}

static void start(struct setting *s, unsigned int series, char **words, int count)
{
	world_init(&s->w, series);
	for (size_t i = 0; i < OPERATIONS; i++)
		s->imports[i] = (struct ks_import){ .name = operations[i] };
	s->w.needs.parmtypes = parmtypes;
	s->w.needs.parmtype_count = s->w.needs.param_count = PARMTYPES;
	expect_int(ks_arguments_parse(&s->arguments, count, words), 0);
	ks_arguments_give(&s->arguments, &s->w.needs);
}

/* Only this rule: the imports of this module are not in the kernel's table. */
static void run(struct setting *s)
{
	struct ks_result *r = &s->w.result;

	s->w.sink = (struct ks_sink){ .items = s->w.findings, .room = WORLD_FINDINGS };
	s->w.needs.imports = s->imports;
	s->w.needs.import_count = OPERATIONS;
	ks_rule_parameters(&s->w.needs, &s->w.facts, &s->w.sink);
	*r = (struct ks_result){ .findings = s->w.findings, .finding_count = s->w.sink.count };
	for (size_t i = 0; i < s->w.sink.count; i++) {
		struct ks_finding *f = &s->w.findings[i];

		f->stage = KS_STAGE_PARAMETERS;
		if (f->level != KS_LEVEL_REFUSES)
			continue;
		r->accept = KS_ACCEPT_REFUSES;
		r->cause = f;
		r->error = f->error;
	}
	s->log[0] = '\0';
	ks_kernel_log(&s->w.needs, &s->w.facts, r, take, s->log);
}

static void finish(struct setting *s)
{
	ks_arguments_free(&s->arguments);
	world_free(&s->w);
}

#define UNDECIDED	-1

static const struct {
	const char *words;
	int error;
	const char *log;
} rows[] = {
	{ "", 0, "" },
	{ "num=1", 0, "" },
	{ "num=-2147483648", 0, "" },
	{ "num=2147483648", ERANGE, "mod: `2147483648' invalid for parameter `num'\n" },
	{ "num=-2147483649", ERANGE, "mod: `-2147483649' invalid for parameter `num'\n" },
	{ "num=0x7fffffff", 0, "" },
	{ "num=0X10", 0, "" },
	{ "num=010", 0, "" },
	{ "num=08", EINVAL, "mod: `08' invalid for parameter `num'\n" },
	{ "num=0x", EINVAL, "mod: `0x' invalid for parameter `num'\n" },
	{ "num=+5", 0, "" },
	{ "num=-+5", EINVAL, "mod: `-+5' invalid for parameter `num'\n" },
	{ "num=+-5", EINVAL, "mod: `+-5' invalid for parameter `num'\n" },
	{ "num=", EINVAL, "mod: `' invalid for parameter `num'\n" },
	{ "num=-", EINVAL, "mod: `-' invalid for parameter `num'\n" },
	{ "num", EINVAL, "mod: `' invalid for parameter `num'\n" },
	{ "num=4x", EINVAL, "mod: `4x' invalid for parameter `num'\n" },
	{ "num=99999999999999999999999", ERANGE,
	  "mod: `99999999999999999999999' invalid for parameter `num'\n" },
	{ "small=255", 0, "" },
	{ "small=256", ERANGE, "mod: `256' invalid for parameter `small'\n" },
	{ "small=-1", EINVAL, "mod: `-1' invalid for parameter `small'\n" },
	{ "count=4294967295", 0, "" },
	{ "count=4294967296", ERANGE, "mod: `4294967296' invalid for parameter `count'\n" },
	{ "wide=9223372036854775807", 0, "" },
	{ "wide=-9223372036854775808", 0, "" },
	{ "wide=9223372036854775808", ERANGE,
	  "mod: `9223372036854775808' invalid for parameter `wide'\n" },
	{ "big=18446744073709551615", 0, "" },
	{ "big=18446744073709551616", ERANGE,
	  "mod: `18446744073709551616' invalid for parameter `big'\n" },
	{ "big=0xffffffffffffffff", 0, "" },
	{ "big=0x10000000000000000", ERANGE,
	  "mod: `0x10000000000000000' invalid for parameter `big'\n" },
	{ "with-dash=1 with_dash=2", 0, "" },
	{ "with-dash=40000", ERANGE, "mod: `40000' invalid for parameter `with-dash'\n" },
	{ "flag", 0, "" },
	{ "flag=y flag=N flag=on flag=OFF flag=1x flag=0", 0, "" },
	{ "flag=2", EINVAL, "mod: `2' invalid for parameter `flag'\n" },
	{ "flag=o", EINVAL, "mod: `o' invalid for parameter `flag'\n" },
	{ "flag=\x11", EINVAL, "mod: `\x11' invalid for parameter `flag'\n" },
	{ "once=1", 0, "" },
	{ "once=0", UNDECIDED, "" },
	{ "text=anything", 0, "" },
	{ "text", EINVAL, "mod: `' invalid for parameter `text'\n" },
	{ "own=1", UNDECIDED, "" },
	{ "own", UNDECIDED, "" },
	{ "buf=x", UNDECIDED, "" },
	{ "buf", EINVAL, "mod: `' invalid for parameter `buf'\n" },
	{ "list=1", 0, "" },
	{ "list=1,2", UNDECIDED, "" },
	{ "list=x,2", EINVAL, "mod: `x' invalid for parameter `list'\n" },
	{ "list", EINVAL, "mod: `' invalid for parameter `list'\n" },
	{ "foo=1", 0, "mod: unknown parameter 'foo' ignored\n" },
	{ "foo", 0, "mod: unknown parameter 'foo' ignored\n" },
	{ "other.foo=1", 0, "mod: unknown parameter 'other' ignored\n" },
	{ "dyndbg=+p", 0, "" },
	{ "mod.dyndbg", 0, "" },
	{ "async_probe", 0, "" },
	/* All are reported, and the last one's errno counts. */
	{ "num=abc small=999", ERANGE, "mod: `abc' invalid for parameter `num'\n"
				       "mod: `999' invalid for parameter `small'\n" },
	{ "small=999 foo=1 num=abc", EINVAL, "mod: `999' invalid for parameter `small'\n"
					     "mod: unknown parameter 'foo' ignored\n"
					     "mod: `abc' invalid for parameter `num'\n" },
	{ "num=1 -- small=999", 0, "mod: parameters 'small=999' after `--' ignored\n" },
	{ "num=x -- y", EINVAL, "mod: `x' invalid for parameter `num'\n" },
	{ "num=1 --", 0, "mod: parameters '' after `--' ignored\n" },
	{ "--=1", 0, "mod: unknown parameter '--' ignored\n" },
	/* next_arg() and its quotes */
	{ "text=\"a b\" num=2", 0, "" },
	{ "foo=\"a b\"", 0, "mod: unknown parameter 'foo' ignored\n" },
	{ "num=\"5\"", 0, "" },
	{ "\"num=5\"", 0, "" },
	{ "\"num=5 6\"", EINVAL, "mod: `5 6' invalid for parameter `num'\n" },
	{ "  num=1\t\nnum=2  ", 0, "" },
	{ "=5", 0, "mod: unknown parameter '=5' ignored\n" },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *words[] = { strdup(rows[i].words) };
		struct setting s;

		ktap_case("parameters, row %zu", i);
		start(&s, SERIES(6, 12), words, 1);
		run(&s);
		expect_int(s.w.result.error, rows[i].error < 0 ? 0 : rows[i].error);
		expect_int(world_has(&s.w, KS_LEVEL_RESIDUAL, KS_REASON_PARAMETER_OWN),
			   rows[i].error == UNDECIDED);
		expect_text(s.log, rows[i].log);
		finish(&s);
		free(words[0]);
	}
}

static void test_long(void)
{
	for (size_t len = 1024; len <= 1025; len++) {
		char text[1100] = "text=", want[4096], *words[] = { text };
		struct setting s;

		ktap_case("text of %zu bytes", len);
		memset(text + 5, 'a', len);
		start(&s, SERIES(6, 12), words, 1);
		run(&s);
		expect_int(s.w.result.error, len > 1024 ? ENOSPC : 0);
		/* A line that long is cut by us and by the kernel. */
		snprintf(want, sizeof(want), "text: string parameter too long\nmod: `aaaa");
		expect(len > 1024 ? !strncmp(s.log, want, strlen(want)) : !*s.log);
		finish(&s);
	}
}

static void test_series(void)
{
	for (size_t i = 0; i < world_series_count; i++) {
		char t[] = "flag=T", f[] = "flag=false", *words[] = { t, f };
		bool takes = world_series[i] >= SERIES(5, 18);
		struct setting s;

		ktap_case("T and false, %s", world_series_name(world_series[i]));
		start(&s, world_series[i], words, 2);
		run(&s);
		expect_int(s.w.result.error, world_series[i] && !takes ? EINVAL : 0);
		expect_int(s.w.sink.count, takes ? 0 : 2);
		finish(&s);
	}
}

static void test_facts(void)
{
	char number[] = "num=1", dyndbg[] = "dyndbg", foo[] = "foo.bar=1",
	     *words[] = { number, dyndbg, foo };
	struct setting s;

	ktap_case("hardware parameters on a kernel that is locked down");
	start(&s, SERIES(6, 12), words, 1);
	s.w.needs.param_flags = 2;
	s.w.facts.states[KS_STATE_LOCKED_DOWN].value = KS_YES;
	run(&s);
	expect(world_has(&s.w, KS_LEVEL_UNKNOWN, KS_REASON_PARAMETER_HARDWARE));
	s.w.facts.states[KS_STATE_LOCKED_DOWN].value = KS_UNKNOWN;
	run(&s);
	expect(world_has(&s.w, KS_LEVEL_UNKNOWN, KS_REASON_PARAMETER_HARDWARE));
	s.w.facts.states[KS_STATE_LOCKED_DOWN].value = KS_NO;
	run(&s);
	world_expect_none(&s.w);
	s.w.needs.param_flags = 0;
	s.w.facts.states[KS_STATE_LOCKED_DOWN].value = KS_YES;
	run(&s);
	world_expect_none(&s.w);
	finish(&s);

	ktap_case("without dynamic debugging");
	start(&s, SERIES(6, 12), words, 3);
	s.w.facts.gates[KS_GATE_DYNAMIC_DEBUG].value = KS_NO;
	run(&s);
	expect_text(s.log, "dyndbg param is supported only in CONFIG_DYNAMIC_DEBUG builds\n"
			   "mod: unknown parameter 'foo.bar' ignored\n");
	finish(&s);

	ktap_case("a parameter with a setter of the module's own has no parmtype");
	start(&s, SERIES(6, 12), words + 2, 1);
	s.w.needs.param_count++;
	run(&s);
	expect(world_has(&s.w, KS_LEVEL_RESIDUAL, KS_REASON_PARAMETER_OWN));
	finish(&s);

	ktap_case("a module that brings its own param_ops_int decides itself");
	start(&s, SERIES(6, 12), words, 1);
	run(&s);
	world_expect_none(&s.w);
	s.w.needs.import_count = 0;
	s.w.sink.count = 0;
	ks_rule_parameters(&s.w.needs, &s.w.facts, &s.w.sink);
	expect(world_has(&s.w, KS_LEVEL_RESIDUAL, KS_REASON_PARAMETER_OWN));
	finish(&s);

	ktap_case("a long has 32 bits on some kernels");
	start(&s, SERIES(6, 12), NULL, 0);
	finish(&s);
	{
		char wide[] = "wide=2147483648", *one[] = { wide };

		start(&s, SERIES(6, 12), one, 1);
		s.w.needs.layout.is64 = false;
		run(&s);
		expect_int(s.w.result.error, ERANGE);
		finish(&s);
	}
}

static void test_pieces(void)
{
	char a[] = "num=1", b[] = "text=\"x y\"", empty[] = "", *words[] = { a, empty, b };
	struct ks_arguments arguments;

	ktap_case("words are joined with blanks, and no value is made of them");
	expect_int(ks_arguments_parse(&arguments, 3, words), 0);
	expect_text(arguments.text, "num=1  text=\"x y\"");
	expect_int(arguments.count, 2);
	expect_text(arguments.items[1].name, "text");
	expect_text(arguments.items[1].value, "x y");
	expect(!arguments.after_dashes);
	ks_arguments_free(&arguments);
}

int main(void)
{
	test_rows();
	test_long();
	test_series();
	test_facts();
	test_pieces();
	return ktap_end();
}
