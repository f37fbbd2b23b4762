/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_objects: the objects of a PDF, by libqpdf.
 */
#include "input/pdf_objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exceptions.h"

/* The most nodes above a page, whose entries it inherits, that are searched. */
#define PARENTS_MAX 32

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
	/*
	 * libqpdf writes an error to stderr if nobody has fetched it by then.
	 */
	if (qpdf_has_error(*q))
		qpdf_get_error(*q);
	qpdf_cleanup(q);
}

qpdf_oh
pdf_objects_get(qpdf_data q, qpdf_oh object, const char *key)
{
	return qpdf_oh_is_dictionary(q, object)
		   ? qpdf_oh_get_key(q, object, key)
		   : qpdf_oh_new_null(q);
}

qpdf_oh
pdf_objects_resources(qpdf_data q, qpdf_oh page)
{
	qpdf_oh node = page, resources = pdf_objects_get(q, page, "/Resources");

	for (int i = 0; i < PARENTS_MAX && qpdf_oh_is_dictionary(q, node) &&
			!qpdf_oh_is_dictionary(q, resources);
	     i++) {
		node = qpdf_oh_get_key(q, node, "/Parent");
		resources = pdf_objects_get(q, node, "/Resources");
	}
	return resources;
}

int
pdf_objects_count(qpdf_data q, qpdf_oh array)
{
	return qpdf_oh_is_array(q, array) ? qpdf_oh_get_array_n_items(q, array)
					  : 0;
}

void
pdf_objects_append_items(qpdf_data q, qpdf_oh array, qpdf_oh other)
{
	for (int i = 0; i < pdf_objects_count(q, other); i++)
		qpdf_oh_append_item(
		    q, array, qpdf_oh_get_array_item(q, other, i));
}

const char *
pdf_objects_read_name(qpdf_data q, const char *name, size_t size)
{
	const char *key = "";
	char text[128];
	qpdf_oh object;

	if (size == 0 || size >= sizeof(text) || name[0] != '/')
		return "";
	memcpy(text, name, size);
	text[size] = '\0';
	object = qpdf_oh_parse(q, text);
	if (qpdf_oh_is_name(q, object))
		key = qpdf_oh_get_name(q, object);
	qpdf_oh_release(q, object);
	return key;
}

unsigned
pdf_objects_mend_contents(qpdf_data q, qpdf_oh page)
{
	qpdf_oh contents = qpdf_oh_get_key(q, page, "/Contents");
	qpdf_oh streams = qpdf_oh_new_array(q), item;
	unsigned left_out = 0;

	for (int i = 0; i < pdf_objects_count(q, contents); i++) {
		item = qpdf_oh_get_array_item(q, contents, i);
		if (qpdf_oh_is_stream(q, item))
			qpdf_oh_append_item(q, streams, item);
		else
			left_out++;
		qpdf_oh_release(q, item);
	}
	if (left_out > 0)
		qpdf_oh_replace_key(q, page, "/Contents", streams);
	return left_out;
}

qpdf_oh
pdf_objects_values(qpdf_data q, qpdf_oh dictionary)
{
	qpdf_oh values = qpdf_oh_new_array(q), value;

	if (!qpdf_oh_is_dictionary(q, dictionary))
		return values;
	for (qpdf_oh_begin_dict_key_iter(q, dictionary);
	     qpdf_oh_dict_more_keys(q);) {
		value =
		    qpdf_oh_get_key(q, dictionary, qpdf_oh_dict_next_key(q));
		qpdf_oh_append_item(q, values, value);
		qpdf_oh_release(q, value);
	}
	return values;
}

/*
 * Writes the changed PDF to new memory.  Returns 0 and sets *out, whose data is
 * to be freed; or -1.
 */
static int
write_to_memory(qpdf_data q, struct bytes *out)
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

/* The arguments and the result of run(); some are for change_pages() alone. */
struct work {
	const struct bytes *pdf;
	unsigned pages; /* as poppler counts them */
	unsigned (*change_page)(qpdf_data q, unsigned number);
	qpdf_data q;
	struct bytes out; /* the changed PDF */
};

/*
 * Calls change_page for each page of the PDF in work, a struct work, and writes
 * the PDF to memory.  Returns 0; or -1 if that failed or nothing was changed.
 */
static int
change_pages(void *work)
{
	struct work *w = work;
	unsigned changes = 0;

	if (pdf_objects_open(w->pdf, &w->q) == -1 ||
	    qpdf_get_num_pages(w->q) != (int)w->pages)
		return -1;
	for (unsigned i = 0; i < w->pages; i++)
		changes += w->change_page(w->q, i);
	return changes > 0 ? write_to_memory(w->q, &w->out) : -1;
}

/*
 * Sets /Count in the tree of pages, which libqpdf relies on, to pages, the
 * number that libqpdf finds.  Returns 0.  Returns -1 if /Count was larger,
 * which means that pages are lost, unless it was larger than the number of
 * bytes in the file: such a count is nonsense, and says nothing of pages.
 */
static int
set_count(qpdf_data q, int pages, size_t file_size)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh tree = pdf_objects_get(q, root, "/Pages");
	qpdf_oh count = pdf_objects_get(q, tree, "/Count");
	long long announced = 0;

	if (qpdf_oh_get_value_as_longlong(q, count, &announced) &&
	    announced > pages && (unsigned long long)announced <= file_size)
		return -1;
	qpdf_oh_replace_key(q, tree, "/Count", qpdf_oh_new_integer(q, pages));
	return 0;
}

/*
 * Removes the first page of the PDF in work, a struct work, and adds it again,
 * since libqpdf then makes a new tree of all pages.  Writes the PDF to memory.
 * Returns 0, or -1 if that failed or pages are lost.
 */
static int
renew_tree(void *work)
{
	struct work *w = work;
	qpdf_oh page;
	int pages;

	if (pdf_objects_open(w->pdf, &w->q) == -1)
		return -1;
	pages = qpdf_get_num_pages(w->q);
	if (pages < 1 || set_count(w->q, pages, w->pdf->size) == -1)
		return -1;
	page = qpdf_get_page_n(w->q, 0);
	if ((qpdf_remove_page(w->q, page) & QPDF_ERRORS) ||
	    (qpdf_add_page(w->q, w->q, page, QPDF_TRUE) & QPDF_ERRORS))
		return -1;
	return write_to_memory(w->q, &w->out);
}

/*
 * Calls change with w.  Returns 0 and sets *out to the changed PDF, or -1 if
 * change fails or a library throws an exception.
 */
static int
run(int (*change)(void *), struct work *w, struct bytes *out)
{
	int rc = exceptions_catch(change, w);

	if (w->q != NULL)
		pdf_objects_close(&w->q);
	if (rc != 0)
		return -1;
	*out = w->out;
	return 0;
}

int
pdf_objects_change(const struct bytes *pdf, unsigned pages,
    unsigned (*change_page)(qpdf_data q, unsigned number), struct bytes *out)
{
	struct work w = {
	    .pdf = pdf, .pages = pages, .change_page = change_page};

	return run(change_pages, &w, out);
}

int
pdf_objects_renew_tree(const struct bytes *pdf, struct bytes *out)
{
	struct work w = {.pdf = pdf};

	return run(renew_tree, &w, out);
}

int
pdf_objects_note(qpdf_data q, qpdf_oh seen, qpdf_oh object)
{
	char key[32];

	if (!qpdf_oh_is_indirect(q, object))
		return 0;
	snprintf(key, sizeof(key), "/%d", qpdf_oh_get_object_id(q, object));
	if (qpdf_oh_has_key(q, seen, key))
		return -1;
	qpdf_oh_replace_key(q, seen, key, qpdf_oh_new_bool(q, QPDF_TRUE));
	return 0;
}
