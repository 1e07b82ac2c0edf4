// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading the kmodsafe kernel module itself, for commands that load others. */
#include <errno.h>

#include "cmd/verdict.h"
#include "elf/input.h"
#include "facts/system.h"
#include "load/load.h"
#include "resolve/resolve.h"

/* Why our own kernel module was not taken, and what to do. */
static int explain_helper(const char *path, int error, struct ks_err *err)
{
	switch (-error) {
	case EKEYREJECTED:
	case EBADMSG:
		return ks_err_set(err, error,
				  "%s: load: this kernel takes signed modules only: sign it with a key of this machine (mokutil), or use --kernel FILE",
				  path);
	case EPERM:
	case EACCES:
		return ks_err_set(err, error,
				  "%s: load: not permitted: run as root; under Secure Boot or lockdown sign it with a key of this machine (mokutil), or use --kernel FILE",
				  path);
	case ENOEXEC:
	case EINVAL:
	case ENOENT:
		return ks_err_set(err, error,
				  "%s: load: built for another kernel: rebuild it (dkms autoinstall), or use --kernel FILE",
				  path);
	default:
		return ks_err_sys(err, error, path, "load");
	}
}

static int load_helper_from(const char *path, struct ks_err *err)
{
	struct ks_load_source source;
	struct ks_input input;
	int ret = ks_input_open(&input, path, KS_INPUT_MODULE, err);

	if (!ret) {
		source = ks_load_source_of(&input);
		ret = ks_load(&source, "");
		if (ret)
			ret = ks_load_file(&source, "", ret);
		/* Somebody else was faster. */
		if (ret == -EEXIST)
			ret = 0;
		if (ret)
			explain_helper(path, ret, err);
	}
	ks_input_close(&input);
	return ret;
}

/**
 * ks_helper_load - have the kernel module of ours, if it is installed
 * @err: one line on failure, which says what to do
 *
 * Return: 0 or a negative errno.
 */
int ks_helper_load(struct ks_err *err)
{
	char path[4096];
	int ret;

	if (ks_system_helper_is_loaded())
		return 0;
	ret = ks_resolve_find("kmodsafe", path, sizeof(path), err);
	if (ret == -ENOENT)
		return ks_err_set(err, ret,
				  "kmodsafe kernel module: load: not installed for this kernel: install it (make install, or dkms), or use --kernel FILE");
	return ret ? ret : load_helper_from(path, err);
}
