/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glyphless_font: the font of text in a PDF that can be found but not seen.  It
 * is Tesseract's: all characters have the same empty shape, half as wide as
 * high.  A code of the font has two bytes and stands for the character with
 * this number in Unicode.  Characters beyond U+FFFF get codes of their own.
 */
#include "output/glyphless_font.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX 65536
#define CODES 65536
/*
 * The first surrogate: surrogates are codes that mean nothing by themselves in
 * UTF-16.
 */
#define FIRST_HALF 0xd800U
#define UNKNOWN 0xfffd
#define ENTRIES_MAX 100

/*
 * Adds the map of codes to shapes as an object.  Returns the object's number;
 * without memory sets f->failed.  Each code has shape 1, the empty one: some
 * viewers show nothing for shape 0.
 */
static unsigned
add_map_of_codes_to_shapes(struct pdf_file *f)
{
	unsigned number = pdf_file_reserve(f);
	unsigned char *map = calloc(CODES, 2);

	for (size_t i = 0; map != NULL && i < CODES; i++)
		map[2 * i + 1] = 1;
	if (map == NULL)
		f->failed = true;
	else
		pdf_file_add_packed(f, number, map, (size_t)2 * CODES);
	free(map);
	return number;
}

unsigned
glyphless_letters_code(struct glyphless_letters *l, uint32_t letter)
{
	unsigned i = 0;

	while (i < l->count && l->list[i] != letter)
		i++;
	if (i == GLYPHLESS_LETTERS)
		return UNKNOWN;
	if (i == l->count)
		l->list[l->count++] = letter;
	return FIRST_HALF + i;
}

/*
 * Appends the entries for letters beyond U+FFFF to the font's map from codes to
 * letters.  A list may have at most ENTRIES_MAX entries.
 */
static void
add_map_of_letters(const struct glyphless_letters *l, struct buffer *out)
{
	for (unsigned i = 0; i < l->count; i++) {
		unsigned c = l->list[i] - 0x10000;

		if (i % ENTRIES_MAX == 0)
			buffer_add_format(out, "%u beginbfchar\n",
			    l->count - i < ENTRIES_MAX ? l->count - i
						       : ENTRIES_MAX);
		buffer_add_format(out, "<%04X> <%04X%04X>\n", FIRST_HALF + i,
		    0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff));
		if (i % ENTRIES_MAX == ENTRIES_MAX - 1 || i == l->count - 1)
			buffer_add_text(out, "endbfchar\n");
	}
}

void
glyphless_letters_add_map(const struct glyphless_letters *l, struct buffer *out)
{
	buffer_add_text(out, "/CIDInit /ProcSet findresource begin\n"
			     "12 dict begin\n"
			     "begincmap\n"
			     "/CIDSystemInfo\n"
			     "<<\n"
			     "  /Registry (Adobe)\n"
			     "  /Ordering (UCS)\n"
			     "  /Supplement 0\n"
			     ">> def\n"
			     "/CMapName /Adobe-Identify-UCS def\n"
			     "/CMapType 2 def\n"
			     "1 begincodespacerange\n"
			     "<0000> <FFFF>\n"
			     "endcodespacerange\n");
	/*
	 * Each code maps to the letter with the same number.  But if there are
	 * letters beyond U+FFFF, they have the surrogates as their codes, which
	 * are then left out here.
	 */
	buffer_add_text(out, l->count == 0 ? "1 beginbfrange\n"
					     "<0000> <FFFF> <0000>\n"
					     "endbfrange\n"
					   : "2 beginbfrange\n"
					     "<0000> <D7FF> <0000>\n"
					     "<E000> <FFFF> <E000>\n"
					     "endbfrange\n");
	add_map_of_letters(l, out);
	buffer_add_text(out, "endcmap\n"
			     "CMapName currentdict /CMap defineresource "
			     "pop\n"
			     "end\n"
			     "end\n");
}

void
glyphless_font_end(
    struct pdf_file *f, unsigned map, const struct glyphless_letters *letters)
{
	struct buffer text = {0};

	glyphless_letters_add_map(letters, &text);
	if (text.failed)
		f->failed = true;
	else
		pdf_file_add_stream(f, map, "", text.data, text.size);
	buffer_free(&text);
}

/*
 * Reads the font's file in the directory tessdata into data, which has FILE_MAX
 * bytes.  Returns the file's size, or 0 if it is not there.
 */
static size_t
read_file(const char *tessdata, char *data)
{
	char path[4096];
	size_t size = 0;
	FILE *file = NULL;

	if (snprintf(path, sizeof(path), "%s/pdf.ttf", tessdata) <
	    (int)sizeof(path))
		file = fopen(path, "rbe");
	if (file != NULL) {
		size = fread(data, 1, FILE_MAX, file);
		fclose(file);
	}
	return size;
}

/*
 * Adds the font's file as an object.  Returns the object's number, or 0 when
 * there is no file.  Without memory returns 0 and sets f->failed.
 */
static unsigned
add_file(struct pdf_file *f, const char *tessdata)
{
	char *data = malloc(FILE_MAX), entries[64];
	size_t size = data == NULL ? 0 : read_file(tessdata, data);
	unsigned number = size == 0 ? 0 : pdf_file_reserve(f);

	if (data == NULL)
		f->failed = true;
	if (number != 0) {
		snprintf(entries, sizeof(entries), "  /Length1 %zu\n", size);
		pdf_file_add_stream(f, number, entries, data, size);
	}
	free(data);
	return number;
}

/*
 * Adds the font's descriptor as an object.  Returns the object's number.
 * Without the font's file a viewer takes another font, which does not matter
 * for invisible text.
 */
static unsigned
add_descriptor(struct pdf_file *f, const char *tessdata)
{
	unsigned number = pdf_file_reserve(f), file = add_file(f, tessdata);
	char entry[64] = "", body[512];

	if (file != 0)
		snprintf(entry, sizeof(entry), "  /FontFile2 %u 0 R\n", file);
	snprintf(body, sizeof(body),
	    "<<\n"
	    "  /Ascent 1000\n"
	    "  /CapHeight 1000\n"
	    "  /Descent -1\n"
	    "  /Flags 5\n"
	    "  /FontBBox [ 0 0 500 1000 ]\n"
	    "%s"
	    "  /FontName /GlyphLessFont\n"
	    "  /ItalicAngle 0\n"
	    "  /StemV 80\n"
	    "  /Type /FontDescriptor\n"
	    ">>",
	    entry);
	pdf_file_add(f, number, body);
	return number;
}

/*
 * Adds the descendant font of the Type 0 font, with the widths of its
 * characters, as an object.  Returns the object's number.
 */
static unsigned
add_descendant(struct pdf_file *f, const char *tessdata)
{
	unsigned number = pdf_file_reserve(f);
	char body[512];

	snprintf(body, sizeof(body),
	    "<<\n"
	    "  /BaseFont /GlyphLessFont\n"
	    "  /CIDToGIDMap %u 0 R\n"
	    "  /CIDSystemInfo\n"
	    "  <<\n"
	    "     /Ordering (Identity)\n"
	    "     /Registry (Adobe)\n"
	    "     /Supplement 0\n"
	    "  >>\n"
	    "  /FontDescriptor %u 0 R\n"
	    "  /Subtype /CIDFontType2\n"
	    "  /Type /Font\n"
	    "  /DW 500\n"
	    ">>",
	    add_map_of_codes_to_shapes(f), add_descriptor(f, tessdata));
	pdf_file_add(f, number, body);
	return number;
}

unsigned
glyphless_font_add(struct pdf_file *f, unsigned number, const char *tessdata)
{
	unsigned descendant = add_descendant(f, tessdata);
	unsigned map = pdf_file_reserve(f);
	char body[512];

	snprintf(body, sizeof(body),
	    "<<\n"
	    "  /BaseFont /GlyphLessFont\n"
	    "  /DescendantFonts [ %u 0 R ]\n"
	    "  /Encoding /Identity-H\n"
	    "  /Subtype /Type0\n"
	    "  /ToUnicode %u 0 R\n"
	    "  /Type /Font\n"
	    ">>",
	    descendant, map);
	pdf_file_add(f, number, body);
	return map;
}
