/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/lib/test.h"

#include "tests/lib/flight_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/load_client.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

enum { LINES = 6, FILE_BYTES = 300000 };

#define ON "ocr.single-flight := \"enable\"\nocr.client-key := \"X-Client\"\n"

struct server_options flight_options = {.workers = 2, .conf = ON};
struct server_options flight_one = {.workers = 1, .conf = ON};
struct server_options flight_slow = {.workers = 1, .conf = ON};

struct page_file flight_page;

int
flight_fixture_setup(void **state)
{
	static uint32_t seed = 100;
	unsigned char *data;

	if (page_slow(*state == &flight_slow ? 6 * LINES : LINES, seed++,
		&flight_page) != 0)
		return -1;
	if (flight_page.len < FILE_BYTES) {
		data = realloc(flight_page.data, FILE_BYTES);
		if (data == NULL)
			return -1;
		memset(data + flight_page.len, 0, FILE_BYTES - flight_page.len);
		flight_page.data = data;
		flight_page.len = FILE_BYTES;
	}
	return server_fixture_setup(state);
}

int
flight_fixture_teardown(void **state)
{
	page_file_clear(&flight_page);
	return server_fixture_teardown(state);
}

int
flight_post_body(
    const char *path, const char *headers, const void *body, size_t size)
{
	size_t len;
	char *request = load_client_post(path, headers, body, size, &len);
	int fd = raw_request(server_fixture->port, request, len);

	free(request);
	assert_true(fd >= 0);
	return fd;
}

int
flight_post(const char *path, const char *headers)
{
	return flight_post_body(
	    path, headers, flight_page.data, flight_page.len);
}

const char *
flight_body(const char *answer)
{
	const char *at = strstr(answer, "\r\n\r\n");

	assert_non_null(at);
	return at + 4;
}

void
flight_small_page(void)
{
	static uint32_t seed = 300;

	page_file_clear(&flight_page);
	assert_int_equal(page_slow(3 * LINES, seed++, &flight_page), 0);
	assert_true(flight_page.len < 60000);
}
