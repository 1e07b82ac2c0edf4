// SPDX-License-Identifier: GPL-2.0-or-later
/* Which system a root file system is, and what its reader reads there. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "boot/list.h"
#include "lib/cleanup.h"
#include "lib/macro.h"
#include "lib/root.h"

/* What tells a system, first come first served. */
static const struct {
	const char *path;
	enum ks_boot_format format;
} marks[] = {
	{ "sbin/kmodloader", KS_BOOT_OPENWRT },
	{ "etc/modules.d", KS_BOOT_OPENWRT },
	{ "system/bin/init", KS_BOOT_ANDROID },
	{ "lib/modules/modules.load", KS_BOOT_ANDROID },
	{ "usr/lib/systemd/systemd-modules-load", KS_BOOT_SYSTEMD },
	{ "lib/systemd/systemd-modules-load", KS_BOOT_SYSTEMD },
	{ "etc/modules", KS_BOOT_MODULES },
};

/**
 * ks_boot_format_of_root - who reads the boot lists of a system
 * @root: its root file system
 * @format: to fill
 *
 * Return: 0, or -ENOENT when nothing there tells.
 */
int ks_boot_format_of_root(const char *root, enum ks_boot_format *format)
{
	ks_auto_close int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; dir >= 0 && i < KS_ARRAY_SIZE(marks); i++) {
		ks_auto_close int fd = ks_root_open(dir, marks[i].path, O_PATH);

		if (fd >= 0) {
			*format = marks[i].format;
			return 0;
		}
	}
	return dir < 0 ? -errno : -ENOENT;
}

static bool ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), end = strlen(suffix);

	return length >= end && !strcmp(text + length - end, suffix);
}

/* Is a directory for kernels with other pages? */
static bool fits_pages(const char *name, const char *pages)
{
	if (ends_with(name, "_16k"))
		return !strcmp(pages, "_16k");
	return !ends_with(name, "_64k") || !strcmp(pages, "_64k");
}

/* "6.1" of "6.1.25-android14", as scanf("%d.%d") takes it. */
static bool same_series(const char *name, const char *release)
{
	size_t major = strspn(release, "0123456789"), minor;

	if (!major || release[major] != '.')
		return false;
	minor = strspn(release + major + 1, "0123456789");
	return minor && !strncmp(name, release, major + 1 + minor) &&
	       !strspn(name + major + 1 + minor, "0123456789");
}

/**
 * ks_boot_android_fits - may first-stage init look into a directory of lib/modules
 * @name: of the directory
 * @release: of the kernel, whose own directory would be the only one
 * @pages: "", or what stands behind a name for larger pages: "_16k"
 */
bool ks_boot_android_fits(const char *name, const char *release, const char *pages)
{
	return fits_pages(name, pages) && same_series(name, release);
}

static bool is_directory(int dir, const char *name)
{
	struct stat st;

	return !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISDIR(st.st_mode);
}

/**
 * ks_boot_android_directories - where first-stage init looks for modules
 * @boot: gets what must live as long as @found
 * @base: lib/modules of a system
 * @release: of the kernel
 * @page_size: of the kernel, in bytes
 * @found: names below @base, in the order in which they are tried; "" is @base
 *	itself, and always the last; the caller frees @found->names
 *
 * Models LoadKernelModules() and GetPageSizeSuffix() of init/first_stage_init.cpp.
 *
 * Return: 0 or a negative errno: there is no such directory.
 */
int ks_boot_android_directories(struct ks_boot *boot, const char *base, const char *release,
				size_t page_size, struct ks_boot_files *found)
{
	ks_auto_close int fd = open(base, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct ks_boot_place place = { .boot = boot, .root = fd, .path = base };
	ks_auto_free char *exact = NULL;
	char pages[32] = "";
	size_t count = 0;
	int ret;

	if (fd < 0)
		return -errno;
	if (page_size > 4096)
		snprintf(pages, sizeof(pages), "_%zuk", page_size / 1024);
	if (asprintf(&exact, "%s%s", release, pages) < 0) {
		exact = NULL;
		return -ENOMEM;
	}
	ret = ks_boot_dir(&place, ".", "", found);
	for (size_t i = 0; i < found->count && !ret; i++) {
		if (!is_directory(fd, found->names[i]))
			continue;
		if (!strcmp(found->names[i], exact)) {
			found->names[0] = found->names[i];
			count = 1;
			break;
		}
		if (ks_boot_android_fits(found->names[i], release, pages))
			found->names[count++] = found->names[i];
	}
	if (ret)
		return ret;
	/* Room for one more, whatever was found. */
	found->count = count;
	return ks_boot_add_name(boot, found, "");
}
