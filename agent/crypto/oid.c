// SPDX-License-Identifier: GPL-2.0-or-later
/* Object identifiers by their bytes. */
#include "crypto/oid.h"

#define OID_BYTES(id, bytes) [KS_OID_##id] = { (const uint8_t *)(bytes), sizeof(bytes) - 1 },
static const struct ks_image oids[KS_OID_MAX] = { KS_OIDS(OID_BYTES) };

/**
 * ks_oid_of - recognise an object identifier
 * @bytes: its content
 *
 * Return: which, or KS_OID_NONE.
 */
enum ks_oid ks_oid_of(const struct ks_image *bytes)
{
	for (int i = KS_OID_NONE + 1; i < KS_OID_MAX; i++)
		if (oids[i].size == bytes->size && !memcmp(oids[i].data, bytes->data, bytes->size))
			return i;
	return KS_OID_NONE;
}
