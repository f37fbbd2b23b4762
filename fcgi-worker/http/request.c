/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request: one HTTP request as FastCGI parameters describe it.  It knows
 * nothing of how they are sent or of what is asked for.
 */
#include "http/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/clock.h"

/* Returns the value of the parameter with this name, or NULL. */
static const char *
find_param(const struct request *r, const char *name)
{
	size_t length = strlen(name), i;

	for (i = 0; r->params[i] != NULL; i++)
		if (strncmp(r->params[i], name, length) == 0 &&
		    r->params[i][length] == '=')
			return r->params[i] + length + 1;
	return NULL;
}

static const char *
find_text(const struct request *r, const char *name)
{
	const char *value = find_param(r, name);

	return value == NULL ? "" : value;
}

/*
 * Reads a number of digits only.  Returns none for NULL or "", and -2 for
 * anything else.
 */
static long long
read_number(const char *text, long long none)
{
	if (text == NULL || text[0] == '\0')
		return none;
	if (strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return -2;
	return atoll(text);
}

/*
 * Reads a duration in ms that the gate has set.  Returns -1 if text is empty or
 * no number.
 */
static long
read_ms(const char *text)
{
	long long ms = read_number(text, -1);

	return ms < 0 ? -1 : (long)ms;
}

/*
 * Returns the milliseconds until the deadline, or -1 for none.  lighttpd's
 * module, the gate, says how many were left when it sent the request.  It also
 * gives the deadline on its CLOCK_MONOTONIC, so that the wait in the socket's
 * queue counts.  If that deadline is further away than the milliseconds that
 * were left, the gate runs on another machine, whose clock means nothing here.
 */
static long
read_deadline(const struct request *r)
{
	long gate_ms = read_ms(find_param(r, "OCR_DEADLINE_MS"));
	long deadline_ms = read_ms(find_param(r, "OCR_DEADLINE_AT_MS"));
	long long rest_ms;

	if (gate_ms <= 0 || deadline_ms <= 0)
		return gate_ms;
	rest_ms = deadline_ms - (long long)clock_now_ms();
	if (rest_ms > gate_ms)
		return gate_ms;
	return rest_ms > 1 ? (long)rest_ms : 1;
}

/* Returns how many milliseconds the request has waited in the gate, or -1 if it
 * did not come through a gate.  The gate sends no number for 0. */
static long
read_queue(const struct request *r)
{
	const char *waited = find_param(r, "OCR_QUEUE_MS");

	if (waited == NULL && find_param(r, "OCR_DEADLINE_MS") != NULL)
		return 0;
	return read_ms(waited);
}

/* Takes the request's id from a parameter.  Returns 0, or -1 if the parameter
 * is missing or has an id that cannot be trusted. */
static int
take_id(struct request *r, const char *name)
{
	const char *id = find_text(r, name);

	if (!request_id_is_sane(id, strlen(id)))
		return -1;
	strcpy(r->id, id);
	return 0;
}

/*
 * Sets the id to the one that the gate (lighttpd's module) gives, or else to
 * the client's, or else to a new one.
 */
static void
set_id(struct request *r)
{
	unsigned char bytes[REQUEST_ID_BYTES];

	if (take_id(r, "OCR_REQUEST_ID") == 0 ||
	    take_id(r, "HTTP_X_REQUEST_ID") == 0)
		return;
	/* So few bytes always come at once, and the kernel's pool is filled by
	 * now. */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		memset(bytes, 0, sizeof(bytes));
	request_id_make(bytes, r->id);
}

/* Returns the name of a header, of length bytes, as HTTP has it: X_REQUEST_ID,
 * as CGI writes it, becomes X-Request-Id.  It is to be freed; NULL without
 * memory. */
static char *
title_case(const char *name, size_t length)
{
	char *out = malloc(length + 1);
	bool start = true;
	size_t i;

	if (out == NULL)
		return NULL;
	for (i = 0; i < length; i++) {
		out[i] = name[i] == '_' ? '-' : name[i];
		if (!start && out[i] >= 'A' && out[i] <= 'Z')
			out[i] |= 0x20;
		start = out[i] == '-';
	}
	out[length] = '\0';
	return out;
}

/*
 * Returns the header's name within the parameter param, or NULL if the
 * parameter is no header.  The gateway adds CONTENT_LENGTH=0 to requests
 * without a body; then the client sent no such header.  HTTP_CONTENT_LENGTH and
 * HTTP_CONTENT_TYPE repeat what the parameters without HTTP_ have.
 */
static const char *
header_name(const struct request *r, const char *param)
{
	if (strncmp(param, "CONTENT_TYPE=", 13) == 0)
		return param[13] == '\0' ? NULL : param;
	if (strncmp(param, "CONTENT_LENGTH=", 15) == 0) {
		if (r->content_length > 0 ||
		    find_param(r, "HTTP_CONTENT_LENGTH") != NULL)
			return param;
		return NULL;
	}
	if (strncmp(param, "HTTP_", 5) != 0 ||
	    strncmp(param, "HTTP_CONTENT_LENGTH=", 20) == 0 ||
	    strncmp(param, "HTTP_CONTENT_TYPE=", 18) == 0)
		return NULL;
	return param + 5;
}

/* Finds the headers among the count parameters of r.  Returns 0, or -1 without
 * memory. */
static int
collect_headers(struct request *r, size_t count)
{
	struct request_header *h;
	const char *name, *equals;
	size_t i;

	r->headers = calloc(count + 1, sizeof(*r->headers));
	if (r->headers == NULL)
		return -1;
	for (i = 0; i < count; i++) {
		name = header_name(r, r->params[i]);
		if (name == NULL)
			continue;
		equals = strchr(name, '=');
		if (equals == NULL || equals == name)
			continue;
		h = &r->headers[r->header_count];
		h->name = title_case(name, (size_t)(equals - name));
		if (h->name == NULL)
			return -1;
		h->value = equals + 1;
		r->header_count++;
	}
	return 0;
}

/* Copies the count parameters into r, since those of libfcgi are gone after the
 * request.  Returns 0, or -1 without memory. */
static int
copy_params(struct request *r, char *const params[], size_t count)
{
	size_t i;

	r->params = calloc(count + 1, sizeof(*r->params));
	if (r->params == NULL)
		return -1;
	for (i = 0; i < count; i++) {
		r->params[i] = strdup(params[i]);
		if (r->params[i] == NULL)
			return -1;
	}
	return 0;
}

struct request *
request_create(char *const params[])
{
	struct request *r = calloc(1, sizeof(*r));
	size_t count = 0;

	if (r == NULL)
		return NULL;
	while (params[count] != NULL)
		count++;
	if (copy_params(r, params, count) == -1)
		goto fail;
	r->method = find_text(r, "REQUEST_METHOD");
	r->query = find_text(r, "QUERY_STRING");
	r->remote = find_text(r, "REMOTE_ADDR");
	r->content_length = read_number(find_param(r, "CONTENT_LENGTH"), -1);
	r->queue_ms = read_queue(r);
	r->deadline_ms = read_deadline(r);
	set_id(r);
	if (asprintf(&r->path, "%s%s", find_text(r, "SCRIPT_NAME"),
		find_text(r, "PATH_INFO")) == -1) {
		r->path = NULL;
		goto fail;
	}
	if (collect_headers(r, count) == -1)
		goto fail;
	return r;
fail:
	request_free(r);
	return NULL;
}

void
request_free(struct request *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->header_count; i++)
		free(r->headers[i].name);
	free(r->headers);
	for (i = 0; r->params != NULL && r->params[i] != NULL; i++)
		free(r->params[i]);
	free(r->params);
	free(r->path);
	buffer_free(&r->body);
	free(r);
}

const char *
request_header(const struct request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}
