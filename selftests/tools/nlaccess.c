// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Show what somebody gets from the kmodsafe family, whose numbers are given so
 * that a namespace in which the name does not resolve is tried, too: each
 * operation, and the multicast group while "trigger" runs. One line a probe,
 * "NAME got" or "NAME refused ERRNO". "nlaccess ids" prints the numbers;
 * "nlaccess listen COMMAND" prints the events that COMMAND causes.
 */
#include "lib/netlink.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <linux/kmodsafe.h>

static struct nlt_sock sk;
static struct nlt_msg msg;

static void probe(const char *name, uint8_t cmd, uint16_t flags, bool with_name)
{
	struct nlt_answer ans;

	nlt_init(&msg, sk.family, cmd, flags);
	if (with_name)
		nlt_put(&msg, KMODSAFE_A_QUERY_NAME, "module_put", 11);
	nlt_talk(&sk, &msg, NULL, NULL, &ans);
	if (ans.messages)
		printf("%s got\n", name);
	else
		printf("%s refused %s\n", name, strerrorname_np(-ans.error));
}

static void print_event(const struct nlmsghdr *nlh, void *arg)
{
	static const char *const words[] = { "?", "coming", "live", "going", "init-failed" };
	size_t len;
	const void *attrs = nlt_attrs(nlh, &len);
	const struct nlattr *name = nlt_find(attrs, len, KMODSAFE_A_MODULE_NAME);
	const struct nlattr *event = nlt_find(attrs, len, KMODSAFE_A_MODULE_EVENT);
	const struct nlattr *gen = nlt_find(attrs, len, KMODSAFE_A_MODULE_GENERATION);
	uint32_t what = event ? *(const uint32_t *)nlt_data(event) : 0;

	(void)arg;
	printf("event %s %s%s\n", name ? (const char *)nlt_data(name) : "?",
	       words[what < 5 ? what : 0], gen ? "" : " without generation");
}

/* Join, run COMMAND, print what arrives within a moment. 0: joined. */
static int listen_while(const char *command)
{
	struct timeval wait = { .tv_sec = 1 };
	struct nlt_answer ans = { 0 };

	if (setsockopt(sk.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &sk.group,
		       sizeof(sk.group)))
		return -errno;
	setsockopt(sk.fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	/* the command says itself what it thinks of failing */
	if (system(command) < 0)
		errx(2, "%s", command);
	while (nlt_recv(&sk, print_event, NULL, &ans) > 0)
		;
	return ans.messages;
}

int main(int argc, char **argv)
{
	int ret;

	nlt_open(&sk);
	if (argc == 2 || (argc == 3 && !strcmp(argv[1], "listen"))) {
		ret = nlt_resolve(&sk, KMODSAFE_FAMILY_NAME, KMODSAFE_MCGRP_MODULE);
		if (ret)
			errx(2, "family: %s", strerror(-ret));
		if (argc == 2) {
			printf("%u %u\n", sk.family, sk.group);
			return 0;
		}
		ret = listen_while(argv[2]);
		if (ret < 0)
			errx(1, "join: %s", strerror(-ret));
		return 0;
	}
	if (argc != 4)
		errx(2, "usage: nlaccess ids|listen COMMAND|FAMILY-ID GROUP-ID TRIGGER");
	sk.family = atoi(argv[1]);
	sk.group = atoi(argv[2]);
	probe("kernel-get", KMODSAFE_CMD_KERNEL_GET, 0, false);
	probe("symbol-get", KMODSAFE_CMD_SYMBOL_GET, 0, true);
	probe("symbol-dump", KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP, false);
	ret = listen_while(argv[3]);
	if (ret > 0)
		printf("group got\n");
	else
		printf("group refused %s\n", ret ? strerrorname_np(-ret) : "silence");
	return 0;
}
