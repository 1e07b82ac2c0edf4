// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a hostile kernel module may answer.  The socket is real, but what is sent
 * goes nowhere, and what is received is the input: datagrams with their length in
 * two bytes before them.  The controller of generic netlink, which is the
 * kernel's own, answers as it should.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/kmodsafe.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "fuzz.h"
#include "kernel_file.h"
#include "nl/genl.h"

#define FAMILY	0x20
#define GROUP	0x10	/* one that exists, as the socket really joins it */

static struct nlmsghdr asked;		/* the last request */
static struct ks_image left;		/* of the input */
static struct fuzz_bytes controller;	/* its answer, while there is one */

/* The linker puts these in place of the program's own; sendmsg() and recvmsg()
 * below take the place of the C library's.
 */
int __wrap_uname(struct utsname *uts);
bool __wrap_ks_system_helper_is_loaded(void);
void __wrap_ks_system_fill(struct ks_snapshot *snapshot);
int __wrap_ks_system_modules(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
			     struct ks_err *err);

/* What /proc and /sys say is not the module's, and the same everywhere. */
int __wrap_uname(struct utsname *uts)
{
	*uts = (struct utsname){ .release = "6.1.0-56-amd64" };
	return 0;
}

bool __wrap_ks_system_helper_is_loaded(void)
{
	return true;
}

void __wrap_ks_system_fill(struct ks_snapshot *snapshot)
{
	(void)snapshot;
}

int __wrap_ks_system_modules(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
			     struct ks_err *err)
{
	(void)snapshot, (void)wanted, (void)err;
	return 0;
}

static void add_attr(struct fuzz_bytes *b, unsigned int type, const void *data, size_t size)
{
	fuzz_add_number(b, NLA_HDRLEN + size, 2);
	fuzz_add_number(b, type, 2);
	fuzz_add(b, data, size);
	fuzz_add(b, NULL, -size % 4);
}

static void add_u32(struct fuzz_bytes *b, unsigned int type, uint32_t value)
{
	add_attr(b, type, &value, sizeof(value));
}

static void add_text(struct fuzz_bytes *b, unsigned int type, const char *text)
{
	add_attr(b, type, text, strlen(text) + 1);
}

/* A message of generic netlink. */
static void add_message(struct fuzz_bytes *out, unsigned int type, unsigned int flags,
			unsigned int command, const struct fuzz_bytes *attrs)
{
	fuzz_add_number(out, NLMSG_HDRLEN + GENL_HDRLEN + attrs->size, 4);
	fuzz_add_number(out, type, 2);
	fuzz_add_number(out, flags, 2);
	fuzz_add(out, NULL, 8);
	fuzz_add_number(out, command, 1);
	fuzz_add_number(out, 1, 1);
	fuzz_add(out, NULL, 2);
	fuzz_add(out, attrs->data, attrs->size);
}

/* An acknowledgement, or a refusal. */
static void add_ack(struct fuzz_bytes *out, int error, const char *text)
{
	size_t start = out->size;

	fuzz_add(out, NULL, 4);
	fuzz_add_number(out, NLMSG_ERROR, 2);
	fuzz_add_number(out, text ? NLM_F_CAPPED | NLM_F_ACK_TLVS : NLM_F_CAPPED, 2);
	fuzz_add(out, NULL, 8);
	fuzz_add_number(out, (uint32_t)error, 4);
	fuzz_add(out, NULL, NLMSG_HDRLEN);
	if (text)
		add_text(out, NLMSGERR_ATTR_MSG, text);
	out->data[start] = out->size - start;
	out->data[start + 1] = (out->size - start) >> 8;
}

static void controller_answers(void)
{
	struct fuzz_bytes attrs = { 0 }, group = { 0 }, groups = { 0 };

	add_text(&group, CTRL_ATTR_MCAST_GRP_NAME, KMODSAFE_MCGRP_MODULE);
	add_u32(&group, CTRL_ATTR_MCAST_GRP_ID, GROUP);
	add_attr(&groups, 1, group.data, group.size);
	add_attr(&attrs, CTRL_ATTR_FAMILY_ID, &(uint16_t){ FAMILY }, 2);
	add_text(&attrs, CTRL_ATTR_FAMILY_NAME, KMODSAFE_FAMILY_NAME);
	add_attr(&attrs, CTRL_ATTR_MCAST_GROUPS, groups.data, groups.size);
	controller = (struct fuzz_bytes){ 0 };
	add_message(&controller, GENL_ID_CTRL, 0, CTRL_CMD_NEWFAMILY, &attrs);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	(void)fd, (void)flags;
	memcpy(&asked, msg->msg_iov[0].iov_base, sizeof(asked));
	if (asked.nlmsg_type == GENL_ID_CTRL)
		controller_answers();
	return msg->msg_iov[0].iov_len;
}

/* The next datagram; true when it is one of the input. */
static bool next(struct ks_image *datagram)
{
	size_t size;

	if (controller.size) {
		*datagram = (struct ks_image){ controller.data, controller.size };
		return false;
	}
	*datagram = (struct ks_image){ 0 };
	if (left.size < 2)
		return true;
	size = left.data[0] | left.data[1] << 8;
	if (size > left.size - 2)
		size = left.size - 2;
	*datagram = (struct ks_image){ left.data + 2, size };
	return true;
}

static void consume(bool input, size_t size)
{
	controller.size = 0;
	if (input) {
		left.data += 2 + size;
		left.size -= 2 + size;
	}
}

/* Every message answers the last request: what does not, libnl throws away. */
static void address(uint8_t *data, size_t size)
{
	struct nlmsghdr *header = (struct nlmsghdr *)data;
	int rest = size;

	for (; nlmsg_ok(header, rest); header = nlmsg_next(header, &rest)) {
		header->nlmsg_seq = asked.nlmsg_seq;
		header->nlmsg_pid = asked.nlmsg_pid;
	}
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	struct sockaddr_nl from = { .nl_family = AF_NETLINK };
	struct ks_image datagram;
	bool input = next(&datagram);
	size_t size = datagram.size;

	(void)fd;
	if (!size) {
		errno = EAGAIN;
		return -1;
	}
	if (size > msg->msg_iov[0].iov_len)
		size = msg->msg_iov[0].iov_len;
	memcpy(msg->msg_iov[0].iov_base, datagram.data, size);
	address(msg->msg_iov[0].iov_base, size);
	memcpy(msg->msg_name, &from, sizeof(from));
	msg->msg_namelen = sizeof(from);
	msg->msg_controllen = 0;
	msg->msg_flags = size < datagram.size ? MSG_TRUNC : 0;
	if (!(flags & MSG_PEEK))
		consume(input, datagram.size);
	return flags & MSG_TRUNC ? datagram.size : size;
}

static int ask(bool all)
{
	static const char *const names[] = { "alpha", "beta" };
	const struct ks_wanted wanted = { .names = all ? NULL : names, .count = all ? 0 : 2 };
	struct ks_snapshot snapshot;
	struct ks_err err;
	int ret;

	ks_snapshot_init(&snapshot, "live");
	ret = ks_facts_load(&snapshot, "live", &err);
	if (!ret)
		ret = ks_facts_complete(&snapshot, &wanted, &err);
	if (!ret) {
		fuzz_show(&snapshot.facts);
		fuzz_save_and_load(&snapshot.facts);
	}
	ks_facts_free(&snapshot);
	return ret ? KS_EXIT_FAILED : KS_EXIT_OK;
}

static int listen_to(void)
{
	struct ks_watch *watch;
	struct ks_err err;
	int ret = ks_watch_open(&watch, &err);

	if (!ret)
		ret = ks_watch_saw_coming(watch, "mod");
	ks_watch_close(watch);
	return ret < 0 ? KS_EXIT_FAILED : KS_EXIT_OK;
}

/* The first byte says what is asked for. */
static int run(const struct ks_image *input)
{
	if (!input->size)
		return KS_EXIT_FAILED;
	left = (struct ks_image){ input->data + 1, input->size - 1 };
	controller.size = 0;
	return input->data[0] & 2 ? listen_to() : ask(input->data[0] & 1);
}

static void add_kernel(struct fuzz_bytes *out)
{
	struct fuzz_bytes attrs = { 0 }, gate = { 0 };

	add_u32(&attrs, KMODSAFE_A_KERNEL_PROTOCOL, KMODSAFE_PROTOCOL);
	add_u32(&attrs, KMODSAFE_A_KERNEL_PROTOCOL_MIN, KMODSAFE_PROTOCOL_MIN);
	add_text(&attrs, KMODSAFE_A_KERNEL_HELPER_VERSION, "1.0");
	add_u32(&attrs, KMODSAFE_A_KERNEL_BACKEND, KMODSAFE_BACKEND_SCAN);
	add_text(&attrs, KMODSAFE_A_KERNEL_RELEASE, "6.1.0-56-amd64");
	add_u32(&attrs, KMODSAFE_A_KERNEL_RELEASE_ORIGIN, KMODSAFE_ORIGIN_LIVE);
	add_text(&attrs, KMODSAFE_A_KERNEL_VERMAGIC, MODULE_VERMAGIC);
	add_u32(&attrs, KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN, KMODSAFE_ORIGIN_LOADER);
	add_u32(&attrs, KMODSAFE_A_KERNEL_MODULE_SIZE, MODULE_SIZE);
	add_u32(&attrs, KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN, KMODSAFE_ORIGIN_BUILD);
	add_u32(&attrs, KMODSAFE_A_KERNEL_ELF_MACHINE, 62);
	add_u32(&attrs, KMODSAFE_A_KERNEL_ELF_CLASS, 2);
	add_u32(&attrs, KMODSAFE_A_KERNEL_ELF_DATA, 1);
	add_u32(&attrs, KMODSAFE_A_KERNEL_ELF_ORIGIN, KMODSAFE_ORIGIN_BUILD);
	add_u32(&gate, KMODSAFE_A_GATE_ID, KMODSAFE_GATE_MODVERSIONS);
	add_u32(&gate, KMODSAFE_A_GATE_VALUE, 1);
	add_u32(&gate, KMODSAFE_A_GATE_ORIGIN, KMODSAFE_ORIGIN_BUILD);
	add_attr(&attrs, KMODSAFE_A_KERNEL_GATE | NLA_F_NESTED, gate.data, gate.size);
	add_message(out, FAMILY, 0, KMODSAFE_CMD_KERNEL_GET, &attrs);
}

static void add_symbols(struct fuzz_bytes *out, unsigned int flags)
{
	struct fuzz_bytes attrs = { 0 }, symbol = { 0 };

	add_text(&symbol, KMODSAFE_A_SYMBOL_NAME, "alpha");
	add_u32(&symbol, KMODSAFE_A_SYMBOL_STATE, KMODSAFE_SYMBOL_FOUND);
	add_u32(&symbol, KMODSAFE_A_SYMBOL_CRC, 0x10);
	add_u32(&symbol, KMODSAFE_A_SYMBOL_FLAGS, KMODSAFE_SYMBOL_GPL_ONLY);
	add_text(&symbol, KMODSAFE_A_SYMBOL_NAMESPACE, "NS");
	add_text(&symbol, KMODSAFE_A_SYMBOL_OWNER, "other");
	add_attr(&attrs, KMODSAFE_A_QUERY_SYMBOL | NLA_F_NESTED, symbol.data, symbol.size);
	symbol.size = 0;
	add_text(&symbol, KMODSAFE_A_SYMBOL_NAME, "beta");
	add_u32(&symbol, KMODSAFE_A_SYMBOL_STATE, KMODSAFE_SYMBOL_ABSENT);
	add_attr(&attrs, KMODSAFE_A_QUERY_SYMBOL | NLA_F_NESTED, symbol.data, symbol.size);
	add_message(out, FAMILY, flags, KMODSAFE_CMD_SYMBOL_GET, &attrs);
}

static void add_datagram(struct fuzz_bytes *out, const struct fuzz_bytes *messages)
{
	fuzz_add_number(out, messages->size, 2);
	fuzz_add(out, messages->data, messages->size);
}

static void add_done(struct fuzz_bytes *out)
{
	fuzz_add_number(out, NLMSG_HDRLEN + 4, 4);
	fuzz_add_number(out, NLMSG_DONE, 2);
	fuzz_add_number(out, NLM_F_MULTI, 2);
	fuzz_add(out, NULL, 12);
}

static void seed_conversation(bool all, const char *refusal)
{
	struct fuzz_bytes out = { 0 }, kernel = { 0 }, symbols = { 0 }, ack = { 0 };

	fuzz_add_number(&out, all, 1);
	add_kernel(&kernel);
	add_datagram(&out, &kernel);
	add_ack(&ack, 0, NULL);
	add_datagram(&out, &ack);
	add_symbols(&symbols, all ? NLM_F_MULTI : 0);
	if (all)
		add_done(&symbols);
	else
		add_ack(&symbols, refusal ? -EINVAL : 0, refusal);
	add_datagram(&out, &symbols);
	fuzz_seed(out.data, out.size);
}

static void seed_event(void)
{
	struct fuzz_bytes out = { 0 }, attrs = { 0 }, event = { 0 };

	fuzz_add_number(&out, 2, 1);
	add_text(&attrs, KMODSAFE_A_MODULE_NAME, "mod");
	add_u32(&attrs, KMODSAFE_A_MODULE_EVENT, KMODSAFE_MODULE_COMING);
	add_message(&event, FAMILY, 0, KMODSAFE_CMD_MODULE_NTF, &attrs);
	add_datagram(&out, &event);
	fuzz_seed(out.data, out.size);
}

static void seeds(void)
{
	seed_conversation(false, NULL);
	seed_conversation(true, NULL);
	seed_conversation(false, "the name is too long");
	seed_event();
}

const struct fuzz_target fuzz_target_netlink = {
	.name = "netlink",
	.max_size = 2048,
	.damaged = 600,
	.run = run,
	.seeds = seeds,
};
