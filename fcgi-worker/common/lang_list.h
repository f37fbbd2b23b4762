/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lang_list: languages as Tesseract takes them, joined by +.
 */
#ifndef FCGI_WORKER_COMMON_LANG_LIST_H
#define FCGI_WORKER_COMMON_LANG_LIST_H

#include <jansson.h>

/*
 * Returns the languages of lang as an array of strings, or NULL without memory.
 */
json_t *lang_list_json(const char *lang);

#endif
