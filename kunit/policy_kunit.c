// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the policies: walks the table of operations, and asks the kernel's
 * own validation for each attribute.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include <net/netlink.h>

#include "kmod/facts.h"
#include "kmod/netlink.h"

struct expected {
	u8 cmd;
	unsigned int maxattr;
	unsigned int allowed;	/* the one attribute that a request may have, or 0 */
	bool dump;
};

static const struct expected table[] = {
	{ KMODSAFE_CMD_KERNEL_GET, KMODSAFE_A_KERNEL_MAX, 0, false },
	{ KMODSAFE_CMD_SYMBOL_GET, KMODSAFE_A_QUERY_MAX, KMODSAFE_A_QUERY_NAME, true },
};

struct request {
	struct nlattr attr;
	char data[KMODSAFE_NAME_MAX + 5];
};

static int validate(struct request *request, unsigned int type, size_t len,
		    const struct genl_ops *op, struct netlink_ext_ack *extack)
{
	memset(extack, 0, sizeof(*extack));
	request->attr.nla_type = type;
	request->attr.nla_len = NLA_HDRLEN + len;
	return nla_validate(&request->attr, NLA_ALIGN(request->attr.nla_len), op->maxattr,
			    op->policy, extack);
}

static void ops_test(struct kunit *test)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, kmodsafe_ops_count, (unsigned int)ARRAY_SIZE(table));
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		const struct genl_ops *op = &kmodsafe_ops[i];

		KUNIT_EXPECT_EQ(test, op->cmd, table[i].cmd);
		KUNIT_EXPECT_EQ(test, op->maxattr, table[i].maxattr);
		KUNIT_EXPECT_NOT_NULL(test, op->policy);
		KUNIT_EXPECT_NOT_NULL(test, (const void *)op->doit);
		KUNIT_EXPECT_EQ(test, op->flags, (u8)GENL_ADMIN_PERM);
		/* nothing of the core's strict validation is switched off */
		KUNIT_EXPECT_EQ(test, op->validate, 0);
		KUNIT_EXPECT_EQ(test, !!op->dumpit, table[i].dump);
		/* who dumps has his capabilities looked at before */
		KUNIT_EXPECT_EQ(test, !!op->start, table[i].dump);
	}
}

static void kernel_only_test(struct kunit *test)
{
	struct request *request = kunit_kzalloc(test, sizeof(*request), GFP_KERNEL);
	struct netlink_ext_ack extack;
	unsigned int i, type, rejected = 0;

	KUNIT_ASSERT_NOT_NULL(test, request);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		const struct genl_ops *op = &kmodsafe_ops[i];

		for (type = 1; type <= op->maxattr; type++) {
			if (type == table[i].allowed)
				continue;
			KUNIT_EXPECT_EQ(test, op->policy[type].type, NLA_REJECT);
			KUNIT_EXPECT_EQ(test, validate(request, type, 4, op, &extack), -EINVAL);
			KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr,
					    (const struct nlattr *)&request->attr);
			KUNIT_ASSERT_NOT_NULL(test, extack._msg);
			/* the text names the attribute */
			KUNIT_EXPECT_EQ(test, strncmp(extack._msg, "KMODSAFE_A_", 11), 0);
			rejected++;
		}
	}
	KUNIT_EXPECT_EQ(test, rejected, KMODSAFE_A_KERNEL_MAX + KMODSAFE_A_QUERY_MAX - 1U);
}

static void unknown_test(struct kunit *test)
{
	struct request *request = kunit_kzalloc(test, sizeof(*request), GFP_KERNEL);
	struct netlink_ext_ack extack;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, request);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		const struct genl_ops *op = &kmodsafe_ops[i];

		KUNIT_EXPECT_EQ(test, validate(request, 0, 4, op, &extack), -EINVAL);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
		KUNIT_EXPECT_EQ(test, validate(request, op->maxattr + 1, 4, op, &extack),
				-EINVAL);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	}
}

static void name_test(struct kunit *test)
{
	struct request *request = kunit_kzalloc(test, sizeof(*request), GFP_KERNEL);
	const struct genl_ops *op = &kmodsafe_ops[1];
	struct netlink_ext_ack extack;
	const unsigned int type = KMODSAFE_A_QUERY_NAME;

	KUNIT_ASSERT_NOT_NULL(test, request);
	KUNIT_EXPECT_EQ(test, op->policy[type].type, NLA_NUL_STRING);
	memset(request->data, 'a', sizeof(request->data));

	/* nothing, and no NUL */
	KUNIT_EXPECT_EQ(test, validate(request, type, 0, op, &extack), -EINVAL);
	KUNIT_EXPECT_EQ(test, validate(request, type, 3, op, &extack), -EINVAL);
	KUNIT_EXPECT_EQ(test, validate(request, type, KMODSAFE_NAME_MAX + 1, op, &extack),
			-EINVAL);
	/* the longest name, and one more */
	request->data[KMODSAFE_NAME_MAX] = '\0';
	KUNIT_EXPECT_EQ(test, validate(request, type, KMODSAFE_NAME_MAX + 1, op, &extack), 0);
	request->data[KMODSAFE_NAME_MAX] = 'a';
	request->data[KMODSAFE_NAME_MAX + 1] = '\0';
	KUNIT_EXPECT_NE(test, validate(request, type, KMODSAFE_NAME_MAX + 2, op, &extack), 0);
	/* the shortest */
	strscpy(request->data, "a", sizeof(request->data));
	KUNIT_EXPECT_EQ(test, validate(request, type, 2, op, &extack), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ops_test),
	KUNIT_CASE(kernel_only_test),
	KUNIT_CASE(unknown_test),
	KUNIT_CASE(name_test),
	{}
};

static struct kunit_suite suite = {
	.name = "kmodsafe_policy",
	.test_cases = cases,
};

kunit_test_suite(suite);
