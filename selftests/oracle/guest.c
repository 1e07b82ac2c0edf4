// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The guest's half: give modules to the kernel, one case after another, and
 * write down what it says. Runs as /job/guest on any kernel and machine; all
 * that can be decided elsewhere is.
 *
 * /job/plan has a case a line, tab separated: number, modules to load before,
 * with blanks between or "-", and the candidate. In /job/answers come back
 *
 *	begin N			before anything is done: it may be the last line
 *	before N ERRNO		a module before it was not taken
 *	log TEXT		what the kernel said, as /dev/kmsg has it
 *	end N ERRNO REACHED	REACHED: 1 when it came to init()
 *	stuck NAME		a module stays: the rest needs another boot
 *	done			there are no more cases
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRACING	"/sys/kernel/tracing/"
#define NAMES		512
#define NAME_SIZE	256	/* of a case */
#define TRIES		50

struct guest {
	int answers;
	int log;		/* /dev/kmsg, to read and for the marker */
	int trace;		/* or -1 where the kernel has no tracing */
	char *text;		/* of the case that is going on */
	size_t size;
	FILE *out;
	char kept[NAMES][64];	/* modules that were here before the first case */
	size_t kept_count;
};

static void fail(const char *what)
{
	printf("oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Must be with the host when this returns: the next thing may end the guest. */
static void tell(struct guest *g, const char *text, size_t size)
{
	if (write(g->answers, text, size) != (ssize_t)size || fsync(g->answers))
		fail("answers");
}

static void say(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		printf("oracle: %s: %s\n", path, strerror(errno));
	close(fd);
}

static void open_all(struct guest *g)
{
	g->answers = open("answers", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (g->answers < 0)
		fail("answers");
	/* else the markers would be too many */
	say("/proc/sys/kernel/printk_devkmsg", "on\n");
	g->log = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (g->log < 0 || lseek(g->log, 0, SEEK_END) < 0)
		fail("/dev/kmsg");
	say(TRACING "events/module/module_load/enable", "1");
	g->trace = open(TRACING "trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/*
 * The kernel's lines up to a marker, which also ends a line that is still open.
 * OUT: where they go, or NULL.
 */
static void read_log(struct guest *g, const char *number, FILE *out)
{
	char record[8192], mark[NAME_SIZE + 32], *text;
	int tries = 1000;
	ssize_t length;

	/* without the end of line it would stay open itself */
	snprintf(mark, sizeof(mark), "kmodsafe-oracle %s\n", number);
	if (write(g->log, mark, strlen(mark)) < 0)
		fail("marker");
	mark[strlen(mark) - 1] = '\0';
	while (tries) {
		length = read(g->log, record, sizeof(record) - 1);
		/* EPIPE: overwritten before it was read */
		if (length < 0 && (errno == EPIPE || errno == EAGAIN)) {
			tries--;
			continue;
		}
		if (length < 0)
			fail("log");
		record[length] = '\0';
		text = strchr(record, ';');
		if (!text)
			continue;
		/* the lines after the first are its dictionary */
		text[strcspn(text, "\n")] = '\0';
		if (!strcmp(text + 1, mark))
			return;
		if (out)
			fprintf(out, "log %s\n", text + 1);
	}
	fail("the marker did not come");
}

/* Whether a module came to its init() since the last call. */
static bool read_trace(const struct guest *g)
{
	static char text[65536];
	bool reached = false;
	ssize_t length;

	if (g->trace < 0)
		return false;
	while ((length = read(g->trace, text, sizeof(text) - 1)) > 0) {
		text[length] = '\0';
		reached |= strstr(text, "module_load: ") != NULL;
	}
	return reached;
}

/* 0 or the errno of the kernel; a file that cannot be read ends all. */
static int load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), code;

	if (fd < 0)
		fail(path);
	code = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return code;
}

static bool is_kept(const struct guest *g, const char *name)
{
	for (size_t i = 0; i < g->kept_count; i++)
		if (!strcmp(g->kept[i], name))
			return true;
	return false;
}

static void keep_loaded(struct guest *g)
{
	FILE *file = fopen("/proc/modules", "re");
	char line[4096];

	if (!file)
		fail("/proc/modules");
	while (g->kept_count < NAMES && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s", g->kept[g->kept_count]) == 1)
			g->kept_count++;
	fclose(file);
}

/* One pass over what came, the newest first; how many are still there. */
static size_t unload_some(const struct guest *g, char *left)
{
	FILE *file = fopen("/proc/modules", "re");
	char line[4096], name[64];
	size_t count = 0;

	if (!file)
		fail("/proc/modules");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s", name) != 1 || is_kept(g, name))
			continue;
		if (syscall(SYS_delete_module, name, O_NONBLOCK)) {
			strcpy(left, name);
			count++;
		}
	}
	fclose(file);
	return count;
}

static void unload_others(struct guest *g)
{
	char left[64], text[80];
	int tries;

	for (tries = TRIES; unload_some(g, left); tries--) {
		if (!tries) {
			snprintf(text, sizeof(text), "stuck %s\n", left);
			tell(g, text, strlen(text));
			exit(0);
		}
		usleep(1000);
	}
}

static void load_before(struct guest *g, const char *number, char *list)
{
	char *path;
	int code;

	while ((path = strsep(&list, " "))) {
		if (!*path || !strcmp(path, "-"))
			continue;
		code = load(path);
		if (code)
			fprintf(g->out, "before %s %d\n", number, code);
	}
}

static void try_case(struct guest *g, char *line)
{
	const char *number = strsep(&line, "\t");
	char *before = strsep(&line, "\t");
	char text[NAME_SIZE + 32];
	int code;

	if (!before || !line || strlen(number) > NAME_SIZE)
		fail("plan");
	snprintf(text, sizeof(text), "begin %s\n", number);
	tell(g, text, strlen(text));
	g->out = open_memstream(&g->text, &g->size);
	if (!g->out)
		fail("memory");
	load_before(g, number, before);
	/* what those said is not the answer */
	read_log(g, number, NULL);
	read_trace(g);
	code = load(line);
	read_log(g, number, g->out);
	fprintf(g->out, "end %s %d %d\n", number, code, !code || read_trace(g));
	fclose(g->out);
	tell(g, g->text, g->size);
	free(g->text);
	unload_others(g);
}

int main(void)
{
	static struct guest g;
	char *line = NULL;
	size_t size = 0;
	FILE *plan = fopen("plan", "re");

	if (!plan)
		fail("plan");
	open_all(&g);
	keep_loaded(&g);
	while (getline(&line, &size, plan) > 0) {
		line[strcspn(line, "\n")] = '\0';
		try_case(&g, line);
	}
	tell(&g, "done\n", 5);
	free(line);
	return 0;
}
