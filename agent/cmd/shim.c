// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Called as insmod or modprobe we do what they do, and check before.  Whatever we
 * cannot answer is left to the system's own tool, and logged: a boot must not
 * depend on us.  The check runs in a process of its own, so that even a crash of
 * ours is no more than that.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "cmd/verdict.h"
#include "facts/system.h"
#include "lib/cleanup.h"
#include "load/apart.h"
#include "load/arguments.h"
#include "load/real.h"
#include "load/set.h"
#include "report/words.h"
#include "resolve/resolve.h"

/* What the kernel asks for when somebody wants a family that is not there: ours
 * is one, and finding out about it must not ask for it again.
 */
#define FAMILIES	"net-pf-16-proto-16-family-"

/*
 * A check that does not end is as bad as one that crashes.  The kernel answers at once,
 * unless somebody holds the lock of generic netlink while the kernel calls modprobe for
 * him, as macsec does with its ciphers: no answer comes before we end.
 */
#define ANSWER_MS	(10 * 1000)

/* What the kernel asks for on behalf of who wants a cipher: half a dozen names, one
 * after the other, and after a minute it gives up.
 */
#define CIPHERS		"crypto-"
#define CIPHER_ANSWER_MS	1000
#define CHECK_MS	(60 * 1000)

/**
 * struct shim - one call in place of a tool
 * @name: "insmod" or "modprobe"
 * @argv: as we were called
 * @quiet: modprobe --quiet
 * @all: modprobe --all
 * @use_blacklist: modprobe --use-blacklist
 * @words: the arguments behind the options
 * @word_count: entries of @words
 * @apart: the process that checks, and why there is no answer
 * @facts: of the kernel, while a set is loaded
 */
struct shim {
	const char *name;
	char **argv;
	bool quiet;
	bool all;
	bool use_blacklist;
	char **words;
	int word_count;
	struct ks_apart apart;
	const struct ks_facts *facts;
};

/* As these tools speak, then why. */
static void refuse(const struct shim *shim, const char *what, int error, const char *why)
{
	bool insmod = !strcmp(shim->name, "insmod");

	if (shim->quiet)
		return;
	fprintf(stderr, "%s: ERROR: could not insert %s", shim->name, insmod ? "module " : "'");
	ks_put_clean(stderr, what);
	if (insmod)
		fprintf(stderr, ": %s\n", ks_insmod_text(error));
	else if (error == ENOENT)
		fprintf(stderr, "': Unknown symbol in module, or unknown parameter (see dmesg)\n");
	else
		fprintf(stderr, "': %s\n", strerror(error));
	if (!why)
		return;
	fprintf(stderr, "%s: kmodsafe: not loaded: ", shim->name);
	ks_put_clean(stderr, why);
	fputc('\n', stderr);
}

static void refuse_by_check(const struct shim *shim, const char *what, const char *culprit,
			    const struct ks_result *result, const struct ks_facts *facts)
{
	char headline[KS_SENTENCE_MAX], why[2 * KS_SENTENCE_MAX];

	ks_headline(result, facts, headline, sizeof(headline));
	snprintf(why, sizeof(why), "%s: %s: %s", culprit, ks_verdict_name(result->verdict),
		 headline);
	refuse(shim, what, result->error ? result->error : ENOEXEC, why);
}

/* --- insmod FILE [param=value...] */
static int load_file(struct shim *shim, struct ks_candidate *candidate,
		     const struct ks_arguments *arguments)
{
	struct ks_load_source source = ks_load_source_of(&candidate->input);
	int ret = ks_apart_tell_loading(&shim->apart);

	if (!ret)
		ret = ks_load(&source, arguments->text);
	if (ret)
		ret = ks_load_file(&source, arguments->text, ret);
	if (ret)
		refuse(shim, shim->words[0], -ret, NULL);
	return ret ? 1 : 0;
}

static int judge_file(struct shim *shim, struct ks_snapshot *snapshot,
		      struct ks_candidate *candidate, const struct ks_arguments *arguments)
{
	struct ks_judgement judgement;
	struct ks_err err;
	int code;

	if (ks_complete_for(snapshot, &candidate->needs, &err))
		return ks_apart_no_answer(&shim->apart, "%s", err.text);
	ks_verify(snapshot, &candidate->needs);
	ks_arguments_give(arguments, &candidate->needs);
	if (ks_judge(&judgement, &candidate->needs, &snapshot->facts, &err))
		return ks_apart_no_answer(&shim->apart, "%s", err.text);
	switch (judgement.result.verdict) {
	case KS_VERDICT_OK:
		code = load_file(shim, candidate, arguments);
		break;
	case KS_VERDICT_UNKNOWN:
		code = ks_apart_no_answer(&shim->apart, "the verdict is unknown");
		break;
	default:
		refuse_by_check(shim, shim->words[0], shim->words[0], &judgement.result,
				&snapshot->facts);
		code = 1;
	}
	ks_judgement_free(&judgement);
	return code;
}

static int insmod(struct shim *shim, struct ks_snapshot *snapshot)
{
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_arguments arguments;
	struct ks_err err;
	int code;

	if (ks_arguments_parse(&arguments, shim->word_count - 1, shim->words + 1))
		code = ks_apart_no_answer(&shim->apart, "out of memory");
	else if (ks_load_open(&candidate, shim->words[0], false, &snapshot->facts, &err))
		code = ks_apart_no_answer(&shim->apart, "%s", err.text);
	else
		code = judge_file(shim, snapshot, &candidate, &arguments);
	ks_candidate_close(&candidate);
	ks_arguments_free(&arguments);
	return code;
}

/* --- modprobe NAME [param=value...], modprobe --all NAME... */
/* The tool itself would try them, and the kernel say why not. */
static void tell_left_out(const struct shim *shim, const struct ks_plan *plan,
			  const struct ks_load_result *result)
{
	char headline[KS_SENTENCE_MAX];

	for (size_t i = 0; i < plan->count; i++) {
		const struct ks_load_step *step = &result->steps[i];

		if (!plan->steps[i].is_optional || shim->quiet ||
		    (step->state != KS_LOAD_REFUSED && step->state != KS_LOAD_DRAGGED))
			continue;
		ks_headline(step->verdict, shim->facts, headline, sizeof(headline));
		fprintf(stderr, "%s: kmodsafe: left out, a soft dependency: ", shim->name);
		ks_put_clean(stderr, plan->steps[i].name);
		fprintf(stderr, ": %s: ", ks_verdict_name(step->verdict->verdict));
		ks_put_clean(stderr, headline);
		fputc('\n', stderr);
	}
}

static void tell(void *context, enum ks_load_moment moment, const struct ks_plan *plan,
		 const struct ks_load_result *result, uint32_t step)
{
	const struct shim *shim = context;

	(void)step;
	if (moment == KS_LOAD_CHECKED && result->failed == KS_PLAN_NONE)
		tell_left_out(shim, plan, result);
	/* Nobody waits for it any more: it stops. */
	if (moment == KS_LOAD_COMES && ks_apart_tell_loading(&shim->apart))
		raise(SIGTERM);
}

static bool has_commands(const struct ks_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == KS_PLAN_COMMAND)
			return true;
	return false;
}

static bool is_undecided(const struct ks_load_step *step)
{
	return step->state == KS_LOAD_UNREADABLE ||
	       (step->verdict && step->verdict->verdict == KS_VERDICT_UNKNOWN);
}

/* modprobe names what it was asked for, whichever module failed. */
static const char *requested_name(const struct ks_plan *plan, const struct ks_plan_step *failed)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].reason == KS_PLAN_REQUESTED &&
		    plan->steps[i].request == failed->request)
			return plan->steps[i].name;
	return failed->name;
}

static int judge_set(struct shim *shim, const struct ks_plan *plan,
		     const struct ks_snapshot *snapshot, const struct ks_load_result *result)
{
	const struct ks_load_step *failed;
	const char *name, *asked;

	if (result->outcome == KS_LOAD_DONE)
		return 0;
	if (result->failed == KS_PLAN_NONE)
		return ks_apart_no_answer(&shim->apart, "the set was not loaded");
	failed = &result->steps[result->failed];
	name = plan->steps[result->failed].name;
	asked = requested_name(plan, &plan->steps[result->failed]);
	if (result->outcome == KS_LOAD_NOT_TRIED) {
		if (is_undecided(failed) || !failed->verdict)
			return ks_apart_no_answer(&shim->apart, "%s: %s", name,
					 failed->err ? failed->err : "the verdict is unknown");
		refuse_by_check(shim, asked, name, failed->verdict, &snapshot->facts);
		return 1;
	}
	refuse(shim, asked, failed->error ? failed->error : EINVAL, NULL);
	return 1;
}

static int ask_again(void *context, struct ks_snapshot *snapshot, struct ks_err *err)
{
	(void)context;
	ks_facts_free(snapshot);
	ks_snapshot_init(snapshot, "live");
	return ks_facts_load(snapshot, "live", err);
}

static int load_set(struct shim *shim, const struct ks_plan *plan, struct ks_snapshot *snapshot)
{
	struct ks_load_system system = { 0 };
	/* Nothing is loaded before all was checked: until then the tool can take over. */
	const struct ks_load_options options = { .policy = KS_LOAD_ALL_OR_NOTHING,
						 .system = &system,
						 .decided_only = true,
						 .tell = tell,
						 .ask_again = ask_again,
						 .context = shim };
	struct ks_load_result result = { 0 };
	struct ks_err err;
	int code;

	shim->facts = &snapshot->facts;
	if (ks_load_system_open(&system, &err))
		return ks_apart_no_answer(&shim->apart, "%s", err.text);
	if (ks_set_load(plan, snapshot, &options, &result, &err))
		code = ks_apart_no_answer(&shim->apart, "%s", err.text);
	else
		code = judge_set(shim, plan, snapshot, &result);
	ks_load_system_close(&system, result.outcome == KS_LOAD_DONE);
	ks_load_result_free(&result);
	return code;
}

static int resolve(struct shim *shim, struct ks_resolver *resolver,
		   const struct ks_plan_request *requests, size_t count,
		   struct ks_snapshot *snapshot)
{
	struct ks_plan plan = { 0 };
	struct ks_err err;

	if (ks_resolve(resolver, requests, count, &plan, &err))
		return ks_apart_no_answer(&shim->apart, "%s", err.text);
	/* Nothing to load is nothing to log; the tool finds its own words for it. */
	if (plan.miss_count)
		return plan.count ? ks_apart_no_answer(&shim->apart, "not all of the names are there") :
				    KS_APART_NO_ANSWER;
	if (has_commands(&plan))
		return ks_apart_no_answer(&shim->apart, "modprobe.d has a command in its place");
	return load_set(shim, &plan, snapshot);
}

static int modprobe(struct shim *shim, struct ks_snapshot *snapshot)
{
	const struct ks_resolver_options options = { .use_blacklist = shim->use_blacklist };
	size_t count = shim->all ? shim->word_count : 1;
	ks_auto_free struct ks_plan_request *requests = calloc(count, sizeof(*requests));
	struct ks_resolver *resolver = NULL;
	struct ks_arguments arguments;
	struct ks_err err;
	int code;

	/* modprobe has rules of its own for quoting them. */
	for (int i = (int)count; i < shim->word_count; i++)
		if (strpbrk(shim->words[i], " \"'"))
			return ks_apart_no_answer(&shim->apart, "a parameter with blanks or quotes");
	if (!requests ||
	    ks_arguments_parse(&arguments, shim->word_count - (int)count, shim->words + count))
		return ks_apart_no_answer(&shim->apart, "out of memory");
	for (size_t i = 0; i < count; i++)
		requests[i] = (struct ks_plan_request){
			.name = shim->words[i],
			.parameters = shim->all ? NULL : arguments.text,
		};
	if (ks_resolver_open(&resolver, &options, &err))
		code = ks_apart_no_answer(&shim->apart, "%s", err.text);
	else
		code = resolve(shim, resolver, requests, count, snapshot);
	ks_resolver_close(resolver);
	ks_arguments_free(&arguments);
	return code;
}

/* --- both */
static int answer(void *context)
{
	struct shim *shim = context;
	struct ks_snapshot snapshot;
	struct ks_err err;
	int code;

	ks_snapshot_init(&snapshot, "live");
	if (ks_facts_load(&snapshot, "live", &err))
		code = ks_apart_no_answer(&shim->apart, "%s", err.text);
	else if (ks_apart_tell_answered(&shim->apart))
		code = ks_apart_no_answer(&shim->apart, "nobody waits for the check");
	else if (!strcmp(shim->name, "insmod"))
		code = insmod(shim, &snapshot);
	else
		code = modprobe(shim, &snapshot);
	ks_facts_free(&snapshot);
	return code;
}

/* Early in a boot nobody takes syslog messages; the kernel does. */
static void log_unanswered(const struct shim *shim)
{
	ks_auto_close int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	char line[1024];
	int length;

	length = snprintf(line, sizeof(line), "<4>kmodsafe: %s%s%.200s: let through unchecked: %s\n",
			  shim->name, shim->word_count ? " " : "",
			  shim->word_count ? shim->words[0] : "", shim->apart.why);
	if (length >= (int)sizeof(line))
		length = sizeof(line) - 1;
	for (int i = 0; i < length - 1; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = '?';
	if (fd < 0 || write(fd, line, length) != length)
		syslog(LOG_WARNING, "%s", line + strlen("<4>"));
}

static bool take_letters(struct shim *shim, const char *letters)
{
	for (; *letters; letters++) {
		if (*letters == 'q')
			shim->quiet = true;
		else if (*letters == 'a')
			shim->all = true;
		else if (*letters == 'b')
			shim->use_blacklist = true;
		else
			return false;
	}
	return true;
}

static bool take_option(struct shim *shim, const char *option)
{
	if (strcmp(shim->name, "modprobe"))
		return false;
	if (option[1] != '-')
		return option[1] && take_letters(shim, option + 1);
	if (!strcmp(option, "--quiet"))
		shim->quiet = true;
	else if (!strcmp(option, "--all"))
		shim->all = true;
	else if (!strcmp(option, "--use-blacklist"))
		shim->use_blacklist = true;
	else
		return false;
	return true;
}

/* Options with which nothing is loaded. */
static bool is_harmless(const char *option)
{
	static const char *const options[] = {
		"-r", "--remove", "-V", "--version", "-h", "--help", "-c", "--showconfig",
		"--show-config", "-D", "--show-depends", "-n", "--dry-run", "--show", "-R",
		"--resolve-alias", "--dump-modversions", "--show-modversions", "--show-exports",
	};

	for (size_t i = 0; i < KS_ARRAY_SIZE(options); i++)
		if (!strcmp(option, options[i]))
			return true;
	return false;
}

static bool leave_option(struct shim *shim, const char *option)
{
	if (!is_harmless(option))
		ks_apart_no_answer(&shim->apart, "option %.100s is the tool's own", option);
	return false;
}

/* False for what only the tool itself knows. */
static bool take_words(struct shim *shim, int argc)
{
	int i;

	for (i = 1; i < argc && shim->argv[i][0] == '-'; i++) {
		if (!strcmp(shim->argv[i], "--")) {
			i++;
			break;
		}
		if (!take_option(shim, shim->argv[i]))
			return leave_option(shim, shim->argv[i]);
	}
	shim->words = shim->argv + i;
	shim->word_count = argc - i;
	/* getopt(3) takes options from anywhere. */
	for (; i < argc; i++)
		if (shim->argv[i][0] == '-')
			return leave_option(shim, shim->argv[i]);
	return shim->word_count > 0;
}

/* kmod's modprobe puts them before its arguments. */
static bool has_more_options(const struct shim *shim)
{
	const char *options = getenv("MODPROBE_OPTIONS");

	return !strcmp(shim->name, "modprobe") && options && *options;
}

static bool asks_for(const struct shim *shim, const char *beginning)
{
	const char *name = shim->word_count ? shim->words[0] : "";
	size_t i;

	for (i = 0; beginning[i]; i++)
		if (beginning[i] != (name[i] == '_' ? '-' : name[i]))
			return false;
	return true;
}

static const char *name_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path;
}

/** ks_shim_is_meant - are we called by the name of a tool that loads modules */
bool ks_shim_is_meant(const char *path)
{
	const char *name = name_of(path);

	return name && (!strcmp(name, "insmod") || !strcmp(name, "modprobe"));
}

static int run_apart(struct shim *shim)
{
	shim->apart.answer_ms = asks_for(shim, CIPHERS) ? CIPHER_ANSWER_MS : ANSWER_MS;
	shim->apart.check_ms = CHECK_MS;
	return ks_apart_run(&shim->apart, answer, shim);
}

/**
 * ks_shim_run - do what insmod or modprobe does, and check before
 * @argc: entries of @argv
 * @argv: as we were called
 *
 * Return: the tool's exit code; not at all where the tool itself takes over.
 */
int ks_shim_run(int argc, char **argv)
{
	struct shim shim = { .name = name_of(argv[0]), .argv = argv };
	int code;

	if (!take_words(&shim, argc) || asks_for(&shim, FAMILIES))
		code = KS_APART_NO_ANSWER;
	else if (has_more_options(&shim))
		code = ks_apart_no_answer(&shim.apart, "MODPROBE_OPTIONS are the tool's own");
	else if (!ks_system_helper_is_loaded())
		code = ks_apart_no_answer(&shim.apart, "the kmodsafe kernel module is not loaded");
	else
		code = run_apart(&shim);
	if (code == KS_APART_BROKEN_OFF) {
		fprintf(stderr, "%s: kmodsafe: ended while the kernel had a module\n", shim.name);
		return 1;
	}
	if (code != KS_APART_NO_ANSWER || shim.apart.is_child)
		return code;
	if (*shim.apart.why)
		log_unanswered(&shim);
	code = -ks_real_exec(shim.name, argv);
	fprintf(stderr, "%s: kmodsafe: the system's own %s was not found: %s\n", shim.name,
		shim.name, strerror(code));
	return 1;
}
