// SPDX-License-Identifier: GPL-2.0-or-later
/* What a module needs, kept small; see record.h. */
#include "tree/record.h"

#include <errno.h>

/* Texts first: what is not named here is plain values. */
static void keep_texts(struct ks_names *names, struct ks_needs *needs)
{
	needs->iname = ks_names_keep(names, needs->iname);
	needs->mname = ks_names_keep(names, needs->mname);
	needs->vermagic = ks_names_keep(names, needs->vermagic);
	needs->license = ks_names_keep(names, needs->license);
	needs->depends = ks_names_keep(names, needs->depends);
	needs->modinfo_name = ks_names_keep(names, needs->modinfo_name);
	needs->package = ks_names_keep(names, needs->package);
	needs->kernel_hash = ks_names_keep(names, needs->kernel_hash);
	needs->module_layout.name = ks_names_keep(names, needs->module_layout.name);
}

static void drop_bytes(struct ks_needs *needs)
{
	needs->image = (struct ks_image){ 0 };
	needs->index = NULL;
	needs->pager = NULL;
	needs->signer = NULL;
	needs->btf = (struct ks_image){ 0 };
	needs->btf_base = (struct ks_image){ 0 };
	/* Nobody gives arguments to a whole tree. */
	needs->aliases = NULL;
	needs->alias_count = 0;
	needs->parmtypes = NULL;
	needs->parmtype_count = 0;
}

static void *array(struct ks_names *names, size_t count, size_t size)
{
	void *items = ks_pool_alloc(&names->pool, count * size);

	if (!items)
		names->out_of_memory = true;
	return items;
}

static void keep_namespaces(struct ks_names *names, struct ks_needs *needs)
{
	const char **mine = NULL;

	if (needs->namespace_count)
		mine = array(names, needs->namespace_count, sizeof(*mine));
	for (size_t i = 0; mine && i < needs->namespace_count; i++)
		mine[i] = ks_names_keep(names, needs->namespaces[i]);
	needs->namespaces = mine;
}

static void keep_odd_symbols(struct ks_names *names, struct ks_needs *needs)
{
	struct ks_odd_symbol *mine = NULL;

	if (needs->odd_symbol_count)
		mine = array(names, needs->odd_symbol_count, sizeof(*mine));
	for (size_t i = 0; mine && i < needs->odd_symbol_count; i++) {
		mine[i] = needs->odd_symbols[i];
		mine[i].name = ks_names_keep(names, mine[i].name);
	}
	needs->odd_symbols = mine;
}

static void keep_exports(struct ks_names *names, struct ks_needs *needs)
{
	struct ks_own_export *mine = NULL;

	if (needs->export_count)
		mine = array(names, needs->export_count, sizeof(*mine));
	for (size_t i = 0; mine && i < needs->export_count; i++) {
		mine[i] = needs->exports[i];
		mine[i].name = ks_names_keep(names, mine[i].name);
		mine[i].ns = ks_names_keep(names, mine[i].ns);
	}
	needs->exports = mine;
}

/* A basic record is an unsigned long wide, and modpost writes 32 bits of it. */
static bool is_brief(const struct ks_import *import)
{
	return !import->ext.present && import->basic.value <= UINT32_MAX;
}

static void keep_imports(struct ks_record *record, struct ks_names *names,
			 const struct ks_needs *needs)
{
	bool brief = true;

	record->import_count = needs->import_count;
	record->imports = array(names, needs->import_count, sizeof(*record->imports));
	for (size_t i = 0; record->imports && i < needs->import_count; i++) {
		const struct ks_import *import = &needs->imports[i];

		if (i + 3 * KS_NAMES_AHEAD < needs->import_count)
			ks_names_expect(names, import[KS_NAMES_AHEAD].hash,
					import[2 * KS_NAMES_AHEAD].hash,
					import[3 * KS_NAMES_AHEAD].hash);
		brief &= is_brief(import);
		record->imports[i] = (struct ks_brief_import){
			.name = ks_names_add_hashed(names, import->name, import->hash),
			.index = import->index,
			.crc = import->basic.value,
			.has_crc = import->basic.present,
			.weak = import->weak,
		};
	}
	if (!brief)
		record->full = array(names, needs->import_count, sizeof(*record->full));
	for (size_t i = 0; record->full && i < needs->import_count; i++) {
		record->full[i] = needs->imports[i];
		record->full[i].name = names->items[record->imports[i].name].text;
		record->full[i].export = NULL;
	}
}

/**
 * ks_record_findings - keep findings longer than what they borrow
 * @names: gets their texts
 * @findings: findings
 * @count: entries of @findings
 *
 * Return: copies, or NULL for none; without memory @names says so.
 */
struct ks_finding *ks_record_findings(struct ks_names *names, const struct ks_finding *findings,
				      size_t count)
{
	struct ks_finding *mine = count ? array(names, count, sizeof(*mine)) : NULL;

	for (size_t i = 0; mine && i < count; i++) {
		mine[i] = findings[i];
		mine[i].subject = ks_names_keep(names, mine[i].subject);
		mine[i].owner = ks_names_keep(names, mine[i].owner);
		mine[i].module = ks_names_keep(names, mine[i].module);
		mine[i].kernel = ks_names_keep(names, mine[i].kernel);
	}
	return mine;
}

/**
 * ks_record_pack - keep what a module needs
 * @record: to fill
 * @names: owner of all that it borrows
 * @needs: as read; its path must outlive the record
 * @bytes: findings of ks_check_bytes() on it
 *
 * Return: 0 or -ENOMEM.
 */
int ks_record_pack(struct ks_record *record, struct ks_names *names, const struct ks_needs *needs,
		   const struct ks_sink *bytes)
{
	*record = (struct ks_record){ .needs = *needs };
	keep_texts(names, &record->needs);
	keep_namespaces(names, &record->needs);
	keep_odd_symbols(names, &record->needs);
	keep_exports(names, &record->needs);
	keep_imports(record, names, needs);
	drop_bytes(&record->needs);
	record->needs.imports = NULL;
	record->needs.import_count = 0;
	record->bytes = ks_record_findings(names, bytes->items, bytes->count);
	record->byte_count = bytes->count;
	record->bytes_lost = bytes->lost;
	return names->out_of_memory ? -ENOMEM : 0;
}

/**
 * ks_record_unpack - what a module needs, without its bytes
 * @record: packed
 * @names: texts
 * @imports: room for all imports; borrowed by @needs
 * @needs: to fill
 */
void ks_record_unpack(const struct ks_record *record, const struct ks_names *names,
		      struct ks_import *imports, struct ks_needs *needs)
{
	*needs = record->needs;
	needs->imports = imports;
	needs->import_count = record->import_count;
	if (record->full && record->import_count)
		memcpy(imports, record->full, record->import_count * sizeof(*imports));
	for (size_t i = 0; !record->full && i < record->import_count; i++) {
		const struct ks_brief_import *brief = &record->imports[i];

		imports[i] = (struct ks_import){
			.name = names->items[brief->name].text,
			.index = brief->index,
			.weak = brief->weak,
			.basic = { brief->has_crc, brief->crc },
		};
	}
}
