/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lang_list: languages as Tesseract takes them, joined by +.
 */
#ifndef FCGI_WORKER_COMMON_LANG_LIST_H
#define FCGI_WORKER_COMMON_LANG_LIST_H

#include <jansson.h>

/* The languages of lang as an array of strings.  NULL without memory. */
json_t *lang_list_json(const char *lang);

#endif
