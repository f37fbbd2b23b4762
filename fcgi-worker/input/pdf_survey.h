/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_survey: what is on a page of a PDF: images and their resolution, letters
 * and their sizes.
 */
#ifndef FCGI_WORKER_INPUT_PDF_SURVEY_H
#define FCGI_WORKER_INPUT_PDF_SURVEY_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sizes of letters that are told apart, in half points. */
#define PDF_SURVEY_SIZES 24
/* The share of a page that images fill when it is a scan. */
#define PDF_SURVEY_FILLED 0.5

struct pdf_survey {
	cairo_t *cairo; /* that the page is drawn on, a unit a pixel */
	double unit;	/* of the page, in points */
	double area;	/* of the page, in square units */
	double covered; /* by images, the same; more than once counts more */
	double finest;	/* resolution of an image that is no speck, or 0 */
	double filling; /* the same, of one that fills most of the page */
	size_t letters;
	size_t sizes[PDF_SURVEY_SIZES]; /* of letters: how many of each */
	size_t shapes;			/* that are filled */
};

/* From now on, what is drawn on the survey's cairo is noted in survey; letters
 * are not drawn meanwhile.  NULL ends that. */
void pdf_survey_begin(struct pdf_survey *survey);

/* Whether there is a survey. */
bool pdf_survey_is_on(void);

/* To be called when an image or a mask of width x height pixels is about to be
 * drawn: notes how large it is on the page, and which resolution shows all of
 * it.  Does nothing if no page is being surveyed, or if the image is only a
 * speck. */
void pdf_survey_add_image(int width, int height);

/* To be called when so many letters are about to be drawn on cairo: notes how
 * large they are. */
void pdf_survey_add_letters(cairo_t *cairo, int count);

#endif
