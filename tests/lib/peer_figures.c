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

/* Writes a whole number with a comma before each group of three digits; it has
 * two groups at most. */
static void
write_count(FILE *f, double number)
{
	unsigned n = (unsigned)(number + 0.5);

	if (n < 1000)
		fprintf(f, "%u", n);
	else
		fprintf(f, "%u,%03u", n / 1000, n % 1000);
}

static void
write_crowd(FILE *f, int kind, size_t rounds)
{
	write_count(f, figure(PEER_WORK_CROWD, kind, FIGURE_RIGHT, rounds));
	fprintf(f, "; %.1f s",
	    figure(PEER_WORK_CROWD, kind, FIGURE_LONGEST, rounds) / 1000);
}

static void
write_rate(FILE *f, int kind, size_t rounds)
{
	fprintf(
	    f, "%.1f", figure(PEER_WORK_OVERLOAD, kind, FIGURE_RATE, rounds));
}

static void
write_times(FILE *f, int kind, size_t rounds)
{
	fprintf(f, "%.1f s, %.1f s",
	    figure(PEER_WORK_OVERLOAD, kind, FIGURE_MEDIAN, rounds) / 1000,
	    figure(PEER_WORK_OVERLOAD, kind, FIGURE_P99, rounds) / 1000);
}

/* Writes how many clients got nothing of use. */
static void
write_lost(FILE *f, int kind, size_t rounds)
{
	double lost = 0;

	for (int m = FIGURE_WRONG; m <= FIGURE_BROKEN; m++)
		if (m != FIGURE_200 && m != FIGURE_503 && m != FIGURE_504 &&
		    m != FIGURE_LEFT)
			lost += figure(PEER_WORK_OVERLOAD, kind, m, rounds);
	write_count(f, lost);
}

static void
write_told(FILE *f, int kind, size_t rounds)
{
	write_count(
	    f, figure(PEER_WORK_OVERLOAD, kind, FIGURE_503, rounds) +
		   figure(PEER_WORK_OVERLOAD, kind, FIGURE_504, rounds));
}

static void
write_document(FILE *f, int kind, size_t rounds)
{
	fprintf(f, "%.2f s; %.2f s",
	    figure(PEER_WORK_DOCUMENT, kind, FIGURE_MEDIAN, rounds) / 1000,
	    figure(PEER_WORK_DOCUMENT, kind, FIGURE_FIRST, rounds) / 1000);
}

static void
write_page(FILE *f, int kind, size_t rounds)
{
	fprintf(f, "%.0f ms; %.0f ms",
	    figure(PEER_WORK_ALONE, kind, FIGURE_MEDIAN, rounds),
	    figure(PEER_WORK_ALONE, kind, FIGURE_CPU, rounds));
}

static void
write_memory(FILE *f, int kind, size_t rounds)
{
	fprintf(f, "%.0f MB",
	    figure(PEER_WORK_OVERLOAD, kind, FIGURE_MEMORY, rounds));
}

/* The rows of the table.  A # stands for how many clients came. */
static const struct row {
	enum peer_work work;
	const char *label;
	void (*write_cell)(FILE *f, int kind, size_t rounds);
} rows[] = {
    {PEER_WORK_CROWD, "# clients at once: right; last answer", write_crowd},
    {PEER_WORK_OVERLOAD, "twice the capacity: right answers a second",
	write_rate},
    {PEER_WORK_OVERLOAD, "median and p99 of those", write_times},
    {PEER_WORK_OVERLOAD,
	"no answer, an error, or an answer too late, of # clients", write_lost},
    {PEER_WORK_OVERLOAD, "told by 503 or 504 that it will not be read",
	write_told},
    {PEER_WORK_DOCUMENT, "a document of 20 pages; its first page",
	write_document},
    {PEER_WORK_ALONE, "a page; its processor time", write_page},
    {PEER_WORK_OVERLOAD, "memory with two workers", write_memory},
};

static void
write_row(FILE *f, const struct row *row, size_t rounds)
{
	fprintf(f, "| ");
	for (const char *c = row->label; *c != '\0'; c++)
		if (*c == '#')
			write_count(
			    f, figure(row->work, 0, FIGURE_CAME, rounds));
		else
			fputc(*c, f);
	for (enum peer_kind k = 0; k < PEERS; k++) {
		fprintf(f, " |");
		if (row->work == PEER_WORK_CROWD && !peer_is_server(k))
			continue;
		fprintf(f, " ");
		row->write_cell(f, (int)k, rounds);
	}
	fprintf(f, " |\n");
}

int
peer_figures_write(const char *path, size_t rounds)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return -1;
	fprintf(f, "|");
	for (enum peer_kind k = 0; k < PEERS; k++)
		fprintf(f, " | %s", peer_name(k));
	fprintf(f, " |\n|---|");
	for (enum peer_kind k = 0; k < PEERS; k++)
		fprintf(f, "---|");
	fprintf(f, "\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		write_row(f, &rows[i], rounds);
	return fclose(f) == 0 ? 0 : -1;
}
