/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_recognizer: reads a line with a network.
 */
#ifndef FCGI_WORKER_ENGINE_TEXT_RECOGNIZER_H
#define FCGI_WORKER_ENGINE_TEXT_RECOGNIZER_H

#include "engine/line_image.h"
#include "engine/line_reading.h"

struct onnx_session;

/*
 * Reads the line in image into r, which is open, with the network that was
 * trained with the characters of d.  Returns 0, or -1.
 */
int text_recognizer_read(const struct onnx_session *network,
    const struct dictionary *d, const struct line_image *image,
    struct line_reading *r);

/* Frees the memory that networks worked in, since it holds parts of pages. */
void text_recognizer_forget(const struct onnx_session *network);

#endif
