/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of a candidate one after the other, of which only a few are in memory at a
 * time.  With all of them there it costs nothing.
 */
#ifndef KS_MODEL_WINDOW_H
#define KS_MODEL_WINDOW_H

#include "model/needs.h"

/**
 * struct ks_window - set @needs and @slot to start
 * @needs: candidate
 * @slot: which of the pager's views is used: one window has it at a time
 * @bytes: what stands at @start
 * @start: first offset in view
 * @end: behind the last
 * @moves: how often the view was moved
 */
struct ks_window {
	const struct ks_needs *needs;
	enum ks_view slot;
	const uint8_t *bytes;
	uint64_t start;
	uint64_t end;
	uint64_t moves;
};

/* Nothing that is looked at in one go is longer: bytes. */
#define KS_WINDOW_ITEM	64

/* Going through a file a few times takes less; who jumps about gets it as a whole. */
#define KS_WINDOW_MOVES(size)	(256 + (size) / 8192)

static inline void ks_window_move(struct ks_window *w, uint64_t offset)
{
	const struct ks_image *image = &w->needs->image;
	struct ks_pager *pager = w->needs->pager;
	uint64_t size;

	if (pager && w->moves++ < KS_WINDOW_MOVES(image->size)) {
		w->bytes = pager->view(pager, w->slot, offset, &size);
		w->start = offset;
		w->end = offset + size;
		return;
	}
	ks_needs_fetch(w->needs, 0, image->size);
	w->bytes = image->data;
	w->start = 0;
	w->end = image->size;
}

/**
 * ks_window_at - bytes of the image
 * @w: window
 * @offset: of bytes that are in the image, which ks_image_range() tells
 * @len: how many, up to KS_WINDOW_ITEM
 *
 * Return: the bytes; good until the next call.
 */
static inline const uint8_t *ks_window_at(struct ks_window *w, uint64_t offset, uint64_t len)
{
	if (offset < w->start || offset > w->end || len > w->end - offset)
		ks_window_move(w, offset);
	return w->bytes + (offset - w->start);
}

/**
 * ks_window_run - items one after the other
 * @w: window
 * @offset: of the first; all are in the image
 * @len: bytes of each, up to KS_WINDOW_ITEM
 * @count: how many there are, at least one; set to how many can be looked at now
 *
 * Return: the first; good until the next call.
 */
static inline const uint8_t *ks_window_run(struct ks_window *w, uint64_t offset, uint64_t len,
					   uint64_t *count)
{
	const uint8_t *first = ks_window_at(w, offset, len);
	uint64_t room = (w->end - offset) / len;

	*count = room < *count ? room : *count;
	return first;
}

#endif
