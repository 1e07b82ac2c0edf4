// SPDX-License-Identifier: GPL-2.0-or-later
/* lib/: numbers, the pool of strings, the nearest name, and errors. */
#include <errno.h>
#include <stdlib.h>

#include "ktap.h"
#include "lib/err.h"
#include "lib/nearest.h"
#include "lib/number.h"
#include "lib/pool.h"

static void test_numbers(void)
{
	static const struct {
		const char *text;
		int base;
		uint64_t max;
		int ret;
		uint64_t value;
	} rows[] = {
		{ "0", 10, UINT32_MAX, 0, 0 },
		{ "4294967295", 10, UINT32_MAX, 0, UINT32_MAX },
		{ "4294967296", 10, UINT32_MAX, -ERANGE, 0 },
		{ "18446744073709551615", 10, UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", 10, UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999999", 10, UINT64_MAX, -ERANGE, 0 },
		{ "007", 10, 10, 0, 7 },
		{ "ffffffff", 16, UINT32_MAX, 0, UINT32_MAX },
		{ "FFFFFFFF", 16, UINT32_MAX, 0, UINT32_MAX },
		{ "100000000", 16, UINT32_MAX, -ERANGE, 0 },
		{ "0x10", 0, 100, 0, 16 },
		{ "", 10, 10, -EINVAL, 0 },
		{ " 1", 10, 10, -EINVAL, 0 },
		{ "1 ", 10, 10, -EINVAL, 0 },
		{ "+1", 10, 10, -EINVAL, 0 },
		{ "-1", 10, 10, -EINVAL, 0 },
		{ "-1", 16, UINT64_MAX, -EINVAL, 0 },
		{ "1\n", 10, 10, -EINVAL, 0 },
		{ "1x", 10, 10, -EINVAL, 0 },
		{ "x1", 10, 10, -EINVAL, 0 },
		{ "a", 10, 100, -EINVAL, 0 },
		{ "g", 16, 100, -EINVAL, 0 },
		{ "0x10", 16, 100, -EINVAL, 0 },
		{ "0x", 16, 100, -EINVAL, 0 },
		{ "0x", 0, 100, -EINVAL, 0 },
		{ "0x10", 10, 100, -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t value = 0xdead;

		ktap_case("number \"%s\" in base %d", strcmp(rows[i].text, "1\n") ? rows[i].text : "1 and a newline",
			  rows[i].base);
		expect_int(ks_parse_number(rows[i].text, rows[i].base, rows[i].max, &value),
			   rows[i].ret);
		expect_int(value, rows[i].ret ? 0xdead : rows[i].value);
	}
}

/* More than was expected, less than that, and what nobody has. */
static void test_large_pool(size_t expected)
{
	enum { COUNT = 120, SIZE = 50000 };
	struct ks_pool pool = { 0 };
	unsigned char *kept[COUNT];
	bool same = true;

	ktap_case("a pool of which %zu bytes are expected", expected);
	ks_pool_expect(&pool, expected);
	for (int i = 0; i < COUNT; i++) {
		kept[i] = ks_pool_alloc(&pool, SIZE);
		if (!kept[i])
			exit(1);
		memset(kept[i], i, SIZE);
	}
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < SIZE; j++)
			same &= kept[i][j] == i;
	expect_int(same, true);
	ks_pool_free(&pool);
}

static void test_pool(void)
{
	struct ks_pool pool = { 0 };
	const char *kept[2000];
	char text[64], *big = malloc(300000);

	ktap_case("strings of a pool stay what they were");
	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "string number %d", i);
		kept[i] = ks_pool_copy(&pool, text);
	}
	memset(big, 'x', 299999);
	big[299999] = '\0';
	expect_text(ks_pool_copy(&pool, big), big);
	expect_text(ks_pool_copy(&pool, ""), "");
	expect_text(ks_pool_copy_n(&pool, "abcdef", 3), "abc");
	expect_text(ks_pool_copy_n(&pool, big, 65535) + 65530, "xxxxx");
	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "string number %d", i);
		expect_text(kept[i], text);
	}
	ks_pool_free(&pool);
	ktap_case("a pool can be used again");
	expect_text(ks_pool_copy(&pool, "again"), "again");
	ks_pool_free(&pool);
	ks_pool_free(&pool);
	free(big);
}

static const char *nearest(const char *typed)
{
	static const char *const names[] = { "info", "check", "insmod", "needs", "facts", "rules",
					     "version", "help" };
	struct ks_nearest best = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ks_nearest_offer(&best, typed, names[i]);
	return best.name;
}

static void test_nearest(void)
{
	static const char *const rows[][2] = {
		{ "chekc", "check" }, { "chck", "check" }, { "inmod", "insmod" }, { "ver", "version" },
		{ "h", "help" },      { "fact", "facts" }, { "ruels", "rules" },  { "ins", "insmod" },
		{ "INFO", "info" },
	};
	char long_name[300];

	for (size_t i = 0; i + 1 < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("nearest to %s", rows[i][0]);
		expect_text(nearest(rows[i][0]), rows[i][1]);
	}
	ktap_case("something is nearest even to what is far away or long");
	memset(long_name, 'z', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	expect(nearest(long_name) != NULL);
	expect(nearest("") != NULL);
}

static void test_err(void)
{
	char long_text[2000];
	struct ks_err err;

	ktap_case("an error keeps code and line, however long");
	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	expect_int(ks_err_set(&err, -EINVAL, "%s", long_text), -EINVAL);
	expect_int(strlen(err.text), sizeof(err.text) - 1);
	ks_err_sys(&err, -ENOENT, long_text, "open");
	expect(!strncmp(err.text, long_text, 100));
	expect(strstr(err.text, ": open: No such file or directory"));
	expect_int(ks_err_sys(&err, -ENOENT, "file", "open"), -ENOENT);
	expect_text(err.text, "file: open: No such file or directory");
	expect_int(err.code, -ENOENT);
}

int main(void)
{
	test_numbers();
	test_pool();
	test_large_pool(1000);
	test_large_pool(5 << 20);
	test_large_pool(SIZE_MAX);
	test_nearest();
	test_err();
	return ktap_end();
}
