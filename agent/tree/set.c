// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel and a set of modules export together, and who needs whom.  A
 * module's own file counts more than what another file says of it; what the
 * kernel itself exports no module can replace.
 */
#include "tree/set.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/cleanup.h"

static bool is_preferred(const struct ks_set *set, uint32_t a, uint32_t b)
{
	int x = ks_file_rank(set->members[a].module->relative);
	int y = ks_file_rank(set->members[b].module->relative);

	return x != y ? x < y : a < b;
}

/* Of several modules of one name one is loaded: by the number of the name. */
static int find_shadowed(struct ks_set *set)
{
	uint32_t *holders = calloc(set->names.count + 1, sizeof(*holders));

	if (!holders)
		return -ENOMEM;
	for (int again = 0; again < 2; again++)
		for (uint32_t i = 0; i < set->count; i++) {
			const char *name = set->members[i].record.needs.mname;
			uint32_t *holder = name ? &holders[ks_names_find(&set->names, name)] : NULL;

			if (!holder)
				continue;
			if (!*holder || is_preferred(set, i, *holder - 1))
				*holder = i + 1;
			if (again && *holder - 1 != i)
				set->members[i].module->shadowed_by = *holder - 1;
		}
	free(holders);
	return 0;
}

static bool put(struct ks_set *set, const struct ks_export *export, uint32_t owner)
{
	if (set->export_count == set->export_room) {
		size_t room = set->export_room + set->export_room / 2 + 1024;
		struct ks_export *exports = reallocarray(set->exports, room, sizeof(*exports));
		uint32_t *owners;

		if (!exports)
			return false;
		set->exports = exports;
		owners = reallocarray(set->owners, room, sizeof(*owners));
		if (!owners)
			return false;
		set->owners = owners;
		set->export_room = room;
	}
	set->exports[set->export_count] = *export;
	set->owners[set->export_count++] = owner;
	return true;
}

/* The member of this name that exports to the set. */
static const struct ks_member *member_named(const struct ks_set *set, const char *name)
{
	uint32_t number = name ? ks_names_find(&set->names, name) : 0;
	uint32_t position = number ? set->names.items[number].export : 0;

	return position ? &set->members[position - 1] : NULL;
}

/*
 * What the kernel exports.  What a file says of modules of the set their own
 * files say better.  While the names' export fields still hold members.
 */
static int take_kernel(struct ks_set *set, const struct ks_facts *kernel, bool whole, bool complete)
{
	for (size_t i = 0; i < kernel->export_count; i++) {
		struct ks_export e = kernel->exports[i];

		if (e.owner && member_named(set, e.owner))
			continue;
		if (e.owner && whole && complete)
			continue;
		/* Its module may be one that could not be looked at. */
		if (e.owner && whole)
			e.exported = KS_UNKNOWN;
		if (!put(set, &e, 0))
			return -ENOMEM;
	}
	return 0;
}

/* Names point to members first, then to exports. */
static void point_to_members(struct ks_set *set)
{
	for (uint32_t i = 0; i < set->count; i++) {
		const struct ks_member *m = &set->members[i];
		const char *name = m->record.needs.mname;

		if (name && m->module->shadowed_by == KS_TREE_NONE)
			set->names.items[ks_names_find(&set->names, name)].export = i + 1;
	}
}

static int point_to_exports(struct ks_set *set)
{
	for (uint32_t i = 0; i < set->names.count; i++)
		set->names.items[i].export = 0;
	for (size_t i = 0; i < set->export_count; i++) {
		uint32_t number = ks_names_borrow(&set->names, set->exports[i].name);

		if (!number)
			return -ENOMEM;
		set->names.items[number].export = i + 1;
	}
	return 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Which of two exports of one name an import gets depends on who comes first. */
static bool is_as_good(const struct ks_export *a, const struct ks_export *b)
{
	return a->has_crc == b->has_crc && a->crc == b->crc && a->gpl_only == b->gpl_only &&
	       same_text(a->ns, b->ns);
}

static int take_export(struct ks_set *set, uint32_t member, const struct ks_own_export *own)
{
	const struct ks_needs *needs = &set->members[member].record.needs;
	uint32_t number = ks_names_find(&set->names, own->name);
	uint32_t known = set->names.items[number].export;
	const struct ks_export export = {
		.name = own->name,
		.ns = own->ns,
		.owner = needs->mname,
		.module = &set->members[member].beside,
		.crc = own->crc,
		.has_crc = own->has_crc,
		.unversioned = !own->has_crc,
		.gpl_only = own->gpl_only,
		.exported = needs->exports_unsorted ? KS_UNKNOWN : KS_YES,
		.origin = KS_ORIGIN_FILE,
	};
	struct ks_export *other = known ? &set->exports[known - 1] : NULL;

	if (!other || other->exported == KS_NO) {
		set->names.items[number].export = set->export_count + 1;
		return put(set, &export, member + 1) ? 0 : -ENOMEM;
	}
	if (set->owners[known - 1] == member + 1)
		return 0;
	if (set->owners[known - 1]) {
		/*
		 * The first by path owns it.  depmod keeps the one that it comes to
		 * last, in the order of modules.order, and without modules.dep either
		 * may be there: an import has it for sure if they are alike and each
		 * of them loads.
		 */
		if (is_as_good(other, &export))
			set->names.items[number].is_shared = true;
		else
			set->names.items[number].is_doubtful = true;
	} else if (other->owner && other->origin == KS_ORIGIN_FILE) {
		*other = export;
		set->owners[known - 1] = member + 1;
	}
	return 0;
}

static bool exports_to_set(const struct ks_member *m)
{
	const struct ks_needs *needs = &m->record.needs;

	return needs->readable && needs->mname && m->module->shadowed_by == KS_TREE_NONE;
}

/* Each shared export of a member that does not own it: @step more, or fewer, are unsure. */
static void count_shared(struct ks_set *set, uint32_t member, int step)
{
	const struct ks_needs *needs = &set->members[member].record.needs;

	if (!set->unsure || !exports_to_set(&set->members[member]))
		return;
	for (size_t i = 0; i < needs->export_count; i++) {
		uint32_t number = ks_names_find(&set->names, needs->exports[i].name);
		uint32_t position = set->names.items[number].export;

		if (set->names.items[number].is_shared && set->owners[position - 1] != member + 1)
			set->unsure[position - 1] += step;
	}
}

static int count_all_shared(struct ks_set *set)
{
	bool is_any = false;

	for (uint32_t i = 0; i < set->names.count; i++)
		is_any |= set->names.items[i].is_shared;
	if (!is_any)
		return 0;
	set->unsure = calloc(set->export_count, sizeof(*set->unsure));
	if (!set->unsure)
		return -ENOMEM;
	for (uint32_t i = 0; i < set->count; i++)
		count_shared(set, i, 1);
	return 0;
}

static int take_members(struct ks_set *set)
{
	int ret = 0;

	for (uint32_t i = 0; i < set->count && !ret; i++) {
		struct ks_member *m = &set->members[i];
		const struct ks_needs *needs = &m->record.needs;

		m->beside = (struct ks_module){ .name = needs->mname, .state = KS_MODULE_BESIDE,
						.is_signed = ks_is_signed(needs),
						.origin = KS_ORIGIN_FILE };
		if (!exports_to_set(m))
			continue;
		if (needs->exports_broken)
			set->facts.other_exports = KS_UNKNOWN;
		for (size_t j = 0; j < needs->export_count && !ret; j++)
			ret = take_export(set, i, &needs->exports[j]);
	}
	return ret;
}

/* Freshly booted: modules of the set are not loaded, and with whole none is. */
static int take_modules(struct ks_set *set, const struct ks_facts *kernel, bool whole)
{
	size_t count = 0;

	set->modules = calloc(kernel->module_count + 1, sizeof(*set->modules));
	if (!set->modules)
		return -ENOMEM;
	for (size_t i = 0; i < kernel->module_count; i++) {
		const struct ks_module *m = &kernel->modules[i];
		bool is_loaded = m->state <= KS_MODULE_GOING;

		if (!is_loaded || (!whole && !member_named(set, m->name)))
			set->modules[count++] = *m;
	}
	set->facts.modules = set->modules;
	set->facts.module_count = count;
	return 0;
}

static int build_index(struct ks_set *set)
{
	uint32_t mask = 15;

	while (mask < set->export_count * 2)
		mask = mask * 2 + 1;
	set->index = calloc((size_t)mask + 1, sizeof(*set->index));
	if (!set->index)
		return -ENOMEM;
	for (uint32_t i = 1; i < set->names.count; i++) {
		uint32_t slot = set->names.items[i].hash & mask;

		if (!set->names.items[i].export)
			continue;
		while (set->index[slot])
			slot = (slot + 1) & mask;
		set->index[slot] = set->names.items[i].export;
	}
	set->facts.exports = set->exports;
	set->facts.export_count = set->facts.symbol_count = set->export_count;
	set->facts.index = set->index;
	set->facts.index_mask = mask;
	return 0;
}

/* Members that were met while one is looked at: its number + 1 marks them. */
struct marks {
	uint32_t *met;
	uint32_t *strong;
	uint32_t *list;
	uint32_t count;
};

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int keep_providers(struct ks_set *set, const struct marks *marks, uint32_t i)
{
	struct ks_member *m = &set->members[i];

	m->providers = ks_pool_alloc(&set->names.pool, marks->count * sizeof(*m->providers));
	m->is_strong = ks_pool_alloc(&set->names.pool, marks->count * sizeof(*m->is_strong));
	if (!m->providers || !m->is_strong)
		return -ENOMEM;
	memcpy(m->providers, marks->list, marks->count * sizeof(*m->providers));
	qsort(m->providers, marks->count, sizeof(*m->providers), by_number);
	for (uint32_t j = 0; j < marks->count; j++)
		m->is_strong[j] = marks->strong[m->providers[j]] == i + 1;
	m->provider_count = marks->count;
	return 0;
}

static int find_providers(struct ks_set *set, struct marks *marks, uint32_t i)
{
	const struct ks_record *record = &set->members[i].record;

	marks->count = 0;
	for (size_t j = 0; j < record->import_count; j++) {
		const struct ks_brief_import *import = &record->imports[j];
		uint32_t owner = ks_set_owner(set, ks_set_export(set, import->name));

		if (owner == KS_TREE_NONE)
			continue;
		if (marks->met[owner] != i + 1)
			marks->list[marks->count++] = owner;
		marks->met[owner] = i + 1;
		if (!import->weak)
			marks->strong[owner] = i + 1;
	}
	return marks->count ? keep_providers(set, marks, i) : 0;
}

static int find_all_providers(struct ks_set *set)
{
	ks_auto_free uint32_t *space = calloc(3 * (size_t)set->count + 1, sizeof(*space));
	struct marks marks = { space, space + set->count, space + 2 * (size_t)set->count, 0 };
	int ret = 0;

	if (!space)
		return -ENOMEM;
	for (uint32_t i = 0; i < set->count && !ret; i++) {
		ret = find_providers(set, &marks, i);
		set->members[i].module->providers = set->members[i].providers;
		set->members[i].module->provider_count = set->members[i].provider_count;
	}
	return ret;
}

/**
 * ks_set_join - what kernel and modules export together, and who needs whom
 * @set: its members with their records
 * @kernel: facts, which must outlive the set
 * @whole: the set is all modules there are
 * @complete: everything that was found was looked at
 *
 * Return: 0 or -ENOMEM.
 */
int ks_set_join(struct ks_set *set, const struct ks_facts *kernel, bool whole, bool complete)
{
	int ret;

	set->facts = *kernel;
	if (!complete)
		set->facts.other_exports = KS_UNKNOWN;
	ret = find_shadowed(set);
	if (ret)
		return ret;
	point_to_members(set);
	ret = take_modules(set, kernel, whole);
	if (!ret)
		ret = take_kernel(set, kernel, whole, complete);
	if (!ret)
		ret = point_to_exports(set);
	if (!ret)
		ret = take_members(set);
	if (!ret)
		ret = count_all_shared(set);
	if (!ret)
		ret = build_index(set);
	return ret ? ret : find_all_providers(set);
}

/* May somebody else have given this name, whose module is not known to load. */
static bool is_unsure(const struct ks_set *set, const struct ks_name *name)
{
	return name->is_shared && set->unsure[name->export - 1];
}

/**
 * ks_set_has_doubt - do losses among those that export alike matter to a module
 * @set: joined
 * @record: the module
 */
bool ks_set_has_doubt(const struct ks_set *set, const struct ks_record *record)
{
	for (size_t i = 0; set->unsure && i < record->import_count; i++)
		if (is_unsure(set, &set->names.items[record->imports[i].name]))
			return true;
	return false;
}

/**
 * ks_set_count_loaded - a module loads: what it exports like others is there
 * @set: joined
 * @member: which; at most once for each
 */
void ks_set_count_loaded(struct ks_set *set, uint32_t member)
{
	count_shared(set, member, -1);
}

/**
 * ks_set_resolve - what each import of a module gets
 * @set: joined
 * @record: the module
 * @with_losses: what does not load exports nothing, else as though all loaded
 * @imports: its imports; they get their exports
 * @lost: room for as many, for what is not as the facts say
 */
void ks_set_resolve(const struct ks_set *set, const struct ks_record *record, bool with_losses,
		    struct ks_import *imports, struct ks_export *lost)
{
	for (size_t i = 0; i < record->import_count; i++) {
		const struct ks_name *name = &set->names.items[record->imports[i].name];
		const struct ks_export *export = ks_set_export(set, record->imports[i].name);
		uint32_t owner = ks_set_owner(set, export);

		bool is_lost = with_losses && owner != KS_TREE_NONE &&
			       set->members[owner].loads != KS_YES;
		bool is_odd = with_losses && (is_unsure(set, name) || (is_lost && name->is_shared));

		imports[i].export = export;
		if (name->is_doubtful || is_odd) {
			lost[i] = (struct ks_export){ .name = name->text };
			imports[i].export = &lost[i];
		} else if (is_lost) {
			lost[i] = *export;
			lost[i].exported = set->members[owner].loads;
			imports[i].export = &lost[i];
		}
	}
}

/**
 * ks_set_free - release a set
 * @set: filled in part, or all zeroes
 */
void ks_set_free(struct ks_set *set)
{
	free(set->exports);
	free(set->owners);
	free(set->unsure);
	free(set->index);
	free(set->modules);
	free(set->order);
	ks_names_free(&set->names);
	*set = (struct ks_set){ 0 };
}
