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

qpdf_oh
pdf_objects_values(qpdf_data q, qpdf_oh dictionary)
{
	qpdf_oh values = qpdf_oh_new_array(q);

	if (!qpdf_oh_is_dictionary(q, dictionary))
		return values;
	for (qpdf_oh_begin_dict_key_iter(q, dictionary);
	     qpdf_oh_dict_more_keys(q);)
		qpdf_oh_append_item(q, values,
		    qpdf_oh_get_key(q, dictionary, qpdf_oh_dict_next_key(q)));
	return values;
}
