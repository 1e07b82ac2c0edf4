// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a PKCS#7 message along crypto/asymmetric_keys/pkcs7.asn1, and looks at
 * things in the order in which pkcs7_parser.c does, because the first fault is
 * the one that the kernel answers with.
 */
#include "crypto/pkcs7.h"

#include "crypto/ber.h"

struct parse {
	struct ks_ber ber;
	struct ks_pkcs7 *out;
	uint8_t version;
};

static bool fault(struct parse *p, enum ks_fault why)
{
	if (p->out->fault == KS_FAULT_NONE)
		p->out->fault = why;
	p->ber.bad = true;
	return false;
}

static bool take_algorithm(struct parse *p, enum ks_oid *which)
{
	struct ks_ber_value oid, parameters;
	struct ks_ber_frame frame;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_OID, &oid))
		return false;
	ks_ber_maybe(&p->ber, KS_BER_ANY, &parameters);
	*which = ks_oid_of(&oid.content);
	return ks_ber_leave(&p->ber, &frame, NULL);
}

/*
 * One of two kinds of list, which may both be left out where nothing follows:
 * the decoder then still believes the last match (ASN1_OP_COND_FAIL).
 */
static bool enter_list(struct parse *p, int first, int second, struct ks_ber_frame *list,
		       bool *absent)
{
	bool before = p->ber.matched;

	*absent = false;
	if (ks_ber_maybe_enter(&p->ber, first, list))
		return true;
	*absent = !p->ber.bad && p->ber.at == p->ber.end && before;
	if (*absent || p->ber.bad)
		return false;
	if (ks_ber_maybe_enter(&p->ber, second, list))
		return true;
	return p->ber.bad ? false : fault(p, KS_FAULT_ASN1);
}

/* What is said here of digests is looked at by nobody. */
static bool take_digests(struct parse *p)
{
	struct ks_ber_frame list;
	enum ks_oid digest;
	bool absent;

	if (!enter_list(p, KS_BER_SET, KS_BER_SEQUENCE, &list, &absent))
		return absent;
	do {
		if (!take_algorithm(p, &digest))
			return false;
	} while (ks_ber_more(&p->ber, &list));
	return ks_ber_leave(&p->ber, &list, NULL);
}

static bool take_content(struct parse *p)
{
	struct ks_ber_frame frame, content;
	struct ks_ber_value oid, data;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_OID, &oid))
		return false;
	p->out->content_type = ks_oid_of(&oid.content);
	if (ks_ber_maybe_enter(&p->ber, KS_BER_INTO(0), &content)) {
		p->out->has_content = true;
		if (!ks_ber_get(&p->ber, KS_BER_ANY, &data) ||
		    !ks_ber_leave(&p->ber, &content, NULL))
			return false;
	}
	if (!ks_ber_leave(&p->ber, &frame, NULL))
		return false;
	if (p->out->content_type != KS_OID_DATA && p->out->content_type != KS_OID_INDIRECT_DATA)
		return fault(p, KS_FAULT_DATA_TYPE);
	return true;
}

static bool take_certificate(struct parse *p)
{
	struct ks_ber_value certificate;

	if (!ks_ber_get(&p->ber, KS_BER_ANY, &certificate))
		return false;
	if (certificate.tag != KS_BER_SEQUENCE)
		return fault(p, KS_FAULT_ASN1);
	if (p->out->certificate_count < KS_PKCS7_CERTIFICATES)
		p->out->certificates[p->out->certificate_count++] = certificate.whole;
	else
		p->out->unsure = true;
	return true;
}

/* A set may be empty, a sequence not. */
static bool take_certificates(struct parse *p)
{
	struct ks_ber_frame list;

	if (ks_ber_maybe_enter(&p->ber, KS_BER_INTO(0), &list)) {
		while (ks_ber_more(&p->ber, &list))
			if (!take_certificate(p))
				return false;
		return ks_ber_leave(&p->ber, &list, NULL);
	}
	if (!ks_ber_maybe_enter(&p->ber, KS_BER_INTO(2), &list))
		return !p->ber.bad;
	do {
		if (!take_certificate(p))
			return false;
	} while (ks_ber_more(&p->ber, &list));
	return ks_ber_leave(&p->ber, &list, NULL);
}

/* The kernel reads what is in a revocation list as certificates. */
static bool take_revocations(struct parse *p)
{
	struct ks_ber_frame list, inner;

	if (!ks_ber_maybe_enter(&p->ber, KS_BER_INTO(1), &list) &&
	    (p->ber.bad || !ks_ber_maybe_enter(&p->ber, KS_BER_INTO(3), &list)))
		return !p->ber.bad;
	p->out->unsure = true;
	do {
		if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &inner))
			return false;
		do {
			if (!take_certificate(p))
				return false;
		} while (ks_ber_more(&p->ber, &inner));
		if (!ks_ber_leave(&p->ber, &inner, NULL))
			return false;
	} while (ks_ber_more(&p->ber, &list));
	return ks_ber_leave(&p->ber, &list, NULL);
}

static bool take_signer_version(struct parse *p, struct ks_pkcs7_signer *signer)
{
	struct ks_ber_value version;
	uint8_t number;

	if (!ks_ber_get(&p->ber, KS_BER_INTEGER, &version))
		return false;
	number = version.content.size == 1 ? version.content.data[0] : 0;
	if (number != 1 && number != 3)
		return fault(p, KS_FAULT_SIGNER_VERSION);
	if ((number == 1) != (p->version == 1))
		return fault(p, KS_FAULT_VERSION_MISMATCH);
	signer->by_key_id = number == 3;
	return true;
}

static bool take_attribute_value(struct parse *p)
{
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_OID, &value) || !ks_ber_get(&p->ber, KS_BER_ANY, &value))
		return false;
	return ks_ber_leave(&p->ber, &frame, NULL);
}

static bool take_issuer(struct parse *p, struct ks_pkcs7_signer *signer)
{
	struct ks_ber_frame name, set;
	struct ks_ber_value value;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &name))
		return false;
	do {
		if (!ks_ber_enter(&p->ber, KS_BER_SET, &set))
			return false;
		do {
			if (!take_attribute_value(p))
				return false;
		} while (ks_ber_more(&p->ber, &set));
		if (!ks_ber_leave(&p->ber, &set, NULL))
			return false;
	} while (ks_ber_more(&p->ber, &name));
	if (!ks_ber_leave(&p->ber, &name, &value))
		return false;
	signer->issuer = value.content;
	return true;
}

static bool take_signer_name(struct parse *p, struct ks_pkcs7_signer *signer)
{
	struct ks_ber_frame frame;
	struct ks_ber_value value;

	if (ks_ber_maybe_enter(&p->ber, KS_BER_SEQUENCE, &frame)) {
		if (!take_issuer(p, signer) || !ks_ber_get(&p->ber, KS_BER_INTEGER, &value))
			return false;
		signer->serial = value.content;
		return ks_ber_leave(&p->ber, &frame, NULL);
	}
	if (p->ber.bad)
		return false;
	/* Nothing at all passes at the end of the signer, which is too short. */
	if (ks_ber_maybe(&p->ber, KS_BER_CONTEXT(0), &value))
		signer->key_id = value.content;
	else if (!p->ber.bad)
		return fault(p, KS_FAULT_ASN1);
	return !p->ber.bad;
}

static bool is_digest(enum ks_oid oid)
{
	return oid >= KS_OID_SHA1 && oid <= KS_OID_STREEBOG_512;
}

/* Known to all series: those that pkcs7_sig_note_digest_algo() always had. */
static bool is_common_digest(enum ks_oid oid)
{
	return oid >= KS_OID_SHA1 && oid <= KS_OID_SHA224;
}

static bool is_common_algorithm(enum ks_oid oid)
{
	return oid == KS_OID_RSA || (oid >= KS_OID_ECDSA_SHA1 && oid <= KS_OID_ECDSA_SHA512);
}

static bool is_algorithm(enum ks_oid oid)
{
	return is_common_algorithm(oid) || (oid >= KS_OID_ECDSA_SHA3_256 && oid <= KS_OID_MLDSA_87);
}

static bool take_signer_digest(struct parse *p, struct ks_pkcs7_signer *signer)
{
	if (!take_algorithm(p, &signer->digest))
		return false;
	if (!is_digest(signer->digest))
		return fault(p, KS_FAULT_DIGEST);
	p->out->unsure |= !is_common_digest(signer->digest);
	return true;
}

/* What one list of attributes must have: its set of types that were there. */
static bool take_attribute(struct parse *p, unsigned int *seen)
{
	struct ks_ber_frame frame, values;
	struct ks_ber_value oid, value;
	unsigned int bit = 0;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_OID, &oid) ||
	    !ks_ber_enter(&p->ber, KS_BER_SET, &values))
		return false;
	if (ks_oid_of(&oid.content) == KS_OID_CONTENT_TYPE)
		bit = 1;
	else if (ks_oid_of(&oid.content) == KS_OID_MESSAGE_DIGEST)
		bit = 2;
	else if (ks_oid_of(&oid.content) == KS_OID_SMIME_CAPABILITIES)
		bit = 4;
	do {
		if (!ks_ber_get(&p->ber, KS_BER_ANY, &value))
			return false;
		if (*seen & bit)
			return fault(p, KS_FAULT_ATTRIBUTE_TWICE);
		*seen |= bit;
		if ((bit == 1 && ks_oid_of(&value.content) != p->out->content_type) ||
		    (bit == 2 && value.tag != KS_BER_OCTET_STRING))
			return fault(p, KS_FAULT_ATTRIBUTE);
		if (bit == 4 && p->out->content_type != KS_OID_INDIRECT_DATA)
			return fault(p, KS_FAULT_ATTRIBUTE_SMIME);
	} while (ks_ber_more(&p->ber, &values));
	return ks_ber_leave(&p->ber, &values, NULL) && ks_ber_leave(&p->ber, &frame, NULL);
}

static bool take_attributes(struct parse *p, const struct ks_ber_frame *list, unsigned int *seen)
{
	do {
		if (!take_attribute(p, seen))
			return false;
	} while (ks_ber_more(&p->ber, list));
	return ks_ber_leave(&p->ber, list, NULL);
}

/* [0] is what counts; [2] is read, and then nobody remembers it. */
static bool take_authattrs(struct parse *p, struct ks_pkcs7_signer *signer)
{
	struct ks_ber_frame list, sequence;
	unsigned int seen = 0;

	if (ks_ber_maybe_enter(&p->ber, KS_BER_INTO(0), &list)) {
		signer->authattrs = true;
		if (!take_attributes(p, &list, &seen))
			return false;
		return (seen & 3) == 3 || fault(p, KS_FAULT_ATTRIBUTE_MISSING);
	}
	if (p->ber.bad || !ks_ber_maybe_enter(&p->ber, KS_BER_INTO(2), &list))
		return !p->ber.bad;
	return ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &sequence) &&
	       take_attributes(p, &sequence, &seen) && ks_ber_leave(&p->ber, &list, NULL);
}

/* Attributes that are not signed: only their form counts. */
static bool skip_attributes(struct parse *p)
{
	struct ks_ber_frame list, frame, values;
	struct ks_ber_value value;

	if (!ks_ber_maybe_enter(&p->ber, KS_BER_INTO(1), &list) &&
	    (p->ber.bad || !ks_ber_maybe_enter(&p->ber, KS_BER_INTO(3), &list)))
		return !p->ber.bad;
	do {
		if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
		    !ks_ber_get(&p->ber, KS_BER_OID, &value) ||
		    !ks_ber_enter(&p->ber, KS_BER_SET, &values))
			return false;
		do {
			if (!ks_ber_get(&p->ber, KS_BER_ANY, &value))
				return false;
		} while (ks_ber_more(&p->ber, &values));
		if (!ks_ber_leave(&p->ber, &values, NULL) || !ks_ber_leave(&p->ber, &frame, NULL))
			return false;
	} while (ks_ber_more(&p->ber, &list));
	return ks_ber_leave(&p->ber, &list, NULL);
}

static bool take_signature(struct parse *p, struct ks_pkcs7_signer *signer)
{
	struct ks_ber_value value;

	if (!take_algorithm(p, &signer->algorithm))
		return false;
	if (!is_algorithm(signer->algorithm))
		return fault(p, KS_FAULT_ALGORITHM);
	p->out->unsure |= !is_common_algorithm(signer->algorithm);
	if (!ks_ber_get(&p->ber, KS_BER_OCTET_STRING, &value))
		return false;
	signer->signature = value.content;
	return true;
}

static bool take_signer(struct parse *p)
{
	struct ks_pkcs7_signer signer = { 0 };
	struct ks_ber_frame frame;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) || !take_signer_version(p, &signer) ||
	    !take_signer_name(p, &signer) || !take_signer_digest(p, &signer) ||
	    !take_authattrs(p, &signer) || !take_signature(p, &signer) || !skip_attributes(p) ||
	    !ks_ber_leave(&p->ber, &frame, NULL))
		return false;
	if (p->out->content_type == KS_OID_INDIRECT_DATA && !signer.authattrs)
		return fault(p, KS_FAULT_AUTHENTICODE);
	if (p->out->signer_count < KS_PKCS7_SIGNERS)
		p->out->signers[p->out->signer_count++] = signer;
	else
		p->out->unsure = true;
	return true;
}

static bool take_signers(struct parse *p)
{
	struct ks_ber_frame list;
	bool absent;

	if (!enter_list(p, KS_BER_SET, KS_BER_SEQUENCE, &list, &absent))
		return absent;
	do {
		if (!take_signer(p))
			return false;
	} while (ks_ber_more(&p->ber, &list));
	return ks_ber_leave(&p->ber, &list, NULL);
}

static bool take_signed_data(struct parse *p)
{
	struct ks_ber_value version;
	struct ks_ber_frame frame;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_INTEGER, &version))
		return false;
	p->version = version.content.size == 1 ? version.content.data[0] : 0;
	if (p->version != 1 && p->version != 3)
		return fault(p, KS_FAULT_VERSION);
	return take_digests(p) && take_content(p) && take_certificates(p) &&
	       take_revocations(p) && take_signers(p) && ks_ber_leave(&p->ber, &frame, NULL);
}

static bool take_message(struct parse *p)
{
	struct ks_ber_frame frame, content;
	struct ks_ber_value oid;

	if (!ks_ber_enter(&p->ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&p->ber, KS_BER_OID, &oid))
		return false;
	if (ks_oid_of(&oid.content) != KS_OID_SIGNED_DATA)
		return fault(p, KS_FAULT_CONTENT_TYPE);
	if (ks_ber_maybe_enter(&p->ber, KS_BER_INTO(0), &content) &&
	    (!take_signed_data(p) || !ks_ber_leave(&p->ber, &content, NULL)))
		return false;
	return !p->ber.bad && ks_ber_leave(&p->ber, &frame, NULL);
}

/* pkcs7_check_authattrs(): all signers, or none, and there must be one. */
static bool attributes_agree(const struct ks_pkcs7 *pkcs7)
{
	for (size_t i = 1; i < pkcs7->signer_count; i++)
		if (pkcs7->signers[i].authattrs != pkcs7->signers[0].authattrs)
			return false;
	return pkcs7->signer_count > 0;
}

/**
 * ks_pkcs7_parse - read a message
 * @bytes: all of it
 * @pkcs7: to fill; with a fault, what was read before it
 */
void ks_pkcs7_parse(const struct ks_image *bytes, struct ks_pkcs7 *pkcs7)
{
	struct parse p = { .ber = { .data = bytes->data, .end = bytes->size }, .out = pkcs7 };

	*pkcs7 = (struct ks_pkcs7){ 0 };
	if (bytes->size > UINT16_MAX)
		pkcs7->fault = KS_FAULT_TOO_LONG;
	else if (!take_message(&p))
		fault(&p, KS_FAULT_ASN1);
	else if (!attributes_agree(pkcs7))
		pkcs7->fault = KS_FAULT_AUTHATTRS_DIFFER;
}
