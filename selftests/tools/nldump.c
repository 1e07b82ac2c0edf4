// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Print what the kmodsafe family answers, one line a value, without any code
 * of the agent: "nldump symbols" all exports as
 * "name crc gpl|- namespace|- owner", "nldump kernel" the attributes of
 * kernel-get, "nldump interrupted COMMAND" whether a dump during which COMMAND
 * ran is marked as interrupted, "nldump loop SECONDS" dumps until told.
 */
#include "lib/netlink.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <linux/kmodsafe.h>

static struct nlt_msg msg;

static uint32_t u32_of(const struct nlattr *at)
{
	return at ? *(const uint32_t *)nlt_data(at) : 0;
}

static const char *text_of(const struct nlattr *at)
{
	return at ? nlt_data(at) : "-";
}

static void print_symbol(const struct nlattr *nest)
{
	const void *in = nlt_data(nest);
	size_t len = nlt_len(nest);
	const struct nlattr *crc = nlt_find(in, len, KMODSAFE_A_SYMBOL_CRC);
	uint32_t flags = u32_of(nlt_find(in, len, KMODSAFE_A_SYMBOL_FLAGS));

	printf("%s ", text_of(nlt_find(in, len, KMODSAFE_A_SYMBOL_NAME)));
	if (crc)
		printf("0x%08" PRIx32, u32_of(crc));
	else
		printf("-");
	printf(" %s %s %s\n", flags & KMODSAFE_SYMBOL_GPL_ONLY ? "gpl" : "-",
	       text_of(nlt_find(in, len, KMODSAFE_A_SYMBOL_NAMESPACE)),
	       text_of(nlt_find(in, len, KMODSAFE_A_SYMBOL_OWNER)));
}

static void symbols_cb(const struct nlmsghdr *nlh, void *arg)
{
	size_t len;
	const struct nlattr *at = nlt_attrs(nlh, &len);
	bool print = *(bool *)arg;

	for (; len >= NLA_HDRLEN; at = nlt_next(at, &len))
		if (print && (at->nla_type & NLA_TYPE_MASK) == KMODSAFE_A_QUERY_SYMBOL)
			print_symbol(at);
}

static void kernel_cb(const struct nlmsghdr *nlh, void *arg)
{
	size_t len;
	const struct nlattr *at = nlt_attrs(nlh, &len);

	(void)arg;
	for (; len >= NLA_HDRLEN; at = nlt_next(at, &len)) {
		const unsigned char *data = nlt_data(at);
		int type = at->nla_type & NLA_TYPE_MASK;

		if (type == KMODSAFE_A_KERNEL_GATE) {
			const struct nlattr *value;

			value = nlt_find(data, nlt_len(at), KMODSAFE_A_GATE_VALUE);
			printf("gate %" PRIu32 " ",
			       u32_of(nlt_find(data, nlt_len(at), KMODSAFE_A_GATE_ID)));
			if (value)
				printf("%" PRIu32 "\n", u32_of(value));
			else
				printf("unknown\n");
		} else if (type == KMODSAFE_A_KERNEL_HELPER_VERSION ||
			   type == KMODSAFE_A_KERNEL_RELEASE ||
			   type == KMODSAFE_A_KERNEL_VERMAGIC) {
			printf("attr %d %s\n", type, (const char *)data);
		} else {
			printf("attr %d %" PRIu32 "\n", type,
			       nlt_len(at) == 4 ? u32_of(at) : 0);
		}
	}
}

static int finish(const struct nlt_answer *ans)
{
	if (!ans->error)
		return 0;
	printf("error %s: %s\n", strerror(-ans->error), ans->text);
	return 1;
}

/* Read one part, let COMMAND change the world, read the rest. */
static int interrupted(struct nlt_sock *sk, const char *command)
{
	struct nlt_answer ans = { 0 };
	bool print = false;
	int ret;

	nlt_init(&msg, sk->family, KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP);
	if (nlt_send(sk, &msg))
		err(2, "send");
	ret = nlt_recv(sk, symbols_cb, &print, &ans);
	if (system(command))
		errx(2, "%s failed", command);
	while (ret > 0)
		ret = nlt_recv(sk, symbols_cb, &print, &ans);
	printf("%s\n", ret ? "broken" : ans.interrupted ? "interrupted" : "consistent");
	return ret != 0;
}

int main(int argc, char **argv)
{
	struct nlt_sock sk;
	struct nlt_answer ans;
	bool print = true;
	int ret;

	if (argc < 2)
		errx(2, "usage: nldump symbols|kernel|interrupted COMMAND|loop SECONDS");
	nlt_open(&sk);
	ret = nlt_resolve(&sk, KMODSAFE_FAMILY_NAME, KMODSAFE_MCGRP_MODULE);
	if (ret)
		errx(2, "family: %s", strerror(-ret));

	if (!strcmp(argv[1], "kernel")) {
		nlt_init(&msg, sk.family, KMODSAFE_CMD_KERNEL_GET, 0);
		nlt_talk(&sk, &msg, kernel_cb, NULL, &ans);
		return finish(&ans);
	}
	if (!strcmp(argv[1], "interrupted") && argc == 3)
		return interrupted(&sk, argv[2]);
	if (!strcmp(argv[1], "loop") && argc == 3) {
		time_t end = time(NULL) + atoi(argv[2]);

		for (print = false; time(NULL) < end; ) {
			nlt_init(&msg, sk.family, KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP);
			nlt_talk(&sk, &msg, symbols_cb, &print, &ans);
			if (ans.error)
				break;
		}
		return finish(&ans);
	}
	nlt_init(&msg, sk.family, KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP);
	nlt_talk(&sk, &msg, symbols_cb, &print, &ans);
	return finish(&ans);
}
