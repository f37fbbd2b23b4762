/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hocr: pages as HTML with positions, as the tesseract command writes them; see
 * format.h for the differences.
 */
#include "output/hocr.h"

#include <math.h>
#include <string.h>

#include "output/xml.h"

static const char head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
    "    \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
    "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" "
    "lang=\"en\">\n"
    " <head>\n"
    "  <title></title>\n"
    "  <meta http-equiv=\"Content-Type\" "
    "content=\"text/html;charset=utf-8\"/>\n"
    "  <meta name='ocr-system' content='tesseract %s' />\n"
    "  <meta name='ocr-capabilities' content='ocr_page ocr_carea ocr_par "
    "ocr_line ocrx_word %socrp_wconf'/>\n"
    " </head>\n"
    " <body>\n";

/* What is being written, and the number of the next element of each kind. */
struct writer {
	struct buffer *out;
	const struct page *page;
	unsigned id; /* of the page */
	unsigned block, paragraph, line, word, letter, step, choice;
	const char *language; /* of the paragraph */
	bool is_left_to_right;
};

void
hocr_begin(struct buffer *out, const char *version)
{
	/* Tesseract from 5.5 on lists two more capabilities. */
	buffer_add_format(out, head, version,
	    strverscmp(version, "5.5") >= 0 ? "ocrp_dir ocrp_lang " : "");
}

void
hocr_end(struct buffer *out)
{
	buffer_add_text(out, " </body>\n</html>\n");
}

static void
add_box(struct writer *h, const struct page_box *b)
{
	buffer_add_format(h->out, " title=\"bbox %d %d %d %d", b->left, b->top,
	    b->right, b->bottom);
}

/*
 * Appends the slope of line's baseline, and how far above the lower left corner
 * of the line's box it begins.  Appends nothing if the baseline is unknown.
 */
static void
add_baseline(struct writer *h, const struct page_line *line)
{
	const struct page_baseline *b = &line->baseline;
	int x = b->x1 - line->box.left, y = b->y1 - line->box.bottom;
	double slope;

	if (!b->is_known || b->x1 == b->x2)
		return;
	slope = (b->y2 - b->y1) / (double)(b->x2 - b->x1);
	buffer_add_format(h->out, "; baseline %.8g %.8g",
	    round(slope * 1000) / 1000, round((y - slope * x) * 1000) / 1000);
}

/* Adds a block that is a rule or a picture. */
static void
add_figure(struct writer *h, const struct page_block *block)
{
	buffer_add_format(h->out, "   <div class='%s' id='block_%u_%u'",
	    block->type == PAGE_RULE ? "ocr_separator" : "ocr_photo", h->id,
	    h->block++);
	add_box(h, &block->box);
	buffer_add_text(h->out, "\"></div>\n");
}

/* Returns the class of the lines of a block, as hOCR names it. */
static const char *
line_class(const struct page_block *block)
{
	switch (block->type) {
	case PAGE_HEADING:
		return "ocr_header";
	case PAGE_PULLOUT:
		return "ocr_textfloat";
	case PAGE_CAPTION:
		return "ocr_caption";
	default:
		return "ocr_line";
	}
}

/*
 * Begins the element of a paragraph.  Keeps its language and direction in h:
 * begin_word() writes those of a word only where they differ.
 */
static void
begin_paragraph(struct writer *h, const struct page_paragraph *a)
{
	h->is_left_to_right = a->is_left_to_right;
	h->language = a->lines->words->language;
	buffer_add_format(h->out, "\n    <p class='ocr_par'%s id='par_%u_%u'",
	    a->is_left_to_right ? "" : " dir='rtl'", h->id, h->paragraph);
	if (h->language != NULL)
		buffer_add_format(h->out, " lang='%s'", h->language);
	add_box(h, &a->box);
	buffer_add_text(h->out, "\">");
}

/*
 * Begins the element of a line, with its box, its angle or baseline, and the
 * heights of its letters.
 */
static void
begin_line(struct writer *h, const struct page_block *block,
    const struct page_line *line)
{
	buffer_add_format(h->out, "\n     <span class='%s' id='line_%u_%u'",
	    line_class(block), h->id, h->line);
	add_box(h, &line->box);
	if (block->turns != 0)
		buffer_add_format(
		    h->out, "; textangle %d", 360 - block->turns * 90);
	else
		add_baseline(h, line);
	buffer_add_format(h->out,
	    "; x_size %.8g; x_descenders %.8g; x_ascenders %.8g\">",
	    (double)line->height, (double)-line->descenders,
	    (double)line->ascenders);
}

/*
 * Adds an alternative that the engine considered.  It is indented by a blank
 * within a step, and by indent within the box of a letter.
 */
static void
add_choice(struct writer *h, const struct page_choice *c, const char *indent,
    bool in_step)
{
	buffer_add_format(h->out,
	    "\n        %s%s<span class='ocrx_cinfo' id='choice_%u_%u_%u' "
	    "title='x_confs ",
	    indent, in_step ? " " : "", h->id, h->word, h->choice++);
	if (h->page->choice_mode == 1)
		buffer_add_format(h->out, "%d'>", (int)c->confidence);
	else
		buffer_add_format(h->out, "%.8g'>", (double)c->confidence);
	xml_add_text(h->out, c->text);
	buffer_add_text(h->out, "</span>");
}

/*
 * Begins the element of a letter.  Its class depends on choice_mode: with 1,
 * the steps of the letter have the alternatives; with 2, the letter itself has
 * them.
 */
static void
begin_letter(struct writer *h, const char *indent)
{
	if (h->page->choice_mode == 1)
		buffer_add_format(h->out,
		    "\n       %s<span class='ocr_symbol' id='symbol_%u_%u_%u'>",
		    indent, h->id, h->word, h->letter++);
	else
		buffer_add_format(h->out,
		    "\n       %s<span class='ocrx_cinfo' "
		    "id='lstm_choices_%u_%u_%u'>",
		    indent, h->id, h->word, h->step++);
}

/*
 * Begins the element of a step of the recognizer, which has the letters that
 * the recognizer considered there.
 */
static void
begin_step(struct writer *h, const char *indent)
{
	buffer_add_format(h->out,
	    "\n        %s<span class='ocrx_cinfo' id='timestep%u_%u_%u'>",
	    indent, h->id, h->word, h->step++);
}

/*
 * Adds the alternatives in list to the open element: those of a word or, if
 * in_box, of one letter.  The list is flat, see page_choice: a letter or a step
 * of the recognizer has all that follows it up to the next letter or step.
 */
static void
add_choices(struct writer *h, const struct page_choice *list, bool in_box)
{
	const char *indent = in_box ? " " : "";
	const char *end = in_box ? "\n        </span>" : "</span>";
	bool in_letter = false, in_step = false;

	for (const struct page_choice *c = list; c != NULL; c = c->next) {
		if (c->kind != PAGE_CHOICE_TEXT && in_step)
			buffer_add_text(h->out, "</span>");
		if (c->kind == PAGE_CHOICE_LETTER) {
			buffer_add_text(h->out, in_letter ? end : "");
			begin_letter(h, indent);
			in_letter = true;
			in_step = false;
		} else if (c->kind == PAGE_CHOICE_STEP) {
			begin_step(h, indent);
			in_step = true;
		} else {
			add_choice(h, c, indent, in_step);
		}
	}
	buffer_add_text(h->out, in_step ? "</span>" : "");
	buffer_add_text(h->out, in_letter ? end : "");
}

/* Adds a letter with its box and its alternatives, unless it has no text. */
static void
add_symbol(struct writer *h, const struct page_symbol *s)
{
	if (s->text[0] == '\0')
		return;
	buffer_add_format(h->out,
	    "\n       <span class='ocrx_cinfo' "
	    "title='x_bboxes %d %d %d %d; x_conf %.8g'>",
	    s->box.left, s->box.top, s->box.right, s->box.bottom,
	    (double)s->confidence);
	xml_add_text(h->out, s->text);
	buffer_add_text(h->out, "</span>");
	add_choices(h, s->choices, true);
}

/*
 * Begins the element of a word, with its box, confidence and font; and with its
 * language and direction if they are not the paragraph's.
 */
static void
begin_word(struct writer *h, const struct page_word *w)
{
	buffer_add_format(h->out,
	    "\n      <span class='ocrx_word' id='word_%u_%u' "
	    "title='bbox %d %d %d %d; x_wconf %d",
	    h->id, h->word, w->box.left, w->box.top, w->box.right,
	    w->box.bottom, (int)w->confidence);
	if (h->page->has_fonts && w->font != NULL) {
		buffer_add_text(h->out, "; x_font ");
		xml_add_text(h->out, w->font);
	}
	if (h->page->has_fonts)
		buffer_add_format(h->out, "; x_fsize %d", w->font_size);
	buffer_add_text(h->out, "'");
	if (w->language != NULL &&
	    (h->language == NULL || strcmp(w->language, h->language) != 0))
		buffer_add_format(h->out, " lang='%s'", w->language);
	if (w->direction == PAGE_LEFT_TO_RIGHT && !h->is_left_to_right)
		buffer_add_text(h->out, " dir='ltr'");
	if (w->direction == PAGE_RIGHT_TO_LEFT && h->is_left_to_right)
		buffer_add_text(h->out, " dir='rtl'");
	buffer_add_text(h->out, ">");
}

/*
 * Adds a word, with its letters and its alternatives as far as the page has
 * them.
 */
static void
add_word(struct writer *h, const struct page_word *w)
{
	h->step = h->choice = 1;
	begin_word(h, w);
	buffer_add_text(h->out, w->is_bold ? "<strong>" : "");
	buffer_add_text(h->out, w->is_italic ? "<em>" : "");
	for (struct page_symbol *s = w->symbols; s != NULL; s = s->next)
		add_symbol(h, s);
	if (!h->page->has_symbols)
		xml_add_text(h->out, page_letters(w));
	buffer_add_text(h->out, w->is_italic ? "</em>" : "");
	buffer_add_text(h->out, w->is_bold ? "</strong>" : "");
	add_choices(h, w->choices, false);
	if (h->page->has_symbols || h->page->choice_mode > 0)
		buffer_add_text(h->out, "\n      ");
	buffer_add_text(h->out, "</span>");
	h->word++;
}

/* Adds a paragraph with its lines and words. */
static void
add_paragraph(struct writer *h, const struct page_block *block,
    const struct page_paragraph *a)
{
	begin_paragraph(h, a);
	for (struct page_line *l = a->lines; l != NULL; l = l->next) {
		begin_line(h, block, l);
		for (struct page_word *w = l->words; w != NULL; w = w->next)
			add_word(h, w);
		buffer_add_text(h->out, "\n     </span>");
		h->line++;
	}
	buffer_add_text(h->out, "\n    </p>\n");
	h->paragraph++;
}

/* Adds a block of text with its paragraphs. */
static void
add_block(struct writer *h, const struct page_block *block)
{
	buffer_add_format(h->out, "   <div class='ocr_carea' id='block_%u_%u'",
	    h->id, h->block);
	add_box(h, &block->box);
	buffer_add_text(h->out, "\">");
	for (struct page_paragraph *a = block->paragraphs; a; a = a->next)
		add_paragraph(h, block, a);
	buffer_add_text(h->out, "   </div>\n");
	h->block++;
}

void
hocr_add_page(struct buffer *out, const struct page *p)
{
	struct writer h = {.out = out,
	    .page = p,
	    .id = p->number + 1,
	    .block = 1,
	    .paragraph = 1,
	    .line = 1,
	    .word = 1,
	    .letter = 1,
	    .step = 1,
	    .choice = 1,
	    .is_left_to_right = true};

	buffer_add_format(out,
	    "  <div class='ocr_page' id='page_%u' title='image \"unknown\"; "
	    "bbox %d %d %d %d; ppageno %u; scan_res %d %d'>\n",
	    h.id, p->area.left, p->area.top, p->area.right - p->area.left,
	    p->area.bottom - p->area.top, p->number, p->scan_dpi, p->scan_dpi);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (b->type == PAGE_PICTURE || b->type == PAGE_RULE)
			add_figure(&h, b);
		else if (page_is_text(b) && b->paragraphs != NULL)
			add_block(&h, b);
	buffer_add_text(out, "  </div>\n");
}
