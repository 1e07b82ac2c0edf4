// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel that is played; see played.h. */
#include "played.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const char facts[] =
	"# kmodsafe facts 1\nrelease\tfile\t6.1.0-56-amd64\n"
	"vermagic\tfile\t" MODULE_VERMAGIC "\nmodule-size\tfile\t896\n"
	"elf-machine\tfile\t62\nelf-class\tfile\t2\nelf-data\tfile\t1\n"
	"gate\tfile\tmodversions\tyes\ngate\tfile\tmodule-sig\tyes\n"
	"gate\tassumed\tsig-enforced\tno\ngate\tfile\tforce-load\tyes\n"
	"gate\tfile\tunload\tyes\ngate\tfile\tvermagic-compared\tyes\n"
	"gate\tfile\tnamespaces-enforced\tyes\ngate\tfile\tretpoline\tyes\n"
	"gate\tfile\tlivepatch\tyes\ngate\tfile\tsysfs\tyes\n"
	"gate\tfile\tdynamic-debug\tyes\n"
	"state\tassumed\tmodules-disabled\tno\nstate\tassumed\tlocked-down\tno\n"
	"state\tassumed\tspectre-v2-mitigated\tyes\nblacklist\tassumed\t\n"
	"helper-forced\t-\tno\nmodules-complete\t-\tyes\nsymbols-complete\t-\tyes\n"
	"symbol\tfile\t0x1a2b3c4d\t-\t-\t-\tmodule_layout\n"
	"symbol\tfile\t0x00000010\t-\t-\t-\talpha\n";

static const char *name_of(int module)
{
	static const char *const names[PLAYED_MODULES] = { "m0", "m1", "m2", "m3", "m4", "m5" };

	return names[module];
}

/* Module n exports "sN" and needs that of the one before it. */
void played_make(struct module_file *file, int module, const char *extra)
{
	char name[16], export[32], import[32];
	const char *options[4] = { name, export, import, extra };

	snprintf(name, sizeof(name), "name=%s", name_of(module));
	snprintf(export, sizeof(export), "export=s%d:0x%x", module, 0x100 + module);
	if (module)
		snprintf(import, sizeof(import), "import=s%d:0x%x", module - 1, 0xff + module);
	else
		snprintf(import, sizeof(import), "import=alpha:0x10");
	if (module_file_make(file, options, extra ? 4 : 3))
		abort();
}

void played_write(struct played *p, int module, const struct module_file *file)
{
	if (module_file_write(file, p->paths[module]))
		abort();
}

static int which(const struct played *p, const struct ks_load_source *source)
{
	for (int i = 0; i < PLAYED_MODULES; i++)
		if (source->image.size == p->files[i].size &&
		    !memcmp(source->image.data, p->files[i].data, p->files[i].size))
			return i;
	return -1;
}

static int play_load(void *context, const struct ks_load_source *source, const char *parameters)
{
	struct played *p = context;
	int module = which(p, source);

	(void)parameters;
	if (module < 0) {
		p->unknown_bytes = true;
		return -ENOEXEC;
	}
	p->loads[strlen(p->loads)] = '0' + module;
	p->load_count++;
	p->last_reached = KS_YES;
	if (module == p->fail_at && (!p->fails || p->fails-- > 0)) {
		if (p->fails == 0 && p->error == EBUSY)
			p->fail_at = -1;
		p->last_reached = p->reached;
		return -p->error;
	}
	if (module == p->appears)
		p->stranger = true;
	p->state[module] = KS_MODULE_LIVE;
	return 0;
}

static int play_load_file(void *context, const struct ks_load_source *source,
			  const char *parameters, int error)
{
	struct played *p = context;

	(void)parameters;
	if (error != -EPERM || !p->wants_file)
		return error;
	p->file_loads++;
	p->last_reached = KS_YES;
	p->state[which(p, source)] = KS_MODULE_LIVE;
	return 0;
}

static bool is_used(const struct played *p, int module)
{
	return module + 1 < PLAYED_MODULES && p->state[module + 1] >= 0;
}

static int play_remove(void *context, const char *name)
{
	struct played *p = context;
	int module = name[1] - '0';

	if (p->interrupts && p->interrupts--)
		return -EINTR;
	if (p->state[module] < 0)
		return -ENOENT;
	if (module == p->stuck || is_used(p, module))
		return -EWOULDBLOCK;
	p->removes[strlen(p->removes)] = '0' + module;
	p->state[module] = -1;
	return 0;
}

static void add_present(struct ks_load_presents *presents, const char *name, int state,
			const char *holders)
{
	presents->items[presents->count++] = (struct ks_load_present){
		.name = ks_pool_copy(&presents->strings, name),
		.state = state,
		.holders = ks_pool_copy(&presents->strings, holders),
	};
}

static int play_list(void *context, struct ks_load_presents *presents)
{
	struct played *p = context;

	p->lists++;
	if (p->changes >= 0 && p->changes_at < 0)
		p->state[p->changes] = p->lists % 2 ? -1 : KS_MODULE_LIVE;
	else if (p->changes >= 0 && p->lists == (unsigned int)p->changes_at)
		p->state[p->changes] = p->changed;
	presents->items = calloc(PLAYED_MODULES + 1, sizeof(*presents->items));
	for (int i = 0; i < PLAYED_MODULES; i++)
		if (p->state[i] >= 0 && i != p->unlisted)
			add_present(presents, name_of(i), p->state[i],
				    is_used(p, i) ? name_of(i + 1) :
						    i == p->stuck ? "stranger" : "");
	if (p->stranger)
		add_present(presents, "stranger", KS_MODULE_LIVE, "");
	return 0;
}

static uint64_t play_load_id(void *context, const char *name)
{
	const struct played *p = context;
	int module = name[1] - '0';

	return p->state[module] < 0 ? 0 : 1 + p->reloads[module];
}

static enum ks_tri play_reached(void *context, const char *name)
{
	(void)name;
	return ((struct played *)context)->last_reached;
}

static int play_run(void *context, const char *command, const char *name, const char *parameters)
{
	struct played *p = context;

	(void)command;
	(void)parameters;
	p->runs++;
	if (!p->run_code)
		p->state[name[1] - '0'] = KS_MODULE_LIVE;
	return p->run_code;
}

static void play_pause(void *context)
{
	struct played *p = context;

	if (++p->pauses == (unsigned int)p->settle_at)
		for (int i = 0; i < PLAYED_MODULES; i++)
			if (p->state[i] == KS_MODULE_COMING || p->state[i] == KS_MODULE_GOING)
				p->state[i] = p->settle;
}

static int play_stopped(void *context)
{
	const struct played *p = context;

	return p->stop_after >= 0 && p->load_count >= (unsigned int)p->stop_after ? 15 : 0;
}

/* The same files and a plan of all, in a kernel that has just booted. */
void played_again(struct played *p)
{
	p->fail_at = p->stuck = p->unlisted = p->appears = p->stop_after = p->changes = -1;
	p->error = p->fails = p->settle_at = p->run_code = 0;
	p->settle = KS_MODULE_LIVE;
	p->reached = KS_YES;
	p->file_loads = p->interrupts = 0;
	p->pauses = p->load_count = p->runs = p->lists = p->asked = 0;
	p->stranger = p->unknown_bytes = p->wants_file = false;
	memset(p->loads, 0, sizeof(p->loads));
	memset(p->removes, 0, sizeof(p->removes));
	p->system = (struct ks_load_system){ play_load, play_load_file, play_remove, play_list,
					     play_load_id, play_reached, play_run, play_pause,
					     play_stopped, p };
	p->options = (struct ks_load_options){ .system = &p->system };
	p->plan = (struct ks_plan){ .steps = p->steps, .count = PLAYED_MODULES };
	for (int i = 0; i < PLAYED_MODULES; i++) {
		bool last = i == PLAYED_MODULES - 1;

		p->state[i] = -1;
		p->reloads[i] = 0;
		played_write(p, i, &p->files[i]);
		p->steps[i] = (struct ks_plan_step){
			.reason = last ? KS_PLAN_REQUESTED : KS_PLAN_NEEDED,
			.path = p->paths[i],
			.name = name_of(i),
			.parameters = "",
			.for_step = last ? KS_PLAN_NONE : PLAYED_MODULES - 1,
		};
	}
}

void played_init(struct played *p)
{
	memset(p, 0, sizeof(*p));
	snprintf(p->directory, sizeof(p->directory), "played.XXXXXX");
	if (!mkdtemp(p->directory))
		abort();
	for (int i = 0; i < PLAYED_MODULES; i++) {
		snprintf(p->paths[i], sizeof(p->paths[i]), "%s/%s.ko", p->directory, name_of(i));
		played_make(&p->files[i], i, NULL);
	}
	p->facts = memfd_create("facts", MFD_CLOEXEC);
	if (p->facts < 0 || write(p->facts, facts, sizeof(facts) - 1) != sizeof(facts) - 1)
		abort();
	snprintf(p->spec, sizeof(p->spec), "/proc/self/fd/%d", p->facts);
	played_again(p);
}

void played_load(struct played *p)
{
	struct ks_err err = { 0 };

	ks_load_result_free(&p->result);
	ks_facts_free(&p->snapshot);
	ks_snapshot_init(&p->snapshot, p->spec);
	p->ret = ks_facts_load(&p->snapshot, p->spec, &err);
	if (!p->ret)
		p->ret = ks_set_load(&p->plan, &p->snapshot, &p->options, &p->result, &err);
	if (p->ret)
		printf("# %s\n", err.text);
}

void played_end(struct played *p)
{
	ks_load_result_free(&p->result);
	ks_facts_free(&p->snapshot);
	for (int i = 0; i < PLAYED_MODULES; i++) {
		unlink(p->paths[i]);
		free(p->files[i].data);
	}
	rmdir(p->directory);
	close(p->facts);
}

size_t played_count(const struct played *p)
{
	size_t count = 0;

	for (int i = 0; i < PLAYED_MODULES; i++)
		count += p->state[i] >= 0;
	return count;
}
