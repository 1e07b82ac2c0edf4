// SPDX-License-Identifier: GPL-2.0-or-later
/* Keys, certificates and signatures for tests; see signing.h. */
#include "signing.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *p)
{
	if (!p) {
		ERR_print_errors_fp(stderr);
		abort();
	}
	return p;
}

static void must_be(bool done)
{
	must(done ? (void *)1 : NULL);
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX ctx;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, certificate, certificate, NULL, NULL, 0);
	extension = must(X509V3_EXT_conf_nid(NULL, &ctx, nid, value));
	must_be(X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

/*
 * As certs/default_x509.genkey, but long out of date, which nobody minds.  Takes
 * the key; nothing else here differs from run to run.
 */
void signing_make_with(struct signing *signing, const char *name, EVP_PKEY *key,
		       const char *digest)
{
	X509 *x = must(X509_new());
	X509_NAME *subject = X509_get_subject_name(x);
	int size;

	signing->key = must(key);
	X509_set_version(x, 2);
	must_be(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), 0x80000000u + strlen(name)));
	must_be(ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z"));
	must_be(ASN1_TIME_set_string(X509_getm_notAfter(x), "20200601000000Z"));
	must_be(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1,
					   -1, 0));
	must_be(X509_set_issuer_name(x, subject));
	must_be(X509_set_pubkey(x, signing->key));
	add_extension(x, NID_basic_constraints, "critical,CA:FALSE");
	add_extension(x, NID_key_usage, "digitalSignature");
	add_extension(x, NID_subject_key_identifier, "hash");
	must_be(X509_sign(x, signing->key, EVP_get_digestbyname(digest)));
	signing->certificate = x;
	signing->der = NULL;
	size = i2d_X509(x, &signing->der);
	must_be(size > 0);
	signing->der_size = size;
}

void signing_make(struct signing *signing, const char *name, bool rsa, const char *digest)
{
	signing_make_with(signing, name, rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), digest);
}

void signing_free(struct signing *signing)
{
	EVP_PKEY_free(signing->key);
	X509_free(signing->certificate);
	OPENSSL_free(signing->der);
}

/* A trailer of the kernel's form behind whatever message. */
void signing_append(struct module_file *file, const void *message, size_t size)
{
	static const char marker[] = "~Module signature appended~\n";
	uint8_t info[12] = { 0, 0, 2, 0, 0, 0, 0, 0, size >> 24, size >> 16, size >> 8, size };
	uint8_t *data = must(realloc(file->data, file->size + size + 12 + sizeof(marker)));

	memcpy(data + file->size, message, size);
	memcpy(data + file->size + size, info, sizeof(info));
	memcpy(data + file->size + size + sizeof(info), marker, sizeof(marker) - 1);
	file->data = data;
	file->size += size + sizeof(info) + sizeof(marker) - 1;
}

void signing_sign(const struct signing *const *signings, size_t count, unsigned int how,
		  const char *digest, struct module_file *file)
{
	unsigned int each = CMS_BINARY | CMS_NOSMIMECAP |
			    (how & SIGNING_KEY_ID ? CMS_USE_KEYID : 0) |
			    (how & SIGNING_ATTRIBUTES ? 0 : CMS_NOATTR) |
			    (how & SIGNING_CERTIFICATE ? 0 : CMS_NOCERTS);
	unsigned int all = CMS_BINARY | CMS_PARTIAL | CMS_NOCERTS | CMS_STREAM |
			   (how & SIGNING_CONTENT ? 0 : CMS_DETACHED);
	BIO *data = must(BIO_new_mem_buf(file->data, file->size));
	CMS_ContentInfo *cms = must(CMS_sign(NULL, NULL, NULL, NULL, all));
	uint8_t *der = NULL;
	int size;

	for (size_t i = 0; i < count; i++)
		must(CMS_add1_signer(cms, signings[i]->certificate, signings[i]->key,
				     EVP_get_digestbyname(digest), each));
	must_be(CMS_final(cms, data, NULL, CMS_BINARY));
	size = i2d_CMS_ContentInfo(cms, &der);
	must_be(size > 0);
	signing_append(file, der, size);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
}
