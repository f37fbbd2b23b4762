/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cuts out the part before lighttpd would.  lighttpd does so only after the
 * hook in which the headers are added, and its 416 is a page without the
 * request's id.
 */

#include "mod_ocr.h"
#include "http_header.h"
#include "http_range.h"
#include "response.h"

#include <string.h>

#include "answer_range.h"
#include "reply.h"

void
answer_range_take(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 416,
	    .verdict = "range-not-satisfiable",
	    .detail = "The answer has no byte in this range; Content-Range "
		      "says how many it has.",
	};
	const buffer *range;

	if (!light_btst(r->rqst_htags, HTTP_HEADER_RANGE) ||
	    !r->conf.range_requests || r->http_status != 200 ||
	    http_range_rfc7233(r) != 416)
		return;
	range = http_header_response_get(
	    r, HTTP_HEADER_CONTENT_RANGE, STR("Content-Range"));
	if (range != NULL)
		buffer_copy_buffer(r->tmp_buf, range);
	else
		buffer_clear(r->tmp_buf);
	http_response_reset(r);
	http_header_response_set(r, HTTP_HEADER_CONTENT_RANGE,
	    STR("Content-Range"), BUF_PTR_LEN(r->tmp_buf));
	reply_problem(r, p, &problem);
}
