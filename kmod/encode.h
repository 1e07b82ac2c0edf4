/* SPDX-License-Identifier: GPL-2.0-only */
/* Plain data to netlink attributes, see encode.c. */
#ifndef KMODSAFE_ENCODE_H
#define KMODSAFE_ENCODE_H

#include "kmod/facts.h"

struct sk_buff;

size_t kmodsafe_kernel_size(const struct kmodsafe_kernel *kernel);
int kmodsafe_kernel_encode(struct sk_buff *skb, const struct kmodsafe_kernel *kernel);
size_t kmodsafe_symbol_size(const struct kmodsafe_symbol *symbol);
int kmodsafe_symbol_encode(struct sk_buff *skb, const struct kmodsafe_symbol *symbol);
size_t kmodsafe_module_size(const struct kmodsafe_module *module);
int kmodsafe_module_encode(struct sk_buff *skb, const struct kmodsafe_module *module);

#endif /* KMODSAFE_ENCODE_H */
