/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * installed: which languages there are to be loaded.
 */
#ifndef FCGI_WORKER_INSTALLED_H
#define FCGI_WORKER_INSTALLED_H

#include <stdbool.h>

struct TessBaseAPI;

/*
 * The languages that ${api} finds, sorted, NULL-terminated, without the models
 * that are none; free them with TessDeleteTextArray.
 */
char **installed_list(struct TessBaseAPI *api);

/* Whether ${list} has every language of ${lang}, joined by +. */
bool installed_has(const char *const *list, const char *lang);

#endif
