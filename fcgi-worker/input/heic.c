/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heic: the image of a HEIC or AVIF file.  No other file uses libheif, which
 * rotates and mirrors the image as the file says.
 */
#include "input/heic.h"

#include <libheif/heif.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/bytes.h"
#include "base/exceptions.h"
#include "base/wiped_heap.h"
#include "input/heif_item.h"
#include "input/hevc.h"

/* The longest side that libheif may accept. */
#define MAX_SIDE 32767
/*
 * A value other than 0 that new memory is filled with, to find bytes that
 * nobody wrote.
 */
#define NOT_ZERO 0x5a
/*
 * The bytes that the stacks of a decoder's threads may take.  They do not come
 * from the heap, and the decoder fails if the kernel refuses them.
 */
#define THREAD_ROOM ((size_t)64 << 20)

struct heic {
	struct heif_context *context;
	struct heif_image_handle *handle;
	bool is_av1; /* one picture of AV1, not one of several tiles */
};

/*
 * Whether hevc_init() has succeeded.  Files are opened only then, since
 * otherwise nobody could tell whether their images are complete.
 */
static bool ready;

void
heic_init(void)
{
	heif_init(NULL);
	ready = hevc_init() == 0;
}

/* A file that libheif is to open. */
struct opening {
	struct heic *heic;
	const struct bytes *bytes;
};

/*
 * Opens the file of opening, a struct opening, and finds its main image.
 * Returns 0, or -1 if there is none that can be decoded.  In either case the
 * caller frees with heic_close.
 */
static int
open_context(void *opening)
{
	const struct opening *o = opening;
	struct heic *p = o->heic;
	heif_item_id id;
	struct heif_error e;

	p->context = heif_context_alloc();
	if (p->context == NULL)
		return -1;
	heif_context_set_maximum_image_size_limit(p->context, MAX_SIDE);
	/*
	 * Tiles are decoded in this thread; the other processors are for other
	 * workers.
	 */
	heif_context_set_max_decoding_threads(p->context, 0);
	e = heif_context_read_from_memory_without_copy(
	    p->context, o->bytes->data, o->bytes->size, NULL);
	if (e.code != heif_error_Ok)
		return -1;
	if (heif_context_get_primary_image_ID(p->context, &id).code ==
	    heif_error_Ok)
		p->is_av1 = heif_item_is(o->bytes, id, "av01");
	e = heif_context_get_primary_image_handle(p->context, &p->handle);
	return e.code == heif_error_Ok && heic_size(p).width > 0 &&
		       heic_size(p).height > 0
		   ? 0
		   : -1;
}

struct heic *
heic_open(const struct bytes *bytes)
{
	struct heic *p = calloc(1, sizeof(*p));
	struct opening o = {p, bytes};

	if (ready && p != NULL && exceptions_catch(open_context, &o) == 0)
		return p;
	heic_close(p);
	return NULL;
}

void
heic_close(struct heic *p)
{
	if (p == NULL)
		return;
	heif_image_handle_release(p->handle);
	heif_context_free(p->context);
	free(p);
}

struct sniff_size
heic_size(const struct heic *p)
{
	int width = heif_image_handle_get_width(p->handle);
	int height = heif_image_handle_get_height(p->handle);
	struct sniff_size size = {0, 0};

	if (width > 0 && height > 0) {
		size.width = (uint32_t)width;
		size.height = (uint32_t)height;
	}
	return size;
}

/*
 * Whether a pixel may be memory of zeros that was never written: it is black or
 * invisible; or two of red, green and blue are 0, as for zeros in most codings
 * of color.
 */
static bool
is_like_nothing(const uint8_t *pixel, uint32_t alpha)
{
	return alpha == 0 ||
	       (pixel[0] == 0) + (pixel[1] == 0) + (pixel[2] == 0) > 1;
}

/*
 * Copies a row of width pixels, of samples bytes each: 3, or 4 with alpha.
 * Returns whether one of them may be a pixel that nobody wrote.
 */
static bool
copy_row(const uint8_t *source, int samples, uint32_t width, uint32_t *pixels)
{
	bool doubtful = false;
	uint32_t x, alpha;

	for (x = 0; x < width; x++) {
		alpha = samples == 4 ? source[3] : 255;
		pixels[x] = (uint32_t)source[0] << 24 |
			    (uint32_t)source[1] << 16 |
			    (uint32_t)source[2] << 8 | alpha;
		doubtful |= is_like_nothing(source, alpha);
		source += samples;
	}
	return doubtful;
}

/* A decoded image, a row after the other. */
struct rows {
	struct heif_image *image;
	const uint8_t *first;
	size_t stride;
	int samples; /* of a pixel */
};

/*
 * Decodes the image into r.  Returns 0, or -1 if it cannot be decoded, is not
 * whole, or does not have this size.  In either case the caller ends with
 * close_rows.
 */
static int
open_rows(const struct heic *p, const struct sniff_size *size, struct rows *r)
{
	bool alpha = heif_image_handle_has_alpha_channel(p->handle);
	int stride, width, height;
	struct heif_error e;

	*r = (struct rows){.samples = alpha ? 4 : 3};
	hevc_begin();
	e = heif_decode_image(p->handle, &r->image, heif_colorspace_RGB,
	    alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
	    NULL);
	if (e.code != heif_error_Ok || !hevc_is_whole())
		return -1;
	r->first = heif_image_get_plane_readonly(
	    r->image, heif_channel_interleaved, &stride);
	r->stride = (size_t)stride;
	width = heif_image_get_width(r->image, heif_channel_interleaved);
	height = heif_image_get_height(r->image, heif_channel_interleaved);
	/* The decoded image need not have the size that the head gives. */
	if (r->first == NULL || width < 0 || (uint32_t)width != size->width ||
	    height < 0 || (uint32_t)height != size->height)
		return -1;
	return 0;
}

static void
close_rows(struct rows *r)
{
	heif_image_release(r->image);
}

/*
 * Decodes the image once more, into memory that is not zero at first.  Returns
 * whether it has the same pixels: one that libheif does not write would differ.
 */
static bool
is_same_again(const struct heic *p, const struct sniff_size *size,
    const unsigned char *pixels, size_t stride)
{
	size_t row_size = size->width * sizeof(uint32_t);
	uint32_t *row = malloc(row_size), y;
	struct rows again;
	bool same;

	wiped_heap_fill(NOT_ZERO);
	same = row != NULL && open_rows(p, size, &again) == 0;
	for (y = 0; same && y < size->height; y++) {
		copy_row(again.first + y * again.stride, again.samples,
		    size->width, row);
		same = memcmp(row, pixels + y * stride, row_size) == 0;
	}
	/* open_rows has begun only if row is there. */
	if (row != NULL)
		close_rows(&again);
	wiped_heap_fill(0);
	free(row);
	return same;
}

/* An image that libheif is to decode. */
struct drawing {
	const struct heic *heic;
	uint32_t *pixels;
	size_t stride;
};

/*
 * Decodes the image into the pixels of drawing, a struct drawing.  Returns 0,
 * or -1 if it cannot be decoded or a part may be missing.
 *
 * Tiles may cover less than the image, and libheif writes nothing where there
 * is none.  So an image with pixels like unwritten memory is decoded twice, and
 * a difference shows a gap.  A single picture has no tiles and needs no second
 * decoding: AV1 is decoded as a whole or not at all, and open_rows refuses HEVC
 * that is not whole.
 */
static int
draw_image(void *drawing)
{
	const struct drawing *d = drawing;
	const struct heic *p = d->heic;
	const struct sniff_size size = heic_size(p);
	unsigned char *bytes = (unsigned char *)d->pixels;
	bool doubtful = false;
	struct rows rows;
	int rc;

	rc = open_rows(p, &size, &rows);
	for (uint32_t y = 0; rc == 0 && y < size.height; y++)
		doubtful |= copy_row(rows.first + y * rows.stride, rows.samples,
		    size.width, (uint32_t *)(void *)(bytes + y * d->stride));
	close_rows(&rows);
	if (rc == 0 && doubtful && !p->is_av1 &&
	    !hevc_is_single_picture(&size) &&
	    !is_same_again(p, &size, bytes, d->stride))
		rc = -1;
	return rc;
}

/*
 * libheif does not tell why it could not start a decoder's threads.  If there
 * is no memory for their stacks now, notes in the heap that memory was refused,
 * so that the file is not taken for a broken one.
 */
static void
note_if_no_room(void)
{
	void *stack = mmap(NULL, THREAD_ROOM, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED)
		wiped_heap_note_refusal();
	else
		munmap(stack, THREAD_ROOM);
}

int
heic_draw(const struct heic *p, uint32_t *pixels, size_t stride)
{
	struct drawing d = {p, pixels, stride};
	int rc = exceptions_catch(draw_image, &d);

	/* An exception may have ended is_same_again before it reset this. */
	wiped_heap_fill(0);
	if (rc == 0)
		return 0;
	/* A lack of memory does not make the file a broken one. */
	note_if_no_room();
	return -1;
}
