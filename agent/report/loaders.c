// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The texts of kmod, busybox, ubox, libmodprobe and systemd about loading, and
 * lines of the kernel that no rule predicts; see loaders.h.  The kernel's lines
 * about what rules refuse are in kernel_log.c, and nowhere else.
 */
#include "report/loaders.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "lib/macro.h"
#include "report/words.h"

#define REFUSED		"the kernel, or the module's init(), refused it"
#define SEE_LOG		"look for the kernel's own line just before (dmesg), or check the file (kmodsafe check)"
#define NOT_INSTALLED	"there is no module of that name for this kernel"
#define INSTALL		"install the package that has it for this very kernel (uname -r), and run depmod"
#define ORDER		"load, or list, what it depends on before it"
#define IN_USE		"it is in use, by another module or by a program"
#define BLACKLISTED	"a configuration file forbids it"
#define UNPACK		"pack it as this kernel wants it, or load it with a program that unpacks"

#define KERNEL		"kernel"
#define KMOD		"kmod"
#define BUSYBOX		"busybox"
#define UBOX		"ubox"
#define ANDROID		"libmodprobe"
#define SYSTEMD		"systemd"

static const struct {
	const char *by;
	const char *format;
	int error;
	const char *meaning;
	const char *advice;
} sayings[] = {
	/* tools/insmod.c, modprobe.c and rmmod.c of kmod */
	{ KMOD, "could not insert module %o: %e", 0, REFUSED, SEE_LOG },
	{ KMOD, "could not insert '%o': %e", 0, REFUSED, SEE_LOG },
	{ KMOD, "could not insert '%o': Unknown symbol in module, or unknown parameter (see dmesg)",
	  ENOENT, REFUSED, SEE_LOG },
	{ KMOD, "could not insert '%o': Module already in kernel", EEXIST, "it is loaded already",
	  NULL },
	{ KMOD, "could not load module %o: %e", 0, "the file could not be opened or unpacked", NULL },
	{ KMOD, "Module %o not found in directory %s", ENOENT, NOT_INSTALLED, INSTALL },
	{ KMOD, "Module %o not found.", ENOENT, NOT_INSTALLED, INSTALL },
	{ KMOD, "could not find module by name='%o'", ENOENT, NOT_INSTALLED, INSTALL },
	{ KMOD, "could not open moddep file '%s'", ENOENT, "there is no list of modules for this kernel",
	  "run depmod, or boot the kernel whose modules are installed" },
	{ KMOD, "Error running install command for %o", 0,
	  "a command of modprobe.d stands in place of the module, and failed",
	  "look for \"install\" in /etc/modprobe.d; modprobe --ignore-install goes round it" },
	{ KMOD, "Module %o is builtin.", 0, "it is part of the kernel image", NULL },
	{ KMOD, "Module %o is in use.", EBUSY, IN_USE, NULL },
	{ KMOD, "Module %o is in use by: %s", EBUSY, IN_USE, "remove those first" },
	{ KMOD, "Module %o is in use", EBUSY, IN_USE, NULL },
	{ KMOD, "Module %o is not currently loaded", ENOENT, "it is not loaded", NULL },
	{ KMOD, "Module %o is not in kernel.", ENOENT, "it is not loaded", NULL },
	{ KMOD, "could not remove module %o: %e", 0, "the kernel did not remove it", NULL },
	{ KMOD, "could not remove '%o': %e", 0, "the kernel did not remove it", NULL },
	/* modutils/ of busybox */
	{ BUSYBOX, "can't insert '%o': %e", 0, REFUSED, SEE_LOG },
	{ BUSYBOX, "can't load module %o (%s): %e", 0, REFUSED, SEE_LOG },
	{ BUSYBOX, "module %o not found in modules.dep", ENOENT, NOT_INSTALLED, INSTALL },
	{ BUSYBOX, "module '%o' not found", ENOENT, NOT_INSTALLED, INSTALL },
	/* kmodloader.c of ubox, which never names an errno */
	{ UBOX, "failed to insert %o", 0, REFUSED, SEE_LOG },
	{ UBOX, "failed to find a module named %o", ENOENT, NOT_INSTALLED,
	  "install its package (kmod-...) from the feed of this very image" },
	{ UBOX, "no module folders for kernel version %s found", ENOENT,
	  "no modules are installed for this kernel", "install kmod packages of this very image" },
	{ UBOX, "missing dependency %o", ENOENT, "a module that it depends on is not installed",
	  "install that one, too" },
	{ UBOX, "dependency not loaded %o", 0, "a module that it depends on could not be loaded",
	  "look at that one first" },
	{ UBOX, "%N modules could not be probed", 0,
	  "that many modules of the lists in /etc/modules.d could not be loaded", SEE_LOG },
	{ UBOX, "1 module could not be probed", 0,
	  "a module of the lists in /etc/modules.d could not be loaded", SEE_LOG },
	{ UBOX, "%N module(s) could not be probed", 0,
	  "that many modules of the lists in /etc/modules.d could not be loaded", SEE_LOG },
	{ UBOX, "kmodloader: - %o - %N", 0,
	  "it could not be loaded; the number says how many of its dependencies were missing",
	  SEE_LOG },
	{ UBOX, "module is already loaded - %o", EEXIST, "it is loaded already", NULL },
	{ UBOX, "%o is already loaded", EEXIST, "it is loaded already", NULL },
	{ UBOX, "%o is builtin", 0, "it is part of the kernel image", NULL },
	{ UBOX, "%o is blacklisted", 0, BLACKLISTED, "look for \"blacklist\" in /etc/modules.conf" },
	{ UBOX, "invalid endianess: %N", ENOEXEC, "the file is no module, or a damaged one", NULL },
	{ UBOX, "unknown elf format %N", ENOEXEC, "the file is no module, or a damaged one", NULL },
	/* libmodprobe of Android: init, ueventd, modprobe */
	{ ANDROID, "Failed to insmod '%o' with args '%s': %e", 0, REFUSED, SEE_LOG },
	{ ANDROID, "Failed to insmod '%o' with args '%s'", 0, REFUSED, SEE_LOG },
	{ ANDROID, "Failed to insmod '%o': %e", 0, REFUSED, SEE_LOG },
	{ ANDROID, "Failed to load module %o: %e", 0, REFUSED, SEE_LOG },
	{ ANDROID, "Could not open module '%o': %e", 0,
	  "the file could not be opened; a symbolic link is not followed", NULL },
	{ ANDROID, "Could not open module '%o'", 0,
	  "the file could not be opened; a symbolic link is not followed", NULL },
	{ ANDROID, "LoadWithAliases was unable to load %o", 0,
	  "it, or a module that it depends on, is not installed or could not be loaded; for a device's alias that no module has it means nothing",
	  SEE_LOG },
	{ ANDROID, "module %o is blocklisted", 0, BLACKLISTED, "look at modules.blocklist" },
	{ ANDROID, "Failed to load kernel modules", 0,
	  "a module of modules.load could not be loaded, and init stops there",
	  "check the tree with \"kmodsafe preflight\"" },
	/* modules-load.c and module-util.c of systemd */
	{ SYSTEMD, "Failed to insert module '%o': %e", 0, REFUSED, SEE_LOG },
	{ SYSTEMD, "Failed to insert '%o': %e", 0, REFUSED, SEE_LOG },
	{ SYSTEMD, "Failed to find module '%o'", ENOENT, NOT_INSTALLED, INSTALL },
	{ SYSTEMD, "Failed to lookup module alias '%o': %e", 0, NOT_INSTALLED, INSTALL },
	{ SYSTEMD, "Failed to look up module alias '%o': %e", 0, NOT_INSTALLED, INSTALL },
	{ SYSTEMD, "Module '%o' is deny-listed", 0, BLACKLISTED,
	  "look for \"blacklist\" in /etc/modprobe.d" },
	{ SYSTEMD, "Module '%o' is deny-listed (by kmod)", 0, BLACKLISTED,
	  "look for \"blacklist\" in /etc/modprobe.d" },
	{ SYSTEMD, "Module '%o' is deny-listed (by kernel)", 0, BLACKLISTED,
	  "look for module_blacklist= on the kernel's command line" },
	{ SYSTEMD, "Module '%o' is built in", 0, "it is part of the kernel image", NULL },
	/* kernel/module/ and kernel/kmod.c, where what decides is not in the file */
	{ KERNEL, "%o: gave up waiting for init of module %s.", EBUSY,
	  "a module whose symbols it needs did not end its init() for 30 seconds",
	  "look at what that one waits for" },
	{ KERNEL, "%o: Unknown symbol %s (err -16)", EBUSY,
	  "a module whose symbols it needs did not end its init() for 30 seconds",
	  "look at what that one waits for" },
	{ KERNEL, "do_init_module: '%o'->init suspiciously returned %s, it should follow 0/-E convention",
	  0, "its init() returned what is neither success nor an errno: a bug of the module", NULL },
	{ KERNEL, "%o: init suspiciously returned %s, it should follow 0/-E convention", 0,
	  "its init() returned what is neither success nor an errno: a bug of the module", NULL },
	{ KERNEL, "impossible to appraise a module without a file descriptor. sig_enforce kernel parameter might help",
	  EACCES, "IMA wants to see the file, and was given its bytes only",
	  "load it with a program that uses finit_module(2)" },
	{ KERNEL, "not a gzip compressed module", EINVAL, "the kernel unpacks gzip, and it is none", UNPACK },
	{ KERNEL, "not an xz compressed module", EINVAL, "the kernel unpacks xz, and it is none", UNPACK },
	{ KERNEL, "not a zstd compressed module", EINVAL, "the kernel unpacks zstd, and it is none", UNPACK },
	{ KERNEL, "decompression failed with status %s", EINVAL, "the packed file is damaged",
	  "get the file again" },
	{ KERNEL, "ZSTD-decompression failed with status %s", EINVAL, "the packed file is damaged",
	  "get the file again" },
	{ KERNEL, "Module hash %s is blacklisted", EKEYREJECTED,
	  "its hash is on the kernel's blacklist", "get another build" },
	{ KERNEL, "execmem: unable to allocate memory", ENOMEM, "no room for modules is left", NULL },
	{ KERNEL, "vmap allocation for size %N failed: use vmalloc=<size> to increase size", ENOMEM,
	  "no room for modules is left", NULL },
	{ KERNEL, "request_module: modprobe %s cannot be processed, kmod is busy with %N threads for more than %N seconds now",
	  EBUSY, "the kernel asked for more modules at a time than modprobe could load",
	  "look at what modprobe waits for" },
};

/**
 * ks_loader_sayings - go over all texts
 * @take: called for each
 * @data: for @take
 */
void ks_loader_sayings(ks_take_saying *take, void *data)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(sayings); i++)
		take(sayings[i].by, sayings[i].format, sayings[i].error, sayings[i].meaning,
		     sayings[i].advice, data);
}

/* moderror() of busybox, where it is not that of kmod in small letters. */
static const struct {
	const char *text;
	int error;
} busybox_texts[] = {
	{ "unknown symbol in module, or unknown parameter", ENOENT },
	{ "invalid parameter", EINVAL },
	{ "no such module", ENOENT },
};

#define ERRNO_MAX	133

/**
 * ks_errno_of_text - the errno that a program put into words
 * @text: as strerror(3), kmod and busybox do, in English
 *
 * Return: the errno, positive, or 0.
 */
int ks_errno_of_text(const char *text)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(busybox_texts); i++)
		if (!strcmp(text, busybox_texts[i].text))
			return busybox_texts[i].error;
	for (int error = 1; error <= ERRNO_MAX; error++)
		if (!strcasecmp(text, strerror(error)) || !strcasecmp(text, ks_insmod_text(error)))
			return error;
	return 0;
}
