/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The digest of a form is the same for the same parts, wherever its pieces end
 * and whatever its boundary is; and the form is divided as a worker divides it.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/http/multipart.h"
#include "fcgi-worker/http/problem.h"
#include "mod_ocr/parts_digest.h"

#define TYPE "multipart/form-data; boundary="
#define HEAD "Content-Disposition: form-data; name=\"file\"\r\n\r\n"

/* Digests a body that comes in pieces of that size.  Returns false if it has no
 * digest. */
static bool
digest(const char *boundary, const char *body, size_t length, size_t piece,
    unsigned char out[static 32])
{
	struct parts_digest d;
	char type[128];
	size_t at = 0, end = 0;

	snprintf(type, sizeof(type), TYPE "%s", boundary);
	assert_true(parts_digest_begin(&d, type));
	while (end < length) {
		end = length - end > piece ? end + piece : length;
		at += parts_digest_add(&d, (const unsigned char *)body + at,
		    end - at, end == length);
		assert_true(end - at < 512);
	}
	return parts_digest_end(&d, out);
}

static void
pieces_may_end_anywhere(void **state)
{
	static const char *const bodies[] = {
	    "--b\r\n" HEAD "one\r\n--b--\r\n",
	    "before\r\n--b\r\n" HEAD "one\r\n--b \t\r\n" HEAD "two\r\n--b--",
	    "--b\n" HEAD "a\n--b\r\n" HEAD "\r\r\n\n--bx\r\n--b-\r\n--b--\r\n.",
	    "--b\r\n--b\r\n\r\n--b\r\n\n--b--\n",
	    "--b\r\n" HEAD "\r\n\r\n-\r\n--\r\n--b--x\r\n--b--  \r\nafter",
	};
	unsigned char whole[32], pieces[32];

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		size_t n = strlen(bodies[i]);
		assert_true(digest("b", bodies[i], n, n, whole));
		for (size_t piece = 1; piece < n; piece++) {
			assert_true(digest("b", bodies[i], n, piece, pieces));
			if (memcmp(whole, pieces, 32) != 0)
				fail_msg("body %zu, pieces of %zu", i, piece);
		}
	}
}

static void
the_boundary_does_not_count(void **state)
{
	static const char one[] = "--b\r\n" HEAD "one\r\n--b--\r\n";
	static const char same[] = "--Xy-1\r\n" HEAD "one\r\n--Xy-1--\r\n";
	static const char *const others[] = {"--b\r\n" HEAD "onE\r\n--b--\r\n",
	    "--b\r\n" HEAD "one\r\n\r\n--b--\r\n",
	    "--b\r\n" HEAD "on\r\n--b\r\ne\r\n--b--\r\n",
	    "--b\r\n" HEAD "one\r\n--b\r\n" HEAD "one\r\n--b--\r\n",
	    "--b\r\n " HEAD "one\r\n--b--\r\n"};
	unsigned char a[32], b[32];

	(void)state;
	assert_true(digest("b", one, strlen(one), 9, a));
	assert_true(digest("Xy-1", same, strlen(same), 9, b));
	assert_memory_equal(a, b, 32);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_true(digest("b", others[i], strlen(others[i]), 99, b));
		if (memcmp(a, b, 32) == 0)
			fail_msg("body %zu", i);
	}
}

static void
what_is_not_whole_has_none(void **state)
{
	static const char *const bodies[] = {"", "one", "--b\r\n" HEAD "one",
	    "--b\r\n" HEAD "one\r\n--b\r\n", "--b\r\n" HEAD "one\r\n--b-",
	    "--c--\r\n"};
	static const char *const types[] = {"image/png", "multipart/form-data",
	    "multipart/mixed; boundary=b", TYPE, TYPE "\"b\"", TYPE "b; x=y",
	    TYPE "b c", TYPE "b\n", "multipart/form-data; boundary*=b",
	    "multipart/form-data; x=y; boundary=b"};
	struct parts_digest d;
	unsigned char out[32];

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		if (digest("b", bodies[i], strlen(bodies[i]), 7, out))
			fail_msg("body %zu", i);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (parts_digest_begin(&d, types[i]))
			fail_msg("%s", types[i]);
}

/* A worker accepts no more parts, and digesting thousands would hold all other
 * clients up. */
static void
too_many_parts_have_none(void **state)
{
	static const char part[] = "--b\r\n" HEAD "\r\n", end[] = "--b--";
	enum { SIZE = sizeof(part) - 1, MOST = MULTIPART_PARTS_MAX };
	char *body = malloc((MOST + 1) * SIZE + sizeof(end));
	unsigned char out[32];

	(void)state;
	assert_non_null(body);
	for (size_t i = 0; i <= MOST; i++)
		memcpy(body + i * SIZE, part, SIZE);
	strcpy(body + MOST * SIZE, end);
	assert_true(digest("b", body, strlen(body), 1000, out));
	memcpy(body + MOST * SIZE, part, SIZE);
	strcpy(body + (MOST + 1) * SIZE, end);
	assert_false(digest("b", body, strlen(body), 1000, out));
	free(body);
}

/* Returns the parts that a worker finds in the body, each with its name and
 * bytes, as a text to be freed; "problem" and a status if it finds none. */
static char *
describe(const char *body, size_t length)
{
	struct problem p = {0};
	struct multipart m;
	struct bytes bytes = {(const unsigned char *)body, length};
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	if (multipart_parse(&m, TYPE "b", &bytes, &p) == -1) {
		fprintf(f, "problem %d", p.status);
	} else {
		for (size_t i = 0; i < m.count; i++) {
			fprintf(f, "%s %zu:", m.parts[i].name,
			    m.parts[i].bytes.size);
			fwrite(
			    m.parts[i].bytes.data, 1, m.parts[i].bytes.size, f);
		}
		multipart_free(&m);
	}
	problem_clear(&p);
	fclose(f);
	return text;
}

/* Bodies of random pieces: those with the same digest are the same to a
 * worker. */
static void
a_worker_divides_it_alike(void **state)
{
	static const char *const pieces[] = {"--b\r\n", "--b", "--b--\r\n",
	    "\r\n", "\n", "\r", "-", HEAD, "x", " ", "--b--",
	    "Content-Disposition: form-data; name=a\n\n"};
	enum { BODIES = 20000, PIECES = sizeof(pieces) / sizeof(*pieces) };
	struct seen {
		unsigned char digest[32];
		char *parts;
	} *seen = calloc(BODIES, sizeof(*seen));
	size_t count = 0, alike = 0;
	char body[1024];

	(void)state;
	multipart_init();
	srand(1);
	for (int i = 0; i < BODIES; i++) {
		strcpy(body, "--b\r\n" HEAD);
		for (int n = rand() % 7; n > 0; n--)
			strcat(body, pieces[rand() % PIECES]);
		strcat(body, rand() % 2 ? "\r\n--b--\r\n" : "\n--b--");
		if (!digest("b", body, strlen(body), 1 + (size_t)rand() % 9,
			seen[count].digest))
			continue;
		seen[count].parts = describe(body, strlen(body));
		for (size_t j = 0; j < count; j++) {
			if (memcmp(seen[j].digest, seen[count].digest, 32) != 0)
				continue;
			alike++;
			assert_string_equal(seen[j].parts, seen[count].parts);
			break;
		}
		count++;
	}
	assert_true(alike > 100);
	while (count > 0)
		free(seen[--count].parts);
	free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_may_end_anywhere),
	    cmocka_unit_test(the_boundary_does_not_count),
	    cmocka_unit_test(what_is_not_whole_has_none),
	    cmocka_unit_test(too_many_parts_have_none),
	    cmocka_unit_test(a_worker_divides_it_alike),
	};

	return cmocka_run_group_tests_name("parts_digest", tests, NULL, NULL);
}
