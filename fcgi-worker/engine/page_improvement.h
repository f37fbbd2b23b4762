/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_improvement: makes a page better that Tesseract has read, for the
 * qualities above standard.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_IMPROVEMENT_H
#define FCGI_WORKER_ENGINE_PAGE_IMPROVEMENT_H

#include "engine/ink.h"
#include "engine/page.h"
#include "engine/page_marks.h"
#include "engine/reread.h"
#include "engine/second_reader.h"

/*
 * Reads again the lines of the page of reread that were missed or doubted, and
 * text that may only seem turned.  Restores lost spaces, finds tables, and puts
 * their text into rows.  ink is the ink of the page without its marks.  Lines
 * are found by their shapes in ink, and by the networks of second if it is not
 * NULL.  lang is the languages that are loaded.  Returns 0, or -1.
 */
int page_improvement_make(struct reread *reread, const struct ink *ink,
    struct page_marks *marks, const struct second_reader *second,
    const char *lang);

/*
 * Finds the tables of p, and leaves its text as it is.  ink is the ink of p.
 * Returns 0, or -1.
 */
int page_improvement_find_tables(const struct ink *ink, struct page *p);

#endif
