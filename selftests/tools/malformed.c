// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Send a malformed request for every attribute and every operation of the
 * kmodsafe family, and require an errno for each and an extack text where the
 * kernel has a place for one. Prints KTAP. What a valid request answers is
 * tested elsewhere; here only that it still answers afterwards.
 */
#include "lib/netlink.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <linux/kmodsafe.h>

static struct nlt_sock sk;
static struct nlt_msg msg;
static unsigned int count, bad;

/* One more than any set of the family has, and far outside. */
static const int foreign_types[] = { 40, 1000 };

static const struct op {
	const char *name;
	uint8_t cmd;
	uint16_t flags;
} ops[] = {
	{ "kernel-get", KMODSAFE_CMD_KERNEL_GET, 0 },
	{ "symbol-get do", KMODSAFE_CMD_SYMBOL_GET, 0 },
	{ "symbol-get dump", KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP },
};

static void result(bool good, const char *name, const struct nlt_answer *ans)
{
	if (!good) {
		bad++;
		printf("# answer: %s, text \"%s\", %u messages\n",
		       ans->error ? strerror(-ans->error) : "success", ans->text,
		       ans->messages);
	}
	printf("%sok %u %s\n", good ? "" : "not ", ++count, name);
}

/* WANTED: the errno that has to come, 0 for any. TEXT: extack is required. */
__attribute__((format(printf, 3, 4)))
static void refuse(int wanted, bool text, const char *format, ...)
{
	struct nlt_answer ans;
	char name[128];
	va_list ap;

	va_start(ap, format);
	vsnprintf(name, sizeof(name), format, ap);
	va_end(ap);
	nlt_talk(&sk, &msg, NULL, NULL, &ans);
	result(ans.error < 0 && ans.error != -EAGAIN &&
	       (!wanted || ans.error == -wanted) && (!text || ans.text[0]),
	       name, &ans);
}

static void accept_it(const char *name)
{
	struct nlt_answer ans;

	nlt_talk(&sk, &msg, NULL, NULL, &ans);
	result(!ans.error && ans.messages, name, &ans);
}

static void start(const struct op *op)
{
	nlt_init(&msg, sk.family, op->cmd, op->flags);
}

static void put_name(size_t length)
{
	char name[2048];

	memset(name, 'x', length);
	name[length] = '\0';
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME, name, length + 1);
}

/* Attributes that a request must not carry, whatever is in them. */
static void attributes(const struct op *op, int type)
{
	static const char zeros[16];
	static const size_t lengths[] = { 0, 1, 3, 4, 5, 8 };
	struct nlattr inner = { .nla_len = 4, .nla_type = 1 };
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		start(op);
		nlt_put(&msg, type, zeros, lengths[i]);
		refuse(0, true, "%s, attribute %d of %zu bytes", op->name, type, lengths[i]);
	}
	start(op);
	nlt_put(&msg, type | NLA_F_NESTED, &inner, sizeof(inner));
	refuse(0, true, "%s, attribute %d as a nest", op->name, type);
	start(op);
	nlt_put(&msg, type | NLA_F_NET_BYTEORDER, zeros, 4);
	refuse(0, true, "%s, attribute %d in network byte order", op->name, type);
}

/* Damage to the framing, the same for each operation. */
static void framing(const struct op *op)
{
	struct nlattr at = { .nla_type = KMODSAFE_A_QUERY_NAME };

	start(op);
	nlt_raw(&msg, "abc", 3);
	refuse(EINVAL, true, "%s, three bytes too many", op->name);
	start(op);
	at.nla_len = 2;
	nlt_raw(&msg, &at, sizeof(at));
	refuse(EINVAL, true, "%s, attribute shorter than its header", op->name);
	start(op);
	at.nla_len = 400;
	nlt_raw(&msg, &at, sizeof(at));
	nlt_raw(&msg, "abc", 4);
	refuse(EINVAL, true, "%s, attribute longer than the message", op->name);
	start(op);
	((struct genlmsghdr *)NLMSG_DATA((void *)msg.buf))->reserved = 1;
	refuse(EINVAL, false, "%s, reserved header field set", op->name);
	start(op);
	msg.len -= GENL_HDRLEN;
	refuse(EINVAL, false, "%s, no generic netlink header", op->name);
}

static void names(void)
{
	const struct op *op = &ops[1];
	int i;

	start(op);
	refuse(EINVAL, true, "symbol-get do, no name");
	start(op);
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME, "", 0);
	refuse(0, true, "symbol-get do, name of no bytes");
	start(op);
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME, "printk", 6);
	refuse(0, true, "symbol-get do, name without its end");
	start(op);
	put_name(KMODSAFE_NAME_MAX + 1);
	refuse(0, true, "symbol-get do, name of %d bytes", KMODSAFE_NAME_MAX + 1);
	start(op);
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME | NLA_F_NESTED, "printk", 7);
	refuse(0, true, "symbol-get do, name marked as a nest");
	start(op);
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME, "printk", 7);
	nlt_put(&msg, KMODSAFE_A_QUERY_NAME, "printk", 6);
	refuse(0, true, "symbol-get do, second name without its end");

	start(op);
	for (i = 0; i <= KMODSAFE_SYMBOL_NAMES_MAX; i++)
		put_name(3);
	refuse(EMSGSIZE, true, "symbol-get do, %d names", i);
	start(op);
	while (msg.len <= KMODSAFE_SYMBOL_BYTES_MAX)
		put_name(400);
	put_name(400);
	refuse(EMSGSIZE, true, "symbol-get do, over %d bytes", KMODSAFE_SYMBOL_BYTES_MAX);
	start(op);
	while (msg.len < 120 * 1024)
		put_name(KMODSAFE_NAME_MAX);
	refuse(EMSGSIZE, true, "symbol-get do, 120 KiB");

	start(&ops[2]);
	put_name(6);
	refuse(0, true, "symbol-get dump, a name");
}

static void limits(void)
{
	int i;

	start(&ops[1]);
	for (i = 0; i < KMODSAFE_SYMBOL_NAMES_MAX; i++)
		put_name(3);
	accept_it("symbol-get do, as many names as are allowed");
	start(&ops[1]);
	put_name(KMODSAFE_NAME_MAX);
	accept_it("symbol-get do, a name as long as is allowed");
}

static void commands(void)
{
	nlt_init(&msg, sk.family, 0, 0);
	refuse(EOPNOTSUPP, false, "command 0");
	nlt_init(&msg, sk.family, KMODSAFE_CMD_MODULE_NTF, 0);
	refuse(EOPNOTSUPP, false, "the notification as a request");
	nlt_init(&msg, sk.family, KMODSAFE_CMD_MODULE_NTF, NLM_F_DUMP);
	refuse(EOPNOTSUPP, false, "the notification as a dump");
	nlt_init(&msg, sk.family, KMODSAFE_CMD_MAX + 1, 0);
	refuse(EOPNOTSUPP, false, "a command past the last");
	nlt_init(&msg, sk.family, 255, 0);
	refuse(EOPNOTSUPP, false, "command 255");
	nlt_init(&msg, sk.family, KMODSAFE_CMD_KERNEL_GET, NLM_F_DUMP);
	refuse(EOPNOTSUPP, false, "kernel-get as a dump");
}

int main(void)
{
	size_t i, j;
	int ret, type;

	nlt_open(&sk);
	ret = nlt_resolve(&sk, KMODSAFE_FAMILY_NAME, NULL);
	if (ret)
		errx(2, "family: %s", strerror(-ret));

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		/* every attribute of every set; a request only has the name */
		for (type = 1; type <= KMODSAFE_A_KERNEL_MAX + 1; type++)
			if (ops[i].cmd == KMODSAFE_CMD_KERNEL_GET ||
			    type != KMODSAFE_A_QUERY_NAME)
				attributes(&ops[i], type);
		for (j = 0; j < sizeof(foreign_types) / sizeof(foreign_types[0]); j++)
			attributes(&ops[i], foreign_types[j]);
		framing(&ops[i]);
	}
	commands();
	names();
	limits();
	start(&ops[0]);
	accept_it("kernel-get still answers");
	printf("1..%u\n", count);
	return bad != 0;
}
