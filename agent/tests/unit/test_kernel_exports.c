// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Exports of a kernel image: each way to write the tables, found by sections
 * and without them; tables that do not add up, which are as if not there; and
 * damaged images, which may say anything but must not be read out of bounds.
 */
#include <stdlib.h>
#include <time.h>

#include "elf/kernel_exports.h"
#include "kernel_file.h"
#include "ktap.h"

#define MUTATIONS	100	/* of each form */
#define SECONDS_MAX	60	/* of the processor */

static uint64_t state = 88172645463325252ull;

static uint32_t draw(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 2685821657736338717ull >> 32) % below;
}

static struct ks_kernel_exports read_exports(const struct kernel_file *file)
{
	const struct ks_image image = { file->data, file->size };
	struct ks_kernel_exports exports = { 0 };

	expect_int(ks_kernel_exports_read(&exports, &image), 0);
	return exports;
}

static void expect_all(const struct kernel_form *form, const struct ks_kernel_exports *exports)
{
	if (!expect_int(exports->count, KERNEL_NAMES))
		return;
	expect_int(exports->has_crcs, form->crcs != KERNEL_CRCS_NONE);
	expect_int(exports->layout.big, form->big);
	expect_int(exports->knows_class, !form->relative);
	if (!form->relative)
		expect_int(exports->layout.is64, form->is64);
	for (unsigned int i = 0; i < KERNEL_NAMES; i++) {
		const struct ks_own_export *e = &exports->items[i];

		expect_text(e->name, kernel_name(form, i));
		expect_text(e->ns, kernel_ns(form, i));
		expect_int(e->gpl_only, kernel_gpl(form, i));
		expect_int(e->has_crc, form->crcs != KERNEL_CRCS_NONE);
		if (form->crcs)
			expect_int(e->crc, kernel_crc(i));
	}
}

/* Each of the forms that there can be; flags came after namespaces. */
static bool next_form(struct kernel_form *form, unsigned int *n)
{
	unsigned int i;

	do {
		i = (*n)++;
		*form = (struct kernel_form){
			.is64 = i & 1, .big = i & 2, .relative = i & 4, .has_ns = i & 8,
			.flags = i & 16, .sections = i & 32, .crcs = i / 64,
		};
	} while (form->flags && !form->has_ns);
	return i < 64 * KERNEL_CRCS_MAX;
}

static void test_forms(void)
{
	struct kernel_form form;
	unsigned int n = 0;

	while (next_form(&form, &n)) {
		struct ks_kernel_exports exports;
		struct kernel_file file;

		ktap_case("%s bits, %s-endian, %s, namespaces %d, flags %d, sections %d, CRCs %d",
			  form.is64 ? "64" : "32", form.big ? "big" : "little",
			  form.relative ? "offsets" : "addresses", form.has_ns, form.flags,
			  form.sections, form.crcs);
		kernel_file_make(&file, &form);
		exports = read_exports(&file);
		expect_all(&form, &exports);
		ks_kernel_exports_free(&exports);
		free(file.data);
	}
}

static void test_faults(void)
{
	static const char *const names[KERNEL_FAULT_MAX] = {
		"nothing", "a string that is nobody's", "bytes between tables and strings",
		"a flag that nobody knows", "three tables", "a border that does not show",
		"too few to be a kernel's", "fewer CRCs than entries", "CRCs for one of two tables",
	};
	struct kernel_form form = { .relative = true, .has_ns = true };

	for (form.fault = KERNEL_SOUND; form.fault < KERNEL_FAULT_MAX; form.fault++) {
		struct ks_kernel_exports exports;
		struct kernel_file file;

		ktap_case("not taken for tables: %s", names[form.fault]);
		form.flags = form.fault == KERNEL_FLAG;
		form.sections = form.fault >= KERNEL_CRCS_SHORT;
		form.crcs = form.sections ? KERNEL_CRCS_PLAIN : KERNEL_CRCS_NONE;
		kernel_file_make(&file, &form);
		exports = read_exports(&file);
		expect_int(exports.count, form.fault == KERNEL_SOUND ? KERNEL_NAMES : 0);
		ks_kernel_exports_free(&exports);
		free(file.data);
	}
}

/* Bytes of the tables, headers included, or the end cut off. */
static size_t damage(struct kernel_file *file)
{
	size_t span = file->size - file->tables + 64;

	for (uint32_t i = 1 + draw(6); i; i--) {
		size_t at = draw(span);

		at = at < 64 ? at : at - 64 + file->tables;
		file->data[at] = draw(3) ? draw(256) : draw(2) ? 0xff : 0;
	}
	return draw(4) ? file->size : draw(file->size + 1);
}

static void read_damaged(const struct kernel_file *file, size_t size)
{
	/* exactly as long: what is read behind it is noticed */
	uint8_t *data = malloc(size + !size);
	const struct kernel_file cut = { data, size, 0, 0 };
	struct ks_kernel_exports exports;

	memcpy(data, file->data, size);
	exports = read_exports(&cut);
	for (size_t i = 0; i < exports.count; i++) {
		const struct ks_own_export *e = &exports.items[i];

		expect(strlen(e->name) > 0);
		expect(!e->ns || strlen(e->ns) < 512);
	}
	ks_kernel_exports_free(&exports);
	free(data);
}

static void test_damage(void)
{
	clock_t start = clock();
	struct kernel_form form;
	unsigned int n = 0;

	ktap_case("damaged images");
	while (next_form(&form, &n)) {
		struct kernel_file file;

		if (form.crcs == KERNEL_CRCS_RELATIVE && form.sections)
			continue;
		kernel_file_make(&file, &form);
		for (int i = 0; i < MUTATIONS; i++) {
			struct kernel_file copy = file;

			copy.data = malloc(file.size);
			memcpy(copy.data, file.data, file.size);
			read_damaged(&copy, damage(&copy));
			free(copy.data);
		}
		free(file.data);
	}
	expect((clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
}

/* Strings and entries without end, which lead everywhere and nowhere. */
static void test_lies(void)
{
	struct kernel_file file = { malloc(16 << 20), 16 << 20, 0, 0 };
	clock_t start = clock();

	ktap_case("an image full of a kernel's names");
	for (size_t i = 0; i + 6 <= file.size; i += 6)
		memcpy(file.data + i, "\0kfree", 6);
	read_damaged(&file, file.size);
	ktap_case("an image of entries that all refer to a kernel's name");
	for (size_t i = 0; i < file.size; i += 4) {
		uint32_t offset = file.size - 4096 - i;

		memcpy(file.data + i, &offset, 4);
	}
	memcpy(file.data + file.size - 4097, "\0kfree", 7);
	read_damaged(&file, file.size);
	ktap_case("both in bounded time");
	expect((clock() - start) / CLOCKS_PER_SEC < 30);
	free(file.data);
}

int main(void)
{
	test_forms();
	test_faults();
	test_damage();
	test_lies();
	return ktap_end();
}
