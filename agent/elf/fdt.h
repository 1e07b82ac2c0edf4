/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking things up in a flattened device tree (chapter 5 of the Devicetree
 * Specification) out of a hostile file.  libfdt trusts a tree unless it is
 * checked as a whole first, copies of it disagree on how well, and what is
 * wanted here are three look-ups.
 */
#ifndef KS_ELF_FDT_H
#define KS_ELF_FDT_H

#include "model/image.h"

/**
 * struct ks_fdt - a tree
 * @structure: tokens
 * @strings: names of properties
 * @size: of the whole tree, bytes
 */
struct ks_fdt {
	struct ks_image structure;
	struct ks_image strings;
	size_t size;
};

/** struct ks_fdt_node - a node: where its contents start in the structure */
struct ks_fdt_node {
	size_t at;
};

bool ks_fdt_open(struct ks_fdt *fdt, const struct ks_image *image);
bool ks_fdt_root(const struct ks_fdt *fdt, struct ks_fdt_node *root);
bool ks_fdt_child(const struct ks_fdt *fdt, struct ks_fdt_node parent, const char *name,
		  size_t len, struct ks_fdt_node *child);
bool ks_fdt_first(const struct ks_fdt *fdt, struct ks_fdt_node parent, struct ks_fdt_node *child);
bool ks_fdt_next(const struct ks_fdt *fdt, struct ks_fdt_node *child);
bool ks_fdt_property(const struct ks_fdt *fdt, struct ks_fdt_node node, const char *name,
		     struct ks_image *value);

#endif
