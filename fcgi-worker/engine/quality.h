/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality: how much is done to read a page.
 */
#ifndef FCGI_WORKER_ENGINE_QUALITY_H
#define FCGI_WORKER_ENGINE_QUALITY_H

#include <stdbool.h>

enum quality {
	QUALITY_STANDARD, /* what the tesseract command does */
	QUALITY_HIGH,	  /* doubtful and missed lines are read again */
	QUALITY_BEST	  /* with a second engine and its models */
};

#define QUALITIES 3

/* The names of all, as the end of a sentence. */
#define QUALITY_NAMES "one of standard, high, best"

/* Returns the name of q. */
const char *quality_name(enum quality q);

/* Returns the quality of that name, or -1. */
int quality_find(const char *name);

/* Whether this build can read with q, given the models that it needs. */
bool quality_is_built_in(enum quality q);

/* Whether pages can be read with q by a pool that has the models of
 * QUALITY_BEST, or does not have them (has_models). */
bool quality_is_available(enum quality q, bool has_models);

#endif
