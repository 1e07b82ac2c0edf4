// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts/cmdline and facts/config: what a kernel that is only files makes of
 * booting: CONFIG_CMDLINE as each architecture uses it, --cmdline, lockdown.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "facts/provider.h"
#include "ktap.h"

#define X86	"# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_64BIT=y\nCONFIG_X86=y\n" \
		"CONFIG_MODULE_SIG=y\nCONFIG_SECURITY_LOCKDOWN_LSM=y\n"
#define ARM64	"# Linux/arm64 6.1.0 Kernel Configuration\nCONFIG_64BIT=y\nCONFIG_ARM64=y\n" \
		"CONFIG_MODULE_SIG=y\n"
#define MIPS	"# Linux/mips 6.1.0 Kernel Configuration\nCONFIG_MIPS=y\nCONFIG_MODULE_SIG=y\n"
#define LSM	"CONFIG_LSM=\"landlock,lockdown,yama\"\n"
#define BARE	"CONFIG_LSM=\"landlock,lockdowns,yama\"\n"
#define EARLY	"CONFIG_SECURITY_LOCKDOWN_LSM_EARLY=y\n"
#define FORCED	"CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y\n"

static int file_of(const char *text)
{
	int fd = memfd_create("config", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	return fd;
}

/* As --kernel FILE,FILE --cmdline TEXT makes it. */
static const struct ks_facts *kernel_of_two(struct ks_snapshot *s, const char *one,
					    const char *two, const char *cmdline)
{
	const struct ks_wanted all = { 0 };
	int first = file_of(one), second = file_of(two ? two : "");
	static char spec[64];
	struct ks_err err;

	if (two)
		snprintf(spec, sizeof(spec), "/proc/self/fd/%d,/proc/self/fd/%d", first, second);
	else
		snprintf(spec, sizeof(spec), "/proc/self/fd/%d", first);
	ks_snapshot_init(s, spec);
	s->cmdline = cmdline;
	expect_int(ks_facts_load(s, spec, &err), 0);
	expect_int(ks_facts_complete(s, &all, &err), 0);
	close(first);
	close(second);
	return &s->facts;
}

static const struct ks_facts *kernel_of(struct ks_snapshot *s, const char *text,
					const char *cmdline)
{
	return kernel_of_two(s, text, NULL, cmdline);
}

static void test_lockdown(void)
{
	static const struct {
		const char *name, *config, *cmdline;
		enum ks_tri locked;
		enum ks_origin origin;
	} rows[] = {
		{ "not forced", X86 LSM, NULL, KS_NO, KS_ORIGIN_ASSUMED },
		{ "forced, early", X86 BARE EARLY FORCED, NULL, KS_YES, KS_ORIGIN_FILE },
		{ "forced, early, other lsm=", X86 LSM EARLY FORCED, "lsm=yama", KS_YES,
		  KS_ORIGIN_FILE },
		{ "forced, one of the modules", X86 LSM FORCED, NULL, KS_YES, KS_ORIGIN_ASSUMED },
		{ "confidentiality", X86 LSM "CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY=y\n",
		  NULL, KS_YES, KS_ORIGIN_ASSUMED },
		{ "forced, not one of them", X86 BARE FORCED, NULL, KS_UNKNOWN, KS_ORIGIN_NONE },
		{ "forced, no list", X86 FORCED, NULL, KS_UNKNOWN, KS_ORIGIN_NONE },
		{ "forced, lsm= with it", X86 BARE FORCED, "lsm=a,lockdown", KS_YES,
		  KS_ORIGIN_ASSUMED },
		{ "forced, lsm= without it", X86 LSM FORCED, "lsm=yama", KS_UNKNOWN,
		  KS_ORIGIN_NONE },
		{ "lockdown=", X86 LSM, "lockdown=integrity", KS_YES, KS_ORIGIN_ASSUMED },
		{ "lockdown= without the module", ARM64 LSM, "lockdown=integrity", KS_NO,
		  KS_ORIGIN_ASSUMED },
		{ "lockdown= of nothing", X86 LSM, "lockdown=none", KS_NO, KS_ORIGIN_ASSUMED },
		{ "lockdown=, no configuration", "# kmodsafe facts 1\n", "lockdown=integrity",
		  KS_YES, KS_ORIGIN_ASSUMED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ks_facts *f;
		struct ks_snapshot s;

		ktap_case("lockdown: %s", rows[i].name);
		f = kernel_of(&s, rows[i].config, rows[i].cmdline);
		expect_int(f->states[KS_STATE_LOCKED_DOWN].value, rows[i].locked);
		expect_int(f->states[KS_STATE_LOCKED_DOWN].origin, rows[i].origin);
		ks_facts_free(&s);
	}
}

#define OWN(words)	"CONFIG_CMDLINE=\"" words "\"\n"
#define ONLY_X86	"CONFIG_CMDLINE_OVERRIDE=y\n"
#define ONLY		"CONFIG_CMDLINE_FORCE=y\n"
#define EXTEND		"CONFIG_CMDLINE_EXTEND=y\n"
#define BUILTIN		"CONFIG_MIPS_CMDLINE_BUILTIN_EXTEND=y\n"
#define LIST		"module_blacklist="

static void test_blacklist(void)
{
	static const struct {
		const char *name, *config, *cmdline, *list;
		enum ks_origin origin;
	} rows[] = {
		{ "x86, nothing given", X86 OWN(LIST "a"), NULL, "a", KS_ORIGIN_ASSUMED },
		{ "x86, other words given", X86 OWN(LIST "a"), "quiet", "a", KS_ORIGIN_ASSUMED },
		{ "x86, another given", X86 OWN(LIST "a"), LIST "b", "b", KS_ORIGIN_ASSUMED },
		{ "x86, overridden", X86 ONLY_X86 OWN(LIST "a"), LIST "b", "a", KS_ORIGIN_FILE },
		{ "x86, overridden by other words", X86 ONLY_X86 OWN("quiet"), LIST "b", "",
		  KS_ORIGIN_ASSUMED },
		{ "x86, behind the kernel's own words", X86 OWN("a -- b"), LIST "b", "",
		  KS_ORIGIN_ASSUMED },
		{ "arm64, nothing given", ARM64 OWN(LIST "a"), NULL, "a", KS_ORIGIN_ASSUMED },
		{ "arm64, an empty one given", ARM64 OWN(LIST "a"), "", "a", KS_ORIGIN_ASSUMED },
		{ "arm64, other words given", ARM64 OWN(LIST "a"), "quiet", "", KS_ORIGIN_ASSUMED },
		{ "arm64, forced", ARM64 ONLY OWN(LIST "a"), LIST "b", "a", KS_ORIGIN_FILE },
		{ "arm64, extended", ARM64 EXTEND OWN(LIST "a"), LIST "b", "a", KS_ORIGIN_ASSUMED },
		{ "mips, another given", MIPS OWN(LIST "a"), LIST "b", "a", KS_ORIGIN_ASSUMED },
		{ "mips, built-in one first", MIPS BUILTIN OWN(LIST "a"), LIST "b", "b",
		  KS_ORIGIN_ASSUMED },
		{ "mips, overridden", MIPS ONLY_X86 OWN(LIST "a"), LIST "b", "a", KS_ORIGIN_FILE },
		{ "quotes and backslashes", X86 OWN("x=\\\"a b\\\" y=\\\\ " LIST "\\\"a,b\\\""), NULL,
		  "a,b", KS_ORIGIN_ASSUMED },
		{ "without its end", X86 "CONFIG_CMDLINE=\"" LIST "a\\", NULL, "a\\",
		  KS_ORIGIN_ASSUMED },
		{ "an empty one", X86 ONLY_X86 OWN(""), LIST "b", "b", KS_ORIGIN_ASSUMED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ks_facts *f;
		struct ks_snapshot s;

		ktap_case("module_blacklist: %s", rows[i].name);
		f = kernel_of(&s, rows[i].config, rows[i].cmdline);
		expect_text(f->blacklist.value, rows[i].list);
		expect_int(f->blacklist.origin, rows[i].origin);
		if (rows[i].origin == KS_ORIGIN_FILE)
			expect_text(ks_facts_file_of(f, "blacklist"), f->source);
		ks_facts_free(&s);
	}
}

/* What can only be switched on is as sure as the configuration is. */
static void test_switches(void)
{
	const struct ks_facts *f;
	struct ks_snapshot s;

	ktap_case("module.sig_enforce that is built in");
	f = kernel_of(&s, X86 OWN("module.sig_enforce=1"), "module.sig_enforce=0");
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_YES);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].origin, KS_ORIGIN_FILE);
	expect_text(ks_facts_file_of(f, "sig-enforced"), f->source);
	expect_int(f->conflict_count, 0);
	ks_facts_free(&s);
	f = kernel_of(&s, ARM64 OWN("module.sig_enforce"), NULL);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_YES);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].origin, KS_ORIGIN_ASSUMED);
	ks_facts_free(&s);
	ktap_case("symbols alone do not tell whether signatures are enforced");
	f = kernel_of(&s, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n", NULL);
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_UNKNOWN);
	ks_facts_free(&s);
	f = kernel_of(&s, "0x00000001\talpha\tvmlinux\tEXPORT_SYMBOL\t\n", "module.sig_enforce");
	expect_int(f->gates[KS_GATE_SIG_ENFORCED].value, KS_YES);
	ks_facts_free(&s);
	ktap_case("nomodule that is built in");
	f = kernel_of(&s, X86 OWN("nomodule"), NULL);
	expect_int(f->states[KS_STATE_MODULES_DISABLED].value, KS_YES);
	ks_facts_free(&s);
	ktap_case("lockdown= and lsm= that are built in");
	f = kernel_of(&s, X86 BARE OWN("lockdown=integrity lsm=lockdown"), NULL);
	expect_int(f->states[KS_STATE_LOCKED_DOWN].value, KS_YES);
	ks_facts_free(&s);
}

#define SAVED	"# kmodsafe facts 2\n"
#define LIVE	SAVED "release\tlive\t6.1.0\n"
#define END	"end\n"

/* What was unknown of a kernel that ran is not that of a fresh boot. */
static void test_running(void)
{
	static const struct {
		const char *name, *facts, *cmdline;
		enum ks_tri locked, disabled;
		const char *list;
	} rows[] = {
		{ "a live one", LIVE "fresh-boot\t-\tno\n" END, NULL, KS_UNKNOWN, KS_UNKNOWN, NULL },
		{ "a live one of before", LIVE END, NULL, KS_UNKNOWN, KS_UNKNOWN, NULL },
		{ "a live one, what is known", LIVE "state\tlive\tlocked-down\tno\n"
		  "blacklist\tlive\ta\nfresh-boot\t-\tno\n" END, NULL, KS_NO, KS_UNKNOWN, "a" },
		{ "a live one, and a command line", LIVE "blacklist\tlive\ta\n"
		  "fresh-boot\t-\tno\n" END, "nomodule lockdown=integrity module_blacklist=b",
		  KS_YES, KS_YES, "a" },
		{ "not known which", SAVED "fresh-boot\t-\tno\n" END, NULL, KS_UNKNOWN, KS_UNKNOWN,
		  NULL },
		{ "files", SAVED "release\tfile\t6.1.0\nfresh-boot\t-\tyes\n" END, NULL, KS_NO,
		  KS_NO, "" },
		{ "files of before", SAVED "release\tfile\t6.1.0\n" END, NULL, KS_NO, KS_NO, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ks_facts *f;
		struct ks_snapshot s;

		ktap_case("saved facts of %s", rows[i].name);
		f = kernel_of(&s, rows[i].facts, rows[i].cmdline);
		expect_int(f->states[KS_STATE_LOCKED_DOWN].value, rows[i].locked);
		expect_int(f->states[KS_STATE_MODULES_DISABLED].value, rows[i].disabled);
		expect(!!f->blacklist.value == !!rows[i].list);
		if (rows[i].list)
			expect_text(f->blacklist.value, rows[i].list);
		expect_int(f->not_fresh, rows[i].locked == KS_UNKNOWN || strstr(rows[i].facts, "live"));
		ks_facts_free(&s);
	}
}

/* What was assumed and saved gives way to the configuration, whichever comes first. */
static void test_saved_and_config(void)
{
	static const char saved[] = SAVED "state\tassumed\tlocked-down\tno\n"
				    "blacklist\tassumed\t\nfresh-boot\t-\tyes\n" END;
	static const struct {
		const char *config;
		enum ks_tri locked;
	} rows[] = {
		{ X86 LSM FORCED OWN(LIST "a"), KS_YES },
		{ X86 BARE FORCED OWN(LIST "a"), KS_UNKNOWN },
		{ X86 BARE OWN(LIST "a"), KS_NO },
	};

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		const char *config = rows[i / 2].config;
		const struct ks_facts *f;
		struct ks_snapshot s;

		ktap_case("saved facts and a configuration, %zu", i);
		f = kernel_of_two(&s, i & 1 ? config : saved, i & 1 ? saved : config, NULL);
		expect_int(f->states[KS_STATE_LOCKED_DOWN].value, rows[i / 2].locked);
		expect_text(f->blacklist.value, "a");
		expect_int(f->conflict_count, 0);
		ks_facts_free(&s);
	}
}

int main(void)
{
	test_lockdown();
	test_blacklist();
	test_switches();
	test_running();
	test_saved_and_config();
	return ktap_end();
}
