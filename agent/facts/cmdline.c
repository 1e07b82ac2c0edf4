// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel's command line does to loading of modules, that in its
 * configuration (CONFIG_CMDLINE) included.  Words are cut as
 * next_arg() of lib/cmdline.c cuts them, '-' and '_' are the same in a name
 * (parameq() of kernel/params.c), and behind "--" init's arguments begin.
 */
#include "facts/cmdline.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/macro.h"

/* As param_set_bool(): without a value it is set. */
static bool is_true(const char *value)
{
	return !value || strchr("yYtT1", *value) ||
	       ((value[0] == 'o' || value[0] == 'O') && (value[1] == 'n' || value[1] == 'N'));
}

/* A command line, or a part of one; how sure it is, and what no later word takes back. */
struct booted {
	struct ks_snapshot *snapshot;
	enum ks_origin origin;
	enum ks_origin lasting;
	bool ends;
};

static void set_sig_enforce(const struct booted *b, const char *value)
{
	struct ks_snapshot *s = b->snapshot;

	/* It can be switched on only, and a kernel without signatures has no switch. */
	if (is_true(value) && s->facts.gates[KS_GATE_MODULE_SIG].value != KS_NO)
		ks_set_gate(s, KS_GATE_SIG_ENFORCED, true, b->lasting);
}

static void set_lockdown(const struct booted *b, const char *value)
{
	if (value && (!strcmp(value, "integrity") || !strcmp(value, "confidentiality")))
		b->snapshot->booting.locks_down = true;
}

/* In place of CONFIG_LSM. */
static void set_lsm(const struct booted *b, const char *value)
{
	if (value)
		b->snapshot->booting.lockdown_runs = ks_tri(ks_cmdline_lists(value, "lockdown"));
}

static void set_blacklist(const struct booted *b, const char *value)
{
	struct ks_snapshot *s = b->snapshot;

	if (value)
		ks_set_text(s, "blacklist", &s->facts.blacklist, value, b->origin);
}

static void set_disabled(const struct booted *b, const char *value)
{
	if (is_true(value))
		ks_set_state(b->snapshot, KS_STATE_MODULES_DISABLED, true, b->origin);
}

static const struct {
	const char *name;
	void (*set)(const struct booted *b, const char *value);
} parameters[] = {
	{ "module.sig_enforce", set_sig_enforce },
	{ "lockdown", set_lockdown },
	{ "lsm", set_lsm },
	{ "module_blacklist", set_blacklist },
	{ "nomodule", set_disabled },
	/* Set before init runs (do_sysctl_args() of fs/proc/proc_sysctl.c). */
	{ "sysctl.kernel.modules_disabled", set_disabled },
};

static bool is_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

/* Cuts off one word and returns what is behind it. */
static char *next_word(char *text, char **name, char **value)
{
	bool quoted = *text == '"', inside = quoted;
	char *equals = NULL, *end;

	text += quoted;
	for (end = text; *end && (inside || !isspace((unsigned char)*end)); end++) {
		if (*end == '=' && !equals)
			equals = end;
		if (*end == '"')
			inside = !inside;
	}
	*name = text;
	*value = equals ? equals + 1 : NULL;
	text = *end ? end + 1 : end;
	*end = '\0';
	if (equals)
		*equals = '\0';
	if (equals && **value == '"')
		++*value;
	else if (!quoted)
		return text;
	if (end > *name && end[-1] == '"')
		end[-1] = '\0';
	return text;
}

static void take(struct booted *b, const char *cmdline)
{
	ks_auto_free char *copy = strdup(cmdline);
	char *rest = copy, *name, *value;

	if (!copy)
		b->snapshot->out_of_memory = true;
	while (rest && *rest && !b->ends) {
		if (isspace((unsigned char)*rest)) {
			rest++;
			continue;
		}
		rest = next_word(rest, &name, &value);
		b->ends = !value && !strcmp(name, "--");
		for (size_t i = 0; i < KS_ARRAY_SIZE(parameters) && !b->ends; i++)
			if (is_name(name, parameters[i].name))
				parameters[i].set(b, value);
	}
}

static void take_given(struct booted *b, const char *cmdline)
{
	b->origin = b->lasting = KS_ORIGIN_ASSUMED;
	take(b, cmdline);
}

static void take_built_in(struct booted *b, enum ks_origin origin)
{
	const struct ks_booting *boot = &b->snapshot->booting;

	b->origin = origin;
	b->lasting = KS_ORIGIN_FILE;
	b->snapshot->file = boot->file;
	take(b, boot->cmdline.value);
	b->snapshot->file = 0;
}

/* As the kernel puts together what is built in and what the boot loader has. */
static void take_both(struct ks_snapshot *s, const char *given)
{
	const char *own = s->booting.cmdline.value;
	struct booted b = { .snapshot = s };

	if (!own || s->booting.cmdline_use == KS_CMDLINE_FALLBACK) {
		take_given(&b, *given || !own ? given : own);
	} else if (s->booting.cmdline_use == KS_CMDLINE_ONLY) {
		take_built_in(&b, KS_ORIGIN_FILE);
	} else if (s->booting.cmdline_use == KS_CMDLINE_BEFORE) {
		take_built_in(&b, KS_ORIGIN_ASSUMED);
		take_given(&b, given);
	} else {
		take_given(&b, given);
		take_built_in(&b, KS_ORIGIN_ASSUMED);
	}
}

/*
 * Whether the kernel locks itself down stays open where its module may not run;
 * what was assumed without its configuration, and saved so, does not count then.
 */
static bool lockdown_is_open(struct ks_snapshot *s)
{
	struct ks_fact_tri *locked = &s->facts.states[KS_STATE_LOCKED_DOWN];
	const struct ks_booting *boot = &s->booting;

	if (!boot->locks_down || boot->has_lockdown == KS_NO)
		return false;
	if (!boot->lockdown_early && boot->lockdown_runs != KS_YES &&
	    (boot->has_lockdown == KS_YES || boot->lockdown_runs == KS_NO)) {
		if (locked->origin == KS_ORIGIN_ASSUMED)
			*locked = (struct ks_fact_tri){ 0 };
		return true;
	}
	ks_set_state(s, KS_STATE_LOCKED_DOWN, true, KS_ORIGIN_ASSUMED);
	return false;
}

/**
 * ks_cmdline_lists - is a name one of a list
 * @list: names with commas between them
 * @item: name
 */
bool ks_cmdline_lists(const char *list, const char *item)
{
	size_t len = strlen(item);

	for (; *list; list += *list == ',') {
		size_t next = strcspn(list, ",");

		if (next == len && !memcmp(list, item, len))
			return true;
		list += next;
	}
	return false;
}

/**
 * ks_cmdline_boot - take a kernel that is only files as booted with its command line
 * @snapshot: facts that were read from files; these count more
 *
 * That is the one that the user names, or an empty one, with the one that is
 * built in, as far as its configuration is known.
 *
 * Return: whether the kernel locks itself down is not known.
 */
bool ks_cmdline_boot(struct ks_snapshot *snapshot)
{
	take_both(snapshot, snapshot->cmdline ? snapshot->cmdline : "");
	return lockdown_is_open(snapshot);
}
