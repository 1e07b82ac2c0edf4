// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What finit_module() says before it looks at a single byte:
 * may_init_module() of kernel/module/main.c and kernel_read_file() of
 * fs/kernel_read_file.c.  All series.
 */
#include "check/check.h"
#include "check/emit.h"

#define KERNEL_INT_MAX	0x7fffffffULL

static void refuse(struct ks_sink *sink, enum ks_reason reason, int error, uint32_t order,
		   uint64_t size)
{
	ks_emit(sink, (struct ks_finding){
		.rule = KS_RULE_FILE,
		.level = KS_LEVEL_REFUSES,
		.reason = reason,
		.error = error,
		.order = order,
		.module_number = size,
	});
}

/**
 * ks_rule_file - modules may be loaded at all, and the file has a sane size
 * @needs: file size
 * @facts: modules_disabled
 * @sink: findings
 */
void ks_rule_file(const struct ks_needs *needs, const struct ks_facts *facts, struct ks_sink *sink)
{
	enum ks_tri disabled = facts->states[KS_STATE_MODULES_DISABLED].value;

	if (disabled == KS_YES)
		refuse(sink, KS_REASON_MODULES_DISABLED, KS_EPERM, 0, 0);
	else if (disabled == KS_UNKNOWN)
		ks_emit(sink, (struct ks_finding){
			.rule = KS_RULE_FILE,
			.level = KS_LEVEL_UNKNOWN,
			.reason = KS_REASON_MODULES_DISABLED_UNKNOWN,
		});
	if (needs->file_size == 0)
		refuse(sink, KS_REASON_FILE_EMPTY, KS_EINVAL, 1, 0);
	if (needs->file_size > KERNEL_INT_MAX)
		refuse(sink, KS_REASON_FILE_TOO_BIG, KS_EFBIG, 2, needs->file_size);
}
