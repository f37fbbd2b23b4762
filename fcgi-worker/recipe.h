/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recipe: what a client asks for, as the query string and Accept say it.
 */
#ifndef FCGI_WORKER_RECIPE_H
#define FCGI_WORKER_RECIPE_H

#include <stddef.h>

#define RECIPE_LANG_MAX 255
#define RECIPE_LANGS_MAX 8

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
	char lang[RECIPE_LANG_MAX + 1]; /* joined by +; empty: the pool's */
	int psm;
	int dpi; /* 0: from the file, else estimated */
	enum recipe_format format;
};

enum recipe_result {
	RECIPE_GOOD,
	RECIPE_BAD,	      /* an option is wrong: 400 */
	RECIPE_NOT_ACCEPTABLE /* no format suits Accept: 406 */
};

/* What is wrong with a request. */
struct recipe_error {
	char parameter[72];
	char detail[400];
};

/*
 * Read ${query} of ${size} bytes and the Accept header, NULL for none, into
 * ${r}.  Unless the result is RECIPE_GOOD, ${error} tells why.
 */
enum recipe_result recipe_parse(struct recipe *r, const char *query,
    size_t size, const char *accept, struct recipe_error *error);

/*
 * Read languages joined by + or , or a space into ${out}, joined by +, each
 * once.  Returns 0, or -1 when they cannot be names of languages.
 */
int recipe_lang(const char *text, char out[static RECIPE_LANG_MAX + 1]);

/* The media type of a format, without and with its charset. */
const char *recipe_type(enum recipe_format format);
const char *recipe_content_type(enum recipe_format format);

#endif
