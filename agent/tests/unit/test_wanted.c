// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbols of saved facts when only some are asked for: the same answers, errors
 * and contradictions as when all are.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "facts/provider.h"
#include "ktap.h"
#include "lib/number.h"

#define HEAD	"# kmodsafe facts 1\nrelease\tfile\t6.12.0\nsymbols-complete\t-\tyes\n"
#define SORTED	HEAD \
	"symbol\tlive\t0x00000001\t-\t-\t-\talpha\n" \
	"symbol\tlive\t0x00000002\tgpl\tNS\towner\talphabet\n" \
	"symbol\tfile\tabsent\t-\t-\t-\tbeta\n" \
	"symbol\tfile\tunknown\t-\t-\t-\tdelta\n" \
	"symbol\tlive\t-\t-\t-\t-\tgamma\n" \
	"symbol\tlive\t0xffffffff\t-\t\t-\tomega\n"

static const char *const asked[] = { "omega", "alpha", "none", "delta", "alphabet", "alpha", "beta" };
#define ASKED	(sizeof(asked) / sizeof(asked[0]))

static int file_of(const char *text, size_t size)
{
	int fd = memfd_create("facts", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		abort();
	return fd;
}

struct kernel {
	struct ks_snapshot snapshot;
	char spec[64];
	int ret;
};

static void read_kernel(struct kernel *k, const char *text, size_t size, const char *second,
			bool all)
{
	const struct ks_wanted wanted = { .names = all ? NULL : asked, .count = all ? 0 : ASKED };
	int fd = file_of(text, size), other = second ? file_of(second, strlen(second)) : -1;
	struct ks_err err = { 0 };

	snprintf(k->spec, sizeof(k->spec), second ? "/proc/self/fd/%d,/proc/self/fd/%d"
						  : "/proc/self/fd/%d", fd, other);
	ks_snapshot_init(&k->snapshot, k->spec);
	k->ret = ks_facts_load(&k->snapshot, k->spec, &err);
	if (!k->ret)
		k->ret = ks_facts_complete(&k->snapshot, &wanted, &err);
	close(fd);
	if (second)
		close(other);
}

static void expect_same(const struct ks_export *a, const struct ks_export *b)
{
	expect_int(!a, !b);
	if (!a || !b)
		return;
	expect_text(a->name, b->name);
	expect_text(a->ns ? a->ns : "(none)", b->ns ? b->ns : "(none)");
	expect_text(a->owner ? a->owner : "(none)", b->owner ? b->owner : "(none)");
	expect_int(a->crc, b->crc);
	expect_int(a->has_crc, b->has_crc);
	expect_int(a->gpl_only, b->gpl_only);
	expect_int(a->exported, b->exported);
	expect_int(a->origin, b->origin);
}

static void compare(const char *what, const char *text, size_t size, const char *second,
		    size_t kept)
{
	struct kernel all, some;

	ktap_case("%s", what);
	read_kernel(&all, text, size, second, true);
	read_kernel(&some, text, size, second, false);
	expect_int(some.ret, all.ret);
	if (!all.ret) {
		for (size_t i = 0; i < ASKED; i++)
			expect_same(ks_facts_export(&some.snapshot.facts, asked[i]),
				    ks_facts_export(&all.snapshot.facts, asked[i]));
		expect_int(some.snapshot.facts.symbol_count, all.snapshot.facts.symbol_count);
		expect_int(some.snapshot.facts.conflict_count, all.snapshot.facts.conflict_count);
		expect_int(some.snapshot.facts.other_exports, all.snapshot.facts.other_exports);
		expect_int(some.snapshot.facts.export_count, kept);
	}
	ks_facts_free(&all.snapshot);
	ks_facts_free(&some.snapshot);
}

static void test_rows(void)
{
	static const struct {
		const char *what, *text, *second;
		size_t kept;
	} rows[] = {
		{ "sorted", SORTED, NULL, 5 },
		{ "sorted, and cut short", SORTED "symbol\tlive\t-\t-\t-\t-\tzeta", NULL, 0 },
		{ "lines that end as DOS has them", HEAD "symbol\tlive\t-\t-\t-\t-\talpha\r\n", NULL, 1 },
		{ "out of order: all are kept", SORTED "symbol\tlive\t0x00000001\t-\t-\t-\taaa\n", NULL, 7 },
		{ "twice the same, asked for or not", SORTED "symbol\tlive\t0xffffffff\t-\t-\t-\tomega\n",
		  NULL, 6 },
		{ "twice and different", SORTED "symbol\tlive\t0x00000009\t-\t-\t-\tomega\n", NULL, 6 },
		{ "twice and different, not asked for",
		  HEAD "symbol\tlive\t0x1\t-\t-\t-\tx\nsymbol\tlive\t0x2\t-\t-\t-\tx\n", NULL, 1 },
		{ "no symbols", HEAD, NULL, 0 },
		{ "a second source that says the same", SORTED,
		  "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n", 6 },
		{ "a second source that contradicts on what nobody asks", SORTED,
		  "0x00000001\tgamma\tvmlinux\tEXPORT_SYMBOL_GPL\t\n", 6 },
		{ "a second file of facts", SORTED, SORTED, 6 },
		{ "a damaged row", SORTED "symbol\tlive\t0x1g\t-\t-\t-\tzeta\n", NULL, 0 },
		{ "a row with a field too few", SORTED "symbol\tlive\t-\t-\t-\tzeta\n", NULL, 0 },
		{ "a row without a name", SORTED "symbol\tlive\t-\t-\t-\t-\t\n", NULL, 0 },
		{ "a row of no origin", SORTED "symbol\tdream\t-\t-\t-\t-\tzeta\n", NULL, 0 },
		{ "a CRC too long", SORTED "symbol\tlive\t0x100000000\t-\t-\t-\tzeta\n", NULL, 0 },
		{ "a kind that is none", SORTED "symbol\tlive\t-\tGPL\t-\t-\tzeta\n", NULL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		compare(rows[i].what, rows[i].text, strlen(rows[i].text), rows[i].second,
			rows[i].kept);
	compare("a NUL in a name", SORTED "symbol\tlive\t-\t-\t-\t-\tze\0ta\n",
		sizeof(SORTED "symbol\tlive\t-\t-\t-\t-\tze\0ta\n") - 1, NULL, 5);
}

static void test_hex(void)
{
	static const struct {
		const char *digits;
		int ret;
		uint32_t value;
	} rows[] = {
		{ "0", 0, 0 }, { "ffffffff", 0, 0xffffffff }, { "00000000012", 0, 0x12 },
		{ "aBcDeF", 0, 0xabcdef }, { "", -EINVAL, 0 }, { "g", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 }, { "-1", -EINVAL, 0 }, { "100000000", -ERANGE, 0 },
		{ "@", -EINVAL, 0 }, { "`", -EINVAL, 0 }, { "\x01", -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t value = 0;

		ktap_case("hexadecimal digits, row %zu", i);
		expect_int(ks_parse_hex32(rows[i].digits, strlen(rows[i].digits), &value),
			   rows[i].ret);
		expect_int(value, rows[i].value);
	}
}

int main(void)
{
	test_rows();
	test_hex();
	return ktap_end();
}
