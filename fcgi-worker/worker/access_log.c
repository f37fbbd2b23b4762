/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * access_log: the log's line of JSON about a request that a worker had.  The
 * gate logs those that it refuses, see mod_ocr/refusal_log.c.
 */
#include "worker/access_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "common/lang_list.h"
#include "handlers/handlers.h"
#include "http/redact.h"
#include "shm/progress.h"

/* Returns a duration with three decimals. */
static json_t *
make_ms(double ms)
{
	return json_real((double)(long long)(ms * 1000 + 0.5) / 1000);
}

/* Returns the line about a request, without its headers. */
static json_t *
describe_request(const struct request *q, const struct response *r, size_t sent,
    double total_ms)
{
	char *path = utf8_clean(q->path, strlen(q->path), 256);
	json_t *line;

	line = json_pack("{s:s,s:s,s:o,s:o,s:i,s:s,s:I,s:I,s:i,s:i,s:o}", "id",
	    q->id, "handler", handlers_name(q->path), "method",
	    utf8_json(q->method), "path", utf8_json(path), "status",
	    response_status(r), "outcome", response_name(r), "bytes_in",
	    (json_int_t)q->received, "bytes_out", (json_int_t)sent, "pages",
	    (int)r->pages, "threads", (int)r->threads, "languages",
	    lang_list_json(r->languages));
	free(path);
	if (line == NULL)
		return NULL;
	json_object_set_new(line, "queue_ms",
	    q->queue_ms < 0 ? json_null() : json_integer(q->queue_ms));
	json_object_set_new(
	    line, "ocr_ms", r->ocr_ms < 0 ? json_null() : make_ms(r->ocr_ms));
	json_object_set_new(line, "total_ms", make_ms(total_ms));
	json_object_set_new(line, "remote", utf8_json(q->remote));
	return line;
}

void
access_log_write(const struct request *q, const struct response *r, size_t sent,
    double total_ms)
{
	json_t *line = describe_request(q, r, sent, total_ms);

	if (line != NULL)
		json_object_set_new(
		    line, "headers", redact_headers(q, log_room()));
	log_write("info", "request", line);
}

void
access_log_slow(const struct request *q, double total_ms)
{
	log_write("warning", "slow request",
	    json_pack("{s:s,s:o,s:o}", "id", q->id, "total_ms",
		make_ms(total_ms), "stages_ms", progress_times()));
}
