// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel will make of the signature of a module: mod_verify_sig() of
 * kernel/module/signing.c, verify_pkcs7_signature() of certs/system_keyring.c,
 * pkcs7_verify.c and pkcs7_trust.c of crypto/asymmetric_keys.  No date is
 * looked at, and no usage of a key: the kernel does neither.
 */
#include "crypto/verify.h"

#include "crypto/pkcs7.h"
#include "lib/macro.h"

/* struct module_signature and the marker stand behind the message. */
#define TRAILER		(12 + sizeof("~Module signature appended~\n") - 1)

static bool same(const struct ks_image *a, const struct ks_image *b)
{
	return a->size == b->size && (!a->size || !memcmp(a->data, b->data, a->size));
}

static struct ks_image message_of(const struct ks_needs *needs)
{
	const struct ks_image *image = &needs->image;

	return (struct ks_image){ image->data + needs->signed_size,
				  image->size - needs->signed_size - TRAILER };
}

/* Serial number and issuer, one after the other, are one id to the kernel. */
static bool same_pair(const struct ks_image *serial, const struct ks_image *issuer,
		      const struct ks_image *id)
{
	return serial->size + issuer->size == id->size &&
	       (!serial->size || !memcmp(serial->data, id->data, serial->size)) &&
	       (!issuer->size || !memcmp(issuer->data, id->data + serial->size, issuer->size));
}

/* asymmetric_key_cmp(): either id of the certificate. */
static bool is_key_of(const struct ks_x509 *x509, const struct ks_pkcs7_signer *signer)
{
	if (!signer->by_key_id)
		return (same(&x509->serial, &signer->serial) &&
			same(&x509->issuer, &signer->issuer)) ||
		       (x509->key_id.size &&
			same_pair(&signer->serial, &signer->issuer, &x509->key_id));
	return same(&x509->key_id, &signer->key_id) ||
	       same_pair(&x509->serial, &x509->issuer, &signer->key_id);
}

static bool names_nobody(const struct ks_pkcs7_signer *signer)
{
	return signer->by_key_id ? !signer->key_id.size
				 : !(signer->serial.size + signer->issuer.size);
}

static const char *digest_name(enum ks_oid digest)
{
	static const char *const names[KS_OID_MAX] = {
		[KS_OID_SHA1] = "sha1",		[KS_OID_SHA224] = "sha224",
		[KS_OID_SHA256] = "sha256",	[KS_OID_SHA384] = "sha384",
		[KS_OID_SHA512] = "sha512",	[KS_OID_SHA3_256] = "sha3-256",
		[KS_OID_SHA3_384] = "sha3-384", [KS_OID_SHA3_512] = "sha3-512",
	};

	return names[digest];
}

/*
 * The build's own digest is compiled in, and its certificate is signed with
 * it.  Of others only SHA-256 is never missing where modules are signed.
 */
static bool knows_digest(const struct ks_facts *facts, enum ks_oid digest)
{
	struct ks_x509 x509;

	if (digest == KS_OID_SHA256)
		return true;
	for (size_t i = 0; i < facts->key_count; i++)
		if (facts->keys[i].is_build_key &&
		    ks_x509_parse(&facts->keys[i].certificate, &x509) &&
		    ks_x509_digest(&x509) == digest)
			return true;
	return false;
}

/* The kernel that is asked, and what is kept from one question to the next. */
struct judge {
	struct ks_crypto *crypto;
	const struct ks_facts *facts;
};

/* A walk over the keys of some keyrings, for one signer. */
struct search {
	const struct judge *judge;
	unsigned int rings;
	const struct ks_key *key;
	struct ks_x509 x509;
	bool in_the_dark;
};

#define RING(id) (1u << KS_RING_##id)
#define TRUSTED	(RING(BUILTIN) | RING(SECONDARY) | RING(MACHINE) | RING(NAMED))

static bool has_id(const struct ks_key *key, const struct ks_pkcs7_signer *signer)
{
	char id[96];

	ks_hex(&signer->key_id, id, sizeof(id));
	return signer->by_key_id && !strcmp(key->id, id);
}

/* Of keys with one id one certificate is all of them: the id comes of the key itself. */
static const struct ks_image *certificate_of(const struct ks_facts *facts,
					     const struct ks_key *key)
{
	for (size_t i = 0; i < facts->key_count && !key->certificate.size; i++)
		if (facts->keys[i].certificate.size && !strcmp(facts->keys[i].id, key->id))
			key = &facts->keys[i];
	return &key->certificate;
}

/* Serial number and issuer are of one certificate: a key with another id is not it. */
static bool is_known(const struct ks_facts *facts, const struct ks_pkcs7_signer *signer)
{
	struct ks_x509 x509;

	for (size_t i = 0; i < facts->key_count; i++)
		if (ks_x509_parse(&facts->keys[i].certificate, &x509) && is_key_of(&x509, signer))
			return true;
	return false;
}

/* Sets @key; or @in_the_dark when it might be one whose certificate we lack. */
static bool find(struct search *s, const struct ks_pkcs7_signer *signer)
{
	const struct ks_facts *facts = s->judge->facts;

	for (size_t i = 0; i < facts->key_count; i++) {
		s->key = &facts->keys[i];
		if (!(s->rings & (1u << s->key->ring)))
			continue;
		if (ks_x509_parse(certificate_of(facts, s->key), &s->x509)) {
			if (is_key_of(&s->x509, signer))
				return true;
		} else if (has_id(s->key, signer)) {
			return true;
		} else {
			s->in_the_dark |= !signer->by_key_id;
		}
	}
	s->key = NULL;
	s->in_the_dark = s->in_the_dark && !is_known(facts, signer);
	return false;
}

/* public_key_verify_signature(): the kinds of signature and key must agree. */
static enum ks_verified fits(const struct search *s, const struct ks_pkcs7_signer *signer,
			     const struct ks_signed *data)
{
	bool rsa = signer->algorithm == KS_OID_RSA;

	if (!s->x509.whole.size)
		return KS_VERIFIED_UNABLE;
	if (rsa != (s->x509.key_type == KS_OID_RSA))
		return KS_VERIFIED_NO;
	return ks_crypto_verify(s->judge->crypto, &s->x509, signer->digest, &signer->signature,
				data);
}

/* What .blacklist says of a signer; listed: by its id, and no certificate is at hand. */
enum revoked { REVOKED_NO, REVOKED_YES, REVOKED_LISTED, REVOKED_DARK };

/* is_key_on_revocation_list(): a signature that does not fit is nobody's there. */
static enum revoked ask_blacklist(const struct judge *judge, const struct ks_pkcs7_signer *signer,
				  const struct ks_signed *data)
{
	struct search s = { .judge = judge, .rings = RING(REVOKED) };

	if (!find(&s, signer))
		return s.in_the_dark ? REVOKED_DARK : REVOKED_NO;
	switch (fits(&s, signer, data)) {
	case KS_VERIFIED_YES:
		return REVOKED_YES;
	case KS_VERIFIED_NO:
		return REVOKED_NO;
	default:
		return REVOKED_LISTED;
	}
}

/*
 * Since 6.6 verify_pkcs7_message_sig() asks .blacklist before any keyring; until
 * then before .platform alone.  The series that upstream still kept then never
 * got it; of others a vendor may have taken it over.
 */
static enum ks_tri revokes_everywhere(const struct ks_facts *facts)
{
	const uint64_t kept[] = { ks_version_code(5, 10), ks_version_code(5, 15),
				  ks_version_code(6, 1) };

	if (ks_since(facts, 6, 6) != KS_NO)
		return ks_since(facts, 6, 6);
	for (size_t i = 0; i < KS_ARRAY_SIZE(kept); i++)
		if (facts->version.value == kept[i])
			return KS_NO;
	return KS_UNKNOWN;
}

/* The answer of the keyrings, when .blacklist was asked before, or may have been. */
static enum ks_signature less_revoked(enum ks_signature answer, enum revoked revoked, bool sure)
{
	bool open = ks_signature_is_open(answer) || answer == KS_SIGNATURE_MAYBE_MISMATCH;

	/* Refused in either case, with the same words. */
	if (revoked == REVOKED_NO || answer == KS_SIGNATURE_MISMATCH)
		return answer;
	if (revoked == REVOKED_DARK)
		return open ? answer : KS_SIGNATURE_PKCS7;
	/* Trusted and revoked by one id: it fits and is revoked, or is a mismatch. */
	if (revoked == REVOKED_LISTED && answer != KS_SIGNATURE_LISTED)
		sure = false;
	return sure ? KS_SIGNATURE_REVOKED : KS_SIGNATURE_MAYBE_REVOKED;
}

/* The key is here: does it fit, and does this kernel come that far? */
static enum ks_signature answer_for(const struct search *s, const struct ks_pkcs7_signer *signer,
				    const struct ks_signed *data, bool sure)
{
	switch (fits(s, signer, data)) {
	case KS_VERIFIED_YES:
		return sure ? KS_SIGNATURE_VALID : KS_SIGNATURE_MAYBE_VALID;
	case KS_VERIFIED_NO:
		return sure ? KS_SIGNATURE_MISMATCH : KS_SIGNATURE_MAYBE_MISMATCH;
	default:
		return sure ? KS_SIGNATURE_LISTED : KS_SIGNATURE_PKCS7;
	}
}

/* Debian's kernels, and others, ask .platform next; upstream does not. */
static enum ks_signature ask_platform(const struct judge *judge,
				      const struct ks_pkcs7_signer *signer,
				      const struct ks_signed *data)
{
	struct search s = { .judge = judge, .rings = RING(PLATFORM) };

	if (find(&s, signer))
		return answer_for(&s, signer, data, false);
	if (s.in_the_dark || judge->facts->other_keys != KS_NO)
		return KS_SIGNATURE_PKCS7;
	return KS_SIGNATURE_UNKNOWN_KEY;
}

/* @s: over the trusted keyrings */
static enum ks_signature ask_trusted(struct search *s, const struct ks_pkcs7_signer *signer,
				     const struct ks_signed *data, bool knows_digest)
{
	if (find(s, signer))
		return answer_for(s, signer, data, knows_digest);
	return s->in_the_dark ? KS_SIGNATURE_PKCS7 : KS_SIGNATURE_UNKNOWN_KEY;
}

static enum ks_signature judge_signer(const struct judge *judge,
				      const struct ks_pkcs7_signer *signer,
				      const struct ks_signed *data, bool *is_build_key)
{
	enum ks_tri everywhere = revokes_everywhere(judge->facts);
	bool known = knows_digest(judge->facts, signer->digest);
	struct search s = { .judge = judge, .rings = TRUSTED };
	enum ks_signature answer = ask_trusted(&s, signer, data, known);

	if (answer == KS_SIGNATURE_UNKNOWN_KEY)
		answer = ask_platform(judge, signer, data);
	if (!s.key || everywhere != KS_NO)
		answer = less_revoked(answer, ask_blacklist(judge, signer, data),
				      known && everywhere == KS_YES);
	*is_build_key = answer == KS_SIGNATURE_VALID && s.key->is_build_key;
	return answer;
}

/* Several signers: one mismatch is fatal, one that is valid suffices. */
static enum ks_signature combine(enum ks_signature a, enum ks_signature b)
{
	static const enum ks_signature order[] = {
		KS_SIGNATURE_REVOKED, KS_SIGNATURE_MISMATCH, KS_SIGNATURE_MAYBE_REVOKED,
		KS_SIGNATURE_PKCS7, KS_SIGNATURE_VALID, KS_SIGNATURE_UNKNOWN_KEY,
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return KS_SIGNATURE_PKCS7;
}

static bool is_blacklisted(const struct judge *judge, const struct ks_signed *file)
{
	const struct ks_facts *facts = judge->facts;
	uint8_t digest[KS_SHA256_SIZE];
	char text[2 * KS_SHA256_SIZE + 1];

	if (!facts->hash_count || !ks_crypto_sha256(judge->crypto, file, digest))
		return false;
	ks_hex(&(struct ks_image){ digest, sizeof(digest) }, text, sizeof(text));
	for (size_t i = 0; i < facts->hash_count; i++)
		if (!strcmp(facts->hashes[i], text))
			return true;
	return false;
}

/* What pkcs7_verify() refuses before it looks at anybody's key. */
static enum ks_fault fault_of(const struct ks_pkcs7 *pkcs7)
{
	if (pkcs7->fault != KS_FAULT_NONE)
		return pkcs7->fault;
	if (pkcs7->has_content)
		return KS_FAULT_CONTENT;
	if (pkcs7->content_type != KS_OID_DATA)
		return KS_FAULT_NOT_DATA;
	if (pkcs7->signers[0].authattrs)
		return KS_FAULT_AUTHATTRS;
	for (size_t i = 0; i < pkcs7->signer_count; i++)
		if (names_nobody(&pkcs7->signers[i]))
			return KS_FAULT_KEY_ID;
	return KS_FAULT_NONE;
}

static bool is_ecdsa(const struct ks_pkcs7_signer *signer)
{
	return signer->algorithm >= KS_OID_ECDSA_SHA1 && signer->algorithm <= KS_OID_ECDSA_SHA512;
}

/* pkcs7_sig_note_pkey_algo() knows elliptic curves since 5.14. */
static enum ks_tri knows_algorithms(const struct ks_facts *facts, const struct ks_pkcs7 *pkcs7)
{
	for (size_t i = 0; i < pkcs7->signer_count; i++)
		if (is_ecdsa(&pkcs7->signers[i]))
			return ks_since(facts, 5, 14);
	return KS_YES;
}

static void describe(struct ks_needs *needs, const struct ks_pkcs7 *pkcs7)
{
	const struct ks_pkcs7_signer *signer = &pkcs7->signers[0];
	struct ks_signer *who = needs->signer;

	if (!pkcs7->signer_count)
		return;
	ks_x509_name(&signer->issuer, who->name, sizeof(who->name));
	ks_hex(signer->by_key_id ? &signer->key_id : &signer->serial, who->id, sizeof(who->id));
	who->digest = digest_name(signer->digest);
}

static bool read_message(struct ks_needs *needs, struct ks_pkcs7 *pkcs7)
{
	struct ks_image message;

	if (!ks_signature_is_open(needs->signature))
		return false;
	message = message_of(needs);
	ks_pkcs7_parse(&message, pkcs7);
	describe(needs, pkcs7);
	return true;
}

/* A certificate that comes along may vouch for the signer. */
static enum ks_signature judge_all(const struct judge *judge, struct ks_needs *needs,
				   const struct ks_pkcs7 *pkcs7)
{
	const struct ks_signed data = { needs, needs->signed_size };
	const struct ks_signed file = { needs, needs->image.size };
	enum ks_signature answer = KS_SIGNATURE_PKCS7;

	for (size_t i = 0; i < pkcs7->signer_count; i++) {
		bool build = false;
		enum ks_signature one = judge_signer(judge, &pkcs7->signers[i], &data, &build);

		answer = i ? combine(answer, one) : one;
		needs->signer->is_build_key |= build;
	}
	if (pkcs7->certificate_count && answer == KS_SIGNATURE_UNKNOWN_KEY)
		return KS_SIGNATURE_PKCS7;
	if (answer == KS_SIGNATURE_VALID && is_blacklisted(judge, &file))
		return KS_SIGNATURE_HASH_LISTED;
	return answer;
}

/**
 * ks_signature_read - who signed it
 * @needs: read by agent/elf
 *
 * Needs no kernel and no library.
 */
void ks_signature_read(struct ks_needs *needs)
{
	struct ks_pkcs7 pkcs7;

	read_message(needs, &pkcs7);
}

/**
 * ks_signature_verify - what this kernel will make of it
 * @needs: read by agent/elf; its signature becomes what is found
 * @facts: kernel with its keys
 * @crypto: what is kept from one candidate to the next
 */
void ks_signature_verify(struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_crypto *crypto)
{
	const struct judge judge = { crypto, facts };
	struct ks_pkcs7 pkcs7;

	if (!read_message(needs, &pkcs7))
		return;
	if (pkcs7.unsure)
		return;
	needs->fault = fault_of(&pkcs7);
	if (needs->fault == KS_FAULT_NONE && knows_algorithms(facts, &pkcs7) == KS_NO)
		needs->fault = KS_FAULT_ALGORITHM;
	if (needs->fault != KS_FAULT_NONE)
		needs->signature = KS_SIGNATURE_FAULTY;
	else if (knows_algorithms(facts, &pkcs7) == KS_YES)
		needs->signature = judge_all(&judge, needs, &pkcs7);
}
