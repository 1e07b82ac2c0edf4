/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the modules here have of each other. */
#ifndef ORA_H
#define ORA_H

int ora_plain(int value);
int ora_gpl(int value);
int ora_spaced(int value);
extern int ora_data;
int ora_many_first(const char *text);
int ora_many_second(unsigned long wait);
extern int ora_constructed;
int ora_private(int value);
int ora_private_user(int value);

#endif
