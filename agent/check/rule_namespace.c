// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbol namespaces: verify_namespace_is_imported() of kernel/module/main.c.
 * EINVAL, unless the kernel allows missing imports.  Since 6.16 a namespace
 * "module:a,b*" names the modules that may use the symbol without importing.
 */
#include "check/check.h"
#include "check/symbols.h"

static bool imported(const struct ks_needs *needs, const char *ns)
{
	for (size_t i = 0; i < needs->namespace_count; i++)
		if (!strcmp(needs->namespaces[i], ns))
			return true;
	return false;
}

static char fold(char c)
{
	return c == '-' ? '_' : c;
}

/* One item of the list, which a trailing '*' makes a prefix. */
static bool item_matches(const char *item, size_t len, const char *name)
{
	bool prefix = len && item[len - 1] == '*';

	len -= prefix;
	for (size_t i = 0; i < len; i++)
		if (!name[i] || fold(item[i]) != fold(name[i]))
			return false;
	return prefix || !name[len];
}

/* verify_module_namespace() */
static bool named(const char *ns, const char *mname)
{
	const char *list = ns + strlen(KS_MODULE_NAMESPACE);

	if (strncmp(ns, KS_MODULE_NAMESPACE, strlen(KS_MODULE_NAMESPACE)) || !mname)
		return false;
	while (*list) {
		size_t len = strcspn(list, ",");

		if (item_matches(list, len, mname))
			return true;
		list += len;
		list += *list == ',';
	}
	return false;
}

/* Yes or no; unknown where only later series would allow it. */
static enum ks_tri allowed(const struct ks_needs *needs, const struct ks_facts *facts,
			   const char *ns)
{
	if (imported(needs, ns))
		return KS_YES;
	return named(ns, needs->mname) ? ks_since(facts, 6, 16) : KS_NO;
}

static void emit(const struct ks_import *import, const struct ks_export *export,
		 enum ks_tri enforced, struct ks_sink *sink)
{
	enum ks_level level = KS_LEVEL_UNKNOWN;

	if (enforced == KS_YES)
		level = KS_LEVEL_REFUSES;
	else if (enforced == KS_NO)
		level = KS_LEVEL_NOTE;
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_NAMESPACE,
		.level = level,
		.reason = enforced == KS_UNKNOWN ? KS_REASON_NAMESPACE_UNKNOWN
						 : KS_REASON_NAMESPACE,
		.error = enforced == KS_YES ? KS_EINVAL : 0,
		.order = import->index,
		.subject = import->name,
		.owner = export->owner,
		.kernel = export->ns,
	});
}

/**
 * ks_rule_namespace - the module imports the namespaces of its symbols
 * @needs: import_ns, imports, mname
 * @facts: exports, whether missing imports are allowed
 * @sink: findings
 */
void ks_rule_namespace(const struct ks_needs *needs, const struct ks_facts *facts,
		       struct ks_sink *sink)
{
	enum ks_tri enforced = facts->gates[KS_GATE_NAMESPACES_ENFORCED].value;
	struct ks_walk walk = ks_walk_start(needs, facts);

	if (needs->imports_are & KS_IMPORTS_NO_NS)
		return;
	while (ks_walk_next(&walk)) {
		enum ks_tri minds = enforced, yes;

		if (!ks_is_checked(&walk) || !walk.export->ns || !*walk.export->ns)
			continue;
		yes = allowed(needs, facts, walk.export->ns);
		if (yes == KS_UNKNOWN && minds == KS_YES)
			minds = KS_UNKNOWN;
		if (yes != KS_YES)
			emit(walk.import, walk.export, minds, sink);
	}
}
