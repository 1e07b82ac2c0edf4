// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The types of a kernel, from /sys/kernel/btf/vmlinux, a copy of it, or the
 * .BTF section of a vmlinux: sizeof(struct module), and where the BTF of a
 * module built with this kernel would go on.  libbpf is not used: it takes 7 ms
 * and 11 MiB for what is one walk here, and does not survive hostile files.
 */
#include "facts/btf.h"

#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>

#include "elf/input.h"
#include "facts/provider.h"
#include "model/btf.h"

#define LIVE		"/sys/kernel/btf/vmlinux"

/* Byte order by the magic; false when it is no BTF. */
static bool layout_of(const struct ks_image *image, struct ks_layout *layout)
{
	const uint8_t *magic = ks_image_range(image, 0, 3);

	*layout = (struct ks_layout){ .big = magic && magic[0] == KS_BTF_MAGIC >> 8 };
	return magic && ks_get(layout, magic, 2) == KS_BTF_MAGIC && magic[2] == 1;
}

/* Two of them, of different sizes, would say nothing. */
static uint64_t size_of_module(const struct ks_btf *btf)
{
	uint64_t size = 0;
	struct ks_btf_type type;

	for (uint32_t at = 0; at < btf->type_len && ks_btf_type_at(btf, at, &type); at = type.end) {
		const char *name;

		if (type.kind != KS_BTF_STRUCT)
			continue;
		name = ks_btf_string(btf, type.name);
		if (!name || strcmp(name, "module"))
			continue;
		if (size && size != type.size)
			return 0;
		size = type.size;
	}
	return size;
}

static bool keep(struct ks_snapshot *s, const struct ks_image *image)
{
	uint8_t *copy = malloc(image->size);

	if (!copy)
		return false;
	memcpy(copy, image->data, image->size);
	free(s->btf);
	s->btf = copy;
	s->facts.btf = (struct ks_image){ copy, image->size };
	return true;
}

static int take(struct ks_snapshot *s, const struct ks_image *image, enum ks_origin origin,
		const char *path, struct ks_err *err)
{
	struct ks_facts *f = &s->facts;
	struct ks_layout layout;
	struct ks_btf btf;
	uint64_t size;

	if (!layout_of(image, &layout) || !ks_btf_open(&btf, image, &layout))
		return ks_err_set(err, -EINVAL, "%s: read: its BTF is damaged or cut short", path);
	ks_set_number(s, "btf-types", &f->btf_types, (uint64_t)btf.count + 1, origin);
	ks_set_number(s, "btf-strings", &f->btf_strings, btf.str_len, origin);
	size = size_of_module(&btf);
	if (size)
		ks_set_number(s, "module-size", &f->module_size, size, origin);
	return keep(s, image) ? 0 : ks_err_sys(err, -ENOMEM, path, "read");
}

static bool recognises(const struct ks_image *image)
{
	struct ks_layout layout;

	return layout_of(image, &layout);
}

static int fill(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		struct ks_err *err)
{
	return take(snapshot, image, KS_ORIGIN_FILE, path, err);
}

const struct ks_provider ks_provider_btf = {
	.name = "BTF of a kernel",
	.recognises = recognises,
	.fill = fill,
};

/* Without a count libelf takes the one in section 0. */
static bool has_sections(const struct ks_image *image)
{
	const uint8_t *start = ks_image_range(image, 0, sizeof(Elf64_Ehdr));
	struct ks_layout layout = { 0 };

	if (!start || memcmp(start, ELFMAG, SELFMAG))
		return false;
	layout.big = start[EI_DATA] == ELFDATA2MSB;
	return ks_get(&layout, start + (start[EI_CLASS] == ELFCLASS64 ? 60 : 48), 2);
}

static bool find_section(Elf *elf, const struct ks_image *image, struct ks_image *section)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return false;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name = gelf_getshdr(scn, &shdr) ? elf_strptr(elf, names, shdr.sh_name)
							    : NULL;

		if (!name || strcmp(name, ".BTF") || shdr.sh_type == SHT_NOBITS)
			continue;
		section->data = ks_image_range(image, shdr.sh_offset, shdr.sh_size);
		section->size = shdr.sh_size;
		return section->data;
	}
	return false;
}

/**
 * ks_btf_add_image - the types in a kernel image
 * @snapshot: to fill; unchanged where there are none
 * @image: unpacked
 * @path: of it, for messages
 * @err: one line on failure
 *
 * Return: 0 or a negative errno.
 */
int ks_btf_add_image(struct ks_snapshot *snapshot, const struct ks_image *image, const char *path,
		     struct ks_err *err)
{
	struct ks_image section;
	bool found = false;
	Elf *elf;

	if (!has_sections(image))
		return 0;
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)image->data, image->size);
	if (elf) {
		found = find_section(elf, image, &section);
		elf_end(elf);
	}
	return found ? take(snapshot, &section, KS_ORIGIN_FILE, path, err) : 0;
}

/**
 * ks_facts_live_btf - the running kernel's types
 * @snapshot: to fill; unchanged where the kernel shows none
 * @err: one line on failure
 *
 * Some 5 MB are copied for it: to be asked for only where it decides something.
 *
 * Return: 0 or a negative errno.
 */
int ks_facts_live_btf(struct ks_snapshot *snapshot, struct ks_err *err)
{
	struct ks_input input;
	int ret = ks_input_open(&input, LIVE, KS_INPUT_ANY, err);

	/* A kernel without BTF, or one that hides it. */
	if (ret)
		ret = 0;
	else
		ret = take(snapshot, &input.image, KS_ORIGIN_LIVE, LIVE, err);
	ks_input_close(&input);
	return ret;
}
