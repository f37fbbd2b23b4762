/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file: the pages of one file.  Each kind of file is a row of one table.  The
 * type of the bytes is found out once and chooses the row.
 */
#include "input/file.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/wiped_heap.h"
#include "input/heic.h"
#include "input/image_encoded.h"
#include "input/pdf_draw.h"
#include "input/pdf_words.h"

/* A kind of file, and the functions that read it. */
struct input_format {
	bool (*matches)(enum sniff_type);
	/*
	 * Sets the file's count of pages.  If it fails, the caller calls close.
	 */
	enum image_result (*open)(struct input_file *, const struct bytes *);
	/* NULL: open has looked at every page. */
	enum image_result (*measure)(const struct input_file *, unsigned page);
	enum image_result (*page)(
	    struct input_file *, unsigned page, struct Pix **out);
	void (*close)(struct input_file *);
};

static bool
is_pdf(enum sniff_type type)
{
	return type == SNIFF_PDF;
}

/* Opens a PDF into s.  Returns what pdf_pages_open does. */
static enum image_result
open_pdf(struct input_file *s, const struct bytes *bytes)
{
	enum image_result rc =
	    pdf_pages_open(&s->pdf, bytes, s->max_pixels, s->dpi);

	s->count = s->pdf.count;
	return rc;
}

static enum image_result
measure_pdf(const struct input_file *s, unsigned page)
{
	return pdf_pages_measure(&s->pdf, page);
}

static enum image_result
draw_pdf(struct input_file *s, unsigned page, struct Pix **out)
{
	return pdf_pages_draw(&s->pdf, page, &s->layout_dpi, out);
}

static void
close_pdf(struct input_file *s)
{
	pdf_pages_close(&s->pdf);
}

static bool
is_heif(enum sniff_type type)
{
	return type == SNIFF_HEIC || type == SNIFF_AVIF;
}

/*
 * Opens a HEIC or AVIF file into s, as one page.  Returns IMAGE_OK,
 * IMAGE_BROKEN, or the limit that its size exceeds.
 */
static enum image_result
open_heif(struct input_file *s, const struct bytes *bytes)
{
	struct sniff_size size;

	s->heic = heic_open(bytes);
	if (s->heic == NULL)
		return IMAGE_BROKEN;
	s->count = 1;
	size = heic_size(s->heic);
	return image_check_size(&size, s->max_pixels);
}

/*
 * Decodes the only page of a HEIC or AVIF file; so its number is ignored.  On
 * IMAGE_OK the picture is in *out.
 */
static enum image_result
heif_page(struct input_file *s, unsigned page, struct Pix **out)
{
	const struct sniff_size size = heic_size(s->heic);
	uint32_t *pixels;
	size_t stride;

	(void)page;
	*out = image_create(&size, &pixels, &stride);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	if (heic_draw(s->heic, pixels, stride) == 0) {
		*out = image_flatten(*out, s->dpi);
		return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
	}
	image_free_page(*out);
	return IMAGE_BROKEN;
}

static void
close_heif(struct input_file *s)
{
	heic_close(s->heic);
	s->heic = NULL;
}

/* Whether files of this type may go to image.c, the last reader to be asked. */
static bool
is_image(enum sniff_type type)
{
	return type != SNIFF_UNKNOWN;
}

/* Opens an image file into s.  Returns what image_open does. */
static enum image_result
open_image(struct input_file *s, const struct bytes *bytes)
{
	const struct image_limits limits = {s->max_pixels, IMAGE_PAGES_MAX};
	enum image_result rc = image_open(&s->image, bytes, s->type, &limits);

	s->count = s->image.count;
	return rc;
}

static enum image_result
measure_page(const struct input_file *s, unsigned page)
{
	return image_measure(&s->image, page);
}

/*
 * Decodes a page of an image file, and gives it the resolution that was asked
 * for, if any.  Returns what image_page does.
 */
static enum image_result
decode_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc = image_page(&s->image, page, out);

	if (s->dpi != 0 && (rc == IMAGE_OK || rc == IMAGE_DAMAGED))
		image_set_dpi(*out, s->dpi);
	return rc;
}

static void
close_image(struct input_file *s)
{
	image_close(&s->image);
}

/* The first kind that matches is taken. */
static const struct input_format formats[] = {
    {is_pdf, open_pdf, measure_pdf, draw_pdf, close_pdf},
    {is_heif, open_heif, NULL, heif_page, close_heif},
    {is_image, open_image, measure_page, decode_page, close_image},
};

/*
 * Returns the format of files of this type, or NULL if they are not supported.
 */
static const struct input_format *
find_format(enum sniff_type type)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].matches(type))
			return &formats[i];
	return NULL;
}

/*
 * Returns rc; but IMAGE_NO_MEMORY instead of a broken or damaged file if memory
 * was refused.  Libraries without memory say that the file is broken, or leave
 * out a part of it.
 */
static enum image_result
no_memory_if_refused(enum image_result rc)
{
	return (rc == IMAGE_BROKEN || rc == IMAGE_DAMAGED) &&
		       wiped_heap_has_refused()
		   ? IMAGE_NO_MEMORY
		   : rc;
}

enum image_result
input_file_open(
    struct input_file *s, const struct bytes *bytes, size_t max_pixels, int dpi)
{
	enum image_result rc;

	*s = (struct input_file){
	    .bytes = *bytes, .max_pixels = max_pixels, .dpi = dpi};
	s->type = sniff_type(bytes);
	s->format = find_format(s->type);
	if (s->format == NULL)
		return IMAGE_UNSUPPORTED;
	wiped_heap_forget_refusals();
	rc = no_memory_if_refused(s->format->open(s, bytes));
	if (rc != IMAGE_OK)
		s->format->close(s);
	return rc;
}

void
input_file_close(struct input_file *s)
{
	s->format->close(s);
}

enum image_result
input_file_measure(const struct input_file *s, unsigned page)
{
	return s->format->measure == NULL ? IMAGE_OK
					  : s->format->measure(s, page);
}

/*
 * Returns what the caller is told when a reader ended with rc: rc, or
 * IMAGE_NO_MEMORY if that was the cause.  Frees the page in *out if the caller
 * does not get it.
 */
static enum image_result
page_result(enum image_result rc, struct Pix **out)
{
	enum image_result result = no_memory_if_refused(rc);

	if (rc == IMAGE_DAMAGED && result != rc)
		image_free_page(*out);
	return result;
}

/* Reads a page as input_file_page does, but does not mend the PDF. */
static enum image_result
read_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc;

	s->layout_dpi = 0;
	wiped_heap_forget_refusals();
	rc = page_result(s->format->page(s, page, out), out);
	/* A new tree may name a page that is none: such a page has no text. */
	if (rc == IMAGE_OK && s->pdf.is_renewed)
		rc = IMAGE_DAMAGED;
	s->has_gap = s->type == SNIFF_PDF
			 ? pdf_pages_have_gap(&s->pdf, page, rc)
			 : rc == IMAGE_DAMAGED;
	if (s->has_gap)
		rc = IMAGE_DAMAGED;
	return rc;
}

enum image_result
input_file_page(struct input_file *s, unsigned page, struct Pix **out)
{
	enum image_result rc = read_page(s, page, out);

	if (!pdf_pages_mend(&s->pdf))
		return rc;
	if (rc == IMAGE_OK || rc == IMAGE_DAMAGED)
		image_free_page(*out);
	return read_page(s, page, out);
}

bool
input_file_has_finer(
    const struct input_file *s, unsigned page, const struct pdf_finer *wanted)
{
	struct pdf_frame frame;

	return pdf_pages_choose_finer(&s->pdf, page, wanted, &frame);
}

enum image_result
input_file_finer(const struct input_file *s, unsigned page,
    const struct pdf_finer *wanted, struct Pix **out)
{
	struct pdf_frame frame;

	if (!pdf_pages_choose_finer(&s->pdf, page, wanted, &frame))
		return IMAGE_UNSUPPORTED;
	wiped_heap_forget_refusals();
	return page_result(
	    pdf_pages_draw_frame(&s->pdf, page, &frame, out), out);
}

bool
input_file_encoded(
    const struct input_file *s, unsigned page, struct image_encoded *out)
{
	return image_encoded_find(&s->bytes, s->type, page, s->count, out);
}

enum image_result
input_file_layer(struct input_file *s, unsigned page, bool with_scans,
    struct text_layer *layer)
{
	return is_pdf(s->type)
		   ? pdf_pages_read_layer(&s->pdf, page, with_scans, layer)
		   : IMAGE_UNSUPPORTED;
}

void
input_file_init(void)
{
	image_silence();
	pdf_draw_init();
	pdf_words_init();
	heic_init();
}
