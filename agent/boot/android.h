/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What readers and loaders of Android's lists have in common. */
#ifndef KS_BOOT_ANDROID_H
#define KS_BOOT_ANDROID_H

#include <stdbool.h>

bool ks_boot_android_name(char *text);

#endif
