/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bmp: the picture of a BMP file, also one that is compressed.
 */
#include "input/bmp.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

#include "input/alpha.h"
#include "input/bmp_head.h"

/* What a run of length 0 means. */
enum { END_OF_ROW, END_OF_PICTURE, MOVE };

struct reader {
	struct bmp_head head;
	struct bytes rest; /* the part of the file that is not read yet */
	PIX *pix;
	uint32_t x, y; /* the next pixel; y counts from the bottom */
};

/*
 * Returns the pixels of the page for row y of the file.  In most files the
 * first row is the bottom one.
 */
static uint32_t *
row_of_pixels(const struct reader *r, uint32_t y)
{
	if (!r->head.top_down)
		y = r->head.height - 1 - y;
	return pixGetData(r->pix) + (size_t)y * (size_t)pixGetWpl(r->pix);
}

/* Returns the bits of pixel that mask selects, scaled to 0 to 255. */
static uint32_t
sample(uint32_t pixel, uint32_t mask)
{
	uint64_t largest;
	int shift;

	if (mask == 0)
		return 0;
	shift = __builtin_ctz(mask);
	largest = mask >> shift;
	return (uint32_t)((uint64_t)((pixel & mask) >> shift) * 255 / largest);
}

/*
 * Returns the color of pixel as 0xRRGGBBAA.  The masks of h say which of its
 * bits are which sample.
 */
static uint32_t
masked_color(const struct bmp_head *h, uint32_t pixel)
{
	uint32_t alpha =
	    h->masks[BMP_ALPHA] == 0 ? 255 : sample(pixel, h->masks[BMP_ALPHA]);

	return sample(pixel, h->masks[BMP_RED]) << 24 |
	       sample(pixel, h->masks[BMP_GREEN]) << 16 |
	       sample(pixel, h->masks[BMP_BLUE]) << 8 | alpha;
}

/* Returns the color of the blue, green and red bytes at p as 0xRRGGBBAA. */
static uint32_t
true_color(const unsigned char *p)
{
	return (uint32_t)p[2] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[0] << 8 | 255;
}

/* Returns the color of the pixel at x of the row that is stored at p. */
static uint32_t
color_at(const struct bmp_head *h, const unsigned char *p, uint32_t x)
{
	unsigned shift, index;

	switch (h->bits) {
	case 32:
		return masked_color(h, bytes_le32(p + (size_t)x * 4));
	case 24:
		return true_color(p + (size_t)x * 3);
	case 16:
		return masked_color(h, bytes_le16(p + (size_t)x * 2));
	default:
		shift = 8 - h->bits - x * h->bits % 8;
		index = (unsigned)p[(size_t)x * h->bits / 8] >> shift;
		return h->palette[index & ((1U << h->bits) - 1)] | 255;
	}
}

/*
 * Reads all rows of a picture that is not compressed.  Returns 0, or -1 if the
 * file ends within a row.
 */
static int
read_plain(struct reader *r)
{
	const struct bmp_head *h = &r->head;
	size_t row_size = ((size_t)h->width * h->bits + 7) / 8;
	size_t stride = (row_size + 3) / 4 * 4;
	uint32_t *pixels;

	for (uint32_t y = 0; y < h->height; y++) {
		if (r->rest.size < row_size)
			return -1;
		pixels = row_of_pixels(r, y);
		for (uint32_t x = 0; x < h->width; x++)
			pixels[x] = color_at(h, r->rest.data, x);
		/* The last row may lack its padding. */
		if (stride > r->rest.size)
			stride = r->rest.size;
		r->rest.data += stride;
		r->rest.size -= stride;
	}
	return 0;
}

/*
 * Returns the next size bytes of the file and moves on behind them.  Returns
 * NULL if fewer are left.
 */
static const unsigned char *
take_bytes(struct reader *r, size_t size)
{
	const unsigned char *p = r->rest.data;

	if (size > r->rest.size)
		return NULL;
	r->rest.data += size;
	r->rest.size -= size;
	return p;
}

/*
 * Sets the next pixel to value, unless it is beyond an edge of the picture, and
 * moves to the right.
 */
static void
put_pixel(struct reader *r, uint32_t value)
{
	if (r->x < r->head.width && r->y < r->head.height)
		row_of_pixels(r, r->y)[r->x] = value;
	if (r->x < r->head.width)
		r->x++;
}

/* Returns color i of the packed colors that begin at colors. */
static uint32_t
run_color(const struct reader *r, const unsigned char *colors, unsigned i)
{
	switch (r->head.coding) {
	case BMP_RLE8:
		return r->head.palette[colors[i]] | 255;
	case BMP_RLE4:
		return r->head.palette[colors[i / 2] >> (i % 2 == 0 ? 4 : 0) &
				       15] |
		       255;
	default:
		return true_color(colors + (size_t)i * 3);
	}
}

/*
 * Reads a run of count pixels of one color.  With 4 bits a pixel there are two
 * colors, in one byte, which alternate.  Returns 0, or -1 at the end of the
 * file.
 */
static int
read_run(struct reader *r, unsigned count)
{
	const unsigned char *colors =
	    take_bytes(r, r->head.coding == BMP_RLE24 ? 3 : 1);
	const bool alternate = r->head.coding == BMP_RLE4;

	if (colors == NULL)
		return -1;
	for (unsigned i = 0; i < count; i++)
		put_pixel(r, run_color(r, colors, alternate ? i % 2 : 0));
	return 0;
}

/*
 * Reads count pixels, each with its own color in the file.  Returns 0, or -1
 * at the end of the file.
 */
static int
read_singles(struct reader *r, unsigned count)
{
	size_t size = r->head.coding == BMP_RLE8   ? count
		      : r->head.coding == BMP_RLE4 ? (count + 1) / 2
						   : (size_t)count * 3;
	const unsigned char *colors = take_bytes(r, size);

	if (colors == NULL)
		return -1;
	/* Such pixels are padded to whole words of 16 bits. */
	take_bytes(r, size % 2);
	for (unsigned i = 0; i < count; i++)
		put_pixel(r, run_color(r, colors, i));
	return 0;
}

/*
 * Moves the next pixel to the right and up, by as many pixels as the next two
 * bytes say.  Returns 0, or -1 at the end of the file.
 */
static int
move_ahead(struct reader *r)
{
	const unsigned char *p = take_bytes(r, 2);

	if (p == NULL)
		return -1;
	r->x += p[0];
	r->y += p[1];
	if (r->x > r->head.width)
		r->x = r->head.width;
	return 0;
}

/*
 * Reads the code behind a run of length 0: the end of a row or of the picture,
 * a move, or the number of pixels that follow with a color each.  Carries it
 * out.  Returns 0; 1 at the end of the picture; or -1 at the end of the file.
 */
static int
read_code(struct reader *r)
{
	const unsigned char *p = take_bytes(r, 1);

	if (p == NULL)
		return -1;
	switch (*p) {
	case END_OF_ROW:
		r->x = 0;
		r->y++;
		return 0;
	case END_OF_PICTURE:
		return 1;
	case MOVE:
		return move_ahead(r);
	default:
		return read_singles(r, *p);
	}
}

/*
 * Whether the last row of the picture was read to its end.  Such a picture may
 * lack the code for its end.
 */
static bool
is_complete(const struct reader *r)
{
	return r->y >= r->head.height ||
	       (r->y == r->head.height - 1 && r->x >= r->head.width);
}

/*
 * Reads runs up to the end of the picture.  Pixels that no run covers get the
 * first color of the palette.  Returns 0, or -1 if the file ends before the
 * picture.
 */
static int
read_compressed(struct reader *r)
{
	const unsigned char *length;
	int rc = 0;

	for (uint32_t y = 0; y < r->head.height; y++)
		for (uint32_t x = 0; x < r->head.width; x++)
			row_of_pixels(r, y)[x] = r->head.palette[0] | 255;
	while (rc == 0 && r->y < r->head.height) {
		length = take_bytes(r, 1);
		if (length == NULL)
			rc = -1;
		else
			rc = *length == 0 ? read_code(r) : read_run(r, *length);
	}
	return rc == -1 && !is_complete(r) ? -1 : 0;
}

int
bmp_size(const struct bytes *b, struct sniff_size *out)
{
	struct bmp_head head;

	if (bmp_head_read(b, &head) == -1)
		return -1;
	*out = (struct sniff_size){head.width, head.height};
	return 0;
}

/* Whether the colors are black and white, so that a bit a pixel is enough. */
static bool
is_bilevel(const struct bmp_head *h)
{
	return h->bits == 1 &&
	       h->palette[0] + h->palette[1] == UINT32_C(0xffffff00) &&
	       (h->palette[0] == 0 || h->palette[1] == 0);
}

enum image_result
bmp_decode(const struct bytes *b, struct Pix **out)
{
	struct reader r = {.pix = NULL};
	int rc;

	if (bmp_head_read(b, &r.head) == -1)
		return IMAGE_BROKEN;
	r.rest =
	    (struct bytes){b->data + r.head.pixels, b->size - r.head.pixels};
	r.pix = pixCreate((int)r.head.width, (int)r.head.height, 32);
	if (r.pix == NULL)
		return IMAGE_NO_MEMORY;
	rc = r.head.coding == BMP_PLAIN ? read_plain(&r) : read_compressed(&r);
	if (rc == -1) {
		pixDestroy(&r.pix);
		return IMAGE_BROKEN;
	}
	alpha_flatten(r.pix);
	pixSetResolution(r.pix, r.head.x_dpi, r.head.y_dpi);
	/* A page without colors takes a quarter or less of the memory. */
	*out = image_reduce_depth(r.pix, is_bilevel(&r.head));
	return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
}
