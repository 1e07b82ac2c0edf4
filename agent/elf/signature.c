// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The trailer of a signed module, read as module_sig_check() of
 * kernel/module/signing.c and mod_check_sig() of kernel/module_signature.c do.
 * Whether the signature verifies is not decided here.
 */
#include "elf/signature.h"

#define MARKER		"~Module signature appended~\n"
#define MARKER_LEN	(sizeof(MARKER) - 1)
#define INFO_LEN	12	/* struct module_signature */
#define ID_TYPE		2	/* its offset; 2 is PKCS#7 */
#define PKEY_ID_PKCS7	2
#define SIG_LEN		8	/* offset, big-endian u32 */

static bool reserved_fields_clear(const uint8_t *info)
{
	/* algo, hash, id_type, signer_len, key_id_len, pad[3] */
	for (int i = 0; i < SIG_LEN; i++)
		if (i != ID_TYPE && info[i])
			return false;
	return true;
}

/**
 * ks_signature_find - look behind the module
 * @image: whole file
 * @signed_size: set to the bytes that the loader goes on with
 *
 * Return: the state of the trailer.
 */
enum ks_signature ks_signature_find(const struct ks_image *image, uint64_t *signed_size)
{
	const struct ks_layout big_endian = { .big = true };
	uint64_t len = image->size, sig_len;
	const uint8_t *info;

	*signed_size = len;
	if (len <= MARKER_LEN || memcmp(image->data + len - MARKER_LEN, MARKER, MARKER_LEN))
		return KS_SIGNATURE_NONE;
	len -= MARKER_LEN;
	*signed_size = len;
	if (len <= INFO_LEN)
		return KS_SIGNATURE_BROKEN;
	info = image->data + len - INFO_LEN;
	sig_len = ks_get(&big_endian, info + SIG_LEN, 4);
	if (sig_len >= len - INFO_LEN)
		return KS_SIGNATURE_BROKEN;
	if (info[ID_TYPE] != PKEY_ID_PKCS7)
		return KS_SIGNATURE_FOREIGN;
	if (!reserved_fields_clear(info))
		return KS_SIGNATURE_RESERVED;
	*signed_size = len - INFO_LEN - sig_len;
	return KS_SIGNATURE_PKCS7;
}
