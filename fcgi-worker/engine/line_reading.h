/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_reading: what the second recognizer read on a line, character by
 * character.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_READING_H
#define FCGI_WORKER_ENGINE_LINE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line_image;

/* The most characters of a line. */
#define READING_MAX 1000

struct line_reading_character {
	char text[8];
	uint32_t code;
	double x;	   /* its middle, in pixels of the line's image */
	double confidence; /* 0 to 1 */
	double space;	   /* of a space before it; 0: none was read */
	bool begins_word;
};

struct line_reading {
	struct line_reading_character *characters; /* READING_MAX of them */
	size_t count;
	double confidence; /* of all, on the average */
};

/* The characters that a recognizer knows, in its own order. */
struct dictionary {
	char *text;	    /* of the file */
	const char **texts; /* of all classes but the first, no character */
	size_t count;
};

/*
 * Loads the dictionary in the file at path, which has one character on each
 * line, and adds a space as the last one.  Returns 0, or -1 if it cannot be
 * read.  Whatever the result, end with dictionary_free.
 */
int dictionary_load(struct dictionary *d, const char *path);
void dictionary_free(struct dictionary *d);

/* Makes room for a reading.  Returns 0, or -1 without memory. */
int line_reading_open(struct line_reading *r);
void line_reading_close(struct line_reading *r);

/*
 * Decodes what a network with "connectionist temporal classification" says of a
 * line that is width pixels wide.  likelihoods has a row for each of steps,
 * with the likelihood of each of classes.  The first class means no character.
 * Classes that d does not have are ignored.  Replaces what r has.
 */
void line_reading_decode(struct line_reading *r, const struct dictionary *d,
    const float *likelihoods, size_t steps, size_t classes, double width);

/*
 * Finds the words of r: they end where r has spaces and, in long runs of
 * characters without a space, where the line's image has a wide gap without
 * ink.
 */
void line_reading_find_words(
    struct line_reading *r, const struct line_image *image);

/*
 * Finds the words of r as line_reading_find_words() does, by gaps that were
 * measured before: gaps[i] is the width of the widest gap before character i, 0
 * if there is none; sorted has the widths of all count gaps, narrow ones first.
 */
void line_reading_split(
    struct line_reading *r, const int *gaps, const int *sorted, size_t count);

#endif
