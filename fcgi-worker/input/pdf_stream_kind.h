/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_stream_kind: what a stream of a PDF holds. */
#ifndef FCGI_WORKER_INPUT_PDF_STREAM_KIND_H
#define FCGI_WORKER_INPUT_PDF_STREAM_KIND_H

#include <stdbool.h>

#include "base/bytes.h"

/* Whether the byte at this offset is in, or right behind, a stream that is an
 * image. */
bool pdf_stream_kind_is_image(const struct bytes *pdf, size_t offset);

/*
 * Whether the byte at this offset is in, or right behind, a stream that is
 * contents of the page, counted from 0, or of a form.
 */
bool pdf_stream_kind_is_contents(
    const struct bytes *pdf, unsigned page, size_t offset);

#endif
