// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Certificates out of files.  --keys takes what scripts/sign-file, mokutil and
 * openssl write: PEM or DER, one or more of them.
 */
#include "facts/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/x509.h"
#include "elf/input.h"
#include "lib/cleanup.h"

#define PEM_BEGIN	"-----BEGIN CERTIFICATE-----"
#define PEM_END		"-----END CERTIFICATE-----"

/**
 * ks_keys_add_certificate - add the key of one certificate
 * @snapshot: to add to
 * @bytes: start with it; more may follow
 * @ring: where the kernel has it
 * @is_build_key: the kernel's own build made it
 *
 * Return: bytes that it takes, 0 when it is none.
 */
size_t ks_keys_add_certificate(struct ks_snapshot *snapshot, const struct ks_image *bytes,
			       enum ks_ring ring, bool is_build_key)
{
	char name[KS_X509_NAME_MAX], id[96];
	struct ks_x509 x509;

	if (!ks_x509_parse(bytes, &x509))
		return 0;
	ks_x509_name(&x509.subject, name, sizeof(name));
	ks_hex(x509.key_id.size ? &x509.key_id : &x509.serial, id, sizeof(id));
	ks_add_key(snapshot, &(struct ks_key){
		.name = name, .id = id, .ring = ring, .certificate = x509.whole,
		.is_build_key = is_build_key, .origin = KS_ORIGIN_FILE,
	});
	return x509.whole.size;
}

static int base64_value(uint8_t c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? found - digits : -1;
}

/* Line ends and padding are stepped over. */
static size_t unpack_base64(const struct ks_image *text, uint8_t *out)
{
	uint32_t bits = 0;
	unsigned int count = 0;
	size_t size = 0;

	for (size_t i = 0; i < text->size; i++) {
		int value = base64_value(text->data[i]);

		if (value < 0)
			continue;
		bits = bits << 6 | value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[size++] = bits >> count;
		}
	}
	return size;
}

/* The text between two lines; @at moves behind it. */
static bool next_pem(const struct ks_image *file, size_t *at, struct ks_image *text)
{
	const uint8_t *end = file->data + file->size, *begin, *stop;

	begin = memmem(file->data + *at, file->size - *at, PEM_BEGIN, strlen(PEM_BEGIN));
	if (!begin)
		return false;
	begin += strlen(PEM_BEGIN);
	stop = memmem(begin, end - begin, PEM_END, strlen(PEM_END));
	if (!stop)
		return false;
	*text = (struct ks_image){ begin, stop - begin };
	*at = stop - file->data;
	return true;
}

static int add_pem(struct ks_snapshot *snapshot, const struct ks_image *file, size_t *count)
{
	struct ks_image text;
	size_t at = 0;

	while (next_pem(file, &at, &text)) {
		ks_auto_free uint8_t *der = malloc(text.size + 1);
		struct ks_image bytes = { der, 0 };

		if (!der)
			return -ENOMEM;
		bytes.size = unpack_base64(&text, der);
		if (!ks_keys_add_certificate(snapshot, &bytes, KS_RING_NAMED, false))
			return -EBADMSG;
		++*count;
	}
	return 0;
}

static int add_der(struct ks_snapshot *snapshot, struct ks_image rest, size_t *count)
{
	while (rest.size) {
		size_t size = ks_keys_add_certificate(snapshot, &rest, KS_RING_NAMED, false);

		if (!size)
			return -EBADMSG;
		rest.data += size;
		rest.size -= size;
		++*count;
	}
	return 0;
}

/**
 * ks_keys_add_file - add what a user says that the kernel trusts
 * @snapshot: to add to
 * @path: certificates, PEM or DER
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_keys_add_file(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
{
	struct ks_input input;
	size_t count = 0;
	int ret = ks_input_open(&input, path, KS_INPUT_ANY, err);

	if (!ret) {
		ret = add_pem(snapshot, &input.image, &count);
		if (!ret && !count)
			ret = add_der(snapshot, input.image, &count);
		if (!ret && !count)
			ret = -EBADMSG;
		if (ret == -EBADMSG)
			ks_err_set(err, ret, "%s: read: no certificate (X.509, PEM or DER)", path);
		else if (ret)
			ks_err_sys(err, ret, path, "read");
	}
	ks_input_close(&input);
	return ret;
}
