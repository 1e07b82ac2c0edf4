// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * First process of a guest, static, on any kernel: load the modules of the
 * initramfs in the order of their names, mount what programs expect and the
 * job's folder on the host at /job, run /job/guest, leave its wait status in
 * /job/ended, and end the machine.  Without /job/ended nothing counts.
 *
 * The kernel hands on from its command line: KS_JOB, the folder on the host
 * for User-Mode Linux (elsewhere it is the 9p tag "job"), and KS_OFF=reboot
 * where a machine ends by that.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODULES	"/mods"

static void end(void)
{
	const char *off = getenv("KS_OFF");

	sync();
	reboot(off && !strcmp(off, "reboot") ? RB_AUTOBOOT : RB_POWER_OFF);
	for (;;)
		pause();
}

static void fail(const char *what)
{
	printf("kmodsafe-init: %s: %s\n", what, strerror(errno));
	end();
}

/* What a kernel does not have is left out. */
static void mount_all(void)
{
	static const struct { const char *type, *where; } mounts[] = {
		{ "devtmpfs", "/dev" },
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "debugfs", "/sys/kernel/debug" },
		{ "tracefs", "/sys/kernel/tracing" },
		{ "securityfs", "/sys/kernel/security" },
	};
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, NULL);
	}
}

static void open_console(void)
{
	int in = open("/dev/null", O_RDWR), out = open("/dev/console", O_WRONLY);

	dup2(in, 0);
	dup2(out < 0 ? in : out, 1);
	dup2(1, 2);
	setvbuf(stdout, NULL, _IONBF, 0);
}

static void load_modules(void)
{
	struct dirent **names;
	char path[400];
	int i, fd, count = scandir(MODULES, &names, NULL, alphasort);

	for (i = 0; i < count; i++) {
		if (names[i]->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), MODULES "/%s", names[i]->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
			fail(path);
		close(fd);
	}
}

static void mount_job(void)
{
	const char *folder = getenv("KS_JOB");
	int tries;

	mkdir("/job", 0755);
	if (folder) {
		if (mount("job", "/job", "hostfs", 0, folder))
			fail("hostfs");
		return;
	}
	/* the device may need a moment after its driver */
	for (tries = 1000; mount("job", "/job", "9p", 0,
				"trans=virtio,version=9p2000.L,cache=none,msize=262144,access=any");
	     tries--) {
		if (!tries)
			fail("9p");
		usleep(20000);
	}
}

static int run(void)
{
	char *const argv[] = { "/job/guest", NULL };
	char *const envp[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "TERM=dumb", NULL };
	pid_t pid = fork(), got;
	int status;

	if (!pid) {
		setsid();
		if (chdir("/job"))
			_exit(127);
		execve(argv[0], argv, envp);
		printf("kmodsafe-init: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	do
		got = wait(&status);
	while (got != pid && (got > 0 || errno == EINTR));
	return status;
}

int main(void)
{
	FILE *f;
	int status;

	mount_all();
	open_console();
	load_modules();
	mount_job();
	status = run();
	f = fopen("/job/ended.new", "we");
	if (!f || fprintf(f, "%d\n", status) < 0 || fclose(f) ||
	    rename("/job/ended.new", "/job/ended"))
		fail("/job/ended");
	umount("/job");
	end();
}
