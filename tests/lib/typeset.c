/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes text line by line; drawing.c puts it anywhere.
 */
#include "tests/lib/typeset.h"

#include <cairo-pdf.h>
#include <leptonica/allheaders.h>
#include <string.h>

#define MARGIN 36.0
#define LINE 1.5 /* from one to the next, in sizes */

const char typeset_letter_text[] =
    "Dear Sir or Madam,\n"
    "please find enclosed the documents which you have\n"
    "asked for in your letter of the third of March.\n"
    "The contract was signed by both parties last week\n"
    "and comes into force on the first day of April.\n"
    "Should you have any further questions, we will be\n"
    "pleased to answer them at any time by telephone.\n"
    "Yours faithfully, the office of the secretary\n";

static unsigned
count_lines(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Fills the page and draws the text, column by column. */
static void
draw(cairo_t *c, const char *text, const struct typeset *s)
{
	unsigned columns = s->columns ? s->columns : 1, n = 0;
	unsigned rows = (count_lines(text) + columns - 1) / columns;
	double ink = s->dark ? 1 : 0;
	char line[512];

	cairo_set_source_rgb(c, 1 - ink, 1 - ink, 1 - ink);
	cairo_paint(c);
	cairo_set_source_rgb(c, ink, ink, ink);
	cairo_select_font_face(c, s->font,
	    s->italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
	    s->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(c, s->size);
	/* Outlines of small letters would have corners. */
	if (s->outlined)
		cairo_set_tolerance(c, s->size / 1000);
	for (; *text; text += strcspn(text, "\n") + 1, n++) {
		snprintf(
		    line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
		cairo_move_to(c,
		    MARGIN + (n / rows) * (s->width - MARGIN) / columns,
		    MARGIN + s->size * (1 + LINE * (n % rows)));
		if (s->outlined) {
			cairo_text_path(c, line);
			cairo_fill(c);
		} else {
			cairo_show_text(c, line);
		}
	}
}

/* Returns the surface as an 8-bit page. */
static PIX *
to_pix(cairo_surface_t *surface, double dpi)
{
	int w = cairo_image_surface_get_width(surface);
	int h = cairo_image_surface_get_height(surface);
	PIX *pix = pixCreate(w, h, 8);
	const uint32_t *row;

	cairo_surface_flush(surface);
	for (int y = 0; y < h; y++) {
		row = (const uint32_t *)(void
			*)(cairo_image_surface_get_data(surface) +
			   y * cairo_image_surface_get_stride(surface));
		for (int x = 0; x < w; x++)
			pixSetPixel(pix, x, y, row[x] & 0xff);
	}
	pixSetResolution(pix, (int)dpi, (int)dpi);
	return pix;
}

int
typeset_image(const char *text, const struct typeset *s,
    enum page_format format, struct page_file *file)
{
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		(int)(s->width * s->dpi / 72), (int)(s->height * s->dpi / 72));
	cairo_t *c = cairo_create(surface);
	PIX *pix;
	int rc;

	cairo_scale(c, s->dpi / 72, s->dpi / 72);
	draw(c, text, s);
	pix = to_pix(surface, s->dpi);
	rc = page_encode(pix, format, file);
	pixDestroy(&pix);
	cairo_destroy(c);
	cairo_surface_destroy(surface);
	return rc;
}

/* Appends what cairo writes to the page_file. */
static cairo_status_t
on_write(void *file, const unsigned char *data, unsigned len)
{
	struct page_file *f = file;
	unsigned char *grown = realloc(f->data, f->len + len);

	if (!grown)
		return CAIRO_STATUS_NO_MEMORY;
	memcpy(grown + f->len, data, len);
	f->data = grown;
	f->len += len;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
begin_pdf(double width, double height, struct page_file *file)
{
	memset(file, 0, sizeof(*file));
	return cairo_pdf_surface_create_for_stream(
	    on_write, file, width, height);
}

static int
end_pdf(cairo_surface_t *surface, cairo_t *c)
{
	int rc;

	cairo_destroy(c);
	cairo_surface_finish(surface);
	rc = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS ? 0 : -1;
	cairo_surface_destroy(surface);
	return rc;
}

int
typeset_letter(bool dark, struct page_file *file)
{
	const struct typeset style = {"DejaVu Sans", 12, .dark = dark,
	    .width = 420, .height = 230, .dpi = 150};

	return typeset_image(typeset_letter_text, &style, PAGE_PNG, file);
}

int
typeset_pdf(const char *const *texts, size_t n, const struct typeset *s,
    struct page_file *file)
{
	cairo_surface_t *surface = begin_pdf(s->width, s->height, file);
	cairo_t *c = cairo_create(surface);

	for (size_t i = 0; i < n; i++) {
		draw(c, texts[i], s);
		cairo_show_page(c);
	}
	return end_pdf(surface, c);
}

int
typeset_scan(
    const struct page_file *image, size_t n, double dpi, struct page_file *file)
{
	PIX *any = pixReadMem(image->data, image->len);
	PIX *pix = pixConvertTo32(any);
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	cairo_surface_t *surface = begin_pdf(w * 72 / dpi, h * 72 / dpi, file);
	cairo_surface_t *scan;
	cairo_t *c = cairo_create(surface);
	int rc;

	for (int i = 0; i < w * h; i++)
		pixGetData(pix)[i] >>= 8;
	scan = cairo_image_surface_create_for_data(
	    (unsigned char *)pixGetData(pix), CAIRO_FORMAT_RGB24, w, h,
	    4 * pixGetWpl(pix));
	cairo_scale(c, 72 / dpi, 72 / dpi);
	for (size_t i = 0; i < n; i++) {
		cairo_set_source_surface(c, scan, 0, 0);
		cairo_paint(c);
		cairo_show_page(c);
	}
	cairo_surface_destroy(scan);
	/* cairo reads the scan only here. */
	rc = end_pdf(surface, c);
	pixDestroy(&pix);
	pixDestroy(&any);
	return rc;
}
