// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel's command line does to loading of modules.  Words are cut as
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

static void set_sig_enforce(struct ks_snapshot *s, const char *value)
{
	/* It can be switched on only, and a kernel without signatures has no switch. */
	if (is_true(value) && s->facts.gates[KS_GATE_MODULE_SIG].value != KS_NO)
		ks_set_gate(s, KS_GATE_SIG_ENFORCED, true, KS_ORIGIN_ASSUMED);
}

static void set_lockdown(struct ks_snapshot *s, const char *value)
{
	if (value && (!strcmp(value, "integrity") || !strcmp(value, "confidentiality")))
		ks_set_state(s, KS_STATE_LOCKED_DOWN, true, KS_ORIGIN_ASSUMED);
}

static void set_blacklist(struct ks_snapshot *s, const char *value)
{
	if (value)
		ks_set_text(s, "blacklist", &s->facts.blacklist, value, KS_ORIGIN_ASSUMED);
}

static void set_disabled(struct ks_snapshot *s, const char *value)
{
	if (is_true(value))
		ks_set_state(s, KS_STATE_MODULES_DISABLED, true, KS_ORIGIN_ASSUMED);
}

static const struct {
	const char *name;
	void (*set)(struct ks_snapshot *snapshot, const char *value);
} parameters[] = {
	{ "module.sig_enforce", set_sig_enforce },
	{ "lockdown", set_lockdown },
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

/**
 * ks_cmdline_assume - take a kernel as booted with a command line
 * @snapshot: facts that were read from files; these count more
 * @cmdline: as the boot loader has it
 */
void ks_cmdline_assume(struct ks_snapshot *snapshot, const char *cmdline)
{
	ks_auto_free char *copy = strdup(cmdline);
	char *rest = copy, *name, *value;

	if (!copy)
		snapshot->out_of_memory = true;
	while (rest && *rest) {
		if (isspace((unsigned char)*rest)) {
			rest++;
			continue;
		}
		rest = next_word(rest, &name, &value);
		if (!value && !strcmp(name, "--"))
			return;
		for (size_t i = 0; i < KS_ARRAY_SIZE(parameters); i++)
			if (is_name(name, parameters[i].name))
				parameters[i].set(snapshot, value);
	}
}
