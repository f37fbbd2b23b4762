/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The only file of the tests that draws.  The font has the size at which
 * Tesseract reads it without a mistake.
 */
#include "tests/lib/page.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/process.h"

#define FONT_SIZE 8
#define MARGIN 40
#define LINE_HEIGHT 40
#define PAGE_WIDTH 1000
#define SLOW_FONT_SIZE 6
#define SLOW_WIDTH 2400
#define SLOW_LENGTH 180
#define TEXT_MAX 4096

static const struct {
	const char *name;
	int iff, depth;
} formats[PAGE_FORMATS] = {
    [PAGE_PNG] = {"png", IFF_PNG, 8},
    [PAGE_JPEG] = {"jpg", IFF_JFIF_JPEG, 8},
    [PAGE_TIFF] = {"tif", IFF_TIFF_G4, 1},
    [PAGE_WEBP] = {"webp", IFF_WEBP, 32},
    [PAGE_GIF] = {"gif", IFF_GIF, 8},
    [PAGE_BMP] = {"bmp", IFF_BMP, 8},
    [PAGE_PNM] = {"pnm", IFF_PNM, 8},
    [PAGE_JP2] = {"jp2", IFF_JP2, 8},
};

const char *
page_format_name(enum page_format format)
{
	return formats[format].name;
}

/* Returns a page with the text, line by line, black on white, or NULL; a line
 * that is too wide is named on stderr. */
static PIX *
draw(const char *text)
{
	char copy[TEXT_MAX], *rest = copy, *line;
	L_BMF *font = bmfCreate(NULL, FONT_SIZE);
	int lines = 1, y = MARGIN + LINE_HEIGHT / 2, width, overflow;
	PIX *pix;

	for (const char *c = text; *c; c++)
		lines += *c == '\n' && c[1];
	snprintf(copy, sizeof(copy), "%s", text);
	pix = pixCreate(PAGE_WIDTH, 2 * MARGIN + lines * LINE_HEIGHT, 8);
	if (pix && font) {
		pixSetAllGray(pix, 255);
		while ((line = strsep(&rest, "\n")) && (*line || rest)) {
			pixSetTextline(
			    pix, font, line, 0, MARGIN, y, &width, &overflow);
			y += LINE_HEIGHT;
			if (overflow)
				fprintf(stderr, "too long: %s\n", line);
		}
	}
	bmfDestroy(&font);
	return pix;
}

static PIX *
to_depth(PIX *pix, int depth)
{
	if (depth == 1)
		return pixConvertTo1(pix, 128);
	return depth == 32 ? pixConvertTo32(pix) : pixClone(pix);
}

int
page_encode(struct Pix *pix, enum page_format format, struct page_file *file)
{
	PIX *ready = pix ? to_depth(pix, formats[format].depth) : NULL;
	int rc = -1;

	memset(file, 0, sizeof(*file));
	if (ready && pixWriteMem(&file->data, &file->len, ready,
			 formats[format].iff) == 0)
		rc = 0;
	pixDestroy(&ready);
	return rc;
}

int
page_text(const char *text, enum page_format format, struct page_file *file)
{
	PIX *pix = draw(text);
	int rc = page_encode(pix, format, file);

	pixDestroy(&pix);
	return rc;
}

int
page_tiff(const char *const *texts, size_t n, struct page_file *file)
{
	PIXA *pages = pixaCreate((int)n);
	int rc;

	memset(file, 0, sizeof(*file));
	for (size_t i = 0; i < n; i++) {
		PIX *gray = draw(texts[i]);

		pixaAddPix(pages, pixConvertTo1(gray, 128), L_INSERT);
		pixDestroy(&gray);
	}
	rc = pixaWriteMemMultipageTiff(&file->data, &file->len, pages);
	pixaDestroy(&pages);
	return rc == 0 ? 0 : -1;
}

int
page_followed(const struct page_file *first, const struct page_file *other,
    size_t n, struct page_file *file)
{
	PIX *pix = pixReadMem(other->data, other->len);
	PIXA *pages = pixaCreate((int)n + 1);
	int rc;

	memset(file, 0, sizeof(*file));
	if (first)
		pixaAddPix(
		    pages, pixReadMem(first->data, first->len), L_INSERT);
	for (size_t i = 0; i < n; i++)
		pixaAddPix(pages, pix, L_CLONE);
	rc = pixaWriteMemMultipageTiff(&file->data, &file->len, pages);
	pixaDestroy(&pages);
	pixDestroy(&pix);
	return rc == 0 ? 0 : -1;
}

int
page_repeat(const struct page_file *page, size_t n, struct page_file *file)
{
	return page_followed(NULL, page, n, file);
}

/* Writes len random small letters and blanks, and a NUL. */
static void
random_line(char *line, size_t len, uint32_t *state)
{
	for (size_t i = 0; i < len; i++) {
		*state ^= *state << 13;
		*state ^= *state >> 17;
		*state ^= *state << 5;
		line[i] = *state % 6 ? (char)('a' + *state % 26) : ' ';
	}
	line[len] = '\0';
}

int
page_slow(unsigned lines, uint32_t seed, struct page_file *file)
{
	int height = 2 * MARGIN + (int)lines * LINE_HEIGHT, y = MARGIN;
	PIX *pix = pixCreate(SLOW_WIDTH, height, 1);
	L_BMF *font = bmfCreate(NULL, SLOW_FONT_SIZE);
	uint32_t state = seed ? seed : 1;
	char line[SLOW_LENGTH + 1];
	int width, overflow, rc;

	for (unsigned i = 0; pix && font && i < lines; i++) {
		y += LINE_HEIGHT;
		random_line(line, SLOW_LENGTH, &state);
		pixSetTextline(
		    pix, font, line, 1, MARGIN, y, &width, &overflow);
	}
	rc = page_encode(pix, PAGE_PNG, file);
	bmfDestroy(&font);
	pixDestroy(&pix);
	return rc;
}

int
page_noise(int width, int height, uint32_t seed, struct page_file *file)
{
	PIX *pix = pixCreate(width, height, 8);
	uint32_t state = seed ? seed : 1;
	int rc;

	for (int y = 0; pix && y < height; y++)
		for (int x = 0; x < width; x++) {
			state ^= state << 13;
			state ^= state >> 17;
			state ^= state << 5;
			pixSetPixel(pix, x, y, state >> 24);
		}
	rc = page_encode(pix, PAGE_PNM, file);
	pixDestroy(&pix);
	return rc;
}

int
page_blank(int width, int height, struct page_file *file)
{
	PIX *pix = pixCreate(width, height, 1);
	int rc = page_encode(pix, PAGE_PNG, file);

	pixDestroy(&pix);
	return rc;
}

void
page_file_clear(struct page_file *file)
{
	lept_free(file->data);
	memset(file, 0, sizeof(*file));
}

int
page_file_read(const char *path, struct page_file *file)
{
	file->data = (unsigned char *)process_read_file(path, &file->len);
	return file->data ? 0 : -1;
}

int
page_file_write(const struct page_file *file, const char *path)
{
	FILE *f = fopen(path, "wbe");
	size_t n;

	if (!f)
		return -1;
	n = fwrite(file->data, 1, file->len, f);
	return fclose(f) == 0 && n == file->len ? 0 : -1;
}
