// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the texts in a kernel tell: its release, its vermagic, and properties of
 * its loader that have a message of their own.  A message that is absent means
 * something too, but only in a kernel that has those which every loader has:
 * without CONFIG_MODULES or CONFIG_PRINTK there are none.
 */
#include <elf.h>
#include <string.h>

#include "facts/image.h"

#define BANNER		"Linux version "
#define RELEASE_MAX	64	/* __NEW_UTS_LEN */
#define VERMAGIC_MAX	256
#define EVERY_LOADER	"%s: Unknown symbol %s (err %d)\n"

/*
 * Messages of kernel/module (kernel/module.c in 5.10), the tracer and the
 * verifier, alike in all supported series.
 */
static const struct {
	enum ks_gate gate;
	const char *text;
	enum ks_tri present;
	enum ks_tri absent;
} marks[] = {
	{ KS_GATE_MODULE_SIG, "module with unavailable key", KS_YES, KS_NO },
	{ KS_GATE_FORCE_LOAD, "%s: %s: kernel tainted.\n", KS_YES, KS_NO },
	{ KS_GATE_VERMAGIC_COMPARED, "%s: version magic '%s' should be '%s'\n", KS_YES, KS_NO },
	{ KS_GATE_RETPOLINE, "%s: loading module not compiled with retpoline compiler.\n",
	  KS_YES, KS_NO },
	{ KS_GATE_LIVEPATCH, "%s: tainting kernel with TAINT_LIVEPATCH\n", KS_YES, KS_NO },
	{ KS_GATE_STRICT_RWX, "%s: section %s (index %d) has invalid WRITE|EXEC flags\n",
	  KS_YES, KS_NO },
	{ KS_GATE_DYNAMIC_FTRACE, "available_filter_functions", KS_YES, KS_NO },
	{ KS_GATE_BTF_MODULES, "failed to validate module [%s] BTF: %ld\n", KS_YES, KS_UNKNOWN },
	{ KS_GATE_DECOMPRESS_GZIP, "not a gzip compressed module\n", KS_YES, KS_NO },
	{ KS_GATE_DECOMPRESS_XZ, "not an xz compressed module\n", KS_YES, KS_NO },
	{ KS_GATE_DECOMPRESS_ZSTD, "not a zstd compressed module\n", KS_YES, KS_NO },
};

/* An error (KERN_ERR), or just a warning: an option decides which. */
#define NAMESPACE	"%s: module uses symbol (%s) from namespace %s, but does not import it.\n"

/* In 6.12, not yet in 6.1, the message says whether it is a reason to refuse. */
#define BTF_REFUSED	"failed to validate module [%s] BTF: %ld\n"
#define BTF_TAKEN	"Kernel module BTF mismatch detected, BTF debug info may be unavailable " \
			"for some modules\n"

static bool has(const struct ks_image *texts, const char *text)
{
	return memmem(texts->data, texts->size, text, strlen(text) + 1);
}

/* "Linux version 6.1.0-56-amd64 (" of linux_banner */
static bool read_release(const struct ks_kernel_image *kernel, char *release)
{
	const struct ks_image *image = &kernel->image;
	const uint8_t *end = image->data + image->size;
	const uint8_t *banner = ks_image_range(image, kernel->banner, strlen(BANNER));
	size_t len = 0;

	if (!banner || memcmp(banner, BANNER, strlen(BANNER)))
		return false;
	banner += strlen(BANNER);
	while (len < RELEASE_MAX && banner + len < end && banner[len] > ' ' && banner[len] < 0x7f)
		len++;
	memcpy(release, banner, len);
	release[len] = '\0';
	return len && len < RELEASE_MAX && release[0] >= '0' && release[0] <= '9';
}

static bool take_word(const char **text, const char *word)
{
	bool found = !strncmp(*text, word, strlen(word));

	if (found)
		*text += strlen(word);
	return found;
}

/* What follows the release, as include/linux/vermagic.h puts it together. */
struct flags {
	bool smp;
	bool unload;
	bool modversions;
	const char *arch;
};

static bool parse_flags(const char *text, struct flags *flags)
{
	bool preempt;

	flags->smp = take_word(&text, "SMP ");
	preempt = take_word(&text, "preempt_rt ") || take_word(&text, "preempt ");
	flags->unload = take_word(&text, "mod_unload ");
	flags->modversions = take_word(&text, "modversions ");
	flags->arch = text;
	return flags->smp || preempt || flags->unload || flags->modversions;
}

/* One text of that form, of the release and a blank; not two that differ. */
static bool find_vermagic(const struct ks_image *texts, const char *release, char *vermagic)
{
	const uint8_t *p = texts->data, *end = p + texts->size;
	size_t len = strlen(release), found = 0;
	char start[RELEASE_MAX + 1];
	struct flags flags;

	memcpy(start, release, len);
	start[len++] = ' ';
	vermagic[0] = '\0';
	for (; (p = memmem(p, end - p, start, len)); p++) {
		size_t left = end - p < VERMAGIC_MAX ? end - p : VERMAGIC_MAX;
		size_t size = strnlen((const char *)p, left), i = 0;

		while (i < size && p[i] >= ' ' && p[i] < 0x7f)
			i++;
		if (i < size || size == left || !parse_flags((const char *)p + len, &flags))
			continue;
		if (found && strcmp(vermagic, (const char *)p))
			return false;
		memcpy(vermagic, p, size + 1);
		found++;
	}
	return found;
}

static void set(struct ks_snapshot *snapshot, enum ks_gate gate, bool value)
{
	ks_set_gate(snapshot, gate, value, KS_ORIGIN_FILE);
}

/* MODULE_ARCH_VERMAGIC of architectures that have one. */
static void fill_machine(struct ks_snapshot *snapshot, const char *arch)
{
	static const struct {
		const char *start;
		uint64_t machine;
		uint64_t class;
	} machines[] = {
		{ "aarch64", EM_AARCH64, ELFCLASS64 }, { "ARMv", EM_ARM, ELFCLASS32 },
		{ "MIPS", EM_MIPS, ELFCLASSNONE }, { "riscv", EM_RISCV, ELFCLASSNONE },
	};
	struct ks_facts *f = &snapshot->facts;

	for (size_t i = 0; i < KS_ARRAY_SIZE(machines); i++) {
		uint64_t class = machines[i].class;

		if (strncmp(arch, machines[i].start, strlen(machines[i].start)))
			continue;
		if (machines[i].machine == EM_MIPS && strstr(arch, "64BIT"))
			class = ELFCLASS64;
		if (machines[i].machine == EM_MIPS && strstr(arch, "32BIT"))
			class = ELFCLASS32;
		ks_set_number(snapshot, "elf-machine", &f->machine, machines[i].machine,
			      KS_ORIGIN_FILE);
		if (class != ELFCLASSNONE)
			ks_set_number(snapshot, "elf-class", &f->elf_class, class, KS_ORIGIN_FILE);
	}
}

static void fill_vermagic(struct ks_snapshot *snapshot, const struct ks_image *texts,
			  const char *release)
{
	char vermagic[VERMAGIC_MAX];
	struct flags flags;

	if (!find_vermagic(texts, release, vermagic) ||
	    !parse_flags(vermagic + strlen(release) + 1, &flags))
		return;
	ks_set_text(snapshot, "vermagic", &snapshot->facts.vermagic, vermagic, KS_ORIGIN_FILE);
	set(snapshot, KS_GATE_SMP, flags.smp);
	set(snapshot, KS_GATE_UNLOAD, flags.unload);
	set(snapshot, KS_GATE_MODVERSIONS, flags.modversions);
	fill_machine(snapshot, flags.arch);
}

static void fill_btf_gates(struct ks_snapshot *snapshot, const struct ks_image *texts, bool all)
{
	bool refused = has(texts, BTF_REFUSED);

	if (has(texts, BTF_TAKEN)) {
		set(snapshot, KS_GATE_BTF_MODULES, true);
		set(snapshot, KS_GATE_BTF_ENFORCED, false);
	} else if (!refused && all) {
		set(snapshot, KS_GATE_BTF_ENFORCED, false);
	} else if (refused && snapshot->facts.version.value >= ks_version_code(6, 12)) {
		set(snapshot, KS_GATE_BTF_ENFORCED, true);
	}
}

static void fill_gates(struct ks_snapshot *snapshot, const struct ks_image *texts)
{
	bool all = has(texts, EVERY_LOADER), decompress = false;

	for (size_t i = 0; i < KS_ARRAY_SIZE(marks); i++) {
		enum ks_tri absent = all ? marks[i].absent : KS_UNKNOWN;
		enum ks_tri value = has(texts, marks[i].text) ? marks[i].present : absent;

		if (value != KS_UNKNOWN)
			set(snapshot, marks[i].gate, value == KS_YES);
		if (marks[i].gate >= KS_GATE_DECOMPRESS_GZIP)
			decompress |= value == KS_YES;
	}
	if (decompress || all)
		set(snapshot, KS_GATE_DECOMPRESS, decompress);
	if (has(texts, "\0013" NAMESPACE))
		set(snapshot, KS_GATE_NAMESPACES_ENFORCED, true);
	else if (has(texts, "\0014" NAMESPACE))
		set(snapshot, KS_GATE_NAMESPACES_ENFORCED, false);
	fill_btf_gates(snapshot, texts, all);
}

/**
 * ks_image_text - release, vermagic and what messages tell
 * @snapshot: to fill
 * @kernel: opened
 */
void ks_image_text(struct ks_snapshot *snapshot, const struct ks_kernel_image *kernel)
{
	const struct ks_image texts = ks_image_rodata(&kernel->image);
	char release[RELEASE_MAX + 1];

	if (!read_release(kernel, release))
		return;
	ks_set_release(snapshot, release, KS_ORIGIN_FILE);
	fill_vermagic(snapshot, &texts, release);
	fill_gates(snapshot, &texts);
}
