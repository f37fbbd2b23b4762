/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sheet: the kinds of pages of the set, each drawn from texts, fonts and dice.
 * Writes what is to be read in the order in which it is to be read: columns one
 * after the other, tables and forms row by row.
 */
#ifndef TESTS_ACCURACY_SHEET_H
#define TESTS_ACCURACY_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/accuracy/canvas.h"
#include "tests/accuracy/texts.h"
#include "tests/lib/dice.h"

/* The fonts in which a page is set. */
struct sheet_fonts {
	const char *sans, *serif, *mono;
};

struct sheet {
	struct canvas canvas;
	struct texts *texts;
	struct sheet_fonts fonts;
	struct dice dice;
	const char *lang;
	unsigned variant; /* the page's number in its kind, by which pages of a
			   * kind differ */
};

/* Each of these opens the canvas and draws a page. */
void sheet_letter(struct sheet *s);
void sheet_columns(struct sheet *s);
void sheet_report(struct sheet *s);
void sheet_form(struct sheet *s);
void sheet_table(struct sheet *s);
void sheet_list(struct sheet *s);
void sheet_receipt(struct sheet *s);
void sheet_slide(struct sheet *s);
void sheet_chart(struct sheet *s);
void sheet_screen(struct sheet *s);
void sheet_faint(struct sheet *s);
void sheet_empty(struct sheet *s);

/* --- what they share ----------------------------------------------------- */

/* A4 at 200 dots an inch. */
enum { SHEET_WIDTH = 1654, SHEET_HEIGHT = 2339 };

/* Returns the next text of the kind. */
const char *sheet_text(struct sheet *s, enum texts_kind kind);

/* Write to number, and return it: a random amount below max and a half, an
 * amount of cents, both as the language writes them, and a random code. */
enum { SHEET_NUMBER_MAX = 32 };
const char *sheet_money(
    struct sheet *s, unsigned max, char number[SHEET_NUMBER_MAX]);
const char *sheet_cents(
    const struct sheet *s, unsigned cents, char number[SHEET_NUMBER_MAX]);
const char *sheet_code(struct sheet *s, char number[SHEET_NUMBER_MAX]);

/* Writes one line in a font of its own. */
void sheet_put(struct sheet *s, const char *family, double size, bool bold,
    double x, double y, enum canvas_align align, const char *text);

/* Draws something like a photograph, without any text. */
void sheet_picture(struct sheet *s, double x, double y, double w, double h);

#endif
