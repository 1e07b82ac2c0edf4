// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The least that a check of plain modules can cost: for each file named on
 * standard input the section headers and their names, .modinfo, __versions and
 * the symbol table are read, and each undefined symbol is looked up in
 * Module.symvers by name, its record's CRC compared. No bounds are checked, no
 * rule runs, nothing is kept: it is a measure, not a program for files that one
 * has not made oneself. 64-bit modules of this machine's byte order.
 *	floor Module.symvers <LIST
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOTS	(1 << 17)

struct version {
	uint64_t crc;
	char name[56];
};

static struct symbol {
	const char *name;
	uint32_t crc;
} symbols[SLOTS];

static char buffers[5][1 << 23];
static unsigned long equal, differ, missing, files, bytes;

static struct symbol *find(const char *name)
{
	uint32_t h = 2166136261u;

	for (const char *c = name; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	for (h &= SLOTS - 1; symbols[h].name && strcmp(symbols[h].name, name);)
		h = (h + 1) & (SLOTS - 1);
	return &symbols[h];
}

static void read_symvers(const char *path)
{
	char line[512], name[256];
	FILE *f = fopen(path, "r");
	unsigned int crc;

	if (!f)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%x %255s", &crc, name) == 2)
			*find(name) = (struct symbol){ strdup(name), crc };
	}
	fclose(f);
}

static char *section(int fd, const Elf64_Shdr *s, int buffer)
{
	if (s->sh_size > sizeof(buffers[0]) ||
	    pread(fd, buffers[buffer], s->sh_size, s->sh_offset) != (ssize_t)s->sh_size)
		errx(1, "a section is too large, or cut short");
	bytes += s->sh_size;
	return buffers[buffer];
}

/* Records by name, in a table of the module's own. */
static void join(const Elf64_Sym *symbol, size_t count, const char *names,
		 const struct version *versions, size_t version_count)
{
	static const struct version *slots[1 << 16];
	static uint32_t used[1 << 16];
	size_t n = 0;

	for (size_t i = 0; i < version_count; i++) {
		uint32_t h = find(versions[i].name) - symbols;

		while (slots[h & 0xffff])
			h++;
		slots[h & 0xffff] = &versions[i];
		used[n++] = h & 0xffff;
	}
	for (size_t i = 1; i < count; i++) {
		const char *name = names + symbol[i].st_name;
		const struct symbol *export;
		uint32_t h;

		if (symbol[i].st_shndx != SHN_UNDEF)
			continue;
		export = find(name);
		for (h = export - symbols; slots[h & 0xffff]; h++)
			if (!strcmp(slots[h & 0xffff]->name, name))
				break;
		if (!export->name)
			missing++;
		else if (slots[h & 0xffff] && slots[h & 0xffff]->crc == export->crc)
			equal++;
		else
			differ++;
	}
	while (n)
		slots[used[--n]] = NULL;
}

static void look_at(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct version *versions = NULL;
	const Elf64_Sym *symbol = NULL;
	size_t count = 0, version_count = 0;
	const char *names, *strings = NULL;
	Elf64_Shdr *s;
	Elf64_Ehdr e;

	if (fd < 0 || pread(fd, &e, sizeof(e), 0) != sizeof(e))
		err(1, "%s", path);
	s = malloc(e.e_shnum * sizeof(*s));
	if (!s || pread(fd, s, e.e_shnum * sizeof(*s), e.e_shoff) < 0)
		err(1, "%s", path);
	names = section(fd, &s[e.e_shstrndx], 0);
	for (int i = 1; i < e.e_shnum; i++) {
		if (!strcmp(names + s[i].sh_name, ".modinfo")) {
			section(fd, &s[i], 1);
		} else if (!strcmp(names + s[i].sh_name, "__versions")) {
			versions = (void *)section(fd, &s[i], 2);
			version_count = s[i].sh_size / sizeof(*versions);
		} else if (s[i].sh_type == SHT_SYMTAB) {
			symbol = (void *)section(fd, &s[i], 3);
			count = s[i].sh_size / sizeof(*symbol);
			strings = section(fd, &s[s[i].sh_link], 4);
		}
	}
	join(symbol, count, strings, versions, version_count);
	files++;
	free(s);
	close(fd);
}

int main(int argc, char **argv)
{
	char path[4096];

	if (argc != 2)
		errx(2, "usage: floor Module.symvers <LIST");
	read_symvers(argv[1]);
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		look_at(path);
	}
	printf("%lu files, %lu KiB, %lu equal, %lu differ, %lu missing\n", files, bytes / 1024,
	       equal, differ, missing);
	return !files;
}
