/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fixture of a test: one server, and the requests that the test holds open
 * there.  All functions but the fixtures fail the calling test when something
 * is wrong.
 */
#ifndef TESTS_SERVER_FIXTURE_H
#define TESTS_SERVER_FIXTURE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/server.h"

/* The time limit of waits that have none of their own. */
#define SERVER_FIXTURE_MS 20000

/* NULL: none runs. */
extern struct server *server_fixture;

/* Starts the server.  Returns 0, or -1. */
int server_fixture_open(const struct server_options *options);

/* The fixtures of a test or a group.  *state has the options; NULL: one
 * worker. */
int server_fixture_setup(void **state);
int server_fixture_teardown(void **state);

/* A test with a server of its own. */
#define SERVER_FIXTURE_TEST(test, options)                                     \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, server_fixture_setup, server_fixture_teardown, options)

/* Returns a number of /status, as status_number() does. */
int64_t server_fixture_number(const char *name);

/* Waits until the number of /status is as wanted. */
void server_fixture_wait(const char *name, int64_t wanted);

/* Makes lighttpd reload, and waits until the next one serves. */
void server_fixture_reload(void);

/* Sends a GET whose answer has to be 200, and is to be cleared.  headers: NULL
 * or as in http_request. */
void server_fixture_get(
    const char *path, const char *const *headers, struct http_answer *answer);

/* Returns the document of the type that is made of a page, to be freed. */
char *server_fixture_document(const char *path, const struct page_file *page,
    const char *type, size_t *len);

/* Posts len zero bytes with further header lines.  Returns the socket. */
int server_fixture_post(const char *path, const char *headers, size_t len);

/* Sends a PUT, whose answer is to be cleared.  headers: NULL or as in
 * http_request. */
void server_fixture_put(const char *path, const char *const *headers,
    const void *body, size_t len, struct http_answer *answer);

/* Begins a POST whose body does not come to its end.  Returns the socket. */
int server_fixture_begin(const char *path);

/*
 * Reads the answer, which must have the status, and closes.  Returns its text,
 * in a buffer that the next call overwrites.
 */
const char *server_fixture_finish(int fd, int status);

/* Waits for a worker that recognizes a page and is not the process other.
 * Returns its process id.  The scoreboard must be in use. */
pid_t server_fixture_recognizing(pid_t other);

/* Stops the workers, and sends a request, which is handed to one of them and
 * waits there.  Returns the request's socket. */
int server_fixture_hold(void);

/* Lets the workers go on; each of the requests must get its 200. */
void server_fixture_drain(const int *fds, int n);

/* Returns the first line of worker.log whose member has the value, a new
 * reference. */
json_t *server_fixture_logged(const char *member, const char *value);

/* Returns what worker.log has by now, to be freed. */
char *server_fixture_log(void);

#endif
