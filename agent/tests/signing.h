/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys, certificates and signatures for tests, made when the test runs; the
 * signature as scripts/sign-file of the kernel makes it.
 */
#ifndef KS_TESTS_SIGNING_H
#define KS_TESTS_SIGNING_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "module_file.h"

/* What to make differently from sign-file. */
#define SIGNING_KEY_ID		1	/* name the signer by key identifier */
#define SIGNING_ATTRIBUTES	2	/* sign attributes too */
#define SIGNING_CERTIFICATE	4	/* bring the certificate along */
#define SIGNING_CONTENT		8	/* bring the data along */

/** struct signing - one who signs */
struct signing {
	EVP_PKEY *key;
	X509 *certificate;
	uint8_t *der;
	size_t der_size;
};

void signing_make(struct signing *signing, const char *name, bool rsa, const char *digest);
void signing_make_with(struct signing *signing, const char *name, EVP_PKEY *key,
		       const char *digest);
void signing_free(struct signing *signing);
void signing_sign(const struct signing *const *signings, size_t count, unsigned int how,
		  const char *digest, struct module_file *file);
void signing_append(struct module_file *file, const void *message, size_t size);

#endif
