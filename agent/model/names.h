/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stable words for facts, the same in texts, JSON and saved facts. */
#ifndef KS_MODEL_NAMES_H
#define KS_MODEL_NAMES_H

#include "model/facts.h"

const char *ks_gate_name(enum ks_gate gate);
const char *ks_state_name(enum ks_state state);
const char *ks_origin_name(enum ks_origin origin);
const char *ks_ring_name(enum ks_ring ring);
const char *ks_module_state_name(enum ks_module_state state);

#endif
