// SPDX-License-Identifier: GPL-2.0-or-later
/* kmodsafe version: which agent, kernel module and protocol, what was compiled in. */
#include <json-c/json.h>
#include <linux/kmodsafe.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "crypto/libcrypto.h"
#include "facts/system.h"

#ifndef KS_VERSION
#error "KS_VERSION comes from agent/Makefile"
#endif

static int run(const struct ks_options *options, int argc, char **argv)
{
	char missing[64];
	struct json_object *document;
	char helper[64];
	bool loaded;

	if (argc > 0)
		return ks_misuse(options, "version", "version: takes no argument, got \"%s\"", argv[0]);
	snprintf(missing, sizeof(missing), "%s%s", ks_compression_missing(), ks_crypto_missing());
	loaded = ks_system_helper_version(helper, sizeof(helper));
	if (options->json) {
		document = ks_json_document("version");
		ks_json_put(document, "version", ks_json_text(KS_VERSION));
		ks_json_put(document, "kernel_module", loaded ? ks_json_text(helper) : NULL);
		ks_json_put(document, "protocol", json_object_new_int(KMODSAFE_PROTOCOL));
		ks_json_put(document, "missing", ks_json_text(missing));
		return ks_json_print(stdout, document) ? KS_EXIT_FAILED : KS_EXIT_OK;
	}
	printf("kmodsafe %s\nkernel module %s\nprotocol %d\n", KS_VERSION,
	       loaded ? helper : "not loaded", KMODSAFE_PROTOCOL);
	if (*missing)
		printf("built without %.*s\n", (int)strlen(missing) - 1, missing);
	return KS_EXIT_OK;
}

const struct ks_cmd ks_cmd_version = {
	.name = "version",
	.summary = "show the versions of this program, its kernel module and protocol",
	.usage = "",
	.takes = KS_TAKES_JSON,
	.run = run,
};
