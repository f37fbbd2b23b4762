/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin read the answers in a browser, for a pool
 * whose clients reach it without mod_ocr.  Behind mod_ocr, its own cors.c sets
 * the headers of all answers.  There is at most one such origin, so the answers
 * need no Vary header.
 */
#include "http/cors.h"

#include "common/origin.h"
#include "http/response.h"

void
cors_write(const struct response *r, struct buffer *out)
{
	if (r->cors_origin == NULL)
		return;
	buffer_add_format(out,
	    "Access-Control-Allow-Origin: %s\r\n"
	    "Access-Control-Expose-Headers: " ORIGIN_EXPOSED("") "\r\n",
	    r->cors_origin);
	if (!problem_is_set(&r->problem) && r->status == 204 &&
	    r->allow[0] != '\0')
		buffer_add_format(out,
		    "Access-Control-Allow-Methods: %s\r\n"
		    "Access-Control-Allow-Headers: " ORIGIN_ALLOWED "\r\n"
		    "Access-Control-Max-Age: " ORIGIN_MAX_AGE "\r\n",
		    r->allow);
}
