// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Giving a module to the kernel: its bytes, and the file only where a security module
 * insists on that.  The kernel is played: open(), access() and syscall() are ours.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ktap.h"
#include "load/load.h"

/* What the kernel has of security modules: their list, or NULL, and a directory of IMA's. */
static struct {
	const char *list;
	bool has_ima;
	int error;
	unsigned int by_bytes, by_file;
} kernel;

static int file_of(const char *text)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

int open(const char *path, int flags, ...)
{
	if (strcmp(path, "/sys/kernel/security/lsm"))
		return openat(AT_FDCWD, path, flags);
	if (kernel.list)
		return file_of(kernel.list);
	errno = ENOENT;
	return -1;
}

int access(const char *path, int mode)
{
	if (strcmp(path, "/sys/kernel/security/ima"))
		return faccessat(AT_FDCWD, path, mode, 0);
	errno = ENOENT;
	return kernel.has_ima ? 0 : -1;
}

long syscall(long number, ...)
{
	kernel.by_bytes += number == SYS_init_module;
	kernel.by_file += number == SYS_finit_module;
	errno = kernel.error;
	return number == SYS_finit_module ? 0 : -1;
}

static struct ks_load_source source;

/* How often the file was given. */
static unsigned int load(const char *list, bool has_ima, int error)
{
	int ret;

	kernel.list = list;
	kernel.has_ima = has_ima;
	kernel.error = error;
	kernel.by_bytes = kernel.by_file = 0;
	ret = ks_load(&source, "");
	expect_int(ret, -error);
	expect_int(kernel.by_bytes, 1);
	expect_int(kernel.by_file, 0);
	ret = ks_load_file(&source, "", ret);
	expect_int(ret, kernel.by_file ? 0 : -error);
	return kernel.by_file;
}

int main(void)
{
	source.fd = file_of("a module");
	if (fstat(source.fd, &source.stat))
		abort();

	ktap_case("nobody insists on the file");
	expect_int(load("lockdown,capability,yama,apparmor", false, EPERM), 0);
	expect_int(load("", false, EACCES), 0);
	ktap_case("somebody in the list does");
	expect_int(load("capability,loadpin", false, EPERM), 1);
	expect_int(load("capability,ima,evm", true, EACCES), 1);
	expect_int(load("capability,ipe", false, EACCES), 1);
	ktap_case("IMA, which is in no list before 6.9");
	expect_int(load("capability,integrity", true, EACCES), 1);
	ktap_case("no securityfs: nobody knows");
	expect_int(load(NULL, false, EACCES), 1);
	ktap_case("other errors are no security module's");
	expect_int(load(NULL, true, ENOEXEC), 0);
	expect_int(load("loadpin", false, ENOKEY), 0);
	ktap_case("a file that is packed is not what was checked");
	source.packed = true;
	expect_int(load(NULL, true, EPERM), 0);
	source.packed = false;
	ktap_case("nor is one that was written to");
	source.stat.st_size++;
	expect_int(load(NULL, true, EPERM), 0);
	close(source.fd);
	return ktap_end();
}
