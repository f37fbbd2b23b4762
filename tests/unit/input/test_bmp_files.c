/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * BMP files, and DIBs, which are BMPs without the head of the file, of every
 * head, depth and compression are read; files that lack a part of the picture
 * are refused.
 */
#include "tests/unit/input/odd_file.h"

#define WIDTH DARK_LEFT_WIDTH
#define HEIGHT ODD_FILE_HEIGHT

/* Begins a BMP with the head of its file and the head of the image, of head
 * bytes; the pixels begin so many bytes (more) behind them. */
static void
begin_bmp(size_t head, unsigned bits, unsigned compression, size_t more)
{
	odd_file_set("BM\0\0\0\0\0\0\0\0", 10);
	odd_file_put32(14 + head + more);
	odd_file_put32(head);
	if (head == 12) {
		odd_file_put32(WIDTH | HEIGHT << 16);
		odd_file_put32(1 | bits << 16);
		return;
	}
	odd_file_put32(WIDTH);
	odd_file_put32(HEIGHT);
	odd_file_put32(1 | bits << 16);
	if (head > 16)
		odd_file_put32(compression);
	while (odd_file.size < 14 + head)
		odd_file_put32(0);
}

/* Removes the head of the file, which images in a clipboard or a .dib file do
 * not have. */
static void
behead_bmp(void)
{
	odd_file.size -= 14;
	memmove(odd_file.data, odd_file.data + 14, odd_file.size);
}

static void
test_bmp_true_colors(void **state)
{
	(void)state;
	/* A plain one with bytes behind its pixels; and masks, behind the head
	 * and in it. */
	static const size_t heads[] = {40, 40, 40, 124, 108, 56, 52};

	for (int kind = 0; kind < 7; kind++) {
		begin_bmp(heads[kind], kind == 0 ? 24 : 32, kind == 0 ? 0 : 3,
		    kind == 1 || kind == 2 ? 12 : 0);
		if (kind >= 3) {
			odd_file.data[54 + 1] = odd_file.data[58 + 2] =
			    odd_file.data[62 + 3] = 0xff;
			if (heads[kind] > 52)
				odd_file.data[66] = 0xff; /* alpha */
		} else if (kind > 0) {
			odd_file_put32(kind == 1 ? 0x000000ff : 0x3ff00000);
			odd_file_put32(kind == 1 ? 0x0000ff00 : 0x000ffc00);
			odd_file_put32(kind == 1 ? 0x00ff0000 : 0x000003ff);
		}
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++) {
				odd_file_put32(dark_left_is_dark(x)
						   ? kind >= 3 ? 0xff : 0
						   : 0xffffffff);
				odd_file.size -= kind == 0;
			}
		odd_file_append("xy", 2);
		odd_file_assert_shown("BMP of true colors");
		behead_bmp();
		odd_file_assert_shown("DIB of true colors");
		/* A number of planes that no DIB has makes it none. */
		odd_file.data[12] = 2;
		assert_int_equal(
		    sniff_type(&(struct bytes){odd_file.data, odd_file.size}),
		    SNIFF_UNKNOWN);
		odd_file.data[12] = 1;
		odd_file.size -= 200;
		odd_file_assert_refused("cut BMP");
	}
}

/* The first row is the lowest one, or the top one if the height is negative. */
static void
test_bmp_rows(void **state)
{
	l_uint32 top, bottom;
	PIX *pix;

	(void)state;
	for (int top_down = 0; top_down < 2; top_down++) {
		begin_bmp(40, 32, 0, 0);
		if (top_down) {
			odd_file.size = 22;
			odd_file_put32((size_t)-HEIGHT);
			odd_file.size = 54;
		}
		for (int i = 0; i < HEIGHT * WIDTH; i++)
			odd_file_put32(i < HEIGHT * WIDTH / 2 ? 0 : 0xffffff);
		pix = odd_file_decode();
		assert_non_null(pix);
		assert_int_equal(pixGetHeight(pix), HEIGHT);
		pixGetPixel(pix, 5, 5, &top);
		pixGetPixel(pix, 5, HEIGHT - 5, &bottom);
		assert_int_equal(top < bottom, top_down);
		pixDestroy(&pix);
	}
}

static void
test_bmp_16(void **state)
{
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		begin_bmp(40, 16, kind == 0 ? 0 : 3, kind == 0 ? 0 : 12);
		if (kind == 1) {
			odd_file_put32(0xf800);
			odd_file_put32(0x07e0);
			odd_file_put32(0x001f);
		}
		for (int i = 0; i < HEIGHT * WIDTH; i += 2)
			odd_file_put32(
			    dark_left_is_dark(i % WIDTH) ? 0 : 0xffffffff);
		odd_file_assert_shown("BMP of 16 bits");
	}
}

/* Writes a palette of white and otherwise black, with so many bytes an entry.
 */
static void
put_palette(unsigned entry, size_t colors)
{
	for (size_t i = 0; i < colors; i++) {
		odd_file_put32(i == 0 ? 0xffffff : 0);
		odd_file.size -= 4 - entry;
	}
}

/*
 * Makes a BMP with a palette and pixels; its head says that so many bytes are
 * between the two heads and the pixels.
 */
static void
put_bmp(size_t head, unsigned bits, size_t behind)
{
	begin_bmp(head, bits, 0, behind);
	put_palette(head == 12 ? 3 : 4, (size_t)1 << bits);
	for (int i = 0; i < HEIGHT * WIDTH; i += (int)(32 / bits))
		odd_file_put32(!dark_left_is_dark(i % WIDTH) ? 0
			       : bits == 1		     ? 0x00ffffff
			       : bits == 2		     ? 0x55555555
							     : 0x11111111);
}

static void
test_bmp_palettes(void **state)
{
	(void)state;
	for (unsigned bits = 1; bits <= 8; bits *= 2)
		for (size_t h = 0; h < 4; h++) {
			/* Two of OS/2 2, whose head ends anywhere. */
			static const size_t heads[] = {12, 16, 40, 64};
			size_t head = heads[h];
			size_t palette = (size_t)(head == 12 ? 3 : 4) << bits;

			put_bmp(head, bits, palette);
			odd_file_assert_shown("BMP with a palette");
			put_bmp(head, bits, 0);
			odd_file_assert_shown("BMP that forgets its palette");
			behead_bmp();
			if (head == 40)
				odd_file_assert_shown("DIB with a palette");
			else if (head == 12)
				odd_file_assert_refused("what may be anything");
		}
}

static void
test_bmp_runs(void **state)
{
	PIX *pix;

	(void)state;
	for (unsigned bits = 4; bits <= 8; bits += 4) {
		begin_bmp(40, bits, bits == 8 ? 1 : 2, (size_t)4 << bits);
		put_palette(4, (size_t)1 << bits);
		for (int y = 0; y < HEIGHT; y++) {
			odd_file_append("\x16\x11\0\x03\x11\x11\x11\0", 8);
			odd_file.size -= bits == 4 ? 2 : 0;
			/* The codes jump over what is white and to the end of
			 * the row. */
			odd_file_append("\0\x02\x05\0\0\0", 6);
		}
		odd_file_assert_shown("BMP in runs");
		/* The pixels that are missing have the first color, if the
		 * file ends like this. */
		odd_file.size -= bits == 4 ? 24 : 28;
		odd_file_assert_refused("BMP in runs, cut");
		odd_file_append("\0\x01", 2);
		pix = odd_file_decode();
		assert_non_null(pix);
		pixDestroy(&pix);
	}
}

/* OS/2 has runs of true colors, too: a count, then blue, green and red. */
static void
test_bmp_runs_24(void **state)
{
	(void)state;
	begin_bmp(64, 24, 4, 0);
	for (int y = 0; y < HEIGHT; y++) {
		odd_file_append("\x18\0\0\0", 4);
		odd_file_append(
		    "\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\0", 12);
		odd_file_append("\x25\xff\xff\xff\0\0", 6);
	}
	odd_file_assert_shown("BMP in runs of true colors");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bmp_true_colors),
	    cmocka_unit_test(test_bmp_rows),
	    cmocka_unit_test(test_bmp_16),
	    cmocka_unit_test(test_bmp_palettes),
	    cmocka_unit_test(test_bmp_runs),
	    cmocka_unit_test(test_bmp_runs_24),
	};

	return cmocka_run_group_tests_name(
	    "BMP files", tests, odd_file_setup, NULL);
}
