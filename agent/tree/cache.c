// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What unchanged files need, from one run to the next; see cache.h.  The file is
 * written beside its place and renamed, so that whoever reads it reads a whole
 * one; what is wrong in any way is as good as absent.
 */
#include "tree/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tree/cache_entry.h"
#include "tree/cache_file.h"

#define FORMAT		1
#define ENTRIES_MAX	(1u << 20)

/* What a file that was just changed has in common with one that is being. */
#define SETTLED_SECONDS	2

static const char magic[8] = { 'k', 's', 'n', 'e', 'e', 'd', 's', FORMAT };

static uint64_t mix_number(uint64_t h, const struct ks_fact_number *fact)
{
	const uint64_t words[] = { fact->value, fact->origin != KS_ORIGIN_NONE };

	return ks_cache_sum(h, words, sizeof(words));
}

/*
 * What reading a file depends on: this very program, and all of the kernel that
 * a rule which looks at bytes may ask.
 */
static uint64_t key_of(const struct ks_facts *f)
{
	struct ks_stamp program = { 0 };
	struct stat st;
	uint64_t h = ks_cache_sum(0, KS_VERSION, strlen(KS_VERSION));

	if (!stat("/proc/self/exe", &st))
		program = ks_stamp_of(&st);
	h = ks_cache_sum(h, &program, sizeof(program));
	h = mix_number(h, &f->version);
	h = mix_number(h, &f->module_size);
	h = mix_number(h, &f->btf_types);
	h = mix_number(h, &f->btf_strings);
	h = mix_number(h, &f->machine);
	h = mix_number(h, &f->elf_class);
	h = mix_number(h, &f->elf_data);
	for (int i = 0; i < KS_GATE_MAX; i++)
		h = ks_cache_sum(h, &f->gates[i].value, sizeof(f->gates[i].value));
	for (int i = 0; i < KS_STATE_MAX; i++)
		h = ks_cache_sum(h, &f->states[i].value, sizeof(f->states[i].value));
	return h;
}

/* Texts get their numbers; false where one has no end. */
static bool read_names(struct ks_cache *cache, const struct ks_cache_header *h,
		       struct ks_names *names)
{
	const char *text = (const char *)(h + 1), *end = text + h->name_bytes;

	cache->names = calloc((size_t)h->name_count + 1, sizeof(*cache->names));
	if (!cache->names)
		return false;
	cache->name_count = h->name_count + 1;
	for (uint32_t i = 1; i <= h->name_count; i++) {
		const char *stop = memchr(text, '\0', end - text);

		if (!stop)
			return false;
		cache->names[i] = ks_names_add(names, text);
		if (!cache->names[i])
			return false;
		text = stop + 1;
	}
	return true;
}

static uint32_t slot_of(const struct ks_cache *cache, const struct ks_stamp *stamp)
{
	return ks_cache_sum(0, stamp, sizeof(*stamp)) & cache->mask;
}

static bool read_entries(struct ks_cache *cache, const struct ks_cache_header *h)
{
	const uint8_t *p = (const uint8_t *)(h + 1) + h->name_bytes;
	const uint8_t *end = cache->bytes + cache->size;

	for (cache->mask = 15; cache->mask < 2 * h->entry_count;)
		cache->mask = 2 * cache->mask + 1;
	cache->slots = calloc((size_t)cache->mask + 1, sizeof(*cache->slots));
	for (uint32_t i = 0; cache->slots && i < h->entry_count; i++) {
		const struct ks_cache_entry *entry = (const struct ks_cache_entry *)p;
		uint32_t slot;

		if (!ks_cache_entry_is_sound(entry, end - p, cache->name_count))
			return false;
		slot = slot_of(cache, &entry->stamp);
		while (cache->slots[slot])
			slot = (slot + 1) & cache->mask;
		cache->slots[slot] = entry;
		p += entry->size;
	}
	return cache->slots && p == end;
}

static bool is_sound(const struct ks_cache *cache, const struct ks_cache_header *h)
{
	return cache->size >= sizeof(*h) && !memcmp(h->magic, magic, sizeof(magic)) &&
	       h->key == cache->key && h->name_bytes <= cache->size - sizeof(*h) &&
	       h->name_bytes % 8 == 0 && h->name_count <= h->name_bytes &&
	       h->entry_count <= ENTRIES_MAX &&
	       h->entry_count <= cache->size / sizeof(struct ks_cache_entry) &&
	       h->checksum == ks_cache_sum(0, h + 1, cache->size - sizeof(*h));
}

static void forget(struct ks_cache *cache)
{
	free(cache->bytes);
	free(cache->slots);
	free(cache->names);
	cache->bytes = NULL;
	cache->slots = NULL;
	cache->names = NULL;
}

/**
 * ks_cache_open - read the cache of a set, if there is one
 * @cache: to fill; ks_cache_close() releases it
 * @kernel: kernel whose way of reading counts
 * @files: the set
 * @names: gets the cache's texts
 *
 * Where files belong to packages, which is no property of the file, there is
 * no cache.
 *
 * Return: 0 or -ENOMEM.
 */
int ks_cache_open(struct ks_cache *cache, const struct ks_facts *kernel,
		  const struct ks_files *files, struct ks_names *names)
{
	const struct ks_cache_header *h;
	uint64_t set;

	*cache = (struct ks_cache){ .key = key_of(kernel), .opened = time(NULL) };
	if (kernel->kernel_hash.value || !files->count)
		return 0;
	/* A file of its own for each kernel and first file of a set. */
	set = ks_cache_sum(cache->key, files->items[0].path, strlen(files->items[0].path));
	if (!ks_cache_file_name(cache->path, sizeof(cache->path), set))
		return 0;
	cache->bytes = ks_cache_file_read(cache->path, &cache->size);
	h = (const struct ks_cache_header *)cache->bytes;
	if (!cache->bytes || !is_sound(cache, h) || !read_names(cache, h, names) ||
	    !read_entries(cache, h))
		forget(cache);
	return names->out_of_memory ? -ENOMEM : 0;
}

/**
 * ks_cache_get - what a file needs, if it is known
 * @cache: opened
 * @file: as it was found now
 * @names: owner of the record's texts
 * @record: to fill
 *
 * Return: false where the file must be read.
 */
bool ks_cache_get(const struct ks_cache *cache, const struct ks_file *file, struct ks_names *names,
		  struct ks_record *record)
{
	uint32_t slot;

	if (!cache->slots)
		return false;
	slot = slot_of(cache, &file->stamp);
	for (; cache->slots[slot]; slot = (slot + 1) & cache->mask) {
		const struct ks_cache_entry *entry = cache->slots[slot];

		if (memcmp(&entry->stamp, &file->stamp, sizeof(file->stamp)))
			continue;
		if (ks_cache_entry_read(entry, cache->names, names, record))
			return false;
		record->needs.path = file->path;
		return true;
	}
	return false;
}

/* Ordinary files only, and none that somebody may have been writing to when it was read. */
static bool is_ordinary(const struct ks_member *m, int64_t opened)
{
	const struct ks_record *r = &m->record;

	return r->needs.readable && !r->full && !r->byte_count && !r->bytes_lost &&
	       !r->needs.odd_symbol_count && !r->needs.package && !r->needs.kernel_hash &&
	       !r->needs.exports_broken && r->needs.iname && r->needs.mname &&
	       m->file->stamp.ctime < opened - SETTLED_SECONDS &&
	       m->file->stamp.mtime < opened - SETTLED_SECONDS;
}

/* Is everything in the entry that is in the record: who forgets a member is told. */
static bool comes_back(const struct ks_cache_entry *entry, const struct ks_record *record,
		       const struct ks_cache_places *places, const struct ks_names *names)
{
	struct ks_needs wanted = record->needs, got;

	memset(&got, 0, sizeof(got));
	ks_cache_entry_needs(entry, places->numbers, names, &got);
	if (wanted.module_layout.basic.present != got.module_layout.basic.present ||
	    wanted.module_layout.basic.value != got.module_layout.basic.value ||
	    wanted.module_layout.ext.present)
		return false;
	got.path = wanted.path;
	got.module_layout = wanted.module_layout;
	got.exports = wanted.exports;
	got.export_count = wanted.export_count;
	got.namespaces = wanted.namespaces;
	got.namespace_count = wanted.namespace_count;
	return !memcmp(&wanted, &got, sizeof(wanted));
}

struct writer {
	const struct ks_set *set;
	struct ks_cache_places places;
	uint8_t *entries;
	size_t size;
	uint32_t count;
};

static void write_entry(struct writer *w, const struct ks_member *m)
{
	struct ks_cache_entry *entry = (struct ks_cache_entry *)(w->entries + w->size);
	size_t size = ks_cache_entry_size(&m->record);

	memset(entry, 0, size);
	ks_cache_entry_write(entry, m->file, &m->record, &w->set->names, &w->places);
	if (!comes_back(entry, &m->record, &w->places, &w->set->names))
		return;
	w->size += size;
	w->count++;
}

/* The whole file in memory. */
static uint8_t *assemble(const struct writer *w, uint64_t key, size_t *size)
{
	size_t names = 0, at = sizeof(struct ks_cache_header);
	struct ks_cache_header *h;
	uint8_t *bytes;

	for (uint32_t i = 1; i <= w->places.count; i++)
		names += strlen(w->set->names.items[w->places.numbers[i]].text) + 1;
	names = (names + 7) & ~(size_t)7;
	*size = sizeof(*h) + names + w->size;
	bytes = calloc(1, *size);
	if (!bytes)
		return NULL;
	for (uint32_t i = 1; i <= w->places.count; i++) {
		const char *text = w->set->names.items[w->places.numbers[i]].text;

		at = (uint8_t *)stpcpy((char *)bytes + at, text) + 1 - bytes;
	}
	memcpy(bytes + sizeof(*h) + names, w->entries, w->size);
	h = (struct ks_cache_header *)bytes;
	*h = (struct ks_cache_header){
		.key = key, .name_bytes = names, .name_count = w->places.count,
		.entry_count = w->count,
	};
	memcpy(h->magic, magic, sizeof(magic));
	h->checksum = ks_cache_sum(0, h + 1, *size - sizeof(*h));
	return bytes;
}

static int make_room(struct writer *w, int64_t opened)
{
	size_t size = 0;

	for (uint32_t i = 0; i < w->set->count; i++)
		if (is_ordinary(&w->set->members[i], opened))
			size += ks_cache_entry_size(&w->set->members[i].record);
	w->entries = malloc(size + 1);
	w->places.places = calloc((size_t)w->set->names.count + 1, sizeof(uint32_t));
	w->places.numbers = calloc((size_t)w->set->names.count + 1, sizeof(uint32_t));
	return w->entries && w->places.places && w->places.numbers ? 0 : -ENOMEM;
}

/**
 * ks_cache_save - keep what the modules of a set need
 * @cache: opened
 * @set: read, and not joined yet
 *
 * Whoever cannot write has no cache; that is no failure.
 */
void ks_cache_save(const struct ks_cache *cache, const struct ks_set *set)
{
	struct writer w = { .set = set };
	uint8_t *bytes = NULL;
	size_t size;

	if (!*cache->path)
		return;
	if (!make_room(&w, cache->opened)) {
		for (uint32_t i = 0; i < set->count; i++)
			if (is_ordinary(&set->members[i], cache->opened))
				write_entry(&w, &set->members[i]);
		bytes = w.count ? assemble(&w, cache->key, &size) : NULL;
	}
	if (bytes)
		ks_cache_file_write(cache->path, bytes, size);
	free(bytes);
	free(w.entries);
	free(w.places.places);
	free(w.places.numbers);
}

/**
 * ks_cache_close - release a cache
 * @cache: opened, or all zeroes
 */
void ks_cache_close(struct ks_cache *cache)
{
	forget(cache);
}
