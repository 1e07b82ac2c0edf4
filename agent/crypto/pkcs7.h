/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signature of a module, a PKCS#7 message, read as pkcs7_parse_message()
 * of crypto/asymmetric_keys/pkcs7_parser.c does it.
 */
#ifndef KS_CRYPTO_PKCS7_H
#define KS_CRYPTO_PKCS7_H

#include "crypto/oid.h"
#include "model/needs.h"

#define KS_PKCS7_SIGNERS	4
#define KS_PKCS7_CERTIFICATES	8

/**
 * struct ks_pkcs7_signer - one who signed
 * @serial: of the signer's certificate, as encoded
 * @issuer: of it, without the header
 * @key_id: subject key identifier instead of these two
 * @by_key_id: @key_id counts
 * @digest: algorithm
 * @algorithm: of the signature
 * @signature: itself
 * @authattrs: it signed attributes too
 */
struct ks_pkcs7_signer {
	struct ks_image serial;
	struct ks_image issuer;
	struct ks_image key_id;
	bool by_key_id;
	enum ks_oid digest;
	enum ks_oid algorithm;
	struct ks_image signature;
	bool authattrs;
};

/**
 * struct ks_pkcs7 - what is in the message; borrows from its bytes
 * @fault: why the kernel refuses to read it, KS_FAULT_NONE if it does not
 * @unsure: not all kernels read it alike
 * @content_type: of what was signed
 * @has_content: it brings the signed data along, which a module's must not
 * @signers: in order
 * @signer_count: entries of @signers; more of them make the message @unsure
 * @certificates: that it brings along, whole
 * @certificate_count: entries of @certificates
 */
struct ks_pkcs7 {
	enum ks_fault fault;
	bool unsure;
	enum ks_oid content_type;
	bool has_content;
	struct ks_pkcs7_signer signers[KS_PKCS7_SIGNERS];
	size_t signer_count;
	struct ks_image certificates[KS_PKCS7_CERTIFICATES];
	size_t certificate_count;
};

void ks_pkcs7_parse(const struct ks_image *bytes, struct ks_pkcs7 *pkcs7);

#endif
