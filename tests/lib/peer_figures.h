/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The results of the works that peers were given: the figures of each round,
 * and their medians as lines and as a table.
 */
#ifndef TESTS_PEER_FIGURES_H
#define TESTS_PEER_FIGURES_H

#include <stddef.h>

#include "tests/lib/peer.h"

enum { PEER_ROUNDS_MAX = 15 };

enum peer_work {
	PEER_WORK_CROWD,
	PEER_WORK_OVERLOAD,
	PEER_WORK_DOCUMENT,
	PEER_WORK_ALONE,
	PEER_WORKS
};

/* The figures of one work by one peer: counts of clients and answers, then the
 * right answers a second, milliseconds and megabytes. */
enum peer_figure {
	FIGURE_CAME,
	FIGURE_RIGHT,
	FIGURE_WRONG,
	FIGURE_200,
	FIGURE_500,
	FIGURE_503,
	FIGURE_504,
	FIGURE_OTHERS,
	FIGURE_LEFT,
	FIGURE_GAVE_UP,
	FIGURE_BROKEN,
	FIGURE_RATE,
	FIGURE_MEDIAN,
	FIGURE_P99,
	FIGURE_LONGEST,
	FIGURE_FIRST,
	FIGURE_CPU,
	FIGURE_MEMORY,
	FIGURES
};

/* Keeps the figures of one round. */
void peer_figures_set(enum peer_work work, enum peer_kind kind, size_t round,
    const double f[static FIGURES]);

/* Prints the medians of so many rounds as "name value unit". */
void peer_figures_print(size_t rounds);

/* Writes the medians to the file as the README's table.  Returns 0, or -1. */
int peer_figures_write(const char *path, size_t rounds);

#endif
