/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * improvement: what the qualities above standard do to a page that Tesseract
 * has read.
 */
#ifndef FCGI_WORKER_ENGINE_IMPROVEMENT_H
#define FCGI_WORKER_ENGINE_IMPROVEMENT_H

#include "engine/ink.h"
#include "engine/page.h"
#include "engine/reread.h"
#include "engine/second_reader.h"

/*
 * Read again what the page of reread lacks or doubts, find its tables, and have
 * them read row by row.  Lines are found by the networks of second, or by the
 * shapes of ink where it is NULL; lang is what is loaded.  Returns 0, or -1.
 */
int improvement_make(struct reread *reread, const struct ink *ink,
    const struct second_reader *second, const char *lang);

/*
 * Find the tables of p, whose ink it is, and leave its text as it is.  Returns
 * 0, or -1.
 */
int improvement_find_tables(const struct ink *ink, struct page *p);

#endif
