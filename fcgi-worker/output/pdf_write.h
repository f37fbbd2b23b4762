/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_write: a PDF that libqpdf has open, written to an unnamed file.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_WRITE_H
#define FCGI_WORKER_OUTPUT_PDF_WRITE_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

#include "output/pdf_graft.h"

struct pdf_file;

/* Returns what libqpdf complains of since the last call, or PDF_GRAFT_OK if of
 * nothing.  The complaint is forgotten then. */
enum pdf_graft_result pdf_write_fault(qpdf_data q);

/* Returns what run(context) returns, an enum pdf_graft_result; or, if an
 * exception ends it, the result that stands for that. */
enum pdf_graft_result pdf_write_guard(int (*run)(void *context), void *context);

/*
 * Writes the document into file, which is made under $TMPDIR and loses its name
 * at once; it ends with pdf_file_free.  If packs, objects are packed into
 * streams, which makes the document smaller; else those that were packed stay
 * so.  Fails if libqpdf has complained of anything.
 */
enum pdf_graft_result pdf_write_document(
    qpdf_data q, bool packs, struct pdf_file *file);

#endif
