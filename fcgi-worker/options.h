/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options: the command line of fcgi-worker, checked.
 */
#ifndef FCGI_WORKER_OPTIONS_H
#define FCGI_WORKER_OPTIONS_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct options {
	int workers;
	const char *lang;     /* Tesseract codes joined by + */
	const char *tessdata; /* NULL: Tesseract's own default */
	const char *socket;   /* path of a unix socket, or NULL */
	const char *address;  /* [HOST:]PORT, or NULL */
	const char *log;      /* file, or NULL for stderr */
	mode_t mode;
	int backlog;
	size_t max_bytes;
	size_t max_pixels;
	unsigned max_pages;
	const char *cors_origin; /* NULL: none */
	unsigned seen;		 /* a bit for each option given */
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_HELP,
	OPTIONS_VERSION,
	OPTIONS_WRONG
};

/*
 * Read the command line into ${o}, whose strings point into ${argv}.  On
 * OPTIONS_WRONG, ${error} says which value is wrong and what is accepted.
 */
enum options_result options_parse(
    struct options *o, int argc, char *argv[], char *error, size_t size);

/* Print the usage text. */
void options_help(FILE *f);

#endif
