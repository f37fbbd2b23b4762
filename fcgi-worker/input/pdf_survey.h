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

#include "input/pdf_coverage.h"

/*
 * The number of sizes of letters that are told apart; they are half a point
 * apart, and the last one is for all larger letters, too.
 */
#define PDF_SURVEY_SIZES 24
/* A page is a scan if images fill at least this share of it. */
#define PDF_SURVEY_FILLED 0.5

struct pdf_survey {
	cairo_t *cairo;	    /* the page is drawn on it, a unit a pixel */
	double unit;	    /* of the page, in points */
	double area;	    /* of the page, in square units */
	double images_area; /* sum of the images' areas, in square units */
	double finest;	    /* highest dpi of an image that is no speck, or 0 */
	double filling;	    /* the same, of images that fill the page */
	struct pdf_coverage coverage; /* the share of the page under images */
	size_t letters;
	size_t sizes[PDF_SURVEY_SIZES]; /* number of letters of each size */
	size_t shapes;			/* filled shapes */
};

/*
 * Starts a survey: from now on, what is drawn is noted in survey, and letters
 * and shapes are not drawn.  NULL ends the survey.
 */
void pdf_survey_begin(struct pdf_survey *survey);

/* Whether a survey goes on. */
bool pdf_survey_is_on(void);

/*
 * To be called when an image or a mask of width x height pixels is about to be
 * drawn.  Adds the area that it covers on the page, and the dpi that shows all
 * its pixels, to the survey.  Does nothing if no survey goes on, or if the
 * image is only a speck.
 */
void pdf_survey_add_image(int width, int height);

/*
 * To be called during a survey when count letters are about to be drawn on
 * cairo.  Notes their size.
 */
void pdf_survey_add_letters(cairo_t *cairo, int count);

#endif
