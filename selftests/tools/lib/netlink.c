// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Raw generic netlink for tests: sockets, messages, answers with extack text.
 * Own failures (no socket, no memory) end the program with code 2; what the
 * kernel answers is always handed to the caller.
 */
#include "netlink.h"

#include <errno.h>
#include <err.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

void nlt_open(struct nlt_sock *sk)
{
	struct sockaddr_nl local = { .nl_family = AF_NETLINK };
	struct timeval wait = { .tv_sec = 20 };
	int one = 1, size = 1 << 20;

	memset(sk, 0, sizeof(*sk));
	sk->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sk->fd < 0)
		err(2, "socket");
	if (bind(sk->fd, (struct sockaddr *)&local, sizeof(local)))
		err(2, "bind");
	setsockopt(sk->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(sk->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(sk->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(sk->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
}

void nlt_init(struct nlt_msg *msg, uint16_t type, uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = (void *)msg->buf;
	struct genlmsghdr *gnlh = NLMSG_DATA(nlh);

	memset(msg->buf, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	gnlh->cmd = cmd;
	gnlh->version = 1;
	msg->len = NLMSG_HDRLEN + GENL_HDRLEN;
}

void nlt_raw(struct nlt_msg *msg, const void *data, size_t len)
{
	if (msg->len + len > sizeof(msg->buf))
		errx(2, "a test message is too long");
	memcpy(msg->buf + msg->len, data, len);
	msg->len += len;
}

void nlt_put(struct nlt_msg *msg, uint16_t type, const void *data, size_t len)
{
	struct nlattr at = { .nla_type = type, .nla_len = NLA_HDRLEN + len };
	static const char zeros[NLA_ALIGNTO];

	nlt_raw(msg, &at, sizeof(at));
	nlt_raw(msg, data, len);
	nlt_raw(msg, zeros, NLA_ALIGN(len) - len);
}

int nlt_send(struct nlt_sock *sk, struct nlt_msg *msg)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *nlh = (void *)msg->buf;

	nlh->nlmsg_len = msg->len;
	nlh->nlmsg_seq = ++sk->seq;
	if (sendto(sk->fd, msg->buf, msg->len, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

const struct nlattr *nlt_next(const struct nlattr *at, size_t *len)
{
	size_t step = NLA_ALIGN(at->nla_len);

	*len = *len > step ? *len - step : 0;
	return (const void *)((const char *)at + step);
}

const struct nlattr *nlt_find(const void *attrs, size_t len, uint16_t type)
{
	const struct nlattr *at = attrs;

	for (; len >= NLA_HDRLEN && at->nla_len >= NLA_HDRLEN && at->nla_len <= len;
	     at = nlt_next(at, &len))
		if ((at->nla_type & NLA_TYPE_MASK) == type)
			return at;
	return NULL;
}

const void *nlt_attrs(const struct nlmsghdr *nlh, size_t *len)
{
	size_t head = NLMSG_HDRLEN + GENL_HDRLEN;

	*len = nlh->nlmsg_len > head ? nlh->nlmsg_len - head : 0;
	return (const char *)nlh + head;
}

/* The extack attributes behind an error or a done message. */
static void extack(const struct nlmsghdr *nlh, size_t skip, struct nlt_answer *ans)
{
	const struct nlattr *at;
	size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(skip), n;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || nlh->nlmsg_len <= head)
		return;
	at = nlt_find((const char *)nlh + head, nlh->nlmsg_len - head, NLMSGERR_ATTR_MSG);
	if (!at)
		return;
	n = nlt_len(at) < sizeof(ans->text) ? nlt_len(at) : sizeof(ans->text) - 1;
	memcpy(ans->text, nlt_data(at), n);
	ans->text[n] = '\0';
}

/* One datagram. 1: more is to come, 0: the answer is complete, -errno: none. */
int nlt_recv(struct nlt_sock *sk, nlt_cb cb, void *arg, struct nlt_answer *ans)
{
	static _Alignas(8) unsigned char buf[256 * 1024];
	const struct nlmsghdr *nlh = (void *)buf;
	ssize_t got = recv(sk->fd, buf, sizeof(buf), 0);
	size_t len = got;
	int more = 1;

	if (got < 0)
		return -errno;
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		ans->interrupted |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *e = NLMSG_DATA(nlh);
			size_t skip = sizeof(*e);

			/* a failed request is echoed unless the kernel caps it */
			if (e->error && !(nlh->nlmsg_flags & NLM_F_CAPPED))
				skip += e->msg.nlmsg_len - sizeof(e->msg);
			ans->error = e->error;
			extack(nlh, skip, ans);
			more = 0;
		} else if (nlh->nlmsg_type == NLMSG_DONE) {
			ans->error = *(const int *)NLMSG_DATA(nlh);
			extack(nlh, sizeof(int), ans);
			more = 0;
		} else {
			ans->messages++;
			if (cb)
				cb(nlh, arg);
		}
	}
	return more;
}

/* Send and read until the kernel says that it is done: asks for an ACK. */
void nlt_talk(struct nlt_sock *sk, struct nlt_msg *msg, nlt_cb cb, void *arg,
	      struct nlt_answer *ans)
{
	struct nlmsghdr *nlh = (void *)msg->buf;
	int ret;

	memset(ans, 0, sizeof(*ans));
	nlh->nlmsg_flags |= NLM_F_ACK;
	ret = nlt_send(sk, msg);
	while (!ret) {
		ret = nlt_recv(sk, cb, arg, ans);
		if (!ret)
			return;
		if (ret > 0)
			ret = 0;
	}
	ans->error = ret;
}

struct resolve {
	struct nlt_sock *sk;
	const char *group;
};

static void resolved(const struct nlmsghdr *nlh, void *arg)
{
	struct resolve *r = arg;
	size_t len, glen;
	const void *attrs = nlt_attrs(nlh, &len);
	const struct nlattr *id = nlt_find(attrs, len, CTRL_ATTR_FAMILY_ID);
	const struct nlattr *groups = nlt_find(attrs, len, CTRL_ATTR_MCAST_GROUPS);
	const struct nlattr *at, *name, *gid;

	if (id)
		r->sk->family = *(const uint16_t *)nlt_data(id);
	if (!groups || !r->group)
		return;
	glen = nlt_len(groups);
	for (at = nlt_data(groups); glen >= NLA_HDRLEN; at = nlt_next(at, &glen)) {
		name = nlt_find(nlt_data(at), nlt_len(at), CTRL_ATTR_MCAST_GRP_NAME);
		gid = nlt_find(nlt_data(at), nlt_len(at), CTRL_ATTR_MCAST_GRP_ID);
		if (name && gid && !strcmp(nlt_data(name), r->group))
			r->sk->group = *(const uint32_t *)nlt_data(gid);
	}
}

int nlt_resolve(struct nlt_sock *sk, const char *family, const char *group)
{
	struct resolve r = { .sk = sk, .group = group };
	static struct nlt_msg msg;
	struct nlt_answer ans;

	nlt_init(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	nlt_put(&msg, CTRL_ATTR_FAMILY_NAME, family, strlen(family) + 1);
	nlt_talk(sk, &msg, resolved, &r, &ans);
	return ans.error;
}
