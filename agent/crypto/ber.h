/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk over BER as asn1_ber_decoder() of lib/asn1_decoder.c does it, with its
 * limits and its leniencies, because what that accepts is what counts.
 */
#ifndef KS_CRYPTO_BER_H
#define KS_CRYPTO_BER_H

#include "model/image.h"

/* Tags; 0x20 asks for something to step into. */
#define KS_BER_BOOLEAN		0x01
#define KS_BER_INTEGER		0x02
#define KS_BER_BIT_STRING	0x03
#define KS_BER_OCTET_STRING	0x04
#define KS_BER_OID		0x06
#define KS_BER_UTC_TIME		0x17
#define KS_BER_GENERAL_TIME	0x18
#define KS_BER_SEQUENCE		0x30
#define KS_BER_SET		0x31
#define KS_BER_CONTEXT(n)	(0x80 | (n))
#define KS_BER_INTO(n)		(0xa0 | (n))
#define KS_BER_ANY		-1

/**
 * struct ks_ber - a walk; @data and @end are set to start, the rest is zero
 * @data: first byte
 * @at: next byte
 * @end: of the innermost element of known length
 * @matched: the last element that was looked for was there; an optional one at
 *	the end of its surroundings leaves this as it was
 * @bad: the kernel gives up here (EBADMSG); nothing matches any more
 */
struct ks_ber {
	const uint8_t *data;
	size_t at;
	size_t end;
	bool matched;
	bool bad;
};

/**
 * struct ks_ber_value - one element
 * @content: without the header
 * @whole: with it
 * @tag: as found
 */
struct ks_ber_value {
	struct ks_image content;
	struct ks_image whole;
	uint8_t tag;
};

/**
 * struct ks_ber_frame - an element that was stepped into
 */
struct ks_ber_frame {
	size_t header;
	size_t start;
	size_t end;
	bool indefinite;
};

bool ks_ber_get(struct ks_ber *ber, int tag, struct ks_ber_value *value);
bool ks_ber_maybe(struct ks_ber *ber, int tag, struct ks_ber_value *value);
bool ks_ber_enter(struct ks_ber *ber, int tag, struct ks_ber_frame *frame);
bool ks_ber_maybe_enter(struct ks_ber *ber, int tag, struct ks_ber_frame *frame);
bool ks_ber_more(struct ks_ber *ber, const struct ks_ber_frame *frame);
bool ks_ber_leave(struct ks_ber *ber, const struct ks_ber_frame *frame,
		  struct ks_ber_value *value);

#endif
