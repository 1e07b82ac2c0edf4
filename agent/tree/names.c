// SPDX-License-Identifier: GPL-2.0-or-later
/* Texts of a set, each stored once; see names.h. */
#include "tree/names.h"

#include <stdlib.h>
#include <string.h>

#include "model/facts.h"

/* Where a text is, or would be. */
static uint32_t slot_of(const struct ks_names *names, const char *text, uint32_t hash)
{
	uint32_t slot = hash & names->mask;

	for (; names->slots[slot]; slot = (slot + 1) & names->mask) {
		const struct ks_name *n = &names->items[names->slots[slot]];

		if (n->hash == hash && !strcmp(n->text, text))
			break;
	}
	return slot;
}

static bool grow(struct ks_names *names)
{
	uint32_t room = names->room ? names->room * 2 : 4096;
	struct ks_name *items;
	uint32_t *slots;

	if (room > UINT32_MAX / 16)
		return false;
	items = reallocarray(names->items, room, sizeof(*items));
	if (!items)
		return false;
	names->items = items;
	slots = calloc(2 * (size_t)room, sizeof(*slots));
	if (!slots)
		return false;
	free(names->slots);
	names->slots = slots;
	names->mask = 2 * room - 1;
	names->room = room;
	if (!names->count)
		items[names->count++] = (struct ks_name){ 0 };
	for (uint32_t i = 1; i < names->count; i++) {
		uint32_t slot = items[i].hash & names->mask;

		while (slots[slot])
			slot = (slot + 1) & names->mask;
		slots[slot] = i;
	}
	return true;
}

static uint32_t add(struct ks_names *names, const char *text, uint32_t hash, bool copy)
{
	uint32_t slot;

	if (names->count == names->room && !grow(names)) {
		names->out_of_memory = true;
		return 0;
	}
	slot = slot_of(names, text, hash);
	if (names->slots[slot])
		return names->slots[slot];
	if (copy)
		text = ks_pool_copy(&names->pool, text);
	if (!text) {
		names->out_of_memory = true;
		return 0;
	}
	names->items[names->count] = (struct ks_name){ .text = text, .hash = hash };
	return names->slots[slot] = names->count++;
}

/**
 * ks_names_add - number of a text, which is stored if it is new
 * @names: to add to
 * @text: copied
 *
 * Return: its number, or 0 without memory.
 */
uint32_t ks_names_add(struct ks_names *names, const char *text)
{
	return add(names, text, ks_name_hash(text), true);
}

/** ks_names_add_hashed - the same where ks_name_hash() of it is known */
uint32_t ks_names_add_hashed(struct ks_names *names, const char *text, uint32_t hash)
{
	return add(names, text, hash, true);
}

/** ks_names_borrow - the same of a text that outlives @names */
uint32_t ks_names_borrow(struct ks_names *names, const char *text)
{
	return add(names, text, ks_name_hash(text), false);
}

/** ks_names_find - number of a text, or 0 */
uint32_t ks_names_find(const struct ks_names *names, const char *text)
{
	return names->slots ? names->slots[slot_of(names, text, ks_name_hash(text))] : 0;
}

/** ks_names_keep - the stored copy of a text; NULL of NULL, or without memory */
const char *ks_names_keep(struct ks_names *names, const char *text)
{
	uint32_t number = text ? ks_names_add(names, text) : 0;

	return number ? names->items[number].text : NULL;
}

/**
 * ks_names_free - release all texts
 * @names: used, or all zeroes
 */
void ks_names_free(struct ks_names *names)
{
	free(names->items);
	free(names->slots);
	ks_pool_free(&names->pool);
	*names = (struct ks_names){ 0 };
}
