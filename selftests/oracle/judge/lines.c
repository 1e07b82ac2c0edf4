// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which lines of the log count, and what in them changes from boot to boot.
 * Both the predicted and the seen lines go through here.
 */
#include "lines.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

/*
 * Left aside: taints, which come once a boot and depend on what was loaded
 * before (the group "once" compares them in fresh boots); lines that are rate
 * limited or printed once a boot; and what the memory allocator says.
 */
static const char *const aside[] = {
	"kernel taint", "taints kernel", "tainting kernel", "kernel tainted.",
	"not compiled with retpoline compiler", "may be vulnerable to spectre v2",
	"module is from the staging directory", "inheriting taint.",
	"execmem: unable to allocate memory", "vmap allocation for size",
	"Kernel module BTF mismatch detected", "no extended symbol version for",
	"livepatch: ",
};

char *copy_text(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		err(2, "memory");
	return copy;
}

void lines_add(struct lines *lines, const char *text)
{
	lines->items = reallocarray(lines->items, lines->count + 1, sizeof(*lines->items));
	if (!lines->items)
		err(2, "memory");
	lines->items[lines->count++] = copy_text(text);
}

bool lines_equal(const struct lines *a, const struct lines *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]))
			return false;
	return true;
}

void lines_clear(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	free(lines->items);
	*lines = (struct lines){ 0 };
}

static bool is_aside(const char *line)
{
	for (size_t i = 0; i < sizeof(aside) / sizeof(aside[0]); i++)
		if (strstr(line, aside[i]))
			return true;
	return false;
}

/* A word that says where something lies: its value is another every time. */
static size_t volatile_word(const char *at)
{
	static const char *const words[] = { "loc ", "val ", "target ", "value ", "PC = ",
					     "value is " };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strncmp(at, words[i], strlen(words[i])))
			return strlen(words[i]);
	return 0;
}

static bool is_number(const char *at)
{
	return isxdigit((unsigned char)*at) || *at == '(' || *at == '*' || *at == '-';
}

static void mask(char *to, const char *from)
{
	bool start = true;
	size_t word;

	while (*from) {
		/* only /dev/kmsg writes this in numbers */
		if (!strncmp(from, "\\x5c", 4)) {
			*to++ = '\\';
			from += 4;
			continue;
		}
		word = start ? volatile_word(from) : 0;
		start = !isalnum((unsigned char)*from);
		if (!word || !is_number(from + word)) {
			*to++ = *from++;
			continue;
		}
		memcpy(to, from, word);
		to += word;
		from += word;
		*to++ = '*';
		from += strcspn(from, " ,;:");
	}
	*to = '\0';
}

/* Of a stack dump, which follows a line that says why. */
static bool is_dump(const char *line)
{
	static const char *const starts[] = {
		"CPU: ", "Tainted: ", "Hardware name: ", "Stack:", "Call Trace:", " ", "RIP: ",
		"Code: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ", "R10: ", "R13: ", "FS: ", "CS: ",
		"CR2: ", "DR0: ", "DR3: ", "PKRU: ", "Modules linked in: ", "pc : ", "lr : ",
		"sp : ", "pstate: ", "Call trace:", "$ ", "epc ", "ra ", "Status: ", "Cause : ",
		"PrId ", "Call Trace", "Process ", "Stack :",
	};

	/* mips ends the words of the stack with an empty line */
	if (!*line)
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(line, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* What the kernel tells of its own clocks, at any time on a busy machine. */
static bool is_of_clocks(const char *line)
{
	static const char *const starts[] = { "tsc: ", "clocksource: ", "hrtimer: ", "perf: " };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(line, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/*
 * Something in the kernel other than the loader warns: counted, not compared.
 * It begins with the line that has scissors in it, or is what ftrace says of
 * code that it cannot patch.
 */
static bool is_warning(struct lines *lines, const char *text)
{
	static const char *const ftrace[] = {
		"------------[ ftrace bug ]------------", "ftrace failed to modify ",
		"Initializing ftrace call sites", "ftrace record flags: ", "[<",
	};

	if (lines->in_warning) {
		lines->in_warning = strncmp(text, "---[ end trace ", 15);
		return true;
	}
	if (!strcmp(text, "------------[ cut here ]------------")) {
		lines->in_warning = true;
		lines->warnings++;
		return true;
	}
	for (size_t i = 0; i < sizeof(ftrace) / sizeof(ftrace[0]); i++)
		if (!strncmp(text, ftrace[i], strlen(ftrace[i])))
			return true;
	return false;
}

void lines_take(struct lines *lines, const char *text, bool all)
{
	char *masked;

	if (is_warning(lines, text) || (is_aside(text) && !all) || is_dump(text) ||
	    is_of_clocks(text))
		return;
	masked = malloc(strlen(text) * 2 + 1);
	if (!masked)
		err(2, "memory");
	mask(masked, text);
	lines_add(lines, masked);
	free(masked);
}
