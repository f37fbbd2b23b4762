/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_stream_kind: what a stream of a PDF holds, told by where it is.
 */
#ifndef FCGI_WORKER_INPUT_PDF_STREAM_KIND_H
#define FCGI_WORKER_INPUT_PDF_STREAM_KIND_H

#include <stdbool.h>

#include "base/bytes.h"

/* Whether the byte at this offset is in a stream whose dictionary says that it
 * is an image, or right behind it. */
bool pdf_stream_kind_is_image(const struct bytes *pdf, size_t offset);

#endif
