/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * callers: the programs that know another server's paths and may call this one
 * in its place, by the names that ocr.callers has.
 */
#ifndef FCGI_WORKER_COMMON_CALLERS_H
#define FCGI_WORKER_COMMON_CALLERS_H

#include <stdbool.h>

enum caller {
	CALLER_ANY, /* of this service's own paths */
	CALLER_TESSERACT_SERVER,
	CALLER_OCR_SPACE,
	CALLER_TIKA,
	CALLER_OPEN_WEBUI,
	CALLER_MISTRAL,
	CALLER_DOCLING,
	CALLER_NEXTCLOUD,
	CALLERS
};

/* The set of all callers, which has a bit for each. */
#define CALLERS_ALL ((1U << CALLERS) - 1)

/* Returns the caller of this name, or CALLER_ANY when there is none. */
enum caller callers_find(const char *name);

/* Whether the set of bits lets the caller in; CALLER_ANY is always let in. */
bool callers_has(unsigned set, enum caller caller);

/* Returns the names of all callers, for a message. */
const char *callers_names(void);

#endif
