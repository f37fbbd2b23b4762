/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The syntax of PDF files, ISO 32000-1 section 7.5, and nothing else.
 */
#include "tests/lib/pdf_maker.h"

#include <leptonica/allheaders.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Appends bytes to the file. */
static void
put(struct pdf_maker *m, const void *data, size_t size)
{
	unsigned char *grown = realloc(m->file.data, m->file.len + size + 1);

	if (grown == NULL)
		abort();
	memcpy(grown + m->file.len, data, size);
	m->file.data = grown;
	m->file.len += size;
}

static void
put_text(struct pdf_maker *m, const char *text)
{
	put(m, text, strlen(text));
}

/* Begins an object, and notes its offset. */
static void
begin(struct pdf_maker *m, unsigned number)
{
	char head[32];

	if (number >= sizeof(m->offsets) / sizeof(m->offsets[0]))
		abort();
	m->offsets[number] = m->file.len;
	if (number >= m->count)
		m->count = number + 1;
	snprintf(head, sizeof(head), "%u 0 obj\n", number);
	put_text(m, head);
}

void
pdf_maker_begin(struct pdf_maker *m)
{
	memset(m, 0, sizeof(*m));
	put_text(m, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
}

void
pdf_maker_add(struct pdf_maker *m, unsigned number, const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) == -1)
		abort();
	va_end(ap);
	begin(m, number);
	put_text(m, text);
	put_text(m, "\nendobj\n");
	free(text);
}

void
pdf_maker_add_stream(struct pdf_maker *m, unsigned number, const char *entries,
    const void *data, size_t size)
{
	char length[64];

	begin(m, number);
	put_text(m, "<<");
	put_text(m, entries);
	snprintf(length, sizeof(length), "/Length %zu>>\nstream\n", size);
	put_text(m, length);
	put(m, data, size);
	put_text(m, "\nendstream\nendobj\n");
}

void
pdf_maker_add_text(struct pdf_maker *m, unsigned number, const char *text)
{
	pdf_maker_add_stream(m, number, "", text, strlen(text));
}

/* Returns the rows of pix without padding, to be freed, and their *size. */
static unsigned char *
rows(PIX *pix, size_t *size)
{
	size_t row = (size_t)(pixGetWidth(pix) * pixGetDepth(pix) + 7) / 8;
	size_t height = (size_t)pixGetHeight(pix);
	unsigned char *data = malloc(row * height);

	if (data == NULL)
		abort();
	*size = row * height;
	for (size_t y = 0; y < height; y++)
		for (size_t x = 0; x < row; x++)
			data[y * row + x] = (unsigned char)GET_DATA_BYTE(
			    pixGetData(pix) + y * (size_t)pixGetWpl(pix), x);
	return data;
}

void
pdf_maker_add_image(
    struct pdf_maker *m, unsigned number, const struct page_file *image)
{
	PIX *any = pixReadMem(image->data, image->len);
	PIX *pix =
	    pixGetDepth(any) == 1 ? pixClone(any) : pixConvertTo8(any, 0);
	size_t size;
	unsigned char *data = rows(pix, &size);
	uLongf packed_size = compressBound(size);
	unsigned char *packed = malloc(packed_size);
	char entries[256];

	if (packed == NULL ||
	    compress(packed, &packed_size, data, size) != Z_OK)
		abort();
	snprintf(entries, sizeof(entries),
	    "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d"
	    "/ColorSpace/DeviceGray%s/Filter/FlateDecode",
	    pixGetWidth(pix), pixGetHeight(pix), pixGetDepth(pix),
	    pixGetDepth(pix) == 1 ? "/Decode[1 0]" : "");
	pdf_maker_add_stream(m, number, entries, packed, packed_size);
	free(packed);
	free(data);
	pixDestroy(&pix);
	pixDestroy(&any);
}

void
pdf_maker_end(struct pdf_maker *m, const char *entries)
{
	size_t table = m->file.len;
	char line[64];

	snprintf(line, sizeof(line), "xref\n0 %u\n", m->count);
	put_text(m, line);
	put_text(m, "0000000000 65535 f \n");
	for (unsigned i = 1; i < m->count; i++) {
		snprintf(line, sizeof(line), "%010zu %05d %c \n", m->offsets[i],
		    m->offsets[i] == 0 ? 65535 : 0,
		    m->offsets[i] == 0 ? 'f' : 'n');
		put_text(m, line);
	}
	snprintf(line, sizeof(line), "trailer\n<</Size %u", m->count);
	put_text(m, line);
	put_text(m, entries);
	snprintf(line, sizeof(line), ">>\nstartxref\n%zu\n%%%%EOF\n", table);
	put_text(m, line);
}

/* Returns operators that show some 30 kilobytes of text, to be freed. */
static char *
fill_page(unsigned number, unsigned page)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		abort();
	fprintf(f, "BT /F1 4 Tf 10 830 Td 6 TL\n");
	for (int i = 0; i < 130; i++) {
		fprintf(f, "(document %u page %u line %d", number, page, i);
		for (int j = 0; j < 30; j++)
			fprintf(f, " word %d", j);
		fprintf(f, ") Tj T*\n");
	}
	fprintf(f, "ET\n");
	fclose(f);
	return text;
}

void
pdf_maker_pages(unsigned number, unsigned pages, struct page_file *file)
{
	struct pdf_maker m;
	char kids[512];
	int n = 0;

	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	for (unsigned i = 0; i < pages; i++) {
		char *text = fill_page(number, i);
		pdf_maker_add_text(&m, 5 + 2 * i, text);
		pdf_maker_add(&m, 4 + 2 * i,
		    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents "
		    "%u 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
		    5 + 2 * i);
		n += snprintf(
		    kids + n, sizeof(kids) - (size_t)n, "%u 0 R ", 4 + 2 * i);
		free(text);
	}
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[%s]/Count %u>>", kids, pages);
	pdf_maker_end(&m, "/Root 1 0 R");
	*file = m.file;
}
