/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_write: writes a PDF that libqpdf has open to an unnamed file. */
#ifndef FCGI_WORKER_OUTPUT_PDF_WRITE_H
#define FCGI_WORKER_OUTPUT_PDF_WRITE_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

#include "output/pdf_graft.h"

struct pdf_file;

/*
 * Returns the error that libqpdf has met since the last call, as
 * PDF_GRAFT_NO_MEMORY or PDF_GRAFT_BROKEN; or PDF_GRAFT_OK if there was none.
 * Forgets the error.
 */
enum pdf_graft_result pdf_write_fault(qpdf_data q);

/*
 * Returns what run(context) returns, an enum pdf_graft_result.  If an exception
 * ends it, returns PDF_GRAFT_NO_MEMORY or PDF_GRAFT_BROKEN.
 */
enum pdf_graft_result pdf_write_guard(int (*run)(void *context), void *context);

/*
 * Writes the document into file, an unnamed file in $TMPDIR, which the caller
 * ends with pdf_file_free.  If packs, objects are put into object streams,
 * which makes the document smaller; otherwise those that were in such streams
 * stay there.  Returns PDF_GRAFT_OK, or why that failed.  Fails if libqpdf has
 * met an error before.
 */
enum pdf_graft_result pdf_write_document(
    qpdf_data q, bool packs, struct pdf_file *file);

#endif
