/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * region: recognizes a part of a page.
 */
#ifndef FCGI_WORKER_ENGINE_REGION_H
#define FCGI_WORKER_ENGINE_REGION_H

#include "http/value.h"

struct ETEXT_DESC;
struct TessBaseAPI;

/* Recognizes a region, which is within it, of the page that was given to api;
 * boxes are those of the page.  Returns 0, or -1; monitor may cancel it. */
int region_read(struct TessBaseAPI *api, const struct value_region *region,
    struct ETEXT_DESC *monitor);

#endif
