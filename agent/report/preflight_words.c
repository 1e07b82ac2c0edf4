// SPDX-License-Identifier: GPL-2.0-or-later
/* Sentences on groups of modules, boot lists and trees. */
#include <stdio.h>
#include <string.h>

#include "report/preflight.h"
#include "report/words.h"

/* Where the sentences on a group's modules differ: one for all of them. */
static const char *const plural[KS_REASON_MAX] = {
	[KS_REASON_SYMBOL_MISSING] = "this kernel does not export symbols that they use",
	[KS_REASON_SYMBOL_UNKNOWN] = "whether this kernel exports symbols that they use is not known",
	[KS_REASON_SYMBOL_CRC] = "built for another kernel: symbols that they use differ",
	[KS_REASON_SYMBOL_CRC_UNKNOWN] = "the kernel's CRCs of symbols that they use are not known",
	[KS_REASON_SYMBOL_NO_RECORD] = "their version tables do not mention symbols that they use",
	[KS_REASON_SYMBOL_GPL] = "symbols that they use are for GPL-compatible modules only",
	[KS_REASON_SYMBOL_PROTECTED] = "symbols that they use are none of the KMI, and they have no signature that holds",
	[KS_REASON_SYMBOL_PROTECTED_UNKNOWN] = "symbols that they use are none of the KMI; whether signatures hold is not known",
	[KS_REASON_EXPORT_PROTECTED] = "symbols that they export are for modules with a signature that holds",
	[KS_REASON_EXPORT_PROTECTED_UNKNOWN] = "symbols that they export are for modules with a signature that holds; whether theirs do is not known",
	[KS_REASON_NAMESPACE] = "symbols that they use are in namespaces that they do not import",
	[KS_REASON_NAMESPACE_UNKNOWN] = "symbols that they use are in namespaces that they do not import; whether this kernel minds is not known",
	[KS_REASON_MODULE_SIZE] = "built for other kernels: struct module has another size in this one",
	[KS_REASON_EXPORT_CLASH] = "symbols that they export are there already",
	[KS_REASON_BLACKLISTED] = "they are on the kernel's module_blacklist",
};

/* Where what a single module is told makes no sense for a tree. */
static const char *const advice[KS_REASON_MAX] = {
	[KS_REASON_SYMBOL_MISSING] = "rebuild them for this kernel, or leave them out: nothing here exports these symbols",
	[KS_REASON_LAYOUT_CRC] = "install the modules that were built for this kernel, or rebuild them for it",
	[KS_REASON_VERMAGIC] = "install the modules that were built for this kernel, or rebuild them for it",
	[KS_REASON_MODULE_SIZE] = "install the modules that were built for this kernel, or rebuild them for it",
	[KS_REASON_SYMBOL_CRC] = "install the modules that were built for this kernel, or rebuild them for it",
	[KS_REASON_NAMESPACE] = "add the MODULE_IMPORT_NS() lines to their source and rebuild them",
};

static bool is_own(const struct ks_preflight_column *column, uint32_t group, size_t module)
{
	const struct ks_preflight_module *m = &column->modules[module];

	return m->group == group && (column->foreign || m->culprit == KS_PREFLIGHT_NONE);
}

/* Does one sentence fit all modules of a group? */
static bool is_uniform(const struct ks_preflight_column *column, uint32_t group, const char *text)
{
	char other[KS_SENTENCE_MAX];

	for (size_t i = 0; i < column->module_count; i++) {
		const struct ks_finding *cause = ks_preflight_cause_of(&column->modules[i]);

		if (!is_own(column, group, i) || !cause)
			continue;
		ks_explain(cause, other, sizeof(other));
		if (strcmp(text, other))
			return false;
	}
	return true;
}

static void explain_finding(const struct ks_preflight_column *column, uint32_t group, char *text,
			    size_t size)
{
	const struct ks_preflight_group *g = &column->groups[group];
	const struct ks_preflight_module *sample = &column->modules[g->sample];
	char sentence[KS_SENTENCE_MAX];

	ks_explain(ks_preflight_cause_of(sample), sentence, sizeof(sentence));
	if (g->count == 1 || is_uniform(column, group, sentence))
		snprintf(text, size, "%s", sentence);
	else if (plural[g->reason])
		snprintf(text, size, "%s", plural[g->reason]);
	else
		snprintf(text, size, "%s (%s, for example)", sentence, ks_preflight_label(sample));
}

/**
 * ks_preflight_explain - what the modules of a group have in common
 * @column: with groups
 * @group: which
 * @text: to fill: a sentence without full stop
 * @size: of @text
 */
void ks_preflight_explain(const struct ks_preflight_column *column, uint32_t group, char *text,
			  size_t size)
{
	const struct ks_preflight_group *g = &column->groups[group];

	switch (g->cause) {
	case KS_PREFLIGHT_FOREIGN:
		snprintf(text, size, "this is not the kernel that these modules were built for");
		break;
	case KS_PREFLIGHT_CYCLE:
		snprintf(text, size, "they need each other, so that none of them can be loaded first");
		break;
	case KS_PREFLIGHT_MATCH:
		if (g->count > 1)
			snprintf(text, size, "nothing shows that they were built for this kernel");
		else
			ks_headline(column->modules[g->sample].result, column->facts, text, size);
		break;
	default:
		explain_finding(column, group, text, size);
	}
}

/**
 * ks_preflight_advise - what to do about a group
 * @column: with groups
 * @group: which
 * @text: to fill: a sentence without full stop, or nothing
 * @size: of @text
 */
void ks_preflight_advise(const struct ks_preflight_column *column, uint32_t group, char *text,
			 size_t size)
{
	const struct ks_preflight_group *g = &column->groups[group];
	const char *release = column->facts->release.value;
	struct ks_needs needs;

	if (g->cause == KS_PREFLIGHT_FOREIGN)
		snprintf(text, size, "name the kernel of these modules with --kernel, or install those of %s",
			 release ? release : "this kernel");
	else if (g->cause == KS_PREFLIGHT_CYCLE)
		snprintf(text, size, "put what they need of each other into a module of its own");
	else if (g->cause == KS_PREFLIGHT_FINDING && advice[g->reason] && g->count > 1)
		snprintf(text, size, "%s", advice[g->reason]);
	else if (g->cause == KS_PREFLIGHT_FINDING && g->reason == KS_REASON_SYMBOL_MISSING)
		snprintf(text, size, "rebuild it for this kernel, or leave it out: nothing here exports that symbol");
	else if (!column->needs(column->context, g->sample, &needs))
		ks_advise(&needs, column->facts, column->modules[g->sample].result, text, size);
	else
		*text = '\0';
}

/**
 * ks_preflight_note_text - something about trees
 * @note: what
 * @text: to fill: a sentence without full stop
 * @size: of @text
 */
void ks_preflight_note_text(const struct ks_preflight_note *note, char *text, size_t size)
{
	const char *s = note->subject, *o = note->object;

	switch (note->id) {
	case KS_PREFLIGHT_NO_TREE:
		snprintf(text, size, "there is no lib/modules/%s, where this kernel looks for modules; lib/modules/%s was checked in its place",
			 s, o);
		break;
	case KS_PREFLIGHT_RELEASE_UNKNOWN:
		snprintf(text, size, "the kernel's release is not known, and there are several trees; lib/modules/%s was checked",
			 s);
		break;
	case KS_PREFLIGHT_ORPHAN:
		snprintf(text, size, "%s is left over: its kernel is not here, and no other looks there",
			 s);
		break;
	case KS_PREFLIGHT_OUTSIDE:
		snprintf(text, size, "%s is not where this kernel looks for modules, which is lib/modules/%s",
			 s, o);
		break;
	case KS_PREFLIGHT_STRAY:
		if (note->count > 1)
			snprintf(text, size, "%s and %zu more lie beside the trees, where no kernel looks for modules",
				 s, note->count - 1);
		else
			snprintf(text, size, "%s lies beside the trees, where no kernel looks for modules",
				 s);
		break;
	case KS_PREFLIGHT_EMPTY_LIST:
		snprintf(text, size, "%s names no module, as of an empty $(wildcard): nothing is loaded, and nobody says so",
			 s);
		break;
	case KS_PREFLIGHT_NEEDS_LATER:
		snprintf(text, size, "%s, which is loaded early, needs %s, which is only there later%s",
			 s, o, note->count > 1 ? ", and so do others" : "");
		break;
	case KS_PREFLIGHT_NEEDS_ODM:
		snprintf(text, size, "%s, of the vendor, needs %s, which only the ODM has%s", s, o,
			 note->count > 1 ? ", and so do others" : "");
		break;
	case KS_PREFLIGHT_KERNEL_UNREAD:
		snprintf(text, size, "%s was not read (%s): nothing is known of what its kernel exports",
			 s, o);
		break;
	default:
		snprintf(text, size, "%s is a stub without symbols: with it depmod -F takes every symbol for missing",
			 s);
	}
}

/** ks_preflight_line_verdict - the verdict that a line of a boot list counts as */
enum ks_verdict ks_preflight_line_verdict(const struct ks_preflight_column *column,
					  const struct ks_preflight_boot *line)
{
	if (line->state == KS_PREFLIGHT_MODULE)
		return column->modules[line->module].result->verdict;
	return ks_preflight_boot_verdict(line->state);
}

/* Where the state alone says it. */
static const char *const line_texts[KS_PREFLIGHT_STATE_MAX] = {
	[KS_PREFLIGHT_BUILTIN] = "built in",
	[KS_PREFLIGHT_PASSED_OVER] = "there is no such module, which is passed over",
	[KS_PREFLIGHT_OPEN] = "there is no such module; whether it is built in is not known",
	[KS_PREFLIGHT_ABSENT] = "there is no such module",
	[KS_PREFLIGHT_DENIED] = "a deny list names it, or what it needs: passed over",
	[KS_PREFLIGHT_NAMELESS] = "its reader finds no name in this line: passed over",
	[KS_PREFLIGHT_NEEDS] = "something that it needs is not there",
	[KS_PREFLIGHT_LINK] = "its file cannot be opened: it is a symbolic link, or gone",
	[KS_PREFLIGHT_ENDLESS] = "it needs itself, in a way that its reader never ends with",
	[KS_PREFLIGHT_NEVER] = "its reader never comes to it",
	[KS_PREFLIGHT_FOLLOWED] = "what comes of it was not followed to its end",
};

/**
 * ks_preflight_boot_text - what becomes of a line of a boot list
 * @column: with modules
 * @line: which
 * @text: to fill: a sentence without full stop
 * @size: of @text
 */
void ks_preflight_boot_text(const struct ks_preflight_column *column,
			    const struct ks_preflight_boot *line, char *text, size_t size)
{
	const struct ks_preflight_module *m;

	if (line->state == KS_PREFLIGHT_NEEDS && line->needs) {
		snprintf(text, size, "it needs %s, which is not loaded before it", line->needs);
		return;
	}
	if (line->state == KS_PREFLIGHT_ABSENT && line->module != KS_PREFLIGHT_NONE) {
		snprintf(text, size, "modules.dep does not name it: its reader does not find it");
		return;
	}
	if (line->state != KS_PREFLIGHT_MODULE) {
		snprintf(text, size, "%s", line_texts[line->state]);
		return;
	}
	m = &column->modules[line->module];
	if (m->culprit != KS_PREFLIGHT_NONE && !column->foreign)
		snprintf(text, size, "%s, as it needs %s", ks_verdict_name(m->result->verdict),
			 ks_preflight_label(&column->modules[m->culprit]));
	else
		snprintf(text, size, "%s", ks_verdict_name(m->result->verdict));
}

/* "list:line (name)" */
static void name_line(const struct ks_preflight_column *column, uint32_t index, char *text,
		      size_t size)
{
	const struct ks_preflight_boot *line = &column->boot[index];

	snprintf(text, size, "%s:%u (%s)", line->list, line->line, line->name);
}

static const char *ending_of(size_t count)
{
	return count == 1 ? "" : "s";
}

/**
 * ks_preflight_reader_text - how a reader of boot lists ends
 * @column: with lines
 * @reader: which
 * @text: to fill: a sentence without full stop; empty where it comes to its end
 * @size: of @text
 */
void ks_preflight_reader_text(const struct ks_preflight_column *column,
			      const struct ks_preflight_reader *reader, char *text, size_t size)
{
	char at[KS_SENTENCE_MAX] = "";

	if (reader->at != KS_PREFLIGHT_NONE)
		name_line(column, reader->at, at, sizeof(at));
	*text = '\0';
	switch (reader->ending) {
	case KS_PREFLIGHT_STOPS:
		snprintf(text, size, "the boot ends at %s; %zu line%s behind it %s never come to",
			 at, reader->never, ending_of(reader->never), reader->never == 1 ? "is" : "are");
		break;
	case KS_PREFLIGHT_CRASHES:
		if (*at)
			snprintf(text, size, "init crashes at %s, and the boot ends", at);
		else
			snprintf(text, size, "kmodloader crashes at %s:%u: no module of %s is loaded",
				 reader->file, reader->line, reader->place);
		break;
	case KS_PREFLIGHT_GIVES_UP:
		snprintf(text, size, "kmodloader gives up, as it cannot read %s: no module of %s is loaded",
			 reader->file, reader->place);
		break;
	case KS_PREFLIGHT_NOTHING:
		snprintf(text, size, "%s: no module is loaded, which init takes for success",
			 reader->place);
		break;
	case KS_PREFLIGHT_UNFINISHED:
		snprintf(text, size, "%s: what comes of it was not followed to its end: it takes more than any boot",
			 reader->place);
		break;
	default:
		break;
	}
}

/** ks_preflight_title - what to call the kernel of a column */
const char *ks_preflight_title(const struct ks_preflight_column *column)
{
	return column->facts && column->facts->release.value ? column->facts->release.value :
							       column->spec;
}

/** ks_verdict_worse - of two verdicts the one that decides on the exit code */
enum ks_verdict ks_verdict_worse(enum ks_verdict a, enum ks_verdict b)
{
	static const int ranks[KS_VERDICT_MAX] = {
		[KS_VERDICT_OK] = 0, [KS_VERDICT_UNKNOWN] = 1,
		[KS_VERDICT_UNSAFE] = 2, [KS_VERDICT_REFUSED] = 3,
	};

	return ranks[a] >= ranks[b] ? a : b;
}

/**
 * ks_preflight_verdict - the worst of what the baseline does not have
 * @column: filled
 */
enum ks_verdict ks_preflight_verdict(const struct ks_preflight_column *column)
{
	enum ks_verdict worst = KS_VERDICT_OK;

	for (size_t i = 0; i < column->module_count; i++)
		if (!column->modules[i].known)
			worst = ks_verdict_worse(worst, column->modules[i].result->verdict);
	for (size_t i = 0; i < column->boot_count; i++)
		if (!column->boot[i].known)
			worst = ks_verdict_worse(worst,
						 ks_preflight_boot_verdict(column->boot[i].state));
	for (size_t i = 0; i < column->note_count; i++)
		if (!column->notes[i].known)
			worst = ks_verdict_worse(worst,
						 ks_preflight_note_verdict(column->notes[i].id));
	return worst;
}
