// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is done with every kind of file that describes a kernel: a module is
 * held against it, it is shown, and it is saved: what was saved is read again,
 * and saved again it is the same.
 */
#include "kernel_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SAVED	"fuzz.saved"
#define AGAIN	"fuzz.again"

static const char *const options[] = {
	"import=alpha:0x10", "import=beta:0x20:weak", "import=delta:0x40", "ns=NS",
	"export=mine:1", "export=gamma:2:gpl",
};

void fuzz_show(const struct ks_facts *facts)
{
	const struct ks_style style = { .verbose = true };
	FILE *null = fopen("/dev/null", "we");
	struct json_object *document = ks_json_document("info");

	ks_text_facts(null, &style, facts);
	ks_json_put(document, "kernel", ks_json_facts(facts));
	ks_json_put(document, "keys", ks_json_keys(facts));
	if (ks_json_print(null, document))
		abort();
	fclose(null);
}

static char *content(const char *path, size_t *size)
{
	FILE *f = fopen(path, "re");
	char *text;

	if (!f)
		abort();
	fseek(f, 0, SEEK_END);
	*size = ftell(f);
	rewind(f);
	text = malloc(*size + 1);
	if (!text || fread(text, 1, *size, f) != *size)
		abort();
	fclose(f);
	unlink(path);
	return text;
}

static void save(const struct ks_facts *facts, const char *path)
{
	struct ks_err err;

	if (ks_facts_save(facts, path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
}

static void save_and_load(const struct ks_facts *facts, struct ks_snapshot *again)
{
	const struct ks_wanted all = { .keep = true };
	struct ks_err err;

	save(facts, SAVED);
	ks_snapshot_init(again, SAVED);
	if (ks_facts_load(again, SAVED, &err) || ks_facts_complete(again, &all, &err)) {
		fprintf(stderr, "what was saved is not taken: %s\n", err.text);
		abort();
	}
}

/* Facts that were saved, and have been since: there is no difference any more. */
void fuzz_save_and_load(const struct ks_facts *facts)
{
	struct ks_snapshot once, twice;
	char *first, *second;
	size_t first_size, second_size;

	/* What a file leaves open is assumed when it is read. */
	save_and_load(facts, &once);
	save_and_load(&once.facts, &twice);
	first = content(SAVED, &first_size);
	save(&twice.facts, AGAIN);
	second = content(AGAIN, &second_size);
	if (first_size != second_size || memcmp(first, second, first_size)) {
		fprintf(stderr, "saved:\n%.*s\nsaved again:\n%.*s\n", (int)first_size, first,
			(int)second_size, second);
		abort();
	}
	free(first);
	free(second);
	ks_facts_free(&once);
	ks_facts_free(&twice);
}

static int judge_with(const char *path, const struct module_file *module)
{
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_snapshot snapshot;
	struct ks_err err;
	char module_path[64];
	int fd = module_file_memfd(module, module_path, sizeof(module_path));
	int code = KS_EXIT_FAILED;

	ks_snapshot_init(&snapshot, path);
	if (!ks_facts_load(&snapshot, path, &err) &&
	    !ks_candidate_open(&candidate, module_path, KS_DEPTH_DEEP, &snapshot.facts, &err) &&
	    !ks_complete_for(&snapshot, &candidate.needs, &err)) {
		ks_verify(&snapshot, &candidate.needs);
		code = fuzz_judge(&candidate.needs, &snapshot.facts);
	}
	ks_candidate_close(&candidate);
	ks_facts_free(&snapshot);
	close(fd);
	return code;
}

/* @provider: whose files these are; what others take is not looked at. */
int fuzz_kernel_file(const struct ks_image *input, const struct ks_provider *provider)
{
	const struct ks_wanted all = { .btf = true, .keep = true };
	struct ks_snapshot snapshot;
	struct module_file module;
	struct ks_err err;
	char path[64];
	int fd, code;

	if (!input->size || !provider->recognises(input))
		return KS_EXIT_FAILED;
	fd = fuzz_file(input, path, sizeof(path));
	module_file_make(&module, options, KS_ARRAY_SIZE(options));
	code = judge_with(path, &module);
	ks_snapshot_init(&snapshot, path);
	if (!ks_facts_load(&snapshot, path, &err) &&
	    !ks_facts_complete(&snapshot, &all, &err)) {
		fuzz_show(&snapshot.facts);
		fuzz_save_and_load(&snapshot.facts);
	}
	ks_facts_free(&snapshot);
	free(module.data);
	close(fd);
	return code;
}
