// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * depths KERNEL FILE...: a shallow check says what a deep one says without the
 * deep rules.  One line for each file where it does not, and one with the number
 * of files; with sanitizers it ends at the first look at what was not read.
 */
#include <stdio.h>

#include "depths.h"

static bool compare(const struct ks_facts *facts, const char *path)
{
	char why[256];

	if (!depths_compare(facts, path, why, sizeof(why)))
		return true;
	printf("%s: %s\n", path, why);
	return false;
}

int main(int argc, char **argv)
{
	const struct ks_wanted all = { .btf = true };
	struct ks_snapshot snapshot;
	struct ks_err err;
	int bad = 0;

	if (argc < 2)
		return 2;
	ks_snapshot_init(&snapshot, argv[1]);
	if (ks_facts_load(&snapshot, argv[1], &err) || ks_facts_complete(&snapshot, &all, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		bad += !compare(&snapshot.facts, argv[i]);
	printf("%d files, %d differ\n", argc - 2, bad);
	ks_facts_free(&snapshot);
	return bad != 0;
}
