/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that viewers show although something is odd about them are read; files
 * that lack a part of the picture are refused.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* jpeglib.h needs what stdio.h declares. */
#include <jpeglib.h>

#include "fcgi-worker/input/file.h"

/* The picture is higher than wide, and dark on the left. */
#define WIDTH 64
#define HEIGHT 96
#define DARK 24
#define BYTES(s) s, sizeof(s) - 1

static unsigned char data[1 << 16];
static size_t size;

static void
set(const void *bytes, size_t n)
{
	assert_in_range(n, 0, sizeof(data));
	memcpy(data, bytes, n);
	size = n;
}

static void
insert(size_t at, const void *bytes, size_t n)
{
	assert_in_range(size + n, 0, sizeof(data));
	memmove(data + at + n, data + at, size - at);
	memcpy(data + at, bytes, n);
	size += n;
}

static void
put32(size_t value)
{
	const unsigned char b[] = {(unsigned char)value,
	    (unsigned char)(value >> 8), (unsigned char)(value >> 16),
	    (unsigned char)(value >> 24)};

	insert(size, b, 4);
}

static bool
is_dark(int x)
{
	return x < DARK;
}

/* Encodes the picture by leptonica; a progressive JPEG has several scans. */
static void
encode(int format, bool is_progressive)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);
	unsigned char *bytes = NULL;
	size_t n = 0;

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			pixSetPixel(pix, x, y, is_dark(x) ? 0 : 255);
	if (is_progressive)
		assert_int_equal(pixWriteMemJpeg(&bytes, &n, pix, 90, 1), 0);
	else
		assert_int_equal(pixWriteMem(&bytes, &n, pix, format), 0);
	set(bytes, n);
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
		row[x] = is_dark(x) ? 0 : 255;
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
	set(bytes, n);
	free(bytes);
}

/* Decodes the file.  Returns a page, or NULL if it is refused. */
static PIX *
decode(void)
{
	const struct bytes b = {data, size};
	struct input_file file;
	struct Pix *pix = NULL;

	if (input_file_open(&file, &b, 1000000, 0) != IMAGE_OK)
		return NULL;
	if (input_file_page(&file, 0, &pix) != IMAGE_OK)
		pix = NULL;
	input_file_close(&file);
	return pix;
}

static void
assert_shown(const char *what)
{
	PIX *pix = decode(), *grey;
	l_uint32 left, right;

	if (pix == NULL)
		fail_msg("%s: refused", what);
	assert_int_equal(pixGetWidth(pix), WIDTH);
	assert_int_equal(pixGetHeight(pix), HEIGHT);
	grey = pixConvertTo8(pix, 0);
	pixGetPixel(grey, DARK / 2, HEIGHT - 2, &left);
	pixGetPixel(grey, WIDTH - 4, HEIGHT - 2, &right);
	if (left > 40 || right < 215)
		fail_msg("%s: %u, %u", what, left, right);
	pixDestroy(&grey);
	pixDestroy(&pix);
}

static void
assert_refused(const char *what)
{
	PIX *pix = decode();

	if (pix != NULL)
		fail_msg("%s: not refused", what);
}

#define EXIF                                                                   \
	"\xff\xff\xff\xff\xff\xe1\0\x22"                                       \
	"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0"  \
	"\0\0"
/* The place behind the start of a JPEG and its first segment. */
#define JPEG_BEHIND_APP0 20

/* Put fill bytes in front of all segments of a JPEG, and of its end. */
static void
fill_jpeg(void)
{
	size_t offset = 2, length;

	do {
		insert(offset, BYTES("\xff\xff\xff"));
		offset += 3;
		length = (size_t)data[offset + 2] << 8 | data[offset + 3];
		offset += 2 + length;
	} while (data[offset - length - 1] != 0xda);
	insert(size - 2, BYTES("\xff\xff"));
}

static void
test_jpeg(void **state)
{
	static const char rubbish[300] = "\x12\xff\0 any bytes \xff\0";
	PIX *pix;

	(void)state;
	for (int progressive = 0; progressive < 2; progressive++) {
		encode(IFF_JFIF_JPEG, progressive);
		insert(JPEG_BEHIND_APP0, BYTES("\0\x01junk\xff\0"));
		assert_shown("rubbish between segments");
		encode(IFF_JFIF_JPEG, progressive);
		insert(2, BYTES("\0\x01junk\0"));
		assert_shown("rubbish before the first segment");
		encode(IFF_JFIF_JPEG, progressive);
		size -= 2;
		assert_shown("no end");
		insert(size, rubbish, sizeof(rubbish));
		assert_shown("rubbish for the end");
		encode(IFF_JFIF_JPEG, progressive);
		insert(size, rubbish, sizeof(rubbish));
		assert_shown("rubbish behind the end");
		encode(IFF_JFIF_JPEG, progressive);
		fill_jpeg();
		assert_shown("fill bytes everywhere");
		encode(IFF_JFIF_JPEG, progressive);
		size -= progressive ? 60 : 30;
		assert_refused("cut");
	}
	encode_arithmetic();
	assert_shown("arithmetic coding");
	encode(IFF_JFIF_JPEG, false);
	insert(JPEG_BEHIND_APP0, BYTES(EXIF));
	pix = decode();
	assert_non_null(pix);
	assert_int_equal(pixGetWidth(pix), HEIGHT);
	pixDestroy(&pix);
}

static void
test_png(void **state)
{
	static const size_t lacks[] = {1, 4, 12};

	(void)state;
	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++) {
		encode(IFF_PNG, false);
		size -= lacks[i]; /* of IEND, the last chunk */
		assert_shown("no end");
	}
	encode(IFF_PNG, false);
	size -= size / 4;
	assert_refused("cut");
}

/* Begins a BMP: the head, and what follows it before the pixels. */
static void
begin_bmp(size_t head, unsigned bits, unsigned compression, size_t more)
{
	set("BM\0\0\0\0\0\0\0\0", 10);
	put32(14 + head + more);
	put32(head);
	if (head == 12) {
		put32(WIDTH | HEIGHT << 16);
		put32(1 | bits << 16);
		return;
	}
	put32(WIDTH);
	put32(HEIGHT);
	put32(1 | bits << 16);
	if (head > 16)
		put32(compression);
	while (size < 14 + head)
		put32(0);
}

/* Takes the head of the file off the BMP, as a clipboard and a .dib have it. */
static void
behead_bmp(void)
{
	size -= 14;
	memmove(data, data + 14, size);
}

static void
test_bmp_true_colours(void **state)
{
	(void)state;
	/* A plain one with bytes behind its pixels; and masks, behind the head
	 * and in it. */
	static const size_t heads[] = {40, 40, 40, 124, 108, 56, 52};

	for (int kind = 0; kind < 7; kind++) {
		begin_bmp(heads[kind], kind == 0 ? 24 : 32, kind == 0 ? 0 : 3,
		    kind == 1 || kind == 2 ? 12 : 0);
		if (kind >= 3) {
			data[54 + 1] = data[58 + 2] = data[62 + 3] = 0xff;
			if (heads[kind] > 52)
				data[66] = 0xff; /* alpha */
		} else if (kind > 0) {
			put32(kind == 1 ? 0x000000ff : 0x3ff00000);
			put32(kind == 1 ? 0x0000ff00 : 0x000ffc00);
			put32(kind == 1 ? 0x00ff0000 : 0x000003ff);
		}
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++) {
				put32(is_dark(x) ? kind >= 3 ? 0xff : 0
						 : 0xffffffff);
				size -= kind == 0;
			}
		insert(size, "xy", 2);
		assert_shown("BMP of true colours");
		behead_bmp();
		assert_shown("DIB of true colours");
		/* A number of planes that no DIB has makes it none. */
		data[12] = 2;
		assert_int_equal(
		    sniff_type(&(struct bytes){data, size}), SNIFF_UNKNOWN);
		data[12] = 1;
		size -= 200;
		assert_refused("cut BMP");
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
			size = 22;
			put32((size_t)-HEIGHT);
			size = 54;
		}
		for (int i = 0; i < HEIGHT * WIDTH; i++)
			put32(i < HEIGHT * WIDTH / 2 ? 0 : 0xffffff);
		pix = decode();
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
			put32(0xf800);
			put32(0x07e0);
			put32(0x001f);
		}
		for (int i = 0; i < HEIGHT * WIDTH; i += 2)
			put32(is_dark(i % WIDTH) ? 0 : 0xffffffff);
		assert_shown("BMP of 16 bits");
	}
}

/* Writes two colours, of which the first is white. */
static void
put_palette(unsigned entry, size_t colors)
{
	for (size_t i = 0; i < colors; i++) {
		put32(i == 0 ? 0xffffff : 0);
		size -= 4 - entry;
	}
}

/*
 * Begins a BMP with a palette; it says that its pixels are so many bytes
 * further on.
 */
static void
put_bmp(size_t head, unsigned bits, size_t behind)
{
	begin_bmp(head, bits, 0, behind);
	put_palette(head == 12 ? 3 : 4, (size_t)1 << bits);
	for (int i = 0; i < HEIGHT * WIDTH; i += (int)(32 / bits))
		put32(!is_dark(i % WIDTH) ? 0
		      : bits == 1	  ? 0x00ffffff
		      : bits == 2	  ? 0x55555555
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
			assert_shown("BMP with a palette");
			put_bmp(head, bits, 0);
			assert_shown("BMP that forgets its palette");
			behead_bmp();
			if (head == 40)
				assert_shown("DIB with a palette");
			else if (head == 12)
				assert_refused("what may be anything");
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
			insert(size, "\x16\x11\0\x03\x11\x11\x11\0", 8);
			size -= bits == 4 ? 2 : 0;
			/* The codes jump over what is white and to the end of
			 * the row. */
			insert(size, "\0\x02\x05\0\0\0", 6);
		}
		assert_shown("BMP in runs");
		/* The pixels that are missing have the first colour, if the
		 * file ends like this. */
		size -= bits == 4 ? 24 : 28;
		assert_refused("BMP in runs, cut");
		insert(size, "\0\x01", 2);
		pix = decode();
		assert_non_null(pix);
		pixDestroy(&pix);
	}
}

/* OS/2 has runs of true colours, too: a count, then blue, green and red. */
static void
test_bmp_runs_24(void **state)
{
	(void)state;
	begin_bmp(64, 24, 4, 0);
	for (int y = 0; y < HEIGHT; y++) {
		insert(size, "\x18\0\0\0", 4);
		insert(
		    size, "\0\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\0", 12);
		insert(size, "\x25\xff\xff\xff\0\0", 6);
	}
	assert_shown("BMP in runs of true colours");
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
	assert_shown("GIF");
	head = 13 + (data[10] & 0x80 ? 3U << ((data[10] & 7) + 1) : 0);
	insert(head, BYTES(blocks));
	assert_shown("GIF of odd blocks");
	size--;
	assert_shown("GIF without an end");
	insert(size, BYTES(next));
	assert_shown("animated GIF");
	insert(size, BYTES("rubbish"));
	assert_shown("GIF with rubbish behind it");
}

/* Pixels are white or dark in all three colours, as text and as bytes. */
static void
test_ppm(void **state)
{
	char head[64];

	(void)state;
	for (int plain = 0; plain < 2; plain++) {
		snprintf(head, sizeof(head), "P%d\n%d %d 255\n", plain ? 3 : 6,
		    WIDTH, HEIGHT);
		set(head, strlen(head));
		for (int n = 0; n < WIDTH * HEIGHT; n++) {
			bool dark = is_dark(n % WIDTH);

			if (plain)
				insert(size, dark ? "0 0 0 " : "9 9 9 ", 6);
			else
				insert(
				    size, dark ? "\0\0\0" : "\xff\xff\xff", 3);
		}
		if (plain)
			memcpy(strstr((char *)data, "255"), "009", 3);
		assert_shown("PPM");
	}
}

/* Puts a picture of an animation, in a chunk of its own. */
static void
put_frame(const void *chunk, size_t n)
{
	insert(size, "ANMF", 4);
	put32(16 + n);
	/* The place and sides are 24 bits each; time and flags follow. */
	put32(0);
	put32(0);
	size -= 2;
	put32(WIDTH - 1);
	size--;
	put32(HEIGHT - 1);
	size--;
	put32(100);
	insert(size, chunk, n);
}

static void
put_riff_size(void)
{
	data[4] = (unsigned char)(size - 8);
	data[5] = (unsigned char)((size - 8) >> 8);
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
			pixRasterop(
			    pix, 0, 0, DARK, HEIGHT, PIX_CLR, NULL, 0, 0);
		assert_int_equal(
		    pixWriteMem(&bytes, &sizes[i], pix, IFF_WEBP), 0);
		sizes[i] -= 12;
		assert_in_range(sizes[i], 8, sizeof(chunks[i]));
		memcpy(chunks[i], bytes + 12, sizes[i]);
		lept_free(bytes);
		pixDestroy(&pix);
	}
	set("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0", 24);
	put32(WIDTH - 1);
	size--;
	put32(HEIGHT - 1);
	size--;
	insert(size, "ANIM\x06\0\0\0\0\0\0\0\0\0", 14);
	put_frame(chunks[0], sizes[0]);
	put_frame(chunks[1], sizes[1]);
	put_riff_size();
	assert_shown("animated WebP");
}

/* Put a chunk with so many bytes of data at that place. */
static void
insert_chunk(size_t at, const char *type, size_t n)
{
	const unsigned char head[] = {(unsigned char)type[0],
	    (unsigned char)type[1], (unsigned char)type[2],
	    (unsigned char)type[3], (unsigned char)n, 0, 0, 0};
	static const char zeros[64];

	insert(at, zeros, n + n % 2);
	insert(at, head, sizeof(head));
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
	assert_shown("WebP");
	insert_chunk(size, "odd ", 7);
	assert_shown("WebP with a chunk behind the picture");
	encode(IFF_WEBP, false);
	insert(12, extended, sizeof(extended));
	insert_chunk(12 + sizeof(extended), "odd ", 7);
	insert_chunk(12 + sizeof(extended), "ICCP", 8);
	insert_chunk(size, "EXIF", 9);
	insert_chunk(size, "XMP ", 8);
	assert_shown("WebP with chunks around the picture");
	insert(size, BYTES("rubbish"));
	assert_shown("WebP with rubbish behind it");
}

/* A picture of which the end is missing is refused: what is there might pass
 * for a blank page. */
static void
test_cut(void **state)
{
	static const struct {
		const char *what;
		int format;
	} kinds[] = {{"PNG", IFF_PNG}, {"GIF", IFF_GIF}, {"WebP", IFF_WEBP},
	    {"JPEG 2000", IFF_JP2}, {"TIFF", IFF_TIFF_LZW},
	    {"JPEG", IFF_JFIF_JPEG}, {"BMP", IFF_BMP}, {"PNM", IFF_PNM}};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t part = 2; part < 10; part += 2) {
			encode(kinds[i].format, false);
			assert_shown(kinds[i].what);
			size -= size / part;
			assert_refused(kinds[i].what);
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
			set(head, strlen(head));
			for (int n = 0; n < WIDTH * HEIGHT; n++) {
				unsigned v =
				    is_dark(n % WIDTH) ? 0 : largest[i];
				unsigned char raw[] = {
				    (unsigned char)(v >> 8), (unsigned char)v};

				snprintf(head, sizeof(head), "%u ", v);
				if (plain)
					insert(size, head, strlen(head));
				else if (largest[i] > 255)
					insert(size, raw, 2);
				else
					insert(size, raw + 1, 1);
			}
			assert_shown("PGM");
			size -= 9;
			assert_refused("cut PGM");
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
		set(head, strlen(head));
		for (int n = 0; n < WIDTH * HEIGHT; n += 8) {
			unsigned char byte = is_dark(n % WIDTH) ? 0xff : 0;

			if (plain)
				insert(size, byte ? "11111111" : "00000000", 8);
			else
				insert(size, &byte, 1);
		}
		assert_shown("PBM");
		size -= 9;
		assert_refused("cut PBM");
	}
}

/* Returns where the box of that type begins. */
static size_t
box_at(const char *type)
{
	const unsigned char *at = memmem(data, size, type, 4);

	assert_non_null(at);
	return (size_t)(at - data) - 4;
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
		insert(box_at(before[i]), box, sizeof(box) - 1);
		if (strcmp(before[i], "colr") == 0)
			data[box_at("jp2h") + 3] += sizeof(box) - 1;
		assert_shown(before[i]);
	}
	insert(size, box, sizeof(box) - 1);
	assert_shown("JPEG 2000 with a box behind it");
	size -= sizeof(box) - 1;
	at = box_at("jp2c");
	memset(data + at, 0, 4);
	assert_shown("JPEG 2000 up to its end");
	for (size_t i = 0; i < 4; i++)
		length[i] = (unsigned char)((size - at + 8) >> (24 - 8 * i));
	insert(at + 8, length, 4);
	insert(at + 8, "\0\0\0\0", 4);
	memcpy(data + at, wide, 8);
	assert_shown("JPEG 2000 with a size of 64 bits");
	insert(size, box, sizeof(box) - 1);
	assert_shown("JPEG 2000 with a size of 64 bits, and a box behind it");
}

static int
setup(void **state)
{
	(void)state;
	input_file_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jpeg),
	    cmocka_unit_test(test_png),
	    cmocka_unit_test(test_bmp_true_colours),
	    cmocka_unit_test(test_bmp_rows),
	    cmocka_unit_test(test_bmp_16),
	    cmocka_unit_test(test_bmp_palettes),
	    cmocka_unit_test(test_bmp_runs),
	    cmocka_unit_test(test_bmp_runs_24),
	    cmocka_unit_test(test_gif),
	    cmocka_unit_test(test_pnm),
	    cmocka_unit_test(test_pbm),
	    cmocka_unit_test(test_ppm),
	    cmocka_unit_test(test_webp_animation),
	    cmocka_unit_test(test_webp_chunks),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_jp2),
	};

	return cmocka_run_group_tests_name("odd files", tests, setup, NULL);
}
