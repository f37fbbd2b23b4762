/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * list_mark: words that begin an item of a list.
 */
#ifndef FCGI_WORKER_OUTPUT_LIST_MARK_H
#define FCGI_WORKER_OUTPUT_LIST_MARK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the word is a bullet, a dash, or a number as in "1." and "1)". */
bool list_mark_is_one(const char *word);

/* Returns how many digits word has if it is a number as in "1." and "1)", else
 * 0. */
size_t list_mark_digits(const char *word);

#endif
