// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads /dev/kmsg, one record a read(2): "PRIORITY,SEQUENCE,TIME,FLAGS[,...];TEXT",
 * then lines that start with a blank.  Unlike syslog(2) it shows what was lost.
 */
#include "watch/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/number.h"

#define KMSG	"/dev/kmsg"

/* One field up to its comma, as a number. */
static bool take_number(char **at, uint64_t *value)
{
	char *end = *at + strcspn(*at, ",;");
	bool more = *end == ',';

	*end = '\0';
	if (!more || ks_parse_number(*at, 10, UINT64_MAX, value))
		return false;
	*at = end + 1;
	return true;
}

/**
 * ks_kmsg_parse - what one record says
 * @bytes: the record; changed
 * @record: to fill
 *
 * Return: false when it is no record.
 */
bool ks_kmsg_parse(char *bytes, struct ks_kmsg_record *record)
{
	char *text = strchr(bytes, ';');

	if (!text)
		return false;
	text++;
	text[strcspn(text, "\n")] = '\0';
	if (!take_number(&bytes, &record->priority) || !take_number(&bytes, &record->sequence))
		return false;
	snprintf(record->text, sizeof(record->text), "%s", text);
	return true;
}

/**
 * ks_kmsg_open - read the log from here on
 * @kmsg: to fill; ks_kmsg_close() releases it, also after a failure
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_kmsg_open(struct ks_kmsg *kmsg, struct ks_err *err)
{
	*kmsg = (struct ks_kmsg){ .fd = open(KMSG, O_RDONLY | O_NONBLOCK | O_CLOEXEC) };
	if (kmsg->fd < 0)
		return ks_err_sys(err, -errno, KMSG, "open");
	if (lseek(kmsg->fd, 0, SEEK_END) < 0)
		return ks_err_sys(err, -errno, KMSG, "seek");
	return 0;
}

/**
 * ks_kmsg_read - the next record
 * @kmsg: reader
 * @record: to fill
 *
 * Return: 1, 0 when there is none yet, or a negative errno.
 */
int ks_kmsg_read(struct ks_kmsg *kmsg, struct ks_kmsg_record *record)
{
	char bytes[KS_KMSG_MAX + 1];
	ssize_t got;

	do {
		got = read(kmsg->fd, bytes, sizeof(bytes) - 1);
		/* EPIPE: overwritten; the next read has the oldest that is left. */
		kmsg->overrun |= got < 0 && errno == EPIPE;
	} while (got < 0 && (errno == EPIPE || errno == EINTR));
	if (got < 0 && errno == EAGAIN)
		return 0;
	if (got <= 0)
		return got ? -errno : -EIO;
	bytes[got] = '\0';
	if (!ks_kmsg_parse(bytes, record))
		return -EPROTO;
	if (kmsg->next && record->sequence > kmsg->next)
		kmsg->lost += record->sequence - kmsg->next;
	kmsg->next = record->sequence + 1;
	return 1;
}

/**
 * ks_kmsg_close - end reading
 * @kmsg: reader
 */
void ks_kmsg_close(struct ks_kmsg *kmsg)
{
	if (kmsg->fd >= 0)
		close(kmsg->fd);
	kmsg->fd = -1;
}
