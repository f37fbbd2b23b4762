/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * photo: the image of a HEIC or AVIF file.  The one place that uses libheif,
 * which turns and mirrors as the file says.
 */
#include "photo.h"

#include <libheif/heif.h>
#include <stdbool.h>
#include <stdlib.h>

#include "hevc.h"

/* What libheif accepts of a side, before anything is decoded. */
#define MAX_SIDE 32767

struct photo {
	struct heif_context *context;
	struct heif_image_handle *handle;
};

/* Without it nobody can tell whether a photo is whole. */
static bool ready;

void
photo_init(void)
{
	heif_init(NULL);
	ready = hevc_init() == 0;
}

struct photo *
photo_open(const struct sniff_bytes *bytes)
{
	struct photo *p = calloc(1, sizeof(*p));
	struct heif_error e;

	if (!ready || p == NULL || (p->context = heif_context_alloc()) == NULL)
		goto fail;
	heif_context_set_maximum_image_size_limit(p->context, MAX_SIDE);
	/* Tiles are decoded in this thread: the parallelism is the pool. */
	heif_context_set_max_decoding_threads(p->context, 0);
	e = heif_context_read_from_memory_without_copy(
	    p->context, bytes->data, bytes->size, NULL);
	if (e.code != heif_error_Ok)
		goto fail;
	e = heif_context_get_primary_image_handle(p->context, &p->handle);
	if (e.code == heif_error_Ok && photo_size(p).width > 0 &&
	    photo_size(p).height > 0)
		return p;
fail:
	photo_close(p);
	return NULL;
}

void
photo_close(struct photo *p)
{
	if (p == NULL)
		return;
	heif_image_handle_release(p->handle);
	heif_context_free(p->context);
	free(p);
}

struct sniff_size
photo_size(const struct photo *p)
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

/* A sample of ${value} with ${alpha}, on white. */
static uint32_t
on_white(uint32_t value, uint32_t alpha)
{
	return (value * alpha + 255 * (255 - alpha) + 127) / 255;
}

static void
copy_row(const uint8_t *from, int samples, uint32_t width, uint32_t *to)
{
	uint32_t x, alpha;

	for (x = 0; x < width; x++) {
		alpha = samples == 4 ? from[3] : 255;
		to[x] = on_white(from[0], alpha) << 16 |
			on_white(from[1], alpha) << 8 |
			on_white(from[2], alpha);
		from += samples;
	}
}

static int
copy_image(const struct heif_image *image, int samples,
    const struct sniff_size *size, unsigned char *pixels, size_t stride)
{
	int from_stride, width, height;
	const uint8_t *from = heif_image_get_plane_readonly(
	    image, heif_channel_interleaved, &from_stride);
	uint32_t y;

	width = heif_image_get_width(image, heif_channel_interleaved);
	height = heif_image_get_height(image, heif_channel_interleaved);
	/* What is coded need not have the size that the head gives. */
	if (from == NULL || width < 0 || (uint32_t)width != size->width ||
	    height < 0 || (uint32_t)height != size->height)
		return -1;
	for (y = 0; y < size->height; y++)
		copy_row(from + (size_t)y * (size_t)from_stride, samples,
		    size->width, (uint32_t *)(void *)(pixels + y * stride));
	return 0;
}

int
photo_draw(const struct photo *p, uint32_t *pixels, size_t stride)
{
	const struct sniff_size size = photo_size(p);
	bool alpha = heif_image_handle_has_alpha_channel(p->handle);
	struct heif_image *image = NULL;
	struct heif_error e;
	int rc = -1;

	hevc_begin();
	e = heif_decode_image(p->handle, &image, heif_colorspace_RGB,
	    alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
	    NULL);
	if (e.code == heif_error_Ok && hevc_is_whole())
		rc = copy_image(image, alpha ? 4 : 3, &size,
		    (unsigned char *)pixels, stride);
	heif_image_release(image);
	return rc;
}
