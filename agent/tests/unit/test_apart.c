// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A check in a process of its own, which crashes or never ends: before and after
 * something was given to the kernel.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ktap.h"
#include "load/apart.h"

/* One that is to run out, and one that must not, however loaded the machine is. */
#define SHORT_MS	400
#define LONG_MS		(60 * 1000)

/* What a check does: how far it comes, and what becomes of it then. */
struct part {
	struct ks_apart apart;	/* without limits they are long */
	bool answers, loads, crashes, hangs, takes_its_time, leaves_somebody;
	const char *why;
	int code;
};

static int play(void *context)
{
	struct part *p = context;

	if (p->answers && ks_apart_tell_answered(&p->apart))
		return 99;
	if (p->loads && ks_apart_tell_loading(&p->apart))
		return 99;
	/* Holds the pipe as one does that cannot be killed. */
	if (p->leaves_somebody && !fork()) {
		sleep(20);
		_exit(0);
	}
	if (p->crashes)
		raise(SIGKILL);
	if (p->takes_its_time)
		usleep(5 * p->apart.check_ms / 4 * 1000);
	signal(SIGALRM, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	while (p->hangs)
		pause();
	return p->why ? ks_apart_no_answer(&p->apart, "%s", p->why) : p->code;
}

static int seconds_of(struct part *p, int *code)
{
	struct timespec before, after;

	if (!p->apart.answer_ms)
		p->apart.answer_ms = LONG_MS;
	if (!p->apart.check_ms)
		p->apart.check_ms = 2 * LONG_MS;
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &before);
	*code = ks_apart_run(&p->apart, play, p);
	if (p->apart.is_child)
		_exit(*code);
	clock_gettime(CLOCK_MONOTONIC, &after);
	return (int)(after.tv_sec - before.tv_sec);
}

static void expect_code(struct part p, int want, const char *why)
{
	int code;

	expect(seconds_of(&p, &code) < 10);
	expect_int(code, want);
	expect_text(p.apart.why, why);
}

static void test_answers(void)
{
	static char all[2000], kept[sizeof(((struct ks_apart *)NULL)->why)];

	ktap_case("what a check says is what is said");
	for (int code = 0; code < 4; code++)
		expect_code((struct part){ .answers = true, .code = code }, code, "");
	expect_code((struct part){ .answers = true, .loads = true, .code = 1 }, 1, "");

	ktap_case("no answer, and why");
	expect_code((struct part){ .why = "Luck" }, KS_APART_NO_ANSWER, "Luck");
	expect_code((struct part){ .answers = true, .why = "" }, KS_APART_NO_ANSWER, "");

	ktap_case("a file's name is no mark");
	expect_code((struct part){ .why = "\001\002\003" }, KS_APART_NO_ANSWER, "\001\002\003");

	ktap_case("a reason without end");
	memset(all, 'x', sizeof(all) - 1);
	memset(kept, 'x', sizeof(kept) - 1);
	expect_code((struct part){ .why = all }, KS_APART_NO_ANSWER, kept);
}

static void test_crashes(void)
{
	ktap_case("a crash before anything was given to the kernel");
	expect_code((struct part){ .answers = true, .crashes = true }, KS_APART_NO_ANSWER,
		    "the check crashed");
	ktap_case("a crash while the kernel has a module");
	expect_code((struct part){ .loads = true, .crashes = true }, KS_APART_BROKEN_OFF, "");
	ktap_case("no answer once the kernel had a module");
	expect_code((struct part){ .loads = true, .why = "?" }, KS_APART_BROKEN_OFF, "?");
}

static void test_time(void)
{
	const struct ks_apart answer = { .answer_ms = SHORT_MS }, check = { .check_ms = SHORT_MS };
	const struct ks_apart whole = { .check_ms = 5 * SHORT_MS };

	ktap_case("the kernel never answers");
	expect_code((struct part){ .apart = answer, .hangs = true }, KS_APART_NO_ANSWER,
		    "the kernel did not answer in time");
	ktap_case("it answers, and the check never ends");
	expect_code((struct part){ .apart = check, .answers = true, .hangs = true },
		    KS_APART_NO_ANSWER, "the check took too long");
	ktap_case("one that cannot be killed is not waited for");
	expect_code((struct part){ .apart = answer, .hangs = true, .leaves_somebody = true },
		    KS_APART_NO_ANSWER, "the kernel did not answer in time");
	ktap_case("a module that takes its time is waited for");
	expect_code((struct part){ .apart = whole, .answers = true, .loads = true,
				   .takes_its_time = true }, 0, "");
}

static void test_children(void)
{
	struct sigaction now;

	ktap_case("whose children end unheard");
	signal(SIGCHLD, SIG_IGN);
	expect_code((struct part){ .answers = true, .code = 1 }, 1, "");
	expect_code((struct part){ .loads = true, .code = 1 }, 1, "");
	expect_code((struct part){ .crashes = true }, KS_APART_NO_ANSWER, "the check crashed");
	sigaction(SIGCHLD, NULL, &now);
	expect(now.sa_handler == SIG_IGN);
}

int main(void)
{
	const struct rlimit no_core = { 0 };

	if (setrlimit(RLIMIT_CORE, &no_core))
		abort();
	test_answers();
	test_crashes();
	test_time();
	test_children();
	return ktap_end();
}
