/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tesseract command says of a page: the answer to compare with.
 */
#ifndef TESTS_TESSERACT_H
#define TESTS_TESSERACT_H

#include "tests/lib/page.h"

/*
 * Its standard output for a page, to be freed, or NULL.  dir: where a copy of
 * the page may be written.  option and value ("--psm", "6") and config ("tsv")
 * may be NULL.
 */
char *tesseract_say(const char *dir, const struct page_file *page,
    const char *option, const char *value, const char *config);

/* Does the same with any arguments, at most 8, NULL at the end. */
char *tesseract_run(
    const char *dir, const struct page_file *page, const char *const *args);

/* Finds the file of an installed model as the command does.  Returns 0, or
 * -1. */
int tesseract_model(const char *name, struct page_file *file);

/* Cuts off the end of the command's output, and the name that it gives the
 * file. */
char *tesseract_trim(char *text);
char *tesseract_forget_file(char *text);

#endif
