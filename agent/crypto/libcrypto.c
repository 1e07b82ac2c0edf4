// SPDX-License-Identifier: GPL-2.0-or-later
/* The mathematics, by libcrypto, loaded when it is needed; see libcrypto.h. */
#include "crypto/libcrypto.h"

#include "crypto/ber.h"
#include "lib/macro.h"

#ifdef KS_HAVE_CRYPTO
#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

#define TEXT_OF(x)	#x
#define TEXT(x)		TEXT_OF(x)
#define LIBRARY		"libcrypto.so." TEXT(OPENSSL_SHLIB_VERSION)

/* What is used of it; the header says the types. */
#define FUNCTIONS(X)								\
	X(OPENSSL_init_crypto) X(ERR_clear_error) X(EVP_MD_fetch) X(EVP_MD_free) \
	X(EVP_MD_CTX_new) X(EVP_MD_CTX_free) X(EVP_DigestInit_ex)		\
	X(EVP_DigestUpdate) X(EVP_DigestFinal_ex)				\
	X(d2i_PUBKEY) X(d2i_PublicKey) X(EVP_PKEY_free) X(EVP_PKEY_CTX_new)	\
	X(EVP_PKEY_CTX_free) X(EVP_PKEY_verify_init) X(EVP_PKEY_verify)		\
	X(EVP_PKEY_CTX_set_rsa_padding) X(EVP_PKEY_CTX_set_signature_md)

/* The key that was used last, by the bytes of its certificate. */
struct last_key {
	uint8_t *der;
	size_t size;
	EVP_PKEY *key;
};

/*
 * To find an algorithm and to prepare a key takes OpenSSL as long as to use it,
 * and nearly all modules of a kernel are signed alike.
 */
#define MEMBER(name) __typeof__(name) *name;
struct ks_libcrypto {
	FUNCTIONS(MEMBER)
	EVP_MD_CTX *hashing;
	enum ks_oid digest;
	EVP_MD *md;
	struct last_key last;
	EVP_PKEY_CTX *verifying;
};

/* Never unloaded: it registers what runs at exit. */
static bool load(struct ks_libcrypto *lib)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool complete = handle;

#define LOOK_UP(name)									\
	lib->name = complete ? (__typeof__(name) *)dlsym(handle, #name) : NULL;	\
	complete = lib->name;
	FUNCTIONS(LOOK_UP)
	/* The machine's openssl.cnf has no say in what a kernel does. */
	return complete && lib->OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static struct ks_libcrypto *library(struct ks_crypto *crypto)
{
	struct ks_libcrypto *lib = crypto->lib;

	if (lib)
		return lib;
	lib = calloc(1, sizeof(*lib));
	if (!lib || !load(lib)) {
		free(lib);
		return NULL;
	}
	crypto->lib = lib;
	return lib;
}

static void forget_key(struct ks_libcrypto *lib)
{
	lib->EVP_PKEY_CTX_free(lib->verifying);
	lib->EVP_PKEY_free(lib->last.key);
	free(lib->last.der);
	lib->verifying = NULL;
	lib->last = (struct last_key){ 0 };
}

/**
 * ks_crypto_end - release what was kept
 * @crypto: all zeroes, or used
 */
void ks_crypto_end(struct ks_crypto *crypto)
{
	struct ks_libcrypto *lib = crypto->lib;

	if (!lib)
		return;
	forget_key(lib);
	lib->EVP_MD_CTX_free(lib->hashing);
	lib->EVP_MD_free(lib->md);
	free(lib);
	crypto->lib = NULL;
}

static const char *digest_name(enum ks_oid digest)
{
	switch (digest) {
	case KS_OID_SHA1:
		return "SHA1";
	case KS_OID_SHA224:
		return "SHA224";
	case KS_OID_SHA256:
		return "SHA256";
	case KS_OID_SHA384:
		return "SHA384";
	case KS_OID_SHA512:
		return "SHA512";
	default:
		return NULL;
	}
}

/* A number as DER wants it: no idle zeroes, one where it would be negative. */
static size_t put_integer(const struct ks_image *number, uint8_t *out)
{
	const uint8_t *p = number->data;
	size_t size = number->size;
	bool negative;

	while (size > 1 && !*p) {
		p++;
		size--;
	}
	negative = size && *p & 0x80;
	out[0] = KS_BER_INTEGER;
	out[1] = size + negative;
	out[2] = 0;
	memcpy(out + 2 + negative, p, size);
	return 2 + negative + size;
}

#define INTEGER_MAX	67	/* bytes of P-521 and one zero */
#define ECDSA_MAX	(3 + 2 * (2 + 1 + INTEGER_MAX))

/* ecdsa_get_signature_rs(): as wide as the curve, and one zero before it. */
static bool fits_curve(const struct ks_image *number, const struct ks_image *point)
{
	size_t width = point->size / 2 - 1;

	if (!number->size || number->size > INTEGER_MAX || point->size < 4)
		return false;
	return number->size <= width || (number->size == width + 1 && !number->data[0]);
}

/*
 * crypto/ecdsa.c is more lenient with encodings than OpenSSL, and ignores what
 * follows: written anew for OpenSSL.
 */
static bool rewrite_ecdsa(const struct ks_image *signature, const struct ks_image *point,
			  uint8_t *out, size_t *size)
{
	struct ks_ber ber = { .data = signature->data, .end = signature->size };
	struct ks_ber_value r, s;
	struct ks_ber_frame frame;
	uint8_t body[ECDSA_MAX];
	size_t length, head = 0;

	if (!ks_ber_enter(&ber, KS_BER_SEQUENCE, &frame) ||
	    !ks_ber_get(&ber, KS_BER_INTEGER, &r) || !ks_ber_get(&ber, KS_BER_INTEGER, &s) ||
	    !ks_ber_leave(&ber, &frame, NULL) || !fits_curve(&r.content, point) ||
	    !fits_curve(&s.content, point))
		return false;
	length = put_integer(&r.content, body);
	length += put_integer(&s.content, body + length);
	out[head++] = KS_BER_SEQUENCE;
	if (length > 0x7f)
		out[head++] = 0x81;
	out[head++] = length;
	memcpy(out + head, body, length);
	*size = head + length;
	return true;
}

/* What is not in memory is shown bit by bit. */
static struct ks_image next_part(const struct ks_signed *data, uint64_t at)
{
	struct ks_pager *pager = data->needs->pager;
	uint64_t left = data->size - at, size = left;
	const uint8_t *bytes = data->needs->image.data + at;

	if (pager)
		bytes = pager->view(pager, KS_VIEW_ENTRIES, at, &size);
	return (struct ks_image){ bytes, size < left ? size : left };
}

static EVP_MD *find_md(struct ks_libcrypto *lib, enum ks_oid digest)
{
	const char *name = digest_name(digest);

	if (lib->md && lib->digest == digest)
		return lib->md;
	forget_key(lib);
	lib->EVP_MD_free(lib->md);
	lib->md = name ? lib->EVP_MD_fetch(NULL, name, NULL) : NULL;
	lib->digest = digest;
	return lib->md;
}

static bool digest_all(struct ks_libcrypto *lib, const struct ks_signed *data, uint8_t *hash,
		       unsigned int *size)
{
	bool good;

	if (!lib->hashing)
		lib->hashing = lib->EVP_MD_CTX_new();
	good = lib->hashing && lib->EVP_DigestInit_ex(lib->hashing, lib->md, NULL);
	for (uint64_t at = 0; good && at < data->size;) {
		struct ks_image part = next_part(data, at);

		good = lib->EVP_DigestUpdate(lib->hashing, part.data, part.size);
		at += part.size;
	}
	return good && lib->EVP_DigestFinal_ex(lib->hashing, hash, size);
}

/*
 * OpenSSL takes as long to find out what kind of key it is as to use it, so where
 * that is known it is told.  In front of the bits stands how many of the last byte
 * are none.
 */
static EVP_PKEY *read_key(const struct ks_libcrypto *lib, const struct ks_x509 *x509, bool rsa)
{
	const uint8_t *der = x509->key.data, *bits = x509->key_bits.data;

	if (!rsa)
		return lib->d2i_PUBKEY(NULL, &der, x509->key.size);
	if (x509->key_bits.size < 2 || *bits++)
		return NULL;
	return lib->d2i_PublicKey(EVP_PKEY_RSA, NULL, &bits, x509->key_bits.size - 1);
}

static EVP_PKEY_CTX *prepare(const struct ks_libcrypto *lib, EVP_PKEY *key, bool rsa)
{
	EVP_PKEY_CTX *ctx = key ? lib->EVP_PKEY_CTX_new(key, NULL) : NULL;

	if (ctx && lib->EVP_PKEY_verify_init(ctx) > 0 &&
	    (!rsa || lib->EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0) &&
	    lib->EVP_PKEY_CTX_set_signature_md(ctx, lib->md) > 0)
		return ctx;
	lib->EVP_PKEY_CTX_free(ctx);
	return NULL;
}

/* Ready for the key and the digest, or NULL. */
static EVP_PKEY_CTX *find_key(struct ks_libcrypto *lib, const struct ks_x509 *x509, bool rsa)
{
	const struct ks_image *whole = &x509->whole;
	struct last_key *last = &lib->last;

	if (last->key && last->size == whole->size && !memcmp(last->der, whole->data, whole->size))
		return lib->verifying;
	forget_key(lib);
	last->der = malloc(whole->size);
	last->key = last->der ? read_key(lib, x509, rsa) : NULL;
	if (!last->key)
		return NULL;
	memcpy(last->der, whole->data, whole->size);
	last->size = whole->size;
	lib->verifying = prepare(lib, last->key, rsa);
	return lib->verifying;
}

/**
 * ks_crypto_verify - does a signature fit
 * @crypto: what is kept from one to the next
 * @x509: certificate with the key
 * @digest: algorithm
 * @signature: as it stands in a message or certificate
 * @data: what was signed
 */
enum ks_verified ks_crypto_verify(struct ks_crypto *crypto, const struct ks_x509 *x509,
				  enum ks_oid digest, const struct ks_image *signature,
				  const struct ks_signed *data)
{
	enum ks_verified verified = KS_VERIFIED_UNABLE;
	bool rsa = x509->key_type == KS_OID_RSA;
	struct ks_image rewritten = *signature;
	uint8_t hash[EVP_MAX_MD_SIZE], bytes[ECDSA_MAX];
	struct ks_libcrypto *lib;
	EVP_PKEY_CTX *ctx;
	unsigned int size;

	if (!digest_name(digest) || (!rsa && x509->key_type != KS_OID_EC_KEY))
		return KS_VERIFIED_UNABLE;
	lib = library(crypto);
	if (!lib)
		return KS_VERIFIED_UNABLE;
	if (!rsa) {
		rewritten.data = bytes;
		if (!rewrite_ecdsa(signature, &x509->key_bits, bytes, &rewritten.size))
			return KS_VERIFIED_NO;
	}
	ctx = find_md(lib, digest) ? find_key(lib, x509, rsa) : NULL;
	if (ctx && digest_all(lib, data, hash, &size))
		verified = lib->EVP_PKEY_verify(ctx, rewritten.data, rewritten.size, hash,
						size) == 1 ? KS_VERIFIED_YES : KS_VERIFIED_NO;
	lib->ERR_clear_error();
	return verified;
}

/**
 * ks_crypto_sha256 - the digest of some bytes
 * @crypto: what is kept from one to the next
 * @data: bytes
 * @digest: to fill
 *
 * Return: false without the library.
 */
bool ks_crypto_sha256(struct ks_crypto *crypto, const struct ks_signed *data,
		      uint8_t digest[KS_SHA256_SIZE])
{
	struct ks_libcrypto *lib = library(crypto);
	unsigned int size;

	return lib && find_md(lib, KS_OID_SHA256) && digest_all(lib, data, digest, &size);
}

/** ks_crypto_missing - what this build cannot do: a name, or empty */
const char *ks_crypto_missing(void)
{
	struct ks_crypto crypto = { 0 };
	const char *missing = library(&crypto) ? "" : "signatures,";

	ks_crypto_end(&crypto);
	return missing;
}

#else

enum ks_verified ks_crypto_verify(struct ks_crypto *crypto, const struct ks_x509 *x509,
				  enum ks_oid digest, const struct ks_image *signature,
				  const struct ks_signed *data)
{
	(void)crypto, (void)x509, (void)digest, (void)signature, (void)data;
	return KS_VERIFIED_UNABLE;
}

bool ks_crypto_sha256(struct ks_crypto *crypto, const struct ks_signed *data,
		      uint8_t digest[KS_SHA256_SIZE])
{
	(void)crypto, (void)data, (void)digest;
	return false;
}

void ks_crypto_end(struct ks_crypto *crypto)
{
	(void)crypto;
}

const char *ks_crypto_missing(void)
{
	return "signatures,";
}
#endif
