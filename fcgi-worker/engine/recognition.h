/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognition: how an image becomes a page.
 */
#ifndef FCGI_WORKER_ENGINE_RECOGNITION_H
#define FCGI_WORKER_ENGINE_RECOGNITION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "engine/page.h"
#include "engine/quality.h"
#include "http/value.h"

struct Pix;
struct TessBaseAPI;
struct second_reader;

/* The engines that read, and how they read; all is borrowed. */
struct recognition {
	struct TessBaseAPI *api;	    /* for the languages lang */
	const struct second_reader *second; /* NULL: there is none */
	const char *lang;
	enum quality quality;
	bool finds_tables; /* also with QUALITY_STANDARD */
	int psm, dpi;
	int most_dpi;	       /* the most that Tesseract is told of */
	atomic_bool cancelled; /* any thread may set it */
	atomic_bool is_blind;  /* Tesseract runs, but cannot be stopped yet */
};

/* Sets api to read pages in the mode and at the resolution of r. */
void recognition_set_mode(const struct recognition *r);

/*
 * Tells Tesseract whether to look for lines of fixed pitch, which costs a few
 * per cent of the time and helps only its old kind of models.  The tesseract
 * command looks for them; with r->quality above QUALITY_STANDARD it is left
 * out.  The setting is one for all handles of the process: call this at the
 * beginning of a request, with the same quality for each thread.
 */
void recognition_set_pitch(const struct recognition *r);

/*
 * Reads the region of pix, or all of pix if the region has no width, into p,
 * which is empty.  In mode 0 finds only its orientation.  Returns 0, or -1 on
 * failure or when it was cancelled.  Results stay in api until the caller calls
 * TessBaseAPIClear.
 */
int recognition_read(struct recognition *r, struct Pix *pix,
    const struct value_region *region, struct page *p);

#endif
