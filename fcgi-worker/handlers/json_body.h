/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_body: a request whose body is JSON, with a file in it as base64.
 */
#ifndef FCGI_WORKER_HANDLERS_JSON_BODY_H
#define FCGI_WORKER_HANDLERS_JSON_BODY_H

#include <jansson.h>
#include <stdbool.h>

#include "handlers/foreign_form.h"

/* The most values and members that a body may have; the file is one of them. */
#define JSON_BODY_VALUES_MAX 4096

struct json_body {
	json_t *json;		  /* an object */
	struct foreign_form form; /* gets the file and what is asked for */
	struct buffer file;	  /* the bytes of the file */
};

/* Whether the request announces JSON. */
bool json_body_is_announced(const struct request *q);

/*
 * Reads the body of q, which is borrowed until json_body_close; unpacked, it
 * may have limit bytes.  Returns 0, or -1 with the problem.  Whatever the
 * result, end with json_body_close.
 */
int json_body_open(struct json_body *b, const struct request *q, size_t limit,
    struct problem *p);

/* Frees what b holds. */
void json_body_close(struct json_body *b);

/*
 * Decodes the text, which is base64 or a data URL, into the one file.  Any
 * other URL is refused: nothing is fetched.  Returns 0, or -1 with the problem,
 * which names the parameter.
 */
int json_body_take_file(struct json_body *b, const char *parameter,
    const json_t *text, struct problem *p);

#endif
