/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reread: reads one line of a page again, alone and at a height that suits the
 * recognizer.
 */
#ifndef FCGI_WORKER_ENGINE_REREAD_H
#define FCGI_WORKER_ENGINE_REREAD_H

#include "engine/page.h"

struct ETEXT_DESC;
struct TessBaseAPI;

/* What lines are read with; all is borrowed. */
struct reread {
	struct TessBaseAPI *api;
	struct ETEXT_DESC *monitor; /* may cancel it */
	struct Pix *pix;	    /* the page */
	struct page *page;	    /* owns the memory of what is read */
};

/*
 * Sets whether api also reads doubted words as light text on dark.  Returns
 * whether it did so before.
 */
bool reread_set_inverts(struct TessBaseAPI *api, bool inverts);

/*
 * Makes r->api read single lines, for reread_line.  The caller has switched the
 * search for light text off.  Neither this mode nor the resolution that
 * reread_line sets is put back.
 */
void reread_begin(const struct reread *r);

/*
 * Reads the line of text in box.  Returns the line, in pixels of the page but
 * not yet a part of it.  Returns NULL when there are no words, or memory ran
 * out, with page.failed set then.
 */
struct page_line *reread_line(
    const struct reread *r, const struct page_box *box);

/*
 * Reads the image of a line, which was scaled by scale.  Returns what
 * reread_line does, but in pixels of that image.
 */
struct page_line *reread_image(
    const struct reread *r, struct Pix *pix, double scale);

#endif
