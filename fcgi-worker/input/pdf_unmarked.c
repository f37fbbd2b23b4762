/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_unmarked: a PDF without the marks that its readers left on it, for a
 * renderer that has no other way to leave them out.
 */
#include "input/pdf_unmarked.h"

#include <stdlib.h>
#include <string.h>

#include "base/exceptions.h"
#include "input/pdf_marks.h"
#include "input/pdf_objects.h"

static bool
is_mark(qpdf_data q, qpdf_oh annotation)
{
	qpdf_oh kind = qpdf_oh_get_key_if_dict(q, annotation, "/Subtype");

	return qpdf_oh_is_name(q, kind) &&
	       pdf_marks_have(qpdf_oh_get_name(q, kind));
}

/* Takes the marks of readers off a page, such as notes and highlights.  Returns
 * how many there were. */
static unsigned
remove_marks(qpdf_data q, unsigned number)
{
	qpdf_oh page = qpdf_get_page_n(q, number);
	qpdf_oh all = qpdf_oh_get_key_if_dict(q, page, "/Annots");
	unsigned removed = 0;

	for (int i = qpdf_oh_is_array(q, all)
			 ? qpdf_oh_get_array_n_items(q, all)
			 : 0;
	     i-- > 0;)
		if (is_mark(q, qpdf_oh_get_array_item(q, all, i))) {
			qpdf_oh_erase_item(q, all, i);
			removed++;
		}
	qpdf_oh_release_all(q);
	return removed;
}

/* Writes the changed PDF to new memory.  Returns 0, or -1. */
static int
write(qpdf_data q, struct bytes *out)
{
	qpdf_oh trailer = qpdf_get_trailer(q);
	unsigned char *copy;

	/* libqpdf does not add /Size, which every PDF must have, but corrects
	 * it. */
	if (!qpdf_oh_has_key(q, trailer, "/Size"))
		qpdf_oh_replace_key(
		    q, trailer, "/Size", qpdf_oh_new_integer(q, 0));
	if (qpdf_init_write_memory(q) & QPDF_ERRORS)
		return -1;
	qpdf_set_stream_data_mode(q, qpdf_s_preserve);
	if (qpdf_write(q) & QPDF_ERRORS)
		return -1;
	out->size = qpdf_get_buffer_length(q);
	copy = malloc(out->size);
	if (copy == NULL)
		return -1;
	memcpy(copy, qpdf_get_buffer(q), out->size);
	out->data = copy;
	return 0;
}

/* What is made without marks, and of what. */
struct work {
	const struct bytes *pdf;
	unsigned pages; /* it has for poppler */
	qpdf_data q;
	struct bytes out;
};

/*
 * Makes the PDF without marks.  Returns 0, or -1, also if it has no marks, so
 * that nothing need be made.
 */
static int
make(void *work)
{
	struct work *w = work;
	unsigned removed = 0;

	if (pdf_objects_open(w->pdf, &w->q) == -1 ||
	    qpdf_get_num_pages(w->q) != (int)w->pages)
		return -1;
	for (unsigned i = 0; i < w->pages; i++)
		removed += remove_marks(w->q, i);
	return removed > 0 ? write(w->q, &w->out) : -1;
}

int
pdf_unmarked_make(const struct bytes *pdf, unsigned pages, struct bytes *out)
{
	struct work w = {.pdf = pdf, .pages = pages};
	int rc = exceptions_catch(make, &w);

	if (w.q != NULL)
		pdf_objects_close(&w.q);
	if (rc != 0)
		return -1;
	*out = w.out;
	return 0;
}
