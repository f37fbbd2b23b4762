/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The only file of the tests that writes EXIF data and uses libheif.
 */
#include "tests/lib/exif_image.h"

#include <leptonica/allheaders.h>
#include <libheif/heif.h>
#include <string.h>

/* A TIFF with one entry, the orientation, which is at HOLD. */
#define EXIF "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0"
#define HOLD 19
#define EXIF_LEN (sizeof(EXIF) - 1)

/*
 * Returns the upright page turned, and for some orientations mirrored, as a
 * camera that is held so stores it.
 */
static PIX *
hold(PIX *pix, unsigned orientation)
{
	/* How many quarter turns clockwise the image gets after it was
	 * mirrored. */
	static const int turns[9] = {0, 0, 0, 2, 2, 3, 3, 1, 1};
	PIX *seen = orientation == 2 || orientation == 4 || orientation == 5 ||
			    orientation == 7
			? pixFlipLR(NULL, pix)
			: pixClone(pix);
	PIX *out = pixRotateOrth(seen, turns[orientation]);

	pixDestroy(&seen);
	return out;
}

/* Inserts bytes into the file at this offset. */
static void
insert(struct page_file *file, size_t at, const void *bytes, size_t len)
{
	unsigned char *data = malloc(file->len + len);

	memcpy(data, file->data, at);
	memcpy(data + at, bytes, len);
	memcpy(data + at + len, file->data + at, file->len - at);
	lept_free(file->data);
	file->data = data;
	file->len += len;
}

/* Writes a TIFF with the tag Orientation (274).  Returns 0, or -1. */
static int
write_tiff(PIX *pix, unsigned orientation, struct page_file *file)
{
	NUMA *tags = numaCreate(1);
	SARRAY *values = sarrayCreate(1), *types = sarrayCreate(1);
	char value[4];
	int rc;

	snprintf(value, sizeof(value), "%u", orientation);
	numaAddNumber(tags, 274);
	sarrayAddString(values, value, L_COPY);
	sarrayAddString(types, "l_uint16", L_COPY);
	rc = pixWriteMemTiffCustom(&file->data, &file->len, pix, IFF_TIFF_LZW,
	    tags, values, types, NULL);
	numaDestroy(&tags);
	sarrayDestroy(&values);
	sarrayDestroy(&types);
	return rc == 0 ? 0 : -1;
}

/* Inserts the EXIF data where the format keeps them. */
static void
insert_exif(
    struct page_file *file, enum page_format format, unsigned orientation)
{
	char exif[EXIF_LEN + 12];

	if (format == PAGE_JPEG) {
		memcpy(exif,
		    "\xff\xe1\0\x22"
		    "Exif\0\0",
		    10);
		memcpy(exif + 10, EXIF, EXIF_LEN);
		exif[10 + HOLD] = (char)orientation;
		insert(file, 2, exif, EXIF_LEN + 10);
	} else if (format == PAGE_PNG) {
		/* libpng does not check the sum of a chunk that it skips. */
		memcpy(exif,
		    "\0\0\0\x1a"
		    "eXIf",
		    8);
		memcpy(exif + 8, EXIF "\0\0\0\0", EXIF_LEN + 4);
		exif[8 + HOLD] = (char)orientation;
		insert(file, 33, exif, EXIF_LEN + 12);
	} else {
		memcpy(exif, "EXIF\x1a\0\0\0" EXIF, EXIF_LEN + 8);
		exif[8 + HOLD] = (char)orientation;
		insert(file, file->len, exif, EXIF_LEN + 8);
		file->data[4] = (unsigned char)(file->len - 8);
		file->data[5] = (unsigned char)((file->len - 8) >> 8);
		file->data[6] = (unsigned char)((file->len - 8) >> 16);
	}
}

int
exif_image_hold(const struct page_file *page, unsigned orientation,
    enum page_format format, struct page_file *file)
{
	PIX *upright = pixReadMem(page->data, page->len);
	PIX *seen = hold(upright, orientation);
	int rc;

	if (format == PAGE_TIFF) {
		rc = write_tiff(seen, orientation, file);
	} else {
		rc = page_encode(seen, format, file);
		if (rc == 0)
			insert_exif(file, format, orientation);
	}
	pixDestroy(&upright);
	pixDestroy(&seen);
	return rc;
}

int
exif_image_turn(
    const struct page_file *page, int degrees, struct page_file *file)
{
	PIX *upright = pixReadMem(page->data, page->len);
	PIX *turned = pixRotateOrth(upright, degrees / 90);
	int rc = page_encode(turned, PAGE_PNG, file);

	pixDestroy(&upright);
	pixDestroy(&turned);
	return rc;
}

/* Receives the whole file from libheif, and copies it to the page_file to. */
static struct heif_error
on_write(struct heif_context *context, const void *data, size_t size, void *to)
{
	struct page_file *file = to;
	struct heif_error good = {heif_error_Ok, heif_suberror_Unspecified, ""};

	(void)context;
	file->data = malloc(size);
	file->len = size;
	memcpy(file->data, data, size);
	return good;
}

/* Makes an image for libheif of a pix with 32 bits, with or without alpha. */
static struct heif_image *
to_heif(PIX *pix)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix), stride;
	int samples = pixGetSpp(pix) == 4 ? 4 : 3;
	struct heif_image *image;
	uint8_t *plane;
	l_uint32 value;

	heif_image_create(w, h, heif_colorspace_RGB,
	    samples == 4 ? heif_chroma_interleaved_RGBA
			 : heif_chroma_interleaved_RGB,
	    &image);
	heif_image_add_plane(image, heif_channel_interleaved, w, h, 8);
	plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			pixGetPixel(pix, x, y, &value);
			for (int s = 0; s < samples; s++)
				plane[y * stride + x * samples + s] =
				    (uint8_t)(value >> (24 - 8 * s));
		}
	return image;
}

int
exif_image_shoot(const struct page_file *page, bool avif, unsigned orientation,
    struct page_file *file)
{
	struct heif_encoding_options *options = heif_encoding_options_alloc();
	struct heif_writer writer = {1, on_write};
	struct heif_context *context = heif_context_alloc();
	PIX *any = pixReadMem(page->data, page->len);
	PIX *upright = pixConvertTo32(any), *pix = hold(upright, orientation);
	struct heif_image *image = to_heif(pix);
	struct heif_encoder *encoder = NULL;
	struct heif_error e;

	memset(file, 0, sizeof(*file));
	options->image_orientation = (enum heif_orientation)orientation;
	e = heif_context_get_encoder_for_format(context,
	    avif ? heif_compression_AV1 : heif_compression_HEVC, &encoder);
	if (e.code == heif_error_Ok) {
		heif_encoder_set_lossy_quality(encoder, 90);
		e = heif_context_encode_image(
		    context, image, encoder, options, NULL);
	}
	if (e.code == heif_error_Ok)
		e = heif_context_write(context, &writer, file);
	if (e.code != heif_error_Ok)
		fprintf(stderr, "heif: %s\n", e.message);
	heif_encoding_options_free(options);
	heif_encoder_release(encoder);
	heif_image_release(image);
	heif_context_free(context);
	pixDestroy(&pix);
	pixDestroy(&upright);
	pixDestroy(&any);
	return file->data ? 0 : -1;
}

/* A NAL unit follows its length; types up to 31 are slices. */
#define NAL_HEAD 4
#define NAL_SLICES 31
/* A type that no decoder knows. */
#define NAL_NONE 63

int
exif_image_drop(struct page_file *file, unsigned n)
{
	unsigned char *at = memmem(file->data, file->len, "mdat", 4), *nal;
	const unsigned char *end = file->data + file->len;
	size_t len;

	for (at = at ? at + 4 : file->data + file->len; end - at > NAL_HEAD;
	     at = nal + len) {
		nal = at + NAL_HEAD;
		len = (size_t)at[0] << 24 | (size_t)at[1] << 16 |
		      (size_t)at[2] << 8 | at[3];
		if (len == 0 || len > (size_t)(end - nal))
			break;
		if (nal[0] >> 1 <= NAL_SLICES && n-- == 0) {
			nal[0] = NAL_NONE << 1;
			return 0;
		}
	}
	return -1;
}
