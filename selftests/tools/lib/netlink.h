/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A raw generic netlink client for tests: no library between the test and the
 * bytes, so that wrong ones can be sent and every part of the answer is seen.
 * Shared by the programs in this folder; knows nothing about kmodsafe.
 */
#ifndef NETLINK_H
#define NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

struct nlt_sock {
	int fd;
	uint32_t seq;
	uint16_t family;
	uint32_t group;
};

struct nlt_msg {
	size_t len;
	_Alignas(8) unsigned char buf[160 * 1024];
};

/* What came back: error is 0 or a negative errno. */
struct nlt_answer {
	int error;
	char text[256];
	unsigned int messages;
	bool interrupted;
};

typedef void (*nlt_cb)(const struct nlmsghdr *nlh, void *arg);

void nlt_open(struct nlt_sock *sk);
int nlt_resolve(struct nlt_sock *sk, const char *family, const char *group);
void nlt_init(struct nlt_msg *msg, uint16_t type, uint8_t cmd, uint16_t flags);
void nlt_put(struct nlt_msg *msg, uint16_t type, const void *data, size_t len);
void nlt_raw(struct nlt_msg *msg, const void *data, size_t len);
int nlt_send(struct nlt_sock *sk, struct nlt_msg *msg);
int nlt_recv(struct nlt_sock *sk, nlt_cb cb, void *arg, struct nlt_answer *ans);
void nlt_talk(struct nlt_sock *sk, struct nlt_msg *msg, nlt_cb cb, void *arg,
	      struct nlt_answer *ans);
const struct nlattr *nlt_find(const void *attrs, size_t len, uint16_t type);
const struct nlattr *nlt_next(const struct nlattr *at, size_t *len);
const void *nlt_attrs(const struct nlmsghdr *nlh, size_t *len);

static inline const void *nlt_data(const struct nlattr *at)
{
	return (const char *)at + NLA_HDRLEN;
}

static inline size_t nlt_len(const struct nlattr *at)
{
	return at->nla_len - NLA_HDRLEN;
}

#endif
