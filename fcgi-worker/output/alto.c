/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alto: pages as ALTO 3, as the tesseract command writes them, without two of
 * its faults; see format.h.
 */
#include "output/alto.h"

#include <string.h>

#include "output/xml.h"

static const char document_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\" "
    "%sxmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
    "xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v3# "
    "http://www.loc.gov/alto/v3/alto-3-0.xsd\">\n"
    "\t<Description>\n"
    "\t\t<MeasurementUnit>pixel</MeasurementUnit>\n"
    "\t\t<sourceImageInformation>\n"
    "\t\t\t<fileName></fileName>\n"
    "\t\t</sourceImageInformation>\n"
    "\t\t<OCRProcessing ID=\"OCR_0\">\n"
    "\t\t\t<ocrProcessingStep>\n"
    "\t\t\t\t<processingSoftware>\n"
    "\t\t\t\t\t<softwareName>tesseract %s</softwareName>\n"
    "\t\t\t\t</processingSoftware>\n"
    "\t\t\t</ocrProcessingStep>\n"
    "\t\t</OCRProcessing>\n"
    "\t</Description>\n"
    "\t<Layout>\n";

/* What is being written, and the number of the next element of each kind. */
struct writer {
	struct buffer *out;
	unsigned page;
	unsigned composed, block, line, string;
};

void
alto_begin(struct buffer *out, const char *version)
{
	/* Tesseract before 5.5 declares one more namespace. */
	buffer_add_format(out, document_head,
	    strverscmp(version, "5.5") < 0
		? "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
		: "",
	    version);
}

void
alto_end(struct buffer *out)
{
	buffer_add_text(out, "\t</Layout>\n</alto>\n");
}

/*
 * Begins an element with its box and its ID: id and number.  On all pages but
 * the first, the page's number precedes them, so that no two elements of a
 * document have the same ID.
 */
static void
add_element(struct writer *a, const char *element, const char *id,
    unsigned number, const struct page_box *box)
{
	buffer_add_format(a->out, "%s ID=\"", element);
	if (a->page > 0)
		buffer_add_format(a->out, "page_%u_", a->page);
	buffer_add_format(a->out,
	    "%s_%u\" HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", id,
	    number, box->left, box->top, box->right - box->left,
	    box->bottom - box->top);
}

/* Adds a word and, unless it is the last of its line, the blank behind it. */
static void
add_word(struct writer *a, const struct page_word *w)
{
	add_element(a, "\t\t\t\t\t\t\t<String", "string", a->string++, &w->box);
	buffer_add_format(a->out, " WC=\"%.2f\" CONTENT=\"",
	    (double)(int)w->confidence / 100);
	xml_add_text(a->out, page_letters(w));
	buffer_add_text(a->out, "\"/>");
	if (w->next != NULL)
		buffer_add_format(a->out,
		    "<SP WIDTH=\"%d\" VPOS=\"%d\" HPOS=\"%d\"/>\n",
		    w->next->box.left - w->box.right, w->box.top, w->box.right);
}

/* Adds a paragraph as ALTO's TextBlock, with its lines and words. */
static void
add_paragraph(struct writer *a, const struct page_paragraph *paragraph)
{
	add_element(
	    a, "\t\t\t\t\t<TextBlock", "block", a->block++, &paragraph->box);
	buffer_add_text(a->out, ">\n");
	for (struct page_line *l = paragraph->lines; l; l = l->next) {
		add_element(
		    a, "\t\t\t\t\t\t<TextLine", "line", a->line++, &l->box);
		buffer_add_text(a->out, ">\n");
		for (struct page_word *w = l->words; w != NULL; w = w->next)
			add_word(a, w);
		buffer_add_text(a->out, "\n\t\t\t\t\t\t</TextLine>\n");
	}
	buffer_add_text(a->out, "\t\t\t\t\t</TextBlock>\n");
}

/*
 * Adds a block as an element that suits its type.  If it is text, adds its
 * paragraphs.
 */
static void
add_block(struct writer *a, const struct page_block *block)
{
	const char *begin = "\t\t\t\t<ComposedBlock", *end = ">\n";

	if (block->type == PAGE_PICTURE) {
		begin = "\t\t\t\t<Illustration";
		end = "></Illustration>\n";
	} else if (block->type == PAGE_RULE) {
		begin = "\t\t\t\t<GraphicalElement";
		end = "></GraphicalElement >\n";
	}
	add_element(a, begin, "cblock", a->composed++, &block->box);
	buffer_add_text(a->out, end);
	if (!page_is_text(block))
		return;
	for (struct page_paragraph *g = block->paragraphs; g; g = g->next)
		add_paragraph(a, g);
	buffer_add_text(a->out, "\t\t\t\t</ComposedBlock>\n");
}

void
alto_add_page(struct buffer *out, const struct page *p)
{
	int width = p->area.right - p->area.left;
	int height = p->area.bottom - p->area.top;
	struct writer a = {.out = out, .page = p->number};

	buffer_add_format(out,
	    "\t\t<Page WIDTH=\"%d\" HEIGHT=\"%d\" PHYSICAL_IMG_NR=\"%u\" "
	    "ID=\"page_%u\">\n"
	    "\t\t\t<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"%d\" "
	    "HEIGHT=\"%d\">\n",
	    width, height, p->number, p->number, width, height);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (b->paragraphs != NULL && b->type != PAGE_NOISE)
			add_block(&a, b);
	buffer_add_text(out, "\t\t\t</PrintSpace>\n\t\t</Page>\n");
}
