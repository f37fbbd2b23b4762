/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * language_names: what Tesseract's codes of languages stand for.
 */
#ifndef FCGI_WORKER_ENGINE_LANGUAGE_NAMES_H
#define FCGI_WORKER_ENGINE_LANGUAGE_NAMES_H

#include <stddef.h>

/* Room for the longest name of a package, with its NUL. */
#define LANGUAGES_PACKAGE_MAX 48

struct language_names {
	const char *code;
	const char *name; /* in English */
	const char *script;
};

/* Returns the language of code, or NULL when it is not a known one. */
const struct language_names *language_names_find(const char *code);

/* Writes to out the name of the Debian package that has the model of code,
 * which is a language, or a script with or without "script/" before it.
 * Returns 0, or -1 when no such package is known. */
int language_names_package(
    const char *code, char out[static LANGUAGES_PACKAGE_MAX]);

#endif
