// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the agent's facts need of libnl and of agent/nl, on raw netlink: the
 * agent's own code then runs where there is no libnl.  Asks only for what a
 * facts file needs.
 */
#include "lib/netlink.h"
#include "nl/genl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ks_genl {
	struct nlt_sock sk;
};

/* On its way to the caller. */
struct exchange {
	ks_genl_parse *parse;
	void *data;
	int max;
	int ret;
};

void *nla_data(const struct nlattr *attr)
{
	return (void *)nlt_data(attr);
}

int nla_len(const struct nlattr *attr)
{
	return nlt_len(attr);
}

int nla_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

uint32_t nla_get_u32(const struct nlattr *attr)
{
	return *(const uint32_t *)nlt_data(attr);
}

char *nla_get_string(const struct nlattr *attr)
{
	return nla_data(attr);
}

int nla_ok(const struct nlattr *attr, int remaining)
{
	return remaining >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN &&
	       attr->nla_len <= remaining;
}

struct nlattr *nla_next(const struct nlattr *attr, int *remaining)
{
	size_t left = *remaining;
	const struct nlattr *next = nlt_next(attr, &left);

	*remaining = left;
	return (struct nlattr *)next;
}

static void parse(struct nlattr **table, int max, struct nlattr *attr, int left)
{
	memset(table, 0, sizeof(*table) * (max + 1));
	for (; nla_ok(attr, left); attr = nla_next(attr, &left))
		if (nla_type(attr) <= max)
			table[nla_type(attr)] = attr;
}

int nla_parse_nested(struct nlattr **table, int max, struct nlattr *nest,
		     const struct nla_policy *policy)
{
	(void)policy;
	parse(table, max, nla_data(nest), nla_len(nest));
	return 0;
}

int ks_genl_open(struct ks_genl **genl, struct ks_err *err)
{
	int ret;

	*genl = calloc(1, sizeof(**genl));
	if (!*genl)
		return ks_err_sys(err, -ENOMEM, "netlink", "open");
	nlt_open(&(*genl)->sk);
	ret = nlt_resolve(&(*genl)->sk, KMODSAFE_FAMILY_NAME, KMODSAFE_MCGRP_MODULE);
	return ret ? ks_err_sys(err, ret, "family", "resolve") : 0;
}

void ks_genl_close(struct ks_genl *genl)
{
	free(genl);
}

static void on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attrs[64];
	struct exchange *x = arg;
	size_t len;
	const void *first = nlt_attrs(nlh, &len);
	struct ks_genl_message message = {
		.attrs = attrs, .first = (struct nlattr *)first, .len = len,
	};

	parse(attrs, x->max, message.first, message.len);
	if (!x->ret)
		x->ret = x->parse(&message, x->data);
}

static int request(struct ks_genl *genl, uint8_t cmd, uint16_t flags, struct exchange *x,
		   struct ks_err *err)
{
	static struct nlt_msg msg;
	struct nlt_answer ans;

	nlt_init(&msg, genl->sk.family, cmd, flags);
	nlt_talk(&genl->sk, &msg, on_message, x, &ans);
	if (!x->ret)
		x->ret = ans.error ? ans.error : ans.interrupted ? -EINTR : 0;
	return x->ret ? ks_err_set(err, x->ret, "kernel module: %s", ans.text) : 0;
}

int ks_genl_kernel_get(struct ks_genl *genl, ks_genl_parse *take, void *data, struct ks_err *err)
{
	struct exchange x = { .parse = take, .data = data, .max = KMODSAFE_A_KERNEL_MAX };

	return request(genl, KMODSAFE_CMD_KERNEL_GET, 0, &x, err);
}

int ks_genl_symbol_dump(struct ks_genl *genl, ks_genl_parse *take, void *data,
			struct ks_err *err)
{
	struct exchange x = { .parse = take, .data = data, .max = KMODSAFE_A_QUERY_MAX };

	return request(genl, KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP, &x, err);
}

/* Facts that are saved have all symbols, so nobody asks for some. */
int ks_genl_symbol_get(struct ks_genl *genl, const char *const *names, size_t count,
		       ks_genl_parse *take, void *data, struct ks_err *err)
{
	(void)genl, (void)names, (void)count, (void)take, (void)data, (void)err;
	abort();
}
