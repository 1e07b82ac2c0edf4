/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a rule over facts that may be unknown is judged: the test goes through
 * every way in which the unknown ones may turn out, asks a plain transcription
 * of the kernel's code for each, and collects the answers.  A rule may claim
 * only what holds for all of them.
 */
#ifndef KS_TESTS_OUTCOME_H
#define KS_TESTS_OUTCOME_H

#include "world.h"

#define OUTCOME_OK		1u
#define OUTCOME_REFUSES		2u
#define OUTCOME_CONTRADICTS	4u	/* taken, and the wrong one */
#define OUTCOME_UNDEFINED	8u	/* the kernel may not survive it */

/* The values that an unknown fact may have turn out to have. */
static inline bool outcome_may_be(enum ks_tri fact, bool value)
{
	return fact == KS_UNKNOWN || (fact == KS_YES) == value;
}

static inline enum ks_level outcome_worst(const struct world *w)
{
	enum ks_level worst = KS_LEVEL_NOTE;

	for (size_t i = 0; i < w->sink.count; i++)
		if (w->findings[i].level > worst)
			worst = w->findings[i].level;
	return worst == KS_LEVEL_RESIDUAL ? KS_LEVEL_NOTE : worst;
}

/*
 * @outcomes: collected; @open: some fact was unknown, so that "unknown" is a
 * fair answer even where all outcomes agree.
 */
static inline bool outcome_fits(enum ks_level level, unsigned int outcomes, bool open)
{
	if (open && level == KS_LEVEL_UNKNOWN)
		return true;
	switch (outcomes) {
	case OUTCOME_OK:
		return level == KS_LEVEL_NOTE;
	case OUTCOME_REFUSES:
		return level == KS_LEVEL_REFUSES;
	case OUTCOME_CONTRADICTS:
	case OUTCOME_CONTRADICTS | OUTCOME_REFUSES:
		return level == KS_LEVEL_CONTRADICTS;
	case OUTCOME_UNDEFINED:
	case OUTCOME_UNDEFINED | OUTCOME_REFUSES:
		return level == KS_LEVEL_UNDEFINED;
	default:
		return false;
	}
}

static inline void outcome_expect(const struct world *w, unsigned int outcomes, bool open,
				  int error, const char *what)
{
	enum ks_level level = outcome_worst(w);

	if (!expect(outcome_fits(level, outcomes, open)))
		printf("# level %d for outcomes %u%s: %s\n", level, outcomes,
		       open ? ", with unknown facts" : "", what);
	for (size_t i = 0; i < w->sink.count; i++)
		expect_int(w->findings[i].error,
			   w->findings[i].level == KS_LEVEL_REFUSES ? error : 0);
}

#endif
