/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * To whom ocr.store gives a result: to the client that it was made for and to
 * no other, nor to pages of other sites in the client's browser, unless the
 * configuration says so.
 */
#include "tests/lib/test.h"

#include <stdio.h>

#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

/* By this, a test can be several clients. */
#define BY_HEADER "ocr.client-key := \"X-Client\"\n"

/* The clients that send pages have names. */
#define USERS                                                                  \
	BY_HEADER                                                              \
	"server.modules := ( \"mod_auth\", \"mod_authn_file\", \"mod_ocr\",\n" \
	"  \"mod_fastcgi\" )\n"                                                \
	"auth.backend = \"plain\"\n"                                           \
	"auth.backend.plain.userfile = env.OCR_RUN_DIR + \"/users\"\n"         \
	"auth.require = ( \"/ocr\" => ( \"method\" => \"basic\",\n"            \
	"  \"realm\" => \"OCR\", \"require\" => \"valid-user\" ) )\n"

static int other_port;

/* Sends a request with both headers; its status must be as wanted. */
static void
expect_with(const char *method, const char *path, const char *one,
    const char *other, long status)
{
	const char *headers[] = {one, other, NULL};
	const struct http_request r = {
	    .method = method, .path = path, .headers = headers};
	struct http_answer a;

	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	if (a.status != status)
		fail_msg("%s with %s: %ld", one, other, a.status);
	http_answer_clear(&a);
}

static void
test_others_are_not_told(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_post("/ocr", "X-Client: one", STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_expect("GET", path, "X-Client: another", 404);
	store_fixture_expect("DELETE", path, "X-Client: another", 404);
	store_fixture_expect("GET", path, NULL, 404);
	store_fixture_expect("GET", path, "X-Client: one", 200);
	store_fixture_post("/ocr", "X-Client: another", STORE_MISS);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

/* The hosts of a network take turns as one client, but are told nothing of each
 * other. */
static void
test_a_neighbor_is_not_told(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_post("/ocr", "X-Client: 2001:db8::1", STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_expect("GET", path, "X-Client: 2001:db8::2", 404);
	store_fixture_expect("DELETE", path, "X-Client: 2001:db8::2", 404);
	store_fixture_post("/ocr", "X-Client: 2001:db8::2", STORE_MISS);
	store_fixture_expect("GET", path, "X-Client: [2001:db8::1]:80", 200);
}

/* The value of a header is no address, also where it looks like one. */
static void
test_a_header_is_no_address(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_keep("/ocr");
	store_fixture_expect("GET", path, NULL, 200);
	store_fixture_expect("GET", path, "X-Client: 127.0.0.1", 404);
	store_fixture_expect("DELETE", path, "X-Client: 127.0.0.1", 404);
	store_fixture_expect("GET", path, NULL, 200);
}

/* A page of another site in a client's browser learns nothing. */
static void
test_other_sites_are_not_told(void **state)
{
	char path[RESULT_PATH_ROOM], own[64];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_keep("/ocr");
	store_fixture_expect("GET", path, "Sec-Fetch-Site: cross-site", 404);
	store_fixture_expect("GET", path, "Sec-Fetch-Site: same-site", 404);
	store_fixture_post("/ocr", "Sec-Fetch-Site: cross-site", NULL);
	store_fixture_expect("GET", path, "Sec-Fetch-Site: same-origin", 200);
	store_fixture_post("/ocr", "Sec-Fetch-Site: same-origin", STORE_HIT);
	/* Without TLS a browser tells only this. */
	store_fixture_post("/ocr", "Origin: http://evil.example", NULL);
	store_fixture_post("/ocr", "Origin: null", NULL);
	store_fixture_expect(
	    "DELETE", path, "Origin: http://evil.example", 404);
	snprintf(own, sizeof(own), "Origin: http://127.0.0.1:%d",
	    server_fixture->port);
	store_fixture_post("/ocr", own, STORE_HIT);
}

/* For the client's browser a page is of the same origin if the name of its site
 * has been given the address of this server. */
static void
test_a_site_that_took_the_address_is_not_told(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_keep("/ocr");
	expect_with("GET", path, "Host: evil.example",
	    "Sec-Fetch-Site: same-origin", 404);
	expect_with("DELETE", path, "Host: evil.example",
	    "Sec-Fetch-Site: same-origin", 404);
	store_fixture_post("/ocr", "Host: evil.example", STORE_MISS);
	server_fixture_wait("store.stored", 2);
	/* The next lighttpd may have another port. */
	expect_with(
	    "GET", path, "Host: 127.0.0.1", "Sec-Fetch-Site: same-origin", 200);
}

/* A page of another site that may not call learns nothing either. */
static void
test_only_the_other_site_that_may_call_is_told(void **state)
{
	static const char *const both[] = {
	    "Sec-Fetch-Site: cross-site", "Origin: https://good.example", NULL};
	struct http_request r = {.headers = both};
	char path[RESULT_PATH_ROOM];
	struct http_answer a;

	(void)state;
	result_path(&store_fixture_page, "", path);
	r.path = path;
	store_fixture_keep("/ocr");
	store_fixture_expect("GET", path, "Origin: https://good.example", 200);
	store_fixture_expect("GET", path, "Sec-Fetch-Site: cross-site", 404);
	store_fixture_expect("GET", path, "Sec-Fetch-Site: same-origin", 200);
	store_fixture_post("/ocr", "Origin: https://evil.example", NULL);
	store_fixture_post("/ocr", "Origin: https://good.example", STORE_HIT);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	http_answer_clear(&a);
}

/* Both come from one address, and one of them claims to be the other. */
static void
test_each_user_has_a_room(void **state)
{
	static const char one[] = "Authorization: Basic b25lOnNlY3JldA==";
	static const char two[] = "Authorization: Basic dHdvOnNlY3JldA==";
	char path[RESULT_PATH_ROOM];
	FILE *users = fopen(server_path(server_fixture, "users"), "we");

	(void)state;
	assert_non_null(users);
	fputs("one:secret\ntwo:secret\n", users);
	assert_int_equal(fclose(users), 0);
	result_path(&store_fixture_page, "", path);
	store_fixture_expect("GET", path, NULL, 401);
	store_fixture_post("/ocr", one, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_expect("GET", path, two, 404);
	store_fixture_expect("DELETE", path, two, 404);
	expect_with("GET", path, two, "X-Client: user one", 404);
	expect_with("GET", path, two, "Remote-User: one", 404);
	store_fixture_post("/ocr", two, STORE_MISS);
	server_fixture_wait("store.stored", 2);
	/* The address, and what the header says of it, do not count. */
	expect_with("GET", path, one, "X-Client: another", 200);
	/* A user of another site may be somebody else. */
	expect_with("GET", path, one, "Host: other.example", 404);
	store_fixture_expect("DELETE", path, one, 204);
	store_fixture_expect("GET", path, two, 200);
}

/* The same name may be that of somebody else where users come in another way.
 */
static void
test_a_user_of_another_socket(void **state)
{
	static const char *const headers[] = {
	    "Authorization: Basic b25lOnNlY3JldA==", "Host: a.example", NULL};
	char path[RESULT_PATH_ROOM];
	struct http_request r = {.headers = headers};
	struct http_answer a;
	const int ports[] = {server_fixture->port, other_port};
	FILE *users = fopen(server_path(server_fixture, "users"), "we");

	(void)state;
	assert_non_null(users);
	fputs("one:secret\n", users);
	assert_int_equal(fclose(users), 0);
	result_path(&store_fixture_page, "", path);
	for (int i = 0; i < 2; i++) {
		r.path = path;
		r.body = NULL;
		r.body_len = 0;
		assert_int_equal(http_send(ports[i], &r, &a), 0);
		assert_int_equal(a.status, 404);
		http_answer_clear(&a);
		r.path = "/ocr";
		r.body = store_fixture_page.data;
		r.body_len = store_fixture_page.len;
		assert_int_equal(http_send(ports[i], &r, &a), 0);
		assert_int_equal(a.status, 200);
		assert_string_equal(
		    http_header(&a, "Cache-Status"), STORE_MISS);
		http_answer_clear(&a);
		server_fixture_wait("store.stored", i + 1);
	}
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

/* Starts a server that listens on another port, too. */
static int
setup_two_sockets(void **state)
{
	static char conf[1024];
	static struct store_setting setting = {.conf = conf};

	other_port = server_free_port();
	snprintf(conf, sizeof(conf),
	    USERS "$SERVER[\"socket\"] == \"127.0.0.1:%d\" { }\n", other_port);
	*state = &setting;
	return store_fixture_setup(state);
}

static void
test_all_may_share(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_post("/ocr", "X-Client: one", STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_post("/ocr", "X-Client: another", STORE_HIT);
	store_fixture_expect("GET", path, "X-Client: a-third", 200);
}

int
main(void)
{
	static struct store_setting
	    alone = {.conf = BY_HEADER},
	    shared = {.conf = BY_HEADER "ocr.store-share = \"all\"\n"},
	    users = {.conf = USERS},
	    cors = {.conf = BY_HEADER
		    "ocr.cors-origin = \"https://good.example\"\n"};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_others_are_not_told, &alone),
	    STORE_FIXTURE_TEST(test_a_neighbor_is_not_told, &alone),
	    STORE_FIXTURE_TEST(test_a_header_is_no_address, &alone),
	    STORE_FIXTURE_TEST(test_other_sites_are_not_told, &alone),
	    STORE_FIXTURE_TEST(
		test_a_site_that_took_the_address_is_not_told, &alone),
	    STORE_FIXTURE_TEST(
		test_only_the_other_site_that_may_call_is_told, &cors),
	    STORE_FIXTURE_TEST(test_each_user_has_a_room, &users),
	    cmocka_unit_test_setup_teardown(test_a_user_of_another_socket,
		setup_two_sockets, store_fixture_teardown),
	    STORE_FIXTURE_TEST(test_all_may_share, &shared),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_sharing", tests, NULL, NULL));
}
