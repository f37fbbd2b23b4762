/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server with a store, and its clients, with assertions.
 */
#include "tests/lib/store_fixture.h"

#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/server_fixture.h"

enum { LINES = 2 };

char store_fixture_dir[DIR_MAX];
struct page_file store_fixture_page;

static char conf[1024];
static struct server_options options = {.conf = conf};
static uint32_t seed = 500;

int
store_fixture_start(const char *dir, const struct store_setting *setting)
{
	static const struct store_setting usual = {.conf = NULL};

	if (setting == NULL)
		setting = &usual;
	snprintf(conf, sizeof(conf), "ocr.store = \"%s\"\n%s", dir,
	    setting->conf != NULL ? setting->conf : "");
	options.worker_args = setting->worker_args;
	options.workers = setting->workers > 0 ? setting->workers : 1;
	return server_fixture_open(&options);
}

int
store_fixture_open(const struct store_setting *setting)
{
	if (dir_make(store_fixture_dir) < 0)
		return -1;
	return store_fixture_start(store_fixture_dir, setting);
}

int
store_fixture_setup(void **state)
{
	if (page_slow(LINES, seed++, &store_fixture_page) < 0)
		return -1;
	return store_fixture_open(*state);
}

int
store_fixture_teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	page_file_clear(&store_fixture_page);
	dir_remove(store_fixture_dir);
	return rc;
}

void
store_fixture_restart(void)
{
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	assert_int_equal(server_fixture_open(&options), 0);
}

void
store_fixture_new_page(unsigned lines)
{
	page_file_clear(&store_fixture_page);
	assert_int_equal(page_slow(lines, seed++, &store_fixture_page), 0);
}

struct http_answer
store_fixture_send(const char *method, const char *path, const char *header)
{
	const char *headers[] = {header, NULL};
	const bool has_body = strcmp(method, "POST") == 0;
	const struct http_request r = {
	    .method = method,
	    .path = path,
	    .headers = headers,
	    .body = has_body ? store_fixture_page.data : NULL,
	    .body_len = has_body ? store_fixture_page.len : 0,
	};
	struct http_answer a;

	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	return a;
}

void
store_fixture_expect(
    const char *method, const char *path, const char *header, long status)
{
	struct http_answer a = store_fixture_send(method, path, header);

	if (a.status != status)
		fail_msg("%s %s: %ld, not %ld: %s", method, path, a.status,
		    status, a.body);
	http_answer_clear(&a);
}

struct http_answer
store_fixture_post_for(const char *path, const char *header, const char *cache)
{
	struct http_answer a = store_fixture_send("POST", path, header);
	const char *got = http_header(&a, "Cache-Status");

	if (a.status != 200)
		fail_msg("%s: %ld %s", path, a.status, a.body);
	if (cache == NULL)
		assert_null(got);
	else
		assert_string_equal(got != NULL ? got : "none", cache);
	return a;
}

void
store_fixture_post(const char *path, const char *header, const char *cache)
{
	struct http_answer a = store_fixture_post_for(path, header, cache);

	http_answer_clear(&a);
}

void
store_fixture_keep(const char *path)
{
	int64_t stored = server_fixture_number("store.stored");

	store_fixture_post(path, NULL, STORE_MISS);
	server_fixture_wait("store.stored", stored + 1);
}
