// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A deterministic mutator over modules, saved facts, Module.symvers and
 * configurations: a few thousand cases under the sanitizers in seconds.  It
 * finds no deep bug; it keeps a parser from being careless.  A case is named
 * by its seed: "fuzz_smoke KIND SEED" runs that one alone.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "cmd/verdict.h"
#include "depths.h"
#include "ktap.h"
#include "module_file.h"
#include "signing.h"

static const char saved[] =
	"# kmodsafe facts 1\n"
	"release\tlive\t6.1.0-56-amd64\n"
	"vermagic\tloader\t" MODULE_VERMAGIC "\n"
	"module-size\tbuild\t896\nelf-machine\tbuild\t62\nelf-class\tbuild\t2\nelf-data\tbuild\t1\n"
	"gate\tbuild\tmodversions\tyes\ngate\tbuild\tforce-load\tyes\n"
	"gate\tbuild\tvermagic-compared\tyes\nstate\tlive\tlocked-down\tno\n"
	"blacklist\tlive\tfoo,bar\nhelper-forced\t-\tno\nmodules-complete\t-\tyes\n"
	"symbols-complete\t-\tyes\nmodule\tlive\tlive\tother\t-\nmodule\tlive\tbuiltin\text4\n"
	"symbol\tlive\t0x1a2b3c4d\t-\t-\t-\tmodule_layout\n"
	"symbol\tlive\t0x00000010\tgpl\tNS\tother\talpha\n"
	"symbol\tlive\tabsent\t-\t-\t-\tgone\nsymbol\tlive\tunknown\t-\t-\t-\tdark\n";
static const char symvers[] =
	"0x1a2b3c4d\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n"
	"0x00000010\talpha\tdrivers/a-b/c\tEXPORT_SYMBOL_GPL\tNS\n"
	"0x00000020\tbeta\tvmlinux\tEXPORT_SYMBOL_GPL\n";
static const char config[] =
	"#\n# Automatically generated file; DO NOT EDIT.\n"
	"# Linux/x86 6.1.176 Kernel Configuration\n#\nCONFIG_64BIT=y\nCONFIG_X86_64=y\n"
	"CONFIG_X86=y\nCONFIG_SMP=y\nCONFIG_MODULES=y\n# CONFIG_MODULE_FORCE_LOAD is not set\n"
	"CONFIG_MODULE_UNLOAD=y\nCONFIG_MODVERSIONS=y\nCONFIG_MODULE_SIG=y\n";

static const char packages[] =
	"C:Q1abc=\nP:kernel\nV:6.1.0-56-amd64~0123456789abcdef0123456789abcdef-r1\n\n"
	"Package: kernel\nVersion: 6.1.0-1-0123456789abcdef0123456789abcdef\n"
	"Depends: kernel (=6.1.0~1), libc\nStatus: install user installed\n";
/* int, and struct module of 896 bytes with one of them. */
static const char btf[] =
	"\x9f\xeb\1\0\x18\0\0\0\0\0\0\0\x28\0\0\0\x28\0\0\0\x0c\0\0\0"
	"\1\0\0\0\0\0\0\1\4\0\0\0\x20\0\0\0"
	"\5\0\0\0\1\0\0\4\x80\3\0\0\1\0\0\0\1\0\0\0\0\0\0\0"
	"\0int\0module";

static const char *const module_options[][9] = {
	{ "import=alpha:0x10", "import=beta:0x20:weak", "ns=NS" },
	{ "import=alpha:0x10", "ext=alpha:0x10", "ext=module_layout:0x1a2b3c4d", "sig=pkcs7" },
	{ "import=alpha:0x10", "signed" },
	{ "class=32", "machine=3", "import=alpha:0x10", "export=mine:1", "export=ours:2:gpl" },
	{ "class=32", "data=msb", "machine=8", "import=alpha:0x10", "export=mine:1" },
	{ "export=beta:1", "export=mine:2:gpl:NS", "exports=stripped", "import=alpha:0x10" },
	{ "export=alpha:1", "export=mine:2:gpl", "exports=flags,crc-absolute" },
	{ "class=64", "data=msb", "machine=21", "import=.alpha:0x10", "sig=foreign" },
	{ "ei_class=1", "ei_data=2", "import=alpha:0x10", "info=srcversion=ABC" },
};

/* Who signs some of the modules, and a kernel that knows the key. */
static struct signing key;
static const struct signing *const signer = &key;
static char *with_key;

static uint64_t state;
static char last_case[64];

/* Called by the sanitizers' runtime before it ends the program. */
void __asan_on_error(void);
void __asan_on_error(void)
{
	fprintf(stderr, "again with: %s", last_case);
}

/* xorshift64*: the same everywhere, which rand() is not. */
static uint32_t draw(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return below ? (uint32_t)((state * 2685821657736338717ULL) >> 33) % below : 0;
}

static uint64_t odd_number(void)
{
	static const uint64_t numbers[] = {
		0, 1, 2, 7, 8, 63, 64, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff,
		0x80000000, 0xffffffff, 0x100000000, INT64_MAX, UINT64_MAX,
	};

	return numbers[draw(sizeof(numbers) / sizeof(numbers[0]))];
}

static void overwrite(struct module_file *f)
{
	static const unsigned int widths[] = { 1, 2, 4, 8 };
	unsigned int width = widths[draw(4)];
	uint64_t value = odd_number();
	size_t at;

	if (f->size < width)
		return;
	/* Headers are where it hurts: half of the time there. */
	at = draw(2) ? draw(f->size - width + 1)
		     : (draw(2) ? draw(64) : f->size - draw(f->size < 700 ? f->size : 700));
	if (at > f->size - width)
		at = f->size - width;
	memcpy(f->data + at, &value, width);
}

static void mutate(struct module_file *f)
{
	for (uint32_t n = 1 + draw(6); n && f->size; n--) {
		size_t a = draw(f->size), b = draw(f->size);

		switch (draw(7)) {
		case 0:
			f->data[a] ^= 1 << draw(8);
			break;
		case 1:
			f->data[a] = draw(256);
			break;
		case 2:
			f->size = a;
			break;
		case 3:
			memmove(f->data + a, f->data + b, f->size - (a > b ? a : b));
			break;
		default:
			overwrite(f);
		}
	}
}

static struct module_file copy_of(const void *data, size_t size)
{
	struct module_file f = { malloc(size + 1), size };

	memcpy(f.data, data, size);
	return f;
}

static struct module_file make_module(void)
{
	const char *const *options = module_options[draw(sizeof(module_options) /
							 sizeof(module_options[0]))];
	struct module_file f;
	size_t count = 0;

	while (count < 9 && options[count] && strcmp(options[count], "signed"))
		count++;
	module_file_make(&f, options, count);
	if (count < 9 && options[count])
		signing_sign(&signer, 1, draw(2) ? SIGNING_KEY_ID : 0, "SHA256", &f);
	return f;
}

static int report(const struct ks_needs *needs, const struct ks_facts *facts)
{
	const struct ks_style style = { .verbose = true, .color = true };
	FILE *null = fopen("/dev/null", "w");
	struct ks_judgement judgement;
	struct json_object *document;
	struct ks_err err;
	int code = KS_EXIT_FAILED;

	if (!ks_judge(&judgement, needs, facts, &err)) {
		ks_text_verdict(null, &style, needs, facts, &judgement.result);
		ks_text_needs(null, &style, needs);
		document = ks_json_document("check");
		ks_json_put(document, "kernel", ks_json_facts(facts));
		ks_json_put(document, "needs", ks_json_needs(needs));
		ks_json_append(document, "files", ks_json_verdict(needs, facts, &judgement.result));
		if (!ks_json_print(null, document))
			code = ks_exit_of(judgement.result.verdict);
		ks_judgement_free(&judgement);
	}
	fclose(null);
	return code;
}

/* No exit code: the test fails. */
#define SHALLOW_DIFFERS	4

/* One kernel file and one module, either of them damaged. */
static int run_pair(const struct module_file *kernel, const struct module_file *module)
{
	char kernel_path[64], module_path[64];
	int kernel_fd = module_file_memfd(kernel, kernel_path, sizeof(kernel_path));
	int module_fd = module_file_memfd(module, module_path, sizeof(module_path));
	struct ks_candidate candidate = { .input.fd = -1 };
	struct ks_snapshot snapshot;
	struct ks_err err;
	char why[256];
	int code = KS_EXIT_FAILED;

	ks_snapshot_init(&snapshot, kernel_path);
	if (!ks_facts_load(&snapshot, kernel_path, &err) &&
	    !ks_candidate_open(&candidate, module_path, KS_DEPTH_DEEP, &snapshot.facts, &err) &&
	    !ks_complete_for(&snapshot, &candidate.needs, &err)) {
		ks_verify(&snapshot, &candidate.needs);
		code = report(&candidate.needs, &snapshot.facts);
	}
	/* The same module once more, with its own exports loaded. */
	if (code != KS_EXIT_FAILED &&
	    !ks_facts_add_loaded(&snapshot, &candidate.needs, "P", &err))
		report(&candidate.needs, &snapshot.facts);
	if (code != KS_EXIT_FAILED &&
	    depths_compare(&snapshot.facts, module_path, why, sizeof(why))) {
		printf("# shallow: %s\n", why);
		code = SHALLOW_DIFFERS;
	}
	ks_candidate_close(&candidate);
	ks_facts_free(&snapshot);
	close(kernel_fd);
	close(module_fd);
	return code;
}

enum kind { MODULE, SAVED, SYMVERS, CONFIG, PACKAGES, BTF, KIND_MAX };

static int run_seed(enum kind kind, uint64_t seed)
{
	const struct {
		const char *text;
		size_t size;
	} texts[] = { { NULL, 0 },
		      { with_key, strlen(with_key) },
		      { symvers, sizeof(symvers) - 1 },
		      { config, sizeof(config) - 1 },
		      { packages, sizeof(packages) - 1 },
		      { btf, sizeof(btf) } };
	struct module_file kernel, module;
	int code;

	state = (seed + 1) * 0x9e3779b97f4a7c15ULL + kind;
	module = make_module();
	if (kind == MODULE) {
		kernel = copy_of(with_key, strlen(with_key));
		mutate(&module);
	} else {
		kernel = copy_of(texts[kind].text, texts[kind].size);
		mutate(&kernel);
	}
	code = run_pair(&kernel, &module);
	free(kernel.data);
	free(module.data);
	return code;
}

/* Of this process: other work on the machine is no fault of the parser's. */
static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The key is another one each time, its row has the same form. */
static void make_key(void)
{
	size_t size;
	FILE *f = open_memstream(&with_key, &size);

	signing_make(&key, "test", false, "SHA256");
	fprintf(f, "%skeys-complete\t-\tyes\nkey\tfile\tbuiltin\tbuild\t0123\t", saved);
	for (size_t i = 0; i < key.der_size; i++)
		fprintf(f, "%02x", key.der[i]);
	fprintf(f, "\ttest\nhash\tlive\t00\n");
	fclose(f);
}

static int end(int code)
{
	signing_free(&key);
	free(with_key);
	return code;
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "modules", "saved facts", "Module.symvers",
					     "configurations",
					     "package databases", "BTF" };
	static const unsigned int counts[] = { 3000, 1000, 600, 600, 600, 600 };
	unsigned int codes[4] = { 0 };

	make_key();
	if (argc == 3)
		return end(run_seed(strtoul(argv[1], NULL, 0), strtoul(argv[2], NULL, 0)));
	for (int kind = 0; kind < KIND_MAX; kind++) {
		double start = seconds(), slowest = 0;
		unsigned int slowest_seed = 0;

		ktap_case("%u damaged %s: an exit code and nothing worse", counts[kind], names[kind]);
		for (unsigned int seed = 0; seed < counts[kind]; seed++) {
			double before = seconds();
			int code;

			/* A sanitizer ends the program: this says where. */
			snprintf(last_case, sizeof(last_case), "fuzz_smoke %d %u\n", kind, seed);
			code = run_seed(kind, seed);
			if (!expect(code >= 0 && code <= 3))
				printf("# kind %d seed %u\n", kind, seed);
			else
				codes[code]++;
			if (seconds() - before > slowest) {
				slowest = seconds() - before;
				slowest_seed = seed;
			}
		}
		expect(slowest < 2);
		printf("# slowest %.3f s (seed %u), all %.1f s\n", slowest, slowest_seed,
		       seconds() - start);
	}
	ktap_case("the cases come to all four exit codes");
	printf("# codes 0 to 3: %u %u %u %u\n", codes[0], codes[1], codes[2], codes[3]);
	for (int i = 0; i < 4; i++)
		expect(codes[i] > 0);
	return end(ktap_end());
}
