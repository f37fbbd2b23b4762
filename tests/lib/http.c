/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The only file of the tests that includes libcurl.  An answer keeps its
 * handle, from which libcurl serves the headers.
 */
#include "tests/lib/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOUND_MS 60000

struct upload {
	const char *from;
	size_t left;
};

/* Gives libcurl the next bytes of the request's body. */
static size_t
upload_read(char *to, size_t size, size_t n, void *arg)
{
	struct upload *up = arg;
	size_t len = size * n < up->left ? size * n : up->left;

	memcpy(to, up->from, len);
	up->from += len;
	up->left -= len;
	return len;
}

/* Appends what libcurl has received to the answer's body.  Returns the length,
 * or 0 without memory, which ends the transfer. */
static size_t
body_write(char *from, size_t size, size_t n, void *arg)
{
	struct http_answer *answer = arg;
	size_t len = size * n;
	size_t needed = answer->body_len + len + 1;
	char *body = answer->body;

	if (needed > answer->body_room) {
		body = realloc(body, 2 * needed);
		if (!body)
			return 0;
		answer->body = body;
		answer->body_room = 2 * needed;
	}
	memcpy(body + answer->body_len, from, len);
	answer->body_len += len;
	body[answer->body_len] = '\0';
	return len;
}

/* Returns the request's header lines, to be freed. */
static struct curl_slist *
header_list(const struct http_request *request)
{
	struct curl_slist *list = NULL;

	/* Without this, libcurl by itself expects a 100 for large bodies. */
	list = curl_slist_append(
	    NULL, request->expect ? "Expect: 100-continue" : "Expect:");
	if (request->chunked && !request->h2)
		list = curl_slist_append(list, "Transfer-Encoding: chunked");
	for (size_t i = 0; request->headers && request->headers[i]; i++)
		list = curl_slist_append(list, request->headers[i]);
	return list;
}

static void
set_request(CURL *curl, const struct http_request *request)
{
	long bound = request->bound_ms ? request->bound_ms : BOUND_MS;
	curl_off_t len = (curl_off_t)request->body_len;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, bound);
	curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, bound);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
	    request->h2 ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
			: CURL_HTTP_VERSION_1_1);
	if (request->body || request->chunked) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, upload_read);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    request->chunked ? (curl_off_t)-1 : len);
	}
	if (request->method)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	if (request->method && strcmp(request->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
}

/* Sends the request that was set, and fills the answer.  Returns 0, or -1 and a
 * line on stderr. */
static int
perform(CURL *curl, struct http_answer *answer)
{
	char error[CURL_ERROR_SIZE] = "";
	curl_off_t uploaded = 0;
	double seconds = 0;
	CURLcode rc;

	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	rc = curl_easy_perform(curl);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &uploaded);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &seconds);
	answer->uploaded = (size_t)uploaded;
	answer->ms = seconds * 1e3;
	if (rc != CURLE_OK)
		fprintf(stderr, "no answer: %s (%s)\n", curl_easy_strerror(rc),
		    error);
	return rc == CURLE_OK ? 0 : -1;
}

int
http_send_on(void *client, int port, const struct http_request *request,
    struct http_answer *answer)
{
	struct upload up = {request->body, request->body_len};
	struct curl_slist *list = header_list(request);
	char url[1024];
	int rc;

	memset(answer, 0, sizeof(*answer));
	answer->body = calloc(1, 1);
	answer->body_room = 1;
	curl_easy_reset(client);
	snprintf(
	    url, sizeof(url), "http://127.0.0.1:%d%s", port, request->path);
	set_request(client, request);
	curl_easy_setopt(client, CURLOPT_URL, url);
	curl_easy_setopt(client, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(client, CURLOPT_READDATA, &up);
	rc = perform(client, answer);
	curl_slist_free_all(list);
	return rc;
}

void *
http_open(void)
{
	return curl_easy_init();
}

void
http_close(void *client)
{
	curl_easy_cleanup(client);
}

int
http_send(
    int port, const struct http_request *request, struct http_answer *answer)
{
	CURL *curl = curl_easy_init();
	int rc;

	if (!curl)
		return -1;
	rc = http_send_on(curl, port, request, answer);
	answer->curl = curl;
	if (rc < 0)
		http_answer_clear(answer);
	return rc;
}

int
http_get(int port, const char *path, const char *const *headers,
    struct http_answer *answer)
{
	struct http_request request = {.path = path, .headers = headers};

	return http_send(port, &request, answer);
}

int
http_post(int port, const char *path, const void *body, size_t body_len,
    struct http_answer *answer)
{
	struct http_request request = {
	    .path = path,
	    .body = body,
	    .body_len = body_len,
	};

	return http_send(port, &request, answer);
}

long
http_status(int port, const char *path)
{
	struct http_answer answer;
	long status = -1;

	if (http_get(port, path, NULL, &answer) == 0)
		status = answer.status;
	http_answer_clear(&answer);
	return status;
}

char *
http_document(
    int port, const struct http_request *request, const char *type, size_t *len)
{
	struct http_answer answer;
	const char *got;
	char *body = NULL;

	if (http_send(port, request, &answer) < 0)
		return NULL;
	got = http_header(&answer, "Content-Type");
	if (answer.status == 200 && got && strcmp(got, type) == 0) {
		body = answer.body;
		*len = answer.body_len;
		answer.body = NULL;
	} else {
		fprintf(stderr, "no %s: %ld %s\n%s\n", type, answer.status,
		    got ? got : "", answer.body);
	}
	http_answer_clear(&answer);
	return body;
}

const char *
http_header(const struct http_answer *answer, const char *name)
{
	struct curl_header *header;

	if (!answer->curl || curl_easy_header(answer->curl, name, 0,
				 CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

void
http_answer_clear(struct http_answer *answer)
{
	free(answer->body);
	if (answer->curl)
		curl_easy_cleanup(answer->curl);
	memset(answer, 0, sizeof(*answer));
}
