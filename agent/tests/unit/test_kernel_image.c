// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elf/kernel_image: kernels in every wrapping and in several, wrappings that are
 * damaged, cut short, lie or have no kernel in them, and those that only want
 * memory and time.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "elf/kernel_image.h"
#include "ktap.h"
#include "wrapping_maker.h"

#define KERNEL_SIZE	20000

/* A copy of its own size, so that a sanitizer sees a read behind its end. */
static int open_copy(struct ks_kernel_image *kernel, const struct ks_buffer *file, size_t size,
		     uint8_t **copy, struct ks_err *err)
{
	const struct ks_image image = { *copy = malloc(size), size };

	memcpy(*copy, file->data, size);
	*err = (struct ks_err){ 0 };
	return ks_kernel_image_open(kernel, &image, "test", err);
}

/* What is said of a file that has no kernel for us; "" if it has one. */
static const char *failure(const struct ks_buffer *file, int *code)
{
	static struct ks_err err;
	struct ks_kernel_image kernel;
	uint8_t *copy;
	int ret = open_copy(&kernel, file, file->size, &copy, &err);

	ks_kernel_image_close(&kernel);
	free(copy);
	if (code)
		*code = ret;
	return ret ? err.text : "";
}

static void expect_failure(const struct ks_buffer *file, const char *text)
{
	int code;

	expect(strstr(failure(file, &code), text));
	expect(code < 0);
	if (!strstr(failure(file, NULL), text))
		printf("# said: %s\n", failure(file, NULL));
}

static bool is_image(const struct ks_buffer *file)
{
	return ks_kernel_image_is(&(struct ks_image){ file->data, file->size });
}

struct row {
	const char *wrapping;
	enum kernel_kind kind;
	enum ks_compression packing;
	maker *make[4];		/* innermost first */
	unsigned int machine, elf_class, elf_data;
	uint64_t load_address, entry;
};

static const struct row rows[] = {
	{ "", KERNEL_ELF, 0, { NULL }, EM_X86_64, ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "", KERNEL_ELF_BIG, 0, { NULL }, EM_PPC, ELFCLASS32, ELFDATA2MSB, 0, 0 },
	{ "", KERNEL_ARM64, 0, { NULL }, EM_AARCH64, ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "", KERNEL_RISCV, 0, { NULL }, EM_RISCV, ELFCLASS32, ELFDATA2LSB, 0, 0 },
	{ "", KERNEL_RAW, 0, { NULL }, 0, 0, 0, 0, 0 },
	{ "gzip", KERNEL_ARM64, KS_COMPRESSION_GZIP, { NULL }, EM_AARCH64, ELFCLASS64,
	  ELFDATA2LSB, 0, 0 },
	{ "xz", KERNEL_RAW, KS_COMPRESSION_XZ, { NULL }, 0, 0, 0, 0, 0 },
	{ "zstd", KERNEL_RAW, KS_COMPRESSION_ZSTD, { NULL }, 0, 0, 0, 0, 0 },
	{ "lzma", KERNEL_RAW, KS_COMPRESSION_LZMA, { NULL }, 0, 0, 0, 0, 0 },
	{ "bzip2", KERNEL_RAW, KS_COMPRESSION_BZIP2, { NULL }, 0, 0, 0, 0, 0 },
	{ "lzo", KERNEL_RAW, KS_COMPRESSION_LZO, { NULL }, 0, 0, 0, 0, 0 },
	{ "lz4", KERNEL_RAW, KS_COMPRESSION_LZ4_LEGACY, { NULL }, 0, 0, 0, 0, 0 },
	{ "lz4", KERNEL_RAW, KS_COMPRESSION_LZ4_FRAME, { NULL }, 0, 0, 0, 0, 0 },
	{ "bzImage, gzip", KERNEL_ELF, KS_COMPRESSION_GZIP, { make_bzimage }, EM_X86_64,
	  ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "bzImage, lz4", KERNEL_ELF, KS_COMPRESSION_LZ4_LEGACY, { make_bzimage }, EM_X86_64,
	  ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "bzImage, lzma", KERNEL_ELF, KS_COMPRESSION_LZMA, { make_old_bzimage }, EM_X86_64,
	  ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "bzImage, bzip2", KERNEL_RAW, KS_COMPRESSION_BZIP2, { make_old_bzimage }, 0, 0, 0, 0, 0 },
	{ "EFI zboot, zstd", KERNEL_RAW, KS_COMPRESSION_ZSTD, { make_zboot }, EM_AARCH64,
	  ELFCLASSNONE, ELFDATA2LSB, 0, 0 },
	{ "unified kernel image, bzImage, xz", KERNEL_ELF, KS_COMPRESSION_XZ,
	  { make_bzimage, make_uki }, EM_X86_64, ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "unified kernel image", KERNEL_ARM64, 0, { make_uki }, EM_AARCH64, ELFCLASS64,
	  ELFDATA2LSB, 0, 0 },
	{ "zImage, gzip", KERNEL_RAW, KS_COMPRESSION_GZIP, { make_zimage }, EM_ARM, ELFCLASS32,
	  ELFDATA2LSB, 0, 0 },
	{ "zImage, lzo", KERNEL_RAW, KS_COMPRESSION_LZO, { make_zimage_big }, EM_ARM, ELFCLASS32,
	  ELFDATA2MSB, 0, 0 },
	{ "zImage, lz4", KERNEL_RAW, KS_COMPRESSION_LZ4_LEGACY, { make_zimage }, EM_ARM,
	  ELFCLASS32, ELFDATA2LSB, 0, 0 },
	{ "zImage, lzma", KERNEL_RAW, KS_COMPRESSION_LZMA, { make_zimage }, EM_ARM, ELFCLASS32,
	  ELFDATA2LSB, 0, 0 },
	{ "s390 image, xz", KERNEL_RAW, KS_COMPRESSION_XZ, { make_s390 }, EM_S390, ELFCLASS64,
	  ELFDATA2MSB, 0, 0 },
	{ "xz", KERNEL_RAW, KS_COMPRESSION_XZ, { make_mips_vmlinuz }, EM_MIPS, ELFCLASS32,
	  ELFDATA2MSB, 0, 0 },
	{ "uImage, lzma", KERNEL_RAW, KS_COMPRESSION_LZMA, { make_uimage }, EM_MIPS, ELFCLASS32,
	  ELFDATANONE, 0x80060000, 0x80060400 },
	{ "uImage", KERNEL_RAW, 0, { make_uimage_multi }, EM_MIPS, ELFCLASS32, ELFDATANONE,
	  0x80060000, 0x80060400 },
	{ "uImage, lzma", KERNEL_RAW, KS_COMPRESSION_LZMA, { make_loader, make_uimage }, EM_MIPS,
	  ELFCLASS32, ELFDATANONE, 0, 0 },
	{ "FIT, gzip", KERNEL_RAW, KS_COMPRESSION_GZIP, { make_fit }, EM_MIPS, ELFCLASS64,
	  ELFDATANONE, 0xffffffff80100000, 0x80100400 },
	{ "FIT, lz4", KERNEL_ARM64, KS_COMPRESSION_LZ4_FRAME, { make_fit_external }, EM_AARCH64,
	  ELFCLASS64, ELFDATA2LSB, 0xffffffff80100000, 0x80100400 },
	{ "FIT", KERNEL_RAW, 0, { make_fit }, EM_MIPS, ELFCLASS64, ELFDATANONE,
	  0xffffffff80100000, 0x80100400 },
	{ "Android boot image, zImage, gzip", KERNEL_RAW, KS_COMPRESSION_GZIP,
	  { make_zimage, make_android_v0 }, EM_ARM, ELFCLASS32, ELFDATA2LSB, 0, 0 },
	{ "Android boot image, gzip", KERNEL_ARM64, KS_COMPRESSION_GZIP, { make_android_v2 },
	  EM_AARCH64, ELFCLASS64, ELFDATA2LSB, 0x80008000, 0 },
	{ "Android boot image, lz4", KERNEL_ARM64, KS_COMPRESSION_LZ4_LEGACY, { make_android_v4 },
	  EM_AARCH64, ELFCLASS64, ELFDATA2LSB, 0, 0 },
	{ "Android boot image, FIT, uImage, zImage, lzo", KERNEL_RAW, KS_COMPRESSION_LZO,
	  { make_zimage, make_uimage, make_fit, make_android_v4 }, EM_ARM, ELFCLASS32,
	  ELFDATA2LSB, 0, 0 },
};

static struct ks_buffer wrap(const struct row *row, const struct ks_buffer *kernel)
{
	struct ks_buffer b = packing_pack(row->packing, kernel->data, kernel->size), outer;

	/* The unpacked size, as the kernel's build appends it. */
	if (row->packing && row->make[0])
		packing_add(&b, &(uint32_t){ kernel->size }, 4);
	for (int i = 0; i < 4 && row->make[i]; i++) {
		outer = row->make[i](&b);
		free(b.data);
		b = outer;
	}
	return b;
}

static void test_row(const struct row *row)
{
	struct ks_buffer plain = make_kernel(row->kind, KERNEL_SIZE), file = wrap(row, &plain);
	struct ks_kernel_image kernel;
	struct ks_err err;
	uint8_t *copy;

	ktap_case("\"%s\", machine %u: is taken off", row->wrapping, row->machine);
	expect(is_image(&file));
	expect_int(open_copy(&kernel, &file, file.size, &copy, &err), 0);
	expect_text(err.text, "");
	expect_text(kernel.wrapping, row->wrapping);
	expect_int(kernel.image.size, plain.size);
	expect(kernel.image.size == plain.size &&
	       !memcmp(kernel.image.data, plain.data, plain.size));
	expect(!memcmp(kernel.image.data + kernel.banner, "Linux version " KERNEL_RELEASE, 24));
	expect_int(kernel.machine, row->machine);
	expect_int(kernel.elf_class, row->elf_class);
	expect_int(kernel.elf_data, row->elf_data);
	expect_int(kernel.load_address, row->load_address);
	expect_int(kernel.entry, row->entry);
	ks_kernel_image_close(&kernel);
	free(copy);
	free(plain.data);
	free(file.data);
}

/* Either what is missing was of no account, or there is one line about it. */
static void expect_whole_or_error(const struct row *row, const struct ks_buffer *file, size_t size,
				  const struct ks_buffer *plain)
{
	struct ks_kernel_image kernel;
	struct ks_err err;
	uint8_t *copy;
	int ret = open_copy(&kernel, file, size, &copy, &err);

	if (ret) {
		expect(err.text[0] && !strchr(err.text, '\n') && err.code == ret);
	} else {
		/* A raw image need not say how long it is. */
		expect(kernel.image.size == plain->size ||
		       (!*row->wrapping && row->kind != KERNEL_ELF && row->kind != KERNEL_ELF_BIG));
		expect(!memcmp(kernel.image.data, plain->data,
			       kernel.image.size < plain->size ? kernel.image.size : plain->size));
	}
	ks_kernel_image_close(&kernel);
	free(copy);
}

static void test_cut(const struct row *row)
{
	struct ks_buffer plain = make_kernel(row->kind, KERNEL_SIZE), file = wrap(row, &plain);

	ktap_case("\"%s\", machine %u: cut anywhere", row->wrapping, row->machine);
	for (size_t size = 0; size < file.size; size += size < 600 ? 7 : 1 + file.size / 60)
		expect_whole_or_error(row, &file, size, &plain);
	free(plain.data);
	free(file.data);
}

static void test_damaged(const struct row *row)
{
	struct ks_buffer plain = make_kernel(row->kind, KERNEL_SIZE / 10);
	struct ks_buffer file = wrap(row, &plain);
	uint32_t state = 1;

	ktap_case("\"%s\", machine %u: damaged anywhere", row->wrapping, row->machine);
	for (int i = 0; i < 250; i++) {
		static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };
		uint8_t *at, kept;
		int code;

		state = state * 1664525 + 1013904223;
		at = file.data + (state >> 8) % (i % 2 || file.size < 700 ? file.size : 700);
		kept = *at;
		*at = state & 64 ? *at ^ (1 << (state & 7)) : values[(state & 63) % 5];
		failure(&file, &code);
		/* A header may also lose what it was known by. */
		expect(code <= 0);
		*at = kept;
	}
	free(plain.data);
	free(file.data);
}

static void test_no_kernel(void)
{
	static maker *const makers[] = { make_uki, make_zimage, make_s390, make_mips_vmlinuz,
					 make_old_bzimage, make_uimage, make_fit, make_android_v4 };
	uint8_t code[5000];
	struct ks_buffer plain = { code, sizeof(code), sizeof(code) }, file, packed;

	memset(code, 0x5a, sizeof(code));
	for (size_t i = 0; i < KS_ARRAY_SIZE(makers); i++) {
		ktap_case("no kernel in wrapping %zu", i);
		file = makers[i](&plain);
		expect(is_image(&file));
		expect_failure(&file, "test: read: no Linux kernel is in it");
		free(file.data);
		packed = packing_pack(KS_COMPRESSION_GZIP, code, sizeof(code));
		file = makers[i](&packed);
		expect_failure(&file, "test: read: no Linux kernel is in it");
		free(file.data);
		free(packed.data);
	}
	ktap_case("a payload that is packed with nothing");
	file = make_zboot(&plain);
	expect_failure(&file, "test: decompress: packed in a way that this program does not know");
	free(file.data);
	ktap_case("no kernel without any wrapping");
	expect(!is_image(&plain));
}

static void change(maker *make, size_t at, const void *bytes, size_t size, bool sum,
		   const char *text)
{
	struct ks_buffer plain = make_kernel(KERNEL_RAW, 3000);
	struct ks_buffer packed = packing_pack(KS_COMPRESSION_GZIP, plain.data, plain.size);
	struct ks_buffer file = make(&packed);

	memcpy(file.data + at, bytes, size);
	if (sum)
		uimage_sum(&file);
	expect_failure(&file, text);
	free(plain.data);
	free(packed.data);
	free(file.data);
}

static void test_lies(void)
{
	ktap_case("a uImage's sums");
	change(make_uimage, 40, "X", 1, false, "the header of the uImage is damaged");
	change(make_uimage, 200, "XY", 2, false, "the data of the uImage are damaged");
	ktap_case("a uImage with a ramdisk");
	change(make_uimage, 30, "\3", 1, true, "something else than a kernel");
	ktap_case("a uImage with several parts whose sizes do not end");
	change(make_uimage_multi, 64, "\xff\xff\xff\xff", 4, true, "the image is cut short");
	ktap_case("a FIT's sum");
	change(make_fit, 300, "XY", 2, false, "the kernel in the device tree is damaged");
	ktap_case("a FIT that says more than it has");
	change(make_fit, 4, "\x7f\0\0\0", 4, false, "damaged or cut short");
	change(make_fit, 36, "\0\0\0\x10", 4, false, "no kernel in it");
	ktap_case("Android's images without a kernel");
	change(make_android_v4, 8, "\0\0\0", 4, false, "the image has no kernel in it");
	change(make_android_v4, 0, "VNDRBOOT", 8, false, "vendor_boot image has no kernel");
	ktap_case("Android's page size");
	change(make_android_v2, 36, "\0\0\0", 4, false, "page size");
	change(make_android_v2, 36, "\xff\xff\xff\xff", 4, false, "page size");
	ktap_case("a zImage that ends before it starts");
	change(make_zimage, 0x2c, "\0\0\0", 4, false, "ends before it starts");
	ktap_case("a bzImage whose payload is elsewhere");
	change(make_bzimage, 0x248, "\xff\xff\xff\xff", 4, false, "cut short");
	change(make_bzimage, 0x24c, "\xff\xff\xff\xff", 4, false, "cut short");
	ktap_case("a bzImage with half of a payload");
	change(make_bzimage, 0x24c, "\0\2\0", 4, false, "decompress: damaged or cut short");
}

static void test_too_deep(void)
{
	struct ks_buffer b = make_kernel(KERNEL_RAW, 3000), outer;

	ktap_case("too many layers");
	for (int i = 0; i < 7; i++) {
		outer = make_android_v4(&b);
		free(b.data);
		b = outer;
	}
	expect_text(failure(&b, NULL), "");
	for (int i = 0; i < 3; i++) {
		outer = make_android_v4(&b);
		free(b.data);
		b = outer;
	}
	expect_failure(&b, "more wrappings than a kernel has");
	free(b.data);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/*
 * Of a file that must fail: at most so many seconds and MiB.  A sanitizer's
 * realloc() has old and new at a time.
 */
static void expect_bounded(const struct ks_buffer *file, const char *text)
{
	const double limit = 20;
	const long memory = 600;
	double start = seconds();
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	expect(strstr(failure(file, NULL), text));
	getrusage(RUSAGE_SELF, &after);
	expect(seconds() - start < limit);
	expect(after.ru_maxrss - before.ru_maxrss < memory << 10);
	printf("# %.2f s, %ld MiB more\n", seconds() - start,
	       (after.ru_maxrss - before.ru_maxrss) >> 10);
}

/* More than there may be, packed by all that pack zeroes in no time. */
static void test_bombs(void)
{
	static const enum ks_compression packings[] = {
		KS_COMPRESSION_GZIP, KS_COMPRESSION_ZSTD, KS_COMPRESSION_LZ4_LEGACY,
		KS_COMPRESSION_LZO,
	};
	static maker *const makers[] = { make_uimage, make_zimage, make_bzimage, make_s390 };
	const size_t size = KS_INPUT_EXPANDED_MAX + (1 << 20);
	uint8_t *zeroes = calloc(1, size);

	for (size_t i = 0; i < KS_ARRAY_SIZE(packings); i++) {
		struct ks_buffer bomb = packing_pack(packings[i], zeroes, size);
		struct ks_buffer file = makers[i](&bomb);

		ktap_case("a bomb of %zu KiB of %s", bomb.size >> 10,
			  ks_compression_name(packings[i]));
		expect_bounded(&file, "grows beyond 256 MiB");
		free(file.data);
		free(bomb.data);
	}
	free(zeroes);
}

/* One after the other: each is unpacked in vain, and all of them cost. */
static void fill(struct ks_buffer *b, const struct ks_buffer *unit, size_t count)
{
	*b = (struct ks_buffer){ 0 };
	while (count--) {
		packing_add(b, unit->data, unit->size);
		packing_add(b, "\0", 1);
	}
}

static void test_floods(void)
{
	static const struct {
		enum ks_compression packing;
		size_t unpacked, cut, count;
	} floods[] = {
		{ KS_COMPRESSION_GZIP, 0, 12, 1000000 },  { KS_COMPRESSION_XZ, 0, 6, 1000000 },
		{ KS_COMPRESSION_LZMA, 0, 14, 1000000 },  { KS_COMPRESSION_BZIP2, 0, 10, 1000000 },
		{ KS_COMPRESSION_ZSTD, 0, 9, 1000000 },	  { KS_COMPRESSION_LZO, 0, 40, 300000 },
		{ KS_COMPRESSION_LZ4_FRAME, 0, 7, 1000000 },
		{ KS_COMPRESSION_GZIP, 4 << 20, 0, 1000 },
		{ KS_COMPRESSION_LZMA, 4 << 20, 0, 1000 },
		{ KS_COMPRESSION_BZIP2, 4 << 20, 0, 1000 },
	};
	uint8_t *zeroes = calloc(1, 4 << 20);

	for (size_t i = 0; i < KS_ARRAY_SIZE(floods); i++) {
		struct ks_buffer flood, file, unit;

		unit = packing_pack(floods[i].packing, zeroes, floods[i].unpacked);
		packing_pad(&unit, 40);
		if (floods[i].cut)
			unit.size = floods[i].cut;
		fill(&flood, &unit, floods[i].count);
		file = make_zimage(&flood);
		ktap_case("%zu times what looks like %s with %zu bytes", floods[i].count,
			  ks_compression_name(floods[i].packing), floods[i].unpacked);
		expect_bounded(&file, "test: ");
		free(unit.data);
		free(flood.data);
		free(file.data);
	}
	free(zeroes);
}

int main(void)
{
	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++)
		test_row(&rows[i]);
	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++)
		test_cut(&rows[i]);
	for (size_t i = 0; i < KS_ARRAY_SIZE(rows); i++)
		test_damaged(&rows[i]);
	test_no_kernel();
	test_lies();
	test_too_deep();
	test_bombs();
	test_floods();
	return ktap_end();
}
