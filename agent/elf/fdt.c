// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking things up in a flattened device tree; see fdt.h. */
#include "elf/fdt.h"

#define HEADER_SIZE	40
/* Far longer than the specification's 31, and short: it is looked at often. */
#define NAME_MAX	256

enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4 };

static const struct ks_layout big = { .big = true };

struct token {
	uint64_t kind;
	struct ks_image name, value;
	size_t next;
};

static uint64_t word(const struct ks_image *image, uint64_t offset)
{
	const uint8_t *p = ks_image_range(image, offset, 4);

	return p ? ks_get(&big, p, 4) : 0;
}

static bool set_range(struct ks_image *range, const struct ks_image *image, uint64_t offset,
		      uint64_t size)
{
	const uint8_t *p = ks_image_range(image, offset, size);

	*range = (struct ks_image){ p, p ? size : 0 };
	return p;
}

static bool set_string(struct ks_image *string, const struct ks_image *image, uint64_t offset)
{
	const uint8_t *p = ks_image_range(image, offset, 0);
	size_t left = p ? image->size - offset : 0;
	size_t len = p ? strnlen((const char *)p, left < NAME_MAX ? left : NAME_MAX) : 0;

	*string = (struct ks_image){ p, len };
	return len < left && len < NAME_MAX;
}

static size_t align4(size_t offset)
{
	return (offset + 3) & ~(size_t)3;
}

/* The token at @at, which moves the reader forward by at least its own four bytes. */
static bool read_token(const struct ks_fdt *fdt, size_t at, struct token *token)
{
	const struct ks_image *tree = &fdt->structure;

	token->kind = word(tree, at);
	token->next = at + 4;
	switch (token->kind) {
	case BEGIN_NODE:
		if (!set_string(&token->name, tree, at + 4))
			return false;
		token->next = align4(at + 4 + token->name.size + 1);
		return true;
	case PROPERTY:
		if (!set_range(&token->value, tree, at + 12, word(tree, at + 4)) ||
		    !set_string(&token->name, &fdt->strings, word(tree, at + 8)))
			return false;
		token->next = align4(at + 12 + token->value.size);
		return true;
	case END_NODE:
	case NOP:
		return true;
	default:
		return false;
	}
}

/* A unit address may be left out, as U-Boot lets it. */
static bool is_called(const struct token *token, const char *name, size_t len)
{
	return !name || (token->name.size >= len && !memcmp(token->name.data, name, len) &&
			 (token->name.size == len || token->name.data[len] == '@'));
}

/* The next node at depth 0, when @at is at @depth below it. */
static bool find(const struct ks_fdt *fdt, size_t at, size_t depth, const char *name, size_t len,
		 struct ks_fdt_node *node)
{
	struct token token;

	for (; read_token(fdt, at, &token); at = token.next) {
		if (token.kind == BEGIN_NODE) {
			if (!depth && is_called(&token, name, len)) {
				node->at = token.next;
				return true;
			}
			depth++;
		} else if (token.kind == END_NODE && !depth--) {
			return false;
		}
	}
	return false;
}

/**
 * ks_fdt_open - find the parts of a tree
 * @fdt: to fill; borrows from @image
 * @image: starts with the tree; more may follow
 *
 * Return: true if all of it is there.
 */
bool ks_fdt_open(struct ks_fdt *fdt, const struct ks_image *image)
{
	uint64_t size = word(image, 4), structure = word(image, 8), strings = word(image, 12);
	struct ks_image tree;

	if (word(image, 0) != 0xd00dfeed || size < HEADER_SIZE ||
	    !set_range(&tree, image, 0, size) || structure & 3)
		return false;
	fdt->size = size;
	/* Until version 17 the size of the structure was not told. */
	return set_range(&fdt->strings, &tree, strings, word(&tree, 32)) &&
	       set_range(&fdt->structure, &tree, structure,
			 word(&tree, 20) >= 17 ? word(&tree, 36)
					       : size > structure ? size - structure : 0);
}

/** ks_fdt_root - the root, or false */
bool ks_fdt_root(const struct ks_fdt *fdt, struct ks_fdt_node *root)
{
	return find(fdt, 0, 0, NULL, 0, root);
}

/**
 * ks_fdt_child - a child by its name
 * @fdt: opened
 * @parent: node
 * @name: with or without unit address, not terminated
 * @len: of @name
 * @child: to fill
 */
bool ks_fdt_child(const struct ks_fdt *fdt, struct ks_fdt_node parent, const char *name,
		  size_t len, struct ks_fdt_node *child)
{
	return find(fdt, parent.at, 0, name, len, child);
}

/** ks_fdt_first - the first child, or false */
bool ks_fdt_first(const struct ks_fdt *fdt, struct ks_fdt_node parent, struct ks_fdt_node *child)
{
	return find(fdt, parent.at, 0, NULL, 0, child);
}

/** ks_fdt_next - move to the next child of the same parent, or false */
bool ks_fdt_next(const struct ks_fdt *fdt, struct ks_fdt_node *child)
{
	return find(fdt, child->at, 1, NULL, 0, child);
}

/**
 * ks_fdt_property - a property of a node
 * @fdt: opened
 * @node: which
 * @name: of the property
 * @value: to fill; borrows
 *
 * Properties stand before the children, and are not looked for behind them.
 */
bool ks_fdt_property(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *name,
		     struct ks_image *value)
{
	struct token token;

	for (size_t at = node.at; read_token(fdt, at, &token); at = token.next) {
		if (token.kind != PROPERTY && token.kind != NOP)
			return false;
		if (token.kind == PROPERTY && token.name.size == strlen(name) &&
		    !memcmp(token.name.data, name, token.name.size)) {
			*value = token.value;
			return true;
		}
	}
	return false;
}
