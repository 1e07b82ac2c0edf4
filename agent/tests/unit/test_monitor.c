// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events and lines put together: what became of which module, in which order and
 * why; and records of /dev/kmsg.
 */
#include <linux/kmodsafe.h>
#include <stdlib.h>

#include "ktap.h"
#include "watch/kmsg.h"
#include "watch/monitor.h"

#define ROOM	64

/* What was told, as "outcome module rule more" each. */
struct tape {
	char text[ROOM * 128];
	size_t length;
};

static void take(const struct ks_happening *h, void *data)
{
	static const char *const names[] = { "loaded", "unloaded", "init-failed", "refused" };
	struct tape *tape = data;

	tape->length += snprintf(tape->text + tape->length, sizeof(tape->text) - tape->length,
				 "%s %s", names[h->outcome], *h->module ? h->module : "-");
	if (h->has_reason)
		tape->length += snprintf(tape->text + tape->length,
					 sizeof(tape->text) - tape->length, " %d+%zu",
					 h->rule, h->more);
	tape->length += snprintf(tape->text + tape->length, sizeof(tape->text) - tape->length,
				 "\n");
}

#define COMING	KMODSAFE_MODULE_COMING
#define LIVE	KMODSAFE_MODULE_LIVE
#define GOING	KMODSAFE_MODULE_GOING
#define FAILED	KMODSAFE_MODULE_INIT_FAILED

/* A step: an event of a module, a line, or time that passes. */
struct step {
	const char *text;
	uint32_t event;		/* 0: a line, or with no text, time */
};

static void run(const char *name, const struct step *steps, const char *wanted)
{
	struct ks_monitor *m = calloc(1, sizeof(*m));
	struct tape tape = { .length = 0 };
	uint64_t now = 1000;

	ktap_case("%s", name);
	m->take = take;
	m->data = &tape;
	for (; steps->text || steps->event; steps++, now += 10) {
		if (steps->event && steps->text)
			ks_monitor_event(m, steps->text, steps->event);
		else if (steps->text)
			ks_monitor_line(m, steps->text, now);
		else
			now += KS_PENDING_TIME;
		ks_monitor_settle(m, now);
	}
	ks_monitor_settle(m, UINT64_MAX);
	tape.text[tape.length] = '\0';
	expect_text(tape.text, wanted);
	expect_int(m->pending_count, 0);
	free(m);
}

#define TIME	{ NULL, 1 }
#define END	{ NULL, 0 }
#define STEPS(...) (const struct step[]){ __VA_ARGS__, END }

static void test_order(void)
{
	char wanted[256];

	run("load and unload", STEPS({ "m", COMING }, { "m", LIVE }, { "m", GOING }),
	    "loaded m\nunloaded m\n");
	run("init() fails", STEPS({ "m", COMING }, { "m", FAILED }), "init-failed m\n");
	snprintf(wanted, sizeof(wanted), "init-failed m %d+0\n", KS_RULE_PARAMETERS);
	run("a parameter is refused",
	    STEPS({ "m", COMING }, { "m: `x' invalid for parameter `p'", 0 }, { "m", FAILED }), wanted);
	snprintf(wanted, sizeof(wanted), "refused m %d+1\n", KS_RULE_SYMBOL_CRC);
	run("symbols differ",
	    STEPS({ "m: disagrees about version of symbol s", 0 },
		  { "m: Unknown symbol s (err -22)", 0 }, TIME), wanted);
	snprintf(wanted, sizeof(wanted), "refused - %d+0\nrefused - %d+0\n", KS_RULE_ELF,
		 KS_RULE_ELF);
	run("two files without a name are two",
	    STEPS({ "Invalid ELF header len 6", 0 }, { "Invalid ELF section header overflow", 0 }),
	    wanted);
	snprintf(wanted, sizeof(wanted), "refused m %d+0\nloaded m\n", KS_RULE_VERMAGIC);
	run("refused, then another file of that name is loaded",
	    STEPS({ "m: version magic 'a ' should be 'b '", 0 }, { "m", COMING }, { "m", LIVE }),
	    wanted);
	snprintf(wanted, sizeof(wanted), "refused m %d+0\nrefused m %d+0\n", KS_RULE_VERMAGIC,
		 KS_RULE_VERMAGIC);
	run("refused twice",
	    STEPS({ "m: version magic 'a ' should be 'b '", 0 },
		  { "m: version magic 'a ' should be 'b '", 0 }), wanted);
	run("lines that a load may have",
	    STEPS({ "m: module uses symbol (s) from namespace N, but does not import it.", 0 },
		  { "m", COMING }, { "m", LIVE }, TIME), "loaded m\n");
	run("notes are no refusals",
	    STEPS({ "m: loading out-of-tree module taints kernel.", 0 }, { "m", COMING },
		  { "m", LIVE }, TIME), "loaded m\n");
	run("what a program says is no refusal",
	    STEPS({ "init: Failed to insmod '/m.ko' with args '': Exec format error", 0 }, TIME), "");
	snprintf(wanted, sizeof(wanted), "refused m %d+1\n", KS_RULE_BTF);
	run("the first line about types has no name",
	    STEPS({ "BPF: Invalid magic", 0 }, { "failed to validate module [m] BTF: -22", 0 }, TIME),
	    wanted);
	run("types are minded by some kernels only",
	    STEPS({ "BPF: Invalid magic", 0 }, { "failed to validate module [m] BTF: -22", 0 },
		  { "m", COMING }, { "m", LIVE }, TIME), "loaded m\n");
	snprintf(wanted, sizeof(wanted), "loaded a\nrefused b %d+0\nunloaded a\n",
		 KS_RULE_BLACKLIST);
	run("modules do not mix",
	    STEPS({ "a", COMING }, { "Module b is blacklisted", 0 }, { "a", LIVE }, TIME,
		  { "a", GOING }), wanted);
	run("an event of another time", STEPS({ "m", 99 }, { "m", LIVE }), "loaded m\n");
}

/* As many lines as there are: none is lost, and nothing is written outside. */
static void test_many(void)
{
	struct ks_monitor *m = calloc(1, sizeof(*m));
	static struct tape tape;
	char line[256], name[200];
	size_t lines = 0;

	ktap_case("more refusals at a time than can wait");
	m->take = take;
	m->data = &tape;
	for (int i = 0; i < 3 * KS_PENDING_MAX; i++) {
		snprintf(line, sizeof(line), "m%d: version magic 'a ' should be 'b '", i);
		ks_monitor_line(m, line, 1);
	}
	ks_monitor_settle(m, UINT64_MAX);
	for (const char *c = tape.text; *c; c++)
		lines += *c == '\n';
	expect_int(lines, 3 * KS_PENDING_MAX);
	ktap_case("a name that is too long is cut");
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	tape.length = 0;
	ks_monitor_event(m, name, LIVE);
	expect_int(strlen(tape.text), strlen("loaded \n") + KS_NAME_MAX - 1);
	free(m);
}

static void test_records(void)
{
	static const char *const wrong[] = { "", "x", ";", "1;x", "1,2", "a,2,3,-;x", "1,b,3,-;x",
					     "-1,2,3,-;x", "1,99999999999999999999999,3,-;x" };
	static struct ks_kmsg_record record;
	char bytes[256];

	ktap_case("a record of the kernel");
	snprintf(bytes, sizeof(bytes), "4,1339,5140900,-;m: text; more, of it\n SUBSYSTEM=x\n");
	expect(ks_kmsg_parse(bytes, &record));
	expect_int(record.priority, 4);
	expect_int(record.sequence, 1339);
	expect_text(record.text, "m: text; more, of it");
	ktap_case("a record of a program, and one with more fields");
	snprintf(bytes, sizeof(bytes), "30,7,9,c,caller=T1;text");
	expect(ks_kmsg_parse(bytes, &record));
	expect_int(record.priority, 30);
	expect_text(record.text, "text");
	for (size_t i = 0; i < KS_ARRAY_SIZE(wrong); i++) {
		ktap_case("no record: \"%s\"", wrong[i]);
		snprintf(bytes, sizeof(bytes), "%s", wrong[i]);
		expect(!ks_kmsg_parse(bytes, &record));
	}
}

int main(void)
{
	test_order();
	test_many();
	test_records();
	return ktap_end();
}
