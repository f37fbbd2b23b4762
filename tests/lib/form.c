/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A form as browsers send it, with a fixed boundary.
 */
#include "tests/lib/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define END "--xyz--\r\n"
#define HEAD "--xyz\r\nContent-Disposition: form-data; "

/* Writes a field's part.  Returns its length; 0 without a name. */
static size_t
add_field(char *to, const char *name, const char *value)
{
	if (!name)
		return 0;
	return (size_t)sprintf(
	    to, HEAD "name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

/* Writes a file's part.  Returns its length; 0 without a file. */
static size_t
add_file(char *to, const struct page_file *file)
{
	size_t len;

	if (!file)
		return 0;
	len = (size_t)sprintf(to, HEAD "name=\"file\"; filename=\"a\"\r\n\r\n");
	memcpy(to + len, file->data, file->len);
	len += file->len;
	return len + (size_t)sprintf(to + len, "\r\n");
}

/* Sends the body and frees it.  Returns as http_send does. */
static int
finish(int port, const char *path, char *body, size_t len,
    struct http_answer *answer)
{
	static const char *const headers[] = {"Content-Type: " FORM_TYPE, NULL};
	const struct http_request request = {
	    .path = path, .headers = headers, .body = body, .body_len = len};
	int rc = http_send(port, &request, answer);

	free(body);
	return rc;
}

char *
form_of_files(const struct page_file *files, size_t n, size_t *len)
{
	size_t room = 1024;
	char *body;

	for (size_t i = 0; i < n; i++)
		room += files[i].len + 128;
	body = malloc(room);
	if (!body)
		return NULL;
	*len = 0;
	for (size_t i = 0; i < n; i++)
		*len += add_file(body + *len, &files[i]);
	*len += (size_t)sprintf(body + *len, END);
	return body;
}

int
form_post_files(int port, const char *path, const struct page_file *files,
    size_t n, struct http_answer *answer)
{
	size_t len;
	char *body = form_of_files(files, n, &len);

	return body ? finish(port, path, body, len, answer) : -1;
}

int
form_post(int port, const struct form *form, struct http_answer *answer)
{
	size_t len, room = 1024;
	char *body;

	room += form->value ? strlen(form->value) : 0;
	room += form->value2 ? strlen(form->value2) : 0;
	room += form->file ? form->file->len : 0;
	body = malloc(room);
	if (!body)
		return -1;
	len = add_field(body, form->name, form->value);
	len += add_field(body + len, form->name2, form->value2);
	len += add_file(body + len, form->file);
	len += (size_t)sprintf(body + len, END);
	return finish(port, form->path, body, len, answer);
}
