/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_detector: finds the lines of text on a page with a network.
 */
#ifndef FCGI_WORKER_ENGINE_TEXT_DETECTOR_H
#define FCGI_WORKER_ENGINE_TEXT_DETECTOR_H

#include "engine/page.h"
#include "engine/text_map.h"

struct onnx_session;

/* What the longer side of a page may be reduced to, in pixels. */
#define TEXT_DETECTOR_SIDE 960
#define TEXT_DETECTOR_SIDE_MIN 320
#define TEXT_DETECTOR_SIDE_MAX 1536

/* Returns the scale at which the network should see area, a box of a page: its
 * longer side gets at most side pixels.  Above 0 and at most 1. */
double text_detector_scale(const struct page_box *area, int side);

/* Finds the lines in area, a box of pix, in pixels of pix.  The network sees
 * the area reduced by scale.  Returns 0, or -1.  Whatever the result, end with
 * text_boxes_free. */
int text_detector_find(const struct onnx_session *network, double scale,
    struct Pix *pix, const struct page_box *area, struct text_boxes *found);

#endif
