/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compressed bodies are unpacked within the limit, and refused if they are
 * damaged, cut off or compressed otherwise.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "fcgi-worker/http/body.h"
#include "tests/unit/parameter_of.h"
#include "tests/unit/request_of.h"

/* Returns so many zeros as gzip, to be freed. */
static struct buffer
zip(size_t size)
{
	unsigned char *zeros = calloc(1, size), *packed = malloc(size + 1000);
	z_stream z = {.next_in = zeros, .avail_in = (uInt)size};
	struct buffer b = {0};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
	z.next_out = packed;
	z.avail_out = (uInt)size + 1000;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buffer_add(&b, packed, z.total_out);
	deflateEnd(&z);
	free(zeros);
	free(packed);
	return b;
}

static void
test_gunzip(void **state)
{
	static const char encoding[] = "HTTP_CONTENT_ENCODING=gzip";
	struct buffer packed = zip(1000000);
	struct problem e = {.type = PROBLEM_NONE};
	struct request *q;
	struct body b;
	size_t n;

	(void)state;
	q = request_of("A=", encoding, packed.data, packed.size);
	assert_int_equal(body_open(&b, q, 1000000, &e), 0);
	assert_int_equal(b.files[0].bytes.size, 1000000);
	body_close(&b);
	assert_int_equal(body_open(&b, q, 999999, &e), -1);
	assert_int_equal(e.type, PROBLEM_BODY_TOO_LARGE);
	request_free(q);
	for (n = 0; n < packed.size; n++) {
		q = request_of("A=", encoding, packed.data, n);
		assert_int_equal(body_open(&b, q, 1000000, &e), -1);
		assert_string_equal(parameter_of(&e), "Content-Encoding");
		request_free(q);
	}
	q = request_of("A=", "HTTP_CONTENT_ENCODING=br", "abc", 3);
	assert_int_equal(body_open(&b, q, 100, &e), -1);
	assert_int_equal(e.type, PROBLEM_UNSUPPORTED_TYPE);
	request_free(q);
	problem_clear(&e);
	buffer_free(&packed);
}

/* Behind a member there may be further members, and then zeros, but nothing
 * else. */
static void
test_behind_a_member(void **state)
{
	static const char zeros[100000];
	static const struct {
		size_t members, zeros;
		const char *rest;
		int result;
	} table[] = {
	    {1, 1, "", 0},
	    {1, 1023, "", 0},
	    {1, sizeof(zeros), "", 0},
	    {2, 0, "", 0},
	    {3, 512, "", 0},
	    {1, 0, "behind the end", -1},
	    {2, 0, "b", -1},
	    {2, 512, "b", -1},
	    {0, 512, "", -1},
	};
	struct buffer packed = zip(1000);
	struct problem e = {.type = PROBLEM_NONE};
	struct request *q;
	struct body b;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		q = request_of("A=", "HTTP_CONTENT_ENCODING=gzip", "", 0);
		for (n = 0; n < table[i].members; n++)
			buffer_add(&q->body, packed.data, packed.size);
		buffer_add(&q->body, zeros, table[i].zeros);
		buffer_add_text(&q->body, table[i].rest);
		assert_int_equal(body_open(&b, q, 3000, &e), table[i].result);
		if (table[i].result == 0) {
			assert_int_equal(
			    b.files[0].bytes.size, table[i].members * 1000);
			body_close(&b);
		}
		request_free(q);
	}
	problem_clear(&e);
	buffer_free(&packed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gunzip),
	    cmocka_unit_test(test_behind_a_member),
	};

	return cmocka_run_group_tests_name("gunzip", tests, NULL, NULL);
}
