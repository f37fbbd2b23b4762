/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tesseract command says of a page: the answer to compare with.
 */
#ifndef TESTS_TESSERACT_H
#define TESTS_TESSERACT_H

#include "tests/lib/page.h"

/*
 * Returns the standard output of the tesseract command for a page, to be freed,
 * or NULL when it fails.  dir: where a copy of the page may be written.  option
 * and value ("--psm", "6"), or config ("tsv"), may be NULL.
 */
char *tesseract_say(const char *dir, const struct page_file *page,
    const char *option, const char *value, const char *config);

/* Does the same with any arguments, at most 8, NULL at the end. */
char *tesseract_run(
    const char *dir, const struct page_file *page, const char *const *args);

/* Reads the file of an installed model, which is to be cleared, from the
 * directory where the command looks.  Returns 0, or -1. */
int tesseract_model(const char *name, struct page_file *file);

/* Change the command's output in place, and return it: cut off the blanks and
 * ends of lines and pages at its end; and remove the name of the input file,
 * too, which is in hOCR and ALTO. */
char *tesseract_trim(char *text);
char *tesseract_forget_file(char *text);

#endif
