// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel configuration: the gates of its loader, its architecture, and the
 * part of vermagic behind the release where that follows from options alone
 * (include/linux/vermagic.h).  An option that a complete configuration does
 * not have set is "no".
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "facts/cmdline.h"
#include "facts/lines.h"
#include "facts/provider.h"

#define PREFIX		"CONFIG_"
#define HEADER		" Kernel Configuration"

/* Options that are asked for below; set while the file is read. */
#define OPTIONS(X)									\
	X(64BIT) X(X86_64) X(X86) X(UML) X(ARM64) X(ARM) X(MIPS) X(RISCV) X(S390)	\
	X(PPC64) X(CPU_BIG_ENDIAN) X(CPU_LITTLE_ENDIAN) X(SMP) X(PREEMPT)		\
	X(PREEMPT_BUILD) X(PREEMPT_RT) X(MODULE_UNLOAD) X(MODVERSIONS)			\
	X(BASIC_MODVERSIONS) X(EXTENDED_MODVERSIONS) X(MODULE_SIG) X(MODULE_SIG_FORCE)	\
	X(MODULE_FORCE_LOAD) X(MODULE_STRIPPED) X(MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS) \
	X(DEBUG_INFO_BTF_MODULES) X(MODULE_ALLOW_BTF_MISMATCH) X(MODULE_DECOMPRESS)	\
	X(RETPOLINE) X(MITIGATION_RETPOLINE) X(LIVEPATCH) X(STRICT_MODULE_RWX)		\
	X(RANDSTRUCT) X(RANDSTRUCT_NONE) X(GCC_PLUGIN_RANDSTRUCT) X(CONSTRUCTORS)	\
	X(ARM64_MODULE_PLTS) X(ARM_MODULE_PLTS) X(MODULE_SECTIONS) X(DYNAMIC_FTRACE)	\
	X(SYSFS) X(KALLSYMS) X(DYNAMIC_DEBUG_CORE) X(MODULE_COMPRESS_GZIP)		\
	X(MODULE_COMPRESS_XZ) X(MODULE_COMPRESS_ZSTD) X(INTEGRITY_PLATFORM_KEYRING)	\
	X(INTEGRITY_MACHINE_KEYRING) X(SECURITY_LOCKDOWN_LSM)				\
	X(SECURITY_LOCKDOWN_LSM_EARLY) X(LOCK_DOWN_KERNEL_FORCE_INTEGRITY)		\
	X(LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY) X(CMDLINE_FORCE) X(CMDLINE_OVERRIDE)	\
	X(CMDLINE_EXTEND) X(MIPS_CMDLINE_BUILTIN_EXTEND)

#define OPTION_ENUM(name) OPTION_##name,
enum option { OPTIONS(OPTION_ENUM) OPTION_MAX };

#define OPTION_NAME(name) [OPTION_##name] = #name,
static const char *const option_names[OPTION_MAX] = { OPTIONS(OPTION_NAME) };

/* Texts; in a line they stand between quotes. */
#define TEXTS(X) X(LSM) X(CMDLINE)

#define TEXT_ENUM(name) TEXT_##name,
enum text { TEXTS(TEXT_ENUM) TEXT_MAX };

#define TEXT_NAME(name) [TEXT_##name] = #name,
static const char *const text_names[TEXT_MAX] = { TEXTS(TEXT_NAME) };

struct config {
	bool set[OPTION_MAX];
	const char *texts[TEXT_MAX];
	uint64_t version;
};

#define SET(c, name)	((c)->set[OPTION_##name])

static bool recognises(const struct ks_image *image)
{
	struct ks_lines lines = { .image = image };

	for (int i = 0; i < 64 && ks_lines_next(&lines); i++) {
		const char *l = lines.line;

		if (!strncmp(l, PREFIX, strlen(PREFIX)) ||
		    (!strncmp(l, "# " PREFIX, strlen("# " PREFIX)) && strstr(l, " is not set")))
			return true;
		if (*l && *l != '#')
			return false;
	}
	return false;
}

/* As escape_string_value() of scripts/kconfig wrote it: '"' and '\\' behind a '\\'. */
static void unquote(char *value)
{
	char *to = value;

	for (value++; *value && *value != '"'; value++) {
		value += *value == '\\' && value[1];
		*to++ = *value;
	}
	*to = '\0';
}

static void read_text(struct ks_snapshot *snapshot, struct config *config, const char *name,
		      char *value)
{
	for (int i = 0; i < TEXT_MAX; i++) {
		if (strcmp(name, text_names[i]))
			continue;
		unquote(value);
		config->texts[i] = ks_pool_copy(&snapshot->strings, value);
		if (!config->texts[i])
			snapshot->out_of_memory = true;
	}
}

static void read_option(struct ks_snapshot *snapshot, struct config *config, char *line)
{
	const char *name = line + strlen(PREFIX);
	char *value = strchr(line, '=');

	if (!value)
		return;
	*value++ = '\0';
	if (*value == '"')
		read_text(snapshot, config, name, value);
	for (int i = 0; i < OPTION_MAX && !strcmp(value, "y"); i++)
		if (!strcmp(name, option_names[i]))
			config->set[i] = true;
}

/* "# Linux/x86 6.1.176 Kernel Configuration" */
static void read_header(struct config *config, const char *line)
{
	const char *version = strchr(line, ' ');

	version = version ? strchr(version + 1, ' ') : NULL;
	if (!strncmp(line, "# Linux/", 8) && strstr(line, HEADER) && version &&
	    ks_parse_version(version + 1, &config->version))
		config->version = 0;
}

/* Sections for veneers; arm64 has had no choice since 6.5. */
static void fill_module_plts(struct ks_snapshot *snapshot, const struct config *c)
{
	bool value = SET(c, ARM64_MODULE_PLTS) || SET(c, ARM_MODULE_PLTS) ||
		     SET(c, MODULE_SECTIONS);

	if (SET(c, ARM64) && !value) {
		if (!c->version)
			return;
		value = c->version >= ks_version_code(6, 5);
	}
	ks_set_gate(snapshot, KS_GATE_MODULE_PLTS, value, KS_ORIGIN_FILE);
}

static void fill_gates(struct ks_snapshot *snapshot, const struct config *c)
{
	const struct {
		enum ks_gate gate;
		bool value;
	} gates[] = {
		{ KS_GATE_MODVERSIONS, SET(c, MODVERSIONS) },
		{ KS_GATE_BASIC_MODVERSIONS,
		  SET(c, MODVERSIONS) && (c->version < ks_version_code(6, 14) ||
					  SET(c, BASIC_MODVERSIONS)) },
		{ KS_GATE_EXTENDED_MODVERSIONS, SET(c, EXTENDED_MODVERSIONS) },
		{ KS_GATE_MODULE_SIG, SET(c, MODULE_SIG) },
		{ KS_GATE_FORCE_LOAD, SET(c, MODULE_FORCE_LOAD) },
		{ KS_GATE_UNLOAD, SET(c, MODULE_UNLOAD) },
		{ KS_GATE_VERMAGIC_COMPARED, !SET(c, MODULE_STRIPPED) },
		{ KS_GATE_NAMESPACES_ENFORCED, !SET(c, MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS) },
		{ KS_GATE_BTF_ENFORCED,
		  SET(c, DEBUG_INFO_BTF_MODULES) && !SET(c, MODULE_ALLOW_BTF_MISMATCH) },
		{ KS_GATE_DECOMPRESS, SET(c, MODULE_DECOMPRESS) },
		{ KS_GATE_RETPOLINE, SET(c, RETPOLINE) || SET(c, MITIGATION_RETPOLINE) },
		{ KS_GATE_LIVEPATCH, SET(c, LIVEPATCH) },
		{ KS_GATE_STRICT_RWX, SET(c, STRICT_MODULE_RWX) },
		{ KS_GATE_SMP, SET(c, SMP) },
		{ KS_GATE_UML, SET(c, UML) },
		{ KS_GATE_CONSTRUCTORS, SET(c, CONSTRUCTORS) },
		{ KS_GATE_DYNAMIC_FTRACE, SET(c, DYNAMIC_FTRACE) },
		{ KS_GATE_BTF_MODULES, SET(c, DEBUG_INFO_BTF_MODULES) },
		{ KS_GATE_SYSFS, SET(c, SYSFS) },
		{ KS_GATE_KALLSYMS, SET(c, KALLSYMS) },
		{ KS_GATE_DYNAMIC_DEBUG, SET(c, DYNAMIC_DEBUG_CORE) },
		{ KS_GATE_DECOMPRESS_GZIP,
		  SET(c, MODULE_DECOMPRESS) && SET(c, MODULE_COMPRESS_GZIP) },
		{ KS_GATE_DECOMPRESS_XZ,
		  SET(c, MODULE_DECOMPRESS) && SET(c, MODULE_COMPRESS_XZ) },
		{ KS_GATE_DECOMPRESS_ZSTD,
		  SET(c, MODULE_DECOMPRESS) && SET(c, MODULE_COMPRESS_ZSTD) },
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(gates); i++)
		ks_set_gate(snapshot, gates[i].gate, gates[i].value, KS_ORIGIN_FILE);
	fill_module_plts(snapshot, c);
	snapshot->builtin_keys_only = SET(c, MODULE_SIG) && !SET(c, INTEGRITY_PLATFORM_KEYRING) &&
				      !SET(c, INTEGRITY_MACHINE_KEYRING);
	/* sig_enforce on the command line could still switch it on. */
	ks_set_gate(snapshot, KS_GATE_SIG_ENFORCED, SET(c, MODULE_SIG_FORCE),
		    SET(c, MODULE_SIG_FORCE) ? KS_ORIGIN_FILE : KS_ORIGIN_ASSUMED);
}

static uint64_t machine_of(const struct config *c)
{
	if (SET(c, UML) || SET(c, X86))
		return SET(c, 64BIT) || SET(c, X86_64) ? EM_X86_64 : EM_386;
	if (SET(c, ARM64))
		return EM_AARCH64;
	if (SET(c, ARM))
		return EM_ARM;
	if (SET(c, MIPS))
		return EM_MIPS;
	if (SET(c, RISCV))
		return EM_RISCV;
	if (SET(c, S390))
		return EM_S390;
	return SET(c, PPC64) ? EM_PPC64 : EM_NONE;
}

static bool is_big_endian(const struct config *c, uint64_t machine)
{
	if (machine == EM_PPC64)
		return !SET(c, CPU_LITTLE_ENDIAN);
	return machine == EM_S390 || SET(c, CPU_BIG_ENDIAN);
}

static void fill_elf(struct ks_snapshot *snapshot, const struct config *c)
{
	struct ks_facts *f = &snapshot->facts;
	uint64_t machine = machine_of(c);
	bool wide = SET(c, 64BIT) || machine == EM_AARCH64 || machine == EM_X86_64;

	if (machine == EM_NONE)
		return;
	ks_set_number(snapshot, "elf-machine", &f->machine, machine, KS_ORIGIN_FILE);
	ks_set_number(snapshot, "elf-class", &f->elf_class, wide ? ELFCLASS64 : ELFCLASS32,
		      KS_ORIGIN_FILE);
	ks_set_number(snapshot, "elf-data", &f->elf_data,
		      is_big_endian(c, machine) ? ELFDATA2MSB : ELFDATA2LSB, KS_ORIGIN_FILE);
}

/* The name of the preemption model moved between 5.10, 6.1 and 7.x. */
static const char *preempt_of(const struct config *c)
{
	bool build = c->version < ks_version_code(5, 14) ? SET(c, PREEMPT) : SET(c, PREEMPT_BUILD);

	if (c->version >= ks_version_code(7, 0) && SET(c, PREEMPT_RT))
		return "preempt_rt ";
	if (build)
		return "preempt ";
	return SET(c, PREEMPT_RT) ? "preempt_rt " : "";
}

/* Only where MODULE_ARCH_VERMAGIC is fixed; elsewhere it stays unknown. */
static void fill_vermagic(struct ks_snapshot *snapshot, const struct config *c)
{
	uint64_t machine = machine_of(c);
	bool randomised = SET(c, RANDSTRUCT) || SET(c, GCC_PLUGIN_RANDSTRUCT);
	const char *arch;
	char flags[128];

	if (machine == EM_X86_64 || machine == EM_S390)
		arch = "";
	else if (machine == EM_AARCH64)
		arch = "aarch64";
	else
		return;
	if (!c->version || randomised)
		return;
	snprintf(flags, sizeof(flags), " %s%s%s%s%s", SET(c, SMP) ? "SMP " : "", preempt_of(c),
		 SET(c, MODULE_UNLOAD) ? "mod_unload " : "",
		 SET(c, MODVERSIONS) ? "modversions " : "", arch);
	ks_set_text(snapshot, "vermagic-flags", &snapshot->facts.vermagic_flags, flags,
		    KS_ORIGIN_FILE);
}

/*
 * x86 and mips have no CONFIG_CMDLINE without CMDLINE_BOOL, and use it always
 * (setup_arch() and bootcmdline_init() of their setup.c); of the others
 * early_init_dt_scan_chosen() of drivers/of/fdt.c does.
 */
static enum ks_cmdline_use cmdline_use_of(const struct config *c)
{
	if (SET(c, CMDLINE_FORCE) || SET(c, CMDLINE_OVERRIDE))
		return KS_CMDLINE_ONLY;
	if (SET(c, X86) || SET(c, MIPS_CMDLINE_BUILTIN_EXTEND))
		return KS_CMDLINE_BEFORE;
	return SET(c, MIPS) || SET(c, CMDLINE_EXTEND) ? KS_CMDLINE_BEHIND : KS_CMDLINE_FALLBACK;
}

/* lockdown_lsm_init() of security/lockdown; an early module starts without being named. */
static void fill_booting(struct ks_snapshot *snapshot, const struct config *c)
{
	struct ks_booting *boot = &snapshot->booting;
	const char *cmdline = c->texts[TEXT_CMDLINE];

	boot->has_lockdown = ks_tri(SET(c, SECURITY_LOCKDOWN_LSM));
	boot->lockdown_early = SET(c, SECURITY_LOCKDOWN_LSM_EARLY);
	if (c->texts[TEXT_LSM])
		boot->lockdown_runs = ks_tri(ks_cmdline_lists(c->texts[TEXT_LSM], "lockdown"));
	boot->locks_down = SET(c, LOCK_DOWN_KERNEL_FORCE_INTEGRITY) ||
			   SET(c, LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY);
	if (boot->locks_down && boot->lockdown_early)
		ks_set_state(snapshot, KS_STATE_LOCKED_DOWN, true, KS_ORIGIN_FILE);
	if (!cmdline || !*cmdline)
		return;
	boot->cmdline_use = cmdline_use_of(c);
	boot->file = snapshot->file;
	ks_set_text(snapshot, "built-in command line", &boot->cmdline, cmdline, KS_ORIGIN_FILE);
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	struct ks_lines lines = { .image = image };
	struct config config = { 0 };

	while (ks_lines_next(&lines)) {
		if (!strncmp(lines.line, PREFIX, strlen(PREFIX)))
			read_option(snapshot, &config, lines.line);
		else if (!config.version)
			read_header(&config, lines.line);
	}
	if (machine_of(&config) == EM_NONE)
		return ks_err_set(err, -EINVAL,
				  "%s: read: names no architecture that is known; is it whole?",
				  path);
	if (config.version)
		ks_set_number(snapshot, "version", &snapshot->facts.version, config.version,
			      KS_ORIGIN_FILE);
	fill_gates(snapshot, &config);
	fill_elf(snapshot, &config);
	fill_vermagic(snapshot, &config);
	fill_booting(snapshot, &config);
	return 0;
}

const struct ks_provider ks_provider_config = {
	.name = "kernel configuration",
	.recognises = recognises,
	.fill = fill,
};
