/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * language: what Tesseract's codes of languages stand for.
 */
#ifndef FCGI_WORKER_LANGUAGE_H
#define FCGI_WORKER_LANGUAGE_H

struct language {
	const char *code;
	const char *name; /* in English */
	const char *script;
};

/* The language of ${code}, or NULL when it is not a known one. */
const struct language *language_find(const char *code);

#endif
