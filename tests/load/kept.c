/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kept [PAGES [ROUNDS]]: a PDF of so many pages with text, as text and as PDF,
 * by one worker on one processor; and the processor time that a scanned one of
 * a tenth of the pages takes to become searchable, in turns with OCRmyPDF,
 * which has to be installed for that: apt-get install --no-install-recommends
 * ocrmypdf.  Lines are "name value unit", times medians of the rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

enum { PAGES = 100, ROUNDS = 5, ROUNDS_MAX = 50, BOUND_MS = 600000 };

#define LINES                                                                  \
	"A page of a long document, as programs write it:\n"                   \
	"its text is in the file, with the places of all\n"                    \
	"letters, and nothing has to be recognized. What a\n"                  \
	"scanner makes of it on paper has pixels alone, of\n"                  \
	"which each line costs a tenth of a second to read.\n"
static const char text[] = LINES;
/* A scanned page, full as those of a book. */
static const char full_text[] = LINES LINES LINES LINES LINES LINES;
static const char scan_path[] = "/ocr?timeout=600&format=pdf";

static const struct typeset style = {
    "DejaVu Serif", 12, .width = 595, .height = 842, .dpi = 300};

static struct server *server;
static pid_t worker;

/* What an answer cost, and its size. */
struct cost {
	double ms, cpu_ms;
	size_t size;
};

/* Sends the file, and sets *cost.  Returns 0, or -1 when the answer is no
 * 200. */
static int
send(const char *path, const struct page_file *file, struct cost *cost)
{
	const struct http_request request = {.path = path,
	    .body = file->data,
	    .body_len = file->len,
	    .bound_ms = BOUND_MS};
	double before = process_cpu_ms(worker);
	struct http_answer answer;
	int rc = -1;

	if (http_send(server->port, &request, &answer) == -1)
		return -1;
	if (answer.status == 200)
		rc = 0;
	else
		fprintf(stderr, "%s: %s\n", path, answer.body);
	*cost = (struct cost){
	    answer.ms, process_cpu_ms(worker) - before, answer.body_len};
	http_answer_clear(&answer);
	return rc;
}

/* Prints the median cost of the file on that path. */
static int
measure(const char *name, const char *path, const struct page_file *file,
    int rounds)
{
	double ms[ROUNDS_MAX], cpu[ROUNDS_MAX];
	struct cost cost = {.size = 0};

	for (int i = 0; i < rounds; i++) {
		if (send(path, file, &cost) == -1)
			return -1;
		ms[i] = cost.ms;
		cpu[i] = cost.cpu_ms;
	}
	printf("%s %.0f ms\n", name, measure_median(ms, (size_t)rounds));
	printf("%s_cpu %.0f ms\n", name, measure_median(cpu, (size_t)rounds));
	printf("%s_size %.3f ratio\n", name,
	    (double)cost.size / (double)file->len);
	fflush(stdout);
	return 0;
}

/* Returns the processor time of all children that have ended. */
static double
children_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* Lets OCRmyPDF make the file to from the file from.  Returns its processor
 * time in milliseconds, or -1. */
static double
run_peer(const char *from, const char *to)
{
	const char *argv[] = {"ocrmypdf", "--quiet", "--jobs", "1",
	    "--output-type", "pdf", "--optimize", "0", from, to, NULL};
	struct process_result result;
	double before = children_ms();
	int rc = process_run(argv, BOUND_MS, &result);

	if (rc == -1)
		return -1;
	if (result.status != 0)
		fputs(result.err, stderr);
	rc = result.status;
	process_result_clear(&result);
	return rc == 0 ? children_ms() - before : -1;
}

/*
 * Prints the medians of the processor time that the worker and OCRmyPDF take
 * for the same scan, in turns.  Returns 0, or -1.
 */
static int
measure_beside(const struct page_file *file, int rounds)
{
	double ours[ROUNDS_MAX], theirs[ROUNDS_MAX], ratios[ROUNDS_MAX];
	char *from = strdup(server_path(server, "scan.pdf"));
	char *to = strdup(server_path(server, "ocrmypdf.pdf"));
	int rc = page_file_write(file, from);
	struct cost cost;

	for (int i = 0; rc == 0 && i < rounds; i++) {
		rc = send(scan_path, file, &cost);
		ours[i] = cost.cpu_ms;
		theirs[i] = rc == 0 ? run_peer(from, to) : -1;
		rc = theirs[i] < 0 ? -1 : 0;
		ratios[i] = ours[i] / theirs[i];
	}
	free(from);
	free(to);
	if (rc == -1)
		return -1;
	printf(
	    "scanned_pdf_cpu %.0f ms\n", measure_median(ours, (size_t)rounds));
	printf("scanned_pdf_size %.3f ratio\n",
	    (double)cost.size / (double)file->len);
	printf("ocrmypdf_scanned_cpu %.0f ms\n",
	    measure_median(theirs, (size_t)rounds));
	printf("scanned_pdf_cpu_of_ocrmypdf %.3f ratio\n",
	    measure_median(ratios, (size_t)rounds));
	return 0;
}

/* Measures so many scanned pages, beside OCRmyPDF if that is installed. Returns
 * 0, or -1. */
static int
measure_scan(size_t pages, int rounds)
{
	struct page_file image, scan;
	int rc;

	if (typeset_image(full_text, &style, PAGE_JPEG, &image) < 0 ||
	    typeset_scan(&image, pages, 300, &scan) < 0)
		return -1;
	if (system("command -v ocrmypdf >/dev/null") == 0) {
		rc = measure_beside(&scan, rounds);
	} else {
		rc = measure("scanned_pdf", scan_path, &scan, rounds);
		fprintf(stderr, "NOT RUN: ocrmypdf is not installed.\n");
	}
	page_file_clear(&image);
	page_file_clear(&scan);
	return rc;
}

static int
measure_all(size_t pages, int rounds)
{
	const char **texts = calloc(pages, sizeof(*texts));
	struct page_file written;
	int rc = 0;

	for (size_t i = 0; i < pages; i++)
		texts[i] = text;
	if (typeset_pdf(texts, pages, &style, &written) < 0)
		return -1;
	rc |= measure("written_text", "/ocr?timeout=600", &written, rounds);
	rc |= measure(
	    "written_pdf", "/ocr?timeout=600&format=pdf", &written, rounds);
	rc |= measure_scan((pages + 9) / 10, rounds);
	page_file_clear(&written);
	free(texts);
	return rc;
}

int
main(int argc, char **argv)
{
	static const char *const args[] = {"--threads", "1", NULL};
	const struct server_options options = {
	    .workers = 1, .worker_args = args};
	int pages = argc > 1 ? atoi(argv[1]) : PAGES, rc;
	int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS;

	measure_one_thread(argv);
	if (pages < 1 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: kept [PAGES [ROUNDS]]\n");
		return 64;
	}
	measure_pin(0);
	server = server_start(&options);
	if (server == NULL || pool_workers(&server->pool, &worker, 30000) == -1)
		return 1;
	rc = measure_all((size_t)pages, rounds);
	if (rc == 0 && !recognitions_are(server->port, 3 * rounds))
		rc = -1;
	server_stop(server);
	return server_report(rc < 0);
}
