/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pictures of GIF, WebP, JPEG 2000 (in a PDF, too), HEIC and AVIF, of every
 * color, depth and kind of transparency that they have: what is drawn can be
 * told from what it is drawn on.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <libheif/heif.h>
#include <openjpeg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

#include "fcgi-worker/input/file.h"
#include "tests/unit/input/written_file.h"

/* Strokes of 4 pixels on paper, a quarter of the page. */
#define SIDE 64
#define STROKE 4
#define PERIOD 16

/* What is transparent.  Each has the color of what it is beside.  Half the
 * paper: half transparent, and its color multiplied by that. */
enum clear { NOTHING, PAPER, INK, CLEARS, HALF_THE_PAPER };

static bool
is_ink(int x)
{
	return x % PERIOD < STROKE;
}

/* Return the value of a color, and of alpha, at x: 0 or 1, the largest. */
static unsigned
color_at(int x)
{
	return is_ink(x) ? 0 : 1;
}

static unsigned
alpha_at(enum clear clear, int x)
{
	return clear == (is_ink(x) ? INK : PAPER) ? 0 : 1;
}

/* Checks that the bytes are decoded, and that ink and paper differ much. */
static void
check(const unsigned char *data, size_t size, const char *what)
{
	const struct bytes b = {data, size};
	struct input_file file;
	struct Pix *pix = NULL;
	l_uint32 ink, paper;
	PIX *gray;

	if (input_file_open(&file, &b, 1000000, 0) != IMAGE_OK ||
	    input_file_page(&file, 0, &pix) != IMAGE_OK)
		fail_msg("%s: not decoded", what);
	assert_int_equal(pixGetWidth(pix), SIDE);
	gray = pixConvertTo8(pix, 0);
	pixGetPixel(gray, PERIOD + 1, 10, &ink);
	pixGetPixel(gray, PERIOD + STROKE + 5, 10, &paper);
	if (abs((int)ink - (int)paper) < 180)
		fail_msg("%s: ink %u, paper %u", what, ink, paper);
	pixDestroy(&gray);
	image_free_page(pix);
	input_file_close(&file);
}

/* A GIF of colors of that many bits, or of black and white. */
static void
test_gif(void **state)
{
	static const unsigned char control[] = {0x21, 0xf9, 4, 1, 0, 0, 0, 0};
	char what[64];

	(void)state;
	for (int bits = 1; bits <= 8; bits *= 2)
		for (enum clear c = NOTHING; c < CLEARS; c++) {
			PIX *pix = pixCreate(SIDE, SIDE, bits);
			unsigned char *data, *whole;
			size_t size, head;

			for (int y = 0; y < SIDE; y++)
				for (int x = 0; x < SIDE; x++)
					pixSetPixel(pix, x, y, color_at(x));
			pixSetColormap(pix, pixcmapCreate(bits));
			pixcmapAddColor(pixGetColormap(pix), 0, 0, 0);
			pixcmapAddColor(pixGetColormap(pix), 255, 255, 255);
			assert_int_equal(pixWriteMemGif(&data, &size, pix), 0);
			/* Behind the palette; leptonica writes no such block.
			 */
			head =
			    13 + ((data[10] & 0x80) ? 3U << ((data[10] & 7) + 1)
						    : 0);
			whole = malloc(size + sizeof(control));
			memcpy(whole, data, head);
			memcpy(whole + head, control, sizeof(control));
			memcpy(whole + head + sizeof(control), data + head,
			    size - head);
			whole[head + 3] = c != NOTHING;
			whole[head + 6] = c == PAPER;
			snprintf(what, sizeof(what), "GIF, %d bits, clear %d",
			    bits, (int)c);
			check(whole, size + sizeof(control), what);
			free(whole);
			lept_free(data);
			pixDestroy(&pix);
		}
}

static void
test_webp(void **state)
{
	unsigned char pixels[SIDE * SIDE * 4];
	char what[64];

	(void)state;
	for (int lossless = 0; lossless < 2; lossless++)
		for (enum clear c = NOTHING; c < CLEARS; c++) {
			unsigned char *data;
			size_t size;

			for (int i = 0; i < SIDE * SIDE; i++) {
				memset(pixels + 4 * i,
				    (int)color_at(i % SIDE) * 255, 3);
				pixels[4 * i + 3] =
				    (unsigned char)(alpha_at(c, i % SIDE) *
						    255);
			}
			size = lossless ? WebPEncodeLosslessRGBA(pixels, SIDE,
					      SIDE, SIDE * 4, &data)
					: WebPEncodeRGBA(pixels, SIDE, SIDE,
					      SIDE * 4, 90, &data);
			assert_int_not_equal(size, 0);
			snprintf(what, sizeof(what),
			    "WebP, lossless %d, clear %d", lossless, (int)c);
			check(data, size, what);
			WebPFree(data);
		}
}

/* Writes a JPEG 2000 of so many components, the last of which is alpha if there
 * are 2 or 4, to the path. */
static void
write_jp2(const char *path, unsigned count, unsigned bits, enum clear clear)
{
	opj_cparameters_t p;
	opj_image_cmptparm_t parts[4];
	opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
	opj_stream_t *stream =
	    opj_stream_create_default_file_stream(path, OPJ_FALSE);
	opj_image_t *image;

	opj_set_default_encoder_parameters(&p);
	memset(parts, 0, sizeof(parts));
	for (unsigned i = 0; i < count; i++)
		parts[i] = (opj_image_cmptparm_t){.dx = 1,
		    .dy = 1,
		    .w = SIDE,
		    .h = SIDE,
		    .prec = bits,
		    .bpp = bits};
	image = opj_image_create(
	    count, parts, count > 2 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
	assert_non_null(image);
	image->x1 = image->y1 = SIDE;
	for (unsigned i = 0; i < count; i++) {
		bool is_alpha = i == count - 1 && count % 2 == 0;

		image->comps[i].alpha = is_alpha;
		for (int n = 0; n < SIDE * SIDE; n++) {
			int x = n % SIDE;

			image->comps[i].data[n] =
			    (int)((is_alpha ? alpha_at(clear, x)
					    : color_at(x)) *
				  ((1U << bits) - 1)) /
			    (clear == HALF_THE_PAPER && !is_ink(x) ? 2 : 1);
		}
	}
	assert_true(opj_setup_encoder(codec, &p, image) &&
		    opj_start_compress(codec, image, stream) &&
		    opj_encode(codec, stream) &&
		    opj_end_compress(codec, stream));
	opj_stream_destroy(stream);
	opj_destroy_codec(codec);
	opj_image_destroy(image);
}

/* Puts a JPEG 2000 with these entries on a page of as many points as it has
 * pixels.  Returns the PDF, in static memory. */
static struct bytes
put_on_page(const unsigned char *data, size_t size, const char *entries)
{
	static char text[65536];
	static const char end[] =
	    "\nendstream endobj\ntrailer<</Root 1 0 R>>\n";
	size_t n = (size_t)snprintf(text, sizeof(text),
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents "
	    "4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
	    "4 0 obj<</Length 28>>stream\n%d 0 0 %d 0 0 cm /I Do     "
	    "\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Image"
	    "/Width %d/Height %d/Filter/JPXDecode%s"
	    "/Length %zu>>stream\n",
	    SIDE, SIDE, SIDE, SIDE, SIDE, SIDE, entries, size);

	assert_true(n + size + sizeof(end) < sizeof(text));
	memcpy(text + n, data, size);
	memcpy(text + n + size, end, sizeof(end) - 1);
	return (struct bytes){
	    (unsigned char *)text, n + size + sizeof(end) - 1};
}

/* Draws the page, and sets *ink and *paper to how light they are, from 0 to
 * 255. */
static void
look_at_page(const struct bytes *b, l_uint32 *ink, l_uint32 *paper)
{
	struct input_file file;
	struct Pix *pix = NULL;
	PIX *gray;

	assert_int_equal(input_file_open(&file, b, 1000000, 72), IMAGE_OK);
	assert_int_equal(input_file_page(&file, 0, &pix), IMAGE_OK);
	gray = pixConvertTo8(pix, 0);
	pixGetPixel(gray, PERIOD + 1, 10, ink);
	pixGetPixel(gray, PERIOD + STROKE + 5, 10, paper);
	pixDestroy(&gray);
	image_free_page(pix);
	input_file_close(&file);
}

/* Checks that the image in a PDF is drawn on white paper, which is seen where
 * the image is clear. */
static void
check_pdf(const struct bytes *b, enum clear clear, const char *what)
{
	const unsigned white = 255;
	l_uint32 ink, paper;

	look_at_page(b, &ink, &paper);
	if (ink != (clear == INK ? white : 0) || paper != white)
		fail_msg("%s in a PDF: ink %u, paper %u", what, ink, paper);
}

static void
test_jp2(void **state)
{
	static const unsigned bits[] = {1, 2, 4, 8, 10, 12, 16};
	char what[64];

	(void)state;
	for (unsigned count = 1; count <= 4; count++)
		for (size_t b = 0; b < sizeof(bits) / sizeof(bits[0]); b++)
			for (enum clear c = NOTHING;
			     c < (count % 2 ? PAPER : CLEARS); c++) {
				struct bytes pdf;
				size_t size;
				l_uint8 *data;

				write_jp2(written_file, count, bits[b], c);
				data = l_binaryRead(written_file, &size);
				snprintf(what, sizeof(what),
				    "JPEG 2000, %u x %u bits, clear %d", count,
				    bits[b], (int)c);
				check(data, size, what);
				pdf = put_on_page(data, size,
				    count % 2 == 0 ? "/SMaskInData 1" : "");
				check_pdf(&pdf, c, what);
				lept_free(data);
			}
}

/* Makes a JPEG 2000 say that its colors are multiplied by alpha. */
static void
multiply(l_uint8 *data, size_t size, unsigned count)
{
	static const l_uint8 box[] = {'c', 'd', 'e', 'f'};
	l_uint8 *at = memmem(data, size, box, sizeof(box));

	assert_non_null(at);
	/* The number of channels, and of each its own, its kind and what it is
	 * for, of two bytes each. */
	at += sizeof(box) + 2;
	while (at[1] != count - 1)
		at += 6;
	assert_int_equal(at[3], 1);
	at[3] = 2;
}

/* White that is half transparent, on white, is as white as ever. */
static void
test_multiplied_colors(void **state)
{
	(void)state;
	for (unsigned count = 2; count <= 4; count += 2) {
		struct bytes pdf;
		size_t size;
		l_uint8 *data;

		write_jp2(written_file, count, 8, HALF_THE_PAPER);
		data = l_binaryRead(written_file, &size);
		multiply(data, size, count);
		pdf = put_on_page(data, size, "/SMaskInData 2");
		check_pdf(&pdf, NOTHING, "JPEG 2000, multiplied");
		lept_free(data);
	}
}

/* Samples may be the numbers of colors, which stay as they are: here 0, which
 * is white, and 15. */
static void
test_numbered_colors(void **state)
{
	char entries[600] = "/ColorSpace[/Indexed/DeviceGray 255<";
	l_uint32 ink, paper;
	struct bytes pdf;
	l_uint8 *data;
	size_t size;

	(void)state;
	for (int i = 0; i < 256; i++)
		strcat(entries, i == 0 ? "ff" : i == 15 ? "0a" : "80");
	strcat(entries, ">]");
	write_jp2(written_file, 1, 4, NOTHING);
	data = l_binaryRead(written_file, &size);
	pdf = put_on_page(data, size, entries);
	look_at_page(&pdf, &ink, &paper);
	assert_int_equal(ink, 0xff);
	assert_int_equal(paper, 0x0a);
	lept_free(data);
}

/* Returns the picture for libheif, of 8 bits or more, gray or not, to be
 * released. */
static struct heif_image *
heif_picture(int bits, bool is_gray, enum clear clear)
{
	static const enum heif_channel channels[] = {
	    heif_channel_R, heif_channel_G, heif_channel_B};
	struct heif_image *image;
	int count = is_gray ? 1 : 3, stride;

	heif_image_create(SIDE, SIDE,
	    is_gray ? heif_colorspace_monochrome : heif_colorspace_RGB,
	    is_gray ? heif_chroma_monochrome : heif_chroma_444, &image);
	for (int i = 0; i < count + (clear != NOTHING); i++) {
		enum heif_channel channel = i == count ? heif_channel_Alpha
					    : is_gray  ? heif_channel_Y
						       : channels[i];
		uint8_t *plane;

		heif_image_add_plane(image, channel, SIDE, SIDE, bits);
		plane = heif_image_get_plane(image, channel, &stride);
		for (int n = 0; n < SIDE * SIDE; n++) {
			int x = n % SIDE;
			unsigned v =
			    (i == count ? alpha_at(clear, x) : color_at(x)) *
			    ((1U << bits) - 1);
			uint8_t *at =
			    plane + n / SIDE * stride + x * (bits > 8 ? 2 : 1);

			at[0] = (uint8_t)v;
			if (bits > 8)
				at[1] = (uint8_t)(v >> 8);
		}
	}
	return image;
}

static void
write_heif(struct heif_image *image, enum heif_compression_format format)
{
	struct heif_context *context = heif_context_alloc();
	struct heif_encoder *encoder;
	struct heif_error e;

	e = heif_context_get_encoder_for_format(context, format, &encoder);
	assert_int_equal(e.code, heif_error_Ok);
	heif_encoder_set_lossy_quality(encoder, 90);
	e = heif_context_encode_image(context, image, encoder, NULL, NULL);
	assert_int_equal(e.code, heif_error_Ok);
	e = heif_context_write_to_file(context, written_file);
	assert_int_equal(e.code, heif_error_Ok);
	heif_encoder_release(encoder);
	heif_context_free(context);
}

/* Checks pictures of every color and transparency, in the format and of so
 * many bits. */
static void
check_heif(enum heif_compression_format format, int bits)
{
	char what[64];

	for (int gray = 0; gray < 2; gray++)
		for (enum clear c = NOTHING; c < CLEARS; c++) {
			struct heif_image *image = heif_picture(bits, gray, c);
			l_uint8 *data;
			size_t size;

			write_heif(image, format);
			heif_image_release(image);
			data = l_binaryRead(written_file, &size);
			snprintf(what, sizeof(what),
			    "HEIF %d, %d bits, gray %d, clear %d", (int)format,
			    bits, gray, (int)c);
			check(data, size, what);
			lept_free(data);
		}
}

static void
test_heic(void **state)
{
	(void)state;
	for (int bits = 8; bits <= 10; bits += 2)
		check_heif(heif_compression_HEVC, bits);
}

static void
test_avif(void **state)
{
	l_uint8 *data;
	size_t size;

	(void)state;
	for (int bits = 8; bits <= 12; bits += 4)
		check_heif(heif_compression_AV1, bits);
	/* libheif of Debian 12 cannot write 10 bits; avifenc has, with a
	 * quarter of the colors and alpha. */
	data = l_binaryRead("tests/data/ten_bits.avif", &size);
	check(data, size, "AVIF, 10 bits");
	lept_free(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gif),
	    cmocka_unit_test(test_webp),
	    cmocka_unit_test(test_jp2),
	    cmocka_unit_test(test_multiplied_colors),
	    cmocka_unit_test(test_numbered_colors),
	    cmocka_unit_test(test_heic),
	    cmocka_unit_test(test_avif),
	};

	return cmocka_run_group_tests_name(
	    "clear_pictures", tests, written_file_setup, written_file_teardown);
}
