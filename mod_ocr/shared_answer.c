/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Splits an answer into what all requests may have and what belongs to one
 * request, and puts it together again for another.
 */

#include "mod_ocr.h"
#include "http_header.h"
#include "response.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fcgi-worker/common/request_id.h"
#include "header_name.h"
#include "shared_answer.h"

/* The start of a JSON document with an id. */
#define ID_BEGIN "{\"id\":\""

/* Whether a header belongs to a single request. */
static bool
is_of_one_request(const buffer *name)
{
	static const char *const own[] = {"X-Request-Id", "Content-Length",
	    "Transfer-Encoding", "Connection", "Date", NULL};

	return header_name_is_in(own, name->ptr);
}

/* Copies the headers of the answer of r that others may have, too. */
static void
copy_headers(struct shared_answer *a, const request_st *r)
{
	for (uint32_t i = 0; i < r->resp_headers.used; i++) {
		const data_string *h = (data_string *)r->resp_headers.data[i];
		if (!is_of_one_request(&h->key) && !buffer_is_blank(&h->value))
			array_set_key_value(a->headers, BUF_PTR_LEN(&h->key),
			    BUF_PTR_LEN(&h->value));
	}
}

/* Whether the answer has this type, which may have parameters. */
static bool
has_type(const request_st *r, const char *type)
{
	const buffer *value = http_header_response_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));

	return value != NULL &&
	       strncasecmp(value->ptr, type, strlen(type)) == 0;
}

/*
 * Notes where told_id stands in the body, so that another id can take its
 * place, or that the body has no id.  Returns false if it has an id that is not
 * told_id.
 */
static bool
find_id(struct shared_answer *a, const request_st *r, const char *told_id)
{
	char bytes[sizeof(ID_BEGIN) + REQUEST_ID_MAX + 1], *data = bytes;
	size_t prefix_length = sizeof(ID_BEGIN) - 1,
	       id_length = strlen(told_id);
	uint32_t size = sizeof(bytes);

	if (!has_type(r, "application/json"))
		return true;
	if (peek_data(a->body, &data, &size, r->conf.errh) < 0)
		return false;
	if (size < prefix_length || memcmp(data, ID_BEGIN, prefix_length) != 0)
		return true;
	if (size < prefix_length + id_length + 1 ||
	    memcmp(data + prefix_length, told_id, id_length) != 0 ||
	    data[prefix_length + id_length] != '"')
		return false;
	a->id_at = (off_t)prefix_length;
	a->id_size = (off_t)id_length;
	return true;
}

/* Whether all of the answer is in memory or in files that are open.  The name
 * of a file is of no use once the first request has removed the file. */
static bool
is_open(const chunkqueue *cq)
{
	for (const chunk *c = cq->first; c != NULL; c = c->next)
		if (c->type == FILE_CHUNK && c->file.fd < 0)
			return false;
	return true;
}

struct shared_answer *
shared_answer_begin(void)
{
	struct shared_answer *a = ck_calloc(1, sizeof(*a));

	a->users = 1;
	a->headers = array_init(8);
	a->body = chunkqueue_init(NULL);
	return a;
}

/* Whether the answer is a stream of lines, the last of which may be a problem,
 * although the status is 200. */
static bool
is_stream(const request_st *r)
{
	return has_type(r, "application/x-ndjson");
}

struct shared_answer *
shared_answer_create(const request_st *r, off_t begin, const char *told_id)
{
	const chunkqueue *cq = &r->write_queue;
	struct shared_answer *a;

	/* All of the answer has to be here, with nothing of it sent yet. */
	if (r->http_status != 200 || !r->resp_body_finished || is_stream(r) ||
	    r->state > CON_STATE_HANDLE_REQUEST || r->resp_send_chunked ||
	    chunkqueue_length(cq) != cq->bytes_in - begin || !is_open(cq))
		return NULL;
	a = shared_answer_begin();
	chunkqueue_append_cq_range(a->body, cq, 0, chunkqueue_length(cq));
	copy_headers(a, r);
	if (find_id(a, r, told_id))
		return a;
	shared_answer_release(a);
	return NULL;
}

void
shared_answer_give(const struct shared_answer *a, request_st *r, const char *id)
{
	off_t id_end = a->id_at + a->id_size;
	off_t size = shared_answer_size(a);

	http_response_reset(r);
	r->http_status = 200;
	/*
	 * The value of a header that came twice has both in it, as two lines.
	 * For HTTP/2 lighttpd parts them only if it is told to look for them.
	 */
	r->resp_header_repeated = r->http_version > HTTP_VERSION_1_1;
	for (uint32_t i = 0; i < a->headers->used; i++) {
		const data_string *h = (data_string *)a->headers->data[i];
		http_header_response_set(r,
		    http_header_hkey_get(BUF_PTR_LEN(&h->key)),
		    BUF_PTR_LEN(&h->key), BUF_PTR_LEN(&h->value));
	}
	if (a->id_size > 0) {
		chunkqueue_append_cq_range(
		    &r->write_queue, a->body, 0, a->id_at);
		chunkqueue_append_mem(&r->write_queue, id, strlen(id));
	}
	chunkqueue_append_cq_range(
	    &r->write_queue, a->body, id_end, size - id_end);
	r->resp_body_started = 1;
	r->resp_body_finished = 1;
}

off_t
shared_answer_size(const struct shared_answer *a)
{
	return chunkqueue_length(a->body);
}

void
shared_answer_release(struct shared_answer *a)
{
	if (a == NULL || --a->users > 0)
		return;
	array_free(a->headers);
	chunkqueue_free(a->body);
	free(a);
}
