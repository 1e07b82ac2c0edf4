/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's log as it grows: /dev/kmsg, see Documentation/ABI/testing/dev-kmsg. */
#ifndef KS_WATCH_KMSG_H
#define KS_WATCH_KMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

/* The kernel gives no longer record (CONSOLE_EXT_LOG_MAX of 5.10, later fewer). */
#define KS_KMSG_MAX	8192

/**
 * struct ks_kmsg_record - one message
 * @priority: level in the lowest three bits, above them the facility: 0 is the kernel
 * @sequence: number; they have no gaps
 * @text: escaped by the kernel, no newline
 */
struct ks_kmsg_record {
	uint64_t priority;
	uint64_t sequence;
	char text[KS_KMSG_MAX];
};

/**
 * struct ks_kmsg - a reader
 * @fd: to poll(2)
 * @next: number of the record that comes next; 0: not known
 * @overrun: records were overwritten before they were read; the caller resets it
 * @lost: how many, as far as is known; the caller resets it
 */
struct ks_kmsg {
	int fd;
	uint64_t next;
	bool overrun;
	uint64_t lost;
};

bool ks_kmsg_parse(char *bytes, struct ks_kmsg_record *record);
int ks_kmsg_open(struct ks_kmsg *kmsg, struct ks_err *err) ks_must_check;
int ks_kmsg_read(struct ks_kmsg *kmsg, struct ks_kmsg_record *record) ks_must_check;
void ks_kmsg_close(struct ks_kmsg *kmsg);

#endif
