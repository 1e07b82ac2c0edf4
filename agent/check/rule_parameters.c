// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parameters: parse_args() and parse_one() of kernel/params.c, with the setters
 * of its standard types, kstrtoull() and kstrtobool() of lib/kstrtox.c, and
 * unknown_module_param_cb() of kernel/module/main.c.  Every parameter that is
 * refused is reported, and the last one's errno is the answer.
 */
#include "check/check.h"
#include "check/emit.h"

#define CHARP_MAX	1024
#define NUMBER_MAX	24	/* digits and sign of any number that fits */

#define FLAG_UNSAFE	1	/* KERNEL_PARAM_FL_* of linux/moduleparam.h */
#define FLAG_HWPARAM	2

/* What a setter answers: an errno, or one of these. */
enum answer { TAKEN = 0, NOT_KNOWN = -1 };

static bool equal(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(text, word, len);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* _kstrtoull() with base 0, of the first bytes of a text. */
static int parse_unsigned(const char *s, size_t len, uint64_t *value)
{
	unsigned int base = 10;
	bool overflow = false;
	size_t i = 0;

	if (len && s[0] == '0')
		base = len > 2 && (s[1] | 0x20) == 'x' && digit(s[2]) < 16 ? 16 : 8;
	s += base == 16 ? 2 : 0;
	len -= base == 16 ? 2 : 0;
	*value = 0;
	for (; i < len && digit(s[i]) < (int)base; i++) {
		if (*value > (UINT64_MAX - digit(s[i])) / base)
			overflow = true;
		*value = *value * base + digit(s[i]);
	}
	if (overflow)
		return KS_ERANGE;
	if (!i)
		return KS_EINVAL;
	i += i < len && s[i] == '\n';
	return i < len ? KS_EINVAL : TAKEN;
}

/* kstrtoull() and the types that it is cut down to. */
static int set_unsigned(const char *s, size_t len, unsigned int bits)
{
	uint64_t value;
	int ret;

	if (len && *s == '+') {
		s++;
		len--;
	}
	ret = parse_unsigned(s, len, &value);
	if (ret)
		return ret;
	return bits < 64 && value >> bits ? KS_ERANGE : TAKEN;
}

/* kstrtoll() and the types that it is cut down to. */
static int set_signed(const char *s, size_t len, unsigned int bits)
{
	bool negative = len && *s == '-', plus = len && *s == '+';
	uint64_t value, limit = (uint64_t)1 << (bits - 1);
	int ret = parse_unsigned(s + negative + plus, len - negative - plus, &value);

	if (ret)
		return ret;
	return value > (negative ? limit : limit - 1) ? KS_ERANGE : TAKEN;
}

/* kstrtobool(); "t" and "f" since 5.18. */
static int set_bool(const struct ks_facts *facts, const char *s, size_t len, bool *value)
{
	char first = len ? s[0] | 0x20 : 0, second = len > 1 ? s[1] | 0x20 : 0;

	/* Not a letter in upper case, but a byte that turns into one. */
	if (len && s[0] < 0x20)
		return KS_EINVAL;
	*value = first == 'y' || first == 't' || (len && s[0] == '1') ||
		 (first == 'o' && second == 'n');
	if (*value && first != 't')
		return TAKEN;
	if (first == 'n' || (len && s[0] == '0') || (first == 'o' && second == 'f'))
		return TAKEN;
	if (first != 't' && first != 'f')
		return KS_EINVAL;
	switch (ks_since(facts, 5, 18)) {
	case KS_YES:
		return TAKEN;
	case KS_NO:
		return KS_EINVAL;
	default:
		return NOT_KNOWN;
	}
}

/* Standard types of numbers: bits, 0 for the width of a long. */
static const struct {
	const char *name;
	unsigned int bits;
	bool is_signed;
} numbers[] = {
	{ "byte", 8, false },	{ "short", 16, true },	{ "ushort", 16, false },
	{ "int", 32, true },	{ "uint", 32, false },	{ "hexint", 32, false },
	{ "long", 0, true },	{ "ulong", 0, false },	{ "ullong", 64, false },
};

static bool is_bool(const char *type)
{
	return !strcmp(type, "bool") || !strcmp(type, "invbool") || !strcmp(type, "bint") ||
	       !strcmp(type, "bool_enable_only");
}

/* A setter of this name is the kernel's, if the module has it from there. */
static bool is_standard(const struct ks_needs *needs, const char *type)
{
	static const char prefix[] = "param_ops_";
	size_t len = sizeof(prefix) - 1;

	for (size_t i = 0; i < needs->import_count; i++)
		if (!strncmp(needs->imports[i].name, prefix, len) &&
		    !strcmp(needs->imports[i].name + len, type))
			return true;
	return false;
}

static int set_one(const struct ks_needs *needs, const struct ks_facts *facts, const char *type,
		   const char *value, size_t len)
{
	unsigned int word = needs->layout.is64 ? 64 : 32;
	bool on = false;
	int ret;

	if (!is_standard(needs, type))
		return NOT_KNOWN;
	if (!strcmp(type, "charp"))
		return len > CHARP_MAX ? KS_ENOSPC : TAKEN;
	if (is_bool(type)) {
		ret = set_bool(facts, value, len, &on);
		/* What is on already cannot be switched off. */
		return !ret && !on && !strcmp(type, "bool_enable_only") ? NOT_KNOWN : ret;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		unsigned int bits = numbers[i].bits ? numbers[i].bits : word;

		if (strcmp(type, numbers[i].name))
			continue;
		return numbers[i].is_signed ? set_signed(value, len, bits)
					    : set_unsigned(value, len, bits);
	}
	return NOT_KNOWN;
}

/* param_array(): one value fits; how many do, parmtype does not say. */
static int set_array(const struct ks_needs *needs, const struct ks_facts *facts, const char *type,
		     const char *value)
{
	size_t first = strcspn(value, ",");
	int ret = set_one(needs, facts, type, value, first);

	return ret || !value[first] ? ret : NOT_KNOWN;
}

static int set(const struct ks_needs *needs, const struct ks_facts *facts, const char *type,
	       const struct ks_argument *argument)
{
	static const char array[] = "array of ";
	bool is_array = !strncmp(type, array, strlen(array));

	if (!argument->value) {
		if (is_bool(type) && is_standard(needs, type))
			return TAKEN;
		return is_array || is_standard(needs, type) ? KS_EINVAL : NOT_KNOWN;
	}
	if (is_array)
		return set_array(needs, facts, type + strlen(array), argument->value);
	return set_one(needs, facts, type, argument->value, strlen(argument->value));
}

/* parameq(): '-' and '_' are the same; @known ends with ':'. */
static const char *type_in(const char *known, const char *name)
{
	for (; *name && *known && *known != ':'; name++, known++)
		if ((*name == '-' ? '_' : *name) != (*known == '-' ? '_' : *known))
			return NULL;
	return *known == ':' && !*name ? known + 1 : NULL;
}

static const char *type_of(const struct ks_needs *needs, const char *name)
{
	const char *type = NULL;

	for (size_t i = 0; i < needs->parmtype_count && !type; i++)
		type = type_in(needs->parmtypes[i], name);
	return type;
}

static void emit(struct ks_sink *sink, const struct ks_argument *argument, size_t order,
		 enum ks_level level, enum ks_reason reason, int error, uint64_t length)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_PARAMETERS,
		.level = level,
		.reason = reason,
		.error = error,
		.order = order,
		.subject = argument->name,
		.module = argument->value ? argument->value : "",
		.module_number = length,
	});
}

/* unknown_module_param_cb(), which takes all. */
static void unknown(const struct ks_needs *needs, const struct ks_facts *facts,
		    const struct ks_argument *argument, size_t order, struct ks_sink *sink)
{
	enum ks_tri dyndbg = facts->gates[KS_GATE_DYNAMIC_DEBUG].value;
	const char *dot = strchr(argument->name, '.'), *name = argument->name;

	/* A parameter with a setter of the module's own has no parmtype. */
	if (needs->param_count != needs->parmtype_count) {
		emit(sink, argument, order, KS_LEVEL_RESIDUAL, KS_REASON_PARAMETER_OWN, 0, 0);
		return;
	}
	if (equal(name, strlen(name), "async_probe"))
		return;
	/* ddebug_dyndbg_module_param_cb() looks behind the first dot, and cuts there. */
	if (dyndbg == KS_YES && !strcmp(dot ? dot + 1 : name, "dyndbg"))
		return;
	if (dyndbg == KS_NO && !strcmp(name, "dyndbg"))
		emit(sink, argument, order, KS_LEVEL_NOTE, KS_REASON_PARAMETER_DYNDBG, 0, 0);
	else
		emit(sink, argument, order, KS_LEVEL_NOTE, KS_REASON_PARAMETER_UNKNOWN, 0,
		     dot && dyndbg == KS_YES ? (size_t)(dot - name) : strlen(name));
}

/* The part of the value that the kernel's line shows: an array is cut. */
static size_t shown(const char *type, const struct ks_argument *argument)
{
	if (!argument->value)
		return 0;
	return strncmp(type, "array of ", 9) ? strlen(argument->value)
					     : strcspn(argument->value, ",");
}

/* One parameter; is it refused. */
static bool judge(const struct ks_needs *needs, const struct ks_facts *facts,
		  const struct ks_argument *argument, size_t order, struct ks_sink *sink)
{
	enum ks_tri locked = facts->states[KS_STATE_LOCKED_DOWN].value;
	const char *type = type_of(needs, argument->name);
	int ret;

	if (!type) {
		unknown(needs, facts, argument, order, sink);
		return false;
	}
	ret = set(needs, facts, type, argument);
	if (needs->param_flags & FLAG_HWPARAM && locked != KS_NO) {
		/* Which ones are for hardware, parmtype does not say. */
		emit(sink, argument, order, KS_LEVEL_UNKNOWN, KS_REASON_PARAMETER_HARDWARE, 0, 0);
		return false;
	}
	if (ret == NOT_KNOWN)
		emit(sink, argument, order, KS_LEVEL_RESIDUAL, KS_REASON_PARAMETER_OWN, 0, 0);
	else if (ret == KS_ENOSPC)
		emit(sink, argument, order, KS_LEVEL_REFUSES, KS_REASON_PARAMETER_LONG, ret,
		     shown(type, argument));
	else if (ret)
		emit(sink, argument, order, KS_LEVEL_REFUSES, KS_REASON_PARAMETER_INVALID, ret,
		     shown(type, argument));
	return ret > 0;
}

/**
 * ks_rule_parameters - parameters that the kernel would not take
 * @needs: candidate
 * @facts: kernel
 * @sink: findings
 */
void ks_rule_parameters(const struct ks_needs *needs, const struct ks_facts *facts,
			struct ks_sink *sink)
{
	const struct ks_argument rest = { .name = needs->after_dashes };
	bool refused = false;

	if (!needs->readable)
		return;
	for (size_t i = 0; i < needs->argument_count; i++)
		refused |= judge(needs, facts, &needs->arguments[i], i, sink);
	if (needs->after_dashes && !refused)
		emit(sink, &rest, needs->argument_count, KS_LEVEL_NOTE,
		     KS_REASON_PARAMETER_DASHES, 0, 0);
}
