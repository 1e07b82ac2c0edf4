// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What printed lines mean: each format of the kernel's lines is recognised as
 * what it is printed for, however it is shown; so are the texts of programs.
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "ktap.h"
#include "report/kernel_log.h"
#include "report/loaders.h"
#include "report/errnos.h"
#include "report/recognize.h"
#include "report/template.h"
#include "report/why.h"
#include "report/words.h"

#define ADDRESS	"ffffffffc0123456"

/* As dmesg, journalctl, syslog, printk and /dev/kmsg show a line. */
static const char *const shown[] = {
	"", "[   12.345678] ", "[Sat Nov 21 14:00:01 2026] ", "<4>", "<4>[    1.000000] ",
	"4,1234,5678901,-;", "Nov 21 14:00:01 router kernel: ", "[    1.339104][  T122] ",
	"Nov 21 14:00:01 router kernel: [   12.345678] ", "kern  :warn  : [   12.345678] ",
};

static void fill(const char *format, char *line, size_t size)
{
	const struct ks_finding finding = {
		.subject = "a_symbol", .module = "value of it", .kernel = "the_kernel",
		.module_number = 11, .kernel_number = 222, .number = 22,
	};
	const struct ks_needs needs = { .iname = "the_module", .mname = "the_module",
					.modinfo_name = "the_module" };
	const struct ks_template_values values = { .finding = &finding, .needs = &needs };
	char text[KS_LINE_MAX];
	size_t at = 0;

	ks_template(format, &values, text, sizeof(text));
	for (const char *c = text; *c; c++) {
		if (*c == '*')
			at += snprintf(line + at, size - at, ADDRESS);
		else
			line[at++] = *c;
	}
	line[at] = '\0';
}

static const struct ks_cause *cause_of(const struct ks_recognized *told, enum ks_rule_id rule)
{
	for (size_t i = 0; i < told->cause_count; i++)
		if (told->causes[i].finding.rule == rule)
			return &told->causes[i];
	return NULL;
}

static const struct ks_cause *reason_of(const struct ks_recognized *told, enum ks_reason reason)
{
	for (size_t i = 0; i < told->cause_count; i++)
		if (told->causes[i].has_reason && told->causes[i].finding.reason == reason)
			return &told->causes[i];
	return NULL;
}

static unsigned int formats;

static void check_values(const struct ks_cause *cause, const char *format)
{
	const struct ks_finding *f = &cause->finding;

	if (strstr(format, "%s") || strstr(format, "%C"))
		expect_text(f->subject, "a_symbol");
	if (strstr(format, "%m") || strstr(format, "%c"))
		expect_text(f->module, "value of it");
	if (strstr(format, "%k"))
		expect_text(f->kernel, "the_kernel");
	if (strstr(format, "%M") || strstr(format, "%D"))
		expect_int(f->module_number, 11);
	if (strstr(format, "%K"))
		expect_int(f->kernel_number, 222);
	if (strstr(format, "%X"))
		expect_int(f->kernel_number, 222);
	if (strstr(format, "%N"))
		expect_int(f->number, 22);
}

/* No two rules share a line but those that the kernel itself does not tell apart. */
static bool may_share(enum ks_rule_id a, enum ks_rule_id b)
{
	static const enum ks_rule_id of_symbols[] = {
		KS_RULE_SYMBOL_MISSING, KS_RULE_SYMBOL_GPL, KS_RULE_SYMBOL_OWNER,
		KS_RULE_SYMBOL_CRC, KS_RULE_NAMESPACE,
	};
	int count = 0;

	for (size_t i = 0; i < KS_ARRAY_SIZE(of_symbols); i++)
		count += (of_symbols[i] == a) + (of_symbols[i] == b);
	return a == b || count == 2;
}

static void test_format(enum ks_reason reason, bool refuses, const char *format, void *data)
{
	struct ks_recognized *told = calloc(1, sizeof(*told));
	char line[KS_LINE_MAX], whole[2 * KS_LINE_MAX], text[KS_SENTENCE_MAX];
	const struct ks_cause *cause;

	(void)data;
	formats++;
	ktap_case("format %u: %.150s", formats, format);
	expect(ks_rule_of(reason) < KS_RULE_MAX);
	fill(format, line, sizeof(line));
	for (size_t i = 0; i < KS_ARRAY_SIZE(shown); i++) {
		snprintf(whole, sizeof(whole), "%s%s", shown[i], line);
		expect(ks_recognize(whole, NULL, told));
		expect_text(told->by, "kernel");
		cause = reason_of(told, reason);
		expect(cause != NULL);
		if (!cause)
			continue;
		expect_int(cause->finding.rule, ks_rule_of(reason));
		expect(cause->refuses == refuses || reason_of(told, reason));
		check_values(cause, format);
		if (strstr(format, "%o") || strstr(format, "%i") || strstr(format, "%n"))
			expect_text(told->module, "the_module");
		for (size_t j = 0; j < told->cause_count; j++)
			expect(may_share(told->causes[j].finding.rule, ks_rule_of(reason)));
		ks_cause_explain(cause, text, sizeof(text));
		expect(strlen(text) > 5 && !strstr(text, "(null)") && !strchr(text, '%'));
	}
	free(told);
}

static void test_rule_format(enum ks_rule_id rule, bool refuses, const char *format,
			     const char *words, void *data)
{
	struct ks_recognized *told = calloc(1, sizeof(*told));
	char line[KS_LINE_MAX];
	const struct ks_cause *cause;

	(void)data;
	ktap_case("format of a rule: %.150s", format);
	fill(format, line, sizeof(line));
	expect(ks_recognize(line, NULL, told));
	cause = cause_of(told, rule);
	expect(cause && cause->refuses == refuses && !cause->has_reason);
	expect(words && *words);
	free(told);
}

static void test_prefixes(void)
{
	static const char *const prefixes[] = { "module: ", "subarch: ", "Modules: ",
						"module_64: ", "module_32: " };
	struct ks_recognized *told = calloc(1, sizeof(*told));
	char line[256];

	for (size_t i = 0; i < KS_ARRAY_SIZE(prefixes); i++) {
		ktap_case("a relocation's line behind \"%s\"", prefixes[i]);
		snprintf(line, sizeof(line), "[    1.0] %smod: Unknown rela relocation: 99",
			 prefixes[i]);
		expect(ks_recognize(line, NULL, told));
		expect(reason_of(told, KS_REASON_RELOC_TYPE) != NULL);
		expect_text(told->module, "mod");
		expect_int(told->causes[0].finding.module_number, 99);
	}
	free(told);
}

/* The line before tells which of its meanings a line has. */
static void test_narrowing(void)
{
	struct ks_recognized *a = calloc(1, sizeof(*a)), *b = calloc(1, sizeof(*b));

	ktap_case("a line alone may mean several things");
	expect(ks_recognize("m: Unknown symbol s (err -22)", NULL, b));
	expect(cause_of(b, KS_RULE_SYMBOL_CRC) && cause_of(b, KS_RULE_NAMESPACE));
	ktap_case("behind the line about its CRC it means that");
	expect(ks_recognize("m: disagrees about version of symbol s", NULL, a));
	expect(ks_recognize("m: Unknown symbol s (err -22)", a, b));
	expect_int(b->cause_count, 1);
	expect(reason_of(b, KS_REASON_SYMBOL_CRC) != NULL);
	ktap_case("behind the line about its namespace it means that");
	expect(ks_recognize("m: module uses symbol (s) from namespace N, but does not import it.",
			    NULL, a));
	expect(ks_recognize("m: Unknown symbol s (err -22)", a, b));
	expect_int(b->cause_count, 1);
	expect(reason_of(b, KS_REASON_NAMESPACE) != NULL);
	ktap_case("behind a line about another symbol, or of another module, it does not");
	expect(ks_recognize("m: disagrees about version of symbol t", NULL, a));
	expect(ks_recognize("m: Unknown symbol s (err -22)", a, b));
	expect(b->cause_count > 1);
	expect(ks_recognize("n: disagrees about version of symbol s", NULL, a));
	expect(ks_recognize("m: Unknown symbol s (err -22)", a, b));
	expect(b->cause_count > 1);
	ktap_case("a program repeats what the kernel said of the same module only");
	expect(ks_recognize("a_b: version magic 'x ' should be 'y '", NULL, a));
	expect_text(a->causes[0].finding.kernel, "y ");
	expect(ks_recognize("insmod: ERROR: could not insert module /x/a-b.ko: Invalid module format",
			    a, b));
	expect(b->follows);
	expect(ks_recognize("insmod: ERROR: could not insert module /x/a-c.ko: Invalid module format",
			    a, b));
	expect(!b->follows);
	free(a);
	free(b);
}

/* Real lines, with what they stand for. */
static const struct {
	const char *line, *by, *module;
	int error;
} said[] = {
	{ "insmod: ERROR: could not insert module ./dummy.ko: Invalid module format", "kmod",
	  "./dummy.ko", ENOEXEC },
	{ "insmod: ERROR: could not insert module dummy.ko: Unknown symbol in module", "kmod",
	  "dummy.ko", ENOENT },
	{ "insmod: ERROR: could not load module none.ko: No such file or directory", "kmod",
	  "none.ko", ENOENT },
	{ "modprobe: ERROR: could not insert 'dummy': Exec format error", "kmod", "dummy", ENOEXEC },
	{ "modprobe: ERROR: could not insert 'dummy': Key was rejected by service", "kmod", "dummy",
	  EKEYREJECTED },
	{ "modprobe: ERROR: could not insert 'x': Unknown symbol in module, or unknown parameter (see dmesg)",
	  "kmod", "x", ENOENT },
	{ "modprobe: FATAL: Module x not found in directory /lib/modules/6.1.0", "kmod", "x",
	  ENOENT },
	{ "rmmod: ERROR: Module x is in use by: y z", "kmod", "x", EBUSY },
	{ "insmod: can't insert 'x.ko': invalid module format", "busybox", "x.ko", ENOEXEC },
	{ "insmod: can't insert 'x.ko': unknown symbol in module, or unknown parameter", "busybox",
	  "x.ko", ENOENT },
	{ "modprobe: module wifi not found in modules.dep", "busybox", "wifi", ENOENT },
	{ "Sat Nov 21 14:00:00 2026 user.err kernel: [   10.1] kmodloader: failed to insert /lib/modules/6.6.86/tun.ko",
	  "ubox", "/lib/modules/6.6.86/tun.ko", 0 },
	{ "kmodloader: 2 modules could not be probed", "ubox", NULL, 0 },
	{ "kmodloader: - mt7915e - 1", "ubox", "mt7915e", 0 },
	{ "[    0.675100] init: Failed to insmod '/lib/modules/ac97_bus.ko' with args '': Operation not permitted",
	  "libmodprobe", "/lib/modules/ac97_bus.ko", EPERM },
	{ "[    9.480517][  T123] ueventd: LoadWithAliases was unable to load of:Nhi3660_i2sT(null)C",
	  "libmodprobe", "of:Nhi3660_i2sT(null)C", 0 },
	{ "init: Failed to load kernel modules", "libmodprobe", NULL, 0 },
	{ "systemd-modules-load[211]: Failed to insert module 'x': Exec format error", "systemd",
	  "x", ENOEXEC },
	{ "systemd-modules-load[211]: Failed to find module 'x'", "systemd", "x", ENOENT },
	{ "x: gave up waiting for init of module y.", "kernel", "x", EBUSY },
	{ "[ 1.0] x: Unknown symbol s (err -16)", "kernel", "x", EBUSY },
};

static void test_sayings(void)
{
	struct ks_recognized *told = calloc(1, sizeof(*told));

	for (size_t i = 0; i < KS_ARRAY_SIZE(said); i++) {
		ktap_case("said: %.150s", said[i].line);
		expect(ks_recognize(said[i].line, NULL, told));
		expect_text(told->by, said[i].by);
		expect(!said[i].module == !told->module);
		if (said[i].module && told->module)
			expect_text(told->module, said[i].module);
		expect_int(told->error, said[i].error);
		expect(told->meaning != NULL && !told->cause_count);
	}
	free(told);
}

static void take_saying(const char *by, const char *format, int error, const char *meaning,
			const char *advice, void *data)
{
	struct ks_recognized *told = data;
	char line[KS_LINE_MAX];
	size_t at = 0;

	(void)advice;
	ktap_case("text of %s: %.150s", by, format);
	for (const char *c = format; *c; c++) {
		if (*c != '%')
			line[at++] = *c;
		else
			at += snprintf(line + at, sizeof(line) - at, "%s",
				       *++c == 'o' ? "mod" : *c == 'N' ? "3" :
				       *c == 'e' ? "Exec format error" : "some text");
	}
	line[at] = '\0';
	expect(ks_recognize(line, NULL, told));
	expect_text(told->by, by);
	expect_text(told->meaning, meaning);
	expect_int(told->error, strstr(format, "%e") ? ENOEXEC : error);
}

static void test_nothing(void)
{
	static const char *const lines[] = {
		"", " ", ":", "]", "<", "<4>", "hello world", "usb 1-1: new high-speed USB device",
		"EXT4-fs (sda1): mounted filesystem", "kernel: ", "Linux version 6.1.0",
		"dummy: loading", "x: unknown", "%s%n", "\\x", "\\x5", "\\x00\\x00",
		"systemd[1]: Failed to start something.service",
	};
	struct ks_recognized *told = calloc(1, sizeof(*told));

	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++) {
		ktap_case("nothing about modules: \"%s\"", lines[i]);
		expect(!ks_recognize(lines[i], NULL, told));
		expect(!told->cause_count && !told->meaning);
	}
	ktap_case("escapes of /dev/kmsg and dmesg are understood");
	expect(ks_recognize("Invalid ELF header magic: != \\x7fELF", NULL, told));
	expect(reason_of(told, KS_REASON_ELF_MAGIC) != NULL);
	expect(ks_recognize("Invalid ELF header magic: != \177ELF", NULL, told));
	free(told);
}

/* However a line is made, it takes little time and nothing is written outside. */
static void test_hostile(void)
{
	static const char *const parts[] = {
		"a: ", "%s", "' should be '", "(err -", "[", "] ", "x' invalid for parameter `",
		"m: Unknown symbol ", "m: version magic '", " ", "9", "\xff",
	};
	struct ks_recognized *told = calloc(1, sizeof(*told));
	static char huge[100000];
	struct timespec start, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	for (size_t i = 0; i < KS_ARRAY_SIZE(parts); i++) {
		size_t at = 0;

		ktap_case("a long line of \"%s\"", parts[i]);
		while (at + strlen(parts[i]) + 1 < sizeof(huge))
			at += sprintf(huge + at, "%s", parts[i]);
		ks_recognize(huge, NULL, told);
		expect(told->used <= sizeof(told->store));
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	ktap_case("none of them takes long");
	expect(end.tv_sec - start.tv_sec < 20);
	free(told);
}

static void test_errnos(void)
{
	ktap_case("errnos as people write them");
	expect_int(ks_errno_parse("ENOEXEC"), ENOEXEC);
	expect_int(ks_errno_parse("8"), 8);
	expect_int(ks_errno_parse("-22"), 22);
	expect_int(ks_errno_parse("ENOTSUPP"), 524);
	expect_int(ks_errno_parse("enoexec"), 0);
	expect_int(ks_errno_parse(""), 0);
	expect_int(ks_errno_parse("-"), 0);
	expect_int(ks_errno_parse("99999"), 0);
	expect_int(ks_errno_parse("0"), 0);
	ktap_case("texts of errnos");
	expect_int(ks_errno_of_text("Exec format error"), ENOEXEC);
	expect_int(ks_errno_of_text("invalid module format"), ENOEXEC);
	expect_int(ks_errno_of_text("invalid parameter"), EINVAL);
	expect_int(ks_errno_of_text("Invalid parameters"), EINVAL);
	expect_int(ks_errno_of_text("no text of any"), 0);
}

int main(void)
{
	struct ks_recognized *told = calloc(1, sizeof(*told));

	ks_kernel_formats(test_format, test_rule_format, NULL);
	ktap_case("there are formats");
	expect(formats > 150);
	test_prefixes();
	test_narrowing();
	test_sayings();
	ks_loader_sayings(take_saying, told);
	test_nothing();
	test_hostile();
	test_errnos();
	free(told);
	return ktap_end();
}
