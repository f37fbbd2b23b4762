/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * searchable_pdf: makes a PDF of page images with their text, invisible, over
 * them, as the tesseract command does.
 */
#include "output/searchable_pdf.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "input/image_encoded.h"
#include "output/glyphless_font.h"
#include "output/pdf_file.h"
#include "output/pdf_text_layer.h"

/* The quality that Tesseract uses. */
#define JPEG_QUALITY 85

/* The numbers of the objects that all pages share. */
enum { CATALOG = 1, PAGES, FONT };

struct searchable_pdf {
	const char *version; /* of Tesseract */
	bool with_blanks;
	struct pdf_file file;
	unsigned map; /* number of the font's map, see glyphless_font_add */
	struct glyphless_letters letters;
	struct buffer kids; /* references to the pages, for the tree */
	unsigned count;
};

struct searchable_pdf *
searchable_pdf_open(const char *tessdata, const char *version, bool with_blanks)
{
	struct searchable_pdf *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->version = version;
	s->with_blanks = with_blanks;
	/*
	 * Without a file s->file.failed is set, so that all later functions
	 * fail.
	 */
	if (pdf_file_open(&s->file) == -1)
		return s;
	for (int i = CATALOG; i <= FONT; i++)
		pdf_file_reserve(&s->file);
	pdf_file_add(
	    &s->file, CATALOG, "<<\n  /Type /Catalog\n  /Pages 2 0 R\n>>");
	s->map = glyphless_font_add(&s->file, FONT, tessdata);
	return s;
}

bool
searchable_pdf_is_full(const struct searchable_pdf *s)
{
	return s->file.is_full;
}

/* How an image is described in a PDF. */
struct pixels {
	const char *filter;
	char *colors; /* the ColorSpace, if it is a palette; else NULL */
	int width, height, bits, samples;
};

/*
 * Adds an image as the object with this number.  data has its pixels, size
 * bytes, compressed as image->filter says.
 */
static void
add_pixels(struct pdf_file *f, unsigned number, const struct pixels *image,
    const void *data, size_t size)
{
	struct buffer entries = {0};

	buffer_add_format(&entries,
	    "  /Subtype /Image\n"
	    "  /ColorSpace %s\n"
	    "%s"
	    "  /Width %d\n"
	    "  /Height %d\n"
	    "  /BitsPerComponent %d\n"
	    "  /Filter %s\n",
	    image->colors != NULL ? image->colors
	    : image->samples == 1 ? "/DeviceGray"
				  : "/DeviceRGB",
	    image->bits == 1 && image->colors == NULL ? "  /Decode [1 0]\n"
						      : "",
	    image->width, image->height, image->bits, image->filter);
	if (entries.failed)
		f->failed = true;
	else
		pdf_file_add_stream(f, number, entries.data, data, size);
	buffer_free(&entries);
}

/*
 * Adds pix as the object with this number, as a JPEG.  leptonica's own function
 * for that would first write it to a file in /tmp.
 */
static void
add_photo(struct pdf_file *f, unsigned number, PIX *pix)
{
	struct pixels image = {"/DCTDecode", NULL, pixGetWidth(pix),
	    pixGetHeight(pix), 8, pixGetDepth(pix) == 8 ? 1 : 3};
	l_uint8 *data = NULL;
	size_t size = 0;

	if (pixWriteMemJpeg(&data, &size, pix, JPEG_QUALITY, 0) != 0)
		f->failed = true;
	else
		add_pixels(f, number, &image, data, size);
	lept_free(data);
}

/* Appends the palette of pix as a ColorSpace; nothing if pix has none. */
static void
add_palette(struct buffer *out, PIX *pix)
{
	PIXCMAP *map = pixGetColormap(pix);
	l_uint8 *bytes = NULL;
	char *hex = NULL;
	l_int32 colors;

	if (map == NULL)
		return;
	if (pixcmapSerializeToMemory(map, 3, &colors, &bytes) == 0)
		hex = pixcmapConvertToHex(bytes, colors);
	if (hex != NULL)
		buffer_add_format(
		    out, "[ /Indexed /DeviceRGB %d %s ]", colors - 1, hex);
	else
		out->failed = true;
	lept_free(bytes);
	lept_free(hex);
}

/*
 * Adds plain, which has 1, 8 or 32 bits a pixel, as the object with this
 * number, compressed without loss.
 */
static void
add_plain(struct pdf_file *f, unsigned number, PIX *plain)
{
	int depth = pixGetDepth(plain);
	struct buffer palette = {0};
	struct pixels image = {"/FlateDecode", NULL, pixGetWidth(plain),
	    pixGetHeight(plain), depth == 1 ? 1 : 8, depth == 32 ? 3 : 1};
	l_uint8 *bytes = NULL, *packed = NULL;
	size_t size = 0, packed_size = 0;

	add_palette(&palette, plain);
	image.colors = palette.data;
	if (pixGetRasterData(plain, &bytes, &size) == 0)
		packed = zlibCompress(bytes, size, &packed_size);
	if (packed == NULL || palette.failed)
		f->failed = true;
	else
		add_pixels(f, number, &image, packed, packed_size);
	lept_free(bytes);
	lept_free(packed);
	buffer_free(&palette);
}

/*
 * Adds pix as the object with this number, compressed without loss.
 * leptonica's own function for that, since 1.84, refuses a page that is more
 * than ten times as wide as high.
 */
static void
add_drawing(struct pdf_file *f, unsigned number, PIX *pix)
{
	int depth = pixGetDepth(pix);
	PIX *plain = depth == 1 || depth == 8 || depth == 32
			 ? pixClone(pix)
			 : pixConvertTo8(pix, pixGetColormap(pix) != NULL);

	if (plain != NULL)
		add_plain(f, number, plain);
	else
		f->failed = true;
	pixDestroy(&plain);
}

/*
 * Adds e, an image as it was encoded in the client's file, as the object with
 * this number.  Its bytes stay as they are.
 */
static void
add_encoded(struct pdf_file *f, unsigned number, const struct image_encoded *e)
{
	static const char *const filters[] = {
	    [IMAGE_ENCODED_JPEG] = "/DCTDecode",
	    [IMAGE_ENCODED_JPEG_2000] = "/JPXDecode",
	    [IMAGE_ENCODED_CCITT] = "/CCITTFaxDecode"};
	char entries[512], decode[96] = "";

	if (e->encoding == IMAGE_ENCODED_CCITT)
		snprintf(decode, sizeof(decode),
		    "  /DecodeParms << /K %d /Columns %u /Rows %u >>\n%s", e->k,
		    e->size.width, e->size.height,
		    e->is_inverted ? "  /Decode [1 0]\n" : "");
	else if (e->is_inverted) /* It has four colors. */
		snprintf(decode, sizeof(decode), "  /Decode [%s]\n",
		    "1 0 1 0 1 0 1 0");
	snprintf(entries, sizeof(entries),
	    "  /Type /XObject\n"
	    "  /Subtype /Image\n"
	    "  /ColorSpace %s\n"
	    "  /Width %u\n"
	    "  /Height %u\n"
	    "  /BitsPerComponent %d\n"
	    "  /Filter %s\n%s",
	    e->samples == 1   ? "/DeviceGray"
	    : e->samples == 3 ? "/DeviceRGB"
			      : "/DeviceCMYK",
	    e->size.width, e->size.height,
	    e->encoding == IMAGE_ENCODED_CCITT ? 1 : 8, filters[e->encoding],
	    decode);
	pdf_file_add_stream(f, number, entries, e->bytes.data, e->bytes.size);
}

/*
 * Appends the matrix that draws the image of p on a whole page of this width
 * and height, in points.  An image that is written as it was sent is rotated
 * upright by the matrix; other images are upright already.
 */
static void
add_matrix(
    struct buffer *text, const struct page *p, double width, double height)
{
	double w = round(width * 1000) / 1000, h = round(height * 1000) / 1000;
	int turn =
	    p->encoded == NULL ? 0 : (p->encoded->turn + p->rotation) % 360;

	if (turn == 90)
		buffer_add_format(text, "0 %.8g %.8g 0 0 %.8g", -h, w, h);
	else if (turn == 180)
		buffer_add_format(
		    text, "%.8g 0 0 %.8g %.8g %.8g", -w, -h, w, h);
	else if (turn == 270)
		buffer_add_format(text, "0 %.8g %.8g 0 %.8g 0", h, -w, w);
	else
		buffer_add_format(text, "%.8g 0 0 %.8g 0 0", w, h);
}

/*
 * Adds the content of a page as the object with this number: the image of p,
 * and the text over it.  width and height are the page's, in points.
 */
static void
add_content(struct searchable_pdf *s, unsigned number, const struct page *p,
    double width, double height)
{
	struct pdf_file *f = &s->file;
	struct buffer text = {0};

	buffer_add_text(&text, "q ");
	add_matrix(&text, p, width, height);
	buffer_add_text(&text, " cm /Im1 Do Q\n");
	/*
	 * Tesseract places the text as on a page with a height of whole points.
	 */
	pdf_text_layer_add(&text, p, floor(height),
	    s->with_blanks ? PDF_TEXT_LAYER_WITH_BLANKS : PDF_TEXT_LAYER_EXACT,
	    &s->letters);
	if (text.failed)
		f->failed = true;
	else
		pdf_file_add_packed(f, number, text.data, text.size);
	buffer_free(&text);
}

int
searchable_pdf_add(struct searchable_pdf *s, const struct page *p)
{
	struct pdf_file *f = &s->file;
	unsigned page = pdf_file_reserve(f), content = pdf_file_reserve(f);
	unsigned image = pdf_file_reserve(f);
	double width, height;
	l_int32 encoding = L_FLATE_ENCODE;
	char body[512];

	if (f->failed || p->image == NULL || p->scan_dpi <= 0 ||
	    selectDefaultPdfEncoding(p->image, &encoding) != 0)
		return -1;
	width = p->width * 72.0 / p->scan_dpi;
	height = p->height * 72.0 / p->scan_dpi;
	snprintf(body, sizeof(body),
	    "<<\n"
	    "  /Type /Page\n"
	    "  /Parent 2 0 R\n"
	    "  /MediaBox [0 0 %.2f %.2f]\n"
	    "  /Contents %u 0 R\n"
	    "  /Resources\n"
	    "  <<\n"
	    "    /XObject << /Im1 %u 0 R >>\n"
	    "    /ProcSet [ /PDF /Text /ImageB /ImageI /ImageC ]\n"
	    "    /Font << " PDF_TEXT_LAYER_FONT " 3 0 R >>\n"
	    "  >>\n"
	    ">>",
	    width, height, content, image);
	pdf_file_add(f, page, body);
	add_content(s, content, p, width, height);
	if (p->encoded != NULL)
		add_encoded(f, image, p->encoded);
	else if (encoding == L_JPEG_ENCODE)
		add_photo(f, image, p->image);
	else
		add_drawing(f, image, p->image);
	buffer_add_format(&s->kids, "%u 0 R ", page);
	s->count++;
	return f->failed || s->kids.failed ? -1 : 0;
}

size_t
searchable_pdf_size(const struct searchable_pdf *s)
{
	return s->file.size;
}

int
searchable_pdf_end(struct searchable_pdf *s)
{
	struct buffer pages = {0};
	unsigned info = pdf_file_reserve(&s->file);
	time_t now = time(NULL);
	char body[256], date[32] = "";
	struct tm utc;

	buffer_add_format(&pages,
	    "<<\n  /Type /Pages\n  /Kids [ %s]\n  /Count %u\n>>",
	    s->kids.data == NULL ? "" : s->kids.data, s->count);
	if (gmtime_r(&now, &utc) != NULL)
		strftime(date, sizeof(date), "%Y%m%d%H%M%SZ", &utc);
	snprintf(body, sizeof(body),
	    "<<\n  /Producer (Tesseract %s)\n  /CreationDate (D:%s)\n"
	    "  /Title <FEFF>\n>>",
	    s->version, date);
	if (pages.failed)
		s->file.failed = true;
	else
		pdf_file_add(&s->file, PAGES, pages.data);
	buffer_free(&pages);
	glyphless_font_end(&s->file, s->map, &s->letters);
	pdf_file_add(&s->file, info, body);
	return pdf_file_end(&s->file, CATALOG, info);
}

int
searchable_pdf_read(struct searchable_pdf *s, struct buffer *out)
{
	return pdf_file_read(&s->file, out);
}

void
searchable_pdf_free(struct searchable_pdf *s)
{
	if (s == NULL)
		return;
	pdf_file_free(&s->file);
	buffer_free(&s->kids);
	free(s);
}
