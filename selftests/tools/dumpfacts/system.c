// SPDX-License-Identifier: GPL-2.0-or-later
/* What /proc and /sys say: whether modules may be loaded, and which may not. */
#include "rows.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool rows_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, line, size - 1);

	if (fd >= 0)
		close(fd);
	if (got < 0)
		return false;
	line[got] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static bool has_securityfs(void)
{
	FILE *f = fopen("/proc/filesystems", "re");
	char line[128];
	bool found = !f;

	while (f && fgets(line, sizeof(line), f))
		found |= !!strstr(line, "\tsecurityfs\n");
	if (f)
		fclose(f);
	return found;
}

/* Without a security module there is nothing that could lock down. */
static const char *locked_down(void)
{
	char line[128];

	if (rows_line("/sys/kernel/security/lockdown", line, sizeof(line)))
		return strstr(line, "[none]") ? "no" : "yes";
	return !access("/sys/kernel/security/lsm", F_OK) || !has_securityfs() ? "no" : NULL;
}

void rows_system(FILE *f)
{
	const char *down = locked_down();
	char line[1024];
	bool forced;

	if (rows_line("/proc/sys/kernel/modules_disabled", line, sizeof(line)))
		fprintf(f, "state\tlive\tmodules-disabled\t%s\n",
			strcmp(line, "0") ? "yes" : "no");
	if (down)
		fprintf(f, "state\tlive\tlocked-down\t%s\n", down);
	if (rows_line("/sys/module/kernel/parameters/module_blacklist", line, sizeof(line)))
		fprintf(f, "blacklist\tlive\t%s\n", strcmp(line, "(null)") ? line : "");
	forced = rows_line("/sys/module/kmodsafe/taint", line, sizeof(line)) && strchr(line, 'F');
	fprintf(f, "helper-forced\t-\t%s\n", forced ? "yes" : "no");
}
