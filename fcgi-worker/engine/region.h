/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * region: recognizes a part of a page.
 */
#ifndef FCGI_WORKER_ENGINE_REGION_H
#define FCGI_WORKER_ENGINE_REGION_H

#include "http/value.h"

struct ETEXT_DESC;
struct TessBaseAPI;

/* Recognizes a region of the image that was given to api.  The region is within
 * that image.  Boxes of the result are in pixels of the whole image.  monitor
 * may cancel it.  Returns 0, or -1 on failure or when it was cancelled. */
int region_read(struct TessBaseAPI *api, const struct value_region *region,
    struct ETEXT_DESC *monitor);

#endif
