/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * strays: words of a page that stand on none of the lines that were found, as
 * what is read of a rule together with a word beside it.
 */
#ifndef FCGI_WORKER_ENGINE_STRAYS_H
#define FCGI_WORKER_ENGINE_STRAYS_H

#include "engine/page.h"
#include "engine/spot.h"

/*
 * Where a word of line, which is no part of p yet, stands in the place of one
 * of the strays, keep the one that is trusted more: the other one is taken out
 * of p, or out of line, which may have no words then.
 */
void strays_give_way(
    struct page *p, struct spot *strays, struct page_line *line);

/* Take those out of p that are nothing but what rules look like, if they are
 * trusted less than least, in percents. */
void strays_drop_rules(struct page *p, struct spot *strays, double least);

#endif
