/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts with places for the values of a finding. */
#ifndef KS_REPORT_TEMPLATE_H
#define KS_REPORT_TEMPLATE_H

#include "model/finding.h"

/**
 * struct ks_template_values - what the letters of a format stand for
 * @finding: %s the subject, %m the module's value, %k the kernel's; %M, %K and
 *	%N the numbers, %D the module's as a signed 32-bit one, %X the kernel's in
 *	hexadecimal digits; %w " of module" and the owner, nothing without one;
 *	%l the program that loads; %c the module's value and %C the subject, cut to
 *	%M bytes
 * @needs: %i info->name of the loader, %o mod->name, %n info->name before the
 *	loader has read struct module; NULL where none of them occurs
 * @absent: in place of a value that is not there
 * @letters: those whose values are known, the others get @absent; NULL: all are
 */
struct ks_template_values {
	const struct ks_finding *finding;
	const struct ks_needs *needs;
	const char *absent;
	const char *letters;
};

void ks_template(const char *format, const struct ks_template_values *values, char *text,
		 size_t size);

#endif
