/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be loaded, in which order and why.  Plain data; names to plans is agent/resolve. */
#ifndef KS_MODEL_PLAN_H
#define KS_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** KS_PLAN_NONE - no step */
#define KS_PLAN_NONE	UINT32_MAX

/**
 * enum ks_plan_kind - what a step does
 * @KS_PLAN_FILE: loads a file
 * @KS_PLAN_BUILTIN: nothing: the module is part of the kernel image
 * @KS_PLAN_COMMAND: runs a command of modprobe.d in place of loading the file
 * @KS_PLAN_ABSENT: cannot be done: something needs a module that is not there
 */
enum ks_plan_kind {
	KS_PLAN_FILE = 0,
	KS_PLAN_BUILTIN,
	KS_PLAN_COMMAND,
	KS_PLAN_ABSENT,
	KS_PLAN_KIND_MAX,
};

/**
 * enum ks_plan_reason - why a step is in the plan
 * @KS_PLAN_REQUESTED: somebody asked for it
 * @KS_PLAN_NEEDED: a dependency of @for_step
 * @KS_PLAN_SOFT_BEFORE: "softdep ... pre:" of @for_step
 * @KS_PLAN_SOFT_AFTER: "softdep ... post:" of @for_step
 */
enum ks_plan_reason {
	KS_PLAN_REQUESTED = 0,
	KS_PLAN_NEEDED,
	KS_PLAN_SOFT_BEFORE,
	KS_PLAN_SOFT_AFTER,
	KS_PLAN_REASON_MAX,
};

/**
 * struct ks_plan_request - one name that somebody asked for
 * @name: module, alias or path, as it was written
 * @parameters: of the caller: "name=value" separated by blanks, or NULL
 * @list: file that asks for it, or NULL
 * @line: in @list, from 1
 */
struct ks_plan_request {
	const char *name;
	const char *parameters;
	const char *list;
	unsigned int line;
};

/**
 * struct ks_plan_step - one module
 * @kind: what is done
 * @reason: why
 * @path: file, or NULL where there is none
 * @name: module, '_' for '-', by its file's name or its entry in a list
 * @parameters: all that it is loaded with, in this order: modprobe.d, kernel
 *	command line, caller; never NULL
 * @command: of modprobe.d's "install" that takes the place of loading it, or NULL
 * @remove_command: the same of "remove", or NULL
 * @for_step: position of the step that it is here for; KS_PLAN_NONE where it was
 *	requested
 * @request: position of the request that brought it in
 * @list: file that asks for it, or NULL
 * @line: in @list, from 1
 * @is_optional: only soft dependencies want it: a failure of it is none of the
 *	others
 */
struct ks_plan_step {
	enum ks_plan_kind kind;
	enum ks_plan_reason reason;
	const char *path;
	const char *name;
	const char *parameters;
	const char *command;
	const char *remove_command;
	uint32_t for_step;
	uint32_t request;
	const char *list;
	unsigned int line;
	bool is_optional;
};

/**
 * struct ks_plan_wish - one more request that wants what only soft dependencies want
 * @step: position of the optional step
 * @root: position of what was requested; KS_PLAN_NONE where that has no step
 */
struct ks_plan_wish {
	uint32_t step;
	uint32_t root;
};

/**
 * enum ks_plan_why - why a request brings no step
 * @KS_PLAN_NOT_FOUND: no module and no alias of this name
 * @KS_PLAN_BLACKLISTED: modprobe.d's "blacklist", or another deny list, keeps it out
 * @KS_PLAN_PASSED_OVER: no such module, which the reader of the list passes over
 * @KS_PLAN_NAMELESS: the reader of the list finds no name in its line
 * @KS_PLAN_UNMET: something that it needs is not there
 * @KS_PLAN_UNOPENED: its file is a symbolic link, which is not followed
 * @KS_PLAN_ENDLESS: the reader of the list never ends with what it needs
 * @KS_PLAN_NEVER: the reader of the list never comes to it
 */
enum ks_plan_why {
	KS_PLAN_NOT_FOUND = 0,
	KS_PLAN_BLACKLISTED,
	KS_PLAN_PASSED_OVER,
	KS_PLAN_NAMELESS,
	KS_PLAN_UNMET,
	KS_PLAN_UNOPENED,
	KS_PLAN_ENDLESS,
	KS_PLAN_NEVER,
	KS_PLAN_WHY_MAX,
};

/**
 * struct ks_plan_miss - a request, or one module of several that it names, which
 *	brings no step
 * @name: as it was requested
 * @module: which module is blacklisted, or NULL
 * @why: why
 * @request: position of the request
 * @list: file that asks for it, or NULL
 * @line: in @list, from 1
 */
struct ks_plan_miss {
	const char *name;
	const char *module;
	enum ks_plan_why why;
	uint32_t request;
	const char *list;
	unsigned int line;
};

/**
 * struct ks_plan - a set of modules in the order in which they are loaded
 * @steps: in effective order
 * @count: entries of @steps
 * @misses: requests that bring none
 * @miss_count: entries of @misses
 * @wishes: of requests for optional steps that another request has brought in
 * @wish_count: entries of @wishes
 *
 * Texts belong to who made the plan.
 */
struct ks_plan {
	struct ks_plan_step *steps;
	size_t count;
	struct ks_plan_miss *misses;
	size_t miss_count;
	struct ks_plan_wish *wishes;
	size_t wish_count;
};

#endif
