// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kmodsafe family as the agent sees it; see genl.h.  libnl's error codes
 * end here: what leaves this file is errno.
 */
#include "nl/genl.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef NETLINK_EXT_ACK
#define NETLINK_EXT_ACK 11
#endif
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

#define RECEIVE_BYTES	(1 << 20)
#define EVENT_BYTES	8192
#define ERRNO_MAX	4095	/* of the kernel: linux/err.h */

struct ks_genl {
	struct nl_sock *sock;
	int family;
};

/* A listener on the module group. */
struct ks_watch {
	struct nl_sock *sock;
	ks_take_event *take;
	void *data;
};

/* One request on its way. */
struct exchange {
	ks_genl_parse *parse;
	void *data;
	int max;
	int ret;
	bool done;
	bool interrupted;
	char text[256];
};

static int errno_of(int nl_error)
{
	switch (nl_error < 0 ? -nl_error : nl_error) {
	case NLE_SUCCESS:
		return 0;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_MSG_OVERFLOW:
	case NLE_MSGSIZE:
		return -EMSGSIZE;
	case NLE_DUMP_INTR:
		return -EINTR;
	default:
		return -EPROTO;
	}
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct nlattr *attrs[64] = { 0 };
	struct exchange *x = arg;
	struct ks_genl_message message = { .attrs = attrs };

	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	if (x->ret)
		return NL_OK;
	if (!genlmsg_valid_hdr(header, 0) || genlmsg_parse(header, 0, attrs, x->max, NULL)) {
		x->ret = -EPROTO;
		return NL_OK;
	}
	message.first = genlmsg_attrdata(genlmsg_hdr(header), 0);
	message.len = genlmsg_attrlen(genlmsg_hdr(header), 0);
	x->ret = x->parse(&message, x->data);
	return NL_OK;
}

/* The text of an extended acknowledgement stands behind the original header
 * when the kernel capped the payload, else behind the whole request.
 */
static void take_text(struct exchange *x, struct nlmsgerr *e)
{
	struct nlmsghdr *header = (struct nlmsghdr *)((char *)e - NLMSG_HDRLEN);
	int offset = sizeof(*e), len;
	struct nlattr *text;

	if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(header->nlmsg_flags & NLM_F_CAPPED)) {
		if (e->msg.nlmsg_len < NLMSG_HDRLEN || e->msg.nlmsg_len > header->nlmsg_len)
			return;
		offset += e->msg.nlmsg_len - NLMSG_HDRLEN;
	}
	len = (int)header->nlmsg_len - NLMSG_HDRLEN - NLMSG_ALIGN(offset);
	if (len <= 0)
		return;
	text = nla_find((struct nlattr *)((char *)e + NLMSG_ALIGN(offset)), len,
			NLMSGERR_ATTR_MSG);
	if (text)
		nla_strlcpy(x->text, text, sizeof(x->text));
}

/* The kernel's numbers are small and negative; what is not is no answer. */
static int errno_of_answer(int error)
{
	return error < 0 && error >= -ERRNO_MAX ? error : -EPROTO;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct exchange *x = arg;

	(void)from;
	x->ret = errno_of_answer(e->error);
	x->done = true;
	take_text(x, e);
	return NL_STOP;
}

/* Also the end of a dump; the kernel puts a late error into the message. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct exchange *x = arg;
	int error;

	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	if (header->nlmsg_type == NLMSG_DONE &&
	    header->nlmsg_len >= NLMSG_LENGTH(sizeof(error))) {
		memcpy(&error, NLMSG_DATA(header), sizeof(error));
		if (error < 0 && !x->ret)
			x->ret = errno_of_answer(error);
	}
	x->done = true;
	return NL_STOP;
}

static int receive(struct ks_genl *genl, struct exchange *x)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_CUSTOM);
	int status = 0;

	if (!cb)
		return -ENOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, x);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, x);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_finish, x);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, x);
	while (!x->done && status >= 0) {
		status = nl_recvmsgs(genl->sock, cb);
		/* Said by a flag on the messages too; the rest is still read. */
		if (status == -NLE_DUMP_INTR) {
			x->interrupted = true;
			status = 0;
		}
	}
	nl_cb_put(cb);
	if (!x->ret && status < 0 && !x->done)
		x->ret = errno_of(status);
	if (!x->ret && x->interrupted)
		x->ret = -EINTR;
	return x->ret;
}

static int exchange(struct ks_genl *genl, struct nl_msg *msg, struct exchange *x,
		    struct ks_err *err)
{
	int ret = nl_send_auto(genl->sock, msg);

	ret = ret < 0 ? errno_of(ret) : receive(genl, x);
	if (!ret)
		return 0;
	if (x->text[0])
		return ks_err_set(err, ret, "kmodsafe kernel module: ask: %s (%s)", x->text,
				  strerror(-ret));
	return ks_err_sys(err, ret, "kmodsafe kernel module", "ask");
}

static struct nl_msg *new_request(struct ks_genl *genl, uint8_t cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(KMODSAFE_SYMBOL_BYTES_MAX + 4096);

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, genl->family, 0,
				NLM_F_REQUEST | flags, cmd, KMODSAFE_FAMILY_VERSION)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int open_socket(struct ks_genl *genl)
{
	int on = 1, ret;

	genl->sock = nl_socket_alloc();
	if (!genl->sock)
		return -ENOMEM;
	nl_socket_disable_auto_ack(genl->sock);
	ret = genl_connect(genl->sock);
	if (ret)
		return errno_of(ret);
	nl_socket_set_buffer_size(genl->sock, RECEIVE_BYTES, 0);
	nl_socket_set_msg_buf_size(genl->sock, RECEIVE_BYTES);
	/* Without it an error is only a number; not fatal. */
	setsockopt(nl_socket_get_fd(genl->sock), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	return 0;
}

/**
 * ks_genl_open - connect to the family
 * @genl: set to the connection, ks_genl_close() releases it
 * @err: one line on failure
 *
 * The caller has made sure that the kernel module is loaded: asking for an
 * absent family makes the kernel run modprobe.
 *
 * Return: 0 or a negative errno.
 */
int ks_genl_open(struct ks_genl **genl, struct ks_err *err)
{
	struct ks_genl *g = calloc(1, sizeof(*g));
	int ret;

	*genl = NULL;
	if (!g)
		return ks_err_sys(err, -ENOMEM, "netlink", "open");
	ret = open_socket(g);
	if (ret) {
		ks_genl_close(g);
		return ks_err_sys(err, ret, "netlink", "open");
	}
	g->family = genl_ctrl_resolve(g->sock, KMODSAFE_FAMILY_NAME);
	if (g->family < 0) {
		ret = errno_of(g->family);
		ks_genl_close(g);
		return ks_err_set(err, ret,
				  "kmodsafe kernel module: ask: its netlink family is not served in this network namespace");
	}
	*genl = g;
	return 0;
}

/**
 * ks_genl_close - disconnect
 * @genl: connection or NULL
 */
void ks_genl_close(struct ks_genl *genl)
{
	if (!genl)
		return;
	nl_socket_free(genl->sock);
	free(genl);
}

/* A reply without NLM_F_MULTI is followed by the acknowledgement. */
static int request(struct ks_genl *genl, struct nl_msg *msg, struct exchange *x,
		   struct ks_err *err)
{
	int ret;

	if (!msg)
		return ks_err_sys(err, -ENOMEM, "kmodsafe kernel module", "ask");
	ret = exchange(genl, msg, x, err);
	nlmsg_free(msg);
	return ret;
}

/**
 * ks_genl_kernel_get - what the running kernel demands
 * @genl: connection
 * @parse: called once, with the kernel attribute set
 * @data: for @parse
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_genl_kernel_get(struct ks_genl *genl, ks_genl_parse *parse, void *data,
		       struct ks_err *err)
{
	struct exchange x = { .parse = parse, .data = data, .max = KMODSAFE_A_KERNEL_MAX };

	return request(genl, new_request(genl, KMODSAFE_CMD_KERNEL_GET, NLM_F_ACK), &x, err);
}

/* One request: as many names as its two limits allow.  Returns how many. */
static size_t put_names(struct nl_msg *msg, const char *const *names, size_t count)
{
	size_t bytes = 0, n;

	for (n = 0; n < count && n < KMODSAFE_SYMBOL_NAMES_MAX; n++) {
		bytes += nla_total_size(strlen(names[n]) + 1);
		if (bytes > KMODSAFE_SYMBOL_BYTES_MAX - NLMSG_HDRLEN - GENL_HDRLEN ||
		    nla_put_string(msg, KMODSAFE_A_QUERY_NAME, names[n]))
			break;
	}
	return n;
}

/**
 * ks_genl_symbol_get - look names up, in as many requests as it takes
 * @genl: connection
 * @names: symbol names, at most KMODSAFE_NAME_MAX characters each
 * @count: entries of @names
 * @parse: called for each message, with the query attribute set
 * @data: for @parse
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_genl_symbol_get(struct ks_genl *genl, const char *const *names, size_t count,
		       ks_genl_parse *parse, void *data, struct ks_err *err)
{
	int ret = 0;

	for (size_t at = 0, n; at < count && !ret; at += n) {
		struct exchange x = { .parse = parse, .data = data, .max = KMODSAFE_A_QUERY_MAX };
		struct nl_msg *msg = new_request(genl, KMODSAFE_CMD_SYMBOL_GET, NLM_F_ACK);

		n = msg ? put_names(msg, names + at, count - at) : 0;
		if (msg && !n) {
			nlmsg_free(msg);
			return ks_err_set(err, -EMSGSIZE, "%.64s: ask: the name is too long",
					  names[at]);
		}
		ret = request(genl, msg, &x, err);
	}
	return ret;
}

/**
 * ks_genl_symbol_dump - all exports
 * @genl: connection
 * @parse: called for each message, with the query attribute set
 * @data: for @parse
 * @err: one line on failure
 *
 * Return: 0, -EINTR when a module came or went meanwhile (ask again), or
 * another negative errno.
 */
int ks_genl_symbol_dump(struct ks_genl *genl, ks_genl_parse *parse, void *data,
			struct ks_err *err)
{
	struct exchange x = { .parse = parse, .data = data, .max = KMODSAFE_A_QUERY_MAX };

	return request(genl, new_request(genl, KMODSAFE_CMD_SYMBOL_GET, NLM_F_DUMP), &x, err);
}

static int on_event(struct nl_msg *msg, void *arg)
{
	struct nlattr *a[KMODSAFE_A_MODULE_MAX + 1];
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct ks_watch *w = arg;
	const char *name;
	int length;

	if (!genlmsg_valid_hdr(header, 0) ||
	    genlmsg_hdr(header)->cmd != KMODSAFE_CMD_MODULE_NTF ||
	    genlmsg_parse(header, 0, a, KMODSAFE_A_MODULE_MAX, NULL) ||
	    !a[KMODSAFE_A_MODULE_NAME] || !a[KMODSAFE_A_MODULE_EVENT] ||
	    nla_len(a[KMODSAFE_A_MODULE_EVENT]) != sizeof(uint32_t))
		return NL_OK;
	name = nla_data(a[KMODSAFE_A_MODULE_NAME]);
	length = nla_len(a[KMODSAFE_A_MODULE_NAME]);
	if (length > 0 && !name[length - 1])
		w->take(name, nla_get_u32(a[KMODSAFE_A_MODULE_EVENT]), w->data);
	return NL_OK;
}

/**
 * ks_watch_open - listen to modules that come and go, from now on
 * @watch: set to the listener, ks_watch_close() releases it
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_watch_open(struct ks_watch **watch, struct ks_err *err)
{
	struct ks_watch *w = calloc(1, sizeof(*w));
	int group, ret;

	*watch = NULL;
	if (!w)
		return ks_err_sys(err, -ENOMEM, "netlink", "listen");
	w->sock = nl_socket_alloc();
	ret = w->sock ? genl_connect(w->sock) : -NLE_NOMEM;
	group = ret ? ret : genl_ctrl_resolve_grp(w->sock, KMODSAFE_FAMILY_NAME,
						  KMODSAFE_MCGRP_MODULE);
	ret = group < 0 ? group : nl_socket_add_membership(w->sock, group);
	if (ret) {
		ks_watch_close(w);
		return ks_err_sys(err, errno_of(ret), "kmodsafe kernel module", "listen");
	}
	nl_socket_disable_seq_check(w->sock);
	/* No event is larger, so that nobody has to look at its size first. */
	nl_socket_set_msg_buf_size(w->sock, EVENT_BYTES);
	nl_socket_disable_msg_peek(w->sock);
	nl_socket_set_buffer_size(w->sock, RECEIVE_BYTES, 0);
	nl_socket_set_nonblocking(w->sock);
	nl_socket_modify_cb(w->sock, NL_CB_VALID, NL_CB_CUSTOM, on_event, w);
	*watch = w;
	return 0;
}

/**
 * ks_watch_close - stop listening
 * @watch: listener or NULL
 */
void ks_watch_close(struct ks_watch *watch)
{
	if (!watch)
		return;
	nl_socket_free(watch->sock);
	free(watch);
}

/** ks_watch_fd - what to poll(2) for events */
int ks_watch_fd(const struct ks_watch *watch)
{
	return nl_socket_get_fd(watch->sock);
}

/**
 * ks_watch_read - take all events that are there
 * @watch: listener
 * @take: called for each, in order
 * @data: for @take
 *
 * Return: 0, or -ENOBUFS when so many modules came and went that events were
 * lost, or another negative errno.
 */
int ks_watch_read(struct ks_watch *watch, ks_take_event *take, void *data)
{
	int ret = 0;

	watch->take = take;
	watch->data = data;
	while (ret >= 0)
		ret = nl_recvmsgs_default(watch->sock);
	watch->data = NULL;
	if (ret == -NLE_AGAIN)
		return 0;
	/* What the kernel could not put into the socket's buffer is ENOBUFS. */
	return ret == -NLE_NOMEM ? -ENOBUFS : errno_of(ret);
}

/* A module whose COMING is waited for. */
struct awaited {
	const char *module;
	bool came;
};

static void await_coming(const char *module, uint32_t event, void *data)
{
	struct awaited *awaited = data;

	if (event == KMODSAFE_MODULE_COMING && !strcmp(module, awaited->module))
		awaited->came = true;
}

/**
 * ks_watch_saw_coming - has the loader let a module through to its init()
 * @watch: listener, opened before the load
 * @module: name inside struct module
 *
 * The kernel sends the event before the system call that loads returns, so
 * whatever there is to read is there already.
 *
 * Return: 1 or 0, or -ENOBUFS when so many modules came and went that events
 * were lost.
 */
int ks_watch_saw_coming(struct ks_watch *watch, const char *module)
{
	struct awaited awaited = { .module = module };
	int ret = ks_watch_read(watch, await_coming, &awaited);

	if (awaited.came)
		return 1;
	return ret ? -ENOBUFS : 0;
}
