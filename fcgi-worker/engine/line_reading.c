/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_reading: turns likelihoods of characters into characters and words.  The
 * recognizer leaves out spaces between words of English; gaps without ink
 * between two characters show where they are.
 */
#include "engine/line_reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/line_image.h"

/* The largest file of a dictionary, and the most characters in it. */
#define FILE_MAX (1L << 20)
#define CLASSES_MAX 20000
/* A shorter run of characters is a single word. */
#define RUN_MIN 10
/* In pixels: a gap between words is at least this wide; KNOWN_GAP_MIN holds
 * where the recognizer read spaces in the line. */
#define GAP_MIN 8
#define KNOWN_GAP_MIN 6

/*
 * Returns the text of the file at path, with a 0 behind it; or NULL if it
 * cannot be read or is too large, or without memory.
 */
static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = f == NULL ? NULL : calloc(1, FILE_MAX + 1);

	if (text != NULL &&
	    (fread(text, 1, FILE_MAX, f) == FILE_MAX || ferror(f))) {
		free(text);
		text = NULL;
	}
	if (f != NULL)
		fclose(f);
	return text;
}

int
dictionary_load(struct dictionary *d, const char *path)
{
	char *rest;

	*d = (struct dictionary){.text = read_file(path)};
	d->texts = calloc(CLASSES_MAX + 1, sizeof(*d->texts));
	if (d->text == NULL || d->texts == NULL)
		return -1;
	rest = d->text;
	while (*rest != '\0' && d->count < CLASSES_MAX) {
		char *line = strsep(&rest, "\n");

		line[strcspn(line, "\r")] = '\0';
		d->texts[d->count++] = line;
		if (rest == NULL)
			break;
	}
	/* The network has one more class, which is not in the file. */
	d->texts[d->count++] = " ";
	return d->count > 1 ? 0 : -1;
}

void
dictionary_free(struct dictionary *d)
{
	free(d->text);
	free(d->texts);
	*d = (struct dictionary){.text = NULL};
}

int
line_reading_open(struct line_reading *r)
{
	*r = (struct line_reading){
	    .characters = calloc(READING_MAX, sizeof(*r->characters))};
	return r->characters == NULL ? -1 : 0;
}

void
line_reading_close(struct line_reading *r)
{
	free(r->characters);
	*r = (struct line_reading){.characters = NULL};
}

/* Returns the first code point of text. */
static uint32_t
first_code(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;
	unsigned more = *t < 0xc0 ? 0 : *t < 0xe0 ? 1 : *t < 0xf0 ? 2 : 3;
	uint32_t code = more == 0 ? *t : *t & (0x3fU >> more);

	for (unsigned i = 1; i <= more && t[i] != '\0'; i++)
		code = code << 6 | (t[i] & 0x3fU);
	return code;
}

/* Adds a character to r.  space is the confidence of a space before it, 0 if
 * none was read.  x is its middle. */
static void
add_character(struct line_reading *r, const char *text, double confidence,
    double space, double x)
{
	struct line_reading_character *c = &r->characters[r->count++];

	*c = (struct line_reading_character){.code = first_code(text),
	    .x = x,
	    .confidence = confidence,
	    .space = space,
	    .begins_word = r->count == 1 || space > 0};
	snprintf(c->text, sizeof(c->text), "%s", text);
	r->confidence += confidence;
}

/* Returns the class with the highest of the likelihoods, one for each class. */
static size_t
find_likeliest(const float *likelihoods, size_t classes)
{
	size_t best = 0;

	for (size_t i = 1; i < classes; i++)
		if (likelihoods[i] > likelihoods[best])
			best = i;
	return best;
}

void
line_reading_decode(struct line_reading *r, const struct dictionary *d,
    const float *likelihoods, size_t steps, size_t classes, double width)
{
	size_t known = classes < d->count + 1 ? classes : d->count + 1;
	size_t previous = 0, best;
	double space = 0, confidence;

	r->count = 0;
	r->confidence = 0;
	for (size_t i = 0; i < steps && r->count < READING_MAX; i++) {
		const float *step = likelihoods + i * classes;

		best = find_likeliest(step, known);
		confidence = (double)step[best];
		/* Class 0 is no character; the same class in the next step is
		 * the same character. */
		if (best != 0 && best != previous) {
			if (strcmp(d->texts[best - 1], " ") == 0) {
				/* A space is noted with the next character. */
				space = confidence;
			} else {
				add_character(r, d->texts[best - 1], confidence,
				    space,
				    ((double)i + 0.5) * width / (double)steps);
				space = 0;
			}
		}
		previous = best;
	}
	if (r->count > 0)
		r->confidence /= (double)r->count;
}

static int
compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Whether code is of a script that has no spaces. */
static bool
has_no_spaces(uint32_t code)
{
	return code >= 0x2e80 && code < 0xff00;
}

static bool
is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

static bool
is_letter(uint32_t code)
{
	return is_digit(code) ||
	       ((code | 0x20) >= 'a' && (code | 0x20) <= 'z') ||
	       (code >= 0xc0 && !has_no_spaces(code));
}

/*
 * Returns the least width, in pixels, of a gap between words.  If spaces were
 * read, it follows from the gaps there: gaps[i] is the gap before character i.
 * Otherwise it follows from all count gaps of the line, in sorted.
 */
static double
find_gap_limit(const struct line_reading *r, const int *gaps, const int *sorted,
    size_t count)
{
	int known[READING_MAX];
	size_t n = 0;
	double median = 0, limit;

	for (size_t i = 1; i < r->count; i++)
		if (r->characters[i].space > 0 && gaps[i] > 0)
			known[n++] = gaps[i];
	if (n > 0) {
		qsort(known, n, sizeof(known[0]), compare_ints);
		/* A little less than the narrow ones of those. */
		limit = 0.75 * known[n / 4];
		return limit < KNOWN_GAP_MIN ? KNOWN_GAP_MIN : limit;
	}
	if (count > 0)
		median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
	/* Most gaps are those between the letters of a word. */
	limit = 2.2 * median + 3;
	return limit < GAP_MIN ? GAP_MIN : limit;
}

/* Returns how many characters come from start on before the next space. */
static size_t
run_length(const struct line_reading *r, size_t start)
{
	size_t end = start + 1;

	while (end < r->count && r->characters[end].space <= 0)
		end++;
	return end - start;
}

void
line_reading_split(
    struct line_reading *r, const int *gaps, const int *sorted, size_t count)
{
	double limit = find_gap_limit(r, gaps, sorted, count);

	/* In a long run without a space, a word begins behind a wide gap
	 * between characters of which one is a letter and not both are digits.
	 */
	for (size_t i = 0, length; i < r->count; i += length) {
		length = run_length(r, i);
		for (size_t k = i + 1; length >= RUN_MIN && k < i + length;
		     k++) {
			uint32_t a = r->characters[k - 1].code;
			uint32_t b = r->characters[k].code;

			r->characters[k].begins_word =
			    gaps[k] >= limit &&
			    (is_letter(a) || is_letter(b)) &&
			    !(is_digit(a) && is_digit(b));
		}
	}
}

void
line_reading_find_words(struct line_reading *r, const struct line_image *image)
{
	int gaps[READING_MAX + 1] = {0}, widths[LINE_IMAGE_WIDTH_MAX] = {0};
	size_t count = 0, character = 0;
	int gap_left = -1;

	for (int x = 0; x < image->width; x++) {
		if (!line_image_has_ink(image, x)) {
			gap_left = gap_left == -1 ? x : gap_left;
			continue;
		}
		/* The margin before the first ink is no gap. */
		if (gap_left > 0) {
			widths[count] = x - gap_left;
			/* The gap is before the first character whose middle is
			 * right of the gap's, or at most a pixel left of it. */
			while (character < r->count &&
			       r->characters[character].x <
				   (gap_left + x) / 2.0 - 1)
				character++;
			if (widths[count] > gaps[character])
				gaps[character] = widths[count];
			count++;
		}
		gap_left = -1;
	}
	qsort(widths, count, sizeof(widths[0]), compare_ints);
	line_reading_split(r, gaps, widths, count);
}
