// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Exports of a kernel image, out of the tables that kernel_tables.c or
 * kernel_search.c have found.
 */
#include "elf/kernel_exports.h"

#include <errno.h>
#include <stdlib.h>

#include "elf/kernel_tables.h"

/*
 * Up to 5.18 s390, powerpc and User-Mode Linux (MODULE_REL_CRCS) have the
 * distance to the CRC in its place.  32 bits at random would not all lead to
 * aligned places of the image.
 */
static const uint8_t *relative_crc(const struct ks_image *image, const struct ks_layout *layout,
				   const struct ks_image *crcs, size_t i)
{
	const uint8_t *p = crcs->data + i * 4;
	int64_t at = (p - image->data) + (int64_t)(int32_t)ks_get(layout, p, 4);

	return at < 0 || at % 4 ? NULL : ks_image_range(image, at, 4);
}

static bool are_relative(const struct ks_kernel_tables *tables, const struct ks_image *image)
{
	for (size_t i = 0; i < tables->count; i++) {
		const struct ks_image *crcs = &tables->tables[i].crcs;

		for (size_t j = 0; j < crcs->size / 4; j++)
			if (!relative_crc(image, &tables->format.layout, crcs, j))
				return false;
	}
	return true;
}

static void read_table(struct ks_kernel_exports *exports, const struct ks_kernel_tables *tables,
		       const struct ks_kernel_table *table, const struct ks_image *image,
		       bool relative)
{
	size_t size = ks_table_entry_size(&tables->format);
	struct ks_table_entry entry;

	for (size_t i = 0; i < table->entries.bytes.size / size; i++) {
		struct ks_own_export *e = &exports->items[exports->count];
		const uint8_t *crc = table->crcs.data + i * 4;

		if (!ks_table_entry(&tables->format, &table->entries, i * size, &tables->strings,
				    &entry))
			return;
		*e = (struct ks_own_export){ .name = entry.name, .gpl_only = table->gpl_only };
		if (entry.ns && *entry.ns)
			e->ns = entry.ns;
		if (table->flags.size)
			e->gpl_only = table->flags.data[i] & 1;
		e->has_crc = table->crcs.size;
		if (relative)
			crc = relative_crc(image, &tables->format.layout, &table->crcs, i);
		if (e->has_crc)
			e->crc = ks_get(&tables->format.layout, crc, 4);
		exports->count++;
	}
}

/**
 * ks_kernel_exports_read - read what a kernel exports
 * @exports: all zeroes; ks_kernel_exports_free() releases it
 * @image: vmlinux, or a raw kernel
 *
 * All of them or none: tables that make no sense are as if not there.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_kernel_exports_read(struct ks_kernel_exports *exports, const struct ks_image *image)
{
	struct ks_kernel_tables tables;
	size_t count = 0;
	bool relative;

	if (!ks_kernel_tables_sections(&tables, image) &&
	    !ks_kernel_tables_search(&tables, image))
		return 0;
	for (size_t i = 0; i < tables.count; i++)
		count += tables.tables[i].entries.bytes.size / ks_table_entry_size(&tables.format);
	exports->items = calloc(count + 1, sizeof(*exports->items));
	if (!exports->items)
		return -ENOMEM;
	exports->has_crcs = tables.tables[0].crcs.size;
	exports->layout = tables.format.layout;
	exports->knows_class = !tables.format.relative;
	relative = exports->has_crcs && are_relative(&tables, image);
	for (size_t i = 0; i < tables.count; i++)
		read_table(exports, &tables, &tables.tables[i], image, relative);
	return 0;
}

/**
 * ks_kernel_exports_free - release what was read
 * @exports: filled, or all zeroes
 */
void ks_kernel_exports_free(struct ks_kernel_exports *exports)
{
	free(exports->items);
	*exports = (struct ks_kernel_exports){ 0 };
}
