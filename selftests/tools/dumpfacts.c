// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * "kmodsafe facts --save" for guests that have no libraries: the agent's own
 * code for facts of the running kernel, without commands, on raw netlink, and
 * linked statically for any machine.  "dumpfacts" in a guest of
 * selftests/kernels loads ./kmodsafe.ko with what ./parameters says, writes
 * ./facts and, where an agent lies beside it, lets that write ./facts.agent;
 * "dumpfacts FILE" only writes FILE.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "facts/keys.h"
#include "facts/packages.h"
#include "facts/provider.h"

#define LOADER	"./agent/ld.so"

/* A guest has no database of packages, and reading one takes libraries. */
void ks_packages_fill(struct ks_snapshot *snapshot)
{
	(void)snapshot;
}

static void load_helper(void)
{
	int fd = open("kmodsafe.ko", O_RDONLY | O_CLOEXEC);
	char parameters[100] = "";
	FILE *f = fopen("parameters", "re");

	if (f && fgets(parameters, sizeof(parameters), f))
		parameters[strcspn(parameters, "\n")] = '\0';
	if (f)
		fclose(f);
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0))
		err(2, "kmodsafe.ko");
	close(fd);
}

/* Where one looks for what is built in. */
static void show_builtin(void)
{
	struct utsname uts;
	char path[400];

	uname(&uts);
	mkdir("/lib", 0755);
	mkdir("/lib/modules", 0755);
	snprintf(path, sizeof(path), "/lib/modules/%s", uts.release);
	if (symlink("/job", path))
		err(2, "%s", path);
}

static int run_agent(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execl(LOADER, LOADER, "--library-path", "./agent", "./agent/kmodsafe",
		      "facts", "--save", "facts.agent", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status != 0;
}

static int write_facts(const char *path)
{
	const struct ks_wanted all = { 0 };
	struct ks_snapshot snapshot;
	struct ks_err error;
	int ret;

	ks_snapshot_init(&snapshot, "live");
	ret = ks_facts_live(&snapshot, &error);
	if (!ret)
		ret = ks_facts_live_symbols(&snapshot, &all, &error);
	if (!ret)
		ret = ks_snapshot_finish(&snapshot, &error);
	if (!ret) {
		ks_facts_live_keys(&snapshot);
		ret = ks_snapshot_check(&snapshot, &error);
	}
	if (!ret)
		ret = ks_facts_save(&snapshot.facts, path, &error);
	if (ret)
		errx(2, "%s", error.text);
	ks_snapshot_free(&snapshot);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return write_facts(argv[1]);
	if (access("kmodsafe.ko", F_OK))
		errx(2, "usage: dumpfacts FILE, or in a folder with kmodsafe.ko");
	load_helper();
	show_builtin();
	write_facts("facts");
	return access(LOADER, X_OK) ? 0 : run_agent();
}
