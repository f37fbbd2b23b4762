/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_splash: draws pages of a PDF by poppler's own renderer, Splash, which can
 * use fonts that cairo cannot.
 */
#ifndef FCGI_WORKER_INPUT_PDF_SPLASH_H
#define FCGI_WORKER_INPUT_PDF_SPLASH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdf_splash;

/* The upper left part of a page, and where it is drawn. */
struct pdf_splash_part {
	double dpi;
	int width, height; /* in pixels */
	uint32_t *pixels;  /* 0x00RRGGBB each */
	ptrdiff_t row;	   /* pixels from one row to the next */
};

/*
 * Opens the PDF data, which is borrowed until pdf_splash_close.  Returns NULL
 * if that fails.
 */
struct pdf_splash *pdf_splash_open(const void *data, size_t size);

/* Closes splash; NULL is allowed. */
void pdf_splash_close(struct pdf_splash *splash);

/*
 * Draws page, counted from 0, into part.  Returns 0; or -1, and then the pixels
 * stay as they were.
 */
int pdf_splash_draw(
    struct pdf_splash *splash, int page, const struct pdf_splash_part *part);

#ifdef __cplusplus
}
#endif

#endif
