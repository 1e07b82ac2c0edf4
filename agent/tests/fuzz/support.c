// SPDX-License-Identifier: GPL-2.0-or-later
/* What the fuzz targets share; see fuzz.h. */
#include "fuzz.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define FUZZ_FIND(id) &fuzz_target_##id,

const struct fuzz_target *fuzz_find(const char *name)
{
	static const struct fuzz_target *const targets[] = { FUZZ_TARGETS(FUZZ_FIND) };

	for (size_t i = 0; i < KS_ARRAY_SIZE(targets); i++)
		if (!strcmp(targets[i]->name, name))
			return targets[i];
	return NULL;
}

void fuzz_add(struct fuzz_bytes *bytes, const void *data, size_t size)
{
	if (size > sizeof(bytes->data) - bytes->size)
		abort();
	if (data)
		memcpy(bytes->data + bytes->size, data, size);
	else
		memset(bytes->data + bytes->size, 0, size);
	bytes->size += size;
}

void fuzz_add_number(struct fuzz_bytes *bytes, uint64_t value, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++, value >>= 8)
		fuzz_add(bytes, &(uint8_t){ value }, 1);
}

/* Secret to nobody: it signs what this program makes, the same every time. */
static const char private_key[] =
	"MIICXAIBAAKBgQC5z0xocI1RVcvCTShFWDQZePZPZ7vBfvuAKZox9J4Iq8BBgvpz"
	"5RsrlabsGRN2bejQUo53rAIbwo4aQi9OGX/5CcOeLhUQhDpxj23wXMeXkKxwJtIr"
	"xfjjljctp16Jythainz/1o/fv3TKOaT52/3si4oVVMQxRbbBSLIRX34wzQIDAQAB"
	"AoGAGx8VChGTrxGU4lGc1TJguG8dlM2RbFb6ouRvq2cHQkC/mVBi+lOwuZXofYHT"
	"g2/bkbzbKsCitiaZ019hxEaYlSNKfXJXPpspdqOKHU6p10w8MiNwBmvoCHbGNuNX"
	"Repq9/3BHmQ7tQ3YlnjQ8EKF35jvrgjRHBwSR/JXD2T7xcECQQDwwzl4gjEwkqkK"
	"+0eqdtuGJCyO9e/I7b4yEk9nJDld4hhxiB4UKjdAoQAVjy8BczNmtkf/EX+Q+44Q"
	"U6M7Ky6JAkEAxZG96OI4svpSJsM95cYOyRZbeWbBXozSdm5B0Lw770Q65/QTO1sv"
	"0DESTkblykRxxrMuQF2Dsr2N+ngujjb/JQJBALMuN6lOC1nA7Hm1xQJCbuIILfk/"
	"Y3NALFqLcfiq5t7OE676xJfxSymYKL3iz/LeT5TTeAWGek/mRzYzaLnySzECQDfk"
	"HwF+3eNkBVGJ8jzKZuxkMsSJWTLSS8fNMTlHxvzNJIzx827bQQ94kmEqlV8/NaCs"
	"l+0Fh3hNP5kX3rPEwzECQFf25/Br/chKgbpitb1LwJEwhTM/29Pe/gLiyRTdUEWY"
	"Xkqg7P3uVHwfMEwlznj1NxjjGE6SykaRmLlFQxv6sBI=";

void fuzz_key_make(struct signing *key, const char *name)
{
	uint8_t der[sizeof(private_key)];
	const uint8_t *at = der;
	int size = EVP_DecodeBlock(der, (const uint8_t *)private_key, sizeof(private_key) - 1);

	signing_make_with(key, name, d2i_AutoPrivateKey(NULL, &at, size), "SHA256");
}

/* A file that is nowhere, with these bytes; returns a descriptor to close. */
int fuzz_file(const struct ks_image *input, char *path, size_t size)
{
	return module_file_memfd(&(struct module_file){ (uint8_t *)input->data, input->size }, path,
				 size);
}

void fuzz_seed_module(const char *const *options, size_t count)
{
	struct module_file module;

	module_file_make(&module, options, count);
	fuzz_seed(module.data, module.size);
	free(module.data);
}

int fuzz_load_text(struct ks_snapshot *snapshot, const char *text, size_t size)
{
	const struct ks_wanted all = { .btf = true, .keep = true };
	struct ks_err err;
	char path[64];
	int fd = fuzz_file(&(struct ks_image){ (const uint8_t *)text, size }, path, sizeof(path));
	int ret;

	ks_snapshot_init(snapshot, "kernel");
	ret = ks_facts_load(snapshot, path, &err);
	close(fd);
	return ret ? ret : ks_facts_complete(snapshot, &all, &err);
}

/* A test's own file: as it should be, or the test is wrong. */
static char *read_text(const char *path, size_t *size)
{
	FILE *f = fopen(path, "re");
	char *text = malloc(65536);

	*size = f && text ? fread(text, 1, 65536, f) : 0;
	if (!*size)
		abort();
	fclose(f);
	return text;
}

static void open_kernel(struct ks_snapshot *snapshot, const char *name, const struct signing *key)
{
	char path[4096], *saved, *text = NULL;
	size_t saved_size, size;
	FILE *f;

	snprintf(path, sizeof(path), FUZZ_KERNELS "/%s.facts", name);
	saved = read_text(path, &saved_size);
	f = open_memstream(&text, &size);
	fprintf(f, "%.*skeys-complete\t-\tyes\nkey\tfile\tbuiltin\tbuild\t0123\t", (int)saved_size,
		saved);
	for (size_t i = 0; i < key->der_size; i++)
		fprintf(f, "%02x", key->der[i]);
	fprintf(f, "\tfuzz\nhash\tlive\t00\n");
	fclose(f);
	if (fuzz_load_text(snapshot, text, size))
		abort();
	free(saved);
	free(text);
}

void fuzz_kernels_open(struct fuzz_kernels *kernels)
{
	static const char *const names[] = { "5.10", "6.1", "6.12", "7.2", "sparse" };
	struct signing key;

	fuzz_key_make(&key, "fuzz");
	for (size_t i = 0; i < KS_ARRAY_SIZE(names); i++)
		open_kernel(&kernels->snapshots[i], names[i], &key);
	kernels->count = KS_ARRAY_SIZE(names);
	signing_free(&key);
}

void fuzz_kernels_close(struct fuzz_kernels *kernels)
{
	for (size_t i = 0; i < kernels->count; i++)
		ks_facts_free(&kernels->snapshots[i]);
}

/* The verdict, and all that can be said of it, to nobody. */
int fuzz_judge(const struct ks_needs *needs, const struct ks_facts *facts)
{
	const struct ks_style verbose = { .verbose = true, .color = true }, plain = { 0 };
	FILE *null = fopen("/dev/null", "we");
	struct ks_judgement judgement;
	struct json_object *document;
	struct ks_err err;
	int code = KS_EXIT_FAILED;

	if (!ks_judge(&judgement, needs, facts, &err)) {
		ks_text_verdict(null, &verbose, needs, facts, &judgement.result);
		ks_text_verdict(null, &plain, needs, facts, &judgement.result);
		document = ks_json_document("check");
		ks_json_append(document, "files", ks_json_verdict(needs, facts, &judgement.result));
		if (!ks_json_print(null, document))
			code = ks_exit_of(judgement.result.verdict);
		ks_judgement_free(&judgement);
	}
	fclose(null);
	return code;
}
