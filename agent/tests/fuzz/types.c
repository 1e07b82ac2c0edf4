// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF for seeds: one type of every kind. */
#include "fuzz.h"

#include "model/btf.h"

/* id, name, info and size of each; what follows stands behind it. */
static void type(struct fuzz_bytes *b, uint32_t name, uint32_t kind, uint32_t count, uint32_t size)
{
	fuzz_add_number(b, name, 4);
	fuzz_add_number(b, kind << 24 | count, 4);
	fuzz_add_number(b, size, 4);
}

static void words(struct fuzz_bytes *b, uint32_t first, uint32_t second, uint32_t third)
{
	fuzz_add_number(b, first, 4);
	fuzz_add_number(b, second, 4);
	fuzz_add_number(b, third, 4);
}

/* Ids count from the first that is free; 1 is int, 2 is struct module. */
static void add_types(struct fuzz_bytes *b, uint32_t string)
{
	type(b, string + 1, KS_BTF_INT, 0, 4);
	fuzz_add_number(b, 32, 4);
	type(b, string + 5, KS_BTF_STRUCT, 1, MODULE_SIZE);
	words(b, string + 12, 1, 0);
	type(b, 0, KS_BTF_PTR, 0, 2);
	type(b, 0, KS_BTF_FUNC_PROTO, 1, 1);
	fuzz_add_number(b, string + 12, 4);
	fuzz_add_number(b, 3, 4);
	type(b, string + 5, KS_BTF_FUNC, 1, 4);
	type(b, 0, KS_BTF_ARRAY, 0, 0);
	words(b, 1, 1, 8);
	type(b, string + 12, KS_BTF_ENUM, 1, 4);
	fuzz_add_number(b, string + 1, 4);
	fuzz_add_number(b, 7, 4);
	type(b, string + 12, KS_BTF_TYPEDEF, 0, 7);
	type(b, 0, KS_BTF_CONST, 0, 8);
	type(b, string + 5, KS_BTF_FWD, 0, 0);
	type(b, string + 12, KS_BTF_VAR, 0, 1);
	fuzz_add_number(b, 1, 4);
	type(b, string + 12, KS_BTF_DATASEC, 1, 8);
	words(b, 11, 0, 4);
	type(b, string + 1, KS_BTF_FLOAT, 0, 8);
	type(b, string + 12, KS_BTF_DECL_TAG, 0, 2);
	fuzz_add_number(b, 0, 4);
	type(b, string + 12, KS_BTF_ENUM64, 1, 8);
	words(b, string + 5, 1, 2);
}

void fuzz_add_btf(struct fuzz_bytes *bytes, bool module)
{
	static const char strings[] = "\0int\0module\0state\0some_function";
	struct fuzz_bytes types = { 0 };

	add_types(&types, module ? sizeof(strings) : 0);
	words(bytes, 0x0001eb9f, 24, 0);
	words(bytes, types.size, types.size, sizeof(strings));
	fuzz_add(bytes, types.data, types.size);
	fuzz_add(bytes, strings, sizeof(strings));
}
