/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The examples of README.md, run as they stand there, but with the port of a
 * server of this test.  Each has the line <!-- test_examples: NAME --> before
 * it.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"
#include "tests/lib/typeset.h"

#define MARK "<!-- test_examples: "
#define ADDRESS "localhost:8080"
#define RUN_MS 180000
#define TEXT "An example of a page.\n"
#define SCANS 5
/* An example needs 20 pages of the book. */
#define BOOK 20

static const char *const names[] = {"curl", "python", "javascript", "folder"};

/* Returns the block of the README with that name, with this server's address,
 * to be freed. */
static char *
read_block(const char *name)
{
	char mark[64], address[32], *readme, *block, *text, *end;
	size_t len = 0;
	FILE *f;

	readme = process_read_file("README.md", NULL);
	assert_non_null(readme);
	snprintf(mark, sizeof(mark), MARK "%s -->\n```", name);
	block = strstr(readme, mark);
	assert_non_null(block);
	block = strchr(block + strlen(mark), '\n') + 1;
	end = strstr(block, "\n```\n");
	assert_non_null(end);
	end[1] = '\0';
	snprintf(
	    address, sizeof(address), "127.0.0.1:%d", server_fixture->port);
	f = open_memstream(&text, &len);
	assert_non_null(f);
	for (char *at; (at = strstr(block, ADDRESS)) != NULL;) {
		fprintf(f, "%.*s%s", (int)(at - block), block, address);
		block = at + strlen(ADDRESS);
	}
	fputs(block, f);
	assert_int_equal(fclose(f), 0);
	assert_non_null(strstr(text, address));
	free(readme);
	return text;
}

/* Starts a line of the shell in the server's directory, with its output in the
 * file out of that directory.  Returns the process id. */
static pid_t
begin(const char *line)
{
	char script[8192];
	const char *argv[] = {"sh", "-c", script, NULL};
	static const char *const env[] = {"no_proxy=*", NULL};
	const struct process_spec spec = {
	    .argv = argv, .env = env, .listen_fd = -1, .out = -1, .err = -1};
	pid_t pid;

	assert_in_range(
	    snprintf(script, sizeof(script), "cd %s && exec >out 2>&1\n%s",
		server_fixture->dir, line),
	    1, sizeof(script) - 1);
	pid = process_spawn(&spec);
	assert_true(pid > 0);
	return pid;
}

/* Waits until the process ends with the wanted status.  Returns its output, to
 * be freed. */
static char *
finish(pid_t pid, int wanted)
{
	int status = -1;
	char *out;

	assert_int_equal(process_wait(pid, RUN_MS, &status), 0);
	out = process_read_file(server_path(server_fixture, "out"), NULL);
	assert_non_null(out);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted)
		fail_msg("status %#x: %s", (unsigned)status, out);
	return out;
}

static void
prints(const char *line, const char *wanted)
{
	char *out = finish(begin(line), 0);

	if (strstr(out, wanted) == NULL)
		fail_msg("%s: %s", line, out);
	free(out);
}

static void
write_file(const struct page_file *file, const char *name)
{
	assert_int_equal(
	    page_file_write(file, server_path(server_fixture, name)), 0);
}

static void
make_images(void)
{
	static const struct {
		const char *name;
		enum page_format format;
	} images[] = {
	    {"page.png", PAGE_PNG},
	    {"scan.tif", PAGE_TIFF},
	    {"page.webp", PAGE_WEBP},
	    {"invoice.png", PAGE_PNG},
	    {"page.gif", PAGE_GIF},
	    {"page.jp2", PAGE_JP2},
	    {"page1.jpg", PAGE_JPEG},
	    {"page2.jpg", PAGE_JPEG},
	    {"page.bmp", PAGE_BMP},
	};
	struct page_file file;

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		assert_int_equal(page_text(TEXT, images[i].format, &file), 0);
		write_file(&file, images[i].name);
		page_file_clear(&file);
	}
}

static void
make_documents(void)
{
	struct page_file page, file;

	assert_int_equal(page_text(TEXT, PAGE_PNG, &page), 0);
	assert_int_equal(typeset_scan(&page, 1, 100, &file), 0);
	write_file(&file, "scan.pdf");
	page_file_clear(&file);
	assert_int_equal(typeset_scan(&page, BOOK, 100, &file), 0);
	write_file(&file, "book.pdf");
	page_file_clear(&file);
	page_file_clear(&page);
}

/* Each line of the block runs alone; a line with -o writes a file. */
static void
test_command_line(void **state)
{
	char *block = read_block("curl"), *rest = NULL;
	int lines = 0;

	(void)state;
	make_documents();
	for (char *line = strtok_r(block, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		char script[512], *file = strstr(line, " -o ");
		char *curl = strstr(line, "curl ");

		assert_non_null(curl);
		snprintf(script, sizeof(script), "%.*scurl -fsS %s%s%s",
		    (int)(curl - line), line, curl + strlen("curl "),
		    file ? " && file=" : "", file ? file + 4 : "");
		if (file != NULL)
			strcat(script, " && head -c 5 $file");
		prints(script, file == NULL		    ? "example"
			       : strstr(line, "format=pdf") ? "%PDF-"
							    : "<?xml");
		lines++;
	}
	assert_true(lines > 5);
	free(block);
}

static void
test_python(void **state)
{
	char *block = read_block("python");
	struct page_file file = {(unsigned char *)block, strlen(block)};
	struct page_file none = {(unsigned char *)"none", 4};
	char *out;

	(void)state;
	write_file(&file, "example.py");
	prints("/usr/bin/python3 example.py", TEXT);
	/* A refusal is shown, and the command fails. */
	write_file(&none, "page.png");
	out = finish(begin("/usr/bin/python3 example.py"), 1);
	assert_non_null(strstr(out, "none of the supported types"));
	assert_null(strstr(out, "Traceback"));
	free(out);
	free(block);
}

static void
test_javascript(void **state)
{
	char *block = read_block("javascript");
	struct page_file file = {(unsigned char *)block, strlen(block)};

	(void)state;
	if (system("command -v node >/dev/null") != 0) {
		print_message("NOT TESTED: the example in JavaScript, since "
			      "node is not installed\n");
		free(block);
		skip();
	}
	write_file(&file, "example.mjs");
	prints("node example.mjs", TEXT);
	free(block);
}

/* Counts the files of the folder whose names have that end. */
static int
count_files(const char *end)
{
	DIR *dir = opendir(server_path(server_fixture, "scans"));
	struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		n += len > strlen(end) &&
		     strcmp(entry->d_name + len - strlen(end), end) == 0;
	}
	closedir(dir);
	return n;
}

static void
make_scans(void)
{
	struct page_file page;

	assert_int_equal(page_text(TEXT, PAGE_PNG, &page), 0);
	assert_int_equal(mkdir(server_path(server_fixture, "scans"), 0700), 0);
	for (int i = 0; i < SCANS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "scans/%d it's.png", i);
		write_file(&page, name);
	}
	page_file_clear(&page);
}

/* The command is stopped while four of five files wait for a worker, and goes
 * on later. */
static void
test_folder_that_resumes(void **state)
{
	char *block = read_block("folder"), *out;
	struct page_file done = {(unsigned char *)"done", 4};
	pid_t pid;
	int fd;

	(void)state;
	make_scans();
	write_file(&done, "scans/0 it's.png.txt");
	/* curl leaves such a file when it is stopped while it writes. */
	write_file(&done, "scans/1 it's.png.part");
	fd = server_fixture_hold();
	pid = begin(block);
	server_fixture_wait("queued", SCANS - 1);
	process_kill(pid);
	server_fixture_wait("queued", 0);
	server_fixture_drain(&fd, 1);
	assert_int_equal(count_files(".txt"), 1);
	free(finish(begin(block), 0));
	assert_int_equal(count_files(".txt"), SCANS);
	assert_int_equal(count_files(".part"), 0);
	prints("cat scans/*.txt", "done" TEXT TEXT TEXT TEXT);
	/* What cannot be read is named, and is nobody else's trouble. */
	write_file(&done, "scans/none.png");
	assert_int_equal(
	    unlink(server_path(server_fixture, "scans/3 it's.png.txt")), 0);
	out = finish(begin(block), 123);
	assert_non_null(strstr(out, "scans/none.png was not read"));
	free(out);
	assert_int_equal(count_files(".txt"), SCANS);
	assert_int_equal(count_files(".part"), 0);
	free(block);
}

/* Each example of the README is one of those above. */
static void
test_no_other_examples(void **state)
{
	char *readme = process_read_file("README.md", NULL);
	size_t n = 0;

	(void)state;
	assert_non_null(readme);
	for (char *at = readme; (at = strstr(at, MARK)) != NULL; at++)
		n++;
	assert_int_equal(n, sizeof(names) / sizeof(*names));
	for (size_t i = 0; i < n; i++)
		free(read_block(names[i]));
	free(readme);
}

static int
setup(void **state)
{
	if (server_fixture_setup(state) < 0)
		return -1;
	make_images();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_command_line),
	    cmocka_unit_test(test_javascript),
	    cmocka_unit_test(test_python),
	    cmocka_unit_test(test_folder_that_resumes),
	    cmocka_unit_test(test_no_other_examples),
	};

	return server_report(cmocka_run_group_tests_name(
	    "examples", tests, setup, server_fixture_teardown));
}
