/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_blends: whether a page of a PDF blends colours within a group, which
 * poppler has cairo draw wrong.
 */
#ifndef FCGI_WORKER_INPUT_GROUP_BLENDS_H
#define FCGI_WORKER_INPUT_GROUP_BLENDS_H

#include <stdbool.h>

/* To be called before a page is drawn. */
void group_blends_forget(void);

/*
 * Whether something in a transparency group was to be blended with what is
 * below it since group_blends_forget().  What is below the group itself cairo
 * does not know, so it may have covered that instead.
 */
bool group_blends_are_there(void);

#endif
