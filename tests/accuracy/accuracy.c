/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accuracy [-q "QUALITY…"] [-j PROCESSORS] DIRECTORY…: how much of the text of
 * pages the real server reads with each quality, and what it costs beside the
 * first one, standard.  A line a page and quality, then the sums of each kind
 * of page and of the directory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/accuracy/page_set.h"
#include "tests/accuracy/reader.h"
#include "tests/accuracy/score.h"
#include "tests/lib/measure.h"

#define KINDS_MAX 64

/* What pages that have text sum up to with one quality. */
struct sum {
	struct score score;
	double cpu_s;
	double *ratios; /* of the pages' seconds to standard's */
	size_t pages;
};

/* The sums of a kind, or of all kinds. */
struct kind {
	const char *name;
	struct sum sums[READER_QUALITIES_MAX];
	size_t blank_pages, blank_words[READER_QUALITIES_MAX];
};

struct report {
	const struct qualities *qualities;
	size_t pages_max;
	struct kind kinds[KINDS_MAX], all;
	size_t n;
};

static void
print_heading(const char *what)
{
	printf("%-20s %-9s %6s %6s %6s %6s %6s %6s %6s %8s %6s\n", what,
	    "quality", "words", "recall", "precis", "F1", "CER", "loose",
	    "jumps", "CPU s", "ratio");
}

static void
print_score(const char *name, const char *quality, const struct score *s,
    double cpu_s, double standard_s)
{
	printf("%-20s %-9s %6zu ", name, quality, s->truth_words);
	if (s->truth_words > 0)
		printf("%6.1f %6.1f %6.1f %6.1f %6.1f %6.1f", score_recall(s),
		    score_precision(s), score_f1(s), score_cer(s),
		    score_loose_cer(s), score_jumps(s));
	else
		printf("%6s %6zu %6s %6s %6s %6s", "read:", s->read_words, "-",
		    "-", "-", "-");
	printf(" %8.2f %6.2f", cpu_s, standard_s > 0 ? cpu_s / standard_s : 0);
}

/* Adds what was read of a page to a kind's sums; of a page without text only
 * the words that were invented. */
static void
add_reading(struct report *report, struct kind *kind, size_t quality,
    const struct reading *reading, double standard_s)
{
	struct sum *sum = &kind->sums[quality];

	if (reading->score.truth_words == 0) {
		kind->blank_words[quality] += reading->score.read_words;
		kind->blank_pages += quality == 0;
		return;
	}
	if (!sum->ratios)
		sum->ratios = calloc(report->pages_max, sizeof(double));
	if (!sum->ratios)
		abort();
	score_add(&sum->score, &reading->score);
	sum->cpu_s += reading->cpu_s;
	sum->ratios[sum->pages++] =
	    standard_s > 0 ? reading->cpu_s / standard_s : 0;
}

/* Returns the sums of the kind, new ones if there are none, or NULL when there
 * are too many kinds. */
static struct kind *
find_kind(struct report *report, const char *name)
{
	size_t i = 0;

	while (i < report->n && strcmp(report->kinds[i].name, name) != 0)
		i++;
	if (i == KINDS_MAX)
		return NULL;
	if (i == report->n)
		report->kinds[report->n++].name = name;
	return &report->kinds[i];
}

/* Prints and adds what each quality read of a page, but for those that failed;
 * nothing if standard failed. */
static void
on_page(void *ctx, const struct set_page *page, const struct reading *readings)
{
	struct report *report = ctx;
	struct kind *kind = find_kind(report, page->kind);

	for (size_t k = 0; k < report->qualities->n; k++) {
		if (readings[k].failed || readings[0].failed)
			continue;
		print_score(page->name, report->qualities->name[k],
		    &readings[k].score, readings[k].cpu_s, readings[0].cpu_s);
		putchar('\n');
		add_reading(
		    report, &report->all, k, &readings[k], readings[0].cpu_s);
		if (kind)
			add_reading(
			    report, kind, k, &readings[k], readings[0].cpu_s);
	}
	fflush(stdout);
}

/* Prints the sums of a kind, and frees their ratios. */
static void
print_kind(const struct report *report, struct kind *kind)
{
	for (size_t k = 0; k < report->qualities->n; k++) {
		struct sum *sum = &kind->sums[k];
		const char *quality = report->qualities->name[k];

		if (sum->pages > 0) {
			print_score(kind->name, quality, &sum->score,
			    sum->cpu_s, kind->sums[0].cpu_s);
			printf("  median page %.2f of %zu\n",
			    measure_median(sum->ratios, sum->pages),
			    sum->pages);
		}
		if (kind->blank_pages > 0)
			printf("%-20s %-9s words invented on %zu pages without "
			       "text: %zu\n",
			    kind->name, quality, kind->blank_pages,
			    kind->blank_words[k]);
		free(sum->ratios);
	}
}

static int
measure(const char *dir, const struct qualities *qualities, unsigned processors)
{
	struct report report = {.qualities = qualities, .all.name = "all"};
	struct page_set set;
	int rc;

	if (page_set_read(dir, &set) < 0)
		return -1;
	report.pages_max = set.n;
	printf("== %s\n", dir);
	print_heading("page");
	rc = reader_run(&set, qualities, processors, on_page, &report);
	print_heading("sum");
	for (size_t i = 0; i < report.n; i++)
		print_kind(&report, &report.kinds[i]);
	print_kind(&report, &report.all);
	fflush(stdout);
	page_set_clear(&set);
	return rc;
}

int
main(int argc, char **argv)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	const char *wanted = NULL;
	struct qualities qualities;
	int option, rc = 0;

	measure_one_thread(argv);
	while ((option = getopt(argc, argv, "j:q:")) != -1)
		if (option == 'q')
			wanted = optarg;
		else if (option == 'j')
			processors = strtol(optarg, NULL, 10);
		else
			return 2;
	if (optind == argc || processors < 1) {
		fprintf(stderr,
		    "usage: accuracy [-q QUALITIES] [-j PROCESSORS] DIR…\n");
		return 2;
	}
	if (reader_qualities(wanted, &qualities) < 0)
		return 2;
	for (int i = optind; i < argc; i++)
		if (measure(argv[i], &qualities, (unsigned)processors) < 0)
			rc = 1;
	return rc;
}
