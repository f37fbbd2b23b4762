/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_layer_font: the glyphless font in a PDF that libqpdf has open.
 */
#include "output/pdf_layer_font.h"

#include "input/pdf_objects.h"
#include "output/glyphless_font.h"
#include "output/pdf_file.h"

/*
 * Writes a PDF that has the font and no page into source.  tessdata is the
 * directory that may have the font's file.
 */
static enum pdf_layer_font_result
write_source(const char *tessdata, struct buffer *source)
{
	enum { CATALOG = 1, FONT };
	enum pdf_layer_font_result result = PDF_LAYER_FONT_OK;
	static const struct glyphless_letters none;
	struct pdf_file f;
	int rc = pdf_file_open(&f);

	for (int i = CATALOG; i <= FONT; i++)
		pdf_file_reserve(&f);
	pdf_file_add(&f, CATALOG,
	    "<< /Type /Catalog /TextFont 2 0 R"
	    " /Pages << /Type /Pages /Kids [ ] /Count 0 >> >>");
	glyphless_font_end(&f, glyphless_font_add(&f, FONT, tessdata), &none);
	if (rc == 0)
		rc = pdf_file_end(&f, CATALOG, CATALOG);
	while (rc == 0 && (rc = pdf_file_read(&f, source)) == 1)
		rc = 0;
	if (rc == -1)
		result = f.is_full ? PDF_LAYER_FONT_NO_ROOM
				   : PDF_LAYER_FONT_NO_MEMORY;
	pdf_file_free(&f);
	return result;
}

/* Copies the font from the PDF in source into q.  Returns the number of its
 * object in q, or 0 if that failed. */
static int
copy_font(qpdf_data q, const struct buffer *source)
{
	const struct bytes pdf = {
	    (const unsigned char *)source->data, source->size};
	qpdf_data from;
	qpdf_oh font;
	int number = 0;

	if (pdf_objects_open(&pdf, &from) == 0) {
		font = qpdf_oh_get_key(from, qpdf_get_root(from), "/TextFont");
		font = qpdf_oh_copy_foreign_object(q, from, font);
		number = qpdf_oh_get_object_id(q, font);
	}
	pdf_objects_close(&from);
	return number;
}

enum pdf_layer_font_result
pdf_layer_font_add(
    qpdf_data q, const char *tessdata, struct buffer *source, int *number)
{
	enum pdf_layer_font_result rc = write_source(tessdata, source);

	if (rc != PDF_LAYER_FONT_OK)
		return rc;
	*number = copy_font(q, source);
	return *number == 0 ? PDF_LAYER_FONT_NO_MEMORY : PDF_LAYER_FONT_OK;
}

int
pdf_layer_font_set_letters(
    qpdf_data q, int number, const struct glyphless_letters *letters)
{
	qpdf_oh font = qpdf_get_object_by_id(q, number, 0);
	struct buffer map = {0};
	int rc = -1;

	glyphless_letters_add_map(letters, &map);
	if (!map.failed) {
		qpdf_oh_replace_stream_data(q,
		    qpdf_oh_get_key(q, font, "/ToUnicode"),
		    (const unsigned char *)map.data, map.size,
		    qpdf_oh_new_null(q), qpdf_oh_new_null(q));
		rc = 0;
	}
	buffer_free(&map);
	return rc;
}
