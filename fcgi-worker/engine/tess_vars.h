/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tess_vars: the Tesseract variables a client may set.
 */
#ifndef FCGI_WORKER_ENGINE_TESS_VARS_H
#define FCGI_WORKER_ENGINE_TESS_VARS_H

#define TESS_VARS_MAX 32
#define TESS_VARS_VALUE_MAX 511

/* What was set; the names are the table's own. */
struct tess_vars {
	unsigned count;
	const char *names[TESS_VARS_MAX];
	char values[TESS_VARS_MAX][TESS_VARS_VALUE_MAX + 1];
};

/* Returns the place of the variable with this name in the table, below
 * TESS_VARS_MAX, or -1. */
int tess_vars_find(const char *name);

/*
 * Returns the names of all variables that can be set, as the end of a sentence.
 */
const char *tess_vars_names(void);

/* Returns what the variable at place accepts, as the end of a sentence. */
const char *tess_vars_accepted(int place);

/*
 * Adds the variable at place, which is not in v yet.  Returns 0, or -1
 * when it does not accept value.
 */
int tess_vars_add(struct tess_vars *v, int place, const char *value);

#endif
