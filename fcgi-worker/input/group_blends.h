/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_blends: whether a page of a PDF blends colours within a group, which
 * cairo draws wrong for poppler.
 */
#ifndef FCGI_WORKER_INPUT_GROUP_BLENDS_H
#define FCGI_WORKER_INPUT_GROUP_BLENDS_H

#include <stdbool.h>

/* Forgets what was noted.  To be called before a page is drawn. */
void group_blends_forget(void);

/*
 * Whether, since group_blends_forget(), something in a transparency group was
 * to be blended with what is below it.  cairo does not know what is below the
 * group itself, so it may have covered that instead of blending with it.
 */
bool group_blends_are_there(void);

#endif
