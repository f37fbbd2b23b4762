/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Decodes files by the workers' own code, whole, cut and with holes, and prints
 * for each a line with a digest of its pages' pixels and of pictures of them:
 * what is decoded twice must have the same ones.
 */
#include <leptonica/allheaders.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/file.h"
#include "fcgi-worker/output/picture.h"

#define MAX_PIXELS 4000000
#define PAGES 3
#define PICTURE_WIDTH 400
/* So many copies of each file are cut, and so many have a hole. */
#define CUTS 7
#define HOLES 8
/* A hole is a part of the file, of at most so many bytes. */
#define HOLE_PART 16
#define HOLE_MAX 4096

/* Computes FNV-1a over whole words. */
static uint64_t
add(uint64_t sum, const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ words[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/* Adds the pixels of a picture of the page, in whole words. */
static uint64_t
add_picture(uint64_t sum, PIX *pix)
{
	const struct page page = {
	    .image = pix, .area = {0, 0, pixGetWidth(pix), pixGetHeight(pix)}};
	struct buffer out = {0};
	uint32_t *words;

	if (picture_add(&out, &page, PICTURE_WIDTH) == -1 || out.failed)
		exit(1);
	words = calloc(out.size / 4 + 1, 4);
	if (words == NULL)
		exit(1);
	memcpy(words, out.data, out.size);
	sum = add(sum, words, out.size / 4 + 1);
	free(words);
	buffer_free(&out);
	return sum;
}

static uint64_t
add_page(uint64_t sum, PIX *pix)
{
	const uint32_t size[] = {(uint32_t)pixGetWidth(pix),
	    (uint32_t)pixGetHeight(pix), (uint32_t)pixGetDepth(pix)};

	sum = add(sum, size, 3);
	sum = add(sum, pixGetData(pix),
	    (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix));
	return add_picture(sum, pix);
}

static void
print(
    const char *name, const char *variant, int n, const void *data, size_t size)
{
	const struct bytes b = {data, size};
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	enum image_result rc;
	struct Pix *pix;
	struct input_file s;

	printf("%s %s %d:", name, variant, n);
	rc = input_file_open(&s, &b, MAX_PIXELS, 0);
	if (rc != IMAGE_OK) {
		printf(" not opened %d\n", rc);
		return;
	}
	for (unsigned page = 0; page < s.count && page < PAGES; page++) {
		rc = input_file_measure(&s, page);
		if (rc == IMAGE_OK)
			rc = input_file_page(&s, page, &pix);
		if (rc == IMAGE_OK || rc == IMAGE_DAMAGED) {
			sum = add_page(sum, pix);
			image_free_page(pix);
		}
		printf(" %d", rc);
	}
	printf(" %016llx\n", (unsigned long long)sum);
	input_file_close(&s);
}

/* data is a copy that may be changed, and is put right again. */
static void
print_holes(const char *name, unsigned char *data, size_t size)
{
	size_t len = size / HOLE_PART, at;
	unsigned char kept[HOLE_MAX];

	if (len > HOLE_MAX)
		len = HOLE_MAX;
	for (int i = 0; len > 0 && i < HOLES; i++) {
		at = (size - len) * (size_t)(i + 1) / HOLES;
		memcpy(kept, data + at, len);
		memset(data + at, i % 2 == 0 ? 0 : 0xff, len);
		print(name, "hole", i, data, size);
		memcpy(data + at, kept, len);
	}
}

static int
print_file(const char *path)
{
	size_t size;
	unsigned char *data = l_binaryRead(path, &size);

	if (data == NULL || size == 0) {
		perror(path);
		return -1;
	}
	print(path, "whole", 0, data, size);
	for (int i = 1; i <= CUTS; i++)
		print(path, "cut", i, data, size * (size_t)i / (CUTS + 1));
	print(path, "cut", CUTS + 1, data, size - 1);
	print_holes(path, data, size);
	lept_free(data);
	return 0;
}

int
main(int argc, char *argv[])
{
	int rc = 0;

	input_file_init();
	for (int i = 1; i < argc; i++) {
		rc |= print_file(argv[i]);
		/* The lines up to here are written, should a decoder end the
		 * process. */
		fflush(stdout);
	}
	return rc == 0 ? 0 : 1;
}
