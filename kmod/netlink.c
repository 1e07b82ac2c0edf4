// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: policies, operations and the multicast group.
 * Parses a request, has the facts collected and encoded, and sends them.
 * Knows neither tables nor struct module.
 */
#include "kmod/netlink.h"

#include <linux/capability.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/stringify.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "kmod/compat.h"
#include "kmod/discover.h"
#include "kmod/encode.h"
#include "kmod/facts_kernel.h"
#include "kmod/facts_module.h"
#include "kmod/facts_symbol.h"

#define NEEDS_SYS_MODULE	"CAP_SYS_MODULE is needed"
#define NEEDS_BACKEND		"the kernel's export tables were not found (backend none)"

/* Times that a reply is measured before it is given up. */
#define REPLY_TRIES	8

#define REFUSED(attr)	\
	{ .type = NLA_REJECT, .reject_message = #attr " is sent by the kernel only" }

static const struct nla_policy kernel_get_policy[] = {
	[KMODSAFE_A_KERNEL_PROTOCOL] = REFUSED(KMODSAFE_A_KERNEL_PROTOCOL),
	[KMODSAFE_A_KERNEL_PROTOCOL_MIN] = REFUSED(KMODSAFE_A_KERNEL_PROTOCOL_MIN),
	[KMODSAFE_A_KERNEL_HELPER_VERSION] =
		REFUSED(KMODSAFE_A_KERNEL_HELPER_VERSION),
	[KMODSAFE_A_KERNEL_HELPER_FORCED] = REFUSED(KMODSAFE_A_KERNEL_HELPER_FORCED),
	[KMODSAFE_A_KERNEL_BACKEND] = REFUSED(KMODSAFE_A_KERNEL_BACKEND),
	[KMODSAFE_A_KERNEL_GENERATION] = REFUSED(KMODSAFE_A_KERNEL_GENERATION),
	[KMODSAFE_A_KERNEL_RELEASE] = REFUSED(KMODSAFE_A_KERNEL_RELEASE),
	[KMODSAFE_A_KERNEL_RELEASE_ORIGIN] =
		REFUSED(KMODSAFE_A_KERNEL_RELEASE_ORIGIN),
	[KMODSAFE_A_KERNEL_VERMAGIC] = REFUSED(KMODSAFE_A_KERNEL_VERMAGIC),
	[KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN] =
		REFUSED(KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN),
	[KMODSAFE_A_KERNEL_MODULE_SIZE] = REFUSED(KMODSAFE_A_KERNEL_MODULE_SIZE),
	[KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN] =
		REFUSED(KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN),
	[KMODSAFE_A_KERNEL_ELF_MACHINE] = REFUSED(KMODSAFE_A_KERNEL_ELF_MACHINE),
	[KMODSAFE_A_KERNEL_ELF_CLASS] = REFUSED(KMODSAFE_A_KERNEL_ELF_CLASS),
	[KMODSAFE_A_KERNEL_ELF_DATA] = REFUSED(KMODSAFE_A_KERNEL_ELF_DATA),
	[KMODSAFE_A_KERNEL_ELF_ORIGIN] = REFUSED(KMODSAFE_A_KERNEL_ELF_ORIGIN),
	[KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS] =
		REFUSED(KMODSAFE_A_KERNEL_VMLINUX_SYMBOLS),
	[KMODSAFE_A_KERNEL_GATE] = REFUSED(KMODSAFE_A_KERNEL_GATE),
};

static const struct nla_policy symbol_get_policy[] = {
	[KMODSAFE_A_QUERY_NAME] = { .type = NLA_NUL_STRING, .len = KMODSAFE_NAME_MAX },
	[KMODSAFE_A_QUERY_SYMBOL] = REFUSED(KMODSAFE_A_QUERY_SYMBOL),
};

static struct genl_family family;

/* GENL_ADMIN_PERM has asked for CAP_NET_ADMIN; this is about modules, too. */
static int pre_doit(const struct kmodsafe_pre_doit_ops *ops, struct sk_buff *skb,
		    struct genl_info *info)
{
	if (netlink_capable(skb, CAP_SYS_MODULE))
		return 0;
	NL_SET_ERR_MSG(info->extack, NEEDS_SYS_MODULE);
	return -EPERM;
}

static int do_kernel_get(struct sk_buff *skb, struct genl_info *info)
{
	struct kmodsafe_kernel kernel;
	struct sk_buff *reply;
	void *header;

	kmodsafe_kernel_collect(&kernel);
	reply = genlmsg_new(kmodsafe_kernel_size(&kernel), GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &family, 0, KMODSAFE_CMD_KERNEL_GET);
	if (!header || kmodsafe_kernel_encode(reply, &kernel))
		goto err_free_reply;
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);

err_free_reply:
	nlmsg_free(reply);
	return -EMSGSIZE;
}

/* Walks the request once: what it asks for, and is it within the limits. */
static int names_check(const struct genl_info *info)
{
	const struct nlattr *attr;
	unsigned int count = 0;
	int rem;

	if (nlmsg_len(info->nlhdr) + NLMSG_HDRLEN > KMODSAFE_SYMBOL_BYTES_MAX) {
		NL_SET_ERR_MSG(info->extack, "KMODSAFE_A_QUERY_NAME: a request of more than "
			       __stringify(KMODSAFE_SYMBOL_BYTES_MAX) " bytes");
		return -EMSGSIZE;
	}
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (++count > KMODSAFE_SYMBOL_NAMES_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "KMODSAFE_A_QUERY_NAME: more than "
					    __stringify(KMODSAFE_SYMBOL_NAMES_MAX) " names");
			return -EMSGSIZE;
		}
		if (!*(const char *)nla_data(attr)) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "KMODSAFE_A_QUERY_NAME: the name is empty");
			return -EINVAL;
		}
	}
	if (!count) {
		NL_SET_ERR_MSG(info->extack, "KMODSAFE_A_QUERY_NAME: at least one is needed");
		return -EINVAL;
	}
	return 0;
}

/*
 * As if each were exported by a module with a short name: mostly that is enough, and
 * then no name is looked up twice.
 */
static size_t names_guess(const struct genl_info *info)
{
	const struct nlattr *attr;
	size_t size = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		const struct kmodsafe_symbol symbol = {
			.name = nla_data(attr),
			.state = KMODSAFE_SYMBOL_FOUND,
			.crc_known = true,
			.owner = "a_short_name",
		};

		size += kmodsafe_symbol_size(&symbol);
	}
	return size;
}

static size_t names_size(const struct genl_info *info)
{
	const struct nlattr *attr;
	size_t size = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		struct kmodsafe_symbol symbol;

		kmodsafe_symbols_begin();
		kmodsafe_symbol_lookup(nla_data(attr), &symbol);
		size += kmodsafe_symbol_size(&symbol);
		kmodsafe_symbols_end();
	}
	return size;
}

static int names_encode(struct sk_buff *reply, const struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		struct kmodsafe_symbol symbol;

		kmodsafe_symbols_begin();
		kmodsafe_symbol_lookup(nla_data(attr), &symbol);
		err = kmodsafe_symbol_encode(reply, &symbol);
		kmodsafe_symbols_end();
		if (err)
			return err;
	}
	return 0;
}

static int names_reply(struct genl_info *info, size_t size)
{
	struct sk_buff *reply = genlmsg_new(size, GFP_KERNEL);
	void *header;

	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &family, 0, KMODSAFE_CMD_SYMBOL_GET);
	if (!header || names_encode(reply, info)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

static int do_symbol_get(struct sk_buff *skb, struct genl_info *info)
{
	unsigned int tries = REPLY_TRIES;
	int err;

	if (!kmodsafe_exports()) {
		NL_SET_ERR_MSG(info->extack, NEEDS_BACKEND);
		return -EOPNOTSUPP;
	}
	err = names_check(info);
	if (err)
		return err;
	err = names_reply(info, names_guess(info));
	/* the guess may be too little, and where memory is in pieces too much */
	if (err == -ENOMEM)
		err = -EMSGSIZE;
	/* between measuring and encoding a module may have come with longer answers */
	while (err == -EMSGSIZE && tries--)
		err = names_reply(info, names_size(info));
	if (err == -EMSGSIZE) {
		NL_SET_ERR_MSG(info->extack, "modules come and go too fast");
		err = -EAGAIN;
	}
	return err;
}

/**
 * struct dump - what a dump remembers between its messages
 * @cursor: where to go on
 * @checked: the request was looked at
 */
struct dump {
	struct kmodsafe_cursor cursor;
	bool checked;
};

static int dump_check(struct netlink_callback *cb)
{
	if (!netlink_capable(cb->skb, CAP_SYS_MODULE)) {
		NL_SET_ERR_MSG(cb->extack, NEEDS_SYS_MODULE);
		return -EPERM;
	}
	if (nlmsg_attrlen(cb->nlh, GENL_HDRLEN)) {
		NL_SET_ERR_MSG(cb->extack, "KMODSAFE_A_QUERY_NAME: a dump takes no attributes");
		return -EINVAL;
	}
	if (!kmodsafe_exports()) {
		NL_SET_ERR_MSG(cb->extack, NEEDS_BACKEND);
		return -EOPNOTSUPP;
	}
	if (!kmodsafe_modules()) {
		NL_SET_ERR_MSG(cb->extack, "the kernel's list of modules was not found");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int dump_start(struct netlink_callback *cb)
{
	struct dump *dump = (struct dump *)cb->ctx;

	BUILD_BUG_ON(sizeof(*dump) > sizeof(cb->ctx));
	memset(dump, 0, sizeof(*dump));
	/* older kernels take a text from the first message only, not from here */
	if (!cb->extack)
		return 0;
	dump->checked = true;
	return dump_check(cb);
}

static int dump_symbols(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *dump = (struct dump *)cb->ctx;
	struct kmodsafe_symbol symbol;
	unsigned int count = 0;
	void *header;
	int err = 0;

	if (!dump->checked) {
		err = dump_check(cb);
		if (err)
			return err;
		dump->checked = true;
	}
	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &family,
			     NLM_F_MULTI, KMODSAFE_CMD_SYMBOL_GET);
	if (!header)
		return -EMSGSIZE;
	kmodsafe_symbols_begin();
	cb->seq = kmodsafe_symbols_generation();
	while (kmodsafe_symbol_next(&dump->cursor, &symbol)) {
		err = kmodsafe_symbol_encode(skb, &symbol);
		if (err)
			break;
		dump->cursor.index++;
		count++;
	}
	kmodsafe_symbols_end();
	if (!count) {
		genlmsg_cancel(skb, header);
		return err;
	}
	genl_dump_check_consistent(cb, header);
	genlmsg_end(skb, header);
	return skb->len;
}

const struct genl_ops kmodsafe_ops[] = {
	{
		.cmd = KMODSAFE_CMD_KERNEL_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = kernel_get_policy,
		.maxattr = ARRAY_SIZE(kernel_get_policy) - 1,
		.doit = do_kernel_get,
	},
	{
		.cmd = KMODSAFE_CMD_SYMBOL_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = symbol_get_policy,
		.maxattr = ARRAY_SIZE(symbol_get_policy) - 1,
		.doit = do_symbol_get,
		.start = dump_start,
		.dumpit = dump_symbols,
	},
};

const unsigned int kmodsafe_ops_count = ARRAY_SIZE(kmodsafe_ops);

#ifdef KMODSAFE_MCGRP_ADMIN
static const struct genl_multicast_group groups[] = {
	{ .name = KMODSAFE_MCGRP_MODULE, .flags = KMODSAFE_MCGRP_ADMIN },
};
#endif

static struct genl_family family __ro_after_init = {
	.name = KMODSAFE_FAMILY_NAME,
	.version = KMODSAFE_FAMILY_VERSION,
	.module = THIS_MODULE,
	.pre_doit = pre_doit,
	.ops = kmodsafe_ops,
	.n_ops = ARRAY_SIZE(kmodsafe_ops),
#ifdef KMODSAFE_MCGRP_ADMIN
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
#endif
};

static void module_notify(const struct kmodsafe_module *fact)
{
	struct sk_buff *skb;
	void *header;

	if (!family.n_mcgrps)
		return;
	skb = genlmsg_new(kmodsafe_module_size(fact), GFP_KERNEL);
	if (!skb)
		return;
	header = genlmsg_put(skb, 0, 0, &family, 0, KMODSAFE_CMD_MODULE_NTF);
	if (!header || kmodsafe_module_encode(skb, fact)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	/* fails when nobody listens */
	genlmsg_multicast(&family, skb, 0, 0, GFP_KERNEL);
}

static int module_event(struct notifier_block *block, unsigned long state, void *data)
{
	struct kmodsafe_module fact;

	if (kmodsafe_module_collect(state, data, &fact))
		module_notify(&fact);
	return NOTIFY_OK;
}

static struct notifier_block module_block = { .notifier_call = module_event };

/**
 * kmodsafe_netlink_init - offer the family and listen to the kernel's modules
 *
 * Return: 0 or a negative errno.
 */
int kmodsafe_netlink_init(void)
{
	int err;

	err = genl_register_family(&family);
	if (err)
		return err;
	err = register_module_notifier(&module_block);
	if (err)
		goto err_unregister_family;
	kmodsafe_modules_seed();
	return 0;

err_unregister_family:
	genl_unregister_family(&family);
	return err;
}

/**
 * kmodsafe_netlink_exit - undo kmodsafe_netlink_init()
 */
void kmodsafe_netlink_exit(void)
{
	unregister_module_notifier(&module_block);
	genl_unregister_family(&family);
}
