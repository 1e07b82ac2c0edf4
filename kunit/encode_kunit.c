// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of encode.c: every combination of optional attributes, the exact size
 * of what is written, and messages that are full at any point.
 */
#include <kunit/test.h>
#include <linux/skbuff.h>
#include <net/netlink.h>

#include "kmod/encode.h"

/* Message in which exactly @room bytes are left. */
static struct sk_buff *message(struct kunit *test, size_t room)
{
	struct sk_buff *skb = alloc_skb(room + 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, skb_tailroom(skb) - room);
	return skb;
}

static const struct nlattr *only(const struct nlattr *first, int len, int type, int *count)
{
	const struct nlattr *attr, *found = NULL;
	int rem;

	*count = 0;
	nla_for_each_attr(attr, first, len, rem) {
		if (nla_type(attr) != type)
			continue;
		found = attr;
		++*count;
	}
	return found;
}

/* @type is there once with @value if it is @wanted, and else not at all. */
static void expect_u32(struct kunit *test, const struct nlattr *first, int len, int type,
		       bool wanted, u32 value)
{
	int count;
	const struct nlattr *attr = only(first, len, type, &count);

	KUNIT_EXPECT_EQ(test, count, wanted ? 1 : 0);
	if (!wanted || !attr)
		return;
	KUNIT_EXPECT_EQ(test, nla_len(attr), (int)sizeof(u32));
	KUNIT_EXPECT_EQ(test, nla_get_u32(attr), value);
}

static void expect_string(struct kunit *test, const struct nlattr *first, int len, int type,
			  const char *wanted)
{
	int count;
	const struct nlattr *attr = only(first, len, type, &count);

	KUNIT_EXPECT_EQ(test, count, wanted ? 1 : 0);
	if (!wanted || !attr)
		return;
	KUNIT_EXPECT_EQ(test, nla_len(attr), (int)strlen(wanted) + 1);
	KUNIT_EXPECT_STREQ(test, (const char *)nla_data(attr), wanted);
}

static void expect_symbol(struct kunit *test, const struct sk_buff *skb, unsigned int at,
			  const struct kmodsafe_symbol *symbol)
{
	const struct nlattr *nest = (const void *)skb->data + at, *first = nla_data(nest);
	bool found = symbol->state == KMODSAFE_SYMBOL_FOUND;
	int len = nla_len(nest);

	KUNIT_EXPECT_EQ(test, (int)nest->nla_type, KMODSAFE_A_QUERY_SYMBOL | NLA_F_NESTED);
	expect_string(test, first, len, KMODSAFE_A_SYMBOL_NAME, symbol->name);
	expect_u32(test, first, len, KMODSAFE_A_SYMBOL_STATE, true, symbol->state);
	expect_u32(test, first, len, KMODSAFE_A_SYMBOL_CRC, found && symbol->crc_known,
		   symbol->crc);
	expect_u32(test, first, len, KMODSAFE_A_SYMBOL_FLAGS, found, symbol->flags);
	expect_string(test, first, len, KMODSAFE_A_SYMBOL_NAMESPACE,
		      found ? symbol->namespace : NULL);
	expect_string(test, first, len, KMODSAFE_A_SYMBOL_OWNER, found ? symbol->owner : NULL);
}

static void symbol_everywhere(struct kunit *test, const struct kmodsafe_symbol *symbol)
{
	size_t size = kmodsafe_symbol_size(symbol), room;
	struct sk_buff *skb;
	unsigned int len;

	for (room = 0; room <= size; room++) {
		skb = message(test, room);
		len = skb->len;
		if (room < size) {
			KUNIT_EXPECT_EQ(test, kmodsafe_symbol_encode(skb, symbol), -EMSGSIZE);
			KUNIT_EXPECT_EQ(test, skb->len, len);
		} else {
			KUNIT_EXPECT_EQ(test, kmodsafe_symbol_encode(skb, symbol), 0);
			KUNIT_EXPECT_EQ(test, (size_t)skb->len, len + size);
			expect_symbol(test, skb, len, symbol);
		}
		kfree_skb(skb);
	}
}

static void symbol_test(struct kunit *test)
{
	unsigned int bits;
	int state;

	for (state = KMODSAFE_SYMBOL_FOUND; state <= KMODSAFE_SYMBOL_UNKNOWN; state++) {
		for (bits = 0; bits < 16; bits++) {
			const struct kmodsafe_symbol symbol = {
				.name = "usb_stor_probe1",
				.state = state,
				.crc_known = bits & 1,
				.crc = 0xe8130ff0,
				.flags = bits & 2 ? KMODSAFE_SYMBOL_GPL_ONLY : 0,
				.namespace = bits & 4 ? "USB_STORAGE" : NULL,
				.owner = bits & 8 ? "usb_storage" : NULL,
			};

			symbol_everywhere(test, &symbol);
		}
	}
}

static void symbol_long_test(struct kunit *test)
{
	char *name = kunit_kzalloc(test, KMODSAFE_NAME_MAX + 1, GFP_KERNEL);
	struct kmodsafe_symbol symbol = { .state = KMODSAFE_SYMBOL_FOUND, .owner = "m" };

	KUNIT_ASSERT_NOT_NULL(test, name);
	memset(name, 'n', KMODSAFE_NAME_MAX);
	symbol.name = name;
	symbol.namespace = name;
	/* nest, name, state, flags, namespace, owner */
	KUNIT_EXPECT_EQ(test, kmodsafe_symbol_size(&symbol),
			(size_t)(4 + (4 + 512) + 8 + 8 + (4 + 512) + 8));
	symbol_everywhere(test, &symbol);
}

static void kernel_make(struct kmodsafe_kernel *kernel, unsigned int bits)
{
	unsigned int i;

	memset(kernel, 0, sizeof(*kernel));
	kernel->helper_version = "0.1.0";
	kernel->helper_forced = bits & 1;
	kernel->backend = bits & 2 ? KMODSAFE_BACKEND_SCAN : KMODSAFE_BACKEND_NONE;
	kernel->generation = 7;
	strscpy(kernel->release, "6.1.0-56-amd64", sizeof(kernel->release));
	kernel->release_origin = KMODSAFE_ORIGIN_LIVE;
	strscpy(kernel->vermagic, "6.1.0-56-amd64 SMP preempt mod_unload modversions ",
		sizeof(kernel->vermagic));
	kernel->vermagic_origin = KMODSAFE_ORIGIN_LOADER;
	kernel->module_size = 896;
	kernel->module_size_origin = KMODSAFE_ORIGIN_BUILD;
	kernel->elf_machine = 62;
	kernel->elf_class = 2;
	kernel->elf_data = 1;
	kernel->elf_origin = KMODSAFE_ORIGIN_LOADER;
	kernel->vmlinux_symbols = 10503;
	for (i = 0; i < KMODSAFE_GATES; i++) {
		kernel->gates[i].id = i + 1;
		kernel->gates[i].known = bits & 4 ? true : i & 1;
		kernel->gates[i].value = i & 2;
		kernel->gates[i].origin = KMODSAFE_ORIGIN_LIVE + i % 3;
	}
}

static void expect_gates(struct kunit *test, const struct nlattr *first, int len,
			 const struct kmodsafe_kernel *kernel)
{
	const struct nlattr *attr;
	unsigned int i = 0;
	int rem;

	nla_for_each_attr(attr, first, len, rem) {
		const struct kmodsafe_gate_fact *gate = &kernel->gates[i];

		if (nla_type(attr) != KMODSAFE_A_KERNEL_GATE)
			continue;
		KUNIT_ASSERT_LT(test, i++, (unsigned int)KMODSAFE_GATES);
		expect_u32(test, nla_data(attr), nla_len(attr), KMODSAFE_A_GATE_ID, true,
			   gate->id);
		expect_u32(test, nla_data(attr), nla_len(attr), KMODSAFE_A_GATE_VALUE,
			   gate->known, gate->value);
		expect_u32(test, nla_data(attr), nla_len(attr), KMODSAFE_A_GATE_ORIGIN,
			   gate->known, gate->origin);
	}
	KUNIT_EXPECT_EQ(test, i, (unsigned int)KMODSAFE_GATES);
}

static void expect_kernel(struct kunit *test, const struct sk_buff *skb, unsigned int at,
			  const struct kmodsafe_kernel *kernel)
{
	const struct nlattr *first = (const void *)skb->data + at;
	int len = skb->len - at, flags;

	only(first, len, KMODSAFE_A_KERNEL_HELPER_FORCED, &flags);
	KUNIT_EXPECT_EQ(test, flags, kernel->helper_forced ? 1 : 0);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_PROTOCOL, true, KMODSAFE_PROTOCOL);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_PROTOCOL_MIN, true,
		   KMODSAFE_PROTOCOL_MIN);
	expect_string(test, first, len, KMODSAFE_A_KERNEL_HELPER_VERSION,
		      kernel->helper_version);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_BACKEND, true, kernel->backend);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_GENERATION, true, kernel->generation);
	expect_string(test, first, len, KMODSAFE_A_KERNEL_RELEASE, kernel->release);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_RELEASE_ORIGIN, true,
		   kernel->release_origin);
	expect_string(test, first, len, KMODSAFE_A_KERNEL_VERMAGIC, kernel->vermagic);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN, true,
		   kernel->vermagic_origin);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_MODULE_SIZE, true, kernel->module_size);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN, true,
		   kernel->module_size_origin);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_ELF_MACHINE, true, kernel->elf_machine);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_ELF_CLASS, true, kernel->elf_class);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_ELF_DATA, true, kernel->elf_data);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_ELF_ORIGIN, true, kernel->elf_origin);
	expect_u32(test, first, len, KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS,
		   kernel->backend != KMODSAFE_BACKEND_NONE, kernel->vmlinux_symbols);
	expect_gates(test, first, len, kernel);
}

static void kernel_test(struct kunit *test)
{
	struct kmodsafe_kernel *kernel = kunit_kzalloc(test, sizeof(*kernel), GFP_KERNEL);
	unsigned int bits, len;
	struct sk_buff *skb;
	size_t size, room;

	KUNIT_ASSERT_NOT_NULL(test, kernel);
	for (bits = 0; bits < 8; bits++) {
		kernel_make(kernel, bits);
		size = kmodsafe_kernel_size(kernel);
		for (room = 0; room <= size; room++) {
			skb = message(test, room);
			len = skb->len;
			if (room < size) {
				KUNIT_EXPECT_EQ(test, kmodsafe_kernel_encode(skb, kernel),
						-EMSGSIZE);
				KUNIT_EXPECT_EQ(test, skb->len, len);
			} else {
				KUNIT_EXPECT_EQ(test, kmodsafe_kernel_encode(skb, kernel), 0);
				KUNIT_EXPECT_EQ(test, (size_t)skb->len, len + size);
				expect_kernel(test, skb, len, kernel);
			}
			kfree_skb(skb);
		}
	}
}

static void module_test(struct kunit *test)
{
	const struct kmodsafe_module module = {
		.name = "usb_storage",
		.event = KMODSAFE_MODULE_INIT_FAILED,
		.generation = 0x01020304,
	};
	size_t size = kmodsafe_module_size(&module), room;
	const struct nlattr *first;
	struct sk_buff *skb;
	unsigned int len;

	KUNIT_EXPECT_EQ(test, size, (size_t)(4 + 12 + 8 + 8));
	for (room = 0; room < size; room++) {
		skb = message(test, room);
		len = skb->len;
		KUNIT_EXPECT_EQ(test, kmodsafe_module_encode(skb, &module), -EMSGSIZE);
		KUNIT_EXPECT_EQ(test, skb->len, len);
		kfree_skb(skb);
	}
	skb = message(test, size);
	len = skb->len;
	KUNIT_EXPECT_EQ(test, kmodsafe_module_encode(skb, &module), 0);
	KUNIT_EXPECT_EQ(test, (size_t)skb->len, len + size);
	first = (const void *)skb->data + len;
	expect_string(test, first, size, KMODSAFE_A_MODULE_NAME, module.name);
	expect_u32(test, first, size, KMODSAFE_A_MODULE_EVENT, true, module.event);
	expect_u32(test, first, size, KMODSAFE_A_MODULE_GENERATION, true, module.generation);
	kfree_skb(skb);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(symbol_test),
	KUNIT_CASE(symbol_long_test),
	KUNIT_CASE(kernel_test),
	KUNIT_CASE(module_test),
	{}
};

static struct kunit_suite suite = {
	.name = "kmodsafe_encode",
	.test_cases = cases,
};

kunit_test_suite(suite);
