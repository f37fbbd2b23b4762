/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_blends: whether a page of a PDF blends colors in a way that cairo
 * draws wrong for poppler.
 */
#ifndef FCGI_WORKER_INPUT_GROUP_BLENDS_H
#define FCGI_WORKER_INPUT_GROUP_BLENDS_H

#include <stdbool.h>

/* Forgets what was noted.  To be called before a page is drawn. */
void group_blends_forget(void);

/*
 * Whether, since group_blends_forget(), something was to be blended with what
 * is below it, and cairo may have drawn that wrong.  It does not know what is
 * below a transparency group, so it may have covered that; and it blends with
 * the paper, so what is on the paper alone may have become white.
 */
bool group_blends_are_there(void);

#endif
