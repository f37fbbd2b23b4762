/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * png: the picture of a PNG file.  leptonica decodes opaque pictures.  But it
 * is wrong about gray with a transparent key, so libpng itself decodes pictures
 * with transparency.
 */
#include "input/png.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <png.h>
#include <stdbool.h>
#include <string.h>

#include "input/alpha.h"
#include "input/exif.h"
#include "input/rotate.h"

/* Signature, and the chunk that comes first. */
#define HEAD 33
#define SIGNATURE 8
/* Size of a chunk's length, name and checksum; and of the first two. */
#define CHUNK 12
#define CHUNK_HEAD 8
#define PASSES 7 /* over an interlaced picture */
#define COLOR_TYPE 25
#define HAS_ALPHA 4
#define INCHES_PER_METRE 39.37

int
png_size(const struct bytes *b, struct sniff_size *out)
{
	if (b->size < HEAD || memcmp(b->data + 12, "IHDR", 4) != 0)
		return -1;
	out->width = bytes_be32(b->data + 16);
	out->height = bytes_be32(b->data + 20);
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

/*
 * Sets *out to the content of the first chunk with this name.  Looks only
 * before the picture's data, IDAT, unless anywhere is set.  Returns whether
 * there is one.
 */
static bool
find_chunk(
    const struct bytes *b, const char *name, bool anywhere, struct bytes *out)
{
	size_t offset = SIGNATURE, length;

	while (b->size - offset >= CHUNK) {
		length = bytes_be32(b->data + offset);
		if (length > b->size - offset - CHUNK ||
		    (!anywhere && memcmp(b->data + offset + 4, "IDAT", 4) == 0))
			return false;
		if (memcmp(b->data + offset + 4, name, 4) == 0) {
			*out = (struct bytes){b->data + offset + 8, length};
			return true;
		}
		offset += CHUNK + length;
	}
	return false;
}

struct reader {
	png_structp png;
	png_infop info;
	struct bytes rest;
	PIX *pix;
	png_bytep *rows;
	bool no_memory;
	bool lacks_end;	 /* the file has no more bytes, or no more IDAT */
	bool lacks_rows; /* the lower part of the picture is missing */
};

/*
 * The errors that mean that the file ends early: on_read's own, and libpng's
 * about chunks IDAT.
 */
static const char cut_off[] = "cut off";
static const char not_enough[] = "Not enough image data";

/*
 * Lowers the length in a chunk's head to bytes_left, what the file still has:
 * libpng would unpack nothing of a piece that is not complete.
 */
static void
limit_length(png_bytep head, size_t bytes_left)
{
	if (bytes_be32(head) > bytes_left)
		png_save_uint_32(head, (png_uint_32)bytes_left);
}

/*
 * libpng calls this for the next size bytes of the file.  Fails with the error
 * cut_off if fewer are left.
 */
static void
on_read(png_structp png, png_bytep out, size_t size)
{
	struct reader *r = png_get_io_ptr(png);

	if (size > r->rest.size)
		png_error(png, cut_off);
	memcpy(out, r->rest.data, size);
	r->rest.data += size;
	r->rest.size -= size;
	if (size == CHUNK_HEAD && memcmp(out + 4, "IDAT", 4) == 0)
		limit_length(out, r->rest.size);
}

/*
 * libpng calls this for an error; notes whether the file ends early, and goes
 * back to setjmp.
 */
static void
on_error(png_structp png, png_const_charp message)
{
	struct reader *r = png_get_error_ptr(png);

	r->lacks_end =
	    strcmp(message, cut_off) == 0 || strcmp(message, not_enough) == 0;
	png_longjmp(png, 1);
}

/* libpng calls this for a warning, which is ignored. */
static void
on_warning(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

/* Tells libpng to convert any kind of pixel to red, green, blue and alpha. */
static void
set_transformations(const struct reader *r)
{
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	png_set_gray_to_rgb(r->png);
	png_set_add_alpha(r->png, 255, PNG_FILLER_AFTER);
	png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
}

/* Sets the page's resolution to what the file says in pixels a meter. */
static void
set_resolution(const struct reader *r)
{
	png_uint_32 x = 0, y = 0;
	int unit = 0;

	if (png_get_pHYs(r->png, r->info, &x, &y, &unit) != 0 &&
	    unit == PNG_RESOLUTION_METER && x < INT32_MAX && y < INT32_MAX)
		pixSetResolution(r->pix, (int)(x / INCHES_PER_METRE + 0.5),
		    (int)(y / INCHES_PER_METRE + 0.5));
}

/*
 * Reads the picture into r->pix: four bytes a pixel, red first.  An error jumps
 * to where the caller has called setjmp.
 */
static void
read_picture(struct reader *r)
{
	png_uint_32 width, height;
	unsigned char *row;

	png_set_read_fn(r->png, r, on_read);
	png_read_info(r->png, r->info);
	set_transformations(r);
	width = png_get_image_width(r->png, r->info);
	height = png_get_image_height(r->png, r->info);
	r->pix = pixCreate((int)width, (int)height, 32);
	r->rows = calloc(height, sizeof(*r->rows));
	if (r->pix == NULL || r->rows == NULL ||
	    png_get_rowbytes(r->png, r->info) != (size_t)width * 4) {
		r->no_memory = r->pix == NULL || r->rows == NULL;
		png_error(r->png, "no room");
	}
	row = (unsigned char *)pixGetData(r->pix);
	for (png_uint_32 y = 0; y < height; y++, row += (size_t)width * 4)
		r->rows[y] = row;
	png_read_image(r->png, r->rows);
}

/*
 * Whether all rows are in r->pix, and only something behind them is missing:
 * the checksum of the packed data, that of the chunk, or later chunks.
 */
static bool
lacks_only_end(const struct reader *r)
{
	png_uint_32 height;

	if (r->pix == NULL || !r->lacks_end)
		return false;
	height = png_get_image_height(r->png, r->info);
	return png_get_interlace_type(r->png, r->info) == PNG_INTERLACE_NONE
		   ? png_get_current_row_number(r->png) >= height
		   : png_get_current_pass_number(r->png) >= PASSES;
}

/*
 * Whether the upper part of the picture is in r->pix.  Of an interlaced one,
 * the pixels of the last pass complete the rows.
 */
static bool
has_rows(const struct reader *r)
{
	return r->pix != NULL && !r->no_memory &&
	       png_get_current_row_number(r->png) > 0 &&
	       (png_get_interlace_type(r->png, r->info) == PNG_INTERLACE_NONE ||
		   png_get_current_pass_number(r->png) == PASSES - 1);
}

/*
 * Reads the picture into r->pix, with its resolution.  r->pix stays NULL if no
 * row can be read; rows that are missing stay transparent.
 */
static void
decode_into(struct reader *r)
{
	r->png = png_create_read_struct(
	    PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
	r->info = r->png == NULL ? NULL : png_create_info_struct(r->png);
	if (r->info == NULL) {
		r->no_memory = true;
	} else if (setjmp(png_jmpbuf(r->png))) {
		r->lacks_rows = !lacks_only_end(r);
		if (r->lacks_rows && !has_rows(r))
			pixDestroy(&r->pix);
	} else {
		read_picture(r);
	}
	if (r->pix != NULL)
		set_resolution(r);
	free(r->rows);
	png_destroy_read_struct(&r->png, &r->info, NULL);
}

/*
 * Decodes the PNG b by libpng and makes it opaque.  The end of the file may be
 * missing.  Returns IMAGE_DAMAGED if rows are missing.  On IMAGE_OK and
 * IMAGE_DAMAGED the page is in *out.
 */
static enum image_result
decode_rows(const struct bytes *b, PIX **out)
{
	struct reader r = {.rest = *b};
	uint32_t *pixels;
	size_t n;

	errno = 0;
	decode_into(&r);
	if (r.pix == NULL)
		return r.no_memory || errno == ENOMEM ? IMAGE_NO_MEMORY
						      : IMAGE_BROKEN;
	pixels = pixGetData(r.pix);
	n = (size_t)pixGetWidth(r.pix) * (size_t)pixGetHeight(r.pix);
	/* Bytes in the order of the file become 0xRRGGBBAA. */
	for (size_t i = 0; i < n; i++)
		pixels[i] = bytes_be32((unsigned char *)&pixels[i]);
	alpha_flatten(r.pix);
	*out = r.pix;
	return r.lacks_rows ? IMAGE_DAMAGED : IMAGE_OK;
}

enum image_result
png_decode(const struct bytes *b, struct Pix **out)
{
	enum image_result rc = IMAGE_OK;
	struct bytes chunk;

	if (b->data[COLOR_TYPE] & HAS_ALPHA ||
	    find_chunk(b, "tRNS", false, &chunk))
		rc = decode_rows(b, out);
	else
		rc = image_decode_by_leptonica(b, out);
	/* leptonica refuses a file whose end is missing; libpng does not. */
	if (rc == IMAGE_BROKEN)
		rc = decode_rows(b, out);
	if ((rc != IMAGE_OK && rc != IMAGE_DAMAGED) ||
	    !find_chunk(b, "eXIf", true, &chunk))
		return rc;
	*out = rotate_orient(*out, exif_orientation(&chunk));
	return *out == NULL ? IMAGE_NO_MEMORY : rc;
}
