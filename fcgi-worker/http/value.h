/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * value: reads the text of one option's value.  Every function returns 0, or -1
 * when the text does not have its form; then what it wrote has no meaning.
 */
#ifndef FCGI_WORKER_HTTP_VALUE_H
#define FCGI_WORKER_HTTP_VALUE_H

#include <stdint.h>

#define VALUE_LANG_MAX 255
#define VALUE_LANGS_MAX 8
#define VALUE_ROTATE_AUTO (-1)

/* A part of a page in pixels; with a width of 0, the whole page. */
struct value_region {
	uint32_t x, y, width, height;
};

/*
 * Reads a number of 1 to 5 digits at *text, and moves *text behind them; other
 * text may follow.  Returns 0, or -1 if there is no such number.
 */
int value_take_number(const char **text, unsigned *out);

/* Reads a number from low to high, in digits only.  Returns 0, or -1. */
int value_number(const char *text, int low, int high, int *out);

/* Reads a region, x,y,width,height, of at least one pixel; each number is below
 * 100,000.  Returns 0, or -1. */
int value_region(const char *text, struct value_region *out);

/*
 * Reads an angle in degrees clockwise, 0, 90, 180 or 270, or the word auto, for
 * which it sets *out to VALUE_ROTATE_AUTO.  Returns 0, or -1.
 */
int value_rotate(const char *text, int *out);

/*
 * Reads languages that are joined by plus signs, commas or spaces.  Writes each
 * of them once to out, joined by plus signs.  Returns 0, or -1 if there are too
 * many or one cannot be the name of a language.
 */
int value_lang(const char *text, char out[static VALUE_LANG_MAX + 1]);

#endif
