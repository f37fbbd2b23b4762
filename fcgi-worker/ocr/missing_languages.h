/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * missing_languages: whether the languages of a request are installed.
 */
#ifndef FCGI_WORKER_OCR_MISSING_LANGUAGES_H
#define FCGI_WORKER_OCR_MISSING_LANGUAGES_H

struct engine;
struct problem;

/* Checks that e has the languages lang, joined by +.  Returns 0, or -1 with the
 * problem: which are missing, which Debian packages have them, and which
 * languages there are. */
int missing_languages_check(
    const struct engine *e, const char *lang, struct problem *p);

#endif
