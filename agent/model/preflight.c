// SPDX-License-Identifier: GPL-2.0-or-later
/* Stable words of preflight, and what counts as which verdict. */
#include "model/preflight.h"

#define NOTE_NAME(id, word, verdict) [KS_PREFLIGHT_##id] = word,
static const char *const note_names[] = { KS_PREFLIGHT_NOTES(NOTE_NAME) };

#define NOTE_VERDICT(id, word, verdict) [KS_PREFLIGHT_##id] = verdict,
static const enum ks_verdict note_verdicts[] = { KS_PREFLIGHT_NOTES(NOTE_VERDICT) };

/** ks_preflight_note_name - stable word */
const char *ks_preflight_note_name(enum ks_preflight_note_id id)
{
	return note_names[id];
}

/** ks_preflight_note_verdict - the verdict that it counts as */
enum ks_verdict ks_preflight_note_verdict(enum ks_preflight_note_id id)
{
	return note_verdicts[id];
}

/** ks_preflight_state_name - stable word */
const char *ks_preflight_state_name(enum ks_preflight_state state)
{
	static const char *const names[KS_PREFLIGHT_STATE_MAX] = {
		"module",   "builtin", "passed-over", "unknown", "absent", "denied",
		"nameless", "needs",   "link",	      "endless", "never",  "unfinished",
	};

	return names[state];
}

/** ks_preflight_boot_verdict - the verdict that a line counts as, but for modules */
enum ks_verdict ks_preflight_boot_verdict(enum ks_preflight_state state)
{
	switch (state) {
	case KS_PREFLIGHT_ABSENT:
	case KS_PREFLIGHT_NEEDS:
	case KS_PREFLIGHT_LINK:
	case KS_PREFLIGHT_ENDLESS:
	case KS_PREFLIGHT_NEVER:
		return KS_VERDICT_REFUSED;
	case KS_PREFLIGHT_OPEN:
	case KS_PREFLIGHT_FOLLOWED:
		return KS_VERDICT_UNKNOWN;
	default:
		return KS_VERDICT_OK;
	}
}

/** ks_preflight_ending_name - stable word */
const char *ks_preflight_ending_name(enum ks_preflight_ending ending)
{
	static const char *const names[KS_PREFLIGHT_ENDING_MAX] = {
		"through", "stops", "crashes", "gives-up", "nothing-loaded", "unfinished",
	};

	return names[ending];
}

/** ks_preflight_cause_name - stable word; of a finding its reason is one */
const char *ks_preflight_cause_name(enum ks_preflight_cause cause)
{
	static const char *const names[KS_PREFLIGHT_CAUSE_MAX] = {
		"finding", "evidence", "cycle", "foreign-kernel",
	};

	return names[cause];
}
