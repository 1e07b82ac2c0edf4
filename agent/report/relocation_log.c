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
static const char *format_line(const struct ks_facts *facts)
{
	return facts->elf_class.value == 1 && facts->machine.value != KS_EM_PPC ?
		       "module %o: RELA relocation unsupported" :
		       "module %o: REL relocation unsupported";
}

/* mips names the type, arm the direction: 10 and 30 are Thumb. */
static const char *dangerous_line(const struct ks_facts *facts, uint64_t type)
{
	if (facts->machine.value == KS_EM_ARM)
		return type == 10 || type == 30 ?
			"%o: section %K reloc * sym '*': unsupported interworking call (Thumb -> ARM)" :
			"%o: section %K reloc * sym '*': unsupported interworking call (ARM -> Thumb)";
	switch (type) {
	case 4:
		return "module %o: dangerous R_MIPS_26 relocation";
	case 6:
		return "module %o: dangerous R_MIPS_LO16 relocation";
	case 10:
		return "module %o: dangerous R_MIPS_PC16 relocation";
	case 60:
		return "module %o: dangerous R_MIPS_PC21 relocation";
	default:
		return "module %o: dangerous R_MIPS_PC26 relocation";
	}
}

/* riscv knows types that it does not take: of ALIGN, GOT_HI20, of libraries, of threads. */
static const char *refused_line(uint64_t type)
{
	if (type == 43)
		return "%o: The unexpected relocation type 'R_RISCV_ALIGN' from PC = *";
	if (type == 20)
		return "%o: can not generate the GOT entry for symbol = * from PC = *";
	if (type < 16 || type == 58)
		return "%o: Dynamic linking not supported in kernel modules PC = *";
	return "%o: Thread local storage not supported in kernel modules PC = *";
}

static const char *riscv_overflow_line(uint64_t type)
{
	return type == 1 ? "%o: value * out of range for 32-bit field" :
			   "%o: target * can not be addressed by the 32-bit offset from PC = *";
}

/* powerpc names the type, too. */
static const char *powerpc_overflow_line(uint64_t type)
{
	switch (type) {
	case 10:
		return "%o: REL24 * out of range!";
	case 26:
		return "%o: REL32 * out of range!";
	case 47:
		return "%o: bad TOC16 relocation (0x*)";
	case 63:
		return "%o: bad TOC16_DS relocation (0x*)";
	default:
		return "%o: bad TOC16_LO_DS relocation (0x*)";
	}
}

/* The line that depends on the type, or NULL. */
static const char *type_line(const struct ks_facts *facts, const struct ks_finding *finding)
{
	uint64_t type = finding->module_number;
	uint64_t machine = facts->machine.value;

	if (finding->reason == KS_REASON_RELOC_DANGEROUS && machine != KS_EM_PPC64)
		return dangerous_line(facts, type);
	if (finding->reason == KS_REASON_RELOC_REFUSED && machine == KS_EM_RISCV)
		return refused_line(type);
	if (finding->reason == KS_REASON_RELOC_OVERFLOW && machine == KS_EM_RISCV)
		return riscv_overflow_line(type);
	if (finding->reason == KS_REASON_RELOC_OVERFLOW && machine == KS_EM_PPC64)
		return powerpc_overflow_line(type);
	return NULL;
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
	const char *line = type_line(facts, finding);
	size_t count = 0;

	if (finding->reason == KS_REASON_RELOC_FORMAT)
		formats[count++] = format_line(facts);
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
