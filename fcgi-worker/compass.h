/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * compass: tells which way up a page is.
 */
#ifndef FCGI_WORKER_COMPASS_H
#define FCGI_WORKER_COMPASS_H

struct Pix;
struct compass;

/*
 * Load the model for it from ${tessdata}, NULL for Tesseract's own default.
 * Returns it, or NULL when it is not installed.
 */
struct compass *compass_open(const char *tessdata);

/* Free ${c}; NULL is allowed. */
void compass_close(struct compass *c);

/*
 * By how many degrees clockwise ${pix} is to be turned to be upright: 0, 90,
 * 180 or 270, and 0 as well when there is too little text to tell.
 */
int compass_read(struct compass *c, struct Pix *pix);

#endif
