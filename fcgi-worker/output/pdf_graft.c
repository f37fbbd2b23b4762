/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_graft: a PDF as it was sent, with invisible text under the pages that
 * were recognized.  libqpdf reads and writes it.  What is on the pages, the
 * bytes of its streams, its links, bookmarks and encryption stay as they are. A
 * signed PDF is changed only with sign=break, see is_forbidden().
 */
#include "output/pdf_graft.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

#include "base/exceptions.h"
#include "input/pdf_objects.h"
#include "output/pdf_conformance.h"
#include "output/pdf_file.h"
#include "output/pdf_hidden_text.h"
#include "output/pdf_labels.h"
#include "output/pdf_layer_font.h"
#include "output/pdf_page_edit.h"
#include "output/pdf_place.h"
#include "output/pdf_signature.h"
#include "output/pdf_text_layer.h"
#include "output/pdf_write.h"

#define PIECE 262144

enum {
	/*
	 * Copying objects is recursive: 100,000, each referred to by the one
	 * before, took more than a stack of 8 MB; half as many did not.
	 */
	LARGE_OBJECTS = 25000,
};

struct pdf_graft {
	qpdf_data q;	    /* NULL when libqpdf cannot read it */
	struct bytes bytes; /* of the PDF as it was sent */
	struct pdf_graft_settings settings;
	unsigned pages, chosen; /* all, and those to be kept */
	bool *is_chosen;	/* of each page */
	bool is_changed;
	enum pdf_signature signature;
	int font;		   /* its object's number; 0: not added yet */
	struct buffer font_source; /* must live as long as q */
	struct glyphless_letters letters;
	size_t added;	      /* bytes of text, about */
	struct pdf_file file; /* the document, if is_changed */
	size_t read;	      /* bytes read so far, if not */
};

/*
 * Opens the PDF of graft, a struct pdf_graft, with libqpdf, and finds out
 * whether it is signed.  Returns 0; or -1 if libqpdf cannot read it, or finds
 * another number of pages.
 */
static int
open_file(void *graft)
{
	struct pdf_graft *g = graft;

	if (pdf_objects_open(&g->bytes, &g->q) == -1 ||
	    qpdf_get_num_pages(g->q) != (int)g->pages ||
	    qpdf_push_inherited_attributes_to_page(g->q) & QPDF_ERRORS)
		return -1;
	g->signature = pdf_signature_find(g->q);
	return pdf_write_fault(g->q) == PDF_GRAFT_OK ? 0 : -1;
}

struct pdf_graft *
pdf_graft_open(const struct bytes *pdf, unsigned pages,
    const struct pdf_graft_settings *settings)
{
	struct pdf_graft *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	g->file.fd = -1;
	g->bytes = *pdf;
	g->settings = *settings;
	g->pages = pages;
	g->is_chosen = calloc(pages, sizeof(*g->is_chosen));
	if (g->is_chosen == NULL) {
		pdf_graft_free(g);
		return NULL;
	}
	/* A file that libqpdf cannot read can still be sent as it is. */
	if (exceptions_catch(open_file, g) != 0 && g->q != NULL)
		pdf_objects_close(&g->q);
	return g;
}

bool
pdf_graft_is_locked(const struct pdf_graft *g)
{
	return g->q == NULL;
}

bool
pdf_graft_has_layers(const struct pdf_graft *g)
{
	bool found;

	if (g->q == NULL)
		return false;
	found = qpdf_oh_has_key(g->q, qpdf_get_root(g->q), "/OCProperties");
	qpdf_oh_release_all(g->q);
	return found;
}

bool
pdf_graft_is_large(const struct pdf_graft *g)
{
	int number;

	if (g->q == NULL)
		return false;
	/* A new object gets the next number. */
	number = qpdf_oh_get_object_id(g->q,
	    qpdf_make_indirect_object(g->q, qpdf_oh_new_dictionary(g->q)));
	qpdf_oh_release_all(g->q);
	return number > LARGE_OBJECTS;
}

/*
 * Adds the font of the text layer to the document and sets g->font.  Returns
 * PDF_GRAFT_OK, PDF_GRAFT_NO_ROOM or PDF_GRAFT_NO_MEMORY.
 */
static enum pdf_graft_result
add_font(struct pdf_graft *g)
{
	switch (pdf_layer_font_add(
	    g->q, g->settings.tessdata, &g->font_source, &g->font)) {
	case PDF_LAYER_FONT_OK:
		return PDF_GRAFT_OK;
	case PDF_LAYER_FONT_NO_ROOM:
		return PDF_GRAFT_NO_ROOM;
	default:
		return PDF_GRAFT_NO_MEMORY;
	}
}

/* Whether the page has text. */
static bool
has_words(const struct page *p)
{
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (b->paragraphs != NULL && page_is_text(b))
			return true;
	return false;
}

/*
 * Whether line has a word that was recognized, and is not text of the page
 * already.
 */
static bool
has_new_word(const struct page_line *line)
{
	for (const struct page_word *w = line->words; w != NULL; w = w->next)
		if (!w->is_text)
			return true;
	return false;
}

/*
 * Whether the page has recognized words that are not text of the page already.
 */
static bool
has_new_words(const struct page *p)
{
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs;
		     a != NULL && page_is_text(b); a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				if (has_new_word(l))
					return true;
	return false;
}

/*
 * Draws the words of p, invisibly, under what is on page.  Returns
 * PDF_GRAFT_OK, or why the page cannot be changed.
 */
static enum pdf_graft_result
lay_under(struct pdf_graft *g, qpdf_oh page, const struct page *p)
{
	struct buffer commands = {0};
	struct pdf_page_edit_layer layer = {.commands = &commands,
	    .width = p->width * 72.0 / p->scan_dpi,
	    .height = p->height * 72.0 / p->scan_dpi,
	    .font_name = PDF_TEXT_LAYER_FONT};
	int rc;

	pdf_text_layer_add(
	    &commands, p, layer.height, PDF_TEXT_LAYER_SHORT, &g->letters);
	g->added += commands.size;
	layer.font = qpdf_get_object_by_id(g->q, g->font, 0);
	rc = commands.failed ? -1 : pdf_page_edit_lay_under(g->q, page, &layer);
	buffer_free(&commands);
	return rc == -1 ? PDF_GRAFT_NO_MEMORY : pdf_write_fault(g->q);
}

/*
 * Whether the page of p must be changed: rotated, or its text added or
 * replaced.
 */
static bool
needs_change(const struct page *p)
{
	return p->rotation != 0 ||
	       (p->source == PAGE_RECOGNIZED &&
		   (has_new_words(p) || (has_words(p) && p->has_hidden_text)));
}

/* Whether the PDF must not be changed. */
static bool
is_forbidden(const struct pdf_graft *g)
{
	return pdf_signature_forbids(
	    g->signature, g->settings.may_break_signatures);
}

/* Returns why a document that is_forbidden() cannot be changed. */
static enum pdf_graft_result
forbid(const struct pdf_graft *g)
{
	return g->signature == PDF_SIGNATURE_FOUND ? PDF_GRAFT_SIGNED
						   : PDF_GRAFT_MAYBE_SIGNED;
}

/* The arguments of add_page(). */
struct addition {
	struct pdf_graft *graft;
	unsigned index;
	const struct page *page;
};

/*
 * Makes page upright; p is what was read of it.  If it was recognized, replaces
 * its invisible text by the words of p.  Returns PDF_GRAFT_OK, or why the page
 * cannot be changed.
 */
static enum pdf_graft_result
change_page(struct pdf_graft *g, qpdf_oh page, const struct page *p)
{
	enum pdf_graft_result rc = PDF_GRAFT_OK;

	if (is_forbidden(g))
		return forbid(g);
	g->is_changed = true;
	if (p->rotation != 0)
		pdf_page_edit_turn(g->q, page, p->rotation);
	pdf_objects_mend_contents(g->q, page);
	/* A page with text of its own, or without any, gets no text layer. */
	if (p->source != PAGE_RECOGNIZED || !has_words(p))
		return pdf_write_fault(g->q);
	/* If an image is damaged, what it covers may be seen. */
	if (pdf_hidden_text_remove(g->q, page, !p->is_damaged) == -1)
		return PDF_GRAFT_NO_MEMORY;
	if (!has_new_words(p))
		return pdf_write_fault(g->q);
	if (g->font == 0)
		rc = add_font(g);
	return rc == PDF_GRAFT_OK ? lay_under(g, page, p) : rc;
}

/*
 * Changes the page of addition, a struct addition.  Returns an enum
 * pdf_graft_result as an int, for pdf_write_guard().
 */
static int
add_page(void *addition)
{
	const struct addition *a = addition;
	qpdf_data q = a->graft->q;
	enum pdf_graft_result rc =
	    change_page(a->graft, qpdf_get_page_n(q, a->index), a->page);

	qpdf_oh_release_all(q);
	return (int)rc;
}

enum pdf_graft_result
pdf_graft_add(struct pdf_graft *g, unsigned index, const struct page *p)
{
	struct addition a = {g, index, p};

	if (index >= g->pages)
		return PDF_GRAFT_BROKEN;
	g->chosen += !g->is_chosen[index];
	g->is_chosen[index] = true;
	/* A signature is not valid in a document with other pages. */
	if (g->settings.is_part && is_forbidden(g))
		return forbid(g);
	if (!needs_change(p))
		return PDF_GRAFT_OK;
	if (g->q == NULL)
		return PDF_GRAFT_LOCKED;
	return pdf_write_guard(add_page, &a);
}

size_t
pdf_graft_size(const struct pdf_graft *g)
{
	return g->file.fd == -1 ? g->bytes.size + g->added : g->file.size;
}

/*
 * Removes the pages that were not chosen.  Each is replaced by null, since a
 * bookmark, for instance, may still refer to the page, which would keep it in
 * the file.
 */
static void
remove_pages(struct pdf_graft *g)
{
	for (unsigned i = g->pages; i > 0; i--) {
		qpdf_oh page;
		int id;

		if (g->is_chosen[i - 1])
			continue;
		page = qpdf_get_page_n(g->q, i - 1);
		id = qpdf_oh_get_object_id(g->q, page);
		qpdf_remove_page(g->q, page);
		qpdf_replace_object(g->q, id,
		    qpdf_oh_get_generation(g->q, page), qpdf_oh_new_null(g->q));
		qpdf_oh_release_all(g->q);
	}
}

/*
 * Writes the document of graft, a struct pdf_graft.  First removes the pages
 * that were not chosen, and whatever is no longer true in a changed document:
 * claims to follow a standard, and signatures.  Returns an enum
 * pdf_graft_result as an int, for pdf_write_guard().
 */
static int
end_document(void *graft)
{
	struct pdf_graft *g = graft;

	if (g->letters.count > 0 &&
	    pdf_layer_font_set_letters(g->q, g->font, &g->letters) == -1)
		return PDF_GRAFT_NO_MEMORY;
	if (g->chosen < g->pages) {
		pdf_labels_distribute(g->q);
		remove_pages(g);
		pdf_labels_collect(g->q);
	}
	pdf_conformance_remove(g->q);
	if (g->signature != PDF_SIGNATURE_NONE)
		pdf_signature_remove(g->q);
	return (int)pdf_write_document(g->q, false, &g->file);
}

enum pdf_graft_result
pdf_graft_end(struct pdf_graft *g)
{
	/*
	 * Pages that were not chosen are removed, and so are signatures that
	 * are not valid in a larger document.  Both are changes.
	 */
	if (g->chosen < g->pages ||
	    (g->signature != PDF_SIGNATURE_NONE && g->settings.is_part)) {
		if (g->q == NULL)
			return PDF_GRAFT_LOCKED;
		if (is_forbidden(g))
			return forbid(g);
		g->is_changed = true;
	}
	return g->is_changed ? pdf_write_guard(end_document, g) : PDF_GRAFT_OK;
}

const struct bytes *
pdf_graft_as_sent(const struct pdf_graft *g)
{
	return g->is_changed ? NULL : &g->bytes;
}

int
pdf_graft_read(struct pdf_graft *g, struct buffer *out)
{
	size_t left = g->bytes.size - g->read;
	size_t size = left < PIECE ? left : PIECE;

	if (g->is_changed)
		return pdf_file_read(&g->file, out);
	buffer_add(out, g->bytes.data + g->read, size);
	g->read += size;
	return out->failed ? -1 : size > 0;
}

void
pdf_graft_free(struct pdf_graft *g)
{
	if (g == NULL)
		return;
	if (g->q != NULL)
		pdf_objects_close(&g->q);
	buffer_free(&g->font_source);
	pdf_file_free(&g->file);
	free(g->is_chosen);
	free(g);
}

void
pdf_graft_init(void)
{
	static const char blank[] =
	    "%PDF-1.4\n"
	    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 16 16]>>endobj\n"
	    "trailer<</Root 1 0 R>>\n";
	const struct bytes pdf = {
	    (const unsigned char *)blank, sizeof(blank) - 1};
	qpdf_data q;

	if (pdf_objects_open(&pdf, &q) == 0 &&
	    (qpdf_init_write_memory(q) & QPDF_ERRORS) == 0) {
		qpdf_set_r6_encryption_parameters2(q, "", "blank", QPDF_TRUE,
		    QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE,
		    qpdf_r3p_full, QPDF_TRUE);
		qpdf_write(q);
	}
	pdf_objects_close(&q);
}
