/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * languages: what Tesseract's codes of languages stand for.
 */
#ifndef FCGI_WORKER_ENGINE_LANGUAGES_H
#define FCGI_WORKER_ENGINE_LANGUAGES_H

#include <stddef.h>

/* Room for the longest name of a package, with its NUL. */
#define LANGUAGES_PACKAGE_MAX 48

struct languages {
	const char *code;
	const char *name; /* in English */
	const char *script;
};

/* Returns the language of code, or NULL when it is not a known one. */
const struct languages *languages_find(const char *code);

/*
 * Writes the name of the Debian package that has the model of code, a
 * language or a script with or without "script/" before it.  Returns 0, or -1
 * when none is known.
 */
int languages_package(const char *code, char out[static LANGUAGES_PACKAGE_MAX]);

#endif
