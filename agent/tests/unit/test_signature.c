// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/: signatures that are made here, right ones and wrong ones, against
 * kernels with and without the key.
 */
#include <stdlib.h>

#include "crypto/verify.h"
#include "crypto/x509.h"
#include "elf/signature.h"
#include "signing.h"
#include "world.h"

static struct signing rsa, ec, other;

/* A module and who signed it. */
struct candidate {
	struct module_file file;
	struct ks_needs needs;
	struct ks_signer signer;
};

static void sign_by(struct candidate *c, const struct signing *const *who, size_t count,
		    unsigned int how, const char *digest)
{
	static const char *const options[] = { "import=alpha:0x10" };

	module_file_make(&c->file, options, 1);
	signing_sign(who, count, how, digest, &c->file);
}

static void read_needs(struct candidate *c)
{
	c->signer = (struct ks_signer){ 0 };
	c->needs = (struct ks_needs){ .image = { c->file.data, c->file.size },
				      .signer = &c->signer };
	c->needs.signature = ks_signature_find(&c->needs.image, &c->needs.signed_size);
}

/* A kernel with some keys. */
struct kernel {
	struct ks_facts facts;
	struct ks_key keys[4];
	char ids[4][96];
};

static struct ks_key *add_key(struct kernel *k, const struct signing *who, enum ks_ring ring)
{
	struct ks_key *key = &k->keys[k->facts.key_count];
	struct ks_image der = { who->der, who->der_size };
	struct ks_x509 x509;

	expect(ks_x509_parse(&der, &x509));
	ks_hex(&x509.key_id, k->ids[k->facts.key_count], sizeof(k->ids[0]));
	*key = (struct ks_key){ .name = "key", .id = k->ids[k->facts.key_count], .ring = ring,
				.certificate = der };
	k->facts.keys = k->keys;
	k->facts.key_count++;
	return key;
}

static void start(struct kernel *k, enum ks_tri other_keys)
{
	*k = (struct kernel){ .facts.other_keys = other_keys,
			      .facts.version = { SERIES(6, 1), KS_ORIGIN_FILE } };
}

static enum ks_signature answer(struct candidate *c, const struct kernel *k)
{
	struct ks_crypto crypto = { 0 };

	read_needs(c);
	ks_signature_verify(&c->needs, &k->facts, &crypto);
	ks_crypto_end(&crypto);
	return c->needs.signature;
}

static void test_right(void)
{
	const struct signing *const who[] = { &rsa, &ec };

	for (unsigned int i = 0; i < 4; i++) {
		const struct signing *signer = who[i & 1];
		struct candidate c;
		struct kernel k;

		ktap_case("%s, named by %s", i & 1 ? "ECDSA" : "RSA",
			  i & 2 ? "key identifier" : "issuer and serial number");
		sign_by(&c, &signer, 1, i & 2 ? SIGNING_KEY_ID : 0, "SHA256");
		start(&k, KS_NO);
		add_key(&k, &other, KS_RING_BUILTIN);
		expect_int(answer(&c, &k), KS_SIGNATURE_UNKNOWN_KEY);
		add_key(&k, signer, KS_RING_SECONDARY)->is_build_key = true;
		expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
		expect(c.needs.signer->is_build_key);
		expect_text(c.needs.signer->digest, "sha256");
		expect_text(c.needs.signer->name, i & 2 ? "" : i & 1 ? "ec key" : "rsa key");
		free(c.file.data);
	}
}

/* Any byte of the module, and any of the signature's own value. */
static void test_flipped(void)
{
	const struct signing *const who[] = { &rsa, &ec };

	for (unsigned int i = 0; i < 2; i++) {
		struct candidate c;
		struct kernel k;
		size_t step;

		ktap_case("%s: a flipped bit is a mismatch", i ? "ECDSA" : "RSA");
		sign_by(&c, &who[i], 1, 0, "SHA256");
		start(&k, KS_NO);
		add_key(&k, who[i], KS_RING_BUILTIN);
		expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
		step = c.needs.signed_size / 37;
		for (size_t at = 0; at < c.needs.signed_size; at += step) {
			c.file.data[at] ^= 1 << (at % 8);
			expect_int(answer(&c, &k), KS_SIGNATURE_MISMATCH);
			c.file.data[at] ^= 1 << (at % 8);
		}
		for (size_t at = 1; at < 20; at++) {
			uint8_t *last = c.file.data + c.file.size - 40 - at;

			*last ^= 0x10;
			expect_int(answer(&c, &k), KS_SIGNATURE_MISMATCH);
			*last ^= 0x10;
		}
		expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
		free(c.file.data);
	}
}

static void test_knowledge(void)
{
	const struct signing *const who = &rsa;
	struct candidate c, by_id;
	struct kernel k;

	sign_by(&c, &who, 1, 0, "SHA256");
	sign_by(&by_id, &who, 1, SIGNING_KEY_ID, "SHA256");
	ktap_case("no key known, and nobody says that there are no others");
	start(&k, KS_UNKNOWN);
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	ktap_case("no key known, and there are no others");
	start(&k, KS_NO);
	expect_int(answer(&c, &k), KS_SIGNATURE_UNKNOWN_KEY);
	ktap_case("the kernel lists the key, whose certificate nobody has");
	add_key(&k, &rsa, KS_RING_BUILTIN)->certificate = (struct ks_image){ 0 };
	expect_int(answer(&by_id, &k), KS_SIGNATURE_LISTED);
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	ktap_case("the kernel lists another key, whose certificate nobody has");
	start(&k, KS_NO);
	add_key(&k, &other, KS_RING_BUILTIN)->certificate = (struct ks_image){ 0 };
	expect_int(answer(&by_id, &k), KS_SIGNATURE_UNKNOWN_KEY);
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	ktap_case("the key is in the firmware's keyring only");
	start(&k, KS_NO);
	add_key(&k, &rsa, KS_RING_PLATFORM);
	expect_int(answer(&c, &k), KS_SIGNATURE_MAYBE_VALID);
	c.file.data[100] ^= 1;
	expect_int(answer(&c, &k), KS_SIGNATURE_MAYBE_MISMATCH);
	c.file.data[100] ^= 1;
	free(c.file.data);
	free(by_id.file.data);
}

/* How a key stands in the facts: not at all, by its id alone, with its certificate. */
enum listed { NOT, ID, WHOLE };

static void list_key(struct kernel *k, const struct signing *who, enum ks_ring ring,
		     enum listed listed)
{
	if (listed == ID)
		add_key(k, who, ring)->certificate = (struct ks_image){ 0 };
	else if (listed == WHOLE)
		add_key(k, who, ring);
}

/*
 * verify_pkcs7_message_sig(): .blacklist is asked before any keyring since 6.6,
 * before that only ahead of .platform, which not every kernel asks.
 */
static void test_revoked(void)
{
	static const struct {
		const char *name;
		enum listed builtin, platform, revoked;
		enum ks_signature old, new;		/* up to 6.1, since 6.6 */
		enum ks_signature by_id_old, by_id_new;	/* named by its identifier */
	} rows[] = {
#define BOTH(old, new) KS_SIGNATURE_##old, KS_SIGNATURE_##new, \
		       KS_SIGNATURE_##old, KS_SIGNATURE_##new
#define EACH(a, b, c, d) KS_SIGNATURE_##a, KS_SIGNATURE_##b, KS_SIGNATURE_##c, KS_SIGNATURE_##d
		{ "built in", WHOLE, NOT, WHOLE, BOTH(VALID, REVOKED) },
		{ "built in, revoked by its id", WHOLE, NOT, ID, BOTH(VALID, REVOKED) },
		{ "built in by its id", ID, NOT, WHOLE, BOTH(VALID, REVOKED) },
		{ "both by their ids", ID, NOT, ID, EACH(PKCS7, PKCS7, LISTED, REVOKED) },
		{ "nowhere else", NOT, NOT, WHOLE, BOTH(MAYBE_REVOKED, REVOKED) },
		{ "nowhere else, by its id", NOT, NOT, ID,
		  EACH(PKCS7, PKCS7, MAYBE_REVOKED, MAYBE_REVOKED) },
		{ "in .platform", NOT, WHOLE, WHOLE, BOTH(MAYBE_REVOKED, REVOKED) },
		{ "in .platform, revoked by its id", NOT, WHOLE, ID,
		  BOTH(MAYBE_REVOKED, REVOKED) },
		{ "not revoked", WHOLE, NOT, NOT, BOTH(VALID, VALID) },
	};
	const struct signing *const who = &rsa;
	struct candidate by_name, by_id;
	struct kernel k;

	sign_by(&by_name, &who, 1, 0, "SHA256");
	sign_by(&by_id, &who, 1, SIGNING_KEY_ID, "SHA256");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("a revoked key: %s", rows[i].name);
		start(&k, KS_NO);
		list_key(&k, &rsa, KS_RING_BUILTIN, rows[i].builtin);
		list_key(&k, &rsa, KS_RING_PLATFORM, rows[i].platform);
		list_key(&k, &rsa, KS_RING_REVOKED, rows[i].revoked);
		expect_int(answer(&by_name, &k), rows[i].old);
		expect_int(answer(&by_id, &k), rows[i].by_id_old);
		k.facts.version.value = SERIES(6, 6);
		expect_int(answer(&by_name, &k), rows[i].new);
		expect_int(answer(&by_id, &k), rows[i].by_id_new);
	}
	free(by_name.file.data);
	free(by_id.file.data);
}

/* The key is built in and revoked; who else is on the list, and which kernel. */
static void test_revoked_others(void)
{
	static const struct {
		uint64_t version;
		enum ks_signature answer;
	} rows[] = {
		{ SERIES(5, 10), KS_SIGNATURE_VALID },
		{ SERIES(5, 14), KS_SIGNATURE_MAYBE_REVOKED },
		{ SERIES(5, 15), KS_SIGNATURE_VALID },
		{ SERIES(6, 5), KS_SIGNATURE_MAYBE_REVOKED },
		{ SERIES(6, 12), KS_SIGNATURE_REVOKED }, { SERIES(7, 2), KS_SIGNATURE_REVOKED },
		{ 0, KS_SIGNATURE_MAYBE_REVOKED },
	};
	const struct signing *const who = &rsa;
	struct candidate c, other_digest;
	struct kernel k;

	sign_by(&c, &who, 1, 0, "SHA256");
	sign_by(&other_digest, &who, 1, 0, "SHA512");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("a revoked key: series %zu", i);
		start(&k, KS_NO);
		add_key(&k, &rsa, KS_RING_BUILTIN)->is_build_key = true;
		add_key(&k, &rsa, KS_RING_REVOKED);
		k.facts.version = (struct ks_fact_number){
			rows[i].version, rows[i].version ? KS_ORIGIN_FILE : KS_ORIGIN_NONE };
		expect_int(answer(&c, &k), rows[i].answer);
		expect_int(c.needs.signer->is_build_key, rows[i].answer == KS_SIGNATURE_VALID);
	}
	k.facts.version = (struct ks_fact_number){ SERIES(6, 12), KS_ORIGIN_FILE };
	ktap_case("a revoked key: with a digest that this kernel may not have");
	expect_int(answer(&other_digest, &k), KS_SIGNATURE_MAYBE_REVOKED);
	ktap_case("a revoked key: what does not fit is refused in either case");
	c.file.data[100] ^= 1;
	expect_int(answer(&c, &k), KS_SIGNATURE_MISMATCH);
	c.file.data[100] ^= 1;
	ktap_case("another key was revoked, whose certificate nobody has");
	start(&k, KS_NO);
	k.facts.version.value = SERIES(6, 12);
	add_key(&k, &other, KS_RING_REVOKED)->certificate = (struct ks_image){ 0 };
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	add_key(&k, &rsa, KS_RING_BUILTIN);
	expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
	free(c.file.data);
	free(other_digest.file.data);
}

static void test_digests(void)
{
	const struct signing *who = &rsa;
	struct signing build;
	struct candidate c;
	struct kernel k;

	ktap_case("a digest that this kernel may not have");
	sign_by(&c, &who, 1, 0, "SHA512");
	start(&k, KS_NO);
	add_key(&k, &rsa, KS_RING_BUILTIN)->is_build_key = true;
	expect_int(answer(&c, &k), KS_SIGNATURE_MAYBE_VALID);
	expect(!c.needs.signer->is_build_key);
	ktap_case("the digest of the kernel's own build");
	signing_make(&build, "build key", false, "SHA512");
	add_key(&k, &build, KS_RING_BUILTIN)->is_build_key = true;
	expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
	signing_free(&build);
	free(c.file.data);
	ktap_case("a digest that no kernel has");
	sign_by(&c, &who, 1, 0, "RIPEMD160");
	expect_int(answer(&c, &k), KS_SIGNATURE_FAULTY);
	expect_int(c.needs.fault, KS_FAULT_DIGEST);
	free(c.file.data);
	ktap_case("elliptic curves before 5.14");
	who = &ec;
	sign_by(&c, &who, 1, 0, "SHA256");
	start(&k, KS_NO);
	add_key(&k, &ec, KS_RING_BUILTIN);
	k.facts.version.value = SERIES(5, 10);
	expect_int(answer(&c, &k), KS_SIGNATURE_FAULTY);
	expect_int(c.needs.fault, KS_FAULT_ALGORITHM);
	k.facts.version.origin = KS_ORIGIN_NONE;
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	free(c.file.data);
}

static void test_forms(void)
{
	static const struct {
		unsigned int how;
		enum ks_fault fault;
	} rows[] = {
		{ SIGNING_ATTRIBUTES, KS_FAULT_AUTHATTRS },
		{ SIGNING_ATTRIBUTES | SIGNING_KEY_ID, KS_FAULT_AUTHATTRS },
		{ SIGNING_CONTENT, KS_FAULT_CONTENT },
	};
	const struct signing *const who = &rsa;
	struct candidate c;
	struct kernel k;

	start(&k, KS_NO);
	add_key(&k, &rsa, KS_RING_BUILTIN);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ktap_case("not the form of a module's signature, %zu", i);
		sign_by(&c, &who, 1, rows[i].how, "SHA256");
		expect_int(answer(&c, &k), KS_SIGNATURE_FAULTY);
		expect_int(c.needs.fault, rows[i].fault);
		free(c.file.data);
	}
	ktap_case("a certificate that comes along");
	sign_by(&c, &who, 1, SIGNING_CERTIFICATE, "SHA256");
	expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
	start(&k, KS_NO);
	expect_int(answer(&c, &k), KS_SIGNATURE_PKCS7);
	free(c.file.data);
}

static void test_several(void)
{
	const struct signing *const two[] = { &rsa, &ec };
	struct candidate c;
	struct kernel k;

	ktap_case("two signers: one known key suffices");
	sign_by(&c, two, 2, 0, "SHA256");
	start(&k, KS_NO);
	expect_int(answer(&c, &k), KS_SIGNATURE_UNKNOWN_KEY);
	add_key(&k, &ec, KS_RING_BUILTIN);
	expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
	ktap_case("two signers: one mismatch is fatal");
	c.file.data[100] ^= 1;
	expect_int(answer(&c, &k), KS_SIGNATURE_MISMATCH);
	free(c.file.data);
}

static void test_hash(void)
{
	const struct signing *const who = &rsa;
	char text[65] = "";
	const char *hashes[] = { "00", text };
	uint8_t digest[32];
	struct candidate c;
	struct kernel k;

	ktap_case("the hash of the whole file is on the blacklist");
	sign_by(&c, &who, 1, 0, "SHA256");
	start(&k, KS_NO);
	add_key(&k, &rsa, KS_RING_BUILTIN);
	k.facts.hashes = hashes;
	k.facts.hash_count = 2;
	expect_int(answer(&c, &k), KS_SIGNATURE_VALID);
	EVP_Digest(c.file.data, c.file.size, digest, NULL, EVP_sha256(), NULL);
	ks_hex(&(struct ks_image){ digest, 32 }, text, sizeof(text));
	expect_int(answer(&c, &k), KS_SIGNATURE_HASH_LISTED);
	free(c.file.data);
}

/* Messages that are cut, that lie about lengths, or are nothing at all. */
static void test_hostile(void)
{
	static const uint8_t deep[] = { 0x30, 0x80, 0x30, 0x80, 0x30, 0x80, 0x30, 0x80 };
	const struct signing *const who = &rsa;
	struct candidate whole, c = { 0 };
	const uint8_t *message;
	struct kernel k;
	size_t size;

	start(&k, KS_NO);
	add_key(&k, &rsa, KS_RING_BUILTIN);
	sign_by(&whole, &who, 1, 0, "SHA256");
	expect_int(answer(&whole, &k), KS_SIGNATURE_VALID);
	message = whole.file.data + whole.needs.signed_size;
	size = whole.file.size - whole.needs.signed_size - 40;
	ktap_case("a message cut anywhere, and with every byte of its head changed");
	for (size_t i = 0; i < size + 150; i++) {
		uint8_t *copy = malloc(size);
		size_t length = i < size ? i : size;

		memcpy(copy, message, size);
		if (i >= size)
			copy[i - size] ^= 0x83;
		c.file = (struct module_file){ calloc(1, 64), 64 };
		signing_append(&c.file, copy, length);
		expect(answer(&c, &k) != KS_SIGNATURE_VALID);
		if (i < size)
			expect_int(c.needs.signature, KS_SIGNATURE_FAULTY);
		free(c.file.data);
		free(copy);
	}
	ktap_case("lengths without end, and a message that is too long");
	c.file = (struct module_file){ calloc(1, 64), 64 };
	signing_append(&c.file, deep, sizeof(deep));
	expect_int(answer(&c, &k), KS_SIGNATURE_FAULTY);
	expect_int(c.needs.fault, KS_FAULT_ASN1);
	free(c.file.data);
	c.file = (struct module_file){ calloc(1, 70000), 70000 };
	signing_append(&c.file, whole.file.data, 64);
	c.file.data[c.file.size - 28 - 2] = 0x01;
	c.file.data[c.file.size - 28 - 3] = 0x01;
	expect_int(answer(&c, &k), KS_SIGNATURE_FAULTY);
	expect_int(c.needs.fault, KS_FAULT_TOO_LONG);
	free(c.file.data);
	free(whole.file.data);
}

int main(void)
{
	signing_make(&rsa, "rsa key", true, "SHA256");
	signing_make(&ec, "ec key", false, "SHA256");
	signing_make(&other, "other key", false, "SHA256");
	test_right();
	test_flipped();
	test_knowledge();
	test_revoked();
	test_revoked_others();
	test_digests();
	test_forms();
	test_several();
	test_hash();
	test_hostile();
	signing_free(&rsa);
	signing_free(&ec);
	signing_free(&other);
	return ktap_end();
}
