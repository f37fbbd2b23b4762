/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines over a common axis as an SVG file, in panels beside each other.
 */
#ifndef TESTS_SVG_PLOT_H
#define TESTS_SVG_PLOT_H

#include <stdbool.h>
#include <stddef.h>

struct svg_line {
	const char *name; /* NULL: not in the legend */
	const char *color;
	bool dashed;
	const double *y; /* one for each x; below 0: there is none */
};

struct svg_panel {
	const char *title, *x_label;
	const double *x; /* ascending, at least two */
	size_t points;
	const struct svg_line *lines;
	size_t count;
};

/* Writes the file.  Returns 0, or -1. */
int svg_plot_write(const char *path, const struct svg_panel *panels, size_t n);

#endif
