/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reader: reads pages by the real server, several of them at once, and scores
 * what it answers.  Prints nothing but what went wrong.
 */
#ifndef TESTS_ACCURACY_READER_H
#define TESTS_ACCURACY_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/accuracy/page_set.h"
#include "tests/accuracy/score.h"

#define READER_QUALITIES_MAX 4

/* The first one is what the others are compared with. */
struct qualities {
	char name[READER_QUALITIES_MAX][16];
	size_t n;
	bool known; /* the server takes quality= */
};

/* What came of a page with one quality. */
struct reading {
	struct score score;
	double cpu_s; /* of the worker, from the request to its being idle */
	bool failed;
};

/* Called for each page in the order of the set when it has been read. */
typedef void reader_report(
    void *ctx, const struct set_page *page, const struct reading *readings);

/*
 * Sets qualities to standard and, behind it, to those of wanted, which are
 * names with spaces between them; for NULL to all that the server knows.
 * Returns 0, or -1 and a line on stderr when the server does not start or does
 * not know one of them.
 */
int reader_qualities(const char *wanted, struct qualities *qualities);

/*
 * Reads each page with each quality in turns, on so many processors, each
 * with a server of its own that has one worker.  Returns 0, or -1 when a page
 * could not be read.
 */
int reader_run(const struct page_set *set, const struct qualities *qualities,
    unsigned processors, reader_report *report, void *ctx);

#endif
