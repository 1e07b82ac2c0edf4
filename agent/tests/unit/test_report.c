// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report/: every id has words, hostile text is tamed in text and JSON, long
 * text is cut and not run over, JSON is what it says it is.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "report/kernel_log.h"
#include "report/report.h"
#include "report/words.h"
#include "world.h"

static void test_words(void)
{
	char text[KS_SENTENCE_MAX], other[KS_SENTENCE_MAX];

	for (int reason = 0; reason < KS_REASON_MAX; reason++) {
		struct ks_finding f = { .reason = reason, .subject = "SUBJECT", .module = "MODULE",
					.kernel = "KERNEL", .module_number = 111,
					.kernel_number = 222 };

		ks_reason_name(reason, other, sizeof(other));
		ktap_case("reason %s has a sentence", other);
		ks_explain(&f, text, sizeof(text));
		expect(strlen(text) > 5);
		expect(!strchr(text, '%'));
		expect(text[strlen(text) - 1] != '.');
		for (const char *c = other; *c; c++)
			expect(strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *c));
		/* No value at all is no crash. */
		f = (struct ks_finding){ .reason = reason };
		ks_explain(&f, text, sizeof(text));
		expect(!strstr(text, "(null)"));
	}
	for (int rule = 0; rule < KS_RULE_MAX; rule++) {
		ktap_case("rule %s has its words", ks_rule_name(rule));
		expect(*ks_rule_name(rule) && *ks_rule_models(rule));
	}
	ktap_case("stable words of verdicts and levels");
	expect_text(ks_verdict_name(KS_VERDICT_OK), "ok");
	expect_text(ks_verdict_name(KS_VERDICT_UNSAFE), "unsafe");
	expect_text(ks_verdict_name(KS_VERDICT_REFUSED), "refused");
	expect_text(ks_verdict_name(KS_VERDICT_UNKNOWN), "unknown");
	for (int i = 0; i < KS_LEVEL_MAX; i++)
		expect(*ks_level_name(i));
	for (int i = 0; i < KS_ACCEPT_MAX; i++)
		expect(*ks_accept_name(i));
	for (int i = 0; i < KS_MATCH_MAX; i++)
		expect(*ks_match_name(i));
	ktap_case("errnos by name, and what insmod says");
	expect_text(ks_errno_name(ENOEXEC), "ENOEXEC");
	expect_text(ks_errno_name(EKEYREJECTED), "EKEYREJECTED");
	expect_text(ks_errno_name(0), "0");
	expect(ks_errno_name(99999) != NULL);
	expect_text(ks_insmod_text(ENOENT), "Unknown symbol in module");
	expect_text(ks_insmod_text(EEXIST), "File exists");
}

static char *cleaned(const char *text)
{
	char *clean = NULL;
	size_t size;
	FILE *f = open_memstream(&clean, &size);

	ks_put_clean(f, text);
	fclose(f);
	return clean;
}

static void test_cleaning(void)
{
	char all[256], *clean;

	ktap_case("every byte comes out printable, and none is lost");
	for (int i = 1; i < 256; i++)
		all[i - 1] = i;
	all[255] = '\0';
	clean = cleaned(all);
	for (const char *c = clean; *c; c++)
		expect(*c >= 0x20 && *c < 0x7f);
	expect_int(strlen(clean), 95 + 160 * 4);
	free(clean);
	clean = cleaned("a\033[31m\n\xc3\xa4");
	expect_text(clean, "a\\x1b[31m\\x0a\\xc3\\xa4");
	free(clean);
}

static void test_cutting(void)
{
	static char huge[5000];
	char text[64];
	struct ks_finding f = { .reason = KS_REASON_NAMESPACE, .subject = huge, .kernel = huge,
				.module = huge };

	memset(huge, 'x', sizeof(huge) - 1);
	for (size_t size = 1; size < sizeof(text); size++) {
		ktap_case("a sentence in %zu bytes", size);
		memset(text, '#', sizeof(text));
		ks_explain(&f, text, size);
		expect(strlen(text) < size);
		expect(text[size] == '#');
	}
}

struct lines {
	unsigned int count;
	size_t longest;
};

static void take_line(const char *line, enum ks_line_kind kind, void *data)
{
	struct lines *l = data;

	l->count += kind == KS_LINE_REFUSAL;
	if (strlen(line) > l->longest)
		l->longest = strlen(line);
}

static struct json_object *json_of(struct world *w, char **text)
{
	struct json_object *document = ks_json_document("check");
	size_t size;
	FILE *f = open_memstream(text, &size);

	ks_json_append(document, "files", ks_json_verdict(&w->needs, &w->facts, &w->result));
	ks_json_put(document, "kernel", ks_json_facts(&w->facts));
	ks_json_put(document, "needs", ks_json_needs(&w->needs));
	expect_int(ks_json_print(f, document), 0);
	fclose(f);
	return json_tokener_parse(*text);
}

/* Everything that comes out of a file, as hostile as it gets. */
static void test_hostile(void)
{
	static const char *const names[] = {
		"\033]0;title\007", "new\nline", "\"quoted\\", "\xff\xfe\x80", "%s%n%p", "</script>", "",
	};
	const struct ks_style style = { .verbose = true };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct json_object *parsed;
		struct lines lines = { 0 };
		char *text = NULL, *json = NULL;
		struct world w;
		size_t size;
		FILE *f;

		ktap_case("hostile name %zu in text and JSON", i);
		world_init(&w, SERIES(6, 1));
		w.needs.iname = w.needs.mname = w.needs.vermagic = w.needs.path = names[i];
		w.needs.license = w.needs.depends = w.imports[0].name = names[i];
		w.facts.release.value = w.facts.source = names[i];
		world_check(&w);
		f = open_memstream(&text, &size);
		ks_text_verdict(f, &style, &w.needs, &w.facts, &w.result);
		ks_text_facts(f, &style, &w.facts);
		ks_text_needs(f, &style, &w.needs);
		fclose(f);
		for (const char *c = text; *c; c++)
			expect(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
		parsed = json_of(&w, &json);
		expect(parsed != NULL);
		for (const char *c = json; *c; c++)
			expect(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
		ks_kernel_log(&w.needs, &w.facts, &w.result, take_line, &lines);
		expect(lines.count == 1);
		json_object_put(parsed);
		free(text);
		free(json);
		world_free(&w);
	}
}

/* An ok of a shallow candidate says so, and names every rule that did not run. */
static void test_depth(void)
{
	const struct ks_style style = { .quiet = false };

	for (int depth = KS_DEPTH_DEEP; depth <= KS_DEPTH_SHALLOW; depth++) {
		bool shallow = depth == KS_DEPTH_SHALLOW;
		char *text = NULL, *json = NULL;
		struct world w;
		size_t size;
		FILE *f;

		ktap_case("a verdict that is %s", ks_depth_name(depth));
		world_init(&w, SERIES(6, 1));
		w.needs.depth = depth;
		world_check(&w);
		expect_int(w.result.verdict, KS_VERDICT_OK);
		f = open_memstream(&text, &size);
		ks_text_verdict(f, &style, &w.needs, &w.facts, &w.result);
		fclose(f);
		expect(!strstr(text, "; shallow)\n") == !shallow);
		expect(!strstr(text, "not looked at: ") == !shallow);
		for (int i = 0; shallow && i < KS_RULE_MAX; i++)
			expect(ks_rule_depth(i) == KS_DEPTH_SHALLOW ||
			       strstr(strstr(text, "not looked at: "), ks_rule_name(i)));
		json_object_put(json_of(&w, &json));
		expect(strstr(json, shallow ? "\"depth\":\"shallow\"" : "\"depth\":\"deep\""));
		free(text);
		free(json);
		world_free(&w);
	}
}

/* CRCs are strings, as numbers are not safe for them in every reader. */
static void test_crcs(void)
{
	char *json = NULL;
	struct world w;

	ktap_case("CRCs in JSON are strings, of both widths");
	world_init(&w, SERIES(6, 1));
	w.imports[0].basic.value = 0xdeadbeef;
	w.imports[1].basic.value = 0x100000000ULL;
	world_check(&w);
	json_object_put(json_of(&w, &json));
	expect(strstr(json, "\"module\":\"0xdeadbeef\""));
	expect(strstr(json, "\"module\":\"0x0000000100000000\""));
	expect(strstr(json, "\"kernel\":\"0x00000010\""));
	free(json);
	world_free(&w);
}

/* A stream that fails is noticed. */
static void test_full(void)
{
	FILE *full = fopen("/dev/full", "w");

	ktap_case("JSON into a full disk is an error");
	setvbuf(full, NULL, _IONBF, 0);
	expect(ks_json_print(full, ks_json_document("test")) < 0);
	fclose(full);
}

int main(void)
{
	test_words();
	test_cleaning();
	test_cutting();
	test_hostile();
	test_crcs();
	test_depth();
	test_full();
	return ktap_end();
}
