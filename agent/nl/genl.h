/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kmodsafe family as the agent sees it.  The only place that knows libnl,
 * acknowledgements, extended errors, interrupted dumps and overruns; callers
 * get attributes and a negative errno.
 */
#ifndef KS_NL_GENL_H
#define KS_NL_GENL_H

#include <linux/kmodsafe.h>
#include <netlink/attr.h>
#include <stdbool.h>

#include "lib/err.h"

struct ks_genl;

/**
 * struct ks_genl_message - the attributes of one message
 * @attrs: table of the reply's attribute set
 * @first: first attribute, to walk over those that repeat
 * @len: bytes of attributes
 */
struct ks_genl_message {
	struct nlattr **attrs;
	struct nlattr *first;
	int len;
};

/**
 * typedef ks_genl_parse - take one message
 *
 * Return: 0 or a negative errno, which ends the request.
 */
typedef int ks_genl_parse(const struct ks_genl_message *message, void *data);

int ks_genl_open(struct ks_genl **genl, struct ks_err *err) ks_must_check;
void ks_genl_close(struct ks_genl *genl);
int ks_genl_kernel_get(struct ks_genl *genl, ks_genl_parse *parse, void *data,
		       struct ks_err *err) ks_must_check;
int ks_genl_symbol_get(struct ks_genl *genl, const char *const *names, size_t count,
		       ks_genl_parse *parse, void *data, struct ks_err *err) ks_must_check;
int ks_genl_symbol_dump(struct ks_genl *genl, ks_genl_parse *parse, void *data,
			struct ks_err *err) ks_must_check;

struct ks_watch;

/**
 * typedef ks_take_event - take one event
 * @module: name
 * @event: enum kmodsafe_module_event, or what a newer kernel module knows
 */
typedef void ks_take_event(const char *module, uint32_t event, void *data);

int ks_watch_open(struct ks_watch **watch, struct ks_err *err) ks_must_check;
void ks_watch_close(struct ks_watch *watch);
int ks_watch_fd(const struct ks_watch *watch);
int ks_watch_read(struct ks_watch *watch, ks_take_event *take, void *data) ks_must_check;
int ks_watch_saw_coming(struct ks_watch *watch, const char *module) ks_must_check;

#endif
