// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A snapshot under construction; see snapshot.h.  The first value of a fact is
 * kept; a later, different one is a conflict that the rules will report.
 */
#include "facts/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/names.h"

/* A kernel has tens of keys; each that is added is compared with all before. */
#define KEYS_MAX	4096

/**
 * ks_snapshot_init - start a snapshot in which everything is unknown
 * @snapshot: to fill
 * @source: what the user named; borrowed
 */
void ks_snapshot_init(struct ks_snapshot *snapshot, const char *source)
{
	*snapshot = (struct ks_snapshot){ .facts.source = source };
}

/**
 * ks_snapshot_free - release a snapshot and the facts in it
 * @snapshot: initialised
 */
void ks_snapshot_free(struct ks_snapshot *snapshot)
{
	free(snapshot->exports);
	free(snapshot->modules);
	free(snapshot->conflicts);
	free(snapshot->files);
	free(snapshot->told);
	free(snapshot->keys);
	free(snapshot->hashes);
	free(snapshot->index);
	free(snapshot->btf);
	free(snapshot->facts.kmi_symbols.names);
	free(snapshot->facts.protected_exports.names);
	ks_pool_free(&snapshot->strings);
}

static const char *keep(struct ks_snapshot *snapshot, const char *text)
{
	const char *copy = ks_pool_copy(&snapshot->strings, text);

	if (!copy)
		snapshot->out_of_memory = true;
	return copy ? copy : "";
}

/* Room for one more item of an array that doubles. */
static void *grow(struct ks_snapshot *snapshot, void *items, size_t count, size_t *room,
		  size_t size)
{
	size_t more = *room ? *room * 2 : 64;
	void *bigger;

	if (count < *room)
		return items;
	bigger = reallocarray(items, more, size);
	if (!bigger) {
		snapshot->out_of_memory = true;
		return NULL;
	}
	*room = more;
	return bigger;
}

/**
 * ks_add_file - note that a file is read
 * @snapshot: to add to
 * @path: borrowed as long as the snapshot lives
 * @kind: what it is; borrowed
 * @err: one line on failure
 *
 * Return: 0, or -E2BIG when there are more than can be told apart.
 */
int ks_add_file(struct ks_snapshot *snapshot, const char *path, const char *kind,
		struct ks_err *err)
{
	struct ks_fact_file *bigger;

	if (snapshot->facts.file_count == UINT8_MAX)
		return ks_err_set(err, -E2BIG, "%s: read: more than %d files of one kernel", path,
				  UINT8_MAX);
	bigger = grow(snapshot, snapshot->files, snapshot->facts.file_count, &snapshot->file_room,
		      sizeof(*bigger));
	if (!bigger)
		return 0;
	snapshot->facts.files = snapshot->files = bigger;
	bigger[snapshot->facts.file_count++] = (struct ks_fact_file){ path, kind };
	return 0;
}

static const char *file_at(const struct ks_snapshot *snapshot, uint8_t file)
{
	return file ? snapshot->files[file - 1].path : NULL;
}

/* The value of a fact is the one that was read just now. */
static void note_file(struct ks_snapshot *snapshot, const char *what, enum ks_origin origin)
{
	struct ks_told *bigger;

	if (!snapshot->file || origin != KS_ORIGIN_FILE)
		return;
	bigger = grow(snapshot, snapshot->told, snapshot->facts.told_count, &snapshot->told_room,
		      sizeof(*bigger));
	if (!bigger)
		return;
	snapshot->facts.told = snapshot->told = bigger;
	bigger[snapshot->facts.told_count++] =
		(struct ks_told){ keep(snapshot, what), file_at(snapshot, snapshot->file) };
}

static void add_conflict(struct ks_snapshot *snapshot, const struct ks_conflict *conflict)
{
	struct ks_conflict *bigger;

	bigger = grow(snapshot, snapshot->conflicts, snapshot->facts.conflict_count,
		      &snapshot->conflict_room, sizeof(*bigger));
	if (!bigger)
		return;
	snapshot->facts.conflicts = snapshot->conflicts = bigger;
	bigger[snapshot->facts.conflict_count++] = (struct ks_conflict){
		.what = keep(snapshot, conflict->what),
		.first = keep(snapshot, conflict->first),
		.second = keep(snapshot, conflict->second),
		.first_file = conflict->first_file,
		.second_file = conflict->second_file,
	};
}

/**
 * ks_add_conflict - two sources say different things
 * @snapshot: to add to
 * @what: name of the fact
 * @first: value that is kept
 * @second: value that contradicts it
 */
void ks_add_conflict(struct ks_snapshot *snapshot, const char *what, const char *first,
		     const char *second)
{
	const struct ks_conflict conflict = { what, first, second,
					      ks_facts_file_of(&snapshot->facts, what),
					      file_at(snapshot, snapshot->file) };

	add_conflict(snapshot, &conflict);
}

/* What is known of one key comes together; what a user named is somewhere. */
static bool merge_key(struct ks_snapshot *snapshot, const struct ks_key *key)
{
	for (size_t i = 0; i < snapshot->facts.key_count; i++) {
		struct ks_key *kept = &snapshot->keys[i];

		if (strcmp(kept->id, key->id) ||
		    (kept->ring != key->ring && kept->ring != KS_RING_NAMED &&
		     key->ring != KS_RING_NAMED))
			continue;
		if (kept->ring == KS_RING_NAMED) {
			kept->ring = key->ring;
			kept->origin = key->origin;
		}
		if (key->origin == KS_ORIGIN_LIVE)
			kept->origin = KS_ORIGIN_LIVE;
		if (!kept->certificate.size)
			kept->certificate = key->certificate;
		kept->is_build_key |= key->is_build_key;
		return true;
	}
	return false;
}

static struct ks_image keep_bytes(struct ks_snapshot *snapshot, const struct ks_image *bytes)
{
	const char *copy;

	if (!bytes->size)
		return (struct ks_image){ 0 };
	copy = ks_pool_copy_n(&snapshot->strings, (const char *)bytes->data, bytes->size);
	if (!copy)
		snapshot->out_of_memory = true;
	return (struct ks_image){ (const uint8_t *)copy, copy ? bytes->size : 0 };
}

/**
 * ks_add_key - add a key for signatures of modules
 * @snapshot: to add to; finishing fails when there are more than any kernel has
 * @key: copied, with what it points to
 */
void ks_add_key(struct ks_snapshot *snapshot, const struct ks_key *key)
{
	struct ks_key mine = *key, *bigger;

	if (snapshot->facts.key_count == KEYS_MAX) {
		snapshot->too_many_keys = true;
		return;
	}
	mine.certificate = keep_bytes(snapshot, &key->certificate);
	if (merge_key(snapshot, &mine))
		return;
	bigger = grow(snapshot, snapshot->keys, snapshot->facts.key_count, &snapshot->key_room,
		      sizeof(*bigger));
	if (!bigger)
		return;
	snapshot->facts.keys = snapshot->keys = bigger;
	mine.name = keep(snapshot, key->name);
	mine.id = keep(snapshot, key->id);
	bigger[snapshot->facts.key_count++] = mine;
}

/**
 * ks_add_hash - add the SHA-256 of a file that no kernel should take
 * @snapshot: to add to
 * @hash: hexadecimal digits
 */
void ks_add_hash(struct ks_snapshot *snapshot, const char *hash)
{
	const char **bigger;

	bigger = grow(snapshot, snapshot->hashes, snapshot->facts.hash_count,
		      &snapshot->hash_room, sizeof(*bigger));
	if (!bigger)
		return;
	snapshot->facts.hashes = snapshot->hashes = bigger;
	bigger[snapshot->facts.hash_count++] = keep(snapshot, hash);
}

/**
 * ks_set_text - set a text; what was only assumed gives way without a conflict
 * @snapshot: to fill
 * @what: name of the fact, for a conflict
 * @fact: member of @snapshot->facts
 * @value: copied
 * @origin: where it was read
 */
void ks_set_text(struct ks_snapshot *snapshot, const char *what, struct ks_fact_text *fact,
		 const char *value, enum ks_origin origin)
{
	bool assumed = !fact->value || fact->origin == KS_ORIGIN_ASSUMED;

	if (!assumed && origin != KS_ORIGIN_ASSUMED && strcmp(fact->value, value))
		ks_add_conflict(snapshot, what, fact->value, value);
	if (!assumed)
		return;
	*fact = (struct ks_fact_text){ keep(snapshot, value), origin };
	note_file(snapshot, what, origin);
}

static void print_number(const char *what, uint64_t value, char *text, size_t size)
{
	if (!strcmp(what, "version"))
		snprintf(text, size, "%" PRIu64 ".%" PRIu64, value >> 16, value >> 8 & 0xff);
	else
		snprintf(text, size, "%" PRIu64, value);
}

/**
 * ks_set_number - set a number
 * @snapshot: to fill
 * @what: name of the fact, for a conflict
 * @fact: member of @snapshot->facts
 * @value: number
 * @origin: where it was read
 */
void ks_set_number(struct ks_snapshot *snapshot, const char *what, struct ks_fact_number *fact,
		   uint64_t value, enum ks_origin origin)
{
	char first[24], second[24];

	bool assumed = fact->origin == KS_ORIGIN_NONE || fact->origin == KS_ORIGIN_ASSUMED;

	if (!assumed && origin != KS_ORIGIN_ASSUMED && fact->value != value) {
		print_number(what, fact->value, first, sizeof(first));
		print_number(what, value, second, sizeof(second));
		ks_add_conflict(snapshot, what, first, second);
	}
	if (!assumed)
		return;
	*fact = (struct ks_fact_number){ value, origin };
	note_file(snapshot, what, origin);
}

/* What was only assumed gives way to what was read, without a conflict. */
static void set_tri(struct ks_snapshot *snapshot, const char *what, struct ks_fact_tri *fact,
		    bool value, enum ks_origin origin)
{
	if (fact->value == KS_UNKNOWN || fact->origin == KS_ORIGIN_ASSUMED) {
		*fact = (struct ks_fact_tri){ ks_tri(value), origin };
		note_file(snapshot, what, origin);
	} else if (fact->value != ks_tri(value) && origin != KS_ORIGIN_ASSUMED) {
		ks_add_conflict(snapshot, what, value ? "no" : "yes", value ? "yes" : "no");
	}
}

/**
 * ks_set_gate - set a property of the kernel
 * @snapshot: to fill
 * @gate: which
 * @value: has the kernel it
 * @origin: where it was read
 */
void ks_set_gate(struct ks_snapshot *snapshot, enum ks_gate gate, bool value,
		 enum ks_origin origin)
{
	set_tri(snapshot, ks_gate_name(gate), &snapshot->facts.gates[gate], value, origin);
}

/**
 * ks_set_state - set what may change while the kernel runs
 * @snapshot: to fill
 * @state: which
 * @value: is it so
 * @origin: where it was read
 */
void ks_set_state(struct ks_snapshot *snapshot, enum ks_state state, bool value,
		  enum ks_origin origin)
{
	set_tri(snapshot, ks_state_name(state), &snapshot->facts.states[state], value, origin);
}

/**
 * ks_set_release - set the release, and the series that follows from it
 * @snapshot: to fill
 * @release: as uname -r
 * @origin: where it was read
 */
void ks_set_release(struct ks_snapshot *snapshot, const char *release, enum ks_origin origin)
{
	uint64_t code;

	ks_set_text(snapshot, "release", &snapshot->facts.release, release, origin);
	if (!ks_parse_version(release, &code))
		ks_set_number(snapshot, "version", &snapshot->facts.version, code, origin);
}

/**
 * ks_put_export - say anew what is known of a symbol name
 * @snapshot: to change
 * @position: of what was known before
 * @export: copied, strings included
 */
void ks_put_export(struct ks_snapshot *snapshot, size_t position, const struct ks_export *export)
{
	struct ks_export *slot = &snapshot->exports[position];

	*slot = *export;
	slot->name = keep(snapshot, export->name);
	slot->ns = export->ns && *export->ns ? keep(snapshot, export->ns) : NULL;
	slot->owner = export->owner ? keep(snapshot, export->owner) : NULL;
	slot->file = snapshot->file;
}

static bool make_room_for_export(struct ks_snapshot *snapshot)
{
	struct ks_export *bigger;

	bigger = grow(snapshot, snapshot->exports, snapshot->facts.export_count,
		      &snapshot->export_room, sizeof(*bigger));
	if (bigger)
		snapshot->facts.exports = snapshot->exports = bigger;
	return bigger;
}

/**
 * ks_add_export - add what is known of a symbol name
 * @snapshot: to fill
 * @export: copied, strings included
 */
void ks_add_export(struct ks_snapshot *snapshot, const struct ks_export *export)
{
	if (make_room_for_export(snapshot))
		ks_put_export(snapshot, snapshot->facts.export_count++, export);
}

/**
 * ks_adopt_export - add what is known of a symbol name
 * @snapshot: to fill
 * @export: copied, but not its strings, which live as long as the snapshot
 */
void ks_adopt_export(struct ks_snapshot *snapshot, const struct ks_export *export)
{
	struct ks_export *slot;

	if (!make_room_for_export(snapshot))
		return;
	slot = &snapshot->exports[snapshot->facts.export_count++];
	*slot = *export;
	slot->file = snapshot->file;
	if (slot->ns && !*slot->ns)
		slot->ns = NULL;
}

/**
 * ks_add_module - add a module that is loaded or built in
 * @snapshot: to fill
 * @module: copied, strings included
 */
void ks_add_module(struct ks_snapshot *snapshot, const struct ks_module *module)
{
	struct ks_module *bigger;

	bigger = grow(snapshot, snapshot->modules, snapshot->facts.module_count,
		      &snapshot->module_room, sizeof(*bigger));
	if (!bigger)
		return;
	snapshot->facts.modules = snapshot->modules = bigger;
	bigger += snapshot->facts.module_count++;
	*bigger = *module;
	bigger->name = keep(snapshot, module->name);
	bigger->taints = module->taints ? keep(snapshot, module->taints) : NULL;
}

static const char *text_of_export(const struct ks_export *e, char *text, size_t size)
{
	if (e->exported != KS_YES)
		snprintf(text, size, "not exported");
	else if (e->has_crc)
		snprintf(text, size, "0x%08x%s%s%s%s%s", e->crc, e->gpl_only ? " GPL" : "",
			 e->ns ? " " : "", e->ns ? e->ns : "", e->owner ? " of " : "",
			 e->owner ? e->owner : "");
	else
		snprintf(text, size, "no CRC%s%s%s%s%s", e->gpl_only ? " GPL" : "",
			 e->ns ? " " : "", e->ns ? e->ns : "", e->owner ? " of " : "",
			 e->owner ? e->owner : "");
	return text;
}

/* A name that two sources describe: the same, or a conflict.  A source that
 * has no CRCs does not contradict one that has; the richer answer is kept.
 */
static void merge(struct ks_snapshot *snapshot, struct ks_export *kept,
		  const struct ks_export *other)
{
	char first[700], second[700];
	struct ks_export richer = *kept;

	/* Not to know is no contradiction. */
	if (other->exported == KS_UNKNOWN)
		return;
	if (kept->exported == KS_UNKNOWN) {
		*kept = *other;
		return;
	}
	if (!richer.has_crc && other->has_crc) {
		richer.has_crc = true;
		richer.crc = other->crc;
	}
	text_of_export(&richer, first, sizeof(first));
	text_of_export(other->has_crc ? other : &(struct ks_export){
			.name = other->name, .ns = other->ns, .owner = other->owner,
			.crc = richer.crc, .has_crc = richer.has_crc,
			.gpl_only = other->gpl_only, .exported = other->exported },
		       second, sizeof(second));
	if (strcmp(first, second))
		add_conflict(snapshot, &(struct ks_conflict){
			kept->name, first, second, file_at(snapshot, kept->file),
			file_at(snapshot, other->file) });
	else
		*kept = richer;
}

/* Give an export its place in the index; false when its name has one. */
static bool insert(struct ks_snapshot *snapshot, uint32_t mask, uint32_t position)
{
	struct ks_export *e = &snapshot->exports[position];
	uint32_t slot = ks_name_hash(e->name) & mask;

	for (; snapshot->index[slot]; slot = (slot + 1) & mask) {
		struct ks_export *other = &snapshot->exports[snapshot->index[slot] - 1];

		if (!strcmp(other->name, e->name)) {
			merge(snapshot, other, e);
			return false;
		}
	}
	snapshot->index[slot] = position + 1;
	return true;
}

/* What two sources describe is one export afterwards. */
static int index_exports(struct ks_snapshot *snapshot)
{
	size_t count = snapshot->facts.export_count, kept = 0;
	uint32_t slots = 16;

	while (slots < count * 2)
		slots *= 2;
	free(snapshot->index);
	snapshot->index = calloc(slots, sizeof(*snapshot->index));
	if (!snapshot->index)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		snapshot->exports[kept] = snapshot->exports[i];
		kept += insert(snapshot, slots - 1, kept);
	}
	snapshot->facts.export_count = kept;
	snapshot->facts.index = snapshot->index;
	snapshot->facts.index_mask = slots - 1;
	return 0;
}

/* A saved snapshot brings its conflicts with it. */
static void add_new_conflict(struct ks_snapshot *snapshot, const char *what, const char *first,
			     const char *second)
{
	for (size_t i = 0; i < snapshot->facts.conflict_count; i++) {
		const struct ks_conflict *c = &snapshot->conflicts[i];

		if (!strcmp(c->what, what) && !strcmp(c->first, first) &&
		    !strcmp(c->second, second))
			return;
	}
	ks_add_conflict(snapshot, what, first, second);
}

/*
 * One source may know all of vermagic, another one what follows the release;
 * and its first word is the release (include/linux/vermagic.h).
 */
static void compare_vermagic(struct ks_snapshot *snapshot)
{
	const char *whole = snapshot->facts.vermagic.value;
	const char *flags = snapshot->facts.vermagic_flags.value;
	const char *release = snapshot->facts.release.value;

	if (whole && flags && strcmp(whole + strcspn(whole, " "), flags))
		add_new_conflict(snapshot, "vermagic", whole, flags);
	if (whole && release && (strlen(release) != strcspn(whole, " ") ||
				 strncmp(whole, release, strlen(release))))
		add_new_conflict(snapshot, "release", release, whole);
}

/**
 * ks_snapshot_check - was everything stored
 * @snapshot: something was added to it
 * @err: one line on failure
 *
 * Return: 0, -EFBIG or -ENOMEM.
 */
int ks_snapshot_check(const struct ks_snapshot *snapshot, struct ks_err *err)
{
	if (snapshot->too_many_keys)
		return ks_err_set(err, -EFBIG, "%s: read: %d keys or more",
				  snapshot->facts.source, KEYS_MAX);
	if (snapshot->out_of_memory)
		return ks_err_set(err, -ENOMEM, "%s: out of memory", snapshot->facts.source);
	return 0;
}

/**
 * ks_snapshot_finish - make the facts ready for the rules
 * @snapshot: filled by one or more providers; finished again after a change
 * @err: one line on failure
 *
 * Return: 0, -EFBIG or -ENOMEM.
 */
int ks_snapshot_finish(struct ks_snapshot *snapshot, struct ks_err *err)
{
	int ret;

	compare_vermagic(snapshot);
	if (index_exports(snapshot))
		snapshot->out_of_memory = true;
	ret = ks_snapshot_check(snapshot, err);
	if (ret)
		return ret;
	snapshot->facts.exports = snapshot->exports;
	snapshot->facts.symbol_count = snapshot->facts.export_count + snapshot->left_out;
	snapshot->facts.modules = snapshot->modules;
	snapshot->facts.conflicts = snapshot->conflicts;
	return 0;
}
