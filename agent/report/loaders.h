/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs that load modules print, and what of the kernel no rule predicts. */
#ifndef KS_REPORT_LOADERS_H
#define KS_REPORT_LOADERS_H

/**
 * typedef ks_take_saying - take one text
 * @by: who prints it
 * @format: %o the module, %e the text of an errno, %N a number, %s anything else
 * @error: the errno that it stands for, or 0
 * @meaning: what it means
 * @advice: what to do, or NULL
 */
typedef void ks_take_saying(const char *by, const char *format, int error, const char *meaning,
			    const char *advice, void *data);

void ks_loader_sayings(ks_take_saying *take, void *data);
int ks_errno_of_text(const char *text);

#endif
