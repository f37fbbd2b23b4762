/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text: pages as plain text.  A line end follows each line, and an empty line
 * each paragraph but the last.
 */
#include "output/text.h"

static void
add_line(struct buffer *out, const struct page_line *line)
{
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		for (unsigned n = w->blanks; n > 0; n--)
			buffer_add(out, " ", 1);
		buffer_add_text(out, w->text);
	}
	buffer_add(out, "\n", 1);
}

static void
add_block(struct buffer *out, const struct page_block *block)
{
	for (struct page_paragraph *a = block->paragraphs; a; a = a->next) {
		for (struct page_line *l = a->lines; l != NULL; l = l->next)
			add_line(out, l);
		if (a->next != NULL || block->next != NULL)
			buffer_add(out, "\n", 1);
	}
}

/*
 * Appends the orientation that psm=0 finds, in the form of the tesseract
 * command.
 */
static void
add_orientation(struct buffer *out, const struct page *p)
{
	const struct page_orientation *o = &p->orientation;

	buffer_add_format(out,
	    "Page number: %u\n"
	    "Orientation in degrees: %d\n"
	    "Rotate: %d\n"
	    "Orientation confidence: %.2f\n"
	    "Script: %s\n"
	    "Script confidence: %.2f\n",
	    p->number, o->degrees, (360 - o->degrees) % 360,
	    (double)o->confidence, o->script, (double)o->script_confidence);
}

void
text_add_page(struct buffer *out, const struct page *p)
{
	buffer_make_string(out);
	if (p->orientation.is_known)
		add_orientation(out, p);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (page_is_text(b))
			add_block(out, b);
}
