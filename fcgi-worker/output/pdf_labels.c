/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_labels: the labels of pages, ISO 32000-1 sections 7.9.7 and 12.4.2.  A
 * document has them in a tree of numbers: an entry gives the style and the
 * number of one page, and the pages that follow are counted from there.
 */
#include "output/pdf_labels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"
#include "output/pdf_edit.h"

/*
 * The key of a page under which its label, a style and a number, is kept
 * meanwhile.
 */
#define ENTRY "/OCRPageLabel"
/* The levels and the entries of the tree that are read. */
#define DEPTH 8
#define ENTRIES_MAX 100000

/* The labels of a document that begin a series. */
struct series {
	qpdf_data q;
	qpdf_oh *labels; /* of each page that begins a series; else 0 */
	int pages;
	int left; /* entries that may still be read */
};

/*
 * Reads labels from node, a part of the tree of numbers, and down to depth
 * levels below it.  Sets s->labels[i] if a new series of labels, such as "iv",
 * begins with page i, counted from 0.  Reads at most s->left entries.
 */
static void
read_tree(struct series *s, qpdf_oh node, int depth)
{
	qpdf_oh kids = pdf_objects_get(s->q, node, "/Kids");
	qpdf_oh nums = pdf_objects_get(s->q, node, "/Nums"), key, value;
	int n = pdf_objects_count(s->q, nums);

	for (int i = 0; i + 1 < n && s->left-- > 0; i += 2) {
		key = qpdf_oh_get_array_item(s->q, nums, i);
		value = qpdf_oh_get_array_item(s->q, nums, i + 1);
		if (qpdf_oh_is_integer(s->q, key) &&
		    qpdf_oh_is_dictionary(s->q, value) &&
		    qpdf_oh_get_int_value(s->q, key) >= 0 &&
		    qpdf_oh_get_int_value(s->q, key) < s->pages)
			s->labels[qpdf_oh_get_int_value_as_int(s->q, key)] =
			    value;
	}
	n = pdf_objects_count(s->q, kids);
	for (int i = 0; depth > 0 && i < n && s->left-- > 0; i++)
		read_tree(s, qpdf_oh_get_array_item(s->q, kids, i), depth - 1);
}

/*
 * Returns a dictionary with the style (/S) and the prefix (/P) of a label, but
 * without the number at which it begins (/St).
 */
static qpdf_oh
style_of(qpdf_data q, qpdf_oh label)
{
	static const char *const keys[] = {"/S", "/P"};
	qpdf_oh style = qpdf_oh_new_dictionary(q);

	for (size_t i = 0; i < 2; i++)
		if (qpdf_oh_has_key(q, label, keys[i]))
			qpdf_oh_replace_key(q, style, keys[i],
			    qpdf_oh_get_key(q, label, keys[i]));
	return style;
}

/* Returns the number at which the label begins to count. */
static int
number_of(qpdf_data q, qpdf_oh label)
{
	qpdf_oh number = qpdf_oh_get_key(q, label, "/St");

	return qpdf_oh_is_integer(q, number)
		   ? qpdf_oh_get_int_value_as_int(q, number)
		   : 1;
}

/*
 * Returns an array of a style and a number, the form in which a page keeps its
 * label.
 */
static qpdf_oh
make_entry(qpdf_data q, qpdf_oh style, int number)
{
	qpdf_oh entry = qpdf_oh_new_array(q);

	qpdf_oh_append_item(q, entry, style);
	qpdf_oh_append_item(q, entry, qpdf_oh_new_integer(q, number));
	return entry;
}

void
pdf_labels_distribute(qpdf_data q)
{
	qpdf_oh tree = qpdf_oh_get_key(q, qpdf_get_root(q), "/PageLabels");
	struct series s = {
	    .q = q, .pages = qpdf_get_num_pages(q), .left = ENTRIES_MAX};
	qpdf_oh style = 0;
	unsigned number = 1;

	if (!qpdf_oh_is_dictionary(q, tree) || s.pages <= 0)
		return;
	s.labels = calloc((size_t)s.pages, sizeof(*s.labels));
	if (s.labels == NULL)
		return;
	read_tree(&s, tree, DEPTH);
	for (int i = 0; i < s.pages; i++, number++) {
		if (s.labels[i] != 0) {
			style = style_of(q, s.labels[i]);
			number = (unsigned)number_of(q, s.labels[i]);
		}
		if (style != 0)
			qpdf_oh_replace_key(q, qpdf_get_page_n(q, (size_t)i),
			    ENTRY,
			    make_entry(
				q, pdf_edit_copy(q, style), (int)number));
	}
	free(s.labels);
}

/*
 * Removes the label from page number i, counted from 0.  Returns the label; or,
 * if the page has none, a new one: the page's number in the document, counted
 * from 1.  Sets *has_one to whether the page had one.
 */
static qpdf_oh
take_entry(qpdf_data q, int i, bool *has_one)
{
	qpdf_oh page = qpdf_get_page_n(q, (size_t)i);
	qpdf_oh entry = qpdf_oh_get_key(q, page, ENTRY);

	qpdf_oh_remove_key(q, page, ENTRY);
	*has_one = qpdf_oh_is_array(q, entry) &&
		   qpdf_oh_get_array_n_items(q, entry) == 2;
	return *has_one ? entry
			: make_entry(q, qpdf_oh_parse(q, "<</S/D>>"), i + 1);
}

/*
 * Appends entry, the label of page number i, to nums as the beginning of a
 * series.
 */
static void
begin_series(qpdf_data q, qpdf_oh nums, int i, qpdf_oh entry)
{
	qpdf_oh label = pdf_edit_copy(q, qpdf_oh_get_array_item(q, entry, 0));

	qpdf_oh_replace_key(
	    q, label, "/St", qpdf_oh_get_array_item(q, entry, 1));
	qpdf_oh_append_item(q, nums, qpdf_oh_new_integer(q, i));
	qpdf_oh_append_item(q, nums, label);
}

/* Whether both texts exist and are equal. */
static bool
are_alike(const char *a, const char *b)
{
	if (a == NULL)
		return false;
	return b != NULL && strcmp(a, b) == 0;
}

void
pdf_labels_collect(qpdf_data q)
{
	qpdf_oh nums = qpdf_oh_new_array(q), labels, entry;
	unsigned expected = 0, number;
	bool has_some = false, has_one;
	char *last = NULL, *style;

	for (int i = 0; i < qpdf_get_num_pages(q); i++) {
		entry = take_entry(q, i, &has_one);
		has_some |= has_one;
		/* Styles are equal if their texts are. */
		style = strdup(
		    qpdf_oh_unparse(q, qpdf_oh_get_array_item(q, entry, 0)));
		number = (unsigned)qpdf_oh_get_int_value_as_int(
		    q, qpdf_oh_get_array_item(q, entry, 1));
		if (number != expected || !are_alike(last, style))
			begin_series(q, nums, i, entry);
		expected = number + 1;
		free(last);
		last = style;
	}
	free(last);
	if (!has_some) {
		qpdf_oh_remove_key(q, qpdf_get_root(q), "/PageLabels");
		return;
	}
	labels = qpdf_oh_new_dictionary(q);
	qpdf_oh_replace_key(q, labels, "/Nums", nums);
	qpdf_oh_replace_key(q, qpdf_get_root(q), "/PageLabels", labels);
}
