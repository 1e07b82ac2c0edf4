// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading a set, the side of the running kernel that no test plays: signals, and
 * commands of modprobe.d.  Each test is a process of its own, whose signals it may
 * turn around.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ktap.h"
#include "load/system.h"

typedef int test_body(struct ks_load_system *system, int number);

/* How often a body was told to stop; shared with its process. */
static int *told;

/* What became of a process that opened the kernel: its wait status. */
static int in_process(test_body *body, int number, void (*inherited)(int))
{
	struct ks_load_system system = { 0 };
	struct ks_err err;
	int status = -1, code;
	pid_t child;

	fflush(stdout);
	*told = 0;
	child = fork();
	if (child < 0)
		abort();
	if (!child) {
		signal(number, inherited);
		if (ks_load_system_open(&system, &err))
			_exit(99);
		code = body(&system, number);
		ks_load_system_close(&system, false);
		_exit(code);
	}
	if (waitpid(child, &status, 0) != child)
		abort();
	return status;
}

static int stops(struct ks_load_system *system, int number)
{
	*told += !!system->stopped(system->context);
	raise(number);
	*told += system->stopped(system->context) == number;
	return 0;
}

static int comes_too_late(struct ks_load_system *system, int number)
{
	raise(number);
	ks_load_system_close(system, true);
	raise(number);
	return 4;
}

static int does_not_stop(struct ks_load_system *system, int number)
{
	raise(number);
	return system->stopped(system->context);
}

static int is_itself_again(struct ks_load_system *system, int number)
{
	ks_load_system_close(system, true);
	raise(number);
	return 3;
}

static int run_kill(struct ks_load_system *system, int number)
{
	char command[64];

	snprintf(command, sizeof(command), "kill -%d $$; exit 7", number);
	return system->run(system->context, command, "m0", "");
}

static void test_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		int status;

		ktap_case("signal %d asks to stop, and has its way at the end", numbers[i]);
		status = in_process(stops, numbers[i], SIG_DFL);
		expect(WIFSIGNALED(status));
		expect_int(WTERMSIG(status), numbers[i]);
		expect_int(*told, 1);

		ktap_case("signal %d comes too late once all is loaded", numbers[i]);
		status = in_process(comes_too_late, numbers[i], SIG_DFL);
		expect(WIFEXITED(status));
		expect_int(WEXITSTATUS(status), 4);

		ktap_case("signal %d of who is told to ignore it", numbers[i]);
		expect_int(in_process(does_not_stop, numbers[i], SIG_IGN), 0);
	}
}

static void test_pipe(void)
{
	int status;

	ktap_case("nobody reads what is said: no reason to stop in the middle");
	expect_int(in_process(does_not_stop, SIGPIPE, SIG_DFL), 0);

	ktap_case("once all is loaded it is a signal like any other");
	status = in_process(is_itself_again, SIGPIPE, SIG_DFL);
	expect(WIFSIGNALED(status));
	expect_int(WTERMSIG(status), SIGPIPE);

	ktap_case("a command gets SIGPIPE as we got it");
	status = in_process(run_kill, SIGPIPE, SIG_DFL);
	expect(WIFEXITED(status));
	expect(WEXITSTATUS(status) && WEXITSTATUS(status) != 7);
	status = in_process(run_kill, SIGPIPE, SIG_IGN);
	expect(WIFEXITED(status));
	expect_int(WEXITSTATUS(status), 7);
}

static int run_exit(struct ks_load_system *system, int number)
{
	struct sigaction now;
	int code = system->run(system->context, "exit 5", "m0", "");

	ks_load_system_close(system, true);
	sigaction(number, NULL, &now);
	*told = now.sa_handler == SIG_IGN;
	return code;
}

static void test_child(void)
{
	int status;

	ktap_case("what a command says is heard, though its end is ignored");
	status = in_process(run_exit, SIGCHLD, SIG_IGN);
	expect(WIFEXITED(status));
	expect_int(WEXITSTATUS(status), 5);
	expect_int(*told, 1);
}

static void test_list(void)
{
	static char text[] = "alone 16384 0 - Live 0x0000000000000000\n"
			     "used 16384 2 a,b, Loading 0x0000000000000000 (OE+)\n"
			     "kept 16384 1 [permanent], Unloading 0x0000000000000000\n"
			     "both 16384 3 a,b,[permanent], Live 0x0000000000000000\n";
	static const char *const holders[] = { "", "a,b", "", "a,b" };
	static const enum ks_module_state states[] = { KS_MODULE_LIVE, KS_MODULE_COMING,
						       KS_MODULE_GOING, KS_MODULE_LIVE };
	FILE *f = fmemopen(text, strlen(text), "r");
	struct ks_load_presents list = { 0 };

	ktap_case("/proc/modules: who uses what");
	expect_int(ks_load_presents_read(&list, f), 0);
	expect_int(list.count, 4);
	for (size_t i = 0; i < list.count; i++) {
		expect_text(list.items[i].holders, holders[i]);
		expect_int(list.items[i].state, states[i]);
	}
	ks_load_presents_free(&list);
	fclose(f);
}

int main(void)
{
	const struct rlimit no_core = { 0 };

	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED || setrlimit(RLIMIT_CORE, &no_core))
		abort();
	test_signals();
	test_pipe();
	test_child();
	test_list();
	return ktap_end();
}
