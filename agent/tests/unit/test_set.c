// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading a set, with a kernel that is played: failures, strangers and signals at
 * each position, and files that change between check and load.  Others that load and
 * remove the same modules: test_set_races.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "played.h"

#define LAST	(PLAYED_MODULES - 1)

static enum ks_load_state state(const struct played *p, int i)
{
	return p->result.steps[i].state;
}

static void test_right(struct played *p)
{
	ktap_case("a right set is loaded in its order");
	played_again(p);
	played_load(p);
	expect_int(p->ret, 0);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(p->result.verdict, KS_VERDICT_OK);
	expect_text(p->loads, "012345");
	expect_int(played_count(p), PLAYED_MODULES);
	for (int i = 0; i < PLAYED_MODULES; i++)
		expect_int(state(p, i), KS_LOAD_LOADED);

	ktap_case("a second time there is nothing to do");
	memset(p->loads, 0, sizeof(p->loads));
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_text(p->loads, "");
	expect_int(state(p, LAST), KS_LOAD_ALREADY);

	ktap_case("a dry run loads nothing");
	played_again(p);
	p->options.dry_run = true;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, LAST), KS_LOAD_READY);
	expect_text(p->loads, "");
}

static void test_bad(struct played *p, const char *what, const char *option, bool has_exports)
{
	for (int at = 0; at < PLAYED_MODULES; at++) {
		struct module_file file;

		ktap_case("%s at %d: nothing is loaded", what, at);
		played_again(p);
		played_make(&file, at, option);
		played_write(p, at, &file);
		played_load(p);
		expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
		expect_int(p->result.verdict, KS_VERDICT_REFUSED);
		expect_int(p->result.failed, at);
		expect_text(p->loads, "");
		expect_int(state(p, at), KS_LOAD_REFUSED);
		/* What half a file exports nobody knows. */
		for (int i = at + 1 + !has_exports; i < PLAYED_MODULES; i++) {
			expect_int(state(p, i), KS_LOAD_DRAGGED);
			expect_int(p->result.steps[i].dragged_by, i - 1);
		}
		free(file.data);
	}
}

static void test_failures(struct played *p)
{
	static const char *const reverse[] = { "", "0", "10", "210", "3210", "43210" };

	for (int at = 0; at < PLAYED_MODULES; at++)
		for (int reached = KS_UNKNOWN; reached <= KS_YES; reached++) {
			ktap_case("a failure at %d, reached %d: all is undone", at, reached);
			played_again(p);
			p->fail_at = at;
			p->error = ENOMEM;
			p->reached = reached;
			played_load(p);
			expect_int(p->result.outcome, KS_LOAD_UNDONE);
			expect_int(played_count(p), 0);
			expect_text(p->removes, reverse[at]);
			expect_int(p->result.failed, at);
			expect_int(p->result.steps[at].error, ENOMEM);
			expect_int(p->result.steps[at].is_miss, reached == KS_NO);
			for (int i = 0; i < at; i++)
				expect_int(state(p, i), KS_LOAD_REMOVED);
			for (int i = at + 1; i < PLAYED_MODULES; i++)
				expect_int(state(p, i), KS_LOAD_READY);
		}
	ktap_case("a signal interrupts the removal");
	played_again(p);
	p->fail_at = 3;
	p->error = ENOMEM;
	p->interrupts = 2;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_text(p->removes, "210");
	for (int at = 1; at < PLAYED_MODULES; at++) {
		ktap_case("one that cannot be removed, below a failure at %d", at);
		played_again(p);
		p->fail_at = at;
		p->error = EIO;
		p->stuck = at / 2;
		played_load(p);
		expect_int(p->result.outcome, KS_LOAD_PARTLY);
		expect_int(played_count(p), at / 2 + 1);
		expect_int(state(p, at / 2), at / 2 < at ? KS_LOAD_REMAINS : KS_LOAD_FAILED);
		expect_int(p->result.steps[at / 2].remove_error, EWOULDBLOCK);
		expect_text(p->result.steps[at / 2].holders, "stranger");
	}
}

static void stop_before_fourth(void *context, enum ks_load_moment moment,
			       const struct ks_plan *plan,
			       const struct ks_load_result *result, uint32_t step)
{
	struct played *p = context;

	(void)plan;
	(void)result;
	if (moment == KS_LOAD_COMES && step == 3)
		p->stop_after = 0;
}

static void test_signals(struct played *p)
{
	ktap_case("who is told of the next one may stop it");
	played_again(p);
	p->options.tell = stop_before_fourth;
	p->options.context = p;
	played_load(p);
	expect_int(p->result.signal, 15);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_text(p->loads, "012");
	expect_text(p->removes, "210");
	for (int after = 0; after <= PLAYED_MODULES; after++) {
		ktap_case("a signal after %d loads: all is undone", after);
		played_again(p);
		p->stop_after = after;
		played_load(p);
		expect_int(p->result.signal, 15);
		expect_int(p->result.outcome, KS_LOAD_UNDONE);
		expect_int(played_count(p), 0);
		expect_int(strlen(p->loads), after);
		expect_int(strlen(p->removes), after);
	}
	ktap_case("a load that a signal interrupts");
	played_again(p);
	p->fail_at = p->stop_after = 3;
	p->stop_after = 4;
	p->error = EINTR;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.signal, 15);
	expect_int(played_count(p), 0);
	expect(!p->result.steps[3].is_miss);
}

static void test_others(struct played *p)
{
	ktap_case("EEXIST of a module that is not there is a failure");
	played_again(p);
	p->fail_at = 2;
	p->error = EEXIST;
	p->reached = KS_NO;
	p->state[2] = KS_MODULE_COMING;
	p->settle = -1;
	p->settle_at = 1;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_int(played_count(p), 0);

	ktap_case("one is coming: waited for, and there already");
	played_again(p);
	p->state[0] = KS_MODULE_COMING;
	p->settle_at = 3;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, 0), KS_LOAD_ALREADY);
	expect_int(p->pauses, 3);

	ktap_case("while the last one is waited for, the first begins to come");
	played_again(p);
	p->state[LAST] = KS_MODULE_COMING;
	p->settle_at = 5;
	p->changes = 0;
	p->changes_at = 3;
	p->changed = KS_MODULE_COMING;
	p->steps[1] = p->steps[LAST];
	p->plan.count = 2;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_ALREADY);
	expect_int(state(p, 1), KS_LOAD_ALREADY);
	expect_int(p->result.outcome, KS_LOAD_DONE);

	ktap_case("one is going: waited for, and loaded again");
	played_again(p);
	p->state[1] = KS_MODULE_GOING;
	p->settle = -1;
	p->settle_at = 2;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_text(p->loads, "012345");

	ktap_case("one is coming for ever: waited for, for a while");
	played_again(p);
	p->state[1] = KS_MODULE_COMING;
	played_load(p);
	expect(p->pauses > 0 && p->pauses < 1000);
	expect_int(p->ret, 0);

	ktap_case("a stranger comes with one of ours: told, and left alone");
	played_again(p);
	p->appears = 4;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(p->result.other_count, 1);
	expect_text(p->result.other_count ? p->result.others[0] : NULL, "stranger");
	expect(p->stranger);

	ktap_case("the kernel is busy with that name, and soon is not");
	played_again(p);
	p->fail_at = 1;
	p->error = EBUSY;
	p->fails = 1;
	p->reached = KS_NO;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_text(p->loads, "0112345");

	ktap_case("an init() that is busy is not asked again");
	played_again(p);
	p->fail_at = 1;
	p->error = EBUSY;
	p->fails = 1;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_text(p->loads, "01");
}

static void test_files(struct played *p)
{
	for (int reached = KS_UNKNOWN; reached <= KS_YES; reached++) {
		bool again = reached != KS_YES;

		ktap_case("EPERM, init() %d, where a security module wants files", reached);
		played_again(p);
		p->wants_file = true;
		p->fail_at = 2;
		p->error = EPERM;
		p->reached = reached;
		played_load(p);
		expect_int(p->file_loads, again);
		expect_int(p->result.outcome, again ? KS_LOAD_DONE : KS_LOAD_UNDONE);
		expect_int(state(p, 2), again ? KS_LOAD_LOADED : KS_LOAD_FAILED);
	}
}

static void test_policies(struct played *p)
{
	struct module_file bad;

	played_make(&bad, 2, "layout=0x1");
	ktap_case("stop: what comes before a bad one is loaded and stays");
	played_again(p);
	played_write(p, 2, &bad);
	p->options.policy = KS_LOAD_STOP;
	played_load(p);
	expect_text(p->loads, "01");
	expect_text(p->removes, "");
	expect_int(p->result.outcome, KS_LOAD_PARTLY);

	ktap_case("go on: what does not need it is loaded");
	played_again(p);
	played_write(p, 2, &bad);
	p->options.policy = KS_LOAD_GO_ON;
	p->plan.count = 3;
	p->steps[0].path = p->paths[2];
	p->steps[1].path = p->paths[0];
	p->steps[2].path = p->paths[1];
	played_load(p);
	expect_text(p->loads, "01");
	expect_int(p->result.failed, 0);
	expect_int(p->result.outcome, KS_LOAD_PARTLY);

	ktap_case("an optional one that is bad is left out");
	played_again(p);
	played_write(p, 2, &bad);
	p->steps[2].is_optional = true;
	p->plan.count = 3;
	played_load(p);
	expect_text(p->loads, "01");
	expect_int(p->result.outcome, KS_LOAD_DONE);

	ktap_case("an optional one that is bad brings one down that is needed");
	played_again(p);
	played_write(p, 2, &bad);
	p->steps[2].is_optional = true;
	p->plan.count = 4;
	p->options.dry_run = true;
	played_load(p);
	expect_int(state(p, 3), KS_LOAD_DRAGGED);
	expect_int(p->result.failed, 3);
	expect_int(p->result.verdict, KS_VERDICT_REFUSED);

	ktap_case("a soft dependency of what is there is not wanted");
	played_again(p);
	p->plan.count = 3;
	p->steps[0].for_step = 1;
	p->steps[0].is_optional = true;
	p->steps[1] = p->steps[LAST];
	p->steps[2] = p->steps[LAST - 1];
	p->steps[2].for_step = KS_PLAN_NONE;
	p->state[LAST] = p->state[LAST - 1] = KS_MODULE_LIVE;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_SKIPPED);
	ktap_case("unless somebody else wants it, who is not there");
	p->plan.wishes = (struct ks_plan_wish[]){ { .step = 0, .root = 2 } };
	p->plan.wish_count = 1;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_SKIPPED);
	p->steps[2] = p->steps[0];
	p->steps[2].path = p->paths[1];
	p->steps[2].name = "m1";
	p->steps[2].is_optional = false;
	p->steps[2].for_step = KS_PLAN_NONE;
	played_load(p);
	expect_int(state(p, 0), KS_LOAD_LOADED);
	expect_text(p->loads, "01");

	ktap_case("an optional one that cannot be read is left out");
	played_again(p);
	p->steps[2].is_optional = true;
	p->steps[2].path = "gone.ko";
	p->plan.count = 3;
	played_load(p);
	expect_text(p->loads, "01");
	expect_int(p->result.outcome, KS_LOAD_DONE);

	ktap_case("unless all must be decided: that is for somebody else");
	memset(p->loads, 0, sizeof(p->loads));
	memset(p->state, 0xff, sizeof(p->state));
	p->options.decided_only = true;
	played_load(p);
	expect_text(p->loads, "");
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(p->result.failed, 2);

	ktap_case("where another one is needed and bad, it is that one");
	p->steps[1].path = p->paths[2];
	played_write(p, 2, &bad);
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(p->result.failed, 1);

	ktap_case("unless it only lacks what the undecided one may export");
	p->steps[1].path = p->paths[1];
	p->steps[0].path = "gone.ko";
	p->steps[0].is_optional = true;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, 1), KS_LOAD_REFUSED);
	expect_int(p->result.failed, 0);

	ktap_case("an optional one that fails is left out");
	played_again(p);
	p->steps[2].is_optional = true;
	p->plan.count = 3;
	p->fail_at = 2;
	p->error = ENODEV;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_int(played_count(p), 2);
	free(bad.data);
}

static void test_commands(struct played *p)
{
	ktap_case("a command in place of a module is not run by itself");
	played_again(p);
	p->steps[1].kind = KS_PLAN_COMMAND;
	p->steps[1].command = "true";
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, 1), KS_LOAD_SKIPPED);
	expect_int(p->runs, 0);
	expect_text(p->loads, "");

	ktap_case("it is run where that was asked for");
	p->options.run_commands = true;
	played_load(p);
	expect_int(p->runs, 1);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	expect_text(p->loads, "02345");

	ktap_case("one that fails undoes the set");
	played_again(p);
	p->options.run_commands = true;
	p->steps[1].kind = KS_PLAN_COMMAND;
	p->steps[1].command = "false";
	p->run_code = 1;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_UNDONE);
	expect_int(played_count(p), 0);
}

/* Between check and load each file becomes a wrong one. */
static void swap_files(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		       const struct ks_load_result *result, uint32_t step)
{
	struct played *p = context;
	char other[128];

	(void)result;
	(void)step;
	if (moment != KS_LOAD_CHECKED)
		return;
	for (size_t i = 0; i < plan->count; i++) {
		struct module_file wrong;

		played_make(&wrong, i, "layout=0x1");
		if (p->pauses % 2) {
			played_write(p, i, &wrong);
		} else {
			snprintf(other, sizeof(other), "%s.new", p->paths[i]);
			if (module_file_write(&wrong, other) || rename(other, p->paths[i]))
				abort();
		}
		free(wrong.data);
	}
}

static void test_swaps(struct played *p)
{
	ktap_case("files that are swapped or rewritten between check and load");
	for (int round = 0; round < 50; round++) {
		played_again(p);
		p->options.tell = swap_files;
		p->options.context = p;
		p->pauses = round;
		played_load(p);
		expect_int(p->result.outcome, KS_LOAD_DONE);
		expect(!p->unknown_bytes);
		expect_text(p->loads, "012345");
	}
	/* The judge of this test: the files are wrong by now. */
	memset(p->state, 0xff, sizeof(p->state));
	played_load(p);
	expect_int(p->result.verdict, KS_VERDICT_REFUSED);
}

static void test_links(struct played *p)
{
	char real[128];

	ktap_case("a symbolic link in place of a file");
	played_again(p);
	snprintf(real, sizeof(real), "%s.real", p->paths[3]);
	if (rename(p->paths[3], real) || symlink("m3.ko.real", p->paths[3]))
		abort();
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_DONE);
	memset(p->state, 0xff, sizeof(p->state));
	p->options.no_follow = true;
	played_load(p);
	expect_int(p->result.outcome, KS_LOAD_NOT_TRIED);
	expect_int(state(p, 3), KS_LOAD_UNREADABLE);
	expect(strstr(p->result.steps[3].err, "symbolic link"));
	unlink(p->paths[3]);
	unlink(real);
}

int main(void)
{
	struct played p;

	played_init(&p);
	test_right(&p);
	test_bad(&p, "a wrong CRC", "layout=0x1", true);
	test_bad(&p, "a file cut short", "cut=700", false);
	test_bad(&p, "another vermagic", "vermagic=6.1.0-56-amd64 SMP mod_unload ", true);
	test_bad(&p, "a symbol that nobody has", "import=nobody:0x1", true);
	test_failures(&p);
	test_signals(&p);
	test_others(&p);
	test_files(&p);
	test_policies(&p);
	test_commands(&p);
	test_swaps(&p);
	test_links(&p);
	played_end(&p);
	return ktap_end();
}
