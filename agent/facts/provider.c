// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * --kernel SPEC: "live", or files and directories separated by commas that
 * together describe one kernel.  The table of providers is here.
 */
#include "facts/provider.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/input.h"
#include "facts/cmdline.h"
#include "facts/directory.h"

/* The first that recognises the content takes it. */
static const struct ks_provider *const providers[] = {
	&ks_provider_saved,
	&ks_provider_symvers,
	&ks_provider_config,
	&ks_provider_image,
	&ks_provider_packages,
	&ks_provider_btf,
	&ks_provider_builtin_modinfo,
	&ks_provider_release,
};

/* A file whose symbols are read once it is known which are wanted. */
struct ks_source {
	struct ks_source *next;
	const struct ks_provider *provider;
	struct ks_input input;
	const char *path;
	uint8_t file;
};

static int keep_source(struct ks_snapshot *snapshot, const struct ks_provider *provider,
		       struct ks_input *input, const char *path, struct ks_err *err)
{
	struct ks_source *source = malloc(sizeof(*source)), **last = &snapshot->sources;

	if (!source)
		return ks_err_sys(err, -ENOMEM, path, "read");
	*source = (struct ks_source){ .provider = provider, .input = *input, .path = path,
				     .file = snapshot->file };
	*input = (struct ks_input){ .fd = -1 };
	while (*last)
		last = &(*last)->next;
	*last = source;
	snapshot->symbol_sources++;
	return 0;
}

static void drop_sources(struct ks_snapshot *snapshot)
{
	while (snapshot->sources) {
		struct ks_source *source = snapshot->sources;

		snapshot->sources = source->next;
		ks_input_close(&source->input);
		free(source);
	}
}

static const struct ks_provider *provider_of(const struct ks_image *image)
{
	for (size_t i = 0; image->size && i < KS_ARRAY_SIZE(providers); i++)
		if (providers[i]->recognises(image))
			return providers[i];
	return NULL;
}

static int load_image(struct ks_snapshot *snapshot, const struct ks_provider *provider,
		      struct ks_input *input, const char *path, struct ks_err *err)
{
	int ret = 0;

	/* Saved facts name the files that they are from themselves. */
	if (provider != &ks_provider_saved) {
		ret = ks_add_file(snapshot, path, provider->name, err);
		snapshot->file = snapshot->facts.file_count;
	}
	if (!ret)
		ret = provider->fill(snapshot, &input->image, path, err);
	if (!ret && provider->fill_symbols)
		ret = keep_source(snapshot, provider, input, path, err);
	snapshot->file = 0;
	return ret;
}

/**
 * ks_facts_load_open - put what one file tells into a snapshot
 * @snapshot: to fill
 * @fd: the file, open with KS_INPUT_FLAGS; closed here
 * @path: for messages; lives as long as @snapshot
 * @provider: whose it is, or NULL: by its content
 * @recognised: set to whether it is one of the kinds that are known
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_load_open(struct ks_snapshot *snapshot, int fd, const char *path,
		       const struct ks_provider *provider, bool *recognised, struct ks_err *err)
{
	struct ks_input input;
	int ret = ks_input_take(&input, fd, path, KS_INPUT_ANY, err);

	*recognised = true;
	if (!ret) {
		provider = provider ? provider : provider_of(&input.image);
		*recognised = provider;
		ret = provider ? load_image(snapshot, provider, &input, path, err) :
		      ks_err_set(err, -EINVAL,
				 "%s: read: neither saved facts, Module.symvers, a kernel configuration, a kernel image, a package database nor BTF",
				 path);
	}
	ks_input_close(&input);
	return ret;
}

static int load_path(struct ks_snapshot *snapshot, const char *path, struct ks_err *err)
{
	int fd = open(path, KS_INPUT_FLAGS), ret;
	bool recognised;
	struct stat st;

	if (fd < 0)
		return ks_err_sys(err, -errno, path, "open");
	if (fstat(fd, &st) || !S_ISDIR(st.st_mode))
		return ks_facts_load_open(snapshot, fd, path, NULL, &recognised, err);
	ret = ks_directory_load(snapshot, fd, path, err);
	close(fd);
	return ret;
}

static int load_part(struct ks_snapshot *snapshot, const char *part, struct ks_err *err)
{
	if (!strcmp(part, "live"))
		return ks_facts_live(snapshot, err);
	if (!*part)
		return ks_err_set(err, -EINVAL, "--kernel: names a file without a name");
	return load_path(snapshot, part, err);
}

/* Those of an image come together. */
static bool has_builtin_keys(const struct ks_facts *facts)
{
	for (size_t i = 0; i < facts->key_count; i++)
		if (facts->keys[i].ring == KS_RING_BUILTIN)
			return true;
	return false;
}

/* Facts that were saved before "fresh-boot" was have a release that tells. */
static bool is_of_running(const struct ks_facts *facts)
{
	return facts->not_fresh || facts->release.origin == KS_ORIGIN_LIVE;
}

static void assume_states(struct ks_snapshot *snapshot, bool lockdown_is_open)
{
	for (int i = 0; i < KS_STATE_MAX; i++) {
		/* What the processor needs is no matter of booting. */
		if (i == KS_STATE_SPECTRE_V2_MITIGATED ||
		    (i == KS_STATE_LOCKED_DOWN && lockdown_is_open))
			continue;
		if (snapshot->facts.states[i].value == KS_UNKNOWN)
			ks_set_state(snapshot, i, false, KS_ORIGIN_ASSUMED);
	}
}

/*
 * A kernel that is only a file is judged as freshly booted, with the command line
 * that the user names or an empty one: nothing else is loaded or locked down.
 */
static void assume_fresh_boot(struct ks_snapshot *snapshot)
{
	struct ks_facts *facts = &snapshot->facts;
	bool lockdown_is_open = ks_cmdline_boot(snapshot);

	assume_states(snapshot, lockdown_is_open);
	/*
	 * Whether it was built to enforce signatures, neither symbols nor an image show,
	 * and an image without messages not even whether it checks them.
	 */
	if (facts->gates[KS_GATE_SIG_ENFORCED].value == KS_UNKNOWN &&
	    facts->gates[KS_GATE_MODULE_SIG].value == KS_NO)
		ks_set_gate(snapshot, KS_GATE_SIG_ENFORCED, false, KS_ORIGIN_ASSUMED);
	/* What stays open on purpose is not to be assumed when it was saved. */
	facts->not_fresh = lockdown_is_open;
	if (!facts->blacklist.value)
		ks_set_text(snapshot, "blacklist", &facts->blacklist, "", KS_ORIGIN_ASSUMED);
	if (facts->taints.origin == KS_ORIGIN_NONE)
		ks_set_number(snapshot, "taints", &facts->taints, 0, KS_ORIGIN_ASSUMED);
	if (facts->module_count == 0 || snapshot->builtin_is_read)
		facts->other_modules = KS_NO;
	if (snapshot->builtin_keys_only && has_builtin_keys(facts))
		facts->other_keys = KS_NO;
}

/* Of a kernel that runs nothing is assumed but what the user says. */
static void assume_boot(struct ks_snapshot *snapshot)
{
	if (!is_of_running(&snapshot->facts)) {
		assume_fresh_boot(snapshot);
		return;
	}
	snapshot->facts.not_fresh = true;
	if (snapshot->cmdline)
		ks_cmdline_boot(snapshot);
}

/**
 * ks_facts_load - one kernel, from what the user named
 * @snapshot: initialised; ks_facts_free() releases it, also after a failure
 * @spec: "live" or files, comma separated
 * @err: one line on failure
 *
 * The kernel as a whole is known afterwards; ks_facts_complete() adds the
 * running kernel's symbols and makes the facts ready for the rules.
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_load(struct ks_snapshot *snapshot, const char *spec, struct ks_err *err)
{
	if (!*spec)
		return ks_err_set(err, -EINVAL, "--kernel: names no kernel");
	while (*spec) {
		size_t len = strcspn(spec, ",");
		const char *part = ks_pool_copy_n(&snapshot->strings, spec, len);
		int ret;

		if (!part)
			return ks_err_sys(err, -ENOMEM, spec, "read");
		ret = load_part(snapshot, part, err);
		if (ret)
			return ret;
		spec += len + (spec[len] == ',');
	}
	if (snapshot->cmdline && snapshot->live)
		return ks_err_set(err, -EINVAL,
				  "live: --cmdline: the running kernel has its own command line");
	assume_boot(snapshot);
	return 0;
}

/*
 * CRCs decide whatever they can, at less cost.  Without them the types may, and
 * where the kernel insists on sound BTF they must be looked at.
 */
static bool btf_decides(const struct ks_facts *facts)
{
	return facts->gates[KS_GATE_MODVERSIONS].value != KS_YES ||
	       facts->gates[KS_GATE_BTF_ENFORCED].value == KS_YES ||
	       facts->module_size.origin == KS_ORIGIN_NONE;
}

/**
 * ks_facts_complete - make the facts ready for the rules
 * @snapshot: filled by ks_facts_load(); not changed afterwards
 * @wanted: names that will be asked for
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_complete(struct ks_snapshot *snapshot, const struct ks_wanted *wanted,
		      struct ks_err *err)
{
	int ret = 0;

	if (snapshot->live &&
	    (wanted->keep || (wanted->btf && btf_decides(&snapshot->facts))))
		ret = ks_facts_live_btf(snapshot, err);
	if (!ret)
		ret = ks_facts_live_symbols(snapshot, wanted, err);
	for (struct ks_source *s = snapshot->sources; s && !ret; s = s->next) {
		snapshot->file = s->file;
		ret = s->provider->fill_symbols(snapshot, &s->input.image, s->path, wanted, err);
	}
	snapshot->file = 0;
	drop_sources(snapshot);
	return ret ? ret : ks_snapshot_finish(snapshot, err);
}

/**
 * ks_facts_free - release a snapshot
 * @snapshot: initialised
 */
void ks_facts_free(struct ks_snapshot *snapshot)
{
	ks_facts_live_end(snapshot);
	drop_sources(snapshot);
	ks_snapshot_free(snapshot);
}
