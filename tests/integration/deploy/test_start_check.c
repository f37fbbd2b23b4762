/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * "lighttpd -tt", which Debian runs before every start: it refuses what is
 * wrong in the configuration, and nothing that is a state of the machine.  With
 * such a state lighttpd starts, other sites serve, and the gate says what is
 * missing.
 */
#include "tests/lib/test.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define CHECK_MS 10000
#define COMES_MS 5000

/* The gate has one pool, and its host has a second socket. */
#define TWO_POOLS(socket, more)                                                \
	"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"                  \
	"ocr.gate = \"enable\"\nfastcgi.server = ( \"/ocr\" => (( \"socket\" " \
	"=> "                                                                  \
	"\"/run/pool.sock\", \"check-local\" => \"disable\" )),\n"             \
	"\"/more\" => (( \"socket\" => \"" socket                              \
	"\", \"check-local\" => \"disable\"" more " )) )\n"

/* There is one pool for all, and another one for a host. */
#define POOL_OF_HOST(outside, inside)                                          \
	"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"                  \
	"ocr.scoreboard = \"/run/pool.sock.board\"\n" outside                  \
	"fastcgi.server = ( \"/\" => (( \"socket\" => \"/run/pool.sock\", "    \
	"\"check-local\" => \"disable\" )) )\n"                                \
	"$HTTP[\"host\"] == \"other\" { " inside                               \
	"fastcgi.server = ( \"/\" => (( \"socket\" => \"/run/other.sock\", "   \
	"\"check-local\" => \"disable\" )) ) }\n"

/* Configurations of a few lines, each with what is said of it. */
static const struct {
	const char *conf;
	const char *says; /* NULL: it passes; so it does with a warning */
} cases[] = {
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n", NULL},
    {"server.modules = ( \"mod_ocr\" )\nserver.modules += ( \"mod_fastcgi\" "
     ")\n",
	NULL},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.spool = \"/nonexistent/spool\"\n"
     "ocr.scoreboard = \"/nonexistent/board\"\n",
	NULL},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "server.feature-flags = ( \"server.graceful-shutdown-timeout\" => 5,\n"
     "  \"server.graceful-restart-bg\" => \"disable\" )\n",
	NULL},
    {"server.modules = ( \"mod_fastcgi\", \"mod_ocr\" )\n",
	"after \"mod_fastcgi\": list it before"},
    {"server.modules = ( \"mod_ocr\" )\n", "add \"mod_fastcgi\" to"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "server.max-worker = 2\n",
	"server.max-worker = 2: mod_ocr needs 0"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\nocr.slots = 0\n",
	"ocr.slots takes a number, 1 to 65535"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "$HTTP[\"url\"] =^ \"/ocr\" { ocr.body-limit = \"4294967297\" }\n",
	"ocr.body-limit = \"4294967297\" is too large a number"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.spool-limit = 2147483648\n",
	"ocr.spool-limit takes a number of kilobytes, 1 to 2147483647"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.spool-limit = \"1.5\"\n",
	"expected an integer: ocr.spool-limit 1.5"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.shutdown-timeout = 3601\n",
	"ocr.shutdown-timeout takes a number of seconds, 1 to 3600"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.client-key = \"X-Forwarded-For:\"\n",
	"ocr.client-key takes the name of a request header"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.spool = \"run/spool\"\n",
	"ocr.spool takes the absolute path of a directory"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "server.max-request-size = 1000\n"
     "$HTTP[\"url\"] =^ \"/ocr\" { ocr.body-limit = 1001 }\n",
	"warning: ocr.body-limit = 1001 is above server.max-request-size = "
	"1000"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "server.max-request-size = 1000\nocr.body-limit = 1000\n",
	NULL},
    {TWO_POOLS(
	 "/run/other.sock", "") "ocr.scoreboard = \"/run/pool.sock.board\"\n",
	"fastcgi.server leads to two pools"},
    {TWO_POOLS("/run/other.sock", ""), NULL},
    {POOL_OF_HOST("ocr.gate = \"enable\"\n", ""),
	"fastcgi.server leads to two pools"},
    {POOL_OF_HOST("", "ocr.gate = \"enable\"\n"), NULL},
    {POOL_OF_HOST("ocr.gate = \"enable\"\n", "ocr.gate = \"disable\"\n"), NULL},
    {TWO_POOLS(
	 "/run/pool.sock", "") "ocr.scoreboard = \"/run/pool.sock.board\"\n",
	NULL},
    {TWO_POOLS("/run/other.sock",
	 ", \"mode\" => \"authorizer\"") "ocr.scoreboard = "
					 "\"/run/pool.sock.board\"\n",
	NULL},
    {TWO_POOLS("/run/other.sock",
	 ", \"mode\" => \"authorizer\"") "ocr.single-flight = \"enable\"\n",
	"ocr.single-flight and ocr.store would give answers"},
    {TWO_POOLS("/run/other.sock",
	 ", \"mode\" => \"authorizer\"") "ocr.store = \"/var/cache/mod_ocr\"\n",
	"ocr.single-flight and ocr.store would give answers"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.store = \"/nonexistent/store\"\n",
	"warning: ocr.store = \"/nonexistent/store\": No such file"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.store = \"store\"\n",
	"ocr.store takes the absolute path of a directory"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.store-max-age = 0\n",
	"ocr.store-max-age takes a number of seconds, 1 to 31536000"},
    {"server.modules = ( \"mod_ocr\", \"mod_fastcgi\" )\n"
     "ocr.store-share = \"some\"\n",
	"ocr.store-share takes \"own\" or \"all\""},
};

/* Returns whether a check says nothing, or only warns. */
static bool
passes(const char *says)
{
	return says == NULL || strncmp(says, "warning: ", 9) == 0;
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* Runs "lighttpd -tt" over the file.  Returns the exit status, and in *said
 * what was printed on stderr, to be freed. */
static int
check(const char *conf, char **said)
{
	const char *build = getenv("OCR_BUILD"), *asan = getenv("OCR_ASAN");
	const char *lighttpd = getenv("LIGHTTPD");
	char modules[256], preload[PATH_MAX];
	const char *argv[] = {"env", preload,
	    lighttpd ? lighttpd : "/usr/sbin/lighttpd", "-tt", "-m", modules,
	    "-f", conf, NULL};
	struct process_result result;

	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", asan ? asan : "");
	snprintf(modules, sizeof(modules), "%s/lib", build ? build : "build");
	assert_int_equal(process_run(argv, CHECK_MS, &result), 0);
	*said = strdup(result.err);
	process_result_clear(&result);
	assert_true(WIFEXITED(result.status));
	return WEXITSTATUS(result.status);
}

static void
test_faults_of_the_configuration_are_refused(void **state)
{
	char dir[DIR_MAX], path[DIR_MAX + 16], conf[1024], *said;
	int status;

	(void)state;
	assert_int_equal(dir_make(dir), 0);
	snprintf(path, sizeof(path), "%s/a.conf", dir);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(conf, sizeof(conf),
		    "server.document-root = \"/\"\nserver.port = 1\n%s",
		    cases[i].conf);
		write_file(path, conf);
		status = check(path, &said);
		if ((status == 0) != passes(cases[i].says) ||
		    (cases[i].says && !strstr(said, cases[i].says)))
			fail_msg(
			    "status %d, \"%s\" for:\n%s", status, said, conf);
		assert_null(strstr(said, "other data structures"));
		free(said);
	}
	dir_remove(dir);
}

/* The shipped file passes before anything that it names exists. */
static void
test_the_shipped_configuration_passes(void **state)
{
	char *said;

	(void)state;
	setenv("OCR_RUN_DIR", "/nonexistent/run", 1);
	assert_int_equal(check("lighttpd.conf", &said), 0);
	assert_non_null(strstr(said, "warning: ocr.spool = "));
	assert_non_null(strstr(said, "warning: ocr.scoreboard = "));
	free(said);
	unsetenv("OCR_RUN_DIR");
}

/* Another site of the same lighttpd, for which the gate is not enabled. */
#define OTHER_SITE                                                             \
	"$HTTP[\"host\"] == \"other.example\" { ocr.gate = \"disable\"\n"      \
	"fastcgi.server = () }\n"

static void
assert_other_site_serves(void)
{
	static const char *const headers[] = {"Host: other.example", NULL};
	struct http_answer answer;

	/* lighttpd itself says this of a file that does not exist. */
	assert_int_equal(
	    http_get(server_fixture->port, "/none", headers, &answer), 0);
	assert_int_equal(answer.status, 404);
	assert_null(http_header(&answer, "X-Request-Id"));
	http_answer_clear(&answer);
}

static void
assert_refused(const char *path, const char *body, const char *why)
{
	const struct http_request request = {
	    .path = path, .body = body, .body_len = body ? strlen(body) : 0};
	struct http_answer answer;
	json_t *problem =
	    problem_send(server_fixture->port, &request, 503, &answer);
	const char *detail =
	    json_string_value(json_object_get(problem, "detail"));

	assert_non_null(strstr(detail, why));
	assert_true(atoi(http_header(&answer, "Retry-After")) >= 1);
	json_decref(problem);
	http_answer_clear(&answer);
}

static struct server_options no_spool = {
    .workers = 1,
    .conf = "ocr.spool := env.OCR_RUN_DIR + \"/later\"\n" OTHER_SITE,
};

static void
test_a_missing_spool_is_said_and_waited_for(void **state)
{
	double end;
	long status;

	(void)state;
	assert_refused(
	    "/ocr", "P1 1 1 0", "the spool directory cannot be used: No");
	assert_refused(
	    "/readyz", NULL, "the spool directory cannot be used: No");
	assert_other_site_serves();
	assert_int_equal(mkdir(server_path(server_fixture, "later"), 0700), 0);
	end = process_now_ms() + COMES_MS;
	while ((status = http_status(server_fixture->port, "/readyz")) == 503 &&
	       process_now_ms() < end)
		usleep(50000);
	assert_int_equal(status, 200);
	server_fixture_finish(server_fixture_post("/headers", "", 200000), 200);
}

static struct server_options few_descriptors = {
    .workers = 1,
    .conf = SERVER_NO_H2 "server.max-fds := 200\nserver.max-connections := 99\n"
			 "ocr.slots := 20\n" OTHER_SITE,
};

static void
test_too_few_descriptors_are_said(void **state)
{
	(void)state;
	assert_refused("/headers", "a", "there are too few file descriptors");
	assert_refused("/readyz", NULL, "there are too few file descriptors");
	assert_other_site_serves();
}

static struct server_options no_pool = {.conf = OTHER_SITE};

static void
test_a_missing_pool_is_said(void **state)
{
	(void)state;
	assert_refused("/readyz", NULL, "no pool is running");
	assert_other_site_serves();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_faults_of_the_configuration_are_refused),
	    cmocka_unit_test(test_the_shipped_configuration_passes),
	    SERVER_FIXTURE_TEST(
		test_a_missing_spool_is_said_and_waited_for, &no_spool),
	    SERVER_FIXTURE_TEST(
		test_too_few_descriptors_are_said, &few_descriptors),
	    SERVER_FIXTURE_TEST(test_a_missing_pool_is_said, &no_pool),
	};

	return server_report(
	    cmocka_run_group_tests_name("start_check", tests, NULL, NULL));
}
