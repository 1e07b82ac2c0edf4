/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mathematics: digests and public keys, by OpenSSL's libcrypto.  It is
 * loaded when the first signature is verified and not before: to start it takes
 * more time and memory than all the rest of a check, and most candidates have
 * no signature.  Without it, nothing can be verified, which is said.
 */
#ifndef KS_CRYPTO_LIBCRYPTO_H
#define KS_CRYPTO_LIBCRYPTO_H

#include "crypto/x509.h"
#include "model/needs.h"

#define KS_SHA256_SIZE	32

/**
 * enum ks_verified - outcome
 * @KS_VERIFIED_UNABLE: no library, or it does not know the algorithm
 * @KS_VERIFIED_NO: the signature does not fit
 * @KS_VERIFIED_YES: it does
 */
enum ks_verified {
	KS_VERIFIED_UNABLE = 0,
	KS_VERIFIED_NO,
	KS_VERIFIED_YES,
};

/**
 * struct ks_signed - the beginning of a candidate
 * @needs: candidate
 * @size: bytes
 */
struct ks_signed {
	const struct ks_needs *needs;
	uint64_t size;
};

struct ks_libcrypto;

/**
 * struct ks_crypto - what is kept from one signature to the next
 * @lib: the library, and the key and the digest that were used last; owned
 *
 * Starts as all zeroes; one thread at a time.
 */
struct ks_crypto {
	struct ks_libcrypto *lib;
};

enum ks_verified ks_crypto_verify(struct ks_crypto *crypto, const struct ks_x509 *x509,
				  enum ks_oid digest, const struct ks_image *signature,
				  const struct ks_signed *data);
bool ks_crypto_sha256(struct ks_crypto *crypto, const struct ks_signed *data,
		      uint8_t digest[KS_SHA256_SIZE]);
void ks_crypto_end(struct ks_crypto *crypto);
const char *ks_crypto_missing(void);

#endif
