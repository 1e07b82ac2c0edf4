/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes of checking module trees against kernels: plain data, filled by
 * agent/preflight, put into words by agent/report.
 */
#ifndef KS_MODEL_PREFLIGHT_H
#define KS_MODEL_PREFLIGHT_H

#include "model/finding.h"

/* No module, no group. */
#define KS_PREFLIGHT_NONE	UINT32_MAX

/**
 * struct ks_preflight_module - one file and its verdict
 * @path: as it is opened
 * @relative: its end below the tree
 * @name: mod->name, or NULL
 * @result: the verdict; borrowed
 * @culprit: module whose failure, or doubt, brings this one down, or
 *	KS_PREFLIGHT_NONE
 * @in_cycle: it needs itself, through others
 * @shadowed_by: module of the same name that is found first, or KS_PREFLIGHT_NONE
 * @group: why it is not ok, or KS_PREFLIGHT_NONE; with a culprit the culprit's
 * @at_boot: a boot list names it
 * @known: the baseline has it
 */
struct ks_preflight_module {
	const char *path;
	const char *relative;
	const char *name;
	const struct ks_result *result;
	uint32_t culprit;
	bool in_cycle;
	uint32_t shadowed_by;
	uint32_t group;
	bool at_boot;
	bool known;
};

/**
 * enum ks_preflight_cause - what modules of a group have in common
 * @KS_PREFLIGHT_FINDING: the reason of the finding that decides
 * @KS_PREFLIGHT_MATCH: nothing shows that they are the right ones
 * @KS_PREFLIGHT_CYCLE: they need each other
 * @KS_PREFLIGHT_FOREIGN: they were built for another kernel, all of them
 */
enum ks_preflight_cause {
	KS_PREFLIGHT_FINDING = 0,
	KS_PREFLIGHT_MATCH,
	KS_PREFLIGHT_CYCLE,
	KS_PREFLIGHT_FOREIGN,
	KS_PREFLIGHT_CAUSE_MAX,
};

/* How many subjects of a group are named. */
#define KS_PREFLIGHT_SUBJECTS	5

/**
 * struct ks_preflight_subject - a symbol, or what else a finding is about
 * @name: borrowed
 * @count: modules of the group that it stopped
 */
struct ks_preflight_subject {
	const char *name;
	size_t count;
};

/**
 * struct ks_preflight_group - modules that are not ok for one cause
 * @cause: what kind of cause
 * @verdict: of its modules; with KS_PREFLIGHT_FOREIGN the worst of them
 * @reason: with KS_PREFLIGHT_FINDING
 * @sample: the first of its modules
 * @count: modules
 * @dragged: further modules that these bring down
 * @at_boot: how many of both are loaded at boot
 * @known: how many of both the baseline has
 * @subjects: the most frequent ones
 * @subject_count: different subjects, of which @subjects has the first
 */
struct ks_preflight_group {
	enum ks_preflight_cause cause;
	enum ks_verdict verdict;
	enum ks_reason reason;
	uint32_t sample;
	size_t count;
	size_t dragged;
	size_t at_boot;
	size_t known;
	struct ks_preflight_subject subjects[KS_PREFLIGHT_SUBJECTS];
	size_t subject_count;
};

/**
 * enum ks_preflight_state - what becomes of a line of a boot list
 * @KS_PREFLIGHT_MODULE: it is a module with a verdict
 * @KS_PREFLIGHT_BUILTIN: the kernel has it
 * @KS_PREFLIGHT_PASSED_OVER: there is no such module, and its reader does not mind
 * @KS_PREFLIGHT_OPEN: there is no such module; whether it is built in is not known
 * @KS_PREFLIGHT_ABSENT: there is no such module
 * @KS_PREFLIGHT_DENIED: a deny list names it, so that its reader passes over it
 * @KS_PREFLIGHT_NAMELESS: its reader finds no name in it, and passes over it
 * @KS_PREFLIGHT_NEEDS: its reader does not load what it needs before it
 * @KS_PREFLIGHT_LINK: its file is a symbolic link, which its reader does not follow
 * @KS_PREFLIGHT_ENDLESS: its reader never ends with what it needs
 * @KS_PREFLIGHT_NEVER: its reader never comes to it
 * @KS_PREFLIGHT_FOLLOWED: what comes of it was not followed to its end
 */
enum ks_preflight_state {
	KS_PREFLIGHT_MODULE = 0,
	KS_PREFLIGHT_BUILTIN,
	KS_PREFLIGHT_PASSED_OVER,
	KS_PREFLIGHT_OPEN,
	KS_PREFLIGHT_ABSENT,
	KS_PREFLIGHT_DENIED,
	KS_PREFLIGHT_NAMELESS,
	KS_PREFLIGHT_NEEDS,
	KS_PREFLIGHT_LINK,
	KS_PREFLIGHT_ENDLESS,
	KS_PREFLIGHT_NEVER,
	KS_PREFLIGHT_FOLLOWED,
	KS_PREFLIGHT_STATE_MAX,
};

/**
 * struct ks_preflight_boot - a line of a boot list
 * @name: as the list has it
 * @list: file
 * @line: in it
 * @state: what becomes of it
 * @module: with KS_PREFLIGHT_MODULE, and where else there is one
 * @needs: with KS_PREFLIGHT_NEEDS: what is not loaded before it, or NULL
 * @known: the baseline has it
 */
struct ks_preflight_boot {
	const char *name;
	const char *list;
	unsigned int line;
	enum ks_preflight_state state;
	uint32_t module;
	const char *needs;
	bool known;
};

/**
 * enum ks_preflight_ending - how a reader of boot lists ends
 * @KS_PREFLIGHT_THROUGH: at the end of its lists
 * @KS_PREFLIGHT_STOPS: at a line, and the boot with it
 * @KS_PREFLIGHT_CRASHES: at a line, or at a line of a file
 * @KS_PREFLIGHT_GIVES_UP: it cannot read a file, and loads nothing
 * @KS_PREFLIGHT_NOTHING: nothing is loaded, which it takes for success
 * @KS_PREFLIGHT_UNFINISHED: this was not followed to its end
 */
enum ks_preflight_ending {
	KS_PREFLIGHT_THROUGH = 0,
	KS_PREFLIGHT_STOPS,
	KS_PREFLIGHT_CRASHES,
	KS_PREFLIGHT_GIVES_UP,
	KS_PREFLIGHT_NOTHING,
	KS_PREFLIGHT_UNFINISHED,
	KS_PREFLIGHT_ENDING_MAX,
};

/**
 * struct ks_preflight_reader - one run of a reader of boot lists
 * @format: stable word for who reads
 * @place: what it reads
 * @ending: how it ends
 * @at: the line of a boot list that ends it, or KS_PREFLIGHT_NONE
 * @file: the file that ends it, or NULL
 * @line: of @file, or 0
 * @first: of its lines
 * @count: lines
 * @loaded: modules that are loaded, with those that others need
 * @never: lines that it never comes to
 */
struct ks_preflight_reader {
	const char *format;
	const char *place;
	enum ks_preflight_ending ending;
	uint32_t at;
	const char *file;
	unsigned int line;
	size_t first;
	size_t count;
	size_t loaded;
	size_t never;
};

/*
 * What is said of trees: id, stable word, and whether it fails: the verdict
 * that it counts as.
 */
#define KS_PREFLIGHT_NOTES(X)							\
	/* no directory of modules for the kernel's release */			\
	X(NO_TREE,	   "no-tree",		KS_VERDICT_REFUSED)		\
	/* several trees, and the kernel's release is not known */		\
	X(RELEASE_UNKNOWN, "release-unknown",	KS_VERDICT_UNKNOWN)		\
	/* a tree of a release that no kernel here has */			\
	X(ORPHAN,	   "orphan",		KS_VERDICT_OK)			\
	/* a tree is checked that this kernel does not look into */		\
	X(OUTSIDE,	   "outside",		KS_VERDICT_OK)			\
	/* modules lie beside the trees, where no kernel looks */		\
	X(STRAY,	   "stray",		KS_VERDICT_OK)			\
	/* a list without a module, beside modules */				\
	X(EMPTY_LIST,	   "empty-list",	KS_VERDICT_REFUSED)		\
	/* a module of an early boot needs one that is only there later */	\
	X(NEEDS_LATER,	   "needs-later",	KS_VERDICT_REFUSED)		\
	/* a module of the vendor needs one that only the ODM has */		\
	X(NEEDS_ODM,	   "needs-odm",		KS_VERDICT_REFUSED)		\
	/* an image of the kernel is there, but not one that can be read */	\
	X(KERNEL_UNREAD,   "kernel-unread",	KS_VERDICT_OK)			\
	/* a System.map without a symbol in it */				\
	X(STUB_SYSTEM_MAP, "stub-system-map",	KS_VERDICT_OK)

#define KS_PREFLIGHT_NOTE_ENUM(id, word, verdict) KS_PREFLIGHT_##id,
enum ks_preflight_note_id { KS_PREFLIGHT_NOTES(KS_PREFLIGHT_NOTE_ENUM) KS_PREFLIGHT_NOTE_MAX };

/**
 * struct ks_preflight_note - something about trees, not modules
 * @id: what
 * @subject: release or file that it is about
 * @object: a second one, or NULL
 * @count: how many there are of it
 * @known: the baseline has it
 */
struct ks_preflight_note {
	enum ks_preflight_note_id id;
	const char *subject;
	const char *object;
	size_t count;
	bool known;
};

/**
 * struct ks_preflight_error - what could not be looked at
 * @path: which
 * @code: negative errno
 * @text: one line
 */
struct ks_preflight_error {
	const char *path;
	int code;
	const char *text;
};

/**
 * struct ks_preflight_column - one kernel and what was checked against it
 * @spec: as the user named the kernel
 * @facts: the kernel; NULL when it could not be read
 * @trees: what was looked at
 * @tree_count: entries of @trees
 * @foreign: this is not the kernel that these modules were built for
 * @modules: all of them, by path
 * @module_count: entries of @modules
 * @groups: why modules are not ok, worst first
 * @group_count: entries of @groups
 * @boot: what is loaded at boot, list by list
 * @boot_count: entries of @boot
 * @boot_lists: lists that were read
 * @readers: who reads these lists
 * @reader_count: entries of @readers
 * @notes: about trees
 * @note_count: entries of @notes
 * @errors: what could not be looked at
 * @error_count: entries of @errors
 * @by_verdict: modules by verdict
 * @needs: fills in what a module needs, for advice, until the next call; 0 or -ENOMEM
 * @context: for @needs
 */
struct ks_preflight_column {
	const char *spec;
	const struct ks_facts *facts;
	const char *const *trees;
	size_t tree_count;
	bool foreign;
	struct ks_preflight_module *modules;
	size_t module_count;
	struct ks_preflight_group *groups;
	size_t group_count;
	struct ks_preflight_boot *boot;
	size_t boot_count;
	size_t boot_lists;
	struct ks_preflight_reader *readers;
	size_t reader_count;
	struct ks_preflight_note *notes;
	size_t note_count;
	const struct ks_preflight_error *errors;
	size_t error_count;
	size_t by_verdict[KS_VERDICT_MAX];
	int (*needs)(const void *context, size_t module, struct ks_needs *needs);
	const void *context;
};

/**
 * struct ks_preflight - all of it
 * @columns: one for each kernel
 * @column_count: entries of @columns
 * @deep: every byte was looked at
 * @baseline: name of the file of known problems, or NULL
 * @known: problems that it has
 * @gone: problems that it has and nobody else
 */
struct ks_preflight {
	struct ks_preflight_column *columns;
	size_t column_count;
	bool deep;
	const char *baseline;
	size_t known;
	size_t gone;
};

const char *ks_preflight_note_name(enum ks_preflight_note_id id);
const char *ks_preflight_state_name(enum ks_preflight_state state);
const char *ks_preflight_ending_name(enum ks_preflight_ending ending);
const char *ks_preflight_cause_name(enum ks_preflight_cause cause);
enum ks_verdict ks_preflight_note_verdict(enum ks_preflight_note_id id);
enum ks_verdict ks_preflight_boot_verdict(enum ks_preflight_state state);

/** ks_preflight_label - what to call a module: its name, or without one its file */
static inline const char *ks_preflight_label(const struct ks_preflight_module *module)
{
	return module->name && *module->name ? module->name : module->relative;
}

/**
 * ks_preflight_cause_of - the finding that puts a module into its group
 * @module: not ok
 *
 * Of a module that fails by itself, and needs one that fails as well, its own
 * failure: the kernel may answer with the other one, but that alone would not help.
 *
 * Return: a finding, or NULL when none decides.
 */
static inline const struct ks_finding *
ks_preflight_cause_of(const struct ks_preflight_module *module)
{
	const struct ks_finding *cause = module->result->cause;

	if (!cause || module->culprit != KS_PREFLIGHT_NONE ||
	    (cause->reason != KS_REASON_SYMBOL_OF_REFUSED &&
	     cause->reason != KS_REASON_SYMBOL_OF_UNKNOWN))
		return cause;
	for (size_t i = 0; i < module->result->finding_count; i++) {
		const struct ks_finding *f = &module->result->findings[i];

		if (f->level == cause->level && f->reason != KS_REASON_SYMBOL_OF_REFUSED &&
		    f->reason != KS_REASON_SYMBOL_OF_UNKNOWN)
			return f;
	}
	return cause;
}

#endif
