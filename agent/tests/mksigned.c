// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mksigned NAME CERTIFICATE MODULE...: makes a key of that name, writes its
 * certificate (PEM if the file is called so, else DER) and signs the modules.
 */
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signing.h"

static int fail(const char *path)
{
	perror(path);
	return 1;
}

static int write_certificate(const struct signing *signing, const char *path)
{
	FILE *f = fopen(path, "w");
	const char *end = strrchr(path, '.');

	if (!f)
		return fail(path);
	if (end && !strcmp(end, ".pem"))
		PEM_write_X509(f, signing->certificate);
	else
		fwrite(signing->der, 1, signing->der_size, f);
	return fclose(f) ? fail(path) : 0;
}

static int sign_module(const struct signing *signing, const char *path)
{
	FILE *f = fopen(path, "r");
	struct module_file file = { 0 };
	int ret;

	if (!f || fseek(f, 0, SEEK_END))
		return fail(path);
	file.size = ftell(f);
	rewind(f);
	file.data = malloc(file.size + 1);
	file.size = fread(file.data, 1, file.size, f);
	fclose(f);
	signing_sign(&signing, 1, 0, "SHA256", &file);
	ret = module_file_write(&file, path);
	free(file.data);
	return ret ? fail(path) : 0;
}

int main(int argc, char **argv)
{
	struct signing signing;
	int code;

	if (argc < 3) {
		fprintf(stderr, "usage: mksigned NAME CERTIFICATE MODULE...\n");
		return 2;
	}
	signing_make(&signing, argv[1], false, "SHA256");
	code = write_certificate(&signing, argv[2]);
	for (int i = 3; i < argc && !code; i++)
		code = sign_module(&signing, argv[i]);
	signing_free(&signing);
	return code;
}
