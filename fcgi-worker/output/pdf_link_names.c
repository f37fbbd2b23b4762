/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_link_names: the names of places that links of a PDF lead to, ISO 32000-1
 * section 12.3.2, when PDFs are joined.  (pdf_graft.c leaves links alone.) A
 * name may be a name object, which a dictionary of the catalog explains, or a
 * string, which a name tree explains, section 7.9.6.
 */
#include "output/pdf_link_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"

/* The levels of a name tree that are searched. */
#define DEPTH 32
/*
 * What reading an item costs of the budget, in addition to the bytes of its
 * name.
 */
#define LOOK 64

/* A search in a name tree. */
struct search {
	qpdf_data q;
	char *name;
	size_t size;
	size_t *left; /* budget, see subtract_cost() */
};

/*
 * Subtracts the cost of reading an item from the budget *left, which does not
 * fall below 0.  The cost is LOOK and the size of the item's name, since
 * libqpdf copies the name.
 */
static void
subtract_cost(size_t *left, size_t size)
{
	const size_t cost = LOOK + size;

	*left -= cost < *left ? cost : *left;
}

/*
 * Compares item i of array with the name that s looks for.  Returns a negative
 * number if the item comes before that name or is no string, 0 if it is that
 * name, or a positive number if it comes after.  Lowers the budget.
 */
static int
compare_name(const struct search *s, qpdf_oh array, int i)
{
	qpdf_oh item = qpdf_oh_get_array_item(s->q, array, i);
	size_t size = 0, least;
	const char *text;
	int rc = -1;

	if (qpdf_oh_is_string(s->q, item)) {
		text = qpdf_oh_get_binary_string_value(s->q, item, &size);
		least = size < s->size ? size : s->size;
		rc = memcmp(text, s->name, least);
		if (rc == 0)
			rc = (size > s->size) - (size < s->size);
	}
	subtract_cost(s->left, size);
	qpdf_oh_release(s->q, item);
	return rc;
}

/*
 * Compares the name that s looks for with the limits of node.  Returns whether
 * node may have the name: it is within the limits, or node has none.  Lowers
 * the budget.
 */
static bool
compare_limits(const struct search *s, qpdf_oh node)
{
	qpdf_oh limits = pdf_objects_get(s->q, node, "/Limits");
	bool may = pdf_objects_count(s->q, limits) != 2 ||
		   (compare_name(s, limits, 0) <= 0 &&
		       compare_name(s, limits, 1) >= 0);

	qpdf_oh_release(s->q, limits);
	return may;
}

/*
 * Looks for the name of s in node, a part of the name tree, and down to
 * depth levels below it.  Returns the place in the document that has this name;
 * 0 if there is none, or when the budget *s->left is used up.
 */
static qpdf_oh
find_below(const struct search *s, qpdf_oh node, unsigned depth)
{
	qpdf_oh names = pdf_objects_get(s->q, node, "/Names");
	qpdf_oh kids = pdf_objects_get(s->q, node, "/Kids");
	qpdf_oh kid, found = 0;

	for (int i = 0; i + 1 < pdf_objects_count(s->q, names) && *s->left > 0;
	     i += 2)
		if (compare_name(s, names, i) == 0)
			return qpdf_oh_get_array_item(s->q, names, i + 1);
	for (int i = 0; depth > 0 && found == 0 &&
			i < pdf_objects_count(s->q, kids) && *s->left > 0;
	     i++) {
		subtract_cost(s->left, 0);
		kid = qpdf_oh_get_array_item(s->q, kids, i);
		if (compare_limits(s, kid))
			found = find_below(s, kid, depth - 1);
		qpdf_oh_release(s->q, kid);
	}
	return found;
}

/*
 * Returns the place in the document that name, a string, stands for in the name
 * tree; 0 if there is none, without memory, or when the budget *left is used
 * up.
 */
static qpdf_oh
find_string(qpdf_data q, qpdf_oh name, size_t *left)
{
	struct search s = {.q = q, .left = left};
	qpdf_oh names = pdf_objects_get(q, qpdf_get_root(q), "/Names");
	const char *text = qpdf_oh_get_binary_string_value(q, name, &s.size);
	qpdf_oh found = 0;

	subtract_cost(left, s.size); /* for looking at name */
	/* The next call for a string overwrites text. */
	s.name = malloc(s.size + 1);
	if (s.name == NULL)
		return 0;
	memcpy(s.name, text, s.size);
	found = find_below(&s, pdf_objects_get(q, names, "/Dests"), DEPTH);
	free(s.name);
	return found;
}

/*
 * If holder has the name of a place in the document under key, replaces it by
 * the place itself, since in another document the name would mean nothing.
 * Lowers the budget *left.
 */
static void
resolve_name(qpdf_data q, qpdf_oh holder, const char *key, size_t *left)
{
	qpdf_oh name = pdf_objects_get(q, holder, key);
	qpdf_oh place = 0;

	if (qpdf_oh_is_string(q, name) && *left > 0)
		place = find_string(q, name, left);
	else if (qpdf_oh_is_name(q, name))
		place = pdf_objects_get(q,
		    pdf_objects_get(q, qpdf_get_root(q), "/Dests"),
		    qpdf_oh_get_name(q, name));
	if (place != 0 && qpdf_oh_is_dictionary(q, place))
		place = qpdf_oh_get_key(q, place, "/D");
	if (place != 0 && qpdf_oh_is_array(q, place))
		qpdf_oh_replace_key(q, holder, key, place);
}

void
pdf_link_names_resolve_link(qpdf_data q, qpdf_oh link, size_t *left)
{
	qpdf_oh action = pdf_objects_get(q, link, "/A");

	resolve_name(q, link, "/Dest", left);
	if (qpdf_oh_is_name_and_equals(
		q, pdf_objects_get(q, action, "/S"), "/GoTo"))
		resolve_name(q, action, "/D", left);
}

void
pdf_link_names_resolve(qpdf_data q, qpdf_oh annotations, size_t *left)
{
	for (int i = 0; i < pdf_objects_count(q, annotations); i++)
		pdf_link_names_resolve_link(
		    q, qpdf_oh_get_array_item(q, annotations, i), left);
}
