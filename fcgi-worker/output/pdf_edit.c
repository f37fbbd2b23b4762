/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_edit: small changes to objects of a PDF that libqpdf has open. */
#include "output/pdf_edit.h"

#include <stdlib.h>
#include <zlib.h>

qpdf_oh
pdf_edit_copy(qpdf_data q, qpdf_oh source)
{
	qpdf_oh copy = qpdf_oh_new_dictionary(q);
	const char *key;

	if (!qpdf_oh_is_dictionary(q, source))
		return copy;
	for (qpdf_oh_begin_dict_key_iter(q, source);
	     qpdf_oh_dict_more_keys(q);) {
		key = qpdf_oh_dict_next_key(q);
		qpdf_oh_replace_key(
		    q, copy, key, qpdf_oh_get_key(q, source, key));
	}
	return copy;
}

qpdf_oh
pdf_edit_get_or_make(
    qpdf_data q, qpdf_oh holder, const char *key, qpdf_oh empty)
{
	qpdf_oh value = qpdf_oh_get_key(q, holder, key);

	if (qpdf_oh_get_type_code(q, value) == qpdf_oh_get_type_code(q, empty))
		return value;
	qpdf_oh_replace_key(q, holder, key, empty);
	return qpdf_oh_get_key(q, holder, key);
}

int
pdf_edit_set_data(qpdf_data q, qpdf_oh stream, const void *data, size_t size)
{
	uLongf packed_size = compressBound(size);
	Bytef *packed = malloc(packed_size);
	int rc = -1;

	if (packed != NULL && compress2(packed, &packed_size, data, size,
				  Z_BEST_COMPRESSION) == Z_OK) {
		qpdf_oh_replace_stream_data(q, stream, packed, packed_size,
		    qpdf_oh_new_name(q, "/FlateDecode"), qpdf_oh_new_null(q));
		rc = 0;
	}
	free(packed);
	return rc;
}
