// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns the plain data of facts.h into netlink attributes, and says how much
 * room that needs.  Takes no lock, looks at no kernel object, and leaves the
 * message as it was when something does not fit.
 */
#include "kmod/encode.h"

#include <linux/string.h>
#include <net/netlink.h>

/* A string attribute as nla_put_string() makes it: with its NUL. */
static size_t string_size(const char *str)
{
	return nla_total_size(strlen(str) + 1);
}

static size_t gate_size(const struct kmodsafe_gate_fact *gate)
{
	return nla_total_size(nla_total_size(sizeof(u32)) * (gate->known ? 3 : 1));
}

static int gate_encode(struct sk_buff *skb, const struct kmodsafe_gate_fact *gate)
{
	struct nlattr *nest = nla_nest_start(skb, KMODSAFE_A_KERNEL_GATE);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, KMODSAFE_A_GATE_ID, gate->id))
		return -EMSGSIZE;
	if (gate->known &&
	    (nla_put_u32(skb, KMODSAFE_A_GATE_VALUE, gate->value) ||
	     nla_put_u32(skb, KMODSAFE_A_GATE_ORIGIN, gate->origin)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * kmodsafe_kernel_size - room that kmodsafe_kernel_encode() needs
 * @kernel: what would be encoded
 *
 * Return: bytes of attributes, padding included.
 */
size_t kmodsafe_kernel_size(const struct kmodsafe_kernel *kernel)
{
	/* two protocols, backend, generation, size, ELF triple, four origins */
	size_t size = nla_total_size(sizeof(u32)) * 12;
	unsigned int i;

	size += string_size(kernel->helper_version);
	size += string_size(kernel->release);
	size += string_size(kernel->vermagic);
	if (kernel->helper_forced)
		size += nla_total_size(0);
	if (kernel->backend != KMODSAFE_BACKEND_NONE)
		size += nla_total_size(sizeof(u32));
	for (i = 0; i < KMODSAFE_GATES; i++)
		size += gate_size(&kernel->gates[i]);
	return size;
}

static int helper_encode(struct sk_buff *skb, const struct kmodsafe_kernel *kernel)
{
	if (nla_put_u32(skb, KMODSAFE_A_KERNEL_PROTOCOL, KMODSAFE_PROTOCOL) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_PROTOCOL_MIN, KMODSAFE_PROTOCOL_MIN) ||
	    nla_put_string(skb, KMODSAFE_A_KERNEL_HELPER_VERSION, kernel->helper_version) ||
	    (kernel->helper_forced && nla_put_flag(skb, KMODSAFE_A_KERNEL_HELPER_FORCED)) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_BACKEND, kernel->backend) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_GENERATION, kernel->generation))
		return -EMSGSIZE;
	return 0;
}

static int abi_encode(struct sk_buff *skb, const struct kmodsafe_kernel *kernel)
{
	if (nla_put_string(skb, KMODSAFE_A_KERNEL_RELEASE, kernel->release) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_RELEASE_ORIGIN, kernel->release_origin) ||
	    nla_put_string(skb, KMODSAFE_A_KERNEL_VERMAGIC, kernel->vermagic) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN, kernel->vermagic_origin) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_MODULE_SIZE, kernel->module_size) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN, kernel->module_size_origin) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_ELF_MACHINE, kernel->elf_machine) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_ELF_CLASS, kernel->elf_class) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_ELF_DATA, kernel->elf_data) ||
	    nla_put_u32(skb, KMODSAFE_A_KERNEL_ELF_ORIGIN, kernel->elf_origin))
		return -EMSGSIZE;
	return 0;
}

static int exports_encode(struct sk_buff *skb, const struct kmodsafe_kernel *kernel)
{
	if (kernel->backend == KMODSAFE_BACKEND_NONE)
		return 0;
	return nla_put_u32(skb, KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS, kernel->vmlinux_symbols);
}

/**
 * kmodsafe_kernel_encode - append the attributes of kernel-get's reply
 * @skb: message
 * @kernel: what to encode
 *
 * Return: 0, or -EMSGSIZE and @skb as it was.
 */
int kmodsafe_kernel_encode(struct sk_buff *skb, const struct kmodsafe_kernel *kernel)
{
	void *mark = skb_tail_pointer(skb);
	unsigned int i;

	if (helper_encode(skb, kernel) || abi_encode(skb, kernel) ||
	    exports_encode(skb, kernel))
		goto err_trim;
	for (i = 0; i < KMODSAFE_GATES; i++)
		if (gate_encode(skb, &kernel->gates[i]))
			goto err_trim;
	return 0;

err_trim:
	nlmsg_trim(skb, mark);
	return -EMSGSIZE;
}

/**
 * kmodsafe_symbol_size - room that kmodsafe_symbol_encode() needs
 * @symbol: what would be encoded
 *
 * Return: bytes of the nest, padding included.
 */
size_t kmodsafe_symbol_size(const struct kmodsafe_symbol *symbol)
{
	size_t size = string_size(symbol->name) + nla_total_size(sizeof(u32));

	if (symbol->state == KMODSAFE_SYMBOL_FOUND) {
		size += nla_total_size(sizeof(u32));
		if (symbol->crc_known)
			size += nla_total_size(sizeof(u32));
		if (symbol->namespace)
			size += string_size(symbol->namespace);
		if (symbol->owner)
			size += string_size(symbol->owner);
	}
	return nla_total_size(size);
}

static int found_encode(struct sk_buff *skb, const struct kmodsafe_symbol *symbol)
{
	if ((symbol->crc_known && nla_put_u32(skb, KMODSAFE_A_SYMBOL_CRC, symbol->crc)) ||
	    nla_put_u32(skb, KMODSAFE_A_SYMBOL_FLAGS, symbol->flags) ||
	    (symbol->namespace &&
	     nla_put_string(skb, KMODSAFE_A_SYMBOL_NAMESPACE, symbol->namespace)) ||
	    (symbol->owner && nla_put_string(skb, KMODSAFE_A_SYMBOL_OWNER, symbol->owner)))
		return -EMSGSIZE;
	return 0;
}

/**
 * kmodsafe_symbol_encode - append one symbol's nest
 * @skb: message
 * @symbol: what to encode
 *
 * Return: 0, or -EMSGSIZE and @skb as it was.
 */
int kmodsafe_symbol_encode(struct sk_buff *skb, const struct kmodsafe_symbol *symbol)
{
	struct nlattr *nest = nla_nest_start(skb, KMODSAFE_A_QUERY_SYMBOL);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_string(skb, KMODSAFE_A_SYMBOL_NAME, symbol->name) ||
	    nla_put_u32(skb, KMODSAFE_A_SYMBOL_STATE, symbol->state) ||
	    (symbol->state == KMODSAFE_SYMBOL_FOUND && found_encode(skb, symbol))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * kmodsafe_module_size - room that kmodsafe_module_encode() needs
 * @module: what would be encoded
 *
 * Return: bytes of attributes, padding included.
 */
size_t kmodsafe_module_size(const struct kmodsafe_module *module)
{
	return string_size(module->name) + 2 * nla_total_size(sizeof(u32));
}

/**
 * kmodsafe_module_encode - append the attributes of module-ntf
 * @skb: message
 * @module: what to encode
 *
 * Return: 0, or -EMSGSIZE and @skb as it was.
 */
int kmodsafe_module_encode(struct sk_buff *skb, const struct kmodsafe_module *module)
{
	void *mark = skb_tail_pointer(skb);

	if (nla_put_string(skb, KMODSAFE_A_MODULE_NAME, module->name) ||
	    nla_put_u32(skb, KMODSAFE_A_MODULE_EVENT, module->event) ||
	    nla_put_u32(skb, KMODSAFE_A_MODULE_GENERATION, module->generation)) {
		nlmsg_trim(skb, mark);
		return -EMSGSIZE;
	}
	return 0;
}
