// SPDX-License-Identifier: GPL-2.0-or-later
/* Stable words for facts, the same in texts, JSON and saved facts. */
#include "model/names.h"

#define GATE_NAME(id, name, config) [KS_GATE_##id] = name,
static const char *const gate_names[KS_GATE_MAX] = { KS_GATES(GATE_NAME) };

#define STATE_NAME(id, name) [KS_STATE_##id] = name,
static const char *const state_names[KS_STATE_MAX] = { KS_STATES(STATE_NAME) };

static const char *const origin_names[KS_ORIGIN_MAX] = {
	[KS_ORIGIN_NONE] = "unknown", [KS_ORIGIN_LIVE] = "live",   [KS_ORIGIN_LOADER] = "loader",
	[KS_ORIGIN_BUILD] = "build",  [KS_ORIGIN_FILE] = "file",   [KS_ORIGIN_ASSUMED] = "assumed",
};

static const char *const module_state_names[KS_MODULE_STATE_MAX] = {
	[KS_MODULE_LIVE] = "live",
	[KS_MODULE_COMING] = "coming",
	[KS_MODULE_GOING] = "going",
	[KS_MODULE_BUILTIN] = "builtin",
	[KS_MODULE_BUILTIN_SYSFS] = "builtin-sysfs",
	[KS_MODULE_BESIDE] = "beside",
};

static const char *const ring_names[KS_RING_MAX] = {
	[KS_RING_BUILTIN] = "builtin", [KS_RING_SECONDARY] = "secondary",
	[KS_RING_MACHINE] = "machine", [KS_RING_NAMED] = "named",
	[KS_RING_PLATFORM] = "platform", [KS_RING_REVOKED] = "revoked",
};

/** ks_gate_name - stable word for a gate */
const char *ks_gate_name(enum ks_gate gate)
{
	return gate_names[gate];
}

/** ks_state_name - stable word for a state */
const char *ks_state_name(enum ks_state state)
{
	return state_names[state];
}

/** ks_origin_name - stable word for an origin */
const char *ks_origin_name(enum ks_origin origin)
{
	return origin_names[origin];
}

/** ks_module_state_name - stable word for a module's state */
const char *ks_module_state_name(enum ks_module_state state)
{
	return module_state_names[state];
}

/** ks_ring_name - stable word for a keyring */
const char *ks_ring_name(enum ks_ring ring)
{
	return ring_names[ring];
}
