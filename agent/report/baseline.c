// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Known problems; see baseline.h.  A line is verdict, reason and name, with tabs
 * between them: "refused<TAB>symbol-missing<TAB>8021q".  Which symbol it was does
 * not stand there: a module that is known to be refused for want of one symbol
 * is no news when another one is missing.
 */
#include "report/baseline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "report/words.h"

#define HEADER	"# kmodsafe baseline 1"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_verdict(const char *line, size_t length)
{
	for (int i = 0; i < KS_VERDICT_MAX; i++) {
		const char *name = ks_verdict_name(i);

		if (i != KS_VERDICT_OK && strlen(name) == length && !strncmp(line, name, length))
			return true;
	}
	return false;
}

/* Three fields of printable ASCII. */
static bool is_sound(const char *line)
{
	size_t fields = 1, length = strcspn(line, "\t");

	if (!is_verdict(line, length))
		return false;
	for (; *line; line++) {
		if (*line == '\t') {
			fields++;
			if (!line[1] || line[1] == '\t')
				return false;
		} else if (*line < 0x20 || *line > 0x7e) {
			return false;
		}
	}
	return fields == 3;
}

static int add(struct ks_baseline *baseline, size_t *room, const char *line)
{
	if (baseline->count == *room) {
		size_t wanted = *room ? 2 * *room : 64;
		const char **more = reallocarray(baseline->lines, wanted, sizeof(*more));

		if (!more)
			return -ENOMEM;
		baseline->lines = more;
		*room = wanted;
	}
	baseline->lines[baseline->count++] = line;
	return 0;
}

/* Sorted, and each once. */
static void settle(struct ks_baseline *baseline)
{
	size_t kept = 0;

	if (baseline->count)
		qsort(baseline->lines, baseline->count, sizeof(*baseline->lines), by_text);
	for (size_t i = 0; i < baseline->count; i++)
		if (!kept || strcmp(baseline->lines[kept - 1], baseline->lines[i]))
			baseline->lines[kept++] = baseline->lines[i];
	baseline->count = kept;
}

/**
 * ks_baseline_parse - read known problems
 * @baseline: to fill; ks_baseline_free() releases it, also after a failure
 * @image: the file's content
 * @path: for messages
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_baseline_parse(struct ks_baseline *baseline, const struct ks_image *image,
		      const char *path, struct ks_err *err)
{
	unsigned int number = 0;
	size_t room = 0;
	char *line, *rest;

	*baseline = (struct ks_baseline){ 0 };
	baseline->text = malloc(image->size + 1);
	if (!baseline->text)
		return ks_err_sys(err, -ENOMEM, path, "read");
	if (image->size)
		memcpy(baseline->text, image->data, image->size);
	baseline->text[image->size] = '\0';
	if (strlen(baseline->text) != image->size ||
	    strncmp(baseline->text, HEADER "\n", sizeof(HEADER)))
		return ks_err_set(err, -EINVAL, "%s: read: is no baseline: it does not begin with \"%s\"",
				  path, HEADER);
	rest = baseline->text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (!*line || *line == '#')
			continue;
		if (!is_sound(line))
			return ks_err_set(err, -EINVAL,
					  "%s: line %u: a verdict, a reason and a name are wanted, with tabs between them",
					  path, number);
		if (add(baseline, &room, line))
			return ks_err_sys(err, -ENOMEM, path, "read");
	}
	settle(baseline);
	return 0;
}

/*
 * The problems of a preflight, one after another: the same walk makes a baseline
 * and applies one.
 */
struct visitor {
	int (*visit)(struct visitor *visitor, const char *line, bool *known);
	const struct ks_baseline *baseline;
	bool *seen;
	size_t known;
	FILE *out;
};

static int visit(struct visitor *visitor, enum ks_verdict verdict, const char *reason,
		 const char *name, bool *known)
{
	ks_auto_free char *line = NULL;
	size_t size;
	FILE *out;

	if (verdict == KS_VERDICT_OK)
		return 0;
	out = open_memstream(&line, &size);
	if (!out)
		return -ENOMEM;
	fprintf(out, "%s\t%s\t", ks_verdict_name(verdict), reason);
	/* A name of a file may be anything. */
	ks_put_clean(out, *name ? name : "-");
	if (fclose(out))
		return -ENOMEM;
	return visitor->visit(visitor, line, known);
}

static int visit_module(struct visitor *visitor, const struct ks_preflight_column *column,
			struct ks_preflight_module *m)
{
	const struct ks_finding *cause = ks_preflight_cause_of(m);
	char reason[64];

	if (m->in_cycle)
		snprintf(reason, sizeof(reason), "%s", ks_preflight_cause_name(KS_PREFLIGHT_CYCLE));
	else if (cause)
		ks_reason_name(cause->reason, reason, sizeof(reason));
	else
		snprintf(reason, sizeof(reason), "%s", ks_preflight_cause_name(KS_PREFLIGHT_MATCH));
	return visit(visitor, m->result->verdict,
		     column->foreign ? ks_preflight_cause_name(KS_PREFLIGHT_FOREIGN) : reason,
		     column->foreign ? "*" : ks_preflight_label(m), &m->known);
}

static int visit_column(struct visitor *visitor, struct ks_preflight_column *column)
{
	int ret = 0;

	for (size_t i = 0; i < column->module_count && !ret; i++)
		ret = visit_module(visitor, column, &column->modules[i]);
	for (size_t i = 0; i < column->boot_count && !ret; i++) {
		struct ks_preflight_boot *b = &column->boot[i];

		ret = visit(visitor, ks_preflight_boot_verdict(b->state), "at-boot", b->name,
			    &b->known);
	}
	for (size_t i = 0; i < column->note_count && !ret; i++) {
		struct ks_preflight_note *n = &column->notes[i];

		ret = visit(visitor, ks_preflight_note_verdict(n->id),
			    ks_preflight_note_name(n->id), n->subject, &n->known);
	}
	return ret;
}

static int visit_all(struct visitor *visitor, struct ks_preflight_column *columns, size_t count)
{
	int ret = 0;

	for (size_t i = 0; i < count && !ret; i++)
		ret = visit_column(visitor, &columns[i]);
	return ret;
}

static int write_line(struct visitor *visitor, const char *line, bool *known)
{
	(void)known;
	fprintf(visitor->out, "%s\n", line);
	return 0;
}

/**
 * ks_baseline_make - all that is not ok becomes known
 * @baseline: to fill; ks_baseline_free() releases it, also after a failure
 * @preflight: what was found
 *
 * Return: 0 or -ENOMEM.
 */
int ks_baseline_make(struct ks_baseline *baseline, const struct ks_preflight *preflight)
{
	struct visitor visitor = { .visit = write_line };
	size_t size = 0, room = 0;
	char *line, *rest;
	int ret;

	*baseline = (struct ks_baseline){ 0 };
	visitor.out = open_memstream(&baseline->text, &size);
	if (!visitor.out)
		return -ENOMEM;
	ret = visit_all(&visitor, preflight->columns, preflight->column_count);
	if (fclose(visitor.out) || ret)
		return -ENOMEM;
	rest = baseline->text;
	while ((line = strsep(&rest, "\n")))
		if (*line && add(baseline, &room, line))
			return -ENOMEM;
	settle(baseline);
	return 0;
}

static int look_up(struct visitor *visitor, const char *line, bool *known)
{
	const struct ks_baseline *baseline = visitor->baseline;
	const char **found = NULL;

	if (baseline->count)
		found = bsearch(&line, baseline->lines, baseline->count,
				sizeof(*baseline->lines), by_text);
	*known = found;
	if (found) {
		visitor->known++;
		visitor->seen[found - baseline->lines] = true;
	}
	return 0;
}

/* Groups know how many of theirs are known. */
static void count_known(struct ks_preflight_column *column)
{
	for (size_t i = 0; i < column->group_count; i++)
		column->groups[i].known = 0;
	for (size_t i = 0; i < column->module_count; i++)
		if (column->modules[i].group != KS_PREFLIGHT_NONE && column->modules[i].known)
			column->groups[column->modules[i].group].known++;
}

/**
 * ks_baseline_apply - mark what is known
 * @baseline: known problems
 * @preflight: what was found
 *
 * Return: 0 or -ENOMEM.
 */
int ks_baseline_apply(const struct ks_baseline *baseline, struct ks_preflight *preflight)
{
	ks_auto_free bool *seen = calloc(baseline->count + 1, sizeof(*seen));
	struct visitor visitor = { .visit = look_up, .baseline = baseline, .seen = seen };
	int ret;

	if (!seen)
		return -ENOMEM;
	ret = visit_all(&visitor, preflight->columns, preflight->column_count);
	preflight->known = visitor.known;
	preflight->gone = 0;
	for (size_t i = 0; i < baseline->count; i++)
		preflight->gone += !seen[i];
	for (size_t i = 0; i < preflight->column_count; i++)
		count_known(&preflight->columns[i]);
	return ret;
}

/**
 * ks_baseline_put - write known problems down
 * @out: stream
 * @baseline: known problems
 */
void ks_baseline_put(FILE *out, const struct ks_baseline *baseline)
{
	fputs(HEADER "\n", out);
	for (size_t i = 0; i < baseline->count; i++)
		fprintf(out, "%s\n", baseline->lines[i]);
}

/** ks_baseline_free - release known problems */
void ks_baseline_free(struct ks_baseline *baseline)
{
	free(baseline->lines);
	free(baseline->text);
	*baseline = (struct ks_baseline){ 0 };
}
