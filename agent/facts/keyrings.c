// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The keyrings of the running kernel.  /proc/keys shows root the keys and
 * keyrings but not what is in which, KEYCTL_READ of a keyring does.  Only names
 * and ids come out: certificates cannot be read, and KEYCTL_PKEY_VERIFY wants a
 * permission to search that these keys give to nobody (KEY_USR_VIEW and
 * KEY_USR_READ in crypto/asymmetric_keys/x509_loader.c).
 */
#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "facts/keys.h"
#include "facts/provider.h"
#include "lib/cleanup.h"
#include "lib/number.h"

#define MEMBERS	1024	/* of one keyring */

static const struct {
	const char *name;
	enum ks_ring ring;
} rings[] = {
	{ ".builtin_trusted_keys:", KS_RING_BUILTIN },
	{ ".secondary_trusted_keys:", KS_RING_SECONDARY },
	{ ".machine:", KS_RING_MACHINE },
	{ ".platform:", KS_RING_PLATFORM },
	{ ".blacklist:", KS_RING_REVOKED },
};

/* One line of /proc/keys; see proc_keys_show() of security/keys/proc.c. */
struct row {
	int32_t serial;
	bool usable;
	const char *type;
	char *description;
};

struct keyring {
	enum ks_ring ring;
	int32_t members[MEMBERS];
	size_t count;
};

struct keyrings {
	struct ks_snapshot *snapshot;
	struct keyring found[KS_ARRAY_SIZE(rings)];
	size_t count;
	size_t known;
	bool complete;
};

/* "017d2976 I------     1 perm 1f0b0000     0     0 keyring   .platform: 3" */
static bool parse_row(char *line, struct row *row)
{
	char *fields[8], *rest = line;
	uint64_t serial;

	for (size_t i = 0; i < KS_ARRAY_SIZE(fields); i++) {
		rest += strspn(rest, " ");
		fields[i] = rest;
		rest += strcspn(rest, " \n");
		if (!*rest)
			return false;
		*rest++ = '\0';
	}
	if (ks_parse_number(fields[0], 16, UINT32_MAX, &serial))
		return false;
	row->serial = serial;
	/* Revoked, dead, negative and invalidated ones are found by nobody. */
	row->usable = !strpbrk(fields[1], "RDNi");
	row->type = fields[7];
	row->description = rest + strspn(rest, " ");
	row->description[strcspn(row->description, "\n")] = '\0';
	return true;
}

static void for_each_row(void (*take)(struct keyrings *k, struct row *row), struct keyrings *k)
{
	ks_auto_fclose FILE *f = fopen("/proc/keys", "re");
	ks_auto_free char *line = NULL;
	size_t room = 0;
	struct row row;

	while (f && getline(&line, &room, f) > 0)
		if (parse_row(line, &row))
			take(k, &row);
}

static void take_keyring(struct keyrings *k, struct row *row)
{
	if (strcmp(row->type, "keyring"))
		return;
	for (size_t i = 0; i < KS_ARRAY_SIZE(rings); i++) {
		struct keyring *ring = &k->found[k->count];
		long got;

		if (strncmp(row->description, rings[i].name, strlen(rings[i].name)) ||
		    k->count == KS_ARRAY_SIZE(k->found))
			continue;
		ring->ring = rings[i].ring;
		got = syscall(SYS_keyctl, KEYCTL_READ, row->serial, ring->members,
			      sizeof(ring->members), 0);
		if (got < 0 || (size_t)got > sizeof(ring->members)) {
			k->complete = false;
			return;
		}
		ring->count = got / sizeof(ring->members[0]);
		k->complete |= ring->ring == KS_RING_BUILTIN;
		k->count++;
	}
}

static const struct keyring *ring_of(const struct keyrings *k, int32_t serial)
{
	for (size_t i = 0; i < k->count; i++)
		for (size_t j = 0; j < k->found[i].count; j++)
			if (k->found[i].members[j] == serial)
				return &k->found[i];
	return NULL;
}

static void clean(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* "Name: id: X509.rsa 371a5bb8 []" */
static void take_asymmetric(struct keyrings *k, const struct keyring *ring, char *description)
{
	char *id = NULL, *type = NULL;

	for (char *colon = strstr(description, ": "); colon; colon = strstr(colon + 2, ": ")) {
		id = type;
		type = colon;
	}
	if (!id) {
		k->complete = false;
		return;
	}
	*id = *type = '\0';
	clean(description);
	ks_add_key(k->snapshot, &(struct ks_key){
		.name = description, .id = id + 2, .ring = ring->ring, .origin = KS_ORIGIN_LIVE,
	});
}

static void take_key(struct keyrings *k, struct row *row)
{
	const struct keyring *ring = ring_of(k, row->serial);

	if (!ring)
		return;
	k->known++;
	if (!row->usable)
		return;
	if (!strcmp(row->type, "asymmetri"))
		take_asymmetric(k, ring, row->description);
	else if (!strcmp(row->type, "blacklist") && !strncmp(row->description, "bin:", 4))
		ks_add_hash(k->snapshot, row->description + 4);
}

/* What a file names and the running kernel does not list is not there. */
static void forget_absent(struct ks_snapshot *snapshot)
{
	size_t kept = 0;

	for (size_t i = 0; i < snapshot->facts.key_count; i++)
		if (snapshot->keys[i].origin == KS_ORIGIN_LIVE)
			snapshot->keys[kept++] = snapshot->keys[i];
	snapshot->facts.key_count = kept;
}

static void read_keyrings(struct ks_snapshot *snapshot)
{
	ks_auto_free struct keyrings *k = calloc(1, sizeof(*k));
	size_t members = 0;

	if (!k) {
		snapshot->out_of_memory = true;
		return;
	}
	k->snapshot = snapshot;
	for_each_row(take_keyring, k);
	for_each_row(take_key, k);
	for (size_t i = 0; i < k->count; i++)
		members += k->found[i].count;
	/* A keyring in a keyring is a member with a row of its own. */
	if (!k->complete || k->known < members)
		return;
	forget_absent(snapshot);
	snapshot->facts.other_keys = KS_NO;
}

static bool is_running(const struct ks_snapshot *snapshot)
{
	return snapshot->facts.helper.version && snapshot->facts.release.value;
}

/**
 * ks_facts_live_keys - add what the running kernel's keyrings list, once
 * @snapshot: to fill; one of files only is left alone
 *
 * Without privilege nothing is added, and whether there are other keys stays
 * unknown.
 */
void ks_facts_live_keys(struct ks_snapshot *snapshot)
{
	if (!is_running(snapshot) || snapshot->keys_are_live)
		return;
	snapshot->keys_are_live = true;
	read_keyrings(snapshot);
}

/**
 * ks_facts_live_image - add the certificates in the running kernel's image, once
 * @snapshot: to fill; one of files only is left alone
 *
 * Unpacks the image, which takes tenths of a second and more memory than all
 * else; only for a signature that is worth it.
 *
 * Return: whether there may be more than before.
 */
bool ks_facts_live_image(struct ks_snapshot *snapshot)
{
	static const char *const before[] = { "/boot/vmlinuz-", "/lib/modules/" };
	static const char *const behind[] = { "", "/vmlinuz" };
	char path[300];
	struct ks_err err;

	if (!is_running(snapshot) || snapshot->image_is_read)
		return false;
	snapshot->image_is_read = true;
	for (size_t i = 0; i < KS_ARRAY_SIZE(before); i++) {
		snprintf(path, sizeof(path), "%s%.255s%s", before[i],
			 snapshot->facts.release.value, behind[i]);
		/* What cannot be read is not known, as before. */
		if (!access(path, R_OK) && !ks_image_add_keys(snapshot, path, &err)) {
			if (snapshot->facts.other_keys == KS_NO)
				forget_absent(snapshot);
			return true;
		}
	}
	return false;
}
