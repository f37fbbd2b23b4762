/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that viewers show although something is odd about them are read; files
 * that lack a part of the picture are not taken for whole.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* jpeglib.h needs what stdio.h declares. */
#include <jpeglib.h>

#include "tests/unit/input/odd_file.h"

#define WIDTH DARK_LEFT_WIDTH
#define HEIGHT ODD_FILE_HEIGHT

#define BYTES(s) s, sizeof(s) - 1

/* Encodes the picture by leptonica; a progressive JPEG has several scans. */
static void
encode(int format, bool is_progressive)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);
	unsigned char *bytes = NULL;
	size_t n = 0;

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			pixSetPixel(pix, x, y, dark_left_is_dark(x) ? 0 : 255);
	if (is_progressive)
		assert_int_equal(pixWriteMemJpeg(&bytes, &n, pix, 90, 1), 0);
	else
		assert_int_equal(pixWriteMem(&bytes, &n, pix, format), 0);
	odd_file_set(bytes, n);
	lept_free(bytes);
	pixDestroy(&pix);
}

/* Encodes the picture in JPEG's arithmetic coding, which few programs write. */
static void
encode_arithmetic(void)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	unsigned char row[WIDTH], *rows[] = {row}, *bytes = NULL;
	unsigned long n = 0;

	for (int x = 0; x < WIDTH; x++)
		row[x] = dark_left_is_dark(x) ? 0 : 255;
	c.err = jpeg_std_error(&errors);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &bytes, &n);
	c.image_width = WIDTH;
	c.image_height = HEIGHT;
	c.input_components = 1;
	c.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&c);
	c.arith_code = TRUE;
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < HEIGHT)
		jpeg_write_scanlines(&c, rows, 1);
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	odd_file_set(bytes, n);
	free(bytes);
}

#define EXIF                                                                   \
	"\xff\xff\xff\xff\xff\xe1\0\x22"                                       \
	"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0"  \
	"\0\0"
/* The place behind the start of a JPEG and its first segment. */
#define JPEG_BEHIND_APP0 20

/* Puts fill bytes in front of all segments of a JPEG, and of its end. */
static void
fill_jpeg(void)
{
	size_t offset = 2, length;

	do {
		odd_file_insert(offset, BYTES("\xff\xff\xff"));
		offset += 3;
		length = (size_t)odd_file.data[offset + 2] << 8 |
			 odd_file.data[offset + 3];
		offset += 2 + length;
	} while (odd_file.data[offset - length - 1] != 0xda);
	odd_file_insert(odd_file.size - 2, BYTES("\xff\xff"));
}

static void
test_jpeg(void **state)
{
	static const char rubbish[300] = "\x12\xff\0 any bytes \xff\0";
	PIX *pix;

	(void)state;
	for (int progressive = 0; progressive < 2; progressive++) {
		encode(IFF_JFIF_JPEG, progressive);
		odd_file_insert(JPEG_BEHIND_APP0, BYTES("\0\x01junk\xff\0"));
		odd_file_assert_shown("rubbish between segments");
		encode(IFF_JFIF_JPEG, progressive);
		odd_file_insert(2, BYTES("\0\x01junk\0"));
		odd_file_assert_shown("rubbish before the first segment");
		encode(IFF_JFIF_JPEG, progressive);
		odd_file.size -= 2;
		odd_file_assert_shown("no end");
		odd_file_append(rubbish, sizeof(rubbish));
		odd_file_assert_shown("rubbish for the end");
		encode(IFF_JFIF_JPEG, progressive);
		odd_file_append(rubbish, sizeof(rubbish));
		odd_file_assert_shown("rubbish behind the end");
		encode(IFF_JFIF_JPEG, progressive);
		fill_jpeg();
		odd_file_assert_shown("fill bytes everywhere");
		encode(IFF_JFIF_JPEG, progressive);
		odd_file.size -= progressive ? 60 : 30;
		odd_file_assert_in_part("cut", 8);
	}
	encode_arithmetic();
	odd_file_assert_shown("arithmetic coding");
	encode(IFF_JFIF_JPEG, false);
	odd_file_insert(JPEG_BEHIND_APP0, BYTES(EXIF));
	pix = odd_file_decode();
	assert_non_null(pix);
	assert_int_equal(pixGetWidth(pix), HEIGHT);
	pixDestroy(&pix);
}

static void
test_png(void **state)
{
	/* Of IEND, the last chunk, then of the sum of IDAT before it, and of
	 * the sum that is the end of what is in it. */
	static const size_t lacks[] = {1, 4, 12, 13, 16, 17, 20};

	(void)state;
	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++) {
		encode(IFF_PNG, false);
		odd_file.size -= lacks[i];
		odd_file_assert_shown("no end");
	}
	encode(IFF_PNG, false);
	odd_file.size -= 40;
	odd_file_assert_in_part("cut a little", 4);
}

/* Blocks of any kind, and zeros, may be in front of a GIF's first picture, and
 * other pictures behind it. */
static void
test_gif(void **state)
{
	static const char blocks[] = "\x21\xfe\3abc\2de\0\0\0"
				     "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
				     "\x21\1\x0c............\1x\0"
				     "\x21\x99\1x\0";
	static const char next[] = "\x21\xf9\4\4\0\0\0\0"
				   ",\0\0\0\0\2\0\2\0\x80\xff\0\0\0\xff\0"
				   "\2\2D\n\0;";
	size_t head;

	(void)state;
	encode(IFF_GIF, false);
	odd_file_assert_shown("GIF");
	head =
	    13 + (odd_file.data[10] & 0x80 ? 3U << ((odd_file.data[10] & 7) + 1)
					   : 0);
	odd_file_insert(head, BYTES(blocks));
	odd_file_assert_shown("GIF of odd blocks");
	odd_file.size--;
	odd_file_assert_shown("GIF without an end");
	odd_file_append(BYTES(next));
	odd_file_assert_shown("animated GIF");
	odd_file_append(BYTES("rubbish"));
	odd_file_assert_shown("GIF with rubbish behind it");
}

/* Pixels are white or dark in all three colors, as text and as bytes. */
static void
test_ppm(void **state)
{
	char head[64];

	(void)state;
	for (int plain = 0; plain < 2; plain++) {
		snprintf(head, sizeof(head), "P%d\n%d %d 255\n", plain ? 3 : 6,
		    WIDTH, HEIGHT);
		odd_file_set(head, strlen(head));
		for (int n = 0; n < WIDTH * HEIGHT; n++) {
			bool dark = dark_left_is_dark(n % WIDTH);

			if (plain)
				odd_file_append(dark ? "0 0 0 " : "9 9 9 ", 6);
			else
				odd_file_append(
				    dark ? "\0\0\0" : "\xff\xff\xff", 3);
		}
		if (plain)
			memcpy(strstr((char *)odd_file.data, "255"), "009", 3);
		odd_file_assert_shown("PPM");
	}
}

/* Appends a chunk with a frame of an animation, whose picture is the chunk of n
 * bytes. */
static void
put_frame(const void *chunk, size_t n)
{
	odd_file_append("ANMF", 4);
	odd_file_put32(16 + n);
	/* The place and sides are 24 bits each; time and flags follow. */
	odd_file_put32(0);
	odd_file_put32(0);
	odd_file.size -= 2;
	odd_file_put32(WIDTH - 1);
	odd_file.size--;
	odd_file_put32(HEIGHT - 1);
	odd_file.size--;
	odd_file_put32(100);
	odd_file_append(chunk, n);
}

static void
put_riff_size(void)
{
	odd_file.data[4] = (unsigned char)(odd_file.size - 8);
	odd_file.data[5] = (unsigned char)((odd_file.size - 8) >> 8);
}

/* The first picture of an animation is shown. */
static void
test_webp_animation(void **state)
{
	unsigned char chunks[2][4096];
	size_t sizes[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		PIX *pix = pixCreate(WIDTH, HEIGHT, 32);
		unsigned char *bytes = NULL;

		pixSetAll(pix);
		if (i == 0)
			pixRasterop(pix, 0, 0, DARK_LEFT_DARK, HEIGHT, PIX_CLR,
			    NULL, 0, 0);
		assert_int_equal(
		    pixWriteMem(&bytes, &sizes[i], pix, IFF_WEBP), 0);
		sizes[i] -= 12;
		assert_in_range(sizes[i], 8, sizeof(chunks[i]));
		memcpy(chunks[i], bytes + 12, sizes[i]);
		lept_free(bytes);
		pixDestroy(&pix);
	}
	odd_file_set("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0", 24);
	odd_file_put32(WIDTH - 1);
	odd_file.size--;
	odd_file_put32(HEIGHT - 1);
	odd_file.size--;
	odd_file_append("ANIM\x06\0\0\0\0\0\0\0\0\0", 14);
	put_frame(chunks[0], sizes[0]);
	put_frame(chunks[1], sizes[1]);
	put_riff_size();
	odd_file_assert_shown("animated WebP");
}

/* Inserts a chunk with n bytes of zeros at this place. */
static void
insert_chunk(size_t at, const char *type, size_t n)
{
	const unsigned char head[] = {(unsigned char)type[0],
	    (unsigned char)type[1], (unsigned char)type[2],
	    (unsigned char)type[3], (unsigned char)n, 0, 0, 0};
	static const char zeros[64];

	odd_file_insert(at, zeros, n + n % 2);
	odd_file_insert(at, head, sizeof(head));
	put_riff_size();
}

/* Chunks that nobody knows may be anywhere behind the first one, and anything
 * behind the file. */
static void
test_webp_chunks(void **state)
{
	static const unsigned char extended[] = {'V', 'P', '8', 'X', 10, 0, 0,
	    0, 0, 0, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1, 0, 0};

	(void)state;
	encode(IFF_WEBP, false);
	odd_file_assert_shown("WebP");
	insert_chunk(odd_file.size, "odd ", 7);
	odd_file_assert_shown("WebP with a chunk behind the picture");
	encode(IFF_WEBP, false);
	odd_file_insert(12, extended, sizeof(extended));
	insert_chunk(12 + sizeof(extended), "odd ", 7);
	insert_chunk(12 + sizeof(extended), "ICCP", 8);
	insert_chunk(odd_file.size, "EXIF", 9);
	insert_chunk(odd_file.size, "XMP ", 8);
	odd_file_assert_shown("WebP with chunks around the picture");
	odd_file_append(BYTES("rubbish"));
	odd_file_assert_shown("WebP with rubbish behind it");
}

/* A picture of these kinds is refused if its end is missing: what is there
 * might pass for a blank page. */
static void
test_cut(void **state)
{
	static const struct {
		const char *what;
		int format;
	} kinds[] = {{"GIF", IFF_GIF}, {"WebP", IFF_WEBP},
	    {"JPEG 2000", IFF_JP2}, {"TIFF", IFF_TIFF_LZW}, {"BMP", IFF_BMP},
	    {"PNM", IFF_PNM}};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t part = 2; part < 8; part += 2) {
			encode(kinds[i].format, false);
			odd_file_assert_shown(kinds[i].what);
			odd_file.size -= odd_file.size / part;
			odd_file_assert_refused(kinds[i].what);
		}
}

static void
test_pnm(void **state)
{
	static const unsigned largest[] = {1, 3, 100, 255, 256, 4095, 65535};
	char head[64];

	(void)state;
	for (size_t i = 0; i < sizeof(largest) / sizeof(largest[0]); i++)
		for (int plain = 0; plain < 2; plain++) {
			snprintf(head, sizeof(head),
			    "P%d # a comment\n%d %d\n%u\n", plain ? 2 : 5,
			    WIDTH, HEIGHT, largest[i]);
			odd_file_set(head, strlen(head));
			for (int n = 0; n < WIDTH * HEIGHT; n++) {
				unsigned v = dark_left_is_dark(n % WIDTH)
						 ? 0
						 : largest[i];
				unsigned char raw[] = {
				    (unsigned char)(v >> 8), (unsigned char)v};

				snprintf(head, sizeof(head), "%u ", v);
				if (plain)
					odd_file_append(head, strlen(head));
				else if (largest[i] > 255)
					odd_file_append(raw, 2);
				else
					odd_file_append(raw + 1, 1);
			}
			odd_file_assert_shown("PGM");
			odd_file.size -= 9;
			odd_file_assert_refused("cut PGM");
		}
}

/* Of the forms with a bit a pixel, 1 is black. */
static void
test_pbm(void **state)
{
	char head[64];

	(void)state;
	for (int plain = 0; plain < 2; plain++) {
		snprintf(head, sizeof(head), "P%d # a comment\n%d %d\n",
		    plain ? 1 : 4, WIDTH, HEIGHT);
		odd_file_set(head, strlen(head));
		for (int n = 0; n < WIDTH * HEIGHT; n += 8) {
			unsigned char byte =
			    dark_left_is_dark(n % WIDTH) ? 0xff : 0;

			if (plain)
				odd_file_append(
				    byte ? "11111111" : "00000000", 8);
			else
				odd_file_append(&byte, 1);
		}
		odd_file_assert_shown("PBM");
		odd_file.size -= 9;
		odd_file_assert_refused("cut PBM");
	}
}

/* Returns where the box of that type begins. */
static size_t
box_at(const char *type)
{
	const unsigned char *at = memmem(odd_file.data, odd_file.size, type, 4);

	assert_non_null(at);
	return (size_t)(at - odd_file.data) - 4;
}

/* Any box may be between those that a JPEG 2000 file has to have, behind them,
 * and in its head behind the first one; and a box may have any kind of size. */
static void
test_jp2(void **state)
{
	static const char box[] = "\0\0\0\x1cuuid0123456789abcdefdata";
	static const char wide[] = "\0\0\0\1jp2c\0\0\0\0";
	static const char *const before[] = {"jp2h", "colr", "jp2c"};
	unsigned char length[4];
	size_t at;

	(void)state;
	encode(IFF_JP2, false);
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		odd_file_insert(box_at(before[i]), box, sizeof(box) - 1);
		if (strcmp(before[i], "colr") == 0)
			odd_file.data[box_at("jp2h") + 3] += sizeof(box) - 1;
		odd_file_assert_shown(before[i]);
	}
	odd_file_append(box, sizeof(box) - 1);
	odd_file_assert_shown("JPEG 2000 with a box behind it");
	odd_file.size -= sizeof(box) - 1;
	at = box_at("jp2c");
	memset(odd_file.data + at, 0, 4);
	odd_file_assert_shown("JPEG 2000 up to its end");
	for (size_t i = 0; i < 4; i++)
		length[i] =
		    (unsigned char)((odd_file.size - at + 8) >> (24 - 8 * i));
	odd_file_insert(at + 8, length, 4);
	odd_file_insert(at + 8, "\0\0\0\0", 4);
	memcpy(odd_file.data + at, wide, 8);
	odd_file_assert_shown("JPEG 2000 with a size of 64 bits");
	odd_file_append(box, sizeof(box) - 1);
	odd_file_assert_shown(
	    "JPEG 2000 with a size of 64 bits, and a box behind it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jpeg),
	    cmocka_unit_test(test_png),
	    cmocka_unit_test(test_gif),
	    cmocka_unit_test(test_pnm),
	    cmocka_unit_test(test_pbm),
	    cmocka_unit_test(test_ppm),
	    cmocka_unit_test(test_webp_animation),
	    cmocka_unit_test(test_webp_chunks),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_jp2),
	};

	return cmocka_run_group_tests_name(
	    "odd files", tests, odd_file_setup, NULL);
}
