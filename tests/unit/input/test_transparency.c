/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pictures with transparent parts, of every color, depth and kind of
 * transparency that PNG and TIFF have: what is drawn can be told from what it
 * is drawn on.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "fcgi-worker/input/alpha.h"
#include "fcgi-worker/input/file.h"
#include "tests/unit/input/written_file.h"

/* The picture has strokes of 4 pixels on paper, which are a quarter of it. */
#define SIDE 64
#define STROKE 4
#define PERIOD 16

enum clear { NOTHING, PAPER, INK, BOTH };

/* Ink is white and paper black. */
static bool is_inverted;

static bool
is_ink(int x)
{
	return x % PERIOD < STROKE;
}

static bool
is_black(int x)
{
	return is_ink(x) != is_inverted;
}

static bool
is_clear(enum clear clear, int x)
{
	return clear == BOTH || clear == (is_ink(x) ? INK : PAPER);
}

/* Writes the bits of a file, the highest first. */
struct writer {
	unsigned char *row;
	size_t bits;
	bool swaps; /* words of 16 bits are in host order */
};

/* Writes a sample of so many bits to the row. */
static void
put(struct writer *w, unsigned value, unsigned bits)
{
	uint16_t word = (uint16_t)value;

	if (bits == 16 && w->swaps) {
		memcpy(w->row + w->bits / 8, &word, 2);
		w->bits += 16;
		return;
	}
	for (unsigned i = bits; i-- > 0; w->bits++)
		w->row[w->bits / 8] =
		    (unsigned char)(w->row[w->bits / 8] |
				    (value >> i & 1) << (7 - w->bits % 8));
}

/* Checks that the file is decoded, and that ink and paper differ much. */
static void
check(const char *path, const char *what)
{
	struct input_file file;
	struct bytes b;
	struct Pix *pix = NULL;
	PIX *gray;
	l_uint32 ink, paper;
	size_t size;

	b.data = l_binaryRead(path, &size);
	b.size = size;
	assert_non_null(b.data);
	if (input_file_open(&file, &b, 1000000, 0) != IMAGE_OK ||
	    input_file_page(&file, 0, &pix) != IMAGE_OK)
		fail_msg("%s: not decoded", what);
	gray = pixConvertTo8(pix, 0);
	pixGetPixel(gray, PERIOD + 1, 10, &ink);
	pixGetPixel(gray, PERIOD + STROKE + 1, 10, &paper);
	if (abs((int)ink - (int)paper) < 200)
		fail_msg("%s: ink %u, paper %u", what, ink, paper);
	pixDestroy(&gray);
	image_free_page(pix);
	input_file_close(&file);
	lept_free((void *)(uintptr_t)b.data);
}

/* Sets which color of the PNG is clear: by entries of the palette, or by a
 * key. */
static void
set_key(
    png_structp png, png_infop info, int type, unsigned bits, enum clear clear)
{
	enum clear black = is_inverted ? PAPER : INK;
	unsigned value = clear == black ? 0 : (1U << bits) - 1;
	png_color_16 key = {.gray = (png_uint_16)value,
	    .red = (png_uint_16)value,
	    .green = (png_uint_16)value,
	    .blue = (png_uint_16)value};
	png_byte alpha[2] = {255, 255};

	if (clear == NOTHING)
		return;
	alpha[0] = clear == black || clear == BOTH ? 0 : 255;
	alpha[1] = clear == black ? 255 : 0;
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_tRNS(png, info, alpha, 2, NULL);
	else
		png_set_tRNS(png, info, NULL, 0, &key);
}

static void
write_png(int type, unsigned bits, enum clear clear)
{
	static const png_color palette[] = {{0, 0, 0}, {255, 255, 255}};
	unsigned colors = type & PNG_COLOR_MASK_COLOR ? 3 : 1;
	unsigned largest = (1U << bits) - 1;
	unsigned char row[SIDE * 8];
	FILE *f = fopen(written_file, "wbe");
	png_structp png =
	    png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);

	assert_non_null(f);
	if (type == PNG_COLOR_TYPE_PALETTE)
		colors = largest = 1;
	png_init_io(png, f);
	png_set_IHDR(png, info, SIDE, SIDE, (int)bits, type, 0, 0, 0);
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 2);
	if (!(type & PNG_COLOR_MASK_ALPHA))
		set_key(png, info, type, bits, clear);
	png_write_info(png, info);
	for (int y = 0; y < SIDE; y++) {
		struct writer w = {.row = row};

		memset(row, 0, sizeof(row));
		for (int x = 0; x < SIDE; x++) {
			for (unsigned c = 0; c < colors; c++)
				put(&w, is_black(x) ? 0 : largest, bits);
			if (type & PNG_COLOR_MASK_ALPHA)
				put(&w, is_clear(clear, x) ? 0 : largest, bits);
		}
		png_write_row(png, row);
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	fclose(f);
}

/* Returns the last of the kinds of transparency that this color has. */
static enum clear
last_clear(int type)
{
	return type & PNG_COLOR_MASK_ALPHA || type == PNG_COLOR_TYPE_PALETTE
		   ? BOTH
		   : INK;
}

static void
test_png(void **state)
{
	static const struct {
		int type;
		unsigned bits[6];
	} kinds[] = {{PNG_COLOR_TYPE_GRAY, {1, 2, 4, 8, 16}},
	    {PNG_COLOR_TYPE_RGB, {8, 16}},
	    {PNG_COLOR_TYPE_PALETTE, {1, 2, 4, 8}},
	    {PNG_COLOR_TYPE_GRAY_ALPHA, {8, 16}},
	    {PNG_COLOR_TYPE_RGB_ALPHA, {8, 16}}};
	char what[100];

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (const unsigned *bits = kinds[i].bits; *bits > 0; bits++)
			for (enum clear c = NOTHING;
			     c <= last_clear(kinds[i].type); c++) {
				snprintf(what, sizeof(what),
				    "PNG type %d, %u bits, clear %d, "
				    "inverted %d",
				    kinds[i].type, *bits, (int)c, is_inverted);
				write_png(kinds[i].type, *bits, c);
				check(written_file, what);
			}
}

/* A kind of TIFF. */
struct kind {
	unsigned bits, colors;
	int extra; /* the kind of a sample that is none of a color, or -1 */
	bool is_planar, is_tiled;
};

/* Returns the sample s of the pixel at x. */
static unsigned
tiff_sample(const struct kind *k, enum clear clear, unsigned s, int x)
{
	unsigned largest = (1U << k->bits) - 1;
	bool is_multiplied = k->extra == EXTRASAMPLE_ASSOCALPHA;

	/* The value of a sample that is no alpha says nothing. */
	if (s == k->colors)
		return is_clear(clear, x) ? 0 : largest;
	if (is_multiplied && is_clear(clear, x))
		return 0;
	return is_black(x) ? 0 : largest;
}

/* Writes a plane of the picture, or all its samples if it has no planes, as one
 * strip or tile. */
static void
write_tiff_plane(
    TIFF *t, const struct kind *k, enum clear clear, uint16_t plane)
{
	unsigned samples = k->colors + (k->extra != -1);
	unsigned char block[SIDE * SIDE * 8];
	struct writer w = {.row = block, .swaps = true};

	memset(block, 0, sizeof(block));
	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++)
			for (unsigned s = 0; s < samples; s++)
				if (!k->is_planar || s == plane)
					put(&w, tiff_sample(k, clear, s, x),
					    k->bits);
		w.bits = (w.bits + 7) / 8 * 8;
	}
	if (k->is_tiled)
		TIFFWriteEncodedTile(t, plane, block, (tmsize_t)w.bits / 8);
	else
		TIFFWriteEncodedStrip(t, plane, block, (tmsize_t)w.bits / 8);
}

static void
write_tiff(const struct kind *k, enum clear clear)
{
	unsigned samples = k->colors + (k->extra != -1);
	uint16_t extra = (uint16_t)k->extra;
	TIFF *t = TIFFOpen(written_file, "w");

	assert_non_null(t);
	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, SIDE);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, SIDE);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, k->bits);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, samples);
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC,
	    k->colors == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
	TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
	TIFFSetField(t, TIFFTAG_PLANARCONFIG,
	    k->is_planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
	/* Some programs do not say what the sample is. */
	if (k->extra != -1 && k->extra != EXTRASAMPLE_UNSPECIFIED)
		TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, &extra);
	if (k->is_tiled) {
		TIFFSetField(t, TIFFTAG_TILEWIDTH, SIDE);
		TIFFSetField(t, TIFFTAG_TILELENGTH, SIDE);
	} else {
		TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, SIDE);
	}
	for (unsigned p = 0; p < (k->is_planar ? samples : 1); p++)
		write_tiff_plane(t, k, clear, (uint16_t)p);
	TIFFClose(t);
}

static void
test_kind(const struct kind *k)
{
	/* Without alpha, colors that were multiplied are lost where there was
	 * no ink. */
	enum clear last = k->extra == -1		       ? NOTHING
			  : k->extra == EXTRASAMPLE_ASSOCALPHA ? PAPER
							       : BOTH;
	char what[100];

	for (enum clear c = NOTHING; c <= last; c++) {
		snprintf(what, sizeof(what),
		    "TIFF of %u x %u bits, extra %d, planar %d, tiled %d, "
		    "clear %d, inverted %d",
		    k->colors, k->bits, k->extra, k->is_planar, k->is_tiled,
		    (int)c, is_inverted);
		write_tiff(k, c);
		check(written_file, what);
	}
}

static void
test_tiff(void **state)
{
	static const unsigned bits[] = {1, 2, 4, 5, 8, 10, 12, 16};

	(void)state;
	for (size_t b = 0; b < sizeof(bits) / sizeof(bits[0]); b++)
		for (unsigned colors = 1; colors <= 3; colors += 2)
			for (int extra = -1; extra <= 2; extra++)
				for (int shape = 0; shape < 4; shape++)
					test_kind(
					    &(struct kind){bits[b], colors,
						extra, shape & 1, shape & 2});
}

/* As logos are drawn for dark backgrounds. */
static void
test_inverted(void **state)
{
	is_inverted = true;
	test_png(state);
	test_tiff(state);
	is_inverted = false;
}

/*
 * Makes a page opaque that has strokes, of a color 0xRRGGBBAA, on opaque white
 * paper within a transparent margin.  Returns the color that the margin gets,
 * 0xRRGGBB.
 */
static l_uint32
margin_of(l_uint32 strokes)
{
	const int margin = 8, paper = 112;
	const int width = 2 * margin + paper, height = width + paper;
	PIX *pix = pixCreate(width, height, 32);
	l_uint32 color;

	assert_non_null(pix);
	pixSetSpp(pix, 4);
	for (int y = margin; y < height - margin; y++)
		for (int x = margin; x < width - margin; x++)
			pixSetPixel(pix, x, y,
			    y % 32 < 16 && is_ink(x) ? strokes : 0xffffffff);
	/* Something that is drawn on white, too. */
	for (int x = margin; x < width - margin; x++)
		pixSetPixel(pix, x, 2 * margin, 0x000000ff);
	alpha_flatten(pix);
	pixGetPixel(pix, 0, 0, &color);
	pixDestroy(&pix);
	return color >> 8;
}

/* A margin is no letter: only letters that are transparent ask for black. */
static void
test_margin(void **state)
{
	(void)state;
	assert_int_equal(margin_of(0x404040ff), 0xffffff);
	assert_int_equal(margin_of(0xffffff00), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_png),
	    cmocka_unit_test(test_tiff),
	    cmocka_unit_test(test_inverted),
	    cmocka_unit_test(test_margin),
	};

	return cmocka_run_group_tests_name(
	    "transparency", tests, written_file_setup, written_file_teardown);
}
