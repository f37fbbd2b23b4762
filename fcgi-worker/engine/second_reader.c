/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * second_reader: finds lines with one network, and reads them with Tesseract
 * and another one.  Which of what was read is kept on the page is decided
 * elsewhere.
 */
#include "engine/second_reader.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/line_image.h"
#include "engine/line_reading.h"
#include "engine/line_sieve.h"
#include "engine/onnx_session.h"
#include "engine/page_bands.h"
#include "engine/recognized_line.h"
#include "engine/recognizer_vote.h"
#include "engine/text_detector.h"
#include "engine/text_recognizer.h"

/* A line with an image less than this many pixels wide is read by the network
 * first: that is better at a word or two. */
#define SHORT 130
/* Tesseract reads such a line, too, if the network's confidence, from 0 to 1,
 * is lower. */
#define SURE 0.85
/* A longer line is read by Tesseract first, and by the network only if
 * Tesseract trusts one of its words less, in percents. */
#define TRUSTED 80
/* What the detector sees above and below a line, in heights of letters; these
 * are taken to be at least LETTER_LEAST pixels high. */
#define ROOM 3
#define LETTER_LEAST 8

struct second_reader {
	struct onnx_session *detector, *recognizer;
	struct dictionary dictionary;
	int side;
};

/* Loads the network in the file of this name in directory.  Returns it, or NULL
 * with the reason in error, which has room for size bytes. */
static struct onnx_session *
open_network(const char *directory, const char *name, char *error, size_t size)
{
	char path[4096], reason[512] = "";
	struct onnx_session *s;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	s = onnx_session_open(path, reason, sizeof(reason));
	if (s == NULL)
		snprintf(error, size, "--models: \"%s\": %s", path, reason);
	return s;
}

/*
 * Runs both networks on an empty page: what they prepare at their first run is
 * shared by the processes that are forked later.  Returns 0, or -1.
 */
static int
warm_up(const struct second_reader *s)
{
	PIX *pix = pixCreate(LINE_IMAGE_HEIGHT, LINE_IMAGE_HEIGHT, 32);
	const struct page_box area = {
	    0, 0, LINE_IMAGE_HEIGHT, LINE_IMAGE_HEIGHT};
	struct line_image image = {.pix = pix, .width = LINE_IMAGE_HEIGHT};
	struct text_boxes boxes = {NULL, 0};
	struct line_reading reading;
	int rc = -1;

	image.ink = calloc(LINE_IMAGE_HEIGHT, LINE_IMAGE_HEIGHT);
	if (line_reading_open(&reading) == 0 && pix != NULL &&
	    image.ink != NULL &&
	    text_detector_find(s->detector, 1, pix, &area, &boxes) == 0)
		rc = text_recognizer_read(
		    s->recognizer, &s->dictionary, &image, &reading);
	text_boxes_free(&boxes);
	line_reading_close(&reading);
	line_image_free(&image);
	return rc;
}

/*
 * Loads the dictionary and both networks, and runs these once.  Returns 0, or
 * -1 with the reason in error.
 */
static int
load_all(
    struct second_reader *s, const char *directory, char *error, size_t size)
{
	char path[4096];

	snprintf(
	    path, sizeof(path), "%s/%s", directory, SECOND_READER_DICTIONARY);
	if (dictionary_load(&s->dictionary, path) == -1) {
		snprintf(error, size,
		    "--models: \"%s\" cannot be read: \"make models\" gets it",
		    path);
		return -1;
	}
	s->detector =
	    open_network(directory, SECOND_READER_DETECTOR, error, size);
	if (s->detector == NULL)
		return -1;
	s->recognizer =
	    open_network(directory, SECOND_READER_RECOGNIZER, error, size);
	if (s->recognizer == NULL)
		return -1;
	if (warm_up(s) == 0)
		return 0;
	snprintf(error, size,
	    "--models: those in \"%s\" do not run: \"make "
	    "models\" gets others",
	    directory);
	return -1;
}

struct second_reader *
second_reader_open(const char *directory, int side, char *error, size_t size)
{
	struct second_reader *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	s->side = side;
	if (load_all(s, directory, error, size) == 0)
		return s;
	second_reader_close(s);
	return NULL;
}

void
second_reader_close(struct second_reader *s)
{
	if (s == NULL)
		return;
	onnx_session_close(s->detector);
	onnx_session_close(s->recognizer);
	dictionary_free(&s->dictionary);
	free(s);
}

bool
second_reader_knows(const char *lang)
{
	return strcmp(lang, "eng") == 0;
}

static int
clamp_to(int x, int low, int high)
{
	return x < low ? low : x > high ? high : x;
}

/* Adds to s->boxes those of band_lines, the lines that were found in the band,
 * that are whole lines.  Returns 0, or -1 without memory. */
static int
add_whole_lines(struct second_reading *s, const struct text_boxes *band_lines,
    const struct page_bands *bands, const struct page_box *band)
{
	struct text_boxes *all = &s->boxes;
	struct text_box *boxes = realloc(
	    all->boxes, (all->count + band_lines->count + 1) * sizeof(*boxes));

	if (boxes == NULL)
		return -1;
	all->boxes = boxes;
	for (size_t i = 0; i < band_lines->count; i++) {
		struct page_box box =
		    text_box_surround(&band_lines->boxes[i], band);

		if (!page_bands_cut(bands, band, &box))
			all->boxes[all->count++] = band_lines->boxes[i];
	}
	return 0;
}

/* Sets s->boxes to the lines that the detector finds in those bands of area
 * that have doubts.  Returns 0, or -1. */
static int
find_in_bands(struct second_reading *s, const struct page_box *area,
    const struct line_finder *shapes, const struct line_finder *doubts)
{
	double scale = text_detector_scale(area, s->reader->side);
	struct page_bands bands;
	struct text_boxes band_lines;
	int rc = 0;

	page_bands_find(&bands, area, doubts->boxes, doubts->count,
	    (int)(ROOM * fmax(shapes->letter_height, LETTER_LEAST)));
	for (size_t i = 0; rc == 0 && i < bands.count; i++) {
		rc = text_detector_find(s->reader->detector, scale,
		    s->reread->pix, &bands.list[i], &band_lines);
		if (rc == 0)
			rc = add_whole_lines(
			    s, &band_lines, &bands, &bands.list[i]);
		text_boxes_free(&band_lines);
	}
	return rc;
}

int
second_reading_begin(struct second_reading *s, const struct page_box *area,
    const struct line_finder *shapes, const struct line_finder *doubts)
{
	struct line_finder *f = &s->found;
	double height = 0;

	*f = (struct line_finder){.boxes = NULL};
	if (find_in_bands(s, area, shapes, doubts) == -1)
		return -1;
	/* The reader's recognizer is not misled by rules as Tesseract is. */
	if (!s->has_recognizer &&
	    line_sieve_drop_ruled(&s->boxes, shapes, area) == -1)
		return -1;
	f->boxes = calloc(s->boxes.count + 1, sizeof(*f->boxes));
	if (f->boxes == NULL)
		return -1;
	for (; f->count < s->boxes.count; f->count++) {
		const struct text_box *b = &s->boxes.boxes[f->count];

		f->boxes[f->count] = text_box_surround(b, area);
		height += fmin(b->width, b->height);
	}
	/* Lines have room around them: letters are half as high. */
	if (f->count > 0)
		f->letter_height = height / (double)f->count / 2;
	qsort(f->boxes, f->count, sizeof(*f->boxes), box_compare_tops);
	return 0;
}

void
second_reading_end(struct second_reading *s)
{
	text_boxes_free(&s->boxes);
	line_finder_free(&s->found);
	text_recognizer_forget(s->reader->recognizer);
}

/* Returns the turned box of the line whose upright box is box, or NULL. */
static const struct text_box *
find_box(const struct second_reading *s, const struct page_box *box)
{
	for (size_t i = 0; i < s->boxes.count; i++) {
		struct page_box around = text_box_surround(
		    &s->boxes.boxes[i], &s->reread->page->area);

		if (memcmp(&around, box, sizeof(around)) == 0)
			return &s->boxes.boxes[i];
	}
	return NULL;
}

/* Whether Tesseract trusts each word of line. */
static bool
is_trusted(const struct page_line *line)
{
	if (line == NULL)
		return false;
	for (const struct page_word *w = line->words; w != NULL; w = w->next)
		if (w->confidence < TRUSTED)
			return false;
	return true;
}

static struct page_line *
read_by_tesseract(
    const struct second_reading *s, const struct line_image *image)
{
	return reread_image(s->reread, image->pix, 1 / image->step_y);
}

/* Reads image, which shows one line, by the network or by Tesseract, whichever
 * is better at such a line, or by both. reading is room for what the network
 * reads.  Returns the line in pixels of image, or NULL if there is nothing to
 * read or without memory. */
static struct page_line *
read_image(const struct second_reading *s, const struct line_image *image,
    struct line_reading *reading)
{
	const struct second_reader *reader = s->reader;
	struct page *p = s->reread->page;
	const struct recognized_line read = {p, image, reading};
	bool is_short = image->width < SHORT;
	struct page_line *line = NULL;

	if (!s->has_recognizer || !is_short) {
		line = read_by_tesseract(s, image);
		if (!s->has_recognizer || is_trusted(line))
			return line;
	}
	if (text_recognizer_read(
		reader->recognizer, &reader->dictionary, image, reading) == -1)
		return line;
	if (is_short && reading->confidence >= SURE)
		return recognized_line_make(&read);
	if (is_short)
		line = read_by_tesseract(s, image);
	return recognizer_vote(p, line, reading, image);
}

/* Cuts box to area. */
static void
clip_box(struct page_box *box, const struct page_box *area)
{
	box->left = clamp_to(box->left, area->left, area->right);
	box->top = clamp_to(box->top, area->top, area->bottom);
	box->right = clamp_to(box->right, box->left, area->right);
	box->bottom = clamp_to(box->bottom, box->top, area->bottom);
}

/* Cuts the boxes of line, its words and letters to area. */
static void
clip_line(struct page_line *line, const struct page_box *area)
{
	clip_box(&line->box, area);
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		clip_box(&w->box, area);
		for (struct page_symbol *s = w->symbols; s; s = s->next)
			clip_box(&s->box, area);
	}
}

struct page_line *
second_reading_line(const struct second_reading *s, const struct page_box *box)
{
	const struct text_box *turned_box = find_box(s, box);
	struct page_line *line = NULL;
	struct line_image image;
	struct line_reading reading;

	if (turned_box == NULL || line_reading_open(&reading) == -1)
		return NULL;
	if (line_image_cut(s->reread->pix, turned_box, &image) == 0)
		line = read_image(s, &image, &reading);
	if (line != NULL && line->words == NULL)
		line = NULL; /* There was nothing to read. */
	if (line != NULL) {
		line_image_map_line(&image, line);
		clip_line(line, &s->reread->page->area);
	}
	line_image_free(&image);
	line_reading_close(&reading);
	return line;
}
