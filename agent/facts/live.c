// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The running kernel: what the kmodsafe kernel module reports over netlink,
 * and what every process can read in /proc and /sys.  Never loads anything.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "facts/provider.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "nl/genl.h"

#define DUMP_TRIES	5

/* What a foreign kernel module sends need not be what the header says. */
static bool is_u32(const struct nlattr *attr)
{
	return attr && nla_len(attr) == sizeof(uint32_t);
}

static enum ks_origin origin_of(struct nlattr *attr)
{
	switch (is_u32(attr) ? nla_get_u32(attr) : 0) {
	case KMODSAFE_ORIGIN_LIVE:
		return KS_ORIGIN_LIVE;
	case KMODSAFE_ORIGIN_LOADER:
		return KS_ORIGIN_LOADER;
	case KMODSAFE_ORIGIN_BUILD:
		return KS_ORIGIN_BUILD;
	default:
		return KS_ORIGIN_NONE;
	}
}

/* No text that a kernel has of itself is longer. */
#define TEXT_MAX	1024

static bool is_text(const struct nlattr *attr)
{
	return attr && nla_len(attr) > 0 && nla_len(attr) <= TEXT_MAX &&
	       !((char *)nla_data(attr))[nla_len(attr) - 1];
}

static void take_number(struct ks_snapshot *s, const char *what, struct ks_fact_number *fact,
			struct nlattr *value, struct nlattr *origin)
{
	if (is_u32(value) && origin_of(origin) != KS_ORIGIN_NONE)
		ks_set_number(s, what, fact, nla_get_u32(value), origin_of(origin));
}

#define UAPI_GATE(id, name, config) [KMODSAFE_GATE_##id] = KS_GATE_##id,
static const int gate_of[] = { KS_GATES(UAPI_GATE) };

static void take_gate(struct ks_snapshot *s, struct nlattr *nest)
{
	struct nlattr *a[KMODSAFE_A_GATE_MAX + 1];
	uint32_t id;

	if (nla_parse_nested(a, KMODSAFE_A_GATE_MAX, nest, NULL) ||
	    !is_u32(a[KMODSAFE_A_GATE_ID]) || !is_u32(a[KMODSAFE_A_GATE_VALUE]) ||
	    origin_of(a[KMODSAFE_A_GATE_ORIGIN]) == KS_ORIGIN_NONE)
		return;
	id = nla_get_u32(a[KMODSAFE_A_GATE_ID]);
	if (id == 0 || id >= KS_ARRAY_SIZE(gate_of))
		return;
	ks_set_gate(s, gate_of[id], nla_get_u32(a[KMODSAFE_A_GATE_VALUE]),
		    origin_of(a[KMODSAFE_A_GATE_ORIGIN]));
}

static const char *backend_name(struct nlattr *attr)
{
	static const char *const names[] = {
		[KMODSAFE_BACKEND_NONE] = "none",
		[KMODSAFE_BACKEND_SCAN] = "scan",
		[KMODSAFE_BACKEND_WALK] = "walk",
		[KMODSAFE_BACKEND_KPROBE] = "kprobe",
	};
	uint32_t backend = is_u32(attr) ? nla_get_u32(attr) : 0;

	return backend && backend < KS_ARRAY_SIZE(names) ? names[backend] : "unknown";
}

/* What is known before the two are found to talk the same language. */
struct greeting {
	struct ks_snapshot *snapshot;
	uint32_t protocol;
	uint32_t protocol_min;
};

static void take_kernel(struct ks_snapshot *s, const struct ks_genl_message *m)
{
	struct nlattr **a = m->attrs;
	struct ks_facts *f = &s->facts;
	struct nlattr *attr;
	int rem;

	if (is_text(a[KMODSAFE_A_KERNEL_RELEASE]) &&
	    origin_of(a[KMODSAFE_A_KERNEL_RELEASE_ORIGIN]) != KS_ORIGIN_NONE)
		ks_set_release(s, nla_get_string(a[KMODSAFE_A_KERNEL_RELEASE]),
			       origin_of(a[KMODSAFE_A_KERNEL_RELEASE_ORIGIN]));
	if (is_text(a[KMODSAFE_A_KERNEL_VERMAGIC]) &&
	    origin_of(a[KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN]) != KS_ORIGIN_NONE)
		ks_set_text(s, "vermagic", &f->vermagic,
			    nla_get_string(a[KMODSAFE_A_KERNEL_VERMAGIC]),
			    origin_of(a[KMODSAFE_A_KERNEL_VERMAGIC_ORIGIN]));
	take_number(s, "module-size", &f->module_size, a[KMODSAFE_A_KERNEL_MODULE_SIZE],
		    a[KMODSAFE_A_KERNEL_MODULE_SIZE_ORIGIN]);
	take_number(s, "elf-machine", &f->machine, a[KMODSAFE_A_KERNEL_ELF_MACHINE],
		    a[KMODSAFE_A_KERNEL_ELF_ORIGIN]);
	take_number(s, "elf-class", &f->elf_class, a[KMODSAFE_A_KERNEL_ELF_CLASS],
		    a[KMODSAFE_A_KERNEL_ELF_ORIGIN]);
	take_number(s, "elf-data", &f->elf_data, a[KMODSAFE_A_KERNEL_ELF_DATA],
		    a[KMODSAFE_A_KERNEL_ELF_ORIGIN]);
	nla_for_each_attr(attr, m->first, m->len, rem)
		if (nla_type(attr) == KMODSAFE_A_KERNEL_GATE)
			take_gate(s, attr);
	f->helper.forced = !!a[KMODSAFE_A_KERNEL_HELPER_FORCED];
	f->helper.backend = backend_name(a[KMODSAFE_A_KERNEL_BACKEND]);
}

static int on_kernel(const struct ks_genl_message *m, void *data)
{
	struct greeting *g = data;
	struct nlattr **a = m->attrs;
	const char *version = "?";

	if (!is_u32(a[KMODSAFE_A_KERNEL_PROTOCOL]) || !is_u32(a[KMODSAFE_A_KERNEL_PROTOCOL_MIN]))
		return -EPROTO;
	g->protocol = nla_get_u32(a[KMODSAFE_A_KERNEL_PROTOCOL]);
	g->protocol_min = nla_get_u32(a[KMODSAFE_A_KERNEL_PROTOCOL_MIN]);
	if (is_text(a[KMODSAFE_A_KERNEL_HELPER_VERSION]))
		version = nla_get_string(a[KMODSAFE_A_KERNEL_HELPER_VERSION]);
	g->snapshot->facts.helper.version = ks_pool_copy(&g->snapshot->strings, version);
	take_kernel(g->snapshot, m);
	return 0;
}

/* Additions are harmless in both directions; only the minimum counts. */
static int check_protocol(const struct greeting *g, struct ks_err *err)
{
	if (g->protocol < KMODSAFE_PROTOCOL_MIN)
		return ks_err_set(err, -EPROTO,
				  "kmodsafe kernel module: ask: speaks protocol %u, this program needs %u: update the kernel module",
				  g->protocol, KMODSAFE_PROTOCOL_MIN);
	if (g->protocol_min > KMODSAFE_PROTOCOL)
		return ks_err_set(err, -EPROTO,
				  "kmodsafe kernel module: ask: needs protocol %u, this program speaks %u: update this program",
				  g->protocol_min, KMODSAFE_PROTOCOL);
	return 0;
}

static enum ks_tri exported_of(struct nlattr *state)
{
	switch (is_u32(state) ? nla_get_u32(state) : 0) {
	case KMODSAFE_SYMBOL_FOUND:
		return KS_YES;
	case KMODSAFE_SYMBOL_ABSENT:
		return KS_NO;
	default:
		return KS_UNKNOWN;
	}
}

static int take_symbol(struct ks_snapshot *s, struct nlattr *nest)
{
	struct nlattr *a[KMODSAFE_A_SYMBOL_MAX + 1];
	struct ks_export e = { .origin = KS_ORIGIN_LIVE };

	if (nla_parse_nested(a, KMODSAFE_A_SYMBOL_MAX, nest, NULL) ||
	    !is_text(a[KMODSAFE_A_SYMBOL_NAME]))
		return -EPROTO;
	e.name = nla_get_string(a[KMODSAFE_A_SYMBOL_NAME]);
	if (!*e.name)
		return -EPROTO;
	e.exported = exported_of(a[KMODSAFE_A_SYMBOL_STATE]);
	e.has_crc = is_u32(a[KMODSAFE_A_SYMBOL_CRC]);
	if (e.has_crc)
		e.crc = nla_get_u32(a[KMODSAFE_A_SYMBOL_CRC]);
	if (is_u32(a[KMODSAFE_A_SYMBOL_FLAGS]))
		e.gpl_only = nla_get_u32(a[KMODSAFE_A_SYMBOL_FLAGS]) & KMODSAFE_SYMBOL_GPL_ONLY;
	if (is_text(a[KMODSAFE_A_SYMBOL_NAMESPACE]))
		e.ns = nla_get_string(a[KMODSAFE_A_SYMBOL_NAMESPACE]);
	if (is_text(a[KMODSAFE_A_SYMBOL_OWNER]))
		e.owner = nla_get_string(a[KMODSAFE_A_SYMBOL_OWNER]);
	ks_add_export(s, &e);
	return 0;
}

static int on_symbols(const struct ks_genl_message *m, void *data)
{
	struct nlattr *attr;
	int rem, ret;

	nla_for_each_attr(attr, m->first, m->len, rem) {
		if (nla_type(attr) != KMODSAFE_A_QUERY_SYMBOL)
			continue;
		ret = take_symbol(data, attr);
		if (ret)
			return ret;
	}
	return 0;
}

/* All of them, again from the start when a module comes or goes meanwhile. */
static int dump(struct ks_genl *genl, struct ks_snapshot *s, struct ks_err *err)
{
	int ret = -EINTR;

	size_t before = s->facts.export_count;

	for (int i = 0; i < DUMP_TRIES && ret == -EINTR; i++) {
		s->facts.export_count = before;
		ret = ks_genl_symbol_dump(genl, on_symbols, s, err);
	}
	if (!ret)
		s->facts.other_exports = KS_NO;
	return ret;
}

/* A name that is empty, or longer than the kernel can hold, is exported by nobody. */
static int look_up(struct ks_genl *genl, struct ks_snapshot *s, const struct ks_wanted *wanted,
		   struct ks_err *err)
{
	ks_auto_free const char **names = calloc(wanted->count + 1, sizeof(*names));
	size_t count = 0;

	if (!names)
		return ks_err_sys(err, -ENOMEM, "kmodsafe kernel module", "ask");
	for (size_t i = 0; i < wanted->count; i++) {
		size_t length = strlen(wanted->names[i]);

		if (length && length <= KMODSAFE_NAME_MAX)
			names[count++] = wanted->names[i];
		else
			ks_add_export(s, &(struct ks_export){ .name = wanted->names[i],
							      .exported = KS_NO,
							      .origin = KS_ORIGIN_LIVE });
	}
	return ks_genl_symbol_get(genl, names, count, on_symbols, s, err);
}

/* Without export tables the rest of the facts is still worth having. */
static int fill_symbols(struct ks_genl *genl, struct ks_snapshot *s,
			const struct ks_wanted *wanted, struct ks_err *err)
{
	int ret;

	if (!strcmp(s->facts.helper.backend, "none"))
		return 0;
	ret = wanted->names ? look_up(genl, s, wanted, err) : dump(genl, s, err);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int ask(struct ks_genl *genl, struct ks_snapshot *s, struct ks_err *err)
{
	struct greeting greeting = { .snapshot = s };
	int ret = ks_genl_kernel_get(genl, on_kernel, &greeting, err);

	return ret ? ret : check_protocol(&greeting, err);
}

/* /proc and /sys see this process's kernel too: what differs is a finding. */
static void compare_release(struct ks_snapshot *s)
{
	struct utsname uts;

	if (!uname(&uts) && s->facts.release.value && strcmp(uts.release, s->facts.release.value))
		ks_add_conflict(s, "release", s->facts.release.value, uts.release);
}

static int explain_refusal(int ret, struct ks_err *err)
{
	if (ret == -EPERM || ret == -EACCES)
		return ks_err_set(err, ret,
				  "kmodsafe kernel module: ask: needs CAP_NET_ADMIN and CAP_SYS_MODULE: run as root, or use --kernel FILE");
	return ret;
}

/**
 * ks_facts_live - the running kernel, without its symbols and modules
 * @snapshot: to fill; keeps the connection for ks_facts_live_symbols()
 * @err: one line on failure, which says what to do
 *
 * Return: 0, -ENOENT without the kernel module, -EPERM without privilege,
 * -EPROTO when module and agent are of different times, or another errno.
 */
int ks_facts_live(struct ks_snapshot *snapshot, struct ks_err *err)
{
	int ret;

	if (snapshot->live)
		return 0;
	if (!ks_system_helper_is_loaded())
		return ks_err_set(err, -ENOENT,
				  "live: ask: the kernel module is not loaded: run \"modprobe kmodsafe\" as root, or use --kernel FILE");
	ret = ks_genl_open(&snapshot->live, err);
	if (!ret)
		ret = ask(snapshot->live, snapshot, err);
	if (ret)
		return explain_refusal(ret, err);
	snapshot->facts.not_fresh = true;
	compare_release(snapshot);
	ks_system_fill(snapshot);
	return 0;
}

/**
 * ks_facts_live_symbols - the running kernel's symbols and modules
 * @snapshot: filled by ks_facts_live(); a snapshot without the running kernel
 *	is left alone
 * @wanted: names that will be asked for
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_live_symbols(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
			  struct ks_err *err)
{
	int ret;

	if (!snapshot->live)
		return 0;
	ret = ks_system_modules(snapshot, wanted, err);
	if (!ret)
		ret = fill_symbols(snapshot->live, snapshot, wanted, err);
	ks_facts_live_end(snapshot);
	return ret ? explain_refusal(ret, err) : 0;
}

/**
 * ks_facts_live_end - let go of the connection
 * @snapshot: with or without one
 */
void ks_facts_live_end(struct ks_snapshot *snapshot)
{
	ks_genl_close(snapshot->live);
	snapshot->live = NULL;
}
