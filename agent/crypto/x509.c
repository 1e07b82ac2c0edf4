// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a certificate along crypto/asymmetric_keys/x509.asn1.  Whether it is
 * still valid by its dates does not matter: the kernel never asks.
 */
#include "crypto/x509.h"

#include <ctype.h>
#include <stdio.h>

#include "crypto/ber.h"

static bool same(const struct ks_image *a, const struct ks_image *b)
{
	return a->size == b->size && (!a->size || !memcmp(a->data, b->data, a->size));
}

static enum ks_oid take_algorithm(struct ks_ber *ber)
{
	struct ks_ber_value oid = { 0 }, parameters;
	struct ks_ber_frame frame;

	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &frame) || !ks_ber_get(ber, KS_BER_OID, &oid))
		return KS_OID_NONE;
	ks_ber_maybe(ber, KS_BER_ANY, &parameters);
	return ks_ber_leave(ber, &frame, NULL) ? ks_oid_of(&oid.content) : KS_OID_NONE;
}

static bool take_attribute(struct ks_ber *ber)
{
	struct ks_ber_value value;
	struct ks_ber_frame frame;

	return ks_ber_enter(ber, KS_BER_SEQUENCE, &frame) && ks_ber_get(ber, KS_BER_OID, &value) &&
	       ks_ber_get(ber, KS_BER_ANY, &value) && ks_ber_leave(ber, &frame, NULL);
}

static bool take_name(struct ks_ber *ber, struct ks_image *name)
{
	struct ks_ber_frame sequence, set;
	struct ks_ber_value value;

	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &sequence))
		return false;
	do {
		if (!ks_ber_enter(ber, KS_BER_SET, &set))
			return false;
		do {
			if (!take_attribute(ber))
				return false;
		} while (ks_ber_more(ber, &set));
		if (!ks_ber_leave(ber, &set, NULL))
			return false;
	} while (ks_ber_more(ber, &sequence));
	if (!ks_ber_leave(ber, &sequence, &value))
		return false;
	*name = value.content;
	return true;
}

static bool take_time(struct ks_ber *ber)
{
	struct ks_ber_value value;

	return ks_ber_maybe(ber, KS_BER_UTC_TIME, &value) ||
	       ks_ber_get(ber, KS_BER_GENERAL_TIME, &value);
}

static bool take_validity(struct ks_ber *ber)
{
	struct ks_ber_frame frame;

	return ks_ber_enter(ber, KS_BER_SEQUENCE, &frame) && take_time(ber) && take_time(ber) &&
	       ks_ber_leave(ber, &frame, NULL);
}

static bool take_key(struct ks_ber *ber, struct ks_x509 *x509)
{
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &frame))
		return false;
	x509->key_type = take_algorithm(ber);
	if (!ks_ber_get(ber, KS_BER_BIT_STRING, &value))
		return false;
	x509->key_bits = value.content;
	if (!ks_ber_leave(ber, &frame, &value))
		return false;
	x509->key = value.whole;
	return true;
}

/* KeyIdentifier of an authority: the first thing in a sequence. */
static void take_authority_id(const struct ks_image *extension, struct ks_x509 *x509)
{
	struct ks_ber ber = { .data = extension->data, .end = extension->size };
	struct ks_ber_frame frame;
	struct ks_ber_value id;

	if (ks_ber_enter(&ber, KS_BER_SEQUENCE, &frame) &&
	    ks_ber_maybe(&ber, KS_BER_CONTEXT(0), &id))
		x509->authority_id = id.content;
}

static void take_key_id(const struct ks_image *extension, struct ks_x509 *x509)
{
	struct ks_ber ber = { .data = extension->data, .end = extension->size };
	struct ks_ber_value id;

	if (ks_ber_get(&ber, KS_BER_OCTET_STRING, &id))
		x509->key_id = id.content;
}

static bool take_extension(struct ks_ber *ber, struct ks_x509 *x509)
{
	struct ks_ber_value oid, critical, value;
	struct ks_ber_frame frame;

	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &frame) || !ks_ber_get(ber, KS_BER_OID, &oid))
		return false;
	ks_ber_maybe(ber, KS_BER_BOOLEAN, &critical);
	if (!ks_ber_get(ber, KS_BER_OCTET_STRING, &value) || !ks_ber_leave(ber, &frame, NULL))
		return false;
	if (ks_oid_of(&oid.content) == KS_OID_SUBJECT_KEY_ID)
		take_key_id(&value.content, x509);
	else if (ks_oid_of(&oid.content) == KS_OID_AUTHORITY_KEY_ID)
		take_authority_id(&value.content, x509);
	return true;
}

static bool take_extensions(struct ks_ber *ber, struct ks_x509 *x509)
{
	struct ks_ber_frame outer, sequence;

	if (!ks_ber_maybe_enter(ber, KS_BER_INTO(3), &outer))
		return !ber->bad;
	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &sequence))
		return false;
	do {
		if (!take_extension(ber, x509))
			return false;
	} while (ks_ber_more(ber, &sequence));
	return ks_ber_leave(ber, &sequence, NULL) && ks_ber_leave(ber, &outer, NULL);
}

static bool take_version(struct ks_ber *ber)
{
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	if (!ks_ber_maybe_enter(ber, KS_BER_INTO(0), &frame))
		return !ber->bad;
	return ks_ber_get(ber, KS_BER_INTEGER, &value) && ks_ber_leave(ber, &frame, NULL);
}

/* TBSCertificate */
static bool take_signed_part(struct ks_ber *ber, struct ks_x509 *x509)
{
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &frame) || !take_version(ber) ||
	    !ks_ber_get(ber, KS_BER_INTEGER, &value))
		return false;
	x509->serial = value.content;
	x509->signature_type = take_algorithm(ber);
	if (!take_name(ber, &x509->issuer) || !take_validity(ber) ||
	    !take_name(ber, &x509->subject) || !take_key(ber, x509))
		return false;
	ks_ber_maybe(ber, KS_BER_CONTEXT(1), &value);
	ks_ber_maybe(ber, KS_BER_CONTEXT(2), &value);
	if (!take_extensions(ber, x509) || !ks_ber_leave(ber, &frame, &value))
		return false;
	x509->signed_part = value.whole;
	return true;
}

/**
 * ks_x509_parse - read one certificate
 * @bytes: starts with it; more may follow
 * @x509: to fill
 *
 * Return: whether it is one.
 */
bool ks_x509_parse(const struct ks_image *bytes, struct ks_x509 *x509)
{
	struct ks_ber ber = { .data = bytes->data, .end = bytes->size };
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	*x509 = (struct ks_x509){ 0 };
	if (!ks_ber_enter(&ber, KS_BER_SEQUENCE, &frame) || !take_signed_part(&ber, x509) ||
	    take_algorithm(&ber) != x509->signature_type ||
	    !ks_ber_get(&ber, KS_BER_BIT_STRING, &value) || !value.content.size ||
	    value.content.data[0])
		return false;
	x509->signature = (struct ks_image){ value.content.data + 1, value.content.size - 1 };
	if (!ks_ber_leave(&ber, &frame, &value))
		return false;
	x509->whole = value.whole;
	return true;
}

static void copy_printable(const struct ks_image *bytes, char *text, size_t size)
{
	size_t i;

	for (i = 0; i < bytes->size && i + 1 < size; i++)
		text[i] = isprint(bytes->data[i]) ? bytes->data[i] : '?';
	text[i] = '\0';
}

/* One attribute of a name; kept if it is what the kernel would show. */
static void note_attribute(struct ks_ber *ber, struct ks_image *common, struct ks_image *other)
{
	struct ks_ber_frame set, sequence;
	struct ks_ber_value oid, value;

	if (!ks_ber_enter(ber, KS_BER_SET, &set))
		return;
	do {
		if (!ks_ber_enter(ber, KS_BER_SEQUENCE, &sequence) ||
		    !ks_ber_get(ber, KS_BER_OID, &oid) || !ks_ber_get(ber, KS_BER_ANY, &value) ||
		    !ks_ber_leave(ber, &sequence, NULL))
			return;
		if (ks_oid_of(&oid.content) == KS_OID_COMMON_NAME)
			*common = value.content;
		else if (ks_oid_of(&oid.content) == KS_OID_ORGANIZATION ||
			 (ks_oid_of(&oid.content) == KS_OID_EMAIL && !other->size))
			*other = value.content;
	} while (ks_ber_more(ber, &set));
	ks_ber_leave(ber, &set, NULL);
}

/**
 * ks_x509_name - a name for people: common name, else organization, else mail
 * @name: issuer or subject, without its header
 * @text: to fill; printable
 * @size: of @text
 */
void ks_x509_name(const struct ks_image *name, char *text, size_t size)
{
	struct ks_ber ber = { .data = name->data, .end = name->size };
	struct ks_image common = { 0 }, other = { 0 };

	while (!ber.bad && ber.at < ber.end)
		note_attribute(&ber, &common, &other);
	copy_printable(common.size ? &common : &other, text, size);
}

/** ks_x509_is_self_issued - names itself as its issuer */
bool ks_x509_is_self_issued(const struct ks_x509 *x509)
{
	return same(&x509->issuer, &x509->subject);
}

/** ks_x509_digest - the digest that its own signature uses, or KS_OID_NONE */
enum ks_oid ks_x509_digest(const struct ks_x509 *x509)
{
	switch (x509->signature_type) {
	case KS_OID_RSA_SHA1:
	case KS_OID_ECDSA_SHA1:
		return KS_OID_SHA1;
	case KS_OID_RSA_SHA224:
	case KS_OID_ECDSA_SHA224:
		return KS_OID_SHA224;
	case KS_OID_RSA_SHA256:
	case KS_OID_ECDSA_SHA256:
		return KS_OID_SHA256;
	case KS_OID_RSA_SHA384:
	case KS_OID_ECDSA_SHA384:
		return KS_OID_SHA384;
	case KS_OID_RSA_SHA512:
	case KS_OID_ECDSA_SHA512:
		return KS_OID_SHA512;
	default:
		return KS_OID_NONE;
	}
}

/**
 * ks_hex - bytes as lower case hexadecimal digits
 * @bytes: what
 * @text: to fill; cut where it does not fit
 * @size: of @text
 */
void ks_hex(const struct ks_image *bytes, char *text, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < bytes->size && 2 * i + 2 < size; i++) {
		text[2 * i] = digits[bytes->data[i] >> 4];
		text[2 * i + 1] = digits[bytes->data[i] & 15];
	}
	text[2 * i] = '\0';
}
