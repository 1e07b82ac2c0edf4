// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Packages of OpenWrt; see package.h.  Databases are paragraphs of lines, with
 * an empty line between two of them; opkg and apk differ in how a line says what
 * it is about.  A value that is too long for its place is left out.
 */
#include "elf/package.h"

#include <dirent.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "elf/input.h"
#include "lib/cleanup.h"

#define MODULES		"/lib/modules/"
#define KERNEL		"kernel"

struct span {
	const char *text;
	size_t length;
};

/* The line at an offset, which moves to the next one. */
static bool next_line(const struct ks_image *image, size_t *at, struct span *line)
{
	const char *start = (const char *)image->data + *at;
	size_t left = image->size - *at;
	const char *end = left ? memchr(start, '\n', left) : NULL;

	if (!left)
		return false;
	line->text = start;
	line->length = end ? (size_t)(end - start) : left;
	*at += line->length + (end ? 1 : 0);
	return true;
}

/* What stands behind a key, if the line begins with it. */
static bool value_of(const struct span *line, const char *key, struct span *value)
{
	size_t skip = strlen(key);

	if (line->length < skip || memcmp(line->text, key, skip))
		return false;
	while (skip < line->length && line->text[skip] == ' ')
		skip++;
	*value = (struct span){ line->text + skip, line->length - skip };
	return true;
}

static void keep(char *place, const struct span *value)
{
	if (value->length >= KS_PACKAGE_TEXT || memchr(value->text, '\0', value->length))
		return;
	memcpy(place, value->text, value->length);
	place[value->length] = '\0';
}

static bool is_value(const struct span *value, const char *text)
{
	return value->length == strlen(text) && !memcmp(value->text, text, value->length);
}

static size_t skip_any(const struct span *s, size_t at, const char *of)
{
	while (at < s->length && s->text[at] && strchr(of, s->text[at]))
		at++;
	return at;
}

/* "kernel (=VERSION)" of opkg and "kernel=VERSION" of apk, among others. */
static void keep_kernel(char *place, const struct span *depends)
{
	size_t length = strlen(KERNEL);

	for (size_t i = 0; i + length < depends->length; i++) {
		size_t at = skip_any(depends, i + length, " ("), end;

		if (memcmp(depends->text + i, KERNEL, length) ||
		    (i && !strchr(" ,", depends->text[i - 1])) ||
		    at >= depends->length || depends->text[at] != '=')
			continue;
		at = skip_any(depends, at, "= ");
		for (end = at; end < depends->length && !strchr(" ,)", depends->text[end]);)
			end++;
		keep(place, &(struct span){ depends->text + at, end - at });
		return;
	}
}

/* One line of a package's description; false when the package is not there. */
static bool take_line(struct ks_package *package, const struct span *line)
{
	static const char gone[] = "not-installed";
	struct span value;

	if (value_of(line, "Package:", &value) || value_of(line, "P:", &value))
		keep(package->name, &value);
	else if (value_of(line, "Version:", &value) || value_of(line, "V:", &value))
		keep(package->version, &value);
	else if (value_of(line, "Depends:", &value) || value_of(line, "D:", &value))
		keep_kernel(package->kernel, &value);
	else if (value_of(line, "Status:", &value))
		return value.length < strlen(gone) ||
		       memcmp(value.text + value.length - strlen(gone), gone, strlen(gone));
	return true;
}

/* The next package of a database that is installed. */
static bool next_package(const struct ks_image *database, size_t *at, struct ks_package *package)
{
	bool installed = true, any = false;
	struct span line;

	*package = (struct ks_package){ 0 };
	while (next_line(database, at, &line)) {
		if (line.length) {
			installed &= take_line(package, &line);
			any = true;
			continue;
		}
		if (any && installed && *package->name)
			return true;
		*package = (struct ks_package){ 0 };
		installed = true;
		any = false;
	}
	return any && installed && *package->name;
}

/**
 * ks_package_find - an installed package
 * @database: of opkg or apk, or one control file
 * @name: package; NULL: the first
 * @package: to fill
 *
 * Return: false when it is not there.
 */
bool ks_package_find(const struct ks_image *database, const char *name, struct ks_package *package)
{
	size_t at = 0;

	while (next_package(database, &at, package))
		if (!name || !strcmp(package->name, name))
			return true;
	return false;
}

/* Does a paragraph of apk list the file: F: is a directory, R: a file in it. */
static bool lists_file(const struct ks_image *paragraph, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t directory = name ? (size_t)(name - path) : 0, at = 0;
	struct span line, value;
	bool inside = !directory;

	name = name ? name + 1 : path;
	while (next_line(paragraph, &at, &line)) {
		if (value_of(&line, "F:", &value))
			inside = value.length == directory && !memcmp(value.text, path, directory);
		else if (inside && value_of(&line, "R:", &value) && is_value(&value, name))
			return true;
	}
	return false;
}

/**
 * ks_package_owner - the package that a file came with
 * @database: of apk
 * @path: of the file, without a leading slash
 * @package: to fill
 *
 * Return: false when none lists it.
 */
bool ks_package_owner(const struct ks_image *database, const char *path, struct ks_package *package)
{
	size_t at = 0, before = 0;

	for (; next_package(database, &at, package); before = at) {
		struct ks_image paragraph = { database->data + before, at - before };

		if (lists_file(&paragraph, path))
			return true;
	}
	return false;
}

static bool read_text(const char *path, struct ks_input *input)
{
	struct ks_err err;

	if (!ks_input_open(input, path, KS_INPUT_ANY, &err))
		return true;
	ks_input_close(input);
	return false;
}

static bool owner_in_apk(const char *root, const char *path, struct ks_package *package)
{
	struct ks_input input;
	char name[PATH_MAX + 32];
	bool found;

	snprintf(name, sizeof(name), "%s/lib/apk/db/installed", root);
	if (!read_text(name, &input))
		return false;
	found = ks_package_owner(&input.image, path, package);
	ks_input_close(&input);
	return found;
}

static bool control_of(const char *path, struct ks_package *package)
{
	struct ks_input input;
	bool found;

	if (!read_text(path, &input))
		return false;
	found = ks_package_find(&input.image, NULL, package) && *package->kernel;
	ks_input_close(&input);
	return found;
}

/* A list of opkg: one absolute path a line, with more behind a tab. */
static bool list_has(const char *list, const char *path)
{
	struct ks_input input;
	struct span line;
	bool found = false;
	size_t at = 0;

	if (!read_text(list, &input))
		return false;
	while (!found && next_line(&input.image, &at, &line)) {
		const char *tab = memchr(line.text, '\t', line.length);

		if (tab)
			line.length = tab - line.text;
		found = line.length && *line.text == '/' &&
			is_value(&(struct span){ line.text + 1, line.length - 1 }, path);
	}
	ks_input_close(&input);
	return found;
}

static bool owner_in_opkg(const char *root, const char *path, struct ks_package *package)
{
	ks_auto_closedir DIR *dir = NULL;
	char info[PATH_MAX + 32], name[PATH_MAX + 300];
	struct dirent *entry;

	snprintf(info, sizeof(info), "%s/usr/lib/opkg/info", root);
	dir = opendir(info);
	while (dir && (entry = readdir(dir))) {
		char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".list"))
			continue;
		snprintf(name, sizeof(name), "%s/%s", info, entry->d_name);
		if (!list_has(name, path))
			continue;
		snprintf(name, sizeof(name), "%s/%.*s.control", info, (int)(dot - entry->d_name),
			 entry->d_name);
		return control_of(name, package);
	}
	return false;
}

/* A package that was unpacked has its description at its root. */
static bool unpacked(const char *root, struct ks_package *package)
{
	static const char *const names[] = { "control", "CONTROL/control" };
	char name[PATH_MAX + 32];

	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++) {
		snprintf(name, sizeof(name), "%s/%s", root, names[i]);
		if (control_of(name, package))
			return true;
	}
	return false;
}

/**
 * ks_package_of_file - the package that a module came with, and its kernel
 * @path: module
 * @package: to fill
 *
 * Looks into the databases of the system whose lib/modules the file lies in,
 * and for the description of a package that was unpacked there or beside it.
 *
 * Return: false when nobody says which kernel it was packed for.
 */
bool ks_package_of_file(const char *path, struct ks_package *package)
{
	char real[PATH_MAX];
	char *tail;

	if (!realpath(path, real))
		return false;
	tail = strstr(real, MODULES);
	if (!tail)
		return unpacked(dirname(real), package);
	*tail = '\0';
	return ((owner_in_apk(real, tail + 1, package) || owner_in_opkg(real, tail + 1, package)) &&
		*package->kernel) ||
	       unpacked(real, package);
}
