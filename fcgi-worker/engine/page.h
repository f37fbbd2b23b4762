/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page: what was read on one page.  Whatever reads a page fills one of these,
 * and every output format is written from it alone.
 *
 * A page is a tree: blocks, of paragraphs, of lines, of words, each a list in
 * reading order.  All of it, texts too, belongs to the page and is freed with
 * it.  Boxes are in pixels of the upright image, from its top left corner;
 * right and bottom are the first column and row outside.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_H
#define FCGI_WORKER_ENGINE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/problem_types.h"
#include "engine/quality.h"

struct Pix;
struct image_encoded;
struct page_chunk;

struct page_box {
	int left, top, right, bottom;
};

/* From the left end to the right one, for text that is not vertical. */
struct page_baseline {
	int x1, y1, x2, y2;
	bool is_known;
};

/* Which way letters run; neutral: there are digits and marks only. */
enum page_direction {
	PAGE_NEUTRAL,
	PAGE_LEFT_TO_RIGHT,
	PAGE_RIGHT_TO_LEFT,
	PAGE_MIXED,
	PAGE_TOP_TO_BOTTOM /* of blocks only */
};

/*
 * The alternatives that the engine weighed for letters, as a flat list: a
 * letter is followed by its steps, if it has any, and each step by its texts.
 */
struct page_choice {
	struct page_choice *next;
	enum {
		PAGE_CHOICE_LETTER, /* begins a letter */
		PAGE_CHOICE_STEP,   /* begins a step in time */
		PAGE_CHOICE_TEXT    /* has text and confidence */
	} kind;
	float confidence;
	const char *text;
};

struct page_symbol {
	struct page_symbol *next;
	const char *text;
	struct page_box box;
	float confidence; /* percent */
	struct page_choice *choices;
};

struct page_word {
	struct page_word *next;
	const char *text;	     /* UTF-8 */
	const char *language;	     /* Tesseract's code, or NULL */
	const char *font;	     /* its name, or NULL */
	struct page_symbol *symbols; /* if page.has_symbols */
	struct page_choice *choices; /* where symbols have none */
	struct page_box box;
	struct page_baseline baseline;
	float confidence; /* percent */
	/*
	 * The least confidence of its letters, without bars and brackets at its
	 * ends.  Known if the quality is above standard and the word's
	 * confidence is low; otherwise the word's confidence.
	 */
	float letters_confidence;
	int font_size;	 /* in points; 0: unknown */
	unsigned blanks; /* before it, in plain text */
	/* Bytes at the start of text that only mark a change of direction. */
	unsigned mark;
	enum page_direction direction;
	bool is_bold, is_italic;
	bool is_text;			/* a PDF's page shows it as text */
	bool ends_leader;		/* a row of dots leads to it */
	const struct page_table *table; /* that it is in, or NULL */
};

struct page_line {
	struct page_line *next;
	struct page_word *words, *last;
	struct page_box box;
	struct page_baseline baseline;
	float height, descenders, ascenders; /* in pixels; descenders below 0 */
};

struct page_paragraph {
	struct page_paragraph *next;
	struct page_line *lines, *last;
	struct page_box box;
	bool is_left_to_right;
};

enum page_block_type {
	PAGE_UNKNOWN,
	PAGE_TEXT,
	PAGE_HEADING,
	PAGE_PULLOUT,
	PAGE_CAPTION,
	PAGE_VERTICAL_TEXT,
	PAGE_TABLE,
	PAGE_EQUATION,
	PAGE_INLINE_EQUATION,
	PAGE_PICTURE,
	PAGE_RULE,
	PAGE_NOISE
};

struct page_point {
	int x, y;
};

/* A block without words has no paragraphs; otherwise none of its lists is
 * empty. */
struct page_block {
	struct page_block *next;
	struct page_paragraph *paragraphs, *last;
	struct page_point *outline; /* NULL: the box is all there is */
	unsigned points;	    /* of the outline */
	struct page_box box;
	enum page_block_type type;
	enum page_direction direction;
	int turns; /* of its text: right angles clockwise from upright */
};

enum page_source {
	PAGE_RECOGNIZED, /* from its image */
	PAGE_EMBEDDED,	 /* text that a PDF has */
	PAGE_UNREAD	 /* there is no text, and none was looked for */
};

/* Which way up a page is, if only that was asked. */
struct page_orientation {
	bool is_known;
	int degrees; /* by which the page is turned, clockwise */
	float confidence, script_confidence;
	char script[32];
};

/* A cell of a table.  Its words stand among the page's lines, too. */
struct page_cell {
	struct page_cell *next; /* row by row, from left to right */
	struct page_box box;
	int row, column;	  /* counted from 0 */
	int rows, columns;	  /* that it covers, mostly 1 */
	unsigned count;		  /* of words */
	struct page_word **words; /* in reading order */
};

struct page_table {
	struct page_table *next; /* from top to bottom */
	struct page_cell *cells, *last;
	struct page_box box;
	int rows, columns;
	bool has_rules; /* that are drawn around its cells */
};

struct page {
	enum page_source source;
	unsigned number;  /* among all pages, counted from 0 */
	const char *name; /* of the file it came in, borrowed, or NULL */
	/* Why nothing was read of it, or if it is damaged, what the damage is;
	 * borrowed, or NULL. */
	const char *problem;
	enum problem_type problem_type;
	bool is_damaged;      /* something of its image may be missing */
	bool has_hidden_text; /* its PDF has text for it that is not seen */
	enum quality quality; /* with which the page was read */
	int rotation;	   /* degrees clockwise by which its image was turned */
	struct Pix *image; /* upright, borrowed, or NULL */
	/* The image as it is encoded in its file, if a PDF can hold it so, or
	 * NULL. */
	const struct image_encoded *encoded;
	uint32_t width, height; /* of the image, in pixels */
	struct page_box area;	/* the part of it that was read */
	int scan_dpi;		/* of the image, or what the engine assumed */
	int dpi; /* scan_dpi, or an estimate by the heights of letters */
	struct page_orientation orientation;
	struct page_block *blocks, *last;
	bool has_fonts;	  /* fonts were asked for */
	bool has_symbols; /* and the boxes of letters */
	int choice_mode;  /* 0, or Tesseract's lstm_choice_mode, 1 or 2 */
	bool failed;	  /* memory ran out: it is not whole */
	struct page_chunk *chunks;
	struct page_table *tables, *last_table; /* if they were looked for */
};

/* Returns an empty page, or NULL without memory. */
struct page *page_create(void);

/* Frees p and all that it holds; NULL is allowed. */
void page_free(struct page *p);

/*
 * Returns room for size bytes, all 0, which is freed with p.  Returns NULL
 * without memory, and sets p->failed, as all functions do that follow here.
 */
void *page_alloc(struct page *p, size_t size);

/* Returns a copy of text, which is freed with p.  Returns NULL if text is NULL,
 * or without memory. */
const char *page_copy(struct page *p, const char *text);

/* Appends an empty element.  Returns it, or NULL without memory. */
struct page_block *page_add_block(struct page *p);
struct page_paragraph *page_add_paragraph(
    struct page *p, struct page_block *block);
struct page_line *page_add_line(
    struct page *p, struct page_paragraph *paragraph);
struct page_word *page_add_word(struct page *p, struct page_line *line);
struct page_table *page_add_table(struct page *p);
struct page_cell *page_add_cell(struct page *p, struct page_table *table);

/* Appends a line or a word, which must be in no other list.  Does nothing if it
 * is NULL. */
void page_append_line(struct page_paragraph *paragraph, struct page_line *line);
void page_append_word(struct page_line *line, struct page_word *word);

/* Puts a copy of word, which is in line, right behind it.  Both share texts and
 * lists until one gets others.  Returns the copy, or NULL without memory. */
struct page_word *page_add_copy(
    struct page *p, struct page_line *line, struct page_word *word);

/* Whether a block of that type is part of the text. */
bool page_is_text(const struct page_block *block);

/* Whether the page has no words, or its words have a mean confidence below 1
 * percent. */
bool page_is_blank(const struct page *p);

/* Whether p has text: words in a block that is no picture, rule or noise. */
bool page_has_text(const struct page *p);

/* Returns the text of word without the mark before it. */
const char *page_letters(const struct page_word *word);

#endif
