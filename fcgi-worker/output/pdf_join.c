/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_join: the pages of several PDFs in one.  libqpdf copies pages with what
 * they draw; what the catalog of another document would have to explain is made
 * to do without.
 */
#include "output/pdf_join.h"

#include <stdlib.h>

#include "input/pdf_objects.h"
#include "output/pdf_claim.h"
#include "output/pdf_file.h"
#include "output/pdf_link_names.h"
#include "output/pdf_tags.h"
#include "output/pdf_write.h"

/* Of the links of a document, how many bytes of names are looked at. */
#define NAMES_MAX 67108864
/* Of what its pages draw, how many objects are. */
#define DRAWN_MAX 100000

struct joining {
	const struct pdf_join_part *parts;
	size_t count;
	qpdf_data *documents; /* of the parts, or NULL */
	struct pdf_file *file;
};

/*
 * Takes the annotations off the pages of q.  Returns an array with those of
 * each page: they may lead to any page, so all pages have to be copied before.
 */
static qpdf_oh
take_annotations(qpdf_data q)
{
	const int pages = qpdf_get_num_pages(q);
	qpdf_oh all = qpdf_oh_new_array(q), page, annotations;
	size_t names = NAMES_MAX;
	unsigned drawn = DRAWN_MAX;

	for (int i = 0; i < pages; i++) {
		page = qpdf_get_page_n(q, (size_t)i);
		annotations = qpdf_oh_get_key(q, page, "/Annots");
		/* Tags are explained by a tree that is not copied. */
		pdf_tags_remove(q, page, &drawn);
		pdf_link_names_resolve(q, annotations, &names);
		qpdf_oh_append_item(q, all, annotations);
		qpdf_oh_remove_key(q, page, "/Annots");
	}
	return qpdf_make_indirect_object(q, all);
}

/* Puts the annotations, taken from q, on the pages of to from the first on. */
static void
put_annotations(qpdf_data to, qpdf_data q, qpdf_oh all, int first)
{
	qpdf_oh copy = qpdf_oh_copy_foreign_object(to, q, all), item;

	for (int i = 0; i < qpdf_oh_get_array_n_items(to, copy); i++) {
		item = qpdf_oh_get_array_item(to, copy, i);
		if (qpdf_oh_is_array(to, item))
			qpdf_oh_replace_key(to,
			    qpdf_get_page_n(to, (size_t)(first + i)), "/Annots",
			    item);
	}
}

/* Adds the pages of q before those of to, or behind them. */
static enum pdf_graft_result
add_pages(qpdf_data to, qpdf_data q, bool before)
{
	const int pages = qpdf_get_num_pages(q);
	const int first = before ? 0 : qpdf_get_num_pages(to);
	qpdf_oh all, page;

	if (qpdf_push_inherited_attributes_to_page(q) & QPDF_ERRORS)
		return pdf_write_fault(q);
	all = take_annotations(q);
	for (int i = 0; i < pages; i++) {
		page = qpdf_get_page_n(q, (size_t)(before ? pages - 1 - i : i));
		if (qpdf_add_page(to, q, page, before) & QPDF_ERRORS)
			return pdf_write_fault(to);
	}
	put_annotations(to, q, all, first);
	qpdf_oh_release_all(q);
	qpdf_oh_release_all(to);
	return pdf_write_fault(q);
}

static enum pdf_graft_result
open_parts(struct joining *j)
{
	enum pdf_graft_result rc = PDF_GRAFT_OK;

	for (size_t i = 0; i < j->count && rc == PDF_GRAFT_OK; i++) {
		if (pdf_objects_open(&j->parts[i].bytes, &j->documents[i]) == 0)
			continue;
		rc = pdf_write_fault(j->documents[i]);
		if (rc == PDF_GRAFT_OK)
			rc = PDF_GRAFT_BROKEN;
	}
	return rc;
}

static int
join(void *joining)
{
	struct joining *j = joining;
	enum pdf_graft_result rc = open_parts(j);
	size_t base = 0;
	qpdf_data to;

	while (base < j->count - 1 && !j->parts[base].is_sent)
		base++;
	to = j->documents[base];
	for (size_t i = base; rc == PDF_GRAFT_OK && i > 0; i--)
		rc = add_pages(to, j->documents[i - 1], true);
	for (size_t i = base + 1; rc == PDF_GRAFT_OK && i < j->count; i++)
		rc = add_pages(to, j->documents[i], false);
	if (rc != PDF_GRAFT_OK)
		return (int)rc;
	/* They count pages from the first on, which is another one now. */
	if (base > 0)
		qpdf_oh_remove_key(to, qpdf_get_root(to), "/PageLabels");
	pdf_claim_remove(to);
	return (int)pdf_write_document(to, true, j->file);
}

enum pdf_graft_result
pdf_join_write(
    const struct pdf_join_part *parts, size_t count, struct pdf_file *file)
{
	struct joining j = {parts, count, NULL, file};
	enum pdf_graft_result rc;

	*file = (struct pdf_file){.fd = -1};
	j.documents = calloc(count, sizeof(*j.documents));
	if (j.documents == NULL)
		return PDF_GRAFT_NO_MEMORY;
	rc = pdf_write_guard(join, &j);
	for (size_t i = 0; i < count; i++)
		if (j.documents[i] != NULL)
			pdf_objects_close(&j.documents[i]);
	free(j.documents);
	return rc;
}
