/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages to recognize, drawn by the tests: text in leptonica's own bitmap font,
 * in every file format that the service takes.
 */
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* The first 64 bytes of a PNG have no row of its pixels. */
#define PAGE_NO_ROWS 64

enum page_format {
	PAGE_PNG,
	PAGE_JPEG,
	PAGE_TIFF,
	PAGE_WEBP,
	PAGE_GIF,
	PAGE_BMP,
	PAGE_PNM,
	PAGE_JP2,
	PAGE_FORMATS
};

struct page_file {
	unsigned char *data;
	size_t len;
};

const char *page_format_name(enum page_format format);

struct Pix;

/* The functions that make a file return 0, or -1; the file is to be cleared. */

/* Makes a file of the format from a page that was drawn elsewhere. */
int page_encode(
    struct Pix *pix, enum page_format format, struct page_file *file);

/* Makes black text on white, a line for each line of text. */
int page_text(
    const char *text, enum page_format format, struct page_file *file);

/* Makes a TIFF with a page for each text. */
int page_tiff(const char *const *texts, size_t n, struct page_file *file);

/* Makes a TIFF of n times the same page. */
int page_repeat(const struct page_file *page, size_t n, struct page_file *file);

/* Makes a TIFF of one page, which may be NULL, and behind it n times another
 * one. */
int page_followed(const struct page_file *first, const struct page_file *other,
    size_t n, struct page_file *file);

/*
 * Makes lines of random words, the same for the same seed: work for Tesseract
 * that grows with the lines, some 75 ms for each.
 */
int page_slow(unsigned lines, uint32_t seed, struct page_file *file);

/* Makes gray noise, as PNM.  2500 x 3500 pixels are half a minute of work, in
 * which some seconds pass before Tesseract asks for the first time whether it
 * is to go on. */
int page_noise(int width, int height, uint32_t seed, struct page_file *file);

/* Makes an empty page, as PNG; the file is tiny, whatever the size of the
 * page. */
int page_blank(int width, int height, struct page_file *file);

void page_file_clear(struct page_file *file);

/* Reads a file of any kind as it is.  Returns 0 or -1. */
int page_file_read(const char *path, struct page_file *file);

/* Writes the file to the path.  Returns 0, or -1. */
int page_file_write(const struct page_file *file, const char *path);

#endif
