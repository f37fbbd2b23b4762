/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line of fcgi-worker: what it accepts, and that each refusal
 * quotes the value and says what would be right.
 */
#include "tests/lib/test.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/cpus.h"
#include "fcgi-worker/base/options.h"
#include "fcgi-worker/command_line.h"
#include "fcgi-worker/engine/quality.h"
#include "fcgi-worker/master/listener.h"

#define MAX_WORDS 24

/* Parses line, whose words have single spaces between them. */
static enum command
parse(const char *line, struct options *o, char *error, size_t size)
{
	static char copy[512];
	char *argv[MAX_WORDS + 1] = {NULL}, *word, *save = NULL;
	int argc = 0;

	snprintf(copy, sizeof(copy), "fcgi-worker %s", line);
	word = strtok_r(copy, " ", &save);
	while (word != NULL && argc < MAX_WORDS) {
		argv[argc++] = word;
		word = strtok_r(NULL, " ", &save);
	}
	error[0] = '\0';
	return command_line_parse(o, argc, argv, error, size);
}

static void
test_defaults(void **state)
{
	struct options o;
	char error[256];

	(void)state;
	assert_int_equal(parse("", &o, error, sizeof(error)), COMMAND_RUN);
	assert_true(o.workers >= 1);
	assert_string_equal(o.lang, "eng");
	assert_int_equal(o.mode, 0660);
	assert_int_equal(o.backlog, 1024);
	assert_int_equal(o.max_bytes, 33554432);
	assert_int_equal(o.max_answer, 134217728);
	assert_int_equal(o.max_pixels, 50000000);
	assert_int_equal(o.max_pages, 100);
	assert_null(o.socket);
	assert_null(o.address);
	assert_null(o.log);
}

/* Returns how many threads a pool has that is started with line. */
static unsigned
threads_of(const char *line)
{
	struct options o;
	char error[256];

	assert_int_equal(parse(line, &o, error, sizeof(error)), COMMAND_RUN);
	return o.threads;
}

/* As many threads as processors that may be used, but no more than workers. */
static void
test_threads(void **state)
{
	cpu_set_t before, one;

	(void)state;
	assert_int_equal(threads_of("-w 1024"), cpus_count());
	assert_int_equal(threads_of("-w 1"), 1);
	assert_int_equal(threads_of("-w 3 --threads 3"), 3);
	assert_int_equal(threads_of("-w 3 --threads 4"), 3);
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(threads_of("-w 1024"), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

static void
test_values(void **state)
{
	struct options o;
	char error[256];

	(void)state;
	assert_int_equal(
	    parse("-w 3 -l eng+deu -s /a/b -M 600 -b 7 --log f "
		  "--max-bytes 2m --max-answer 3g --max-pixels 9 --max-pages 5",
		&o, error, sizeof(error)),
	    COMMAND_RUN);
	assert_int_equal(o.workers, 3);
	assert_string_equal(o.lang, "eng+deu");
	assert_string_equal(o.socket, "/a/b");
	assert_int_equal(o.mode, 0600);
	assert_int_equal(o.backlog, 7);
	assert_string_equal(o.log, "f");
	assert_int_equal(o.max_bytes, 2 << 20);
	assert_true(o.max_answer == 3UL << 30);
	assert_int_equal(o.max_pixels, 9);
	assert_int_equal(o.max_pages, 5);
	assert_int_equal(o.quality, QUALITY_STANDARD);
	assert_int_equal(
	    parse("--quality high", &o, error, sizeof(error)), COMMAND_RUN);
	assert_int_equal(o.quality, QUALITY_HIGH);
	assert_int_equal(o.detector_side, 960);
	/* Only a program that was built with the networks needs their
	 * models. */
	if (quality_is_built_in(QUALITY_BEST)) {
		assert_int_equal(parse("--quality best --models /m "
				       "--detector-side 1536",
				     &o, error, sizeof(error)),
		    COMMAND_RUN);
		assert_string_equal(o.models, "/m");
		assert_int_equal(o.detector_side, 1536);
	} else {
		assert_int_equal(parse("--models /m", &o, error, sizeof(error)),
		    COMMAND_WRONG);
		assert_non_null(strstr(error, "second engine"));
	}
	assert_int_equal(
	    parse("--max-bytes 1G", &o, error, sizeof(error)), COMMAND_RUN);
	assert_int_equal(o.max_bytes, 1 << 30);
	assert_int_equal(
	    parse("--help", &o, error, sizeof(error)), COMMAND_HELP);
	assert_int_equal(
	    parse("-V", &o, error, sizeof(error)), COMMAND_VERSION);
}

/* Every wrong line is refused, and the message has both parts in it. */
static void
test_refusals(void **state)
{
	static const struct {
		const char *line, *quoted, *accepted;
	} table[] = {
	    {"-w 0", "\"0\"", "1 to 1024"},
	    {"-w -1", "\"-1\"", "1 to 1024"},
	    {"-w 2x", "\"2x\"", "1 to 1024"},
	    {"--workers 99999999999999999999", "\"9999", "1 to 1024"},
	    {"-M 0999", "\"0999\"", "octal"},
	    {"-M 7777", "\"7777\"", "octal"},
	    {"-b 65536", "\"65536\"", "1 to 65535"},
	    {"--max-bytes 0", "\"0\"", "32m"},
	    {"--max-answer 0", "\"0\"", "32m"},
	    {"--max-bytes 5g", "\"5g\"", "32m"},
	    {"--max-bytes 3kk", "\"3kk\"", "32m"},
	    {"--max-pixels 10k", "\"10k\"", "number"},
	    {"--max-pages 0", "\"0\"", "number"},
	    {"-w 1 --workers 2", "--workers", "twice"},
	    {"--nix", "--nix", "no such option"},
	    {"-w", "-w", "missing"},
	    {"left over", "\"left\"", "options"},
	    {"-s a -p 9000", "--socket", "only one"},
	    {"--quality fine", "\"fine\"", "standard, high"},
	    {"--quality best", "best", "needs"},
	    {"--detector-side 1600", "\"1600\"", "320 to 1536"},
	};
	struct options o;
	char error[256];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(parse(table[i].line, &o, error, sizeof(error)),
		    COMMAND_WRONG);
		assert_non_null(strstr(error, table[i].quoted));
		assert_non_null(strstr(error, table[i].accepted));
	}
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *address, *host, *port;
	} table[] = {
	    {"9000", "127.0.0.1", "9000"},
	    {"localhost:1", "localhost", "1"},
	    {"[::1]:65535", "::1", "65535"},
	    {"0.0.0.0:80", "0.0.0.0", "80"},
	    {"::1:80", NULL, NULL},
	    {":80", NULL, NULL},
	    {"a:", NULL, NULL},
	    {"65536", NULL, NULL},
	    {"0", NULL, NULL},
	    {"[]:80", NULL, NULL},
	    {"", NULL, NULL},
	};
	char host[LISTENER_HOST_MAX + 1], port[LISTENER_PORT_DIGITS + 1];
	int rc;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		rc = listener_split(table[i].address, host, port);
		assert_int_equal(rc, table[i].host == NULL ? -1 : 0);
		if (rc == -1)
			continue;
		assert_string_equal(host, table[i].host);
		assert_string_equal(port, table[i].port);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
