// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lines of the architectures about a relocation that they refuse: those of
 * arch/ARCH/kernel/module*.c.  Values and places are not known beforehand:
 * a star stands for them.
 */
#include "report/relocation_log.h"

#include "lib/macro.h"
#include "model/machine.h"

#define ANY		0
#define V(major, minor)	((major) << 16 | (minor) << 8)

/* Letters as in template.h; a machine of 0 is any, a series of 0 no limit. */
static const struct {
	enum ks_reason reason;
	uint16_t machine;
	uint32_t since;
	uint32_t before;
	const char *line;
} lines[] = {
	{ KS_REASON_RELOC_TYPE, KS_EM_X86_64, 0, 0, "%o: Unknown rela relocation: %M" },
	{ KS_REASON_RELOC_TYPE, KS_EM_386, 0, 0, "%o: Unknown relocation: %M" },
	{ KS_REASON_RELOC_NONZERO, KS_EM_X86_64, 0, V(6, 3),
	  "x86/modules: Skipping invalid relocation target, existing value is nonzero for type %M, loc *, val *" },
	{ KS_REASON_RELOC_NONZERO, KS_EM_X86_64, V(6, 3), V(6, 19),
	  "x86/modules: Invalid relocation target, existing value is nonzero for type %M, loc *, val *" },
	{ KS_REASON_RELOC_NONZERO, KS_EM_X86_64, V(6, 19), 0,
	  "x86/modules: Invalid relocation target, existing value is nonzero for sec %K, idx %N, type %M, loc *, val *" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_X86_64, 0, V(6, 19),
	  "overflow in relocation type %M val *" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_X86_64, V(6, 19), 0,
	  "overflow in relocation type %M val * sec %K idx %N" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_X86_64, 0, 0,
	  "`%o' likely not compiled with -mcmodel=kernel" },
	{ KS_REASON_RELOC_TYPE, KS_EM_AARCH64, 0, 0, "module %o: unsupported RELA relocation: %M" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_AARCH64, 0, 0,
	  "module %o: overflow in relocation type %M val *" },
	{ KS_REASON_RELOC_TYPE, KS_EM_MIPS, 0, 0, "%o: Unknown relocation type %M" },
	{ KS_REASON_RELOC_SYMBOL_ERROR, KS_EM_MIPS, 0, 0, "%o: Unknown symbol %s" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_MIPS, 0, 0, "module %o: relocation overflow" },
	{ KS_REASON_RELOC_TYPE, KS_EM_ARM, 0, 0, "%o: unknown relocation: %M" },
	{ KS_REASON_RELOC_SYMBOL, KS_EM_ARM, 0, 0,
	  "%o: section %K reloc *: bad relocation sym offset" },
	{ KS_REASON_RELOC_BOUNDS, KS_EM_ARM, 0, 0,
	  "%o: section %K reloc * sym '*': out of bounds relocation, offset * size *" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_ARM, 0, 0,
	  "%o: section %K reloc * sym '*': relocation %M out of range (* -> *)" },
	{ KS_REASON_RELOC_TYPE, KS_EM_RISCV, 0, 0, "%o: Unknown relocation type %M" },
	{ KS_REASON_RELOC_SYMBOL_ERROR, KS_EM_RISCV, 0, 0, "%o: Unknown symbol %s" },
	{ KS_REASON_RELOC_PENDING, KS_EM_RISCV, 0, 0,
	  "%o: Can not find HI20 relocation information" },
	{ KS_REASON_RELOC_TYPE, KS_EM_PPC, 0, 0, "%o: unknown ADD relocation: %M" },
	{ KS_REASON_RELOC_TYPE, KS_EM_PPC64, 0, 0, "%o: Unknown ADD relocation: %M" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_PPC64, 0, 0, "%o: Expected nop after call, got * at *" },
	{ KS_REASON_RELOC_TYPE, KS_EM_S390, 0, 0, "module %o: unknown relocation: %M" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_S390, 0, 0,
	  "module %o: relocation error for symbol * (r_type %M, value 0x*)" },
	{ KS_REASON_RELOC_LIVEPATCH_NAME, ANY, 0, 0,
	  "livepatch: section %s has an incorrectly formatted name" },
};

/* The one format that an architecture lacks is the other one of the two. */
#define NO_RELA	"module %o: RELA relocation unsupported"
#define NO_REL	"module %o: REL relocation unsupported"

#define LAST	UINT64_MAX

/*
 * Lines that depend on the type of the relocation; the first that fits counts.
 * mips names the type, arm the direction; riscv knows types that it does not
 * take (of ALIGN, GOT_HI20, of libraries, of threads).
 */
static const struct {
	enum ks_reason reason;
	uint16_t machine;
	uint64_t from;
	uint64_t to;
	const char *line;
} lines_of_types[] = {
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_ARM, 10, 10,
	  "%o: section %K reloc * sym '*': unsupported interworking call (Thumb -> ARM)" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_ARM, 30, 30,
	  "%o: section %K reloc * sym '*': unsupported interworking call (Thumb -> ARM)" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_ARM, 0, LAST,
	  "%o: section %K reloc * sym '*': unsupported interworking call (ARM -> Thumb)" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_MIPS, 4, 4, "module %o: dangerous R_MIPS_26 relocation" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_MIPS, 6, 6, "module %o: dangerous R_MIPS_LO16 relocation" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_MIPS, 10, 10,
	  "module %o: dangerous R_MIPS_PC16 relocation" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_MIPS, 60, 60,
	  "module %o: dangerous R_MIPS_PC21 relocation" },
	{ KS_REASON_RELOC_DANGEROUS, KS_EM_MIPS, 0, LAST,
	  "module %o: dangerous R_MIPS_PC26 relocation" },
	{ KS_REASON_RELOC_REFUSED, KS_EM_RISCV, 43, 43,
	  "%o: The unexpected relocation type 'R_RISCV_ALIGN' from PC = *" },
	{ KS_REASON_RELOC_REFUSED, KS_EM_RISCV, 20, 20,
	  "%o: can not generate the GOT entry for symbol = * from PC = *" },
	{ KS_REASON_RELOC_REFUSED, KS_EM_RISCV, 0, 15,
	  "%o: Dynamic linking not supported in kernel modules PC = *" },
	{ KS_REASON_RELOC_REFUSED, KS_EM_RISCV, 58, 58,
	  "%o: Dynamic linking not supported in kernel modules PC = *" },
	{ KS_REASON_RELOC_REFUSED, KS_EM_RISCV, 0, LAST,
	  "%o: Thread local storage not supported in kernel modules PC = *" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_RISCV, 1, 1,
	  "%o: value * out of range for 32-bit field" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_RISCV, 0, LAST,
	  "%o: target * can not be addressed by the 32-bit offset from PC = *" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_PPC64, 10, 10, "%o: REL24 * out of range!" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_PPC64, 26, 26, "%o: REL32 * out of range!" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_PPC64, 47, 47, "%o: bad TOC16 relocation (0x*)" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_PPC64, 63, 63, "%o: bad TOC16_DS relocation (0x*)" },
	{ KS_REASON_RELOC_OVERFLOW, KS_EM_PPC64, 0, LAST, "%o: bad TOC16_LO_DS relocation (0x*)" },
};

static const char *line_of_type(const struct ks_facts *facts, const struct ks_finding *finding)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines_of_types); i++)
		if (lines_of_types[i].reason == finding->reason &&
		    lines_of_types[i].machine == facts->machine.value &&
		    lines_of_types[i].from <= finding->module_number &&
		    lines_of_types[i].to >= finding->module_number)
			return lines_of_types[i].line;
	return NULL;
}

static const char *line_of_format(const struct ks_facts *facts)
{
	return facts->elf_class.value == 1 && facts->machine.value != KS_EM_PPC ? NO_RELA : NO_REL;
}

/**
 * ks_relocation_prefix - what the architecture's file puts before its lines
 * @facts: kernel
 * @finding: a refusal of the rule "relocations"
 */
const char *ks_relocation_prefix(const struct ks_facts *facts, const struct ks_finding *finding)
{
	if (finding->reason == KS_REASON_RELOC_FORMAT ||
	    finding->reason == KS_REASON_RELOC_LIVEPATCH_NAME)
		return "";
	switch (facts->machine.value) {
	case KS_EM_386:
	case KS_EM_X86_64:
		return facts->gates[KS_GATE_UML].value == KS_YES ? "subarch: " : "module: ";
	case KS_EM_AARCH64:
		return ks_since(facts, 6, 5) == KS_YES ? "Modules: " : "";
	case KS_EM_PPC:
		return "module_32: ";
	case KS_EM_PPC64:
		return "module_64: ";
	default:
		return "";
	}
}

/**
 * ks_relocation_lines - what the kernel would print
 * @facts: kernel
 * @finding: a refusal of the rule "relocations"
 * @formats: to fill
 *
 * Return: how many.
 */
size_t ks_relocation_lines(const struct ks_facts *facts, const struct ks_finding *finding,
			   const char *formats[2])
{
	const char *line = line_of_type(facts, finding);
	size_t count = 0;

	if (finding->reason == KS_REASON_RELOC_FORMAT)
		formats[count++] = line_of_format(facts);
	if (line)
		formats[count++] = line;
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines) && count < 2; i++)
		if (lines[i].reason == finding->reason &&
		    (!lines[i].machine || lines[i].machine == facts->machine.value) &&
		    facts->version.value >= lines[i].since &&
		    (!lines[i].before || facts->version.value < lines[i].before))
			formats[count++] = lines[i].line;
	return count;
}

/**
 * ks_relocation_formats - all that an architecture may print
 * @take: called for each format, without its prefix
 * @data: for @take
 */
void ks_relocation_formats(ks_take_format *take, void *data)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines); i++)
		take(lines[i].reason, true, lines[i].line, data);
	for (size_t i = 0; i < KS_ARRAY_SIZE(lines_of_types); i++)
		take(lines_of_types[i].reason, true, lines_of_types[i].line, data);
	take(KS_REASON_RELOC_FORMAT, true, NO_RELA, data);
	take(KS_REASON_RELOC_FORMAT, true, NO_REL, data);
}
