/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel will make of the signature of a module. */
#ifndef KS_CRYPTO_VERIFY_H
#define KS_CRYPTO_VERIFY_H

#include "crypto/libcrypto.h"
#include "model/facts.h"
#include "model/needs.h"

void ks_signature_read(struct ks_needs *needs);
void ks_signature_verify(struct ks_needs *needs, const struct ks_facts *facts,
			 struct ks_crypto *crypto);

#endif
