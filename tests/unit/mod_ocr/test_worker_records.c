/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which FastCGI records a worker may send, however they are cut into pieces.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "mod_ocr/worker_records.h"

/* A string of bytes, of which some may be zero, and its length. */
#define STR(text) text, sizeof(text) - 1

enum { END = 3, OUT = 6, ERR = 7 };

static char sent[4096];
static size_t sent_len;

/* Adds a record, with padding as FastCGI libraries add it. */
static void
add_bytes(unsigned type, const char *content, size_t len)
{
	size_t padding = -len & 7;
	char head[] = {
	    1, (char)type, 0, 1, (char)(len >> 8), (char)len, (char)padding, 0};

	assert_true(sent_len + 8 + len + padding <= sizeof(sent));
	memcpy(sent + sent_len, head, 8);
	memcpy(sent + sent_len + 8, content, len);
	memset(sent + sent_len + 8 + len, '\n', padding);
	sent_len += 8 + len + padding;
}

static void
add(unsigned type, const char *content)
{
	add_bytes(type, content, strlen(content));
}

/* Reads the records that were added, in pieces of this size.  Returns whether
 * all may pass. */
static bool
read_in(size_t size, struct worker_records *w)
{
	*w = (struct worker_records){.head_len = 0};
	for (size_t i = 0; i < sent_len; i += size)
		if (!worker_records_read(
			w, sent + i, sent_len - i < size ? sent_len - i : size))
			return false;
	return true;
}

/* Checks that the records that were added pass, or do not, in pieces of every
 * size. */
static void
expect(bool passes)
{
	struct worker_records w;

	for (size_t size = 1; size <= sent_len; size++)
		if (read_in(size, &w) != passes)
			fail_msg("in pieces of %zu it %s", size,
			    passes ? "does not pass" : "passes");
}

/* Checks whether an answer passes in two records, cut at every place. */
static void
expect_answer(const char *answer, bool passes)
{
	char first[256];

	for (size_t cut = 0; cut <= strlen(answer); cut++) {
		snprintf(first, sizeof(first), "%.*s", (int)cut, answer);
		sent_len = 0;
		add(OUT, first);
		add(OUT, answer + cut);
		add(OUT, "");
		add(END, "\0\0\0\0");
		expect(passes);
	}
}

static void
passes_answers(void **state)
{
	(void)state;
	expect_answer("Status: 200\r\nContent-Type: text/plain\r\n\r\nx", true);
	expect_answer("\r\nTransfer-Encoding: chunked\r\n", true);
	expect_answer("\nTransfer-Encoding: chunked\r\n", true);
	expect_answer("A: b\n\nTransfer-Encoding: chunked\n", true);
	expect_answer("X-Transfer-Encoding: x\nA: Transfer-Encoding:\n", true);
	expect_answer(
	    "Transfer-Encodin: x\nStatus: 503\nStatus-1: 1\n\n", true);
}

static void
refuses_headers(void **state)
{
	(void)state;
	expect_answer("Transfer-Encoding: chunked\r\n\r\n", false);
	expect_answer("A: b\r\ntransfer-ENCODING:\r\n\r\n", false);
	expect_answer("A: b\n\rx\nTransfer-Encoding:x\n\n", false);
	/* A line that lighttpd does not take for empty does not end the
	 * headers. */
	expect_answer("A: b\n\r\r\nTransfer-Encoding:x\n\n", false);
	expect_answer("A: b\n \nTransfer-Encoding:x\n\n", false);
	expect_answer("Status: 103 Early Hints\n\n", false);
	expect_answer("A: b\nSTATUS:\t 101\r\n\r\n", false);
	expect_answer("HTTP/1.1 103 Early Hints\n\n", false);
}

/* Checks whether these bytes, which may have NULs, pass in an answer. */
static void
expect_bytes(const char *answer, size_t len, bool passes)
{
	sent_len = 0;
	add(OUT, "A: b\n");
	add_bytes(OUT, answer, len);
	expect(passes);
}

/* A line that is no header must not pass: a client, or a proxy that filters
 * headers, could take it for another one. */
static void
refuses_lines_that_are_none(void **state)
{
	(void)state;
	expect_answer("X-A: a\rSet-Cookie: x\n\n", false);
	expect_answer("X-A: a\r\r\n\r\n", false);
	expect_answer("X-A\rSet-Cookie: x\n\n", false);
	expect_answer("\rSet-Cookie: x\n\n", false);
	expect_answer("A: b\n Set-Cookie: x\n\n", false);
	expect_answer("\tSet-Cookie: x\n\n", false);
	expect_answer("Set-Cookie : x\n\n", false);
	expect_answer("\"X\": x\n\n", false);
	expect_answer("X y: x\n\n", false);
	expect_answer(":status: 302\n\n", false);
	expect_answer("A: b\nno header\n\n", false);
	expect_answer("X-A: \x1b[2J\n\n", false);
	expect_answer("X-A: \x7f\n\n", false);
	expect_answer("X-\xe9: x\n\n", false);
	expect_bytes(STR("\0Set-Cookie: x\n\n"), false);
	expect_bytes(STR("Set-Cookie\0: x\n\n"), false);
	expect_bytes(STR("X-A: a\0b\n\n"), false);
	expect_answer("X_a.1!: \tb \xe9 \"c\": d\t\r\n:\n", false);
	expect_answer("X_a.1!: \tb \xe9 \"c\": d\t\r\nA:\n\n\r\0\n", true);
}

static void
refuses_headers_in_many_records(void **state)
{
	(void)state;
	for (int records = 31; records < 34; records++) {
		sent_len = 0;
		add(OUT, "A:");
		for (int i = 2; i < records; i++) {
			add(OUT, "x");
			add(OUT, "");
			add(ERR, "x");
		}
		add(OUT, "\n\n");
		for (int i = 0; i < 100; i++)
			add(OUT, "x");
		expect(records <= 32);
	}
}

static void
refuses_other_types(void **state)
{
	(void)state;
	for (unsigned type = 0; type < 256; type++) {
		sent_len = 0;
		add(OUT, "A: b\n\nx");
		add(type, "");
		expect(type == END || type == OUT || type == ERR);
	}
}

static void
counts_apart(void **state)
{
	struct worker_records w;

	(void)state;
	sent_len = 0;
	add(OUT, "A: b\n\n");
	add(ERR, "f\nu\n");
	add(OUT, "body");
	add(END, "12345678");
	for (size_t size = 1; size <= sent_len; size++) {
		assert_true(read_in(size, &w));
		assert_int_equal(w.answer, 10);
		assert_int_equal(w.log, 4);
		assert_int_equal(w.log_lines, 2);
		assert_int_equal(w.framing, 4 * 8 + 2 + 4 + 4 + 8);
		assert_true(w.in_body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passes_answers),
	    cmocka_unit_test(refuses_headers),
	    cmocka_unit_test(refuses_lines_that_are_none),
	    cmocka_unit_test(refuses_headers_in_many_records),
	    cmocka_unit_test(refuses_other_types),
	    cmocka_unit_test(counts_apart),
	};

	return cmocka_run_group_tests_name("worker_records", tests, NULL, NULL);
}
