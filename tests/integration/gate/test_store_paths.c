/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The paths of which answers are kept: all that read pages, as other services'
 * callers send them, and no other.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/base64.h"
#include "tests/lib/http.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

static const struct sent {
	const char *method, *path;
	/* Of a form, the name of the part with the page; of JSON, what stands
	 * before and behind the page in base64; of neither, the page is the
	 * body. */
	const char *part, *before, *behind;
} pages[] = {
    {"POST", "/ocr", NULL, NULL, NULL},
    {"POST", "/ocr", "file", NULL, NULL},
    {"POST", "/tesseract", "file", NULL, NULL},
    {"POST", "/parse/image", "file", NULL, NULL},
    {"PUT", "/tika", NULL, NULL, NULL},
    {"PUT", "/tika/text", NULL, NULL, NULL},
    {"PUT", "/rmeta", NULL, NULL, NULL},
    {"PUT", "/rmeta/text", NULL, NULL, NULL},
    {"PUT", "/rmeta/xml", NULL, NULL, NULL},
    {"PUT", "/rmeta/html", NULL, NULL, NULL},
    {"PUT", "/process", NULL, NULL, NULL},
    {"POST", "/v1/ocr", NULL,
	"{\"model\":\"mistral-ocr-latest\",\"document\":{\"type\":"
	"\"image_url\",\"image_url\":\"data:image/png;base64,",
	"\"}}"},
    {"POST", "/v1/convert/file", "files", NULL, NULL},
    {"POST", "/v1/convert/source", NULL,
	"{\"sources\":[{\"kind\":\"file\",\"filename\":\"a.png\","
	"\"base64_string\":\"",
	"\"}]}"},
    {"POST", "/process_ocr", "file", NULL, NULL},
};

/* Returns the body, to be freed, and in type the line of its Content-Type. */
static char *
make_body(const struct sent *s, const char *boundary, size_t *size,
    char type[static 80])
{
	const struct page_file *page = &store_fixture_page;
	char *body, *text;
	FILE *f = open_memstream(&body, size);

	assert_non_null(f);
	snprintf(type, 80, "Content-Type: image/png");
	if (s->part != NULL) {
		snprintf(type, 80,
		    "Content-Type: multipart/form-data; boundary=%s", boundary);
		fprintf(f,
		    "--%s\r\nContent-Disposition: form-data; name=\"%s\"; "
		    "filename=\"a.png\"\r\n\r\n",
		    boundary, s->part);
	}
	if (s->before != NULL) {
		text = base64_make(page->data, page->len);
		assert_non_null(text);
		snprintf(type, 80, "Content-Type: application/json");
		fprintf(f, "%s%s%s", s->before, text, s->behind);
		free(text);
	} else {
		fwrite(page->data, 1, page->len, f);
	}
	if (s->part != NULL)
		fprintf(f, "\r\n--%s--\r\n", boundary);
	assert_int_equal(fclose(f), 0);
	return body;
}

/* Sends the page, if as a form, then with this boundary.  The answer must be a
 * 200 with this Cache-Status, or without one for NULL. */
static void
send_page(const struct sent *s, const char *boundary, const char *cache)
{
	char type[80], *body;
	const char *const headers[] = {type, NULL}, *told;
	struct http_request r = {
	    .method = s->method, .path = s->path, .headers = headers};
	struct http_answer a;

	r.body = body = make_body(s, boundary, &r.body_len, type);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	if (a.status != 200)
		fail_msg("%s: %ld %s", s->path, a.status, a.body);
	told = http_header(&a, "Cache-Status");
	if (cache == NULL ? told != NULL
			  : told == NULL || strcmp(told, cache) != 0)
		fail_msg("%s: %s", s->path, told != NULL ? told : "nothing");
	http_answer_clear(&a);
	free(body);
}

static void
test_all_that_read_pages(void **state)
{
	(void)state;
	/* The scoreboard has to be in use first. */
	server_fixture_wait("slots", 1);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		send_page(&pages[i], "a1b2c3", STORE_MISS);
		server_fixture_wait("store.stored", (int64_t)i + 1);
		send_page(&pages[i], "XyZ", STORE_HIT);
	}
	assert_int_equal(server_fixture_number("store.hits"),
	    sizeof(pages) / sizeof(*pages));
}

/* What a worker says of a request itself is neither kept nor shared. */
static void
test_no_other(void **state)
{
	static const struct sent s = {"POST", "/headers", NULL, NULL, NULL};

	(void)state;
	server_fixture_wait("slots", 1);
	for (int i = 0; i < 2; i++)
		send_page(&s, "a1b2c3", NULL);
	assert_int_equal(server_fixture_number("store.misses"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

int
main(void)
{
	static struct store_setting both = {
	    .conf = "ocr.single-flight := \"enable\"\n"};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_all_that_read_pages, &both),
	    STORE_FIXTURE_TEST(test_no_other, &both),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_paths", tests, NULL, NULL));
}
