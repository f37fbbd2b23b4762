/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_outlines: joins the bookmarks of PDFs that are joined, ISO 32000-1
 * section 12.3.3.  Those of one PDF follow those of the other, on the same
 * levels.
 */
#include "output/pdf_outlines.h"

#include <stdbool.h>
#include <stdint.h>

#include "input/pdf_objects.h"
#include "output/pdf_link_names.h"

/* The levels of bookmarks that are read. */
#define DEPTH 32

/* Returns the value that dictionary has under key, or a null object. */
static qpdf_oh
key_of(qpdf_data q, qpdf_oh dictionary, const char *key)
{
	return pdf_objects_get(q, dictionary, key);
}

/*
 * Whether item can be a bookmark.  A broken file may refer to a page here,
 * which must not be changed like a bookmark.
 */
static bool
is_item(qpdf_data q, qpdf_oh item)
{
	return qpdf_oh_is_indirect(q, item) && qpdf_oh_is_dictionary(q, item) &&
	       !qpdf_oh_is_dictionary_of_type(q, item, "/Page", "");
}

/*
 * Prepares the bookmarks below parent for another document: replaces names of
 * places by the places, and removes references to the tree of tags.  Reads down
 * to depth levels.  Lowers two budgets: *items, bookmarks that may still be
 * read, and *names, see pdf_link_names_resolve_link().  Returns false if there
 * are more levels or bookmarks, or if one is damaged.
 */
static bool
make_portable(
    qpdf_data q, qpdf_oh parent, unsigned depth, unsigned *items, size_t *names)
{
	qpdf_oh item = key_of(q, parent, "/First"), next;

	for (; !qpdf_oh_is_null(q, item); item = next) {
		if (depth == 0 || *items == 0 || !is_item(q, item))
			return false;
		(*items)--;
		pdf_link_names_resolve_link(q, item, names);
		/* This refers to the tree of tags, which is not copied. */
		qpdf_oh_remove_key(q, item, "/SE");
		if (!make_portable(q, item, depth - 1, items, names))
			return false;
		next = key_of(q, item, "/Next");
		qpdf_oh_release(q, item);
	}
	qpdf_oh_release(q, item);
	return true;
}

qpdf_oh
pdf_outlines_take(qpdf_data q, unsigned *items, size_t *names)
{
	qpdf_oh outlines = key_of(q, qpdf_get_root(q), "/Outlines");

	if (qpdf_oh_is_null(q, key_of(q, outlines, "/First")) ||
	    !make_portable(q, outlines, DEPTH, items, names))
		return qpdf_oh_new_null(q);
	return outlines;
}

/*
 * Sets the parent of each of items, a list of bookmarks, to parent.  Returns
 * the last one.
 */
static qpdf_oh
move_items(qpdf_data q, qpdf_oh items, qpdf_oh parent)
{
	qpdf_oh item = items, next;

	for (;;) {
		qpdf_oh_replace_key(q, item, "/Parent", parent);
		next = key_of(q, item, "/Next");
		if (!qpdf_oh_is_dictionary(q, next))
			return item;
		item = next;
	}
}

/*
 * Returns how many bookmarks are visible before the reader opens or closes one.
 */
static long long
count_visible(qpdf_data q, qpdf_oh outlines)
{
	long long count = 0;

	qpdf_oh_get_value_as_longlong(q, key_of(q, outlines, "/Count"), &count);
	return count < 0 || count > INT32_MAX ? 0 : count;
}

void
pdf_outlines_add(qpdf_data q, qpdf_oh outlines)
{
	qpdf_oh own = key_of(q, qpdf_get_root(q), "/Outlines");
	qpdf_oh first = key_of(q, outlines, "/First"),
		last = key_of(q, own, "/Last");

	if (!is_item(q, first))
		return;
	if (!is_item(q, key_of(q, own, "/First"))) {
		qpdf_oh_replace_key(q, qpdf_get_root(q), "/Outlines", outlines);
		return;
	}
	/* If the own bookmarks of q are damaged, nothing is added to them. */
	if (!is_item(q, last) || !qpdf_oh_is_null(q, key_of(q, last, "/Next")))
		return;
	if (!qpdf_oh_is_indirect(q, own)) {
		own = qpdf_make_indirect_object(q, own);
		qpdf_oh_replace_key(q, qpdf_get_root(q), "/Outlines", own);
	}
	qpdf_oh_replace_key(q, last, "/Next", first);
	qpdf_oh_replace_key(q, first, "/Prev", last);
	qpdf_oh_replace_key(q, own, "/Last", move_items(q, first, own));
	qpdf_oh_replace_key(q, own, "/Count",
	    qpdf_oh_new_integer(
		q, count_visible(q, own) + count_visible(q, outlines)));
}
