/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_body: takes the bytes of a body from the gateway, and refuses those
 * above the limit with 413.  What is in them is found in http/body.c;
 * http/gunzip.c limits what they unpack to.
 */
#include "worker/request_body.h"

#define PIECE 65536

void
request_body_read(
    FCGX_Stream *in, struct request *q, size_t limit, struct problem *p)
{
	bool refused = q->content_length > (long long)limit;
	char piece[PIECE];
	int n;

	if (!refused && q->content_length > 0)
		buffer_reserve(&q->body, (size_t)q->content_length);
	while ((n = FCGX_GetStr(piece, sizeof(piece), in)) > 0) {
		q->received += (size_t)n;
		refused = refused || q->received > limit;
		if (refused)
			buffer_free(&q->body);
		else
			buffer_add(&q->body, piece, (size_t)n);
	}
	if (refused) {
		problem_set(p, PROBLEM_BODY_TOO_LARGE,
		    "At most %zu bytes are accepted.", limit);
		problem_member(
		    p, "limit_bytes", json_integer((json_int_t)limit));
	} else if (q->body.failed) {
		problem_no_memory(p, "the body");
	} else if (q->content_length == -2 || /* it is no number */
		   (q->content_length >= 0 &&
		       q->received != (size_t)q->content_length)) {
		problem_bad_parameter(p, "Content-Length",
		    "The body has %zu bytes, which is not what "
		    "Content-Length says.",
		    q->received);
	}
}
