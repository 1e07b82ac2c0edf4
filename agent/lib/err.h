/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a failure travels: a negative errno as the return value, and one line
 * of text for the person.  Layers below cmd/ fill it and never print.
 */
#ifndef KS_LIB_ERR_H
#define KS_LIB_ERR_H

#include "lib/macro.h"

/**
 * struct ks_err - what failed, in one line
 * @code: negative errno, 0 when nothing failed
 * @text: "<object>: <what was tried>: <why>", without a newline
 */
struct ks_err {
	int code;
	char text[512];
};

int ks_err_set(struct ks_err *err, int code, const char *fmt, ...) ks_printf(3, 4);
int ks_err_sys(struct ks_err *err, int code, const char *object, const char *tried);

#endif
