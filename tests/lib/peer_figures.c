/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keeps the figures of all rounds, and prints their medians.
 */
#include "tests/lib/peer_figures.h"

#include <stdio.h>

#include "tests/lib/measure.h"

static const struct {
	const char *name, *unit;
} metrics[FIGURES] = {
    [FIGURE_CAME] = {"came", "clients"},
    [FIGURE_RIGHT] = {"right", "answers"},
    [FIGURE_WRONG] = {"wrong", "answers"},
    [FIGURE_200] = {"200", "answers"},
    [FIGURE_500] = {"500", "answers"},
    [FIGURE_503] = {"503", "answers"},
    [FIGURE_504] = {"504", "answers"},
    [FIGURE_OTHERS] = {"others", "answers"},
    [FIGURE_LEFT] = {"left", "clients"},
    [FIGURE_GAVE_UP] = {"gave_up", "clients"},
    [FIGURE_BROKEN] = {"broken", "connections"},
    [FIGURE_RATE] = {"rate", "right/s"},
    [FIGURE_MEDIAN] = {"median_ms", "ms"},
    [FIGURE_P99] = {"p99_ms", "ms"},
    [FIGURE_LONGEST] = {"longest_ms", "ms"},
    [FIGURE_FIRST] = {"first_ms", "ms"},
    [FIGURE_CPU] = {"cpu_ms", "ms/right"},
    [FIGURE_MEMORY] = {"memory", "MB"},
};

static const char *const works[PEER_WORKS] = {
    "crowd", "overload", "document", "alone"};

static double figures[PEER_WORKS][PEERS][FIGURES][PEER_ROUNDS_MAX];

void
peer_figures_set(enum peer_work work, enum peer_kind kind, size_t round,
    const double f[static FIGURES])
{
	for (int m = 0; m < FIGURES; m++)
		figures[work][kind][m][round] = f[m];
}

/* Returns the median of so many rounds. */
static double
figure(int work, int kind, int metric, size_t rounds)
{
	return measure_median(figures[work][kind][metric], rounds);
}

void
peer_figures_print(size_t rounds)
{
	for (enum peer_work w = 0; w < PEER_WORKS; w++)
		for (enum peer_kind k = 0; k < PEERS; k++) {
			if (w == PEER_WORK_CROWD && !peer_is_server(k)) {
				printf("%s_%s none: it is no server\n",
				    works[w], peer_name(k));
				continue;
			}
			for (int m = 0; m < FIGURES; m++)
				printf("%s_%s_%s %.*f %s\n", works[w],
				    peer_name(k), metrics[m].name,
				    m == FIGURE_RATE  ? 2
				    : m < FIGURE_RATE ? 0
						      : 1,
				    figure(w, k, m, rounds), metrics[m].unit);
		}
}

static void
write_row(FILE *f, int w, enum peer_kind k, size_t rounds)
{
	fprintf(f, "| %s | %s | %.0f of %.0f | %.1f |", works[w], peer_name(k),
	    figure(w, k, FIGURE_RIGHT, rounds),
	    figure(w, k, FIGURE_CAME, rounds),
	    figure(w, k, FIGURE_RATE, rounds));
	fprintf(f, " %.0f / %.0f / %.0f | %.0f | %.0f | %.0f |",
	    figure(w, k, FIGURE_MEDIAN, rounds),
	    figure(w, k, FIGURE_P99, rounds),
	    figure(w, k, FIGURE_LONGEST, rounds),
	    figure(w, k, FIGURE_FIRST, rounds),
	    figure(w, k, FIGURE_CPU, rounds),
	    figure(w, k, FIGURE_MEMORY, rounds));
	for (int m = FIGURE_500; m <= FIGURE_OTHERS; m++)
		if (figure(w, k, m, rounds) > 0)
			fprintf(f, " %.0f × %s,", figure(w, k, m, rounds),
			    metrics[m].name);
	fprintf(f, " %.0f left early, %.0f without an answer |\n",
	    figure(w, k, FIGURE_LEFT, rounds),
	    figure(w, k, FIGURE_GAVE_UP, rounds) +
		figure(w, k, FIGURE_BROKEN, rounds));
}

int
peer_figures_write(const char *path, size_t rounds)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return -1;
	fprintf(f,
	    "| work | by | right | a second | ms: median / p99 / longest | "
	    "first byte, ms | CPU ms | MB | others |\n"
	    "|---|---|---|---|---|---|---|---|---|\n");
	for (enum peer_work w = 0; w < PEER_WORKS; w++)
		for (enum peer_kind k = 0; k < PEERS; k++)
			if (w != PEER_WORK_CROWD || peer_is_server(k))
				write_row(f, w, k, rounds);
	return fclose(f) == 0 ? 0 : -1;
}
