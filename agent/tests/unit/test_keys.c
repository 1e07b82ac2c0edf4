// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts/: certificates out of files, out of saved facts and out of kernel
 * images of every class and byte order.
 */
#include <elf.h>
#include <errno.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/x509.h"
#include "facts/keys.h"
#include "facts/provider.h"
#include "signing.h"
#include "world.h"

static struct signing build, second;

/* Bytes of a file under construction. */
struct bytes {
	uint8_t data[65536];
	size_t size;
};

static void add(struct bytes *b, const void *data, size_t size)
{
	memcpy(b->data + b->size, data, size);
	b->size += size;
}

static void align(struct bytes *b, size_t to)
{
	while (b->size % to)
		b->data[b->size++] = 0;
}

static void add_word(struct bytes *b, uint64_t value, bool is64, bool big)
{
	unsigned int bytes = is64 ? 8 : 4;

	for (unsigned int i = 0; i < bytes; i++)
		b->data[b->size++] = value >> 8 * (big ? bytes - 1 - i : i);
}

/* A kernel as far as it is looked at; what: see the rows below. */
struct image {
	bool is64;
	bool big;
	bool sizes;		/* behind the certificates */
	bool module_key;	/* the first one signed the modules */
	size_t gap;		/* for a certificate that comes later */
};

static void make_image(struct bytes *b, const struct image *image)
{
	static const char text[] = "Linux version 6.6.6-test (x@y)\0module with unavailable key";
	uint8_t ident[64] = { 0x7f, 'E', 'L', 'F', image->is64 ? ELFCLASS64 : ELFCLASS32,
			      image->big ? ELFDATA2MSB : ELFDATA2LSB, EV_CURRENT };

	*b = (struct bytes){ 0 };
	ident[image->big ? 17 : 16] = ET_EXEC;
	add(b, ident, sizeof(ident));
	add(b, text, sizeof(text));
	align(b, 8);
	add(b, build.der, build.der_size);
	add(b, second.der, second.der_size);
	align(b, 8);
	b->size += image->gap;
	if (!image->sizes)
		return;
	add_word(b, build.der_size + second.der_size, image->is64, image->big);
	align(b, 8);
	add_word(b, image->module_key ? build.der_size : 0, image->is64, image->big);
	b->size += 64;
}

static int load(struct ks_snapshot *s, const void *data, size_t size)
{
	struct module_file file = { (uint8_t *)data, size };
	struct ks_err err;
	char path[64];
	int fd = module_file_memfd(&file, path, sizeof(path)), ret;

	ks_snapshot_init(s, "test");
	ret = ks_facts_load(s, path, &err);
	close(fd);
	return ret;
}

static void test_images(void)
{
	static const struct image images[] = {
		{ true, false, true, true, 0 },	  { false, false, true, true, 0 },
		{ true, true, true, true, 0 },	  { false, true, true, true, 0 },
		{ true, false, true, true, 4096 }, { true, false, true, false, 0 },
	};
	struct ks_snapshot s;
	struct bytes b;

	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		ktap_case("image %zu: its list of certificates", i);
		make_image(&b, &images[i]);
		expect_int(load(&s, b.data, b.size), 0);
		expect_text(s.facts.release.value, "6.6.6-test");
		expect_int(s.facts.gates[KS_GATE_MODULE_SIG].value, KS_YES);
		expect_int(s.facts.key_count, 2);
		expect_int(s.facts.other_keys, KS_UNKNOWN);
		if (s.facts.key_count == 2) {
			expect_int(s.facts.keys[0].ring, KS_RING_BUILTIN);
			expect_int(s.facts.keys[0].certificate.size, build.der_size);
			expect(!memcmp(s.facts.keys[0].certificate.data, build.der,
				       build.der_size));
			expect_int(s.facts.keys[0].is_build_key, images[i].module_key);
			expect(!s.facts.keys[1].is_build_key);
		}
		ks_facts_free(&s);
	}
	ktap_case("certificates of an image that are no such list");
	make_image(&b, &(struct image){ .is64 = true });
	expect_int(load(&s, b.data, b.size), 0);
	expect_int(s.facts.key_count, 0);
	ks_facts_free(&s);
	ktap_case("an image cut anywhere behind its banner");
	make_image(&b, &images[0]);
	for (size_t size = 128; size < b.size - 80; size += 7) {
		expect_int(load(&s, b.data, size), 0);
		expect_int(s.facts.key_count, 0);
		ks_facts_free(&s);
	}
}

/* A boot protocol that points anywhere, and a payload that is none. */
static void test_wrappings(void)
{
	static const uint32_t offsets[] = { 0, 1, 0x1000, 0xffffffff };
	struct ks_snapshot s;
	struct bytes b;

	ktap_case("wrappings that lie");
	for (size_t i = 0; i < 32; i++) {
		b = (struct bytes){ .size = 0x2000 };
		memcpy(b.data + 0x202, "HdrS\x0f\x02", 6);
		if (i & 16)
			memcpy(b.data, "MZ\0\0zimg", 8);
		memcpy(b.data + (i & 16 ? 8 : 0x248), &offsets[i & 3], 4);
		memcpy(b.data + (i & 16 ? 12 : 0x24c), &offsets[i >> 2 & 3], 4);
		b.data[0x400] = 0x1f;
		b.data[0x401] = 0x8b;
		expect(load(&s, b.data, b.size) < 0);
		ks_facts_free(&s);
	}
}

static int add_file(struct ks_snapshot *s, const void *data, size_t size)
{
	struct module_file file = { (uint8_t *)data, size };
	struct ks_err err;
	char path[64];
	int fd = module_file_memfd(&file, path, sizeof(path)), ret;

	ks_snapshot_init(s, "test");
	ret = ks_keys_add_file(s, path, &err);
	close(fd);
	return ret;
}

static void test_files(void)
{
	struct ks_snapshot s;
	struct bytes b = { 0 };
	char *text = NULL;
	size_t size;
	FILE *f;

	ktap_case("--keys: DER, one and two, and one that is cut");
	add(&b, build.der, build.der_size);
	expect_int(add_file(&s, b.data, b.size), 0);
	expect_int(s.facts.key_count, 1);
	expect_int(s.facts.keys[0].ring, KS_RING_NAMED);
	expect(!s.facts.keys[0].is_build_key);
	ks_facts_free(&s);
	add(&b, second.der, second.der_size);
	expect_int(add_file(&s, b.data, b.size), 0);
	expect_int(s.facts.key_count, 2);
	ks_facts_free(&s);
	expect(add_file(&s, b.data, b.size - 1) < 0);
	ks_facts_free(&s);
	expect(add_file(&s, b.data, 0) < 0);
	ks_facts_free(&s);
	ktap_case("--keys: PEM, with a private key before it");
	f = open_memstream(&text, &size);
	PEM_write_PrivateKey(f, build.key, NULL, NULL, 0, NULL, NULL);
	PEM_write_X509(f, build.certificate);
	PEM_write_X509(f, second.certificate);
	fclose(f);
	expect_int(add_file(&s, text, size), 0);
	expect_int(s.facts.key_count, 2);
	expect(!memcmp(s.facts.keys[1].certificate.data, second.der, second.der_size));
	ks_facts_free(&s);
	memcpy(strstr(text, "-----BEGIN CERTIFICATE-----") + 40, "////////////", 12);
	expect(add_file(&s, text, size) < 0);
	ks_facts_free(&s);
	free(text);
}

static void test_saved(void)
{
	char path[] = "/tmp/ks-test-keys-XXXXXX";
	int fd = mkstemp(path);
	struct ks_snapshot s;
	struct ks_err err;
	struct bytes b;

	ktap_case("keys and hashes in saved facts");
	make_image(&b, &(struct image){ true, false, true, true, 0 });
	expect_int(load(&s, b.data, b.size), 0);
	ks_add_hash(&s, "0123");
	ks_add_key(&s, &(struct ks_key){ .name = "no certificate", .id = "77",
					 .ring = KS_RING_REVOKED, .origin = KS_ORIGIN_LIVE });
	s.facts.other_keys = KS_NO;
	expect_int(ks_facts_save(&s.facts, path, &err), 0);
	ks_facts_free(&s);
	ks_snapshot_init(&s, path);
	expect_int(ks_facts_load(&s, path, &err), 0);
	expect_int(s.facts.other_keys, KS_NO);
	expect_int(s.facts.key_count, 3);
	expect_int(s.facts.hash_count, 1);
	expect_text(s.facts.hashes[0], "0123");
	expect_text(s.facts.keys[0].name, "Build time autogenerated kernel key");
	expect(s.facts.keys[0].is_build_key);
	expect(!memcmp(s.facts.keys[1].certificate.data, second.der, second.der_size));
	expect_int(s.facts.keys[2].ring, KS_RING_REVOKED);
	expect_int(s.facts.keys[2].certificate.size, 0);
	expect_int(s.facts.keys[2].origin, KS_ORIGIN_LIVE);
	ks_facts_free(&s);
	unlink(path);
	close(fd);
}

/* Two sources of one key: what each of them knows comes together. */
static void test_merging(void)
{
	struct ks_image der = { second.der, second.der_size };
	struct ks_x509 x509;
	struct ks_snapshot s;
	char id[96];

	ktap_case("a key that the kernel lists and a file describes");
	ks_snapshot_init(&s, "test");
	expect(ks_x509_parse(&der, &x509));
	ks_hex(&x509.key_id, id, sizeof(id));
	ks_keys_add_certificate(&s, &der, KS_RING_NAMED, false);
	ks_add_key(&s, &(struct ks_key){ .name = "listed", .id = id, .ring = KS_RING_MACHINE,
					 .origin = KS_ORIGIN_LIVE });
	expect_int(s.facts.key_count, 1);
	expect_int(s.facts.keys[0].ring, KS_RING_MACHINE);
	expect_int(s.facts.keys[0].origin, KS_ORIGIN_LIVE);
	expect_int(s.facts.keys[0].certificate.size, second.der_size);
	ktap_case("the same key in another keyring is another key");
	ks_add_key(&s, &(struct ks_key){ .name = "listed", .id = id, .ring = KS_RING_REVOKED,
					 .origin = KS_ORIGIN_LIVE });
	expect_int(s.facts.key_count, 2);
	ks_facts_free(&s);
}

/* Each is compared with all before it. */
static void test_limit(void)
{
	struct ks_snapshot s;
	struct ks_err err;

	ktap_case("keys: more than any kernel has");
	ks_snapshot_init(&s, "test");
	for (int i = 0; i < 4096; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		ks_add_key(&s, &(struct ks_key){ .name = "x", .id = id });
	}
	expect_int(ks_snapshot_finish(&s, &err), 0);
	expect_int(s.facts.key_count, 4096);
	ks_add_key(&s, &(struct ks_key){ .name = "x", .id = "y" });
	expect_int(ks_snapshot_finish(&s, &err), -EFBIG);
	expect_text(err.text, "test: read: 4096 keys or more");
	ks_facts_free(&s);
}

int main(void)
{
	signing_make(&build, "Build time autogenerated kernel key", true, "SHA256");
	signing_make(&second, "second key", true, "SHA256");
	test_images();
	test_wrappings();
	test_files();
	test_saved();
	test_merging();
	test_limit();
	signing_free(&build);
	signing_free(&second);
	return ktap_end();
}
