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
 * text may follow.
 */
int value_take_number(const char **text, unsigned *out);

/* Reads a number from low to high, in digits only. */
int value_number(const char *text, int low, int high, int *out);

/* Reads x,y,width,height, of at least one pixel and below 100,000. */
int value_region(const char *text, struct value_region *out);

/* Reads 0, 90, 180 or 270, clockwise, or auto: VALUE_ROTATE_AUTO. */
int value_rotate(const char *text, int *out);

/*
 * Reads languages joined by + or , or a space into out, joined by +, each
 * once.
 */
int value_lang(const char *text, char out[static VALUE_LANG_MAX + 1]);

#endif
