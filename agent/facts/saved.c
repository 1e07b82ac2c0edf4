// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A saved facts file: the snapshot written down.  Text, one fact a line, tab
 * separated, in a fixed order, so that two of them can be compared with diff:
 *
 *	# kmodsafe facts 2
 *	release		live	6.1.0-56-amd64
 *	gate		build	modversions	yes
 *	module		live	live	ext4	E
 *	symbol		live	0xabfc92ad	-	-	-	module_layout
 *	key		live	builtin	build	8963f7...	3082052830...	Name of it
 *	end
 *
 * A module row is its state, name and, where they are known, the letters of
 * its taints or "-" for none.
 * A symbol row is CRC or "-", "gpl" or "-", namespace or "-", owner or "-",
 * name; "absent" or "unknown" in place of the CRC says that it is not exported
 * or that this is not known.  A "from" row is a file that the facts are from: its
 * kind and path.  A key row is the keyring, "build" for the key that
 * this kernel's build made or "-", the id, the certificate (DER, as hexadecimal
 * digits) or "-", the name; a hash row is the SHA-256 of a file.  Unknown facts
 * have no line.
 *
 * Without the last row the file is cut short, which its other rows do not show:
 * what is not in it would be taken for what the kernel does not have.  Format 1
 * has no such row.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/lines.h"
#include "facts/provider.h"
#include "facts/saved_symbols.h"
#include "lib/cleanup.h"
#include "lib/number.h"
#include "lib/write.h"
#include "model/names.h"

#define MAGIC		"# kmodsafe facts 2"
#define MAGIC_NO_END	"# kmodsafe facts 1"
#define MAGIC_ANY	"# kmodsafe facts "
#define END		"end"

static bool recognises(const struct ks_image *image)
{
	const uint8_t *start = ks_image_range(image, 0, strlen(MAGIC_ANY));

	return start && !memcmp(start, MAGIC_ANY, strlen(MAGIC_ANY));
}

static bool parse_origin(const char *word, enum ks_origin *origin)
{
	for (int i = KS_ORIGIN_LIVE; i < KS_ORIGIN_MAX; i++)
		if (!strcmp(word, ks_origin_name(i))) {
			*origin = i;
			return true;
		}
	return false;
}

static bool parse_yes_no(const char *word, bool *value)
{
	*value = !strcmp(word, "yes");
	return *value || !strcmp(word, "no");
}

static bool fill_text(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	struct ks_facts *facts = &s->facts;

	if (count != 3)
		return false;
	if (!strcmp(f[0], "release"))
		ks_set_release(s, f[2], origin);
	else if (!strcmp(f[0], "vermagic"))
		ks_set_text(s, f[0], &facts->vermagic, f[2], origin);
	else if (!strcmp(f[0], "vermagic-flags"))
		ks_set_text(s, f[0], &facts->vermagic_flags, f[2], origin);
	else if (!strcmp(f[0], "kernel-hash"))
		ks_set_text(s, f[0], &facts->kernel_hash, f[2], origin);
	else if (!strcmp(f[0], "blacklist"))
		ks_set_text(s, f[0], &facts->blacklist, f[2], origin);
	else
		return false;
	return true;
}

static bool fill_number(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	struct {
		const char *name;
		struct ks_fact_number *fact;
	} numbers[] = {
		{ "version", &s->facts.version },
		{ "module-size", &s->facts.module_size },
		{ "btf-types", &s->facts.btf_types },
		{ "btf-strings", &s->facts.btf_strings },
		{ "elf-machine", &s->facts.machine },
		{ "elf-class", &s->facts.elf_class },
		{ "elf-data", &s->facts.elf_data },
		{ "taints", &s->facts.taints },
	};
	uint64_t value;

	for (size_t i = 0; i < KS_ARRAY_SIZE(numbers); i++) {
		if (strcmp(f[0], numbers[i].name))
			continue;
		if (count != 3 || ks_parse_number(f[2], 10, UINT32_MAX, &value))
			return false;
		ks_set_number(s, f[0], numbers[i].fact, value, origin);
		return true;
	}
	return false;
}

static bool fill_gate(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	bool value;

	if (strcmp(f[0], "gate") || count != 4 || !parse_yes_no(f[3], &value))
		return false;
	for (int i = 0; i < KS_GATE_MAX; i++)
		if (!strcmp(f[2], ks_gate_name(i))) {
			ks_set_gate(s, i, value, origin);
			return true;
		}
	return false;
}

static bool fill_state(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	bool value;

	if (strcmp(f[0], "state") || count != 4 || !parse_yes_no(f[3], &value))
		return false;
	for (int i = 0; i < KS_STATE_MAX; i++)
		if (!strcmp(f[2], ks_state_name(i))) {
			ks_set_state(s, i, value, origin);
			return true;
		}
	return false;
}

static bool fill_module(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	struct ks_module module = { .origin = origin };

	if (strcmp(f[0], "module") || (count != 4 && count != 5))
		return false;
	module.name = f[3];
	if (count == 5)
		module.taints = strcmp(f[4], "-") ? f[4] : "";
	for (int i = 0; i < KS_MODULE_STATE_MAX; i++)
		if (!strcmp(f[2], ks_module_state_name(i))) {
			module.state = i;
			ks_add_module(s, &module);
			return true;
		}
	return false;
}

static bool parse_ring(const char *word, enum ks_ring *ring)
{
	for (int i = 0; i < KS_RING_MAX; i++)
		if (!strcmp(word, ks_ring_name(i))) {
			*ring = i;
			return true;
		}
	return false;
}

static bool fill_key(struct ks_snapshot *s, char **f, size_t count, enum ks_origin origin)
{
	struct ks_key key = { .id = f[4], .name = f[6], .origin = origin };
	uint8_t der[KS_LINE_MAX / 2];

	if (strcmp(f[0], "key") || count != 7 || !parse_ring(f[2], &key.ring) ||
	    (strcmp(f[3], "build") && strcmp(f[3], "-")))
		return false;
	key.is_build_key = !strcmp(f[3], "build");
	if (strcmp(f[5], "-")) {
		key.certificate.data = der;
		if (ks_parse_hex(f[5], der, sizeof(der), &key.certificate.size))
			return false;
	}
	ks_add_key(s, &key);
	return true;
}

static bool fill_hash(struct ks_snapshot *s, char **f, size_t count)
{
	if (strcmp(f[0], "hash") || count != 3)
		return false;
	ks_add_hash(s, f[2]);
	return true;
}

static bool fill_rest(struct ks_snapshot *s, char **f, size_t count)
{
	bool complete;

	if (count != 3 || !parse_yes_no(f[2], &complete))
		return false;
	if (!strcmp(f[0], "symbols-complete"))
		s->facts.other_exports = complete ? KS_NO : KS_UNKNOWN;
	else if (!strcmp(f[0], "modules-complete"))
		s->facts.other_modules = complete ? KS_NO : KS_UNKNOWN;
	else if (!strcmp(f[0], "keys-complete"))
		s->facts.other_keys = complete ? KS_NO : KS_UNKNOWN;
	else if (!strcmp(f[0], "fresh-boot"))
		s->facts.not_fresh |= !complete;
	else if (!strcmp(f[0], "helper-forced"))
		s->facts.helper.forced |= complete;
	else
		return false;
	return true;
}

static bool fill_file(struct ks_snapshot *s, const char *kind, const char *path)
{
	const char *kind_copy = ks_pool_copy(&s->strings, kind);
	const char *path_copy = ks_pool_copy(&s->strings, path);
	struct ks_err ignored;

	if (!kind_copy || !path_copy)
		s->out_of_memory = true;
	else if (ks_add_file(s, path_copy, kind_copy, &ignored))
		return false;
	return true;
}

static bool fill_line(struct ks_snapshot *s, char *line)
{
	enum ks_origin origin;
	char *f[7];
	size_t count = ks_split(line, '\t', f, KS_ARRAY_SIZE(f));

	if (count < 3)
		return false;
	if (!strcmp(f[0], "contradiction") && count == 5) {
		ks_add_conflict(s, f[2], f[3], f[4]);
		return true;
	}
	if (!strcmp(f[0], "from") && count == 4 && !strcmp(f[1], "-"))
		return fill_file(s, f[2], f[3]);
	if (!strcmp(f[1], "-"))
		return fill_rest(s, f, count);
	return parse_origin(f[1], &origin) &&
	       (fill_text(s, f, count, origin) || fill_number(s, f, count, origin) ||
		fill_gate(s, f, count, origin) || fill_state(s, f, count, origin) ||
		fill_module(s, f, count, origin) || fill_key(s, f, count, origin) ||
		fill_hash(s, f, count));
}

static bool ends_with(const struct ks_image *image, const char *text)
{
	size_t len = strlen(text);
	const uint8_t *tail = NULL;

	if (image->size >= len)
		tail = ks_image_range(image, image->size - len, len);
	return tail && !memcmp(tail, text, len);
}

static int check_format(const struct ks_image *image, const char *first, const char *path,
			struct ks_err *err)
{
	if (!strcmp(first, MAGIC))
		return ends_with(image, "\n" END "\n") || ends_with(image, "\n" END "\r\n") ?
			       0 :
			       ks_err_set(err, -EINVAL,
					  "%s: read: is cut short: its last line is not \"%s\"",
					  path, END);
	if (!strcmp(first, MAGIC_NO_END))
		return ends_with(image, "\n") ?
			       0 :
			       ks_err_set(err, -EINVAL,
					  "%s: read: is cut short: its last line has no end", path);
	return ks_err_set(err, -EPROTO,
			  "%s: read: facts of another format, this program knows \"%s\"", path,
			  MAGIC);
}

static int fill_row(struct ks_snapshot *s, struct ks_lines *lines, const char *path,
		    struct ks_err *err)
{
	char *line = lines->line;

	if (lines->number == 1)
		return check_format(lines->image, line, path, err);
	if (!*line || *line == '#' || fill_line(s, line))
		return 0;
	if (!strcmp(line, END) && lines->at == lines->image->size)
		return 0;
	return ks_err_set(err, -EINVAL, "%s: read: line %u is no fact", path, lines->number);
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	struct ks_lines lines = { .image = image };
	const char *line;
	size_t len;
	int ret = 0;

	/* Says so itself where not everything is in it. */
	snapshot->facts.other_exports = KS_UNKNOWN;
	while (!ret && (line = ks_lines_peek(&lines, &len))) {
		if (lines.number > 1 && ks_is_symbol_row(line, len))
			continue;
		memcpy(lines.line, line, len);
		lines.line[len] = '\0';
		ret = fill_row(snapshot, &lines, path, err);
	}
	return ret;
}

const struct ks_provider ks_provider_saved = {
	.name = "saved facts",
	.recognises = recognises,
	.fill = fill,
	.fill_symbols = ks_saved_symbols,
};

/* What ends a field or a line, as a hostile kernel module may send it. */
static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static bool fits(const char *text)
{
	while (*text && !is_control(*text))
		text++;
	return !*text;
}

/* A name keeps its row, as there must be no more of them than are known. */
static void save_name(FILE *f, const char *name)
{
	if (fits(name))
		fprintf(f, "%s", name);
	else
		for (; *name; name++)
			putc(is_control(*name) ? '?' : *name, f);
}

static void save_text(FILE *f, const char *name, const struct ks_fact_text *fact)
{
	if (fact->value && fits(fact->value))
		fprintf(f, "%s\t%s\t%s\n", name, ks_origin_name(fact->origin), fact->value);
}

static void save_number(FILE *f, const char *name, const struct ks_fact_number *fact)
{
	if (fact->origin != KS_ORIGIN_NONE)
		fprintf(f, "%s\t%s\t%" PRIu64 "\n", name, ks_origin_name(fact->origin),
			fact->value);
}

static void save_tri(FILE *f, const char *kind, const char *name, const struct ks_fact_tri *fact)
{
	if (fact->value != KS_UNKNOWN)
		fprintf(f, "%s\t%s\t%s\t%s\n", kind, ks_origin_name(fact->origin), name,
			fact->value == KS_YES ? "yes" : "no");
}

static void save_symbol(FILE *f, const struct ks_export *e)
{
	char crc[16] = "-";

	if (e->exported != KS_YES)
		snprintf(crc, sizeof(crc), "%s", e->exported == KS_NO ? "absent" : "unknown");
	else if (e->has_crc)
		snprintf(crc, sizeof(crc), "0x%08x", e->crc);
	fprintf(f, "symbol\t%s\t%s\t%s\t", ks_origin_name(e->origin), crc,
		e->gpl_only ? "gpl" : "-");
	save_name(f, e->ns ? e->ns : "-");
	putc('\t', f);
	save_name(f, e->owner ? e->owner : "-");
	putc('\t', f);
	save_name(f, e->name);
	putc('\n', f);
}

static void save_module(FILE *f, const struct ks_module *m)
{
	fprintf(f, "module\t%s\t%s\t", ks_origin_name(m->origin),
		ks_module_state_name(m->state));
	save_name(f, m->name);
	if (m->taints)
		fprintf(f, "\t%s", *m->taints ? m->taints : "-");
	fprintf(f, "\n");
}

static void save_conflict(FILE *f, const struct ks_conflict *c)
{
	fprintf(f, "contradiction\t-\t");
	save_name(f, c->what);
	putc('\t', f);
	save_name(f, c->first);
	putc('\t', f);
	save_name(f, c->second);
	putc('\n', f);
}

static void save_key(FILE *f, const struct ks_key *key)
{
	fprintf(f, "key\t%s\t%s\t%s\t%s\t", ks_origin_name(key->origin), ks_ring_name(key->ring),
		key->is_build_key ? "build" : "-", key->id);
	/* What a line cannot hold is left out, and the key then only known by name. */
	if (!key->certificate.size || key->certificate.size > KS_LINE_MAX / 2 - 512)
		fprintf(f, "-");
	else
		for (size_t i = 0; i < key->certificate.size; i++)
			fprintf(f, "%02x", key->certificate.data[i]);
	fprintf(f, "\t%s\n", key->name);
}

static void save_keys(FILE *f, const struct ks_facts *facts)
{
	if (facts->key_count || facts->other_keys == KS_NO)
		fprintf(f, "keys-complete\t-\t%s\n", facts->other_keys == KS_NO ? "yes" : "no");
	for (size_t i = 0; i < facts->key_count; i++)
		save_key(f, &facts->keys[i]);
	for (size_t i = 0; i < facts->hash_count; i++)
		fprintf(f, "hash\tlive\t%s\n", facts->hashes[i]);
}

/* A name that would break the line is left out: it tells nothing of the kernel. */
static void save_files(FILE *f, const struct ks_facts *facts)
{
	for (size_t i = 0; i < facts->file_count; i++)
		if (!strpbrk(facts->files[i].path, "\t\r\n"))
			fprintf(f, "from\t-\t%s\t%s\n", facts->files[i].kind,
				facts->files[i].path);
}

static int by_symbol_name(const void *a, const void *b)
{
	return strcmp((*(const struct ks_export *const *)a)->name,
		      (*(const struct ks_export *const *)b)->name);
}

static int by_module_name(const void *a, const void *b)
{
	return strcmp((*(const struct ks_module *const *)a)->name,
		      (*(const struct ks_module *const *)b)->name);
}

/* Sorted, so that two files can be compared line by line. */
static int save_lists(FILE *f, const struct ks_facts *facts)
{
	ks_auto_free const struct ks_export **exports = NULL;
	ks_auto_free const struct ks_module **modules = NULL;

	exports = calloc(facts->export_count + 1, sizeof(*exports));
	modules = calloc(facts->module_count + 1, sizeof(*modules));
	if (!exports || !modules)
		return -ENOMEM;
	for (size_t i = 0; i < facts->module_count; i++)
		modules[i] = &facts->modules[i];
	for (size_t i = 0; i < facts->export_count; i++)
		exports[i] = &facts->exports[i];
	qsort(modules, facts->module_count, sizeof(*modules), by_module_name);
	qsort(exports, facts->export_count, sizeof(*exports), by_symbol_name);
	for (size_t i = 0; i < facts->module_count; i++)
		save_module(f, modules[i]);
	for (size_t i = 0; i < facts->export_count; i++)
		save_symbol(f, exports[i]);
	return 0;
}

static int save(FILE *f, const void *data)
{
	const struct ks_facts *facts = data;
	int ret;

	fprintf(f, "%s\n", MAGIC);
	save_text(f, "release", &facts->release);
	if (!facts->release.value)
		save_number(f, "version", &facts->version);
	save_text(f, "vermagic", &facts->vermagic);
	save_text(f, "vermagic-flags", &facts->vermagic_flags);
	save_number(f, "module-size", &facts->module_size);
	save_number(f, "btf-types", &facts->btf_types);
	save_number(f, "btf-strings", &facts->btf_strings);
	save_text(f, "kernel-hash", &facts->kernel_hash);
	save_number(f, "elf-machine", &facts->machine);
	save_number(f, "elf-class", &facts->elf_class);
	save_number(f, "elf-data", &facts->elf_data);
	for (int i = 0; i < KS_GATE_MAX; i++)
		save_tri(f, "gate", ks_gate_name(i), &facts->gates[i]);
	for (int i = 0; i < KS_STATE_MAX; i++)
		save_tri(f, "state", ks_state_name(i), &facts->states[i]);
	save_text(f, "blacklist", &facts->blacklist);
	save_number(f, "taints", &facts->taints);
	fprintf(f, "fresh-boot\t-\t%s\n", facts->not_fresh ? "no" : "yes");
	fprintf(f, "helper-forced\t-\t%s\n", facts->helper.forced ? "yes" : "no");
	fprintf(f, "modules-complete\t-\t%s\n", facts->other_modules == KS_NO ? "yes" : "no");
	fprintf(f, "symbols-complete\t-\t%s\n", facts->other_exports == KS_NO ? "yes" : "no");
	/* What was no kernel before is none afterwards. */
	for (size_t i = 0; i < facts->conflict_count; i++)
		save_conflict(f, &facts->conflicts[i]);
	save_files(f, facts);
	save_keys(f, facts);
	ret = save_lists(f, facts);
	fprintf(f, "%s\n", END);
	return ret;
}

/**
 * ks_facts_save - write facts down
 * @facts: finished
 * @path: file, replaced in one step; "-": standard output
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_save(const struct ks_facts *facts, const char *path, struct ks_err *err)
{
	int ret = strcmp(path, "-") ? ks_write_file(path, save, facts) :
				      ks_write_stream(stdout, save, facts);

	return ret ? ks_err_sys(err, ret, path, "write") : 0;
}
