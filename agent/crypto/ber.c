// SPDX-License-Identifier: GPL-2.0-or-later
/* A walk over BER as the kernel does it; see ber.h. */
#include "crypto/ber.h"

#define INTO		0x20
#define LONG_TAG	0x1f
#define INDEFINITE	0x80
#define LENGTH_BYTES	2	/* of a long length at most */

static bool fail(struct ks_ber *ber)
{
	ber->bad = true;
	ber->matched = false;
	return false;
}

static size_t left(const struct ks_ber *ber)
{
	return ber->end - ber->at;
}

/* A length of several bytes at @at, which moves on. */
static bool long_length(const struct ks_ber *ber, size_t *at, size_t bytes, size_t *length)
{
	if (bytes > ber->end - *at)
		return false;
	for (*length = 0; bytes; bytes--)
		*length = *length << 8 | ber->data[(*at)++];
	return true;
}

/* One element inside of something of unknown length; its depth changes. */
static bool skip_one(const struct ks_ber *ber, size_t *at, unsigned int *depth)
{
	uint8_t tag;
	size_t length;

	if (ber->end - *at < 2)
		return false;
	tag = ber->data[(*at)++];
	if (!tag) {
		--*depth;
		return !ber->data[(*at)++];
	}
	if ((tag & LONG_TAG) == LONG_TAG)
		do {
			if (ber->end - *at < 2)
				return false;
		} while (ber->data[(*at)++] & 0x80);
	length = ber->data[(*at)++];
	if (length == INDEFINITE) {
		++*depth;
		return tag & INTO;
	}
	if (length > INDEFINITE && (length - INDEFINITE > sizeof(size_t) - 1 ||
				    !long_length(ber, at, length - INDEFINITE, &length)))
		return false;
	if (length > ber->end - *at)
		return false;
	*at += length;
	return true;
}

/* asn1_find_indefinite_length(): the end marker is part of the content. */
static bool find_end(const struct ks_ber *ber, size_t *length)
{
	unsigned int depth = 1;
	size_t at = ber->at;

	while (depth)
		if (!skip_one(ber, &at, &depth))
			return false;
	*length = at - ber->at;
	return true;
}

/* Behind the tag: the length.  An indefinite one leaves @length 0. */
static bool take_length(struct ks_ber *ber, uint8_t tag, size_t *length, bool *indefinite)
{
	*length = ber->data[ber->at++];
	*indefinite = *length == INDEFINITE;
	if (*indefinite) {
		*length = 0;
		return (tag & INTO) && left(ber) >= 2;
	}
	if (*length > INDEFINITE && (*length - INDEFINITE > LENGTH_BYTES ||
				     !long_length(ber, &ber->at, *length - INDEFINITE, length)))
		return false;
	return *length <= left(ber);
}

struct head {
	size_t start;
	size_t length;
	bool indefinite;
	uint8_t tag;
};

/* Tag and length of the next element, if it is the one that is looked for. */
static bool match(struct ks_ber *ber, int tag, bool optional, struct head *head)
{
	if (ber->bad || (optional && !left(ber)))
		return false;
	ber->matched = false;
	if (left(ber) < 2)
		return fail(ber);
	head->start = ber->at;
	head->tag = ber->data[ber->at];
	if ((head->tag & LONG_TAG) == LONG_TAG)
		return fail(ber);
	/* Something to step into may come without the bit that says so. */
	if (tag != KS_BER_ANY && ((head->tag ^ tag) & ~(tag & INTO)))
		return optional ? false : fail(ber);
	ber->at++;
	ber->matched = true;
	return take_length(ber, head->tag, &head->length, &head->indefinite) || fail(ber);
}

static bool leaf(struct ks_ber *ber, int tag, bool optional, struct ks_ber_value *value)
{
	struct head head;

	if (!match(ber, tag, optional, &head))
		return false;
	if (head.indefinite && !find_end(ber, &head.length))
		return fail(ber);
	*value = (struct ks_ber_value){
		.content = { ber->data + ber->at, head.length },
		.whole = { ber->data + head.start, ber->at - head.start + head.length },
		.tag = head.tag,
	};
	ber->at += head.length;
	return true;
}

static bool enter(struct ks_ber *ber, int tag, bool optional, struct ks_ber_frame *frame)
{
	struct head head;

	if (!match(ber, tag, optional, &head))
		return false;
	*frame = (struct ks_ber_frame){ head.start, ber->at, ber->end, head.indefinite };
	if (!head.indefinite)
		ber->end = ber->at + head.length;
	return true;
}

/**
 * ks_ber_get - step over an element that must be there
 * @ber: walk
 * @tag: wanted, or KS_BER_ANY
 * @value: to fill
 *
 * Return: false, and the walk is bad, when it is not.
 */
bool ks_ber_get(struct ks_ber *ber, int tag, struct ks_ber_value *value)
{
	return leaf(ber, tag, false, value);
}

/**
 * ks_ber_maybe - step over an element that may be there
 * @ber: walk
 * @tag: wanted, or KS_BER_ANY
 * @value: to fill
 *
 * Return: whether it was there.
 */
bool ks_ber_maybe(struct ks_ber *ber, int tag, struct ks_ber_value *value)
{
	return leaf(ber, tag, true, value);
}

/**
 * ks_ber_enter - step into an element that must be there
 * @ber: walk
 * @tag: wanted
 * @frame: to fill, for ks_ber_leave()
 *
 * Return: false, and the walk is bad, when it is not.
 */
bool ks_ber_enter(struct ks_ber *ber, int tag, struct ks_ber_frame *frame)
{
	return enter(ber, tag, false, frame);
}

/**
 * ks_ber_maybe_enter - step into an element that may be there
 * @ber: walk
 * @tag: wanted
 * @frame: to fill, for ks_ber_leave()
 *
 * Return: whether it was there.
 */
bool ks_ber_maybe_enter(struct ks_ber *ber, int tag, struct ks_ber_frame *frame)
{
	return enter(ber, tag, true, frame);
}

/**
 * ks_ber_more - has a list another element
 * @ber: walk, behind an element of the list
 * @frame: of the list
 */
bool ks_ber_more(struct ks_ber *ber, const struct ks_ber_frame *frame)
{
	if (ber->bad)
		return false;
	if (!frame->indefinite)
		return left(ber) > 0;
	return left(ber) < 2 ? fail(ber) : ber->data[ber->at] != 0;
}

/**
 * ks_ber_leave - step out
 * @ber: walk, which must have come to the end of the element
 * @frame: filled by ks_ber_enter()
 * @value: set to the element, or NULL
 *
 * Return: false, and the walk is bad, when something is left over.
 */
bool ks_ber_leave(struct ks_ber *ber, const struct ks_ber_frame *frame,
		  struct ks_ber_value *value)
{
	size_t end = ber->at;

	if (ber->bad)
		return false;
	if (frame->indefinite) {
		if (left(ber) < 2 || ber->data[ber->at] || ber->data[ber->at + 1])
			return fail(ber);
		ber->at += 2;
	} else if (left(ber)) {
		return fail(ber);
	}
	ber->end = frame->end;
	if (value)
		*value = (struct ks_ber_value){
			.content = { ber->data + frame->start, end - frame->start },
			.whole = { ber->data + frame->header, ber->at - frame->header },
			.tag = ber->data[frame->header],
		};
	return true;
}
