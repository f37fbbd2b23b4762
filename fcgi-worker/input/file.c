/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file: the pages of one file.  Only chooses who decodes it.
 */
#include "input/file.h"

#include "input/pdf.h"
#include "input/heic.h"
#include "base/bytes.h"

static enum image_result
check_size(const struct input_file *s, const struct sniff_size *size)
{
	if ((uint64_t)size->width * size->height > s->max_pixels)
		return IMAGE_TOO_MANY_PIXELS;
	if (size->width > IMAGE_MAX_SIDE || size->height > IMAGE_MAX_SIDE)
		return IMAGE_TOO_WIDE;
	return IMAGE_GOOD;
}

static enum image_result
open_pdf(struct input_file *s, const struct bytes *bytes)
{
	switch (pdf_open(&s->pdf, bytes)) {
	case PDF_GOOD:
		break;
	case PDF_ENCRYPTED:
		return IMAGE_ENCRYPTED;
	default:
		return IMAGE_BROKEN;
	}
	s->count = pdf_count(s->pdf);
	return IMAGE_GOOD;
}

static enum image_result
open_photo(struct input_file *s, const struct bytes *bytes)
{
	struct sniff_size size;

	s->photo = heic_open(bytes);
	if (s->photo == NULL)
		return IMAGE_BROKEN;
	s->count = 1;
	size = heic_size(s->photo);
	return check_size(s, &size);
}

static enum image_result
open_image(struct input_file *s, const struct bytes *bytes)
{
	const struct image_limits limits = {s->max_pixels, IMAGE_PAGES_MAX};
	enum image_result rc = image_open(&s->image, bytes, &limits);

	s->count = s->image.count;
	return rc;
}

enum image_result
input_file_open(
    struct input_file *s, const struct bytes *bytes, size_t max_pixels, int dpi)
{
	enum image_result rc;

	*s = (struct input_file){.max_pixels = max_pixels, .dpi = dpi};
	s->type = sniff_type(bytes);
	if (s->type == SNIFF_PDF)
		rc = open_pdf(s, bytes);
	else if (s->type == SNIFF_HEIC || s->type == SNIFF_AVIF)
		rc = open_photo(s, bytes);
	else
		rc = open_image(s, bytes);
	if (rc != IMAGE_GOOD)
		input_file_close(s);
	return rc;
}

void
input_file_close(struct input_file *s)
{
	image_close(&s->image);
	pdf_close(s->pdf);
	heic_close(s->photo);
	s->pdf = NULL;
	s->photo = NULL;
}

enum image_result
input_file_check(const struct input_file *s, unsigned page)
{
	int dpi = s->dpi == 0 ? PDF_LEAST_DPI : s->dpi;
	struct pdf_frame frame;

	if (s->pdf == NULL)
		return IMAGE_GOOD;
	if (pdf_measure(s->pdf, page, dpi, &frame) == -1)
		return IMAGE_BROKEN;
	return check_size(s, &frame.size);
}

static enum image_result
render(const struct input_file *s, unsigned page, const struct pdf_frame *frame,
    struct Pix **out)
{
	struct pdf_canvas canvas = {.max_pixels = s->max_pixels};
	struct sniff_size refused;
	enum image_result rc;
	int drawn;

	*out = image_create(&frame->size, &canvas.pixels, &canvas.stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	drawn = pdf_draw(s->pdf, page, frame, &canvas, &refused);
	if (drawn >= 0) {
		*out = image_finish(*out, (int)(frame->dpi + 0.5));
		if (*out == NULL)
			return IMAGE_NO_MEMORY;
		return drawn == 0 ? IMAGE_GOOD : IMAGE_DAMAGED;
	}
	image_free_page(*out);
	if (refused.width == 0)
		return IMAGE_BROKEN;
	rc = check_size(s, &refused);
	return rc == IMAGE_GOOD ? IMAGE_NO_MEMORY : rc;
}

static enum image_result
pdf_page(const struct input_file *s, unsigned page, struct Pix **out)
{
	struct pdf_frame frame;
	enum image_result result;
	int rc;

	if (s->dpi == 0)
		rc = pdf_suit(
		    s->pdf, page, s->max_pixels, IMAGE_MAX_SIDE, &frame);
	else
		rc = pdf_measure(s->pdf, page, s->dpi, &frame);
	if (rc == -1)
		return IMAGE_BROKEN;
	result = check_size(s, &frame.size);
	return result == IMAGE_GOOD ? render(s, page, &frame, out) : result;
}

static enum image_result
photo_page(const struct input_file *s, struct Pix **out)
{
	const struct sniff_size size = heic_size(s->photo);
	uint32_t *pixels;
	size_t stride;

	*out = image_create(&size, &pixels, &stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	if (heic_draw(s->photo, pixels, stride) == 0) {
		*out = image_finish(*out, 0);
		return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_GOOD;
	}
	image_free_page(*out);
	return IMAGE_BROKEN;
}

enum image_result
input_file_page(const struct input_file *s, unsigned page, struct Pix **out)
{
	if (s->pdf != NULL)
		return pdf_page(s, page, out);
	if (s->photo != NULL)
		return photo_page(s, out);
	*out = image_page(&s->image, page);
	return *out == NULL ? IMAGE_BROKEN : IMAGE_GOOD;
}

void
input_file_init(void)
{
	image_silence();
	pdf_init();
	heic_init();
}
