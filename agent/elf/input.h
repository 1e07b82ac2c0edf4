/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gets the bytes of a file into private memory, once, decompressed.  What is
 * checked later and what is loaded later is this copy and nothing else.  Who
 * wants only parts of a large file gets memory as large as the file, of which
 * only those parts are filled; the rest must not be looked at.
 */
#ifndef KS_ELF_INPUT_H
#define KS_ELF_INPUT_H

#include <fcntl.h>
#include <sys/stat.h>

#include "elf/blocks.h"
#include "lib/err.h"
#include "model/needs.h"

/**
 * enum ks_compression - how something was packed, by its first bytes
 * @KS_COMPRESSION_LZMA: this and what follows packs kernels, never other files
 */
enum ks_compression {
	KS_COMPRESSION_NONE = 0,
	KS_COMPRESSION_GZIP,
	KS_COMPRESSION_XZ,
	KS_COMPRESSION_ZSTD,
	KS_COMPRESSION_LZMA,
	KS_COMPRESSION_BZIP2,
	KS_COMPRESSION_LZO,
	KS_COMPRESSION_LZ4_LEGACY,
	KS_COMPRESSION_LZ4_FRAME,
	KS_COMPRESSION_MAX,
};

/*
 * Headers of sections and their names are mostly within so many bytes of the end:
 * one call brings them.  What is so near to each other is read by one call, with
 * what lies between.  Tests read no more than is asked for.
 */
#ifdef __SANITIZE_ADDRESS__
#define KS_INPUT_TAIL	64
#define KS_INPUT_GAP	0
#else
#define KS_INPUT_TAIL	6144
#define KS_INPUT_GAP	4096
#endif

/* Of a room: bytes. */
#define KS_INPUT_ROOM	(2u << 20)

/**
 * struct ks_input_room - memory that is read into again and again
 * @bytes: owned; NULL: not there yet
 * @used: what is not zero any more: bytes from the beginning
 *
 * Starts as all zeroes; one input at a time.  Fresh memory for each of thousands
 * of files costs more than what is read into it.
 */
struct ks_input_room {
	uint8_t *bytes;
	size_t used;
};

/**
 * struct ks_input - a private copy of a file
 * @pager: fetches parts of this very input
 * @bytes: owned
 * @filled: a bit for each block of @bytes that was read; NULL: all of them were
 * @views: what the views of @pager show
 * @room: where @bytes are, if they are borrowed; else NULL
 * @error: why a part could not be read, a negative errno, or 0
 * @image: the same, decompressed; of a file of no interest only its beginning
 * @size: of the whole file, decompressed, in bytes
 * @compression: how it was packed
 * @fd: the original file, open for reading
 * @stat: of the original file, before it was read
 */
struct ks_input {
	struct ks_pager pager;
	uint8_t *bytes;
	uint8_t *filled;
	struct ks_blocks views[KS_VIEW_MAX];
	struct ks_input_room *room;
	int error;
	struct ks_image image;
	uint64_t size;
	enum ks_compression compression;
	int fd;
	struct stat stat;
};

/**
 * enum ks_input_kind - which files are read to their end
 * @KS_INPUT_MODULE: ELF and packed ones; of others the beginning tells all
 * @KS_INPUT_PARTS: the same, and of large ELF files nothing but what
 *	ks_input_fetch() is asked for
 * @KS_INPUT_EITHER: all of what fits into the room, parts of what is larger
 * @KS_INPUT_ANY: every file
 */
enum ks_input_kind {
	KS_INPUT_MODULE = 0,
	KS_INPUT_PARTS,
	KS_INPUT_EITHER,
	KS_INPUT_ANY,
};

/* A compressed file may grow to this and no further: bytes. */
#define KS_INPUT_EXPANDED_MAX	(256ULL << 20)

/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
#define KS_INPUT_FLAGS	(O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

int ks_input_take(struct ks_input *input, int fd, const char *path, enum ks_input_kind kind,
		  struct ks_err *err) ks_must_check;
int ks_input_open(struct ks_input *input, const char *path, enum ks_input_kind kind,
		  struct ks_err *err) ks_must_check;
int ks_input_take_in(struct ks_input *input, int fd, const char *path, enum ks_input_kind kind,
		     struct ks_input_room *room, struct ks_err *err) ks_must_check;
void ks_input_fetch(struct ks_input *input, uint64_t offset, uint64_t len);
struct ks_pager *ks_input_pager(struct ks_input *input);
void ks_input_close(struct ks_input *input);
void ks_input_room_free(struct ks_input_room *room);
const char *ks_compression_missing(void);

#endif
