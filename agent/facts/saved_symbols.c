// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The symbol rows of a saved facts file.  There are tens of thousands of them
 * and a module asks for a few: in a file that is sorted by name, as the program
 * writes it, only those are stored.  Every row is looked at nevertheless, so
 * that a damaged one is an error whoever asks.
 */
#include "facts/saved_symbols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "facts/lines.h"
#include "lib/cleanup.h"
#include "lib/number.h"
#include "model/names.h"

#define FIELDS	7

enum field { KIND, ORIGIN, CRC, GPL, NAMESPACE, OWNER, NAME };

/* One row where it lies; nothing ends with NUL. */
struct row {
	const char *at[FIELDS];
	size_t len[FIELDS];
};

/* A walk over the rows, and what is wanted of them. */
struct reader {
	struct ks_snapshot *snapshot;
	const char *path;
	const char *const *wanted;	/* sorted; NULL: all */
	size_t left;
	size_t wanted_len;		/* of the first of them */
	struct row previous;
	enum ks_origin origin;		/* of the previous row */
	size_t rows;
};

/* Inline, so that a word that is known costs no call. */
static inline bool is(const struct row *r, enum field field, const char *word)
{
	size_t len = strlen(word);

	return r->len[field] == len && !memcmp(r->at[field], word, len);
}

/* A field mostly is a single character, or the same as in the row before. */
static inline bool split_field(const char **p, const char *end, struct row *r, int field)
{
	size_t left = end - *p, len = r->len[field];
	const char *tab;

	if (left > 1 && (*p)[1] == '\t' && **p != '\t')
		tab = *p + 1;
	else if (len < left && (*p)[len] == '\t' && len && !memcmp(*p, r->at[field], len))
		tab = *p + len;
	else
		tab = memchr(*p, '\t', left);
	if (!tab)
		return false;
	r->at[field] = *p;
	r->len[field] = tab - *p;
	*p = tab + 1;
	return true;
}

/* @r: the row before. */
static bool split(const char *p, size_t len, struct row *r)
{
	const char *end = p + len;

	for (int i = 0; i < NAME; i++)
		if (!split_field(&p, end, r, i))
			return false;
	r->at[NAME] = p;
	r->len[NAME] = end - p;
	return !memchr(p, '\t', end - p);
}

/* Mostly the same in all rows. */
static bool parse_origin(const struct reader *reader, const struct row *r, enum ks_origin *origin)
{
	const struct row *p = &reader->previous;

	if (reader->rows && r->len[ORIGIN] == p->len[ORIGIN] &&
	    !memcmp(r->at[ORIGIN], p->at[ORIGIN], r->len[ORIGIN])) {
		*origin = reader->origin;
		return true;
	}
	for (int i = KS_ORIGIN_LIVE; i < KS_ORIGIN_MAX; i++)
		if (is(r, ORIGIN, ks_origin_name(i))) {
			*origin = i;
			return true;
		}
	return false;
}

static bool parse(const struct reader *reader, const struct row *r, struct ks_export *e)
{
	if (!is(r, KIND, "symbol") || !parse_origin(reader, r, &e->origin) || !r->len[NAME] ||
	    !(is(r, GPL, "gpl") || is(r, GPL, "-")))
		return false;
	e->gpl_only = r->len[GPL] == 3;
	e->exported = KS_YES;
	if (is(r, CRC, "absent"))
		e->exported = KS_NO;
	else if (is(r, CRC, "unknown"))
		e->exported = KS_UNKNOWN;
	else if (!is(r, CRC, "-"))
		e->has_crc = true;
	if (!e->has_crc)
		return true;
	return r->len[CRC] > 2 && !memcmp(r->at[CRC], "0x", 2) &&
	       !ks_parse_hex32(r->at[CRC] + 2, r->len[CRC] - 2, &e->crc);
}

/* As strcmp() would with both names. */
static int compare(const struct row *r, const char *name, size_t len)
{
	size_t common = r->len[NAME] < len ? r->len[NAME] : len;
	int order = memcmp(r->at[NAME], name, common);

	if (order)
		return order;
	return r->len[NAME] < len ? -1 : r->len[NAME] > len;
}

static const char *copy(struct ks_snapshot *s, const struct row *r, enum field field)
{
	const char *text;

	if (field != NAME && is(r, field, "-"))
		return NULL;
	text = ks_pool_copy_n(&s->strings, r->at[field], r->len[field]);
	if (!text)
		s->out_of_memory = true;
	return text;
}

static void store(struct reader *reader, const struct row *r, struct ks_export *e)
{
	struct ks_snapshot *s = reader->snapshot;

	e->name = copy(s, r, NAME);
	e->ns = copy(s, r, NAMESPACE);
	e->owner = copy(s, r, OWNER);
	if (e->name)
		ks_adopt_export(s, e);
}

/* Both sides are sorted: step to the first wanted name that is not before. */
static bool is_wanted(struct reader *reader, const struct row *r)
{
	int order = -1;

	if (!reader->wanted)
		return true;
	while (reader->left && (order = compare(r, *reader->wanted, reader->wanted_len)) > 0) {
		reader->left--;
		reader->wanted_len = reader->left ? strlen(*++reader->wanted) : 0;
	}
	return reader->left && !order;
}

/* One row; -EAGAIN: it is out of order, so that all must be stored. */
static int take(struct reader *reader, const struct row *r)
{
	struct ks_export e = { 0 };

	if (!parse(reader, r, &e))
		return -EINVAL;
	if (reader->wanted && reader->rows &&
	    compare(r, reader->previous.at[NAME], reader->previous.len[NAME]) <= 0)
		return -EAGAIN;
	reader->previous = *r;
	reader->origin = e.origin;
	reader->rows++;
	if (is_wanted(reader, r))
		store(reader, r, &e);
	return 0;
}

static int read_rows(struct reader *reader, const struct ks_image *image, struct ks_err *err)
{
	struct ks_lines lines = { .image = image };
	struct row row = { 0 };
	const char *line;
	size_t len;

	while ((line = ks_lines_peek(&lines, &len))) {
		int ret;

		if (!ks_is_symbol_row(line, len))
			continue;
		ret = split(line, len, &row) ? take(reader, &row) : -EINVAL;
		if (ret == -EINVAL)
			return ks_err_set(err, ret, "%s: read: line %u is no fact", reader->path,
					  lines.number);
		if (ret)
			return ret;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/**
 * ks_saved_symbols - read the symbol rows
 * @snapshot: to fill
 * @image: the file
 * @path: for messages
 * @wanted: names that will be asked for
 * @err: one line on failure
 *
 * Where another source has symbols too, all are stored, as the two may
 * contradict each other.
 *
 * Return: 0 or a negative errno.
 */
int ks_saved_symbols(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     const struct ks_wanted *wanted, struct ks_err *err)
{
	ks_auto_free const char **names = calloc(wanted->count + 1, sizeof(*names));
	struct reader reader = { .snapshot = snapshot, .path = path };
	size_t before = snapshot->facts.export_count;
	int ret = -EAGAIN;

	if (!names)
		return ks_err_sys(err, -ENOMEM, path, "read");
	if (wanted->names && !before && snapshot->symbol_sources == 1) {
		memcpy(names, wanted->names, wanted->count * sizeof(*names));
		qsort(names, wanted->count, sizeof(*names), by_name);
		reader.wanted = names;
		reader.left = wanted->count;
		reader.wanted_len = reader.left ? strlen(names[0]) : 0;
		ret = read_rows(&reader, image, err);
		snapshot->left_out = reader.rows - snapshot->facts.export_count;
	}
	if (ret == -EAGAIN) {
		snapshot->facts.export_count = before;
		snapshot->left_out = 0;
		reader = (struct reader){ .snapshot = snapshot, .path = path };
		ret = read_rows(&reader, image, err);
	}
	return ret;
}
