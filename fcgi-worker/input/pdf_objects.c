/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_objects: the objects of a PDF, by libqpdf.
 */
#include "input/pdf_objects.h"

int
pdf_objects_open(const struct bytes *pdf, qpdf_data *out)
{
	qpdf_data q = qpdf_init();

	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	*out = q;
	return qpdf_read_memory(q, "", (const char *)pdf->data, pdf->size, "") &
		       QPDF_ERRORS
		   ? -1
		   : 0;
}

void
pdf_objects_close(qpdf_data *q)
{
	/* libqpdf writes an error to stderr that nobody has asked for by
	 * then. */
	if (qpdf_has_error(*q))
		qpdf_get_error(*q);
	qpdf_cleanup(q);
}
