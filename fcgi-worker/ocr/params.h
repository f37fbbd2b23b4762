/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recipe: what a client asks for, as the query string, the fields of a form
 * and Accept say it.
 */
#ifndef FCGI_WORKER_OCR_PARAMS_H
#define FCGI_WORKER_OCR_PARAMS_H

#include <stddef.h>

#include "ocr/param_values.h"
#include "ocr/tess_vars.h"

enum recipe_format {
	RECIPE_TEXT,
	RECIPE_JSON,
	RECIPE_HOCR,
	RECIPE_ALTO,
	RECIPE_TSV,
	RECIPE_PDF,
	RECIPE_NDJSON,
	RECIPE_FORMATS
};

enum recipe_psm { RECIPE_PSM_ORIENTATION = 0, RECIPE_PSM_DEFAULT = 3 };

struct recipe {
	char lang[VALUE_LANG_MAX + 1]; /* joined by +; empty: the pool's */
	int psm;
	int dpi; /* 0: from the file, else estimated */
	enum recipe_format format;
	int rotate;    /* degrees clockwise, or VALUE_ROTATE_AUTO */
	int timeout_s; /* 0: the server's */
	struct value_pages pages;
	struct value_region region;
	struct vars vars;
};

/* A field of a form. */
struct recipe_field {
	const char *name;
	const char *value;
};

/* Where the options are; all borrowed. */
struct recipe_source {
	const char *query;
	size_t size;
	const char *accept; /* NULL: none */
	const struct recipe_field *fields;
	size_t field_count;
};

enum recipe_result {
	RECIPE_GOOD,
	RECIPE_BAD,	      /* an option is wrong: 400 */
	RECIPE_NOT_ACCEPTABLE /* no format suits Accept: 406 */
};

/* What is wrong with a request. */
struct recipe_error {
	char parameter[72];
	char detail[1024];
};

/*
 * Read ${from} into ${r}.  What the query says wins over a field; an empty
 * field counts as absent, as forms send every input.  Unless the result is
 * RECIPE_GOOD, ${error} tells why.
 */
enum recipe_result recipe_parse(struct recipe *r,
    const struct recipe_source *from, struct recipe_error *error);

/* The media type of a format, without and with its charset. */
const char *recipe_type(enum recipe_format format);
const char *recipe_content_type(enum recipe_format format);

#endif
