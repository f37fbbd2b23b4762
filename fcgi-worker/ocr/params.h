/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * params: the options of a request, from its query string, the fields of a form
 * and the Accept header.
 */
#ifndef FCGI_WORKER_OCR_PARAMS_H
#define FCGI_WORKER_OCR_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/quality.h"
#include "engine/tess_vars.h"
#include "http/body.h"
#include "http/problem.h"
#include "http/value.h"
#include "ocr/page_ranges.h"
#include "output/format.h"

/* Whether the text that a PDF has replaces recognition of its pages. */
enum params_layer {
	PARAMS_LAYER_AUTO, /* if a page has some; other pages are recognized */
	PARAMS_LAYER_NEVER,
	PARAMS_LAYER_ONLY /* nothing is recognized */
};

struct params {
	char lang[VALUE_LANG_MAX + 1]; /* joined by +; empty: the pool's */
	int psm;
	int dpi; /* 0: from the file, else estimated */
	enum format format;
	enum quality quality;
	enum params_layer layer;
	int width;		/* of a picture at most; 0: the page's */
	int rotate;		/* degrees clockwise, or VALUE_ROTATE_AUTO */
	int timeout_s;		/* 0: the server's */
	bool breaks_signatures; /* of a PDF that has to be changed */
	bool is_lenient;	/* a damaged page may be missing */
	bool with_markdown;	/* JSON has pages as Markdown, too */
	struct page_ranges pages;
	struct value_region region;
	struct tess_vars vars;
};

/* The texts from which the options are read; all are borrowed. */
struct params_input {
	const char *query;
	size_t size;
	const char *accept;   /* NULL: none */
	const char *prefer;   /* NULL: none */
	enum quality quality; /* where the request names none */
	bool has_models;      /* that quality=best needs */
	bool with_markdown;   /* JSON is to have pages as Markdown, too */
	const struct body_field *fields;
	size_t field_count;
};

/*
 * Reads the options of input into r.  What the query says wins over a field of
 * a form; an empty field counts as absent, since forms send every input.
 * Returns 0, or -1 with the problem: an option is wrong, or no format suits
 * Accept.
 */
int params_parse(
    struct params *r, const struct params_input *input, struct problem *p);

#endif
