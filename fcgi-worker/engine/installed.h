/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * installed: which languages are installed.  It reads the directory itself,
 * since Tesseract 5.5 throws a C++ exception, which would end the process, when
 * the directory cannot be read.
 */
#ifndef FCGI_WORKER_ENGINE_INSTALLED_H
#define FCGI_WORKER_ENGINE_INSTALLED_H

#include <stdbool.h>

/*
 * Returns the languages that have a file in or below the directory tessdata:
 * a sorted list that ends with NULL, to be freed with installed_free.  Leaves
 * out models that read no text.  Returns NULL with errno set when the directory
 * cannot be read.
 */
char **installed_list(const char *tessdata);

/* Frees list; NULL is allowed. */
void installed_free(char **list);

/* Whether list has every language of lang, joined by +. */
bool installed_has(const char *const *list, const char *lang);

#endif
