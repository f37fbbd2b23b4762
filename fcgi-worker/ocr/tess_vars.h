/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vars: the Tesseract variables a client may set.
 */
#ifndef FCGI_WORKER_OCR_TESS_VARS_H
#define FCGI_WORKER_OCR_TESS_VARS_H

#define VARS_MAX 32
#define VARS_VALUE_MAX 511

/* What was set; the names are the table's own. */
struct vars {
	unsigned count;
	const char *names[VARS_MAX];
	char values[VARS_MAX][VARS_VALUE_MAX + 1];
};

/* The place of the variable ${name} in the table, below VARS_MAX, or -1. */
int vars_find(const char *name);

/* All of them, as the end of a sentence. */
const char *vars_names(void);

/* What the variable at ${place} accepts, as the end of a sentence. */
const char *vars_accepted(int place);

/*
 * Add the variable at ${place}, which is not in ${v} yet.  Returns 0, or -1
 * when it does not accept ${value}.
 */
int vars_add(struct vars *v, int place, const char *value);

#endif
