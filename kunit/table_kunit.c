// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the search in export tables and of the self-test, on tables made
 * up in each layout that kernels have, whichever this one has itself.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kmod/table.h"
#include <uapi/linux/kmodsafe.h>

#define ANY	350
#define GPL	250
#define TOTAL	(ANY + GPL)
#define IMPORTS	8
/* Room before and behind the tables, and for one name of any length. */
#define PAD	64
#define LONG	(KMODSAFE_NAME_MAX + 9)

const void *kmodsafe_kunit_low;
const void *kmodsafe_kunit_high;

struct made {
	u8 before[PAD];
	/* entries, CRCs and flags, one behind the other as the linker puts them */
	u8 run[TOTAL * (3 * sizeof(long) + sizeof(u32) + 1)];
	u8 behind[PAD];
	u32 crc[TOTAL];
	u32 value[TOTAL];
	char name[TOTAL][16];
	char longest[LONG];
	char ns_empty[1];
	char ns[8];
	u8 format;
	struct kmodsafe_import imports[IMPORTS];
};

struct prel32 {
	s32 value, name, namespace;
};

struct pointers {
	const void *value;
	const char *name, *namespace;
};

static s32 offset(const s32 *field, const void *to)
{
	return (unsigned long)to - (unsigned long)field;
}

static void entry_set(struct made *made, u32 i, const void *value, const char *name,
		      const char *namespace)
{
	void *at = made->run + i * kmodsafe_entry_size(made->format);

	if (made->format & KMODSAFE_FORMAT_PREL32) {
		struct prel32 *entry = at;

		entry->value = offset(&entry->value, value);
		entry->name = offset(&entry->name, name);
		entry->namespace = namespace ? offset(&entry->namespace, namespace) : 0;
	} else {
		*(struct pointers *)at = (struct pointers){ value, name, namespace };
	}
}

static u32 *crc_slot(struct made *made, u32 i)
{
	return (u32 *)(made->run + TOTAL * kmodsafe_entry_size(made->format)) + i;
}

static u8 *flag_slot(struct made *made, u32 i)
{
	return (u8 *)crc_slot(made, TOTAL) + i;
}

static bool is_gpl(const struct made *made, u32 i)
{
	return made->format & KMODSAFE_FORMAT_FLAGSTAB ? i % 3 == 0 : i >= ANY;
}

static u32 crc_of(u32 i)
{
	return 0x9e3779b9u * (i + 1);
}

/* No namespace, an empty one, and one, in turn. */
static const char *namespace_of(struct made *made, u32 i)
{
	return i % 3 == 0 ? NULL : i % 3 == 1 ? made->ns_empty : made->ns;
}

/*
 * Names of the second table sort before those of the first, as real ones do
 * at the border; a single table is sorted from end to end.
 */
static void name_set(struct made *made, u32 i)
{
	bool second = i >= ANY;

	if (made->format & KMODSAFE_FORMAT_FLAGSTAB)
		second = !second;
	snprintf(made->name[i], sizeof(made->name[i]), "%c%04u", second ? 'g' : 's', i);
}

static struct made *make(struct kunit *test, u8 format)
{
	struct made *made = kunit_kzalloc(test, sizeof(*made), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, made);
	kmodsafe_kunit_low = made;
	kmodsafe_kunit_high = made + 1;
	made->format = format;
	strscpy(made->ns, "A_SPACE", sizeof(made->ns));
	for (i = 0; i < TOTAL; i++) {
		name_set(made, i);
		made->crc[i] = crc_of(i);
		entry_set(made, i, &made->value[i], made->name[i], namespace_of(made, i));
		*crc_slot(made, i) = format & KMODSAFE_FORMAT_REL_CRCS ?
			offset((s32 *)crc_slot(made, i), &made->crc[i]) : crc_of(i);
		if (format & KMODSAFE_FORMAT_FLAGSTAB)
			*flag_slot(made, i) = is_gpl(made, i) ? KMODSAFE_KSYM_GPL_ONLY : 0;
	}
	for (i = 0; i < IMPORTS; i++) {
		u32 which = i * (TOTAL - 1) / (IMPORTS - 1);

		made->imports[i] = (struct kmodsafe_import){
			made->name[which], &made->value[which], is_gpl(made, which),
			{ true, crc_of(which) },
		};
	}
	return made;
}

static void lay(struct kunit *test, struct made *made, struct kmodsafe_exports *exports)
{
	KUNIT_ASSERT_EQ(test, kmodsafe_exports_layout(exports, made->run, TOTAL, ANY,
						      made->format, true), 0);
}

static const char *verify(struct kunit *test, struct made *made, bool forced,
			  struct kmodsafe_exports *exports)
{
	const char *subject;

	lay(test, made, exports);
	return kmodsafe_exports_verify(exports, made->imports, IMPORTS, forced, &subject);
}

static void find_all(struct kunit *test, struct made *made,
		     const struct kmodsafe_exports *exports)
{
	u32 i, first = 0;
	unsigned int t;

	for (t = 0; t < exports->count; first += exports->table[t].count, t++) {
		const struct kmodsafe_table *table = &exports->table[t];

		for (i = 0; i < table->count; i++) {
			u32 all = first + i, crc;
			struct kmodsafe_entry entry;

			KUNIT_EXPECT_EQ(test, kmodsafe_table_find(table, made->name[all]), (int)i);
			KUNIT_EXPECT_EQ(test, kmodsafe_table_entry(table, i, &entry), 0);
			KUNIT_EXPECT_EQ(test, entry.value, (unsigned long)&made->value[all]);
			KUNIT_EXPECT_PTR_EQ(test, entry.namespace, all % 3 == 2 ?
					    (const char *)made->ns : NULL);
			KUNIT_EXPECT_EQ(test, kmodsafe_table_gpl(table, i),
					(int)is_gpl(made, all));
			KUNIT_EXPECT_EQ(test, kmodsafe_table_crc(table, i, &crc), 0);
			KUNIT_EXPECT_EQ(test, crc, crc_of(all));
		}
	}
	KUNIT_EXPECT_EQ(test, first, (u32)TOTAL);
}

static void find_test(struct kunit *test)
{
	static const char *const absent[] = { "a", "g0000a", "h", "s", "s0100a", "zzzz", "" };
	struct made *made = make(test, *(const u8 *)test->param_value);
	struct kmodsafe_exports exports;
	unsigned int i, t;

	lay(test, made, &exports);
	KUNIT_EXPECT_EQ(test, exports.count, made->format & KMODSAFE_FORMAT_FLAGSTAB ? 1U : 2U);
	KUNIT_EXPECT_EQ(test, kmodsafe_exports_total(&exports), (u32)TOTAL);
	find_all(test, made, &exports);
	for (i = 0; i < ARRAY_SIZE(absent); i++)
		for (t = 0; t < exports.count; t++)
			KUNIT_EXPECT_EQ(test, kmodsafe_table_find(&exports.table[t], absent[i]),
					-ENOENT);
	/* the same when the tables are trusted */
	for (t = 0; t < exports.count; t++)
		exports.table[t].trusted = true;
	find_all(test, made, &exports);
	exports.table[0].count = 0;
	KUNIT_EXPECT_EQ(test, kmodsafe_table_find(&exports.table[0], made->name[0]), -ENOENT);
	exports.table[0].crcs = NULL;
	KUNIT_EXPECT_EQ(test, kmodsafe_table_crc(&exports.table[0], 0, &made->crc[0]), -ENODATA);
}

static void grow_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	bool single = made->format & KMODSAFE_FORMAT_FLAGSTAB;
	size_t size = kmodsafe_entry_size(made->format);
	static const u32 from[] = { 0, 1, ANY / 2, ANY - 1, ANY, ANY + 1, TOTAL - 1 };
	struct kmodsafe_exports exports;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(from); i++) {
		const void *entry = made->run + from[i] * size;
		u32 start = single || from[i] < ANY ? 0 : ANY;
		u32 end = single || from[i] >= ANY ? TOTAL : ANY;

		KUNIT_EXPECT_EQ(test, kmodsafe_table_grow(entry, made->format, -1),
				from[i] - start);
		KUNIT_EXPECT_EQ(test, kmodsafe_table_grow(entry, made->format, 1),
				end - 1 - from[i]);
	}
	KUNIT_EXPECT_NULL(test, kmodsafe_exports_grow(&exports, made->run + 5 * size,
						      made->run + (ANY + 5) * size,
						      made->format, true));
	KUNIT_EXPECT_PTR_EQ(test, exports.table[0].syms, (const void *)made->run);
	KUNIT_EXPECT_PTR_EQ(test, exports.table[0].crcs, (const void *)crc_slot(made, 0));
	KUNIT_EXPECT_EQ(test, exports.table[0].count, single ? (u32)TOTAL : (u32)ANY);
	if (single)
		KUNIT_EXPECT_PTR_EQ(test, exports.table[0].flags, (const u8 *)flag_slot(made, 0));
	else
		KUNIT_EXPECT_PTR_EQ(test, exports.table[1].crcs,
				    (const void *)crc_slot(made, ANY));
}

static void grow_refused_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	bool single = made->format & KMODSAFE_FORMAT_FLAGSTAB;
	size_t size = kmodsafe_entry_size(made->format);
	const void *any = made->run + 5 * size, *gpl = made->run + (ANY + 5) * size;
	struct kmodsafe_exports exports;
	u32 i;

	/* two tables whose border cannot be seen overlap; a single one has none */
	for (i = ANY; i < TOTAL && !single; i++)
		made->name[i][0] = 't';
	/* and one table with a break is two */
	if (single)
		made->name[ANY][0] = 'a';
	KUNIT_EXPECT_NOT_NULL(test, kmodsafe_exports_grow(&exports, any, gpl, made->format, true));
	/* two tables with something in between that is no entry */
	strscpy(made->name[ANY - 1], "1x", sizeof(made->name[0]));
	KUNIT_EXPECT_NOT_NULL(test, kmodsafe_exports_grow(&exports, any, gpl, made->format, true));
	/* what is no entry grows nowhere */
	KUNIT_EXPECT_EQ(test, kmodsafe_table_grow(made->run + (ANY - 1) * size, made->format, 1),
			0U);
}

static void layout_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	bool single = made->format & KMODSAFE_FORMAT_FLAGSTAB;
	struct kmodsafe_exports exports;

	KUNIT_EXPECT_EQ(test, kmodsafe_exports_layout(&exports, made->run, 0, 0, made->format,
						      true), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmodsafe_exports_layout(&exports, made->run,
						      KMODSAFE_EXPORTS_MAX + 1, 0, made->format,
						      true), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmodsafe_exports_layout(&exports, made->run, TOTAL, TOTAL + 1,
						      made->format, true), single ? 0 : -EINVAL);
	/* without CRCs the flags take their place */
	KUNIT_EXPECT_EQ(test, kmodsafe_exports_layout(&exports, made->run, TOTAL, ANY,
						      made->format, false), 0);
	KUNIT_EXPECT_NULL(test, exports.table[0].crcs);
	if (single)
		KUNIT_EXPECT_PTR_EQ(test, exports.table[0].flags,
				    (const u8 *)crc_slot(made, 0));
}

static void verify_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	struct kmodsafe_exports exports;
	unsigned int t;

	KUNIT_EXPECT_NULL(test, verify(test, made, false, &exports));
	KUNIT_EXPECT_TRUE(test, exports.crcs_proven);
	for (t = 0; t < exports.count; t++) {
		KUNIT_EXPECT_TRUE(test, exports.table[t].trusted);
		KUNIT_EXPECT_NOT_NULL(test, exports.table[t].crcs);
	}
	find_all(test, made, &exports);
}

static void verify_import_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	struct kmodsafe_exports exports;
	const char *subject;
	unsigned int i, t;

	for (i = 0; i < IMPORTS; i++) {
		const struct kmodsafe_import good = made->imports[i];
		struct kmodsafe_import *import = &made->imports[i];

		import->crc.value ^= 1;
		KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "CRC differs");
		for (t = 0; t < exports.count; t++)
			KUNIT_EXPECT_FALSE(test, exports.table[t].trusted);
		*import = good;
		import->gpl = !good.gpl;
		KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "GPL bit differs");
		*import = good;
		import->addr++;
		KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "address differs");
		/* force is no excuse for these */
		KUNIT_EXPECT_STREQ(test, verify(test, made, true, &exports), "address differs");
		*import = good;
		import->name = "s9999";
		KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "import not found");
		lay(test, made, &exports);
		kmodsafe_exports_verify(&exports, made->imports, IMPORTS, false, &subject);
		KUNIT_EXPECT_STREQ(test, subject, "s9999");
		*import = good;
	}
	KUNIT_EXPECT_NULL(test, verify(test, made, false, &exports));
}

static void verify_forced_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	struct kmodsafe_exports exports;
	unsigned int equal, i;

	/* with force two equal CRCs prove where they are; fewer, and none is given */
	for (equal = 0; equal <= IMPORTS; equal++) {
		for (i = 0; i < IMPORTS; i++)
			made->imports[i].crc.value =
				crc_of(i * (TOTAL - 1) / (IMPORTS - 1)) ^ (i >= equal);
		KUNIT_EXPECT_NULL(test, verify(test, made, true, &exports));
		KUNIT_EXPECT_EQ(test, exports.crcs_proven, equal >= 2);
		KUNIT_EXPECT_EQ(test, !!exports.table[0].crcs, equal >= 2);
	}
	/* no CRC known at build time: none is proven */
	for (i = 0; i < IMPORTS; i++)
		made->imports[i].crc.known = false;
	KUNIT_EXPECT_NULL(test, verify(test, made, false, &exports));
	KUNIT_EXPECT_FALSE(test, exports.crcs_proven);
	KUNIT_EXPECT_NULL(test, exports.table[0].crcs);
}

static void verify_shape_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	size_t size = kmodsafe_entry_size(made->format);
	struct kmodsafe_exports exports;
	const char *subject;

	/* a table that starts one entry too late, so that CRCs are one off */
	KUNIT_ASSERT_EQ(test, kmodsafe_exports_layout(&exports, made->run, TOTAL - 1, ANY,
						      made->format, true), 0);
	KUNIT_EXPECT_NOT_NULL(test, kmodsafe_exports_verify(&exports, made->imports + 1,
							    IMPORTS - 2, false, &subject));
	/* too few */
	KUNIT_ASSERT_EQ(test, kmodsafe_exports_layout(&exports, made->run + size,
						      KMODSAFE_EXPORTS_MIN - 1, 100,
						      made->format, true), 0);
	KUNIT_EXPECT_STREQ(test, kmodsafe_exports_verify(&exports, made->imports, 0, false,
							 &subject),
			   "implausible number of entries");
	/* not sorted: two names that are equal */
	strscpy(made->name[100], made->name[99], sizeof(made->name[0]));
	KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "names not sorted");
	name_set(made, 100);
	/* a name that nobody exports; it sorts between the g and the s names */
	strscpy(made->longest, "kmodsafe_exported_by_nobody", sizeof(made->longest));
	entry_set(made, made->format & KMODSAFE_FORMAT_FLAGSTAB ? ANY - 1 : TOTAL - 1,
		  &made->value[0], made->longest, NULL);
	made->imports[IMPORTS - 1] = made->imports[0];
	KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports),
			   "a nonsense name was found");
}

static void verify_name_test(struct kunit *test)
{
	struct made *made = make(test, *(const u8 *)test->param_value);
	u32 last = made->format & KMODSAFE_FORMAT_FLAGSTAB ? TOTAL - 1 : ANY - 1;
	struct kmodsafe_exports exports;

	/* the longest name there is */
	memset(made->longest, 't', KMODSAFE_NAME_MAX);
	entry_set(made, last, &made->value[last], made->longest, NULL);
	made->imports[IMPORTS - 1] = made->imports[0];
	KUNIT_EXPECT_NULL(test, verify(test, made, false, &exports));
	KUNIT_EXPECT_EQ(test, kmodsafe_table_find(&exports.table[0], made->longest), (int)last);
	/* one more, an empty one, and one that is not there */
	made->longest[KMODSAFE_NAME_MAX] = 't';
	KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "entry unreadable");
	made->longest[0] = '\0';
	KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "entry unreadable");
	entry_set(made, last, &made->value[last], NULL, NULL);
	KUNIT_EXPECT_STREQ(test, verify(test, made, false, &exports), "entry unreadable");
}

static void read_string_test(struct kunit *test)
{
	char *page = kunit_kzalloc(test, 2 * PAGE_SIZE, GFP_KERNEL), out[40];
	char *border, *from;
	int len;

	KUNIT_ASSERT_NOT_NULL(test, page);
	kmodsafe_kunit_low = page;
	kmodsafe_kunit_high = page + 2 * PAGE_SIZE;
	border = (char *)PAGE_ALIGN((unsigned long)page + 1);
	for (len = 0; len < 39; len++) {
		memset(page, 0, 2 * PAGE_SIZE);
		/* on both sides of a page's end */
		from = border - len / 2;
		memset(from, 'x', len);
		KUNIT_EXPECT_EQ(test, kmodsafe_read_string(out, from, sizeof(out)), len);
		KUNIT_EXPECT_EQ(test, (int)strlen(out), len);
		KUNIT_EXPECT_EQ(test, kmodsafe_read_string(out, from, len + 1), len);
		KUNIT_EXPECT_EQ(test, kmodsafe_read_string(out, from, len), -E2BIG);
	}
	KUNIT_EXPECT_EQ(test, kmodsafe_read_string(out, NULL, sizeof(out)), -EFAULT);
	/* a string that ends with its page is read although the next is not there */
	kmodsafe_kunit_high = border;
	memset(border - 10, 'x', 9);
	border[-1] = '\0';
	KUNIT_EXPECT_EQ(test, kmodsafe_read_string(out, border - 10, sizeof(out)), 9);
}

/* Each layout by itself and all combinations of them. */
static const u8 formats[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

static void describe(const u8 *format, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s, %s",
		 *format & KMODSAFE_FORMAT_PREL32 ? "prel32" : "pointers",
		 *format & KMODSAFE_FORMAT_REL_CRCS ? "rel_crcs" : "crcs",
		 *format & KMODSAFE_FORMAT_FLAGSTAB ? "flagstab" : "ksymtab_gpl");
}

KUNIT_ARRAY_PARAM(formats, formats, describe);

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(find_test, formats_gen_params),
	KUNIT_CASE_PARAM(grow_test, formats_gen_params),
	KUNIT_CASE_PARAM(grow_refused_test, formats_gen_params),
	KUNIT_CASE_PARAM(layout_test, formats_gen_params),
	KUNIT_CASE_PARAM(verify_test, formats_gen_params),
	KUNIT_CASE_PARAM(verify_import_test, formats_gen_params),
	KUNIT_CASE_PARAM(verify_forced_test, formats_gen_params),
	KUNIT_CASE_PARAM(verify_shape_test, formats_gen_params),
	KUNIT_CASE_PARAM(verify_name_test, formats_gen_params),
	KUNIT_CASE(read_string_test),
	{}
};

static struct kunit_suite suite = {
	.name = "kmodsafe_table",
	.test_cases = cases,
};

kunit_test_suite(suite);
