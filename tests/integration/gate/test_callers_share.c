/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.single-flight and ocr.store on the paths of other services' callers: what
 * two of them send at once is one recognition, and a second later a hit; each
 * header that decides an answer counts, and /headers is never shared.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/lib/base64.h"
#include "tests/lib/client.h"
#include "tests/lib/page.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

#define JSON "Content-Type: application/json\r\n"
#define HIT "Cache-Status: mod_ocr; hit"
#define SHARED "X-OCR-Shared: 1"

/* How the file is contained in the body. */
enum kind { KIND_FILE, KIND_FORM, KIND_JSON };

struct call {
	const char *method, *path, *headers;
	enum kind kind;
	/* What the JSON has before and after the file as base64; begin is also
	 * the name of the form's part. */
	const char *begin, *end;
};

#define MISTRAL                                                                \
	"{\"model\":\"m\",\"document\":{\"type\":\"image_url\",\"image_url\":" \
	"\"data:image/png;base64,",                                            \
	    "\"}}"

static const struct call calls[] = {
    {"POST", "/ocr", "", KIND_FILE, NULL, NULL},
    {"POST", "/tesseract", "", KIND_FORM, "file", NULL},
    {"POST", "/parse/image", "", KIND_FORM, "file", NULL},
    {"PUT", "/tika", "Accept: text/plain\r\n", KIND_FILE, NULL, NULL},
    {"PUT", "/tika", "Accept: text/xml\r\n", KIND_FILE, NULL, NULL},
    {"PUT", "/tika", "Accept: application/json\r\n", KIND_FILE, NULL, NULL},
    {"PUT", "/tika/text", "", KIND_FILE, NULL, NULL},
    {"PUT", "/rmeta", "", KIND_FILE, NULL, NULL},
    {"PUT", "/rmeta/text", "", KIND_FILE, NULL, NULL},
    {"PUT", "/rmeta/xml", "", KIND_FILE, NULL, NULL},
    {"PUT", "/rmeta/html", "", KIND_FILE, NULL, NULL},
    {"PUT", "/process", "X-Filename: a.png\r\n", KIND_FILE, NULL, NULL},
    {"POST", "/v1/ocr", JSON, KIND_JSON, MISTRAL},
    {"POST", "/ocr", JSON, KIND_JSON, MISTRAL},
    {"POST", "/v1/convert/file", "", KIND_FORM, "files", NULL},
    {"POST", "/v1/convert/source", JSON, KIND_JSON,
	"{\"sources\":[{\"kind\":\"file\",\"base64_string\":\"",
	"\",\"filename\":\"a.png\"}]}"},
    {"POST", "/process_ocr", "", KIND_FORM, "file", NULL},
};
#define CALLS (sizeof(calls) / sizeof(*calls))

static int
setup(void **state)
{
	static const struct store_setting setting = {
	    .conf = "ocr.single-flight := \"enable\"\n"};

	(void)state;
	if (page_text("Words of a page.\n", PAGE_PNG, &store_fixture_page) < 0)
		return -1;
	return store_fixture_open(&setting);
}

/* Writes the body of a call; each form has another boundary. */
static void
write_body(FILE *f, const struct call *c, int boundary)
{
	char *text;

	switch (c->kind) {
	case KIND_FORM:
		fprintf(f,
		    "--b%08d\r\nContent-Disposition: form-data; name=\"%s\"; "
		    "filename=\"a.png\"\r\n\r\n",
		    boundary, c->begin);
		fwrite(store_fixture_page.data, 1, store_fixture_page.len, f);
		fprintf(f, "\r\n--b%08d--\r\n", boundary);
		break;
	case KIND_JSON:
		text = base64_make(
		    store_fixture_page.data, store_fixture_page.len);
		assert_non_null(text);
		fprintf(f, "%s%s%s", c->begin, text, c->end);
		free(text);
		break;
	default:
		fwrite(store_fixture_page.data, 1, store_fixture_page.len, f);
	}
}

/* Sends a call with a further header line, or "".  Returns the socket. */
static int
begin(const struct call *c, const char *header)
{
	static int boundary;
	char *body, *request;
	size_t size, len;
	FILE *f = open_memstream(&body, &size);
	int fd;

	assert_non_null(f);
	write_body(f, c, ++boundary);
	fclose(f);
	f = open_memstream(&request, &len);
	assert_non_null(f);
	fprintf(f,
	    "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	    "Content-Length: %zu\r\n%s%s",
	    c->method, c->path, size, c->headers, header);
	if (c->kind == KIND_FORM)
		fprintf(f,
		    "Content-Type: multipart/form-data; boundary=b%08d\r\n",
		    boundary);
	fputs("\r\n", f);
	fwrite(body, 1, size, f);
	fclose(f);
	fd = raw_request(server_fixture->port, request, len);
	assert_true(fd >= 0);
	free(body);
	free(request);
	return fd;
}

/* Reads the answer to a call, which has to be a 200.  It is to be freed. */
static char *
finish(int fd, const struct call *c)
{
	const char *answer;
	int status = client_finish(fd, SERVER_FIXTURE_MS, &answer);

	if (status != 200)
		fail_msg("%s %s: %d %s", c->method, c->path, status, answer);
	return strdup(answer);
}

static const char *
body_of(const char *answer)
{
	const char *at = strstr(answer, "\r\n\r\n");

	assert_non_null(at);
	return at + 4;
}

/* Returns the rest of an answer, behind the id with which it may begin. */
static const char *
rest_of(const char *answer)
{
	const char *body = body_of(answer);

	return strncmp(body, "{\"id\":", 6) == 0 ? strchr(body, ',') : body;
}

static void
assert_has(const char *answer, const char *text, const struct call *c)
{
	if (strcasestr(answer, text) == NULL)
		fail_msg("%s %s has no \"%s\": %s", c->method, c->path, text,
		    answer);
}

/* Sends a call three times: the second one, at once, must share the answer of
 * the first, and the third, later, must get it from the store. */
static void
check(const struct call *c)
{
	int64_t answered = server_fixture_number("totals.answered"),
		stored = server_fixture_number("store.stored");
	char *answers[3];
	int fds[2];

	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fds[0] = begin(c, "");
	server_fixture_wait("running", 1);
	fds[1] = begin(c, "");
	server_fixture_wait("sharing", 1);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	for (int i = 0; i < 2; i++)
		answers[i] = finish(fds[i], c);
	server_fixture_wait("store.stored", stored + 1);
	answers[2] = finish(begin(c, ""), c);
	assert_null(strcasestr(answers[0], SHARED));
	assert_has(answers[1], SHARED, c);
	assert_has(answers[0], "Cache-Status: " STORE_MISS "\r\n", c);
	assert_has(
	    answers[1], "Cache-Status: mod_ocr; fwd=miss; collapsed\r\n", c);
	assert_has(answers[2], HIT, c);
	/* A strong tag would be a tag of what was sent. */
	if (strcmp(c->method, "PUT") == 0)
		assert_null(strcasestr(answers[2], "\r\nETag:"));
	assert_true(strlen(body_of(answers[0])) > 10);
	for (int i = 1; i < 3; i++)
		assert_string_equal(rest_of(answers[i]), rest_of(answers[0]));
	assert_int_equal(
	    server_fixture_number("totals.answered"), answered + 1);
	for (int i = 0; i < 3; i++)
		free(answers[i]);
}

/* No caller gets the answer of another, though the page is the same. */
static void
test_two_at_once_and_one_later(void **state)
{
	(void)state;
	for (size_t i = 0; i < CALLS; i++)
		check(&calls[i]);
	assert_int_equal(server_fixture_number("store.hits"), CALLS);
	assert_int_equal(server_fixture_number("totals.shared"), CALLS);
	assert_int_equal(server_fixture_number("store.entries"), CALLS);
}

static void
test_each_header_counts(void **state)
{
	static const struct call tika = {
	    "PUT", "/tika?format=text", "", KIND_FILE, NULL, NULL};
	static const struct call process = {
	    "PUT", "/process", "", KIND_FILE, NULL, NULL};
	static const struct {
		const struct call *call;
		const char *header;
	} rows[] = {
	    {&tika, ""},
	    {&tika, "Accept: text/plain\r\n"},
	    {&tika, "Accept: application/json\r\n"},
	    {&tika, "X-Tika-OCRLanguage: eng\r\n"},
	    {&tika, "X-Tika-OCRpageSegMode: 6\r\n"},
	    {&tika, "X-Tika-PDFOcrStrategy: ocr_only\r\n"},
	    {&tika, "X-Tika-PDFOcrStrategy: auto\r\n"},
	    {&process, ""},
	    {&process, "X-Filename: a\r\n"},
	    {&process, "X-Filename: b\r\n"},
	};
	enum { ROWS = sizeof(rows) / sizeof(*rows) };

	(void)state;
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < ROWS; i++) {
			char *answer = finish(
			    begin(rows[i].call, rows[i].header), rows[i].call);
			if (again)
				assert_has(answer, HIT, rows[i].call);
			else
				assert_null(strcasestr(answer, HIT));
			free(answer);
		}
		server_fixture_wait("store.stored", ROWS);
	}
	assert_int_equal(server_fixture_number("totals.answered"), ROWS);
}

/* The same bytes are a form on other paths, and a file on Tika's, where what
 * stands before the first part counts. */
static void
test_a_file_that_is_a_form_to_others(void **state)
{
	static const char *const texts[] = {"First words.\n", "Other ones.\n"};
	static const char end[] =
	    "\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
	    "\r\n--b--\r\n";
	static const struct call tika = {"PUT", "/tika/text",
	    "Content-Type: multipart/form-data; boundary=b\r\n", KIND_FILE,
	    NULL, NULL};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct page_file file;
		char *answer;

		page_file_clear(&store_fixture_page);
		assert_int_equal(page_text(texts[i], PAGE_PNG, &file), 0);
		store_fixture_page.len = file.len + sizeof(end) - 1;
		store_fixture_page.data = malloc(store_fixture_page.len);
		assert_non_null(store_fixture_page.data);
		memcpy(store_fixture_page.data, file.data, file.len);
		memcpy(
		    store_fixture_page.data + file.len, end, sizeof(end) - 1);
		page_file_clear(&file);
		answer = finish(begin(&tika, ""), &tika);
		assert_null(strcasestr(answer, HIT));
		assert_has(
		    answer, i == 0 ? "First words." : "Other ones.", &tika);
		free(answer);
		server_fixture_wait("store.stored", i + 1);
	}
}

/* A worker takes X_Tika_PDFOcrStrategy for X-Tika-PDFOcrStrategy. */
static void
test_ambiguous_headers_are_not_kept(void **state)
{
	static const struct call tika = {
	    "PUT", "/tika?format=text", "", KIND_FILE, NULL, NULL};

	(void)state;
	free(finish(begin(&tika, "X_Tika_PDFOcrStrategy: no_ocr\r\n"), &tika));
	free(finish(begin(&tika, "X.Filename: a\r\n"), &tika));
	free(finish(begin(&tika, ""), &tika));
	server_fixture_wait("store.stored", 1);
	assert_int_equal(server_fixture_number("totals.answered"), 3);
	assert_int_equal(server_fixture_number("store.hits"), 0);
}

/* A client that wants a new answer gets none that another one waits for, but
 * the store keeps it. */
static void
test_a_new_answer_is_each_ones_own(void **state)
{
	static const struct call *const c = &calls[0];
	char *answers[2];
	int fds[2];

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fds[0] = begin(c, "");
	server_fixture_wait("running", 1);
	fds[1] = begin(c, "Cache-Control: no-cache\r\n");
	server_fixture_wait("queued", 1);
	assert_int_equal(server_fixture_number("sharing"), 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	for (int i = 0; i < 2; i++)
		answers[i] = finish(fds[i], c);
	assert_has(
	    answers[1], "Cache-Status: mod_ocr; fwd=request; stored\r\n", c);
	/* If the first has not been written yet, the second takes its place. */
	server_fixture_wait("store.entries", 1);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	for (int i = 0; i < 2; i++)
		free(answers[i]);
}

static void
test_headers_are_never_shared(void **state)
{
	static const struct call headers = {
	    "POST", "/headers", "", KIND_FILE, NULL, NULL};
	int fds[2];

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fds[0] = begin(&headers, "");
	fds[1] = begin(&headers, "");
	server_fixture_wait("queued", 1);
	assert_int_equal(server_fixture_number("sharing"), 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	for (int i = 0; i < 2; i++)
		free(finish(fds[i], &headers));
	free(finish(begin(&headers, ""), &headers));
	assert_int_equal(server_fixture_number("totals.answered"), 3);
	assert_int_equal(server_fixture_number("store.stored"), 0);
}

int
main(void)
{
#define SHARE_TEST(test)                                                       \
	cmocka_unit_test_setup_teardown(test, setup, store_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    SHARE_TEST(test_two_at_once_and_one_later),
	    SHARE_TEST(test_each_header_counts),
	    SHARE_TEST(test_a_file_that_is_a_form_to_others),
	    SHARE_TEST(test_ambiguous_headers_are_not_kept),
	    SHARE_TEST(test_a_new_answer_is_each_ones_own),
	    SHARE_TEST(test_headers_are_never_shared),
	};

	return server_report(
	    cmocka_run_group_tests_name("callers_share", tests, NULL, NULL));
}
