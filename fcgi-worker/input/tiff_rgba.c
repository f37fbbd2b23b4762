/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_rgba: makes a page of a TIFF file by libtiff's own conversion to RGB.
 * libtiff is asked for one strip or tile at a time, since it would give up the
 * page at the first bad one, or show an earlier one in its place.
 */
#include "input/tiff_rgba.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/jpeg_gaps.h"
#include "input/tiff_memory.h"
#include "input/tiff_rest.h"

/* A page is given up if its bad strips or tiles have more bytes than this,
 * where packed bytes and bytes of pixels both count: each is unpacked twice. */
#define MAX_BAD ((size_t)1 << 28)

struct reader {
	TIFF *tiff;
	TIFFRGBAImage image; /* libtiff's converter */
	uint32_t *pixels;    /* of the page */
	uint32_t width, height;
	uint32_t *tile; /* pixels of a tile */
	size_t bad;	/* size of the bad strips and tiles */
	bool has_rows;	/* some row could be read */
};

/* A strip or tile: where it is on the page. */
struct area {
	uint32_t x, y, width, height;
};

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Converts the area to pixels.  Returns 0, or -1 if libtiff failed. */
static int
convert(struct reader *r, const struct area *a, uint32_t *pixels)
{
	r->image.row_offset = (int)a->y;
	r->image.col_offset = (int)a->x;
	return TIFFRGBAImageGet(&r->image, pixels, a->width, a->height) ? 0
									: -1;
}

/*
 * Returns how many rows of the area have content.  What could not be unpacked
 * has a single color, so rows at the end of the area do not count if they have
 * the color of the last pixel only.
 */
static uint32_t
rows_left(const struct area *a, const uint32_t *pixels)
{
	size_t n = (size_t)a->width * a->height;
	uint32_t color = pixels[n - 1];

	while (n > 0 && pixels[n - 1] == color)
		n--;
	return (uint32_t)((n + a->width - 1) / a->width);
}

/* Returns the number of the strip or tile that the area is. */
static uint32_t
number_of(const struct reader *r, const struct area *a)
{
	return TIFFIsTiled(r->tiff) ? TIFFComputeTile(r->tiff, a->x, a->y, 0, 0)
				    : TIFFComputeStrip(r->tiff, a->y, 0);
}

/*
 * Converts to pixels what can be unpacked of an area that libtiff could not
 * read, since the file ends within its data or they are damaged.  Returns 0, or
 * -1 if there is nothing, or no memory.
 */
static int
convert_rest(struct reader *r, const struct area *a, uint32_t *pixels)
{
	bool is_tiled = TIFFIsTiled(r->tiff) != 0;
	tmsize_t size =
	    is_tiled ? TIFFTileSize(r->tiff) : TIFFStripSize(r->tiff);
	uint32_t across = a->width;
	unsigned char *samples;
	int rc = -1;

	if (is_tiled)
		TIFFGetField(r->tiff, TIFFTAG_TILEWIDTH, &across);
	if (!r->image.isContig || r->image.put.contig == NULL || size <= 0 ||
	    (size_t)size > MAX_BAD)
		return -1;
	samples = calloc(1, (size_t)size);
	if (samples == NULL)
		return -1;
	if (tiff_rest_unpack(
		r->tiff, number_of(r, a), samples, (size_t)size, &r->bad) > 0) {
		r->image.put.contig(&r->image, pixels, 0, 0, a->width,
		    a->height, (int32_t)(across - a->width), 0, samples);
		rc = 0;
	}
	free(samples);
	return rc;
}

/*
 * Notes that rows of the area may be missing.  Returns 0, or -1 if the page
 * must be given up: memory is short, or too much is bad.
 */
static int
note_bad(struct reader *r, const struct area *a)
{
	struct tiff_memory *memory = TIFFClientdata(r->tiff);
	uint64_t packed = TIFFGetStrileByteCount(r->tiff, number_of(r, a));

	memory->complaints++;
	r->bad += (size_t)a->width * a->height * sizeof(*r->pixels);
	/* Little of a tile may lie on the page, but all of it is unpacked. */
	if (TIFFIsTiled(r->tiff))
		r->bad += (size_t)TIFFTileSize(r->tiff);
	r->bad +=
	    packed < memory->bytes.size ? (size_t)packed : memory->bytes.size;
	return errno == ENOMEM || r->bad > MAX_BAD ? -1 : 0;
}

/*
 * Reads the area into pixels, a row of them behind the other.  Makes rows that
 * are missing white.  Returns 0, or -1 if the page must be given up.
 */
static int
read_area(struct reader *r, const struct area *a, uint32_t *pixels)
{
	unsigned gaps = jpeg_gaps_count();
	uint32_t rows = a->height;
	int rc;

	r->image.stoponerr = 1;
	rc = convert(r, a, pixels);
	if (rc == -1 || jpeg_gaps_count() != gaps) {
		if (note_bad(r, a) == -1)
			return -1;
		r->image.stoponerr = 0;
		if (rc == -1)
			rc = convert(r, a, pixels);
		rows = rc == -1 ? 0 : rows_left(a, pixels);
		/* Some versions of libtiff clear what they cannot fill. */
		if (rows == 0 && convert_rest(r, a, pixels) == 0)
			rows = rows_left(a, pixels);
	}
	r->has_rows |= rows > 0;
	memset(pixels + (size_t)rows * a->width, 0xff,
	    (size_t)(a->height - rows) * a->width * sizeof(*pixels));
	return 0;
}

/* Reads all strips.  Returns 0, or -1 if the page must be given up. */
static int
read_strips(struct reader *r)
{
	struct area a = {.width = r->width};
	uint32_t rows = r->height;

	TIFFGetFieldDefaulted(r->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
	if (rows == 0)
		return -1;
	for (; a.y < r->height; a.y += a.height) {
		a.height = least(rows, r->height - a.y);
		if (read_area(r, &a, r->pixels + (size_t)a.y * r->width) == -1)
			return -1;
	}
	return 0;
}

/* Reads one tile.  Returns 0, or -1 if the page must be given up. */
static int
read_tile(struct reader *r, const struct area *a)
{
	if (read_area(r, a, r->tile) == -1)
		return -1;
	for (uint32_t y = 0; y < a->height; y++)
		memcpy(r->pixels + (size_t)(a->y + y) * r->width + a->x,
		    r->tile + (size_t)y * a->width,
		    a->width * sizeof(*r->tile));
	return 0;
}

/*
 * Reads all tiles.  Returns 0, or -1 if the sizes of tiles make no sense, or
 * the page must be given up.
 */
static int
read_tiles(struct reader *r)
{
	struct area a = {.y = 0};
	uint32_t across = 0, rows = 0;
	int rc = 0;

	TIFFGetField(r->tiff, TIFFTAG_TILEWIDTH, &across);
	TIFFGetField(r->tiff, TIFFTAG_TILELENGTH, &rows);
	if (across == 0 || rows == 0)
		return -1;
	r->tile = malloc((size_t)least(across, r->width) *
			 least(rows, r->height) * sizeof(*r->tile));
	if (r->tile == NULL)
		return -1;
	for (; rc == 0 && a.y < r->height; a.y += a.height) {
		a.height = least(rows, r->height - a.y);
		for (a.x = 0; rc == 0 && a.x < r->width; a.x += a.width) {
			a.width = least(across, r->width - a.x);
			rc = read_tile(r, &a);
		}
	}
	free(r->tile);
	return rc;
}

/* Changes the pixels of the page from libtiff's order to leptonica's. */
static void
reorder(struct reader *r)
{
	size_t n = (size_t)r->width * r->height;
	uint32_t *p = r->pixels;

	for (size_t i = 0; i < n; i++)
		p[i] = TIFFGetR(p[i]) << 24 | TIFFGetG(p[i]) << 16 |
		       TIFFGetB(p[i]) << 8 | 255;
}

enum image_result
tiff_rgba_read(TIFF *t, const struct sniff_size *size, struct Pix **out)
{
	struct reader r = {
	    .tiff = t, .width = size->width, .height = size->height};
	enum image_result rc = IMAGE_BROKEN;
	char message[1024];
	PIX *pix;

	if (!TIFFRGBAImageOK(t, message) ||
	    !TIFFRGBAImageBegin(&r.image, t, 1, message))
		return IMAGE_BROKEN;
	pix = pixCreate((int)size->width, (int)size->height, 32);
	if (pix == NULL) {
		TIFFRGBAImageEnd(&r.image);
		return IMAGE_NO_MEMORY;
	}
	r.pixels = pixGetData(pix);
	r.image.orientation = r.image.req_orientation = ORIENTATION_TOPLEFT;
	if ((TIFFIsTiled(t) ? read_tiles(&r) : read_strips(&r)) == 0 &&
	    r.has_rows)
		rc = IMAGE_OK;
	TIFFRGBAImageEnd(&r.image);
	reorder(&r);
	if (rc != IMAGE_OK)
		pixDestroy(&pix);
	*out = pix;
	return rc;
}
