// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Damaged modules and what four real kernels answered, errno and log lines:
 * each row was loaded into Debian's 5.10, 6.1, 6.12 and 7.2 (the last one also
 * built with MODVERSIONS, which is the one meant here).  The whole way from
 * the file's bytes to the predicted lines is under test.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "depths.h"
#include "elf/candidate.h"
#include "report/kernel_log.h"
#include "world.h"

#define GENERIC		"Module has invalid ELF structures"
#define NEVER		-1	/* the kernel may not survive it: neither 0 nor an errno */
#define ANY		NULL	/* lines that are not foretold */

/* What stands around the module. */
enum around {
	PLAIN = 0, NO_FORCE = 1, LOADED = 2, BLACKLISTED = 4, DISABLED = 8, ENFORCED = 16,
	LOCKED_DOWN = 32, NO_MODVERSIONS = 64, NO_SIG = 128,
};

struct answer {
	int error;
	const char *log;
};

struct row {
	const char *name;
	const char *options[8];
	unsigned int around;
	struct answer answers[4];
};

#define SAME(error, log)	{ { error, log }, { error, log }, { error, log }, { error, log } }
/* An E row: 5.10 has one line for all of them. */
#define ELF_OLD(old, log) \
	{ { ENOEXEC, old }, { ENOEXEC, log }, { ENOEXEC, log }, { ENOEXEC, log } }
#define ELF(log)		ELF_OLD(GENERIC, log)
#define ELF2(log)		ELF_OLD(log "\n" GENERIC, log)
#define OLD_NEW(olde, oldl, newe, newl) \
	{ { olde, oldl }, { olde, oldl }, { newe, newl }, { newe, newl } }
#define NEWEST(error, log)	{ { 0, "" }, { 0, "" }, { 0, "" }, { error, log } }

#define OTHER_RELEASE	"6.1.0-50-amd64 SMP preempt mod_unload modversions "
#define OTHER_FLAGS	"6.1.0-56-amd64 XMP preempt mod_unload modversions "
#define NO_BLANK	"6.1.0-56-amd64 SMP preempt mod_unload modversions"
#define MAGIC_LINE(m)	"mod: version magic '" m "' should be '" MODULE_VERMAGIC "'"
#define UNKNOWN_2(s)	"mod: Unknown symbol " s " (err -2)"
#define UNKNOWN_22(s)	"mod: Unknown symbol " s " (err -22)"
#define DISAGREES(s)	"mod: disagrees about version of symbol " s
#define NO_RECORD(s)	"mod: no symbol version for " s
#define BAD_CRC(s)	DISAGREES(s) "\n" UNKNOWN_22(s)
#define STRIPPED	"mod: module has no symbols (stripped?)"
#define EXACTLY_ONE	"module mod: Exactly one .gnu.linkonce.this_module section must exist."
#define SIZE_LINE	"module mod: .gnu.linkonce.this_module section size must match the kernel's built struct module size at run time"
#define NS_LINES(s, ns)	"mod: module uses symbol (" s ") from namespace " ns ", but does not import it.\n" UNKNOWN_22(s)
#define A_B		"import=alpha:0x10", "import=beta:0x20"
#define ONE_SYMTAB_LINE	"Invalid ELF sh_link!=SHN_UNDEF(0) or (sh_link(0) >= hdr->e_shnum(8)"
#define RETPOLINE	"Spectre V2 : System may be vulnerable to spectre v2\n" \
			"mod: loading module not compiled with retpoline compiler."
#define NO_PKCS7	"module: not signed with expected PKCS#7 message"
#define UNSIGNED	"Loading of unsigned module is rejected"

static const struct row rows[] = {
	{ "nothing changed", { A_B }, PLAIN, SAME(0, "") },
	{ "1 cut to 16 bytes", { "cut=16" }, PLAIN, ELF("Invalid ELF header len 16") },
	{ "1b cut to 63 bytes", { "cut=63" }, PLAIN, ELF("Invalid ELF header len 63") },
	{ "3 empty", { "cut=0" }, PLAIN, SAME(EINVAL, "") },
	{ "4 magic", { "ei_mag=0x58" }, PLAIN, ELF("Invalid ELF header magic: != \177ELF") },
	{ "5 ET_EXEC", { "e_type=2" }, PLAIN, ELF("Invalid ELF header type: 2 != 1") },
	{ "6 machine", { "e_machine=183" }, PLAIN, ELF("Invalid architecture in ELF header: 183") },
	{ "7 EI_CLASS", { A_B, "ei_class=1" }, PLAIN, SAME(0, "") },
	{ "7 EI_DATA", { A_B, "ei_data=2" }, PLAIN, SAME(0, "") },
	{ "7 both and EI_VERSION", { A_B, "ei_class=0", "ei_data=9", "ei_version=7", "ei_osabi=9" },
	  PLAIN, SAME(0, "") },
	{ "8 e_flags, e_version", { A_B, "e_flags=0xffffffff", "e_version=77", "e_entry=1" },
	  PLAIN, SAME(0, "") },
	{ "9 e_shentsize", { "e_shentsize=40" }, PLAIN, ELF("Invalid ELF section header size") },
	{ "10 e_shoff", { "e_shoff=0xffffff" }, PLAIN, ELF("Invalid ELF section header overflow") },
	{ "10 e_shoff wraps", { "e_shoff=0xfffffffffffffff0" }, PLAIN,
	  ELF("Invalid ELF section header overflow") },
	{ "10 cut in the headers", { "cutend=40" }, PLAIN, ELF("Invalid ELF section header overflow") },
	{ "10 cut by one", { "cutend=1" }, PLAIN, ELF("Invalid ELF section header overflow") },
	{ "11 e_shnum 0", { "e_shnum=0" }, PLAIN,
	  ELF("Invalid ELF section name index: 7 || e_shstrndx (7) >= e_shnum (0)") },
	{ "12 e_shstrndx 0", { "e_shstrndx=0" }, PLAIN,
	  ELF("Invalid ELF section name index: 0 || e_shstrndx (0) >= e_shnum (8)") },
	{ "12 e_shstrndx large", { "e_shstrndx=0xfff0" }, PLAIN,
	  ELF("Invalid ELF section name index: 65520 || e_shstrndx (65520) >= e_shnum (8)") },
	{ "13 shstrtab PROGBITS", { A_B, ".shstrtab/sh_type=1" }, PLAIN,
	  OLD_NEW(0, "", ENOEXEC, "Invalid ELF section name table type: 1") },
	{ "14 shstrtab end", { ".shstrtab/last=65" }, PLAIN,
	  ELF("ELF Spec violation: section name table isn't null terminated") },
	{ "15 shstrtab empty", { ".shstrtab/sh_size=0" }, PLAIN,
	  { { NEVER, ANY }, { ENOEXEC, "empty section name table" },
	    { ENOEXEC, "empty section name table" }, { ENOEXEC, "empty section name table" } } },
	{ "16 section 0 size", { "/sh_size=1" }, PLAIN,
	  ELF("ELF Spec violation: section 0 type(0)!=SH_NULL or non-zero len or addr") },
	{ "16 section 0 type", { "/sh_type=1" }, PLAIN,
	  ELF("ELF Spec violation: section 0 type(1)!=SH_NULL or non-zero len or addr") },
	{ "16 section 0 address", { "/sh_addr=1" }, PLAIN,
	  ELF("ELF Spec violation: section 0 type(0)!=SH_NULL or non-zero len or addr") },
	{ "16 section 0 name", { "/sh_name=0xfffffff0" }, PLAIN,
	  { { NEVER, ANY }, { NEVER, ANY }, { NEVER, ANY }, { NEVER, ANY } } },
	{ "17 modinfo outside", { ".modinfo/sh_offset=0xffffff" }, PLAIN,
	  ELF2("Invalid ELF section in module (section 2 type 1)") },
	{ "17 modinfo wraps", { ".modinfo/sh_size=0xffffffffffffffff" }, PLAIN,
	  ELF2("Invalid ELF section in module (section 2 type 1)") },
	{ "18 section name", { ".text/sh_name=0xfffff" }, PLAIN,
	  ELF2("Invalid ELF section name in module (section 1 type 1)") },
	{ "19 no symtab", { ".symtab/sh_type=1" }, PLAIN, SAME(ENOEXEC, STRIPPED) },
	{ "20 two symtabs", { A_B, "dup=.symtab" }, PLAIN, OLD_NEW(0, "", ENOEXEC, STRIPPED) },
	{ "21 symtab link", { ".symtab/sh_link=0" }, PLAIN, ELF(ONE_SYMTAB_LINE) },
	{ "22 strtab PROGBITS", { A_B, ".strtab/sh_type=1" }, PLAIN,
	  OLD_NEW(0, "", ENOEXEC, "Invalid ELF symbol string table type: 1") },
	{ "23 strtab start", { A_B, ".strtab/first=65" }, PLAIN,
	  NEWEST(ENOEXEC, "symbol string table missing leading NUL") },
	{ "24 strtab end", { A_B, ".strtab/last=65" }, PLAIN,
	  { { ENOENT, UNKNOWN_2("betaA") }, { ENOENT, UNKNOWN_2("betaA") },
	    { ENOENT, UNKNOWN_2("betaA") },
	    { ENOEXEC, "symbol string table isn't NUL terminated" } } },
	{ "25 st_name", { A_B, "@beta/st_name=0xfffff" }, PLAIN,
	  { { NEVER, ANY }, { NEVER, ANY }, { NEVER, ANY },
	    { ENOEXEC, "symbol name out of bounds in string table" } } },
	{ "26 no modinfo", { A_B, "rename=.modinfo:.xodinfo" }, PLAIN, SAME(0, RETPOLINE) },
	{ "26 no modinfo, no force", { A_B, "rename=.modinfo:.xodinfo" }, NO_FORCE,
	  SAME(ENOEXEC, "") },
	{ "27 modinfo not allocated", { A_B, ".modinfo/sh_flags=0" }, PLAIN,
	  OLD_NEW(0, RETPOLINE, 0, "") },
	{ "27 the same, no force", { A_B, ".modinfo/sh_flags=0" }, NO_FORCE,
	  OLD_NEW(ENOEXEC, "", 0, "") },
	/* Its type is not looked at, and of an empty one the first string is. */
	{ "106 modinfo NOBITS", { A_B, ".modinfo/sh_type=8", "vermagic=" OTHER_FLAGS }, NO_FORCE,
	  SAME(ENOEXEC, MAGIC_LINE(OTHER_FLAGS)) },
	{ "106 modinfo NOBITS, nothing else", { A_B, ".modinfo/sh_type=8" }, NO_FORCE,
	  SAME(0, "") },
	{ "106 modinfo NOBITS, outside", { A_B, ".modinfo/sh_type=8", ".modinfo/sh_offset=0xffffff" },
	  PLAIN, SAME(NEVER, ANY) },
	{ "107 modinfo empty", { "import=zeta:0x60", ".modinfo/sh_size=0" }, PLAIN,
	  SAME(0, RETPOLINE) },
	{ "107 modinfo of four bytes", { "import=zeta:0x60", ".modinfo/sh_size=4" }, PLAIN,
	  SAME(0, RETPOLINE) },
	{ "- modinfo ends in an import_ns", { A_B, "ns=OTHER", ".modinfo/sh_size=31" }, PLAIN,
	  SAME(0, RETPOLINE) },
	{ "- modinfo ends in the tag of an import_ns", { A_B, "ns=OTHER", ".modinfo/sh_size=30" },
	  PLAIN, SAME(NEVER, ANY) },
	{ "28 two modinfo", { A_B, "dup=.modinfo" }, PLAIN,
	  OLD_NEW(0, "", ENOEXEC, "Only one .modinfo section must exist.") },
	{ "29 no vermagic", { A_B, "vermagic=-" }, PLAIN, SAME(0, "") },
	{ "29 no vermagic, no force", { A_B, "vermagic=-" }, NO_FORCE, SAME(ENOEXEC, "") },
	{ "30 release", { A_B, "vermagic=" OTHER_RELEASE }, PLAIN, SAME(0, "") },
	{ "31 flags", { A_B, "vermagic=" OTHER_FLAGS }, PLAIN,
	  SAME(ENOEXEC, MAGIC_LINE(OTHER_FLAGS)) },
	{ "32 last blank", { A_B, "vermagic=" NO_BLANK }, PLAIN,
	  SAME(ENOEXEC, MAGIC_LINE(NO_BLANK)) },
	{ "33 no __versions", { A_B, "rename=__versions:__xersions" }, PLAIN, SAME(0, "") },
	{ "33 no __versions, no force", { A_B, "rename=__versions:__xersions" }, NO_FORCE,
	  SAME(ENOEXEC, "") },
	{ "34 no __versions, release",
	  { A_B, "rename=__versions:__xersions", "vermagic=" OTHER_RELEASE }, PLAIN,
	  SAME(ENOEXEC, MAGIC_LINE(OTHER_RELEASE)) },
	{ "35 __versions not allocated", { A_B, "__versions/sh_flags=0" }, NO_FORCE,
	  SAME(ENOEXEC, "") },
	{ "36 module_layout", { A_B, "layout=0x1a2b3c4c" }, PLAIN,
	  SAME(ENOEXEC, DISAGREES("module_layout")) },
	{ "37 module_layout and flags", { A_B, "layout=0x1a2b3c4c", "vermagic=" OTHER_FLAGS }, PLAIN,
	  SAME(ENOEXEC, DISAGREES("module_layout")) },
	{ "38 bit 40 of module_layout", { A_B, "layout=0x1001a2b3c4d" }, PLAIN,
	  SAME(ENOEXEC, DISAGREES("module_layout")) },
	{ "38 bit 40 of a symbol", { "import=alpha:0x10000000010" }, PLAIN,
	  SAME(EINVAL, BAD_CRC("alpha")) },
	{ "39 no record of module_layout", { A_B, "layout=-" }, PLAIN,
	  SAME(ENOEXEC, NO_RECORD("module_layout")) },
	{ "40 one CRC", { "import=alpha:0x10", "import=beta:0x21" }, PLAIN,
	  SAME(EINVAL, BAD_CRC("beta")) },
	{ "41 three CRCs", { "import=gamma:1", "import=alpha:1", "import=beta:1" }, PLAIN,
	  SAME(EINVAL, BAD_CRC("gamma") "\n" BAD_CRC("alpha") "\n" BAD_CRC("beta")) },
	{ "42 no record", { "import=alpha" }, PLAIN,
	  SAME(EINVAL, NO_RECORD("alpha") "\n" UNKNOWN_22("alpha")) },
	{ "43 unknown symbol", { A_B, "import=nowhere:1" }, PLAIN, SAME(ENOENT, UNKNOWN_2("nowhere")) },
	{ "44 CRC, then unknown", { "import=alpha:1", "import=nowhere:1" }, PLAIN,
	  SAME(ENOENT, BAD_CRC("alpha") "\n" UNKNOWN_2("nowhere")) },
	{ "45 unknown, then CRC", { "import=nowhere:1", "import=alpha:1" }, PLAIN,
	  SAME(EINVAL, UNKNOWN_2("nowhere") "\n" BAD_CRC("alpha")) },
	{ "46 unknown and weak", { A_B, "import=nowhere:1:weak" }, PLAIN, SAME(0, "") },
	{ "47 CRC and weak", { "import=alpha:1:weak" }, PLAIN, SAME(EINVAL, BAD_CRC("alpha")) },
	{ "50 no this_module", { A_B, "rename=.gnu.linkonce.this_module:.x" }, PLAIN,
	  OLD_NEW(ENOEXEC, "mod: No module found in object", ENOEXEC, EXACTLY_ONE) },
	{ "50 this_module not allocated", { A_B, ".gnu.linkonce.this_module/sh_flags=0" }, PLAIN,
	  OLD_NEW(ENOEXEC, "mod: No module found in object", ENOEXEC,
		  "module mod: .gnu.linkonce.this_module must occupy memory during process execution") },
	{ "51 this_module 64 bytes less", { A_B, "size=832" }, PLAIN,
	  OLD_NEW(NEVER, ANY, ENOEXEC, SIZE_LINE) },
	{ "52 this_module 0x100", { A_B, "size=0x100" }, PLAIN, OLD_NEW(NEVER, ANY, ENOEXEC, SIZE_LINE) },
	{ "52 this_module empty", { A_B, "size=0" }, PLAIN, OLD_NEW(NEVER, ANY, ENOEXEC, SIZE_LINE) },
	{ "53 this_module larger", { A_B, "size=1024" }, PLAIN, OLD_NEW(0, "", ENOEXEC, SIZE_LINE) },
	{ "53 this_module NOBITS", { A_B, ".gnu.linkonce.this_module/sh_type=8" }, PLAIN,
	  OLD_NEW(NEVER, ANY, ENOEXEC,
		  "module mod: .gnu.linkonce.this_module section must have a size set") },
	{ "53 two of them", { A_B, "dup=.gnu.linkonce.this_module" }, PLAIN,
	  OLD_NEW(0, "sysfs: cannot create duplicate filename "
		     "'/module/mod/sections/.gnu.linkonce.this_module'", ENOEXEC, EXACTLY_ONE) },
	{ "54 .text writable", { A_B, ".text/sh_flags=7" }, PLAIN,
	  SAME(ENOEXEC, "mod: section .text (index 1) has invalid WRITE|EXEC flags") },
	{ "54 not loaded either", { A_B, ".strtab/sh_flags=5" }, PLAIN,
	  SAME(ENOEXEC, "mod: section .strtab (index 6) has invalid WRITE|EXEC flags") },
	{ "60 namespace", { A_B, "import=delta:0x40" }, PLAIN, SAME(EINVAL, NS_LINES("delta", "NS")) },
	{ "60 namespace imported", { A_B, "import=delta:0x40", "ns=OTHER", "ns=NS" }, PLAIN,
	  SAME(0, "") },
	{ "62 module: namespace", { "import=epsilon:0x50" }, PLAIN,
	  SAME(EINVAL, NS_LINES("epsilon", "module:kvm,kvm-intel")) },
	{ "63 module: namespace, its own", { "import=epsilon:0x50", "name=kvm_intel" }, PLAIN,
	  { { EINVAL, ANY }, { EINVAL, ANY }, { EINVAL, ANY }, { 0, "" } } },
	{ "64 no license, GPL-only", { "license=-", "import=zeta:0x60", "import=alpha:0x10" }, PLAIN,
	  SAME(ENOENT, UNKNOWN_2("zeta")) },
	{ "64b the CRC of a hidden symbol", { "license=-", "import=zeta:0x61" }, PLAIN,
	  SAME(ENOENT, UNKNOWN_2("zeta")) },
	{ "65 license GP", { A_B, "license=GP" }, PLAIN, SAME(0, "") },
	{ "72 loaded", { A_B }, LOADED, SAME(EEXIST, "") },
	{ "73 loaded, bad CRC", { "import=alpha:1" }, LOADED, SAME(EEXIST, "") },
	{ "74 loaded, flags", { A_B, "vermagic=" OTHER_FLAGS }, LOADED,
	  SAME(ENOEXEC, MAGIC_LINE(OTHER_FLAGS)) },
	{ "76 loaded, another modinfo name", { A_B, "iname=other" }, LOADED, SAME(EEXIST, "") },
	{ "77 blacklisted", { A_B }, BLACKLISTED, SAME(EPERM, "Module mod is blacklisted") },
	{ "77 blacklisted beats CRC and flags",
	  { A_B, "layout=0x1a2b3c4c", "vermagic=" OTHER_FLAGS }, BLACKLISTED,
	  SAME(EPERM, "Module mod is blacklisted") },
	{ "78 blacklisted, modinfo name changed", { A_B, "iname=other" }, BLACKLISTED, SAME(0, "") },
	{ "78 blacklisted, other name inside", { A_B, "mname=other" }, BLACKLISTED,
	  SAME(EPERM, "Module mod is blacklisted") },
	{ "79 modules_disabled", { A_B }, DISABLED, SAME(EPERM, "") },
	{ "80 enforced, unsigned", { A_B }, ENFORCED, SAME(EKEYREJECTED, UNSIGNED) },
	{ "80 enforced, garbage", { "ei_mag=0" }, ENFORCED, SAME(EKEYREJECTED, UNSIGNED) },
	{ "80 enforced, wrong machine", { "e_machine=183" }, ENFORCED, SAME(EKEYREJECTED, UNSIGNED) },
	{ "82 locked down, unsigned", { A_B }, LOCKED_DOWN,
	  SAME(EPERM, "Lockdown: insmod: unsigned module loading is restricted; see man kernel_lockdown.7") },
	{ "82 both: enforced wins", { A_B }, ENFORCED | LOCKED_DOWN, SAME(EKEYREJECTED, UNSIGNED) },
	{ "84 foreign signature", { A_B, "sig=foreign" }, PLAIN, SAME(0, NO_PKCS7) },
	{ "84 only the marker", { A_B, "sig=marker" }, PLAIN, SAME(0, NO_PKCS7) },
	{ "84 foreign signature, enforced", { A_B, "sig=foreign" }, ENFORCED,
	  SAME(EKEYREJECTED, NO_PKCS7 "\n"
			     "Loading of module with unsupported crypto is rejected") },
	{ "85 reserved fields", { A_B, "sig=reserved" }, PLAIN,
	  SAME(EBADMSG, "module: PKCS#7 signature info has unexpected non-zero params") },
	{ "86 sig_len", { A_B, "sig=huge" }, PLAIN, SAME(EBADMSG, "") },
	{ "86 nothing but a marker", { "sig=short" }, PLAIN, SAME(EBADMSG, "") },
	{ "86 without MODULE_SIG", { A_B, "sig=huge" }, NO_SIG, SAME(0, "") },
	{ "95 ext only, release", { A_B, "rename=__versions:__x", "ext=module_layout:0x1a2b3c4d",
				    "ext=alpha:0x10", "ext=beta:0x20", "vermagic=" OTHER_RELEASE },
	  NO_FORCE, { { ENOEXEC, ANY }, { ENOEXEC, ANY }, { ENOEXEC, ANY },
		   { ENOEXEC, MAGIC_LINE(OTHER_RELEASE) } } },
	{ "96 basic wrong, ext right", { "layout=1", "import=alpha:1", "ext=module_layout:0x1a2b3c4d",
					 "ext=alpha:0x10" }, PLAIN,
	  { { ENOEXEC, ANY }, { ENOEXEC, ANY }, { ENOEXEC, ANY }, { 0, "" } } },
	{ "97 ext wrong, basic right", { A_B, "ext=module_layout:0x1a2b3c4d", "ext=alpha:0x10",
					 "ext=beta:1" }, PLAIN, NEWEST(EINVAL, BAD_CRC("beta")) },
	{ "98 ext record renamed", { A_B, "ext=module_layout:0x1a2b3c4d", "ext=other:1" }, PLAIN,
	  SAME(0, "") },
	{ "99 ext empty", { "layout=1", "import=alpha:1", "ext=alpha:1",
			    "__version_ext_crcs/sh_size=0" }, PLAIN,
	  { { ENOEXEC, ANY }, { ENOEXEC, ANY }, { ENOEXEC, ANY }, { 0, "" } } },
	{ "100 ext names only", { A_B, "ext=alpha:0x10", "rename=__version_ext_crcs:__x" }, PLAIN,
	  NEWEST(ENOEXEC, "extended version crc+name presence does not match") },
	{ "100 ext CRCs only", { A_B, "ext=alpha:0x10", "rename=__version_ext_names:__x" }, PLAIN,
	  NEWEST(ENOEXEC, "extended version crc+name presence does not match") },
	{ "100 ext names cut short", { A_B, "ext=alpha:0x10", "ext=beta:0x20",
				       "__version_ext_names/sh_size=6" }, PLAIN,
	  NEWEST(ENOEXEC, "more extended version crcs than names") },
	{ "101 ext not allocated", { A_B, "ext=alpha:1", "__version_ext_crcs/sh_flags=0",
				     "__version_ext_names/sh_flags=0" }, PLAIN, SAME(0, "") },
};

static const unsigned int series[] = { SERIES(5, 10), SERIES(6, 1), SERIES(6, 12), SERIES(7, 2) };

static const struct ks_export exports[] = {
	{ .name = "module_layout", .crc = MODULE_LAYOUT },
	{ .name = "alpha", .crc = 0x10 },
	{ .name = "beta", .crc = 0x20 },
	{ .name = "gamma", .crc = 0x30 },
	{ .name = "delta", .crc = 0x40, .ns = "NS" },
	{ .name = "epsilon", .crc = 0x50, .ns = "module:kvm,kvm-intel" },
	{ .name = "zeta", .crc = 0x60, .gpl_only = true },
};

static void put_around(struct world *w, unsigned int around)
{
	if (around & NO_FORCE)
		w->facts.gates[KS_GATE_FORCE_LOAD].value = KS_NO;
	if (around & NO_SIG)
		w->facts.gates[KS_GATE_MODULE_SIG].value = KS_NO;
	if (around & ENFORCED)
		w->facts.gates[KS_GATE_SIG_ENFORCED].value = KS_YES;
	if (around & NO_MODVERSIONS)
		w->facts.gates[KS_GATE_MODVERSIONS].value = KS_NO;
	if (around & LOCKED_DOWN)
		w->facts.states[KS_STATE_LOCKED_DOWN].value = KS_YES;
	if (around & DISABLED)
		w->facts.states[KS_STATE_MODULES_DISABLED].value = KS_YES;
	if (around & BLACKLISTED)
		w->facts.blacklist.value = "foo,mod";
	if (around & LOADED)
		w->modules[w->facts.module_count++] =
			(struct ks_module){ "mod", KS_MODULE_LIVE, "", KS_ORIGIN_LIVE, KS_UNKNOWN };
}

static void put_kernel(struct world *w, unsigned int which, unsigned int around)
{
	world_init(w, which);
	put_around(w, around);
	w->facts.export_count = 0;
	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++) {
		struct ks_export *e = &w->exports[w->facts.export_count++];

		*e = exports[i];
		e->has_crc = true;
		e->exported = KS_YES;
		e->origin = KS_ORIGIN_LIVE;
	}
	world_index(w);
}

static void take_line(const char *line, enum ks_line_kind kind, void *data)
{
	char *log = data;

	/* Taints, which come once, are for test_taint. */
	if (kind != KS_LINE_ONCE)
		snprintf(log + strlen(log), 2048 - strlen(log), "%s%s", *log ? "\n" : "", line);
}

static bool is_open(const struct ks_result *result)
{
	return result->accept == KS_ACCEPT_UNDEFINED || result->accept == KS_ACCEPT_UNKNOWN;
}

static void judge(const struct row *row, const struct answer *answer,
		  const struct ks_result *result, const char *log)
{
	if (answer->error == NEVER) {
		expect(is_open(result));
		expect(result->verdict != KS_VERDICT_OK);
		return;
	}
	expect_int(result->accept, answer->error ? KS_ACCEPT_REFUSES : KS_ACCEPTS);
	expect_int(result->error, answer->error);
	if (answer->error)
		expect(result->error_certain);
	if (answer->log)
		expect_text(log, answer->log);
	/* 51 to 53 and what follows from them must never look right. */
	if (!strncmp(row->name, "5", 1) && row->name[2] == ' ')
		expect(result->verdict != KS_VERDICT_OK || strstr(row->name, "two"));
}

/* Where only the series is unknown: nothing that any series would mind is ok. */
static void judge_unknown_series(const struct row *row, const struct ks_result *result)
{
	bool same = true;

	for (size_t i = 1; i < 4; i++)
		same &= row->answers[i].error == row->answers[0].error;
	for (size_t i = 0; i < 4; i++)
		if (row->answers[i].error)
			expect(result->verdict != KS_VERDICT_OK);
	if (same && row->answers[0].error != NEVER && result->accept != KS_ACCEPT_UNKNOWN)
		expect_int(result->error, row->answers[0].error);
}

#define UNKNOWN_SERIES	4

static void run_row(const struct row *row, size_t column)
{
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_result result;
	struct ks_sink sink = { 0 };
	struct module_file file;
	char path[64], log[2048] = "";
	struct ks_err err;
	struct world w;
	size_t count = 0;
	int fd;

	while (count < 8 && row->options[count])
		count++;
	module_file_make(&file, row->options, count);
	fd = module_file_memfd(&file, path, sizeof(path));
	put_kernel(&w, column == UNKNOWN_SERIES ? 0 : series[column], row->around);
	if (expect_int(ks_candidate_open(&candidate, path, KS_DEPTH_DEEP, &w.facts, &err), 0)) {
		sink.room = KS_SINK_ROOM(&candidate.needs);
		sink.items = calloc(sink.room, sizeof(*sink.items));
		ks_check(&candidate.needs, &w.facts, &sink, &result);
		ks_kernel_log(&candidate.needs, &w.facts, &result, take_line, log);
		if (column == UNKNOWN_SERIES)
			judge_unknown_series(row, &result);
		else
			judge(row, &row->answers[column], &result, log);
	}
	if (!expect_int(depths_compare(&w.facts, path, log, sizeof(log)), 0))
		printf("# shallow: %s\n", log);
	free(sink.items);
	ks_candidate_close(&candidate);
	world_free(&w);
	free(file.data);
	close(fd);
}

/* Row 30 and 95 on a kernel without MODVERSIONS: the whole string counts. */
static const struct row stripped[] = {
	{ "30 release, kernel without MODVERSIONS", { A_B, "vermagic=" OTHER_RELEASE }, NO_MODVERSIONS,
	  SAME(ENOEXEC, MAGIC_LINE(OTHER_RELEASE)) },
	{ "40 CRCs, kernel without MODVERSIONS", { "layout=1", "import=alpha:1" }, NO_MODVERSIONS,
	  SAME(0, "") },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t column = 0; column < 4; column++) {
			ktap_case("%s, %s", rows[i].name, world_series_name(series[column]));
			run_row(&rows[i], column);
		}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("%s, series not known", rows[i].name);
		run_row(&rows[i], UNKNOWN_SERIES);
		/* A case in which every answer is 0 has nothing to forbid. */
		expect(true);
	}
	for (size_t i = 0; i < sizeof(stripped) / sizeof(stripped[0]); i++)
		for (size_t column = 0; column < 4; column++) {
			ktap_case("%s, %s", stripped[i].name, world_series_name(series[column]));
			run_row(&stripped[i], column);
		}
	return ktap_end();
}
