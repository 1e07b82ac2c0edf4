// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel in which one more module is loaded: the module's exports join the
 * facts and its name is live.  A file that the user names counts more than what
 * another file says of a module that is not loaded; what is loaded, or exported
 * by the kernel itself, it cannot replace: that is a contradiction.
 */
#include <errno.h>
#include <stdio.h>

#include "facts/provider.h"
#include "model/names.h"

struct overlay {
	struct ks_snapshot *snapshot;
	const struct ks_needs *needs;
	bool was_live;
};

static size_t position_of(const struct ks_snapshot *snapshot, const struct ks_export *export)
{
	return export - snapshot->facts.exports;
}

static bool is_own(const struct overlay *o, const struct ks_export *export)
{
	return export->owner && !strcmp(export->owner, o->needs->mname);
}

/* Who exports this name already, and stays: NULL when nobody does. */
static const char *holder_of(const struct overlay *o, const struct ks_export *export)
{
	if (export->exported != KS_YES || is_own(o, export))
		return NULL;
	if (!export->owner)
		return "the kernel";
	if (export->origin == KS_ORIGIN_FILE &&
	    !ks_facts_is_live(&o->snapshot->facts, export->owner))
		return NULL;
	return export->owner;
}

static void say_clash(const struct overlay *o, const char *name, const char *holder)
{
	char first[300], second[300];

	snprintf(first, sizeof(first), "exported by %.200s", holder);
	snprintf(second, sizeof(second), "exported by %.200s", o->needs->mname);
	ks_add_conflict(o->snapshot, name, first, second);
}

static void add_export(const struct overlay *o, const struct ks_own_export *own)
{
	const struct ks_export *known = ks_facts_export(&o->snapshot->facts, own->name);
	const char *holder = known ? holder_of(o, known) : NULL;
	struct ks_export export = {
		.name = own->name,
		.ns = own->ns,
		.owner = o->needs->mname,
		.crc = own->crc,
		.has_crc = own->has_crc,
		.unversioned = !own->has_crc,
		.gpl_only = own->gpl_only,
		.exported = o->needs->exports_unsorted ? KS_UNKNOWN : KS_YES,
		.origin = KS_ORIGIN_FILE,
	};

	if (holder)
		say_clash(o, own->name, holder);
	else if (known && !(o->was_live && is_own(o, known)))
		ks_put_export(o->snapshot, position_of(o->snapshot, known), &export);
	else
		ks_add_export(o->snapshot, &export);
}

/* What another build of this module would export is not there. */
static void drop_other_build(const struct overlay *o)
{
	struct ks_snapshot *s = o->snapshot;

	for (size_t i = 0; i < s->facts.export_count; i++) {
		struct ks_export *e = &s->exports[i];

		if (is_own(o, e))
			*e = (struct ks_export){ .name = e->name, .exported = KS_NO,
						 .origin = KS_ORIGIN_FILE };
	}
}

static void add_name(const struct overlay *o, const char *taints)
{
	const struct ks_module *known = ks_facts_module(&o->snapshot->facts, o->needs->mname);

	if (o->was_live && known->origin != KS_ORIGIN_ASSUMED)
		return;
	if (known)
		ks_add_conflict(o->snapshot, o->needs->mname,
				known->origin == KS_ORIGIN_ASSUMED ?
					"named as loaded before" :
					ks_module_state_name(known->state),
				o->needs->path);
	else
		ks_add_module(o->snapshot, &(struct ks_module){ .name = o->needs->mname,
								.state = KS_MODULE_LIVE,
								.taints = taints,
								.origin = KS_ORIGIN_ASSUMED });
}

/**
 * ks_facts_forget_loaded - let a module not be loaded
 * @snapshot: completed by ks_facts_complete()
 * @name: of the module; nothing happens when it is not loaded
 *
 * What it exports is exported by nobody then.
 */
void ks_facts_forget_loaded(struct ks_snapshot *snapshot, const char *name)
{
	struct ks_facts *facts = &snapshot->facts;
	size_t kept = 0;

	for (size_t i = 0; i < facts->export_count; i++) {
		struct ks_export *e = &snapshot->exports[i];

		if (e->owner && !strcmp(e->owner, name))
			*e = (struct ks_export){ .name = e->name, .exported = KS_NO,
						 .origin = e->origin };
		/* Others keep their owner's state by its name, as the list moves. */
		e->module = NULL;
	}
	for (size_t i = 0; i < facts->module_count; i++) {
		const struct ks_module *m = &snapshot->modules[i];

		if (m->state == KS_MODULE_BUILTIN || m->state == KS_MODULE_BUILTIN_SYSFS ||
		    strcmp(m->name, name))
			snapshot->modules[kept++] = *m;
	}
	facts->module_count = kept;
}

/**
 * ks_facts_add_loaded - let a module be loaded
 * @snapshot: completed by ks_facts_complete(); may be added to again
 * @needs: the module
 * @taints: letters of its taints as far as they are known, or NULL
 * @err: one line on failure
 *
 * Return: 0, -ENOEXEC when the file is no module, or -ENOMEM.
 */
int ks_facts_add_loaded(struct ks_snapshot *snapshot, const struct ks_needs *needs,
			const char *taints, struct ks_err *err)
{
	struct overlay o = { .snapshot = snapshot, .needs = needs };

	if (!needs->readable || !needs->mname || !*needs->mname)
		return ks_err_set(err, -ENOEXEC, "%s: read: no kernel module", needs->path);
	o.was_live = ks_facts_is_live(&snapshot->facts, needs->mname);
	if (!o.was_live)
		drop_other_build(&o);
	for (size_t i = 0; i < needs->export_count; i++)
		add_export(&o, &needs->exports[i]);
	if (needs->exports_broken)
		snapshot->facts.other_exports = KS_UNKNOWN;
	add_name(&o, taints);
	return ks_snapshot_finish(snapshot, err);
}
