// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading a set, with a kernel that is played, while others load and remove the same
 * modules.
 */
#include <errno.h>

#include "played.h"

#define LAST	(PLAYED_MODULES - 1)

static enum ks_load_state state(const struct played *p, int i)
{
	return p->result.steps[i].state;
}

/* The kernel's facts, again; somebody else has had time to begin or to end. */
static int ask_again(void *context, struct ks_snapshot *snapshot, struct ks_err *err)
{
	struct played *p = context;

	p->asked++;
	ks_facts_free(snapshot);
	ks_snapshot_init(snapshot, p->spec);
	return ks_facts_load(snapshot, p->spec, err);
}

static void test_changes(struct played *p)
{
	ktap_case("one vanishes while the kernel is asked: asked again, and missed");
	played_again(p);
	p->options.ask_again = ask_again;
	p->options.context = p;
	p->state[LAST] = KS_MODULE_LIVE;
	p->steps[1] = p->steps[LAST];
	p->plan.count = 2;
	p->changes = LAST;
	p->changes_at = 2;
	p->changed = -1;
	played_load(p);
	expect_int(p->asked, 1);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, 0), KS_LOAD_READY);

	ktap_case("nothing was missing, so nothing was asked; then something is");
	played_again(p);
	p->options.expects_all = true;
	played_load(p);
	expect_int(p->ret, -EAGAIN);
	expect_text(p->loads, "");

	ktap_case("they never stop");
	played_again(p);
	p->options.ask_again = ask_again;
	p->options.context = p;
	p->changes = LAST;
	p->changes_at = -1;
	played_load(p);
	expect_int(p->ret, -EAGAIN);
	expect_text(p->loads, "");
	expect(p->asked > 1 && p->asked < 100);
}

/* What somebody else does to one module, and when. */
struct event {
	enum ks_load_moment moment;
	uint32_t step;
	int module;
	int state;	/* which it has then */
	bool reloads;	/* it was removed and loaded again */
	struct played *p;
};

static void happen(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		   const struct ks_load_result *result, uint32_t step)
{
	const struct event *e = context;

	(void)plan;
	(void)result;
	if (moment != e->moment || (moment != KS_LOAD_CHECKED && step != e->step))
		return;
	e->p->state[e->module] = e->state;
	e->p->reloads[e->module] += e->reloads;
}

/* Once all is checked; the test may choose another moment. */
static struct event *arrange(struct played *p, int module, int state)
{
	static struct event event;

	event = (struct event){ .moment = KS_LOAD_CHECKED, .module = module, .state = state,
				.p = p };
	p->options.tell = happen;
	p->options.context = &event;
	return &event;
}

/* A plan of the last, which is there and vanishes, and of the first. */
static void last_is_there(struct played *p)
{
	played_again(p);
	p->state[LAST] = KS_MODULE_LIVE;
	p->stranger = true;
	p->steps[1] = p->steps[0];
	p->steps[0] = p->steps[LAST];
	p->plan.count = 2;
	arrange(p, LAST, -1);
}

static void test_races(struct played *p)
{
	struct event *e;

	ktap_case("EEXIST by somebody else's load: theirs, and not undone");
	played_again(p);
	arrange(p, 0, KS_MODULE_LIVE);
	p->fail_at = 0;
	p->error = EEXIST;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(state(p, 0), KS_LOAD_THEIRS);
	expect_int(state(p, LAST), KS_LOAD_LOADED);
	expect_int(p->result.steps[0].is_miss, false);
	expect_int(strlen(p->loads), PLAYED_MODULES);

	ktap_case("theirs is what was seen on its way to init()");
	played_again(p);
	arrange(p, 0, KS_MODULE_LIVE);
	p->fail_at = 0;
	p->error = EEXIST;
	p->reached = KS_YES;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(state(p, 0), KS_LOAD_THEIRS);

	ktap_case("one that was counted on vanishes: no surprise that the next one fails");
	last_is_there(p);
	p->fail_at = 0;
	p->error = ENOENT;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_int(state(p, 0), KS_LOAD_VANISHED);
	expect_int(state(p, 1), KS_LOAD_FAILED);
	expect_int(p->result.failed, 1);
	expect(!p->result.steps[1].is_miss);

	ktap_case("it is just going");
	last_is_there(p);
	arrange(p, LAST, KS_MODULE_GOING);
	p->fail_at = 0;
	p->error = ENOENT;
	p->reached = KS_NO;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_VANISHED);
	expect(!p->result.steps[1].is_miss);

	ktap_case("it is back already");
	last_is_there(p);
	arrange(p, LAST, KS_MODULE_LIVE)->reloads = true;
	p->fail_at = 0;
	p->error = ENOENT;
	p->reached = KS_NO;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_ALREADY);
	expect_int(state(p, 1), KS_LOAD_FAILED);
	expect(!p->result.steps[1].is_miss);

	ktap_case("ours was removed, and loaded again by somebody else: theirs, not undone");
	played_again(p);
	e = arrange(p, 0, KS_MODULE_LIVE);
	e->moment = KS_LOAD_CAME;
	e->reloads = true;
	p->fail_at = 1;
	p->error = ENOENT;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_int(state(p, 0), KS_LOAD_THEIRS);
	expect_text(p->removes, "");
	expect(!p->result.steps[1].is_miss);

	ktap_case("one that was asked for vanishes: all or nothing");
	last_is_there(p);
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_int(p->result.failed, 0);
	expect_int(state(p, 1), KS_LOAD_REMOVED);
	expect_int(played_count(p), 0);

	ktap_case("one that was there vanishes, and nobody minds");
	played_again(p);
	p->state[0] = KS_MODULE_LIVE;
	p->steps[0].is_optional = true;
	p->plan.count = 1;
	arrange(p, 0, -1);
	p->stranger = true;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_VANISHED);
}

/* A list that is read in pieces passes one over where another one goes meanwhile. */
static void test_lists(struct played *p)
{
	struct event *e;

	for (int i = 0; i < PLAYED_MODULES; i++) {
		ktap_case("%d is there, and not listed: no failure", i);
		played_again(p);
		p->unlisted = i;
		p->stranger = true;
		played_load(p);
		expect_int(p->result.outcome, KS_LOAD_DONE);
		expect_int(state(p, i), KS_LOAD_LOADED);
	}
	for (int i = 0; i < LAST; i++) {
		ktap_case("%d is there, and not listed: it is undone as the others", i);
		played_again(p);
		p->unlisted = i;
		p->stranger = true;
		p->fail_at = LAST;
		p->error = ENOMEM;
		played_load(p);
		expect_int(p->result.outcome, KS_LOAD_UNDONE);
		expect_int(played_count(p), 0);
		expect_int(state(p, i), KS_LOAD_REMOVED);
	}
	ktap_case("theirs is not listed: there all the same");
	played_again(p);
	arrange(p, 0, KS_MODULE_LIVE);
	p->unlisted = 0;
	p->fail_at = 0;
	p->error = EEXIST;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(state(p, 0), KS_LOAD_THEIRS);

	ktap_case("one vanishes while the set is undone: nobody else's");
	played_again(p);
	e = arrange(p, 0, -1);
	/* While the set is undone. */
	e->moment = KS_LOAD_WENT;
	e->step = 1;
	p->fail_at = 3;
	p->error = ENOMEM;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_text(p->removes, "21");
	expect_int(state(p, 0), KS_LOAD_VANISHED);
}

int main(void)
{
	struct played p;

	played_init(&p);
	test_changes(&p);
	test_races(&p);
	test_lists(&p);
	played_end(&p);
	return ktap_end();
}
