/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * docling: reads what a caller of docling's server asks for.
 */
#ifndef FCGI_WORKER_HANDLERS_DOCLING_H
#define FCGI_WORKER_HANDLERS_DOCLING_H

#include "handlers/json_body.h"
#include "http/value.h"

struct docling {
	char lang[VALUE_LANG_MAX + 1];
	bool wants_markdown, wants_text;
	bool all_is_recognized, nothing_is_recognized;
	unsigned first_page, last_page; /* 0: not given */
	const char *filename;		/* borrowed, or NULL */
};

/* Fills d and f with the file and the options of the form f.  Returns 0, or -1
 * with the problem. */
int docling_read_form(
    struct docling *d, struct foreign_form *f, struct problem *p);

/* Fills d and the form of b with the file and the options of the JSON of b.
 * Returns 0, or -1 with the problem. */
int docling_read_json(
    struct docling *d, struct json_body *b, struct problem *p);

#endif
