/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * misread_rules: upright rules, as tables have, that the engine read together
 * with the word beside them: as a bar or a bracket, or as a doubt about the
 * word.
 */
#ifndef FCGI_WORKER_ENGINE_MISREAD_RULES_H
#define FCGI_WORKER_ENGINE_MISREAD_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/page.h"
#include "engine/rule_finder.h"

/* Whether text, one letter, is what the engine reads of a rule at the left of a
 * word, or at its right. */
bool misread_rules_is_left(const char *text);
bool misread_rules_is_right(const char *text);

/*
 * Takes bars and brackets out of p where rules, the lines drawn on the page,
 * were taken for them.  Looks only at words that are trusted less than least
 * percents: those beside a drawn line lose the bars at their ends, and those
 * that are nothing but bars are taken out.  A word whose letters are beyond
 * doubt is trusted as much as they are from then on.  Returns how many of the
 * words it looked at stood beside a drawn line or were taken out.
 */
size_t misread_rules_take_out(
    struct page *p, const struct rules *rules, double least);

#endif
