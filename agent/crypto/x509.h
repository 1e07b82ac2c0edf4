/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A certificate, as far as the kernel looks at it to find and use a key. */
#ifndef KS_CRYPTO_X509_H
#define KS_CRYPTO_X509_H

#include "crypto/oid.h"

/* Room for a name as the kernel shows it. */
#define KS_X509_NAME_MAX	256

/**
 * struct ks_x509 - one certificate; borrows from its bytes
 * @whole: all of it
 * @signed_part: what its own signature covers
 * @serial: as encoded
 * @issuer: as encoded, without the header
 * @subject: as encoded, without the header
 * @key: SubjectPublicKeyInfo, whole
 * @key_bits: the key itself in there
 * @key_type: algorithm of the key
 * @key_id: subject key identifier, empty without one
 * @authority_id: the issuer's key identifier, empty without one
 * @signature: of the certificate
 * @signature_type: algorithm of it
 */
struct ks_x509 {
	struct ks_image whole;
	struct ks_image signed_part;
	struct ks_image serial;
	struct ks_image issuer;
	struct ks_image subject;
	struct ks_image key;
	struct ks_image key_bits;
	enum ks_oid key_type;
	struct ks_image key_id;
	struct ks_image authority_id;
	struct ks_image signature;
	enum ks_oid signature_type;
};

bool ks_x509_parse(const struct ks_image *bytes, struct ks_x509 *x509);
void ks_x509_name(const struct ks_image *name, char *text, size_t size);
bool ks_x509_is_self_issued(const struct ks_x509 *x509);
enum ks_oid ks_x509_digest(const struct ks_x509 *x509);
void ks_hex(const struct ks_image *bytes, char *text, size_t size);

#endif
