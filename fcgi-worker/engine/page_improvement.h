/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_improvement: how the qualities above standard make a page better that
 * Tesseract has read.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_IMPROVEMENT_H
#define FCGI_WORKER_ENGINE_PAGE_IMPROVEMENT_H

#include "engine/ink.h"
#include "engine/page.h"
#include "engine/reread.h"
#include "engine/second_reader.h"

/*
 * Reads again the lines of the page of reread that were missed or doubted,
 * finds its tables, and puts their text into rows.  Lines are found by the
 * networks of second, or by the shapes of ink where it is NULL; lang is what is
 * loaded.  Returns 0, or -1.
 */
int page_improvement_make(struct reread *reread, const struct ink *ink,
    const struct second_reader *second, const char *lang);

/*
 * Finds the tables of p, which has that ink, and leaves its text as it is.
 * Returns 0, or -1.
 */
int page_improvement_find_tables(const struct ink *ink, struct page *p);

#endif
