/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * strays: words of a page that stand on none of the lines that were found, such
 * as a rule that was read together with a word beside it.
 */
#ifndef FCGI_WORKER_ENGINE_STRAYS_H
#define FCGI_WORKER_ENGINE_STRAYS_H

#include "engine/page.h"
#include "engine/page_spot.h"

/*
 * line is not yet a part of p.  Compares each of its words with the strays in
 * the same place, and keeps what is trusted more, or a stray that line cuts
 * short: takes the strays out of p, or the word out of line.  line may have no
 * words then.
 */
void strays_give_way(
    struct page *p, struct page_spot *strays, struct page_line *line);

/* Takes strays out of p that have only characters that rules look like, if they
 * are trusted less than least, in percents. */
void strays_drop_rules(struct page *p, struct page_spot *strays, double least);

#endif
