/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_join: joins the pages of several PDFs.  libqpdf copies pages with what
 * they draw.  But pages may also need their document's catalog, for instance
 * for names and tags; that is changed or removed here so that they do not.
 */
#include "output/pdf_join.h"

#include <stdlib.h>

#include "input/pdf_objects.h"
#include "output/pdf_attachments.h"
#include "output/pdf_conformance.h"
#include "output/pdf_file.h"
#include "output/pdf_forms.h"
#include "output/pdf_labels.h"
#include "output/pdf_link_names.h"
#include "output/pdf_outlines.h"
#include "output/pdf_tags.h"
#include "output/pdf_write.h"

/* Budgets: bytes of names of places and of files, */
#define NAMES_MAX 67108864
/* bookmarks, */
#define BOOKMARKS_MAX 100000
/* fields of forms that are not within another field, */
#define FIELDS_MAX 100000
/* and objects that the pages of a document draw. */
#define DRAWN_MAX 100000

struct joining {
	const struct pdf_join_part *parts;
	size_t count;
	qpdf_data *documents; /* of the parts, or NULL */
	struct pdf_file *file;
	size_t names;	    /* bytes of names that may still be read */
	unsigned bookmarks; /* that may still be read */
	struct pdf_forms forms;
	int files;	     /* number of an array of all attached files */
	bool has_more_files; /* files of other documents were added */
};

/* The indexes in the array that take_references() returns. */
enum { ANNOTATIONS, OUTLINES, FILES, ASSOCIATED, FORM };

/*
 * Removes the annotations of the pages of q, and what refers to tags.  Returns
 * an array with the annotations of each page.  Links among these lead to places
 * instead of names of places, which mean nothing in another document.
 */
static qpdf_oh
take_annotations(struct joining *j, qpdf_data q)
{
	const int pages = qpdf_get_num_pages(q);
	qpdf_oh all = qpdf_oh_new_array(q), page, annotations;
	unsigned drawn = DRAWN_MAX; /* objects that may still be searched */

	for (int i = 0; i < pages; i++) {
		page = qpdf_get_page_n(q, (size_t)i);
		annotations = qpdf_oh_get_key(q, page, "/Annots");
		/* Tags refer to a tree that is not copied. */
		pdf_tags_remove(q, page, &drawn);
		pdf_link_names_resolve(q, annotations, &j->names);
		qpdf_oh_append_item(q, all, annotations);
		qpdf_oh_remove_key(q, page, "/Annots");
	}
	return all;
}

/*
 * Removes from q, or only lists, what may refer to any of its pages:
 * annotations, bookmarks, attached files, the form.  Copying a page with these
 * would copy all others, too.  Returns an array for put_references(), to be
 * copied after all pages.
 */
static qpdf_oh
take_references(struct joining *j, qpdf_data q)
{
	qpdf_oh taken = qpdf_oh_new_array(q);

	qpdf_oh_append_item(q, taken, take_annotations(j, q));
	qpdf_oh_append_item(
	    q, taken, pdf_outlines_take(q, &j->bookmarks, &j->names));
	qpdf_oh_append_item(q, taken, pdf_attachments_list(q, &j->names));
	qpdf_oh_append_item(
	    q, taken, qpdf_oh_get_key(q, qpdf_get_root(q), "/AF"));
	qpdf_oh_append_item(q, taken, pdf_forms_take(&j->forms, q));
	return qpdf_make_indirect_object(q, taken);
}

/*
 * Puts annotations back onto the copied pages in target, a document.
 * page_annotations is an array: for each page an array of its annotations, or
 * something else for a page without.  Its first item belongs to the page of
 * number first_page, from 0, and the others to the pages that follow.
 */
static void
put_annotations(qpdf_data target, qpdf_oh page_annotations, int first_page)
{
	qpdf_oh item;

	for (int i = 0; i < qpdf_oh_get_array_n_items(target, page_annotations);
	     i++) {
		item = qpdf_oh_get_array_item(target, page_annotations, i);
		if (qpdf_oh_is_array(target, item))
			qpdf_oh_replace_key(target,
			    qpdf_get_page_n(target, (size_t)(first_page + i)),
			    "/Annots", item);
	}
}

/*
 * Adds to target, a document, references, which take_references() took from
 * another document.  The pages of the other document begin there with the page
 * of number first_page, from 0.
 */
static void
put_references(
    struct joining *j, qpdf_data target, qpdf_oh references, int first_page)
{
	qpdf_oh annotations =
	    qpdf_oh_get_array_item(target, references, ANNOTATIONS);
	qpdf_oh files = qpdf_oh_get_array_item(target, references, FILES);
	qpdf_oh all_files = qpdf_get_object_by_id(target, j->files, 0);
	qpdf_oh associated =
	    qpdf_oh_get_array_item(target, references, ASSOCIATED);
	qpdf_oh own = qpdf_oh_get_key(target, qpdf_get_root(target), "/AF");

	put_annotations(target, annotations, first_page);
	pdf_outlines_add(
	    target, qpdf_oh_get_array_item(target, references, OUTLINES));
	pdf_forms_add(&j->forms, target,
	    qpdf_oh_get_array_item(target, references, FORM), annotations);
	if (qpdf_oh_is_array(target, all_files) &&
	    pdf_objects_count(target, files) > 0) {
		pdf_objects_append_items(target, all_files, files);
		j->has_more_files = true;
	}
	if (qpdf_oh_is_array(target, own))
		pdf_objects_append_items(target, own, associated);
	else if (qpdf_oh_is_array(target, associated))
		qpdf_oh_replace_key(
		    target, qpdf_get_root(target), "/AF", associated);
}

/*
 * Adds all pages of source to target, both documents: before the pages of
 * target if is_before, else after them.  Returns PDF_GRAFT_OK, or why that
 * failed.
 */
static enum pdf_graft_result
add_pages(struct joining *j, qpdf_data target, qpdf_data source, bool is_before)
{
	const int pages = qpdf_get_num_pages(source);
	const int first = is_before ? 0 : qpdf_get_num_pages(target);
	qpdf_oh taken, page;

	if (qpdf_push_inherited_attributes_to_page(source) & QPDF_ERRORS)
		return pdf_write_fault(source);
	pdf_labels_distribute(source);
	taken = take_references(j, source);
	for (int i = 0; i < pages; i++) {
		/*
		 * Each page that is added before the others becomes the first
		 * one.
		 */
		page = qpdf_get_page_n(
		    source, (size_t)(is_before ? pages - 1 - i : i));
		if (qpdf_add_page(target, source, page, is_before) &
		    QPDF_ERRORS)
			return pdf_write_fault(target);
	}
	put_references(j, target,
	    qpdf_oh_copy_foreign_object(target, source, taken), first);
	qpdf_oh_release_all(source);
	qpdf_oh_release_all(target);
	return pdf_write_fault(source);
}

/*
 * Opens the document of each part into j->documents.  Returns PDF_GRAFT_OK; or
 * why one cannot be opened, and then some may be open.
 */
static enum pdf_graft_result
open_parts(struct joining *j)
{
	enum pdf_graft_result rc = PDF_GRAFT_OK;

	for (size_t i = 0; i < j->count && rc == PDF_GRAFT_OK; i++) {
		/*
		 * A document without pages is refused: if its tree of pages
		 * contains itself, libqpdf would go on for ever looking for
		 * what pages inherit.
		 */
		if (pdf_objects_open(&j->parts[i].bytes, &j->documents[i]) ==
			0 &&
		    qpdf_get_num_pages(j->documents[i]) > 0)
			continue;
		/* libqpdf may have given no reason. */
		rc = pdf_write_fault(j->documents[i]);
		if (rc == PDF_GRAFT_OK)
			rc = PDF_GRAFT_BROKEN;
	}
	return rc;
}

/*
 * Makes an array of the files that target, a document, has attached, and notes
 * its number in j->files.  Those of other documents are appended later.
 */
static void
list_files(struct joining *j, qpdf_data target)
{
	qpdf_oh files = qpdf_make_indirect_object(
	    target, pdf_attachments_list(target, &j->names));

	j->files = qpdf_oh_get_object_id(target, files);
}

/*
 * Joins the documents of all parts of joining, a struct joining, and writes the
 * result to its file.  Returns an enum pdf_graft_result as an int, for
 * pdf_write_guard().
 */
static int
join_documents(void *joining)
{
	struct joining *j = joining;
	enum pdf_graft_result rc = open_parts(j);
	size_t base = 0;
	qpdf_data target;

	/*
	 * The pages of the others are added to the first PDF that was sent, so
	 * that what belongs to no page of it, such as its title, is kept.
	 */
	while (base < j->count - 1 && !j->parts[base].is_sent)
		base++;
	if (rc != PDF_GRAFT_OK)
		return (int)rc;
	target = j->documents[base];
	list_files(j, target);
	pdf_forms_begin(&j->forms, target, FIELDS_MAX);
	pdf_labels_distribute(target);
	for (size_t i = base; rc == PDF_GRAFT_OK && i > 0; i--)
		rc = add_pages(j, target, j->documents[i - 1], true);
	for (size_t i = base + 1; rc == PDF_GRAFT_OK && i < j->count; i++)
		rc = add_pages(j, target, j->documents[i], false);
	if (rc != PDF_GRAFT_OK)
		return (int)rc;
	if (j->has_more_files &&
	    pdf_attachments_set(
		target, qpdf_get_object_by_id(target, j->files, 0)) == -1)
		return PDF_GRAFT_NO_MEMORY;
	pdf_labels_collect(target);
	pdf_conformance_remove(target);
	return (int)pdf_write_document(target, true, j->file);
}

enum pdf_graft_result
pdf_join_write(
    const struct pdf_join_part *parts, size_t count, struct pdf_file *file)
{
	struct joining j = {.parts = parts,
	    .count = count,
	    .file = file,
	    .names = NAMES_MAX,
	    .bookmarks = BOOKMARKS_MAX};
	enum pdf_graft_result rc;

	*file = (struct pdf_file){.fd = -1};
	j.documents = calloc(count, sizeof(*j.documents));
	if (j.documents == NULL)
		return PDF_GRAFT_NO_MEMORY;
	rc = pdf_write_guard(join_documents, &j);
	for (size_t i = 0; i < count; i++)
		if (j.documents[i] != NULL)
			pdf_objects_close(&j.documents[i]);
	free(j.documents);
	return rc;
}
