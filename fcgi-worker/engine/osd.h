/* SPDX-License-Identifier: BSD-3-Clause */
/* osd: finds out which way up a page is. */
#ifndef FCGI_WORKER_ENGINE_OSD_H
#define FCGI_WORKER_ENGINE_OSD_H

#include "engine/page.h"

struct Pix;
struct TessBaseAPI;
struct osd;

/*
 * Loads the orientation model from the directory tessdata; NULL is Tesseract's
 * default.  Returns the handle, or NULL when the model is not installed, or
 * without memory.
 */
struct osd *osd_open(const char *tessdata);

/* Frees c; NULL is allowed. */
void osd_close(struct osd *c);

/*
 * Returns by how many degrees clockwise pix has to be turned to be upright: 0,
 * 90, 180 or 270; also 0 when there is too little text to tell.
 */
int osd_read(struct osd *c, struct Pix *pix);

/*
 * Finds out the orientation and the script of the page that api has.  Returns
 * 0, or -1 when there is too little text to tell.
 */
int osd_describe(struct TessBaseAPI *api, struct page_orientation *out);

#endif
