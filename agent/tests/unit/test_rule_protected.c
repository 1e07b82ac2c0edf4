// SPDX-License-Identifier: GPL-2.0-or-later
/* Android's protection of symbols: every signature, every owner, listed or not. */
#include "outcome.h"

static const char *kmi[] = { "alpha", "printk" };
static const char *protected_names[] = { "own" };

static enum ks_tri holds(enum ks_signature signature)
{
	switch (signature) {
	case KS_SIGNATURE_VALID:
		return KS_YES;
	case KS_SIGNATURE_PKCS7:
	case KS_SIGNATURE_LISTED:
	case KS_SIGNATURE_MAYBE_VALID:
	case KS_SIGNATURE_MAYBE_REVOKED:
		return KS_UNKNOWN;
	default:
		return KS_NO;
	}
}

/* One import of @owner; the list has it or not. */
static void set_import(struct world *w, const char *name, const char *owner)
{
	w->needs.import_count = 1;
	w->imports[0].name = name;
	w->imports[0].export = NULL;
	w->exports[0].name = name;
	w->exports[0].owner = owner;
	w->exports[0].module = NULL;
	w->exports[0].gpl_only = false;
	world_index(w);
}

static void test_use(enum ks_signature signature, const char *name, const char *owner,
		     enum ks_tri owner_is_signed)
{
	enum ks_tri own = holds(signature);
	bool is_free = own == KS_YES || !strcmp(name, "alpha") || owner_is_signed == KS_NO;
	bool certain = own == KS_NO && (!owner || owner_is_signed == KS_YES);
	struct world w;

	ktap_case("signature %d uses %s of %s, signed %d", signature, name,
		  owner ? owner : "the kernel", owner_is_signed);
	world_init(&w, SERIES(6, 1));
	set_import(&w, name, owner);
	w.needs.signature = signature;
	w.modules[0] = (struct ks_module){
		.name = owner ? owner : "other", .state = KS_MODULE_BESIDE,
		.is_signed = owner_is_signed,
	};
	w.facts.modules = w.modules;
	w.facts.module_count = 1;
	w.exports[0].module = owner ? &w.modules[0] : NULL;
	world_rule(&w, ks_rule_symbol_protected);
	expect_int(w.sink.count, 0);
	w.facts.kmi_symbols = (struct ks_symbol_list){ kmi, 2 };
	w.sink.count = 0;
	world_rule(&w, ks_rule_symbol_protected);
	expect_int(w.sink.count, !is_free);
	if (!is_free) {
		expect_int(w.findings[0].level, certain ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN);
		expect_int(w.findings[0].error, certain ? 13 : 0);
		expect_text(w.findings[0].subject, name);
	}
	world_free(&w);
}

static void test_export(enum ks_signature signature, const char *name)
{
	struct ks_own_export exports[] = { { .name = "free" }, { .name = name }, { .name = "own" } };
	enum ks_tri own = holds(signature);
	bool bad = own != KS_YES;
	struct world w;

	ktap_case("signature %d exports %s", signature, name);
	world_init(&w, SERIES(6, 1));
	w.needs.signature = signature;
	w.needs.exports = exports;
	w.needs.export_count = 2;
	world_rule(&w, ks_rule_export_protected);
	expect_int(w.sink.count, 0);
	w.facts.protected_exports = (struct ks_symbol_list){ protected_names, 1 };
	bad &= !strcmp(name, "own");
	world_rule(&w, ks_rule_export_protected);
	expect_int(w.sink.count, bad);
	if (bad) {
		expect_int(w.findings[0].level, own == KS_NO ? KS_LEVEL_REFUSES : KS_LEVEL_UNKNOWN);
		expect_int(w.findings[0].error, own == KS_NO ? 13 : 0);
		expect_int(w.findings[0].order, 2);
	}
	world_free(&w);
}

int main(void)
{
	static const char *const names[] = { "alpha", "beta" };

	for (int signature = 0; signature < KS_SIGNATURE_MAX; signature++) {
		for (size_t i = 0; i < 2; i++) {
			test_use(signature, names[i], NULL, KS_UNKNOWN);
			test_use(signature, names[i], "other", KS_UNKNOWN);
			test_use(signature, names[i], "other", KS_YES);
			test_use(signature, names[i], "other", KS_NO);
		}
		test_export(signature, "own");
		test_export(signature, "else");
	}
	return ktap_end();
}
