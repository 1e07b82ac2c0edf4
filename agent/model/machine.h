/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Architectures by e_machine, as far as any rule or line of the log is theirs. */
#ifndef KS_MODEL_MACHINE_H
#define KS_MODEL_MACHINE_H

#define KS_EM_386	3
#define KS_EM_486	6
#define KS_EM_MIPS	8
#define KS_EM_PPC	20
#define KS_EM_PPC64	21
#define KS_EM_S390	22
#define KS_EM_ARM	40
#define KS_EM_X86_64	62
#define KS_EM_AARCH64	183
#define KS_EM_RISCV	243
#define KS_EM_S390_OLD	0xa390

#endif
