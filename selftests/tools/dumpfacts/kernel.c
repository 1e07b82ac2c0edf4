// SPDX-License-Identifier: GPL-2.0-or-later
/* What the helper's kernel-get answers: texts, numbers, gates. */
#include "rows.h"

#include <err.h>
#include <string.h>

static struct nlt_msg msg;

int rows_ask(uint8_t cmd, uint16_t flags, nlt_cb cb, void *arg)
{
	static struct nlt_sock sk;
	struct nlt_answer ans;
	int ret;

	if (!sk.family) {
		nlt_open(&sk);
		ret = nlt_resolve(&sk, KMODSAFE_FAMILY_NAME, KMODSAFE_MCGRP_MODULE);
		if (ret)
			errx(2, "family: %s", strerror(-ret));
	}
	nlt_init(&msg, sk.family, cmd, flags);
	nlt_talk(&sk, &msg, cb, arg, &ans);
	return ans.error;
}

const char *rows_origin(const struct nlattr *at)
{
	static const char *const names[] = {
		[KMODSAFE_ORIGIN_LIVE] = "live",
		[KMODSAFE_ORIGIN_LOADER] = "loader",
		[KMODSAFE_ORIGIN_BUILD] = "build",
	};
	uint32_t origin = rows_u32(at);

	return origin && origin <= KMODSAFE_ORIGIN_BUILD ? names[origin] : "unknown";
}

/* Rows with one value: name, attribute, attribute of its origin. */
static const struct {
	const char *name;
	uint16_t value, origin;
	bool text;
} values[] = {
	{ "release", KMODSAFE_A_KERNEL_RELEASE, KMODSAFE_A_KERNEL_RELEASE_ORIGIN, true },
	{ "vermagic", KMODSAFE_A_KERNEL_VERMAGIC, KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN, true },
	{ "module-size", KMODSAFE_A_KERNEL_MODULE_SIZE, KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN,
	  false },
	{ "elf-machine", KMODSAFE_A_KERNEL_ELF_MACHINE, KMODSAFE_A_KERNEL_ELF_ORIGIN, false },
	{ "elf-class", KMODSAFE_A_KERNEL_ELF_CLASS, KMODSAFE_A_KERNEL_ELF_ORIGIN, false },
	{ "elf-data", KMODSAFE_A_KERNEL_ELF_DATA, KMODSAFE_A_KERNEL_ELF_ORIGIN, false },
};

/* In the agent's order, which is that of its files. */
#define GATE_ROW(id, name, config) { name, KMODSAFE_GATE_##id },
static const struct {
	const char *name;
	uint32_t id;
} gates[] = { KS_GATES(GATE_ROW) };

static const struct nlattr *find_gate(const void *attrs, size_t len, uint32_t id)
{
	const struct nlattr *at = attrs, *have;

	for (; len >= NLA_HDRLEN; at = nlt_next(at, &len)) {
		if ((at->nla_type & NLA_TYPE_MASK) != KMODSAFE_A_KERNEL_GATE)
			continue;
		have = nlt_find(nlt_data(at), nlt_len(at), KMODSAFE_A_GATE_ID);
		if (rows_u32(have) == id)
			return at;
	}
	return NULL;
}

static void kernel_cb(const struct nlmsghdr *nlh, void *arg)
{
	FILE *f = arg;
	size_t len, i;
	const struct nlattr *attrs = nlt_attrs(nlh, &len), *at, *value;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		at = nlt_find(attrs, len, values[i].value);
		if (!at)
			continue;
		fprintf(f, "%s\t%s\t", values[i].name,
			rows_origin(nlt_find(attrs, len, values[i].origin)));
		if (values[i].text)
			fprintf(f, "%s\n", rows_text(at, ""));
		else
			fprintf(f, "%u\n", rows_u32(at));
	}
	for (i = 0; i < sizeof(gates) / sizeof(gates[0]); i++) {
		at = find_gate(attrs, len, gates[i].id);
		value = at ? nlt_find(nlt_data(at), nlt_len(at), KMODSAFE_A_GATE_VALUE) : NULL;
		if (value)
			fprintf(f, "gate\t%s\t%s\t%s\n",
				rows_origin(nlt_find(nlt_data(at), nlt_len(at),
						     KMODSAFE_A_GATE_ORIGIN)),
				gates[i].name, rows_u32(value) ? "yes" : "no");
	}
}

void rows_kernel(FILE *f)
{
	int ret = rows_ask(KMODSAFE_CMD_KERNEL_GET, 0, kernel_cb, f);

	if (ret)
		errx(2, "kernel-get: %s", strerror(-ret));
}
