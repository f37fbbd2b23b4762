/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_labels: the labels of pages.  A document has them in a number tree: the
 * style and the number of a page, from which the next ones are counted on.  ISO
 * 32000-1 sections 7.9.7 and 12.4.2.
 */
#include "output/pdf_labels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"
#include "output/pdf_edit.h"

/* Where a page has its label meanwhile: a style and a number. */
#define ENTRY "/OCRPageLabel"
/* How deep the tree is looked at, and how many of its entries. */
#define DEPTH 8
#define ENTRIES_MAX 100000

/* The labels of a document that begin a series, by the numbers of pages. */
struct series {
	qpdf_data q;
	qpdf_oh *labels; /* of each page, or 0 */
	int pages;
	int left; /* entries that may be looked at yet */
};

/* Reads the labels of pages, such as "iv": looks through node, a part of a tree
 * of numbers, and down to depth levels below it.  Sets s->labels[i] where a new
 * series of labels begins with page i, counted from 0.  Looks at s->left
 * entries at most. */
static void
read_tree(struct series *s, qpdf_oh node, int depth)
{
	qpdf_oh kids = qpdf_oh_get_key_if_dict(s->q, node, "/Kids");
	qpdf_oh nums = qpdf_oh_get_key_if_dict(s->q, node, "/Nums"), key, value;
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

/* Returns the style (/S) and the prefix (/P) of a page label, without the
 * number that its first page has (/St): that is another one in the new
 * document. */
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

/* Returns the number with which the label begins to count. */
static int
number_of(qpdf_data q, qpdf_oh label)
{
	qpdf_oh number = qpdf_oh_get_key(q, label, "/St");

	return qpdf_oh_is_integer(q, number)
		   ? qpdf_oh_get_int_value_as_int(q, number)
		   : 1;
}

/* Returns what a page has as its label while it moves: the style, and its
 * number in it. */
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

/* Takes the label out of page number i.  Returns the label or, if it has none,
 * one that counts pages of the document.  *has_one says which. */
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

/* Appends the label of page number i to those that begin a series. */
static void
begin_series(qpdf_data q, qpdf_oh nums, int i, qpdf_oh entry)
{
	qpdf_oh label = pdf_edit_copy(q, qpdf_oh_get_array_item(q, entry, 0));

	qpdf_oh_replace_key(
	    q, label, "/St", qpdf_oh_get_array_item(q, entry, 1));
	qpdf_oh_append_item(q, nums, qpdf_oh_new_integer(q, i));
	qpdf_oh_append_item(q, nums, label);
}

/* Whether both texts are there, and the same. */
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
		/* Styles are the same if they are written alike. */
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
