// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Throw random requests at the kmodsafe family for a number of messages, from
 * a seed that makes a run repeatable, and require that a valid request is
 * answered afterwards. What the kernel logs meanwhile is judged by the caller.
 */
#include "lib/netlink.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/kmodsafe.h>

static uint64_t state;

/* xorshift64: the same numbers on every libc */
static uint32_t rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

static void random_attribute(struct nlt_msg *msg, int depth)
{
	static const size_t lengths[] = { 0, 1, 4, 8, 7, 16, 511, 512, 513 };
	unsigned char data[640];
	struct nlattr at;
	size_t len = lengths[rnd(9)], i;
	uint16_t type = rnd(12) ? rnd(KMODSAFE_A_KERNEL_MAX + 4) : rnd(1 << 14);

	for (i = 0; i < len; i++)
		data[i] = rnd(4) ? 'a' + rnd(26) : rnd(256);
	if (len && rnd(3))
		data[len - 1] = '\0';
	if (!rnd(6))
		type |= NLA_F_NESTED;
	if (!rnd(12))
		type |= NLA_F_NET_BYTEORDER;
	nlt_put(msg, type, data, len);
	/* lie about a length now and then */
	if (!rnd(10)) {
		at.nla_type = type;
		at.nla_len = rnd(2) ? rnd(16) : rnd(65536);
		nlt_raw(msg, &at, sizeof(at));
	}
	if (depth && !rnd(4))
		random_attribute(msg, depth - 1);
}

int main(int argc, char **argv)
{
	static struct nlt_msg msg;
	static char sink[1 << 18];
	struct nlt_answer ans;
	struct nlt_sock sk, last;
	long i, total;
	int ret, n;

	if (argc != 3)
		errx(2, "usage: nlfuzz MESSAGES SEED");
	total = atol(argv[1]);
	state = strtoull(argv[2], NULL, 0) | 1;
	nlt_open(&sk);
	ret = nlt_resolve(&sk, KMODSAFE_FAMILY_NAME, NULL);
	if (ret)
		errx(2, "family: %s", strerror(-ret));
	for (i = 0; i < total; i++) {
		uint16_t flags = rnd(3) ? NLM_F_ACK : 0;

		/* a dump is much work for a short message: not too often */
		if (!rnd(40))
			flags |= NLM_F_DUMP;
		nlt_init(&msg, sk.family, rnd(20) ? 1 + rnd(3) : rnd(256), flags);
		for (n = rnd(6); n > 0; n--)
			random_attribute(&msg, 2);
		if (!rnd(30))
			while (msg.len < 40000)
				random_attribute(&msg, 0);
		if (!rnd(20) && msg.len > 24)
			msg.len -= rnd(msg.len - 16);
		ret = nlt_send(&sk, &msg);
		while (recv(sk.fd, sink, sizeof(sink), MSG_DONTWAIT) > 0)
			;
	}
	nlt_open(&last);
	ret = nlt_resolve(&last, KMODSAFE_FAMILY_NAME, NULL);
	if (ret)
		errx(1, "the family is gone: %s", strerror(-ret));
	nlt_init(&msg, last.family, KMODSAFE_CMD_KERNEL_GET, 0);
	nlt_talk(&last, &msg, NULL, NULL, &ans);
	if (ans.error || !ans.messages)
		errx(1, "kernel-get answers %s after %ld messages", strerror(-ans.error), total);
	printf("%ld messages sent, seed %s\n", total, argv[2]);
	return 0;
}
