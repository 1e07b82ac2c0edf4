// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Small kernels: a page of nothing, export tables as the linker script of each
 * series puts them together, the strings, and some bytes behind.  With
 * sections it is a vmlinux, without a raw image.
 */
#include "kernel_file.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START	4096
#define ROOM	(256 * 1024)
#define BASE	0x80100000u

struct maker {
	const struct kernel_form *form;
	struct kernel_file *file;
	size_t string[KERNEL_NAMES];
	size_t ns[KERNEL_NAMES];
	size_t section[6][2];
};

static const char *const section_names[] = {
	"__ksymtab", "__ksymtab_gpl", "__kcrctab", "__kcrctab_gpl", "__kflagstab",
	"__ksymtab_strings",
};

/* Since 7.1 there is one table for all, before that the second half is GPL. */
static bool is_one_table(const struct kernel_form *form)
{
	return form->flags || form->fault == KERNEL_ONE_TABLE;
}

bool kernel_gpl(const struct kernel_form *form, unsigned int i)
{
	return form->flags ? i % 3 == 0 : i >= KERNEL_NAMES / 2;
}

/* In order within a table, and with one that every kernel has. */
const char *kernel_name(const struct kernel_form *form, unsigned int i)
{
	static char names[KERNEL_NAMES][16];
	bool second = !is_one_table(form) && i >= KERNEL_NAMES / 2;
	unsigned int j = second ? i - KERNEL_NAMES / 2 : i;

	if (i == 5)
		return "kfree";
	snprintf(names[i], sizeof(names[i]), "%s%02u%s", j < 5 ? "ka" : "kg", j,
		 second ? "_gpl" : "");
	return names[i];
}

const char *kernel_ns(const struct kernel_form *form, unsigned int i)
{
	if (!form->has_ns || i % 10 != 7)
		return NULL;
	return i % 20 == 7 ? "SOME_NS" : "module:kvm-intel,kvm-amd";
}

uint32_t kernel_crc(unsigned int i)
{
	return (i + 1) * 2654435761u;
}

static void put(struct maker *m, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		m->file->data[m->file->size++] =
			value >> 8 * (m->form->big ? bytes - 1 - i : i);
}

static size_t word(const struct kernel_form *form)
{
	return form->relative || !form->is64 ? 4 : 8;
}

static size_t add_text(char *text, size_t size, const char *more)
{
	return size + sprintf(text + size, "%s", more) + 1;
}

/* Strings in an order of their own, equal ones merged, as the linker does. */
static size_t lay_out_strings(struct maker *m, char *text)
{
	size_t size = 0, known[2] = { 0 };

	for (unsigned int n = 0; n < KERNEL_NAMES; n++) {
		unsigned int i = n * 37 % KERNEL_NAMES;
		const char *ns = kernel_ns(m->form, i);

		if (n == KERNEL_NAMES / 2 && m->form->fault == KERNEL_STRING_OF_NOBODY)
			size = add_text(text, size, "nobody");
		m->string[i] = size;
		size = add_text(text, size, kernel_name(m->form, i));
		m->ns[i] = m->string[0] + strlen(kernel_name(m->form, 0));
		if (!ns)
			continue;
		if (!known[*ns == 'm']) {
			known[*ns == 'm'] = size;
			size = add_text(text, size, ns);
		}
		m->ns[i] = known[*ns == 'm'];
	}
	return size;
}

static void put_reference(struct maker *m, size_t target)
{
	put(m, m->form->relative ? target - m->file->size : BASE + target, word(m->form));
}

static void put_entries(struct maker *m, unsigned int from, unsigned int to)
{
	for (unsigned int i = from; i < to; i++) {
		put_reference(m, 64 + i * 8);
		put_reference(m, m->file->strings + m->string[i]);
		if (m->form->has_ns)
			put_reference(m, m->file->strings + m->ns[i]);
	}
}

static void put_crcs(struct maker *m, unsigned int from, unsigned int to)
{
	for (unsigned int i = from; i < to; i++)
		put(m, m->form->crcs == KERNEL_CRCS_PLAIN ? kernel_crc(i)
							  : 1024 + i * 4 - m->file->size, 4);
}

static void start_section(struct maker *m, unsigned int i)
{
	m->section[i][0] = m->file->size;
}

static void end_section(struct maker *m, unsigned int i)
{
	m->section[i][1] = m->file->size - m->section[i][0];
}

static void put_tables(struct maker *m)
{
	const struct kernel_form *f = m->form;
	unsigned int count = f->fault == KERNEL_FEW ? 20 : KERNEL_NAMES;
	unsigned int half = f->flags ? count : count / 2;

	for (unsigned int i = 0; i < 2; i++) {
		start_section(m, i);
		put_entries(m, i ? half : 0, i ? count : half);
		end_section(m, i);
	}
	for (unsigned int i = 0; i < 2 && f->crcs; i++) {
		start_section(m, 2 + i);
		if (!i || f->fault != KERNEL_CRCS_HALF)
			put_crcs(m, i ? half : 0,
				 (i ? count : half) - (f->fault == KERNEL_CRCS_SHORT));
		end_section(m, 2 + i);
	}
	start_section(m, 4);
	for (unsigned int i = 0; i < count && f->flags; i++)
		put(m, f->fault == KERNEL_FLAG && i == 9 ? 0x40 : kernel_gpl(f, i), 1);
	end_section(m, 4);
	if (f->fault == KERNEL_GAP)
		put(m, 0xfffefdfc, 4);
}

static void put_header(struct maker *m, size_t shoff)
{
	struct kernel_file *f = m->file;
	size_t end = f->size;
	bool wide = m->form->is64;

	f->size = EI_NIDENT;
	memcpy(f->data, ELFMAG, SELFMAG);
	f->data[EI_CLASS] = wide ? ELFCLASS64 : ELFCLASS32;
	f->data[EI_DATA] = m->form->big ? ELFDATA2MSB : ELFDATA2LSB;
	put(m, ET_EXEC, 2);
	put(m, EM_MIPS, 2);
	put(m, 1, 4);
	put(m, 0, wide ? 8 : 4);
	put(m, 0, wide ? 8 : 4);
	put(m, shoff, wide ? 8 : 4);
	put(m, 0, 4);
	put(m, wide ? 64 : 52, 2);
	put(m, 0, 4);
	put(m, wide ? 64 : 40, 2);
	put(m, 8, 2);
	put(m, 7, 2);
	f->size = end;
}

static void put_section(struct maker *m, size_t name, uint32_t type, size_t offset, size_t size)
{
	unsigned int w = m->form->is64 ? 8 : 4;

	put(m, name, 4);
	put(m, type, 4);
	put(m, 2, w);
	put(m, type == SHT_PROGBITS ? BASE + offset : 0, w);
	put(m, offset, w);
	put(m, size, w);
	put(m, 0, 8);
	put(m, 1, w);
	put(m, 0, w);
}

static void put_sections(struct maker *m)
{
	size_t names = m->file->size, at = 1, shoff;
	char text[128] = "";

	for (unsigned int i = 0; i < 6; i++)
		at += sprintf(text + at, "%s", section_names[i]) + 1;
	memcpy(m->file->data + names, text, at);
	m->file->size += (at + 7) / 8 * 8;
	shoff = m->file->size;
	put_section(m, 0, SHT_NULL, 0, 0);
	at = 1;
	for (unsigned int i = 0; i < 6; i++) {
		put_section(m, m->section[i][1] ? at : 0, SHT_PROGBITS, m->section[i][0],
			    m->section[i][1]);
		at += strlen(section_names[i]) + 1;
	}
	put_section(m, 0, SHT_STRTAB, names, at);
	put_header(m, shoff);
}

static size_t size_of_tables(const struct kernel_form *form)
{
	struct kernel_file file = { calloc(1, ROOM), START, 0, 0 };
	struct maker m = { .form = form, .file = &file };

	put_tables(&m);
	free(file.data);
	return file.size - START;
}

/* Makes @file; free() its data. */
void kernel_file_make(struct kernel_file *file, const struct kernel_form *form)
{
	struct maker m = { .form = form, .file = file };
	char *text = calloc(1, ROOM);
	size_t size = lay_out_strings(&m, text);

	*file = (struct kernel_file){ calloc(1, ROOM), START, START, 0 };
	file->strings = START + size_of_tables(form);
	for (unsigned int i = 0; i < KERNEL_NAMES; i++) {
		file->size = 1024 + i * 4;
		put(&m, kernel_crc(i), 4);
	}
	file->size = START;
	memset(file->data + START - 16, 0x91, 16);
	if (form->fault == KERNEL_THREE_TABLES)
		m.string[30] = m.string[3];
	put_tables(&m);
	start_section(&m, 5);
	memcpy(file->data + file->size, text, size);
	file->size += size;
	end_section(&m, 5);
	memset(file->data + file->size, 0x93, 64);
	file->size += 64;
	if (form->sections)
		put_sections(&m);
	free(text);
}
