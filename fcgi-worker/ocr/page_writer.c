/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_writer: adds pages that were read to the answer, says in it which could
 * not be read, and keeps it within its limit.
 */
#include "ocr/page_writer.h"

#include "base/log.h"
#include "base/wiped_heap.h"
#include "ocr/finer.h"
#include "ocr/layer_overlap.h"
#include "output/text.h"

/* How many bytes of free memory a page may leave to the next one. */
#define KEPT_BETWEEN_PAGES (8U << 20)

void
page_writer_set_problem(struct response *r, const struct document *document)
{
	switch (document->fault) {
	case DOCUMENT_NO_MEMORY:
		problem_no_memory(&r->problem, "the answer");
		break;
	case DOCUMENT_NO_ROOM:
		problem_set(&r->problem, PROBLEM_FAULT,
		    "There is no room for the answer's temporary file.");
		break;
	case DOCUMENT_BROKEN:
		problem_set(&r->problem, PROBLEM_UNDECODABLE,
		    "The PDF is damaged where text has to be added; another "
		    "format can have its text alone.");
		break;
	case DOCUMENT_LOCKED:
		/* No problem: ocr.c makes the document again, of the
		 * images of its pages. */
		break;
	case DOCUMENT_SIGNED:
		problem_set(&r->problem, PROBLEM_SIGNED,
		    "The PDF is signed, and the signature would not hold any "
		    "more if it were changed; sign=break changes it all the "
		    "same.");
		break;
	case DOCUMENT_MAYBE_SIGNED:
		problem_set(&r->problem, PROBLEM_SIGNED,
		    "The PDF has too many form fields or annotations, or too "
		    "many fields within each other, to say whether it is "
		    "signed, so it is not changed; sign=break changes it all "
		    "the same.");
		break;
	}
}

/* Appends the text of p, behind a form feed unless it is the first page. */
static void
add_text(struct buffer *out, const struct page *p)
{
	if (out->data != NULL)
		buffer_add(out, "\f", 1);
	buffer_make_string(out);
	text_add_page(out, p);
}

/* Logs what is wrong with the page of t. */
static void
log_bad_page(
    const struct ocr_job *j, const struct page_task *t, const struct problem *p)
{
	log_write("warning",
	    p->type == PROBLEM_UNDECODABLE ? "damaged page" : "page too large",
	    json_pack("{s:s,s:i,s:s}", "id", j->id, "page", (int)t->number,
		"detail", p->detail));
}

/*
 * Sets p to the problem that a part of the page of t is missing.  Returns 0 if
 * the client gets what could be read of the page, and p says so; or -1 if it
 * does not accept that and gets nothing.
 */
static int
check_damage(
    const struct pages *d, const struct page_task *t, struct problem *p)
{
	const bool is_accepted = pages_may_be_in_part(d);

	problem_set(p, PROBLEM_UNDECODABLE, "A part of page %u is %s",
	    t->number,
	    is_accepted
		? "damaged or cut off; what is left of it was read."
		: "damaged or cut off; what is left of it is in JSON, or in "
		  "any format with the header Prefer: handling=lenient.");
	return is_accepted ? 0 : -1;
}

/* Adds the page that was read for t to the document and, if the request wants
 * that as well, its plain text to the response's.  Returns 0, or -1 with the
 * problem. */
static int
write_page(const struct ocr_job *j, const struct page_task *t)
{
	struct page *p = t->result;

	p->number = t->page.number - 1;
	p->name = t->page.file;
	p->rotation = t->degrees;
	/* A PDF keeps the text that is seen. */
	if (j->params->format == FORMAT_PDF &&
	    layer_overlap_mark(p, &t->text, t->degrees) == -1)
		return problem_no_memory(&j->response->problem, "the answer");
	if (j->response->text != NULL)
		add_text(j->response->text, p);
	if (document_add(j->document, p) == 0)
		return 0;
	page_writer_set_problem(j->response, j->document);
	return -1;
}

bool
page_writer_may_use_layer(const struct ocr_job *j, struct pages *d)
{
	const struct params *params = j->params;

	return params->layer != PARAMS_LAYER_NEVER &&
	       !format_is_picture(params->format) &&
	       params->psm != ENGINE_PSM_ORIENTATION &&
	       (params->format != FORMAT_PDF ||
		   document_keeps_page(j->document, pages_next_number(d) - 1));
}

int
page_writer_check_size(const struct ocr_job *j)
{
	if (j->response->sent + document_size(j->document) <=
	    j->options->max_answer)
		return 0;
	response_too_large(j->response, j->options->max_answer);
	return -1;
}

/* Whether p is a problem of one page that others do not have. */
static bool
is_of_page(const struct problem *p)
{
	return p->type == PROBLEM_UNDECODABLE ||
	       p->type == PROBLEM_TOO_MANY_PIXELS;
}

/*
 * Handles a problem with the page of t.  If the page is damaged or too large,
 * and other pages may be good, says so in the document and the log, clears the
 * problem and returns 0.  Otherwise leaves the problem and returns -1.
 */
static int
note_bad_page(
    struct ocr_job *j, const struct pages *d, const struct page_task *t)
{
	struct problem *p = &j->response->problem;
	struct page bad = {.number = t->number - 1,
	    .name = t->file,
	    .problem = p->detail,
	    .problem_type = p->type};
	int rc;

	if (!is_of_page(p) || !pages_may_be_left_out(d))
		return -1;
	/* If all pages are bad, there is no answer. */
	if (++j->bad == d->chosen)
		return -1;
	log_bad_page(j, t, p);
	rc = document_add_bad(j->document, &bad);
	problem_clear(p);
	if (rc == -1)
		page_writer_set_problem(j->response, j->document);
	return rc;
}

/*
 * Writes the page that was read for t, and if a part of it is missing, says so
 * in the document and the log.  Returns 0, or -1 with the problem.
 */
static int
write_result(
    const struct ocr_job *j, const struct pages *d, const struct page_task *t)
{
	struct problem damage = {.type = PROBLEM_NONE};
	int rc;

	if (!t->result->is_damaged || !t->page.has_gap)
		return write_page(j, t);
	if (check_damage(d, t, &damage) == -1) {
		j->response->problem = damage;
		return -1;
	}
	log_bad_page(j, t, &damage);
	t->result->problem = damage.detail;
	t->result->problem_type = damage.type;
	rc = write_page(j, t);
	t->result->problem = NULL;
	problem_clear(&damage);
	return rc;
}

/* If the answer is a stream and has a good page by now, sends what it has so
 * far. Returns 0, or -1 if that could not be sent. */
static int
flush_pages(const struct ocr_job *j)
{
	if (!document_is_stream(j->document) || j->bad == j->document->count)
		return 0;
	return response_flush(j->response, j->id);
}

int
page_writer_finish(
    struct ocr_job *j, const struct pages *d, struct page_task *t)
{
	int rc;

	finer_keep_better(t);
	page_task_fill_blank(t, j->params);
	if (t->result != NULL) {
		rc = write_result(j, d, t);
	} else {
		j->response->problem = t->problem;
		t->problem = (struct problem){.type = PROBLEM_NONE};
		rc = note_bad_page(j, d, t);
	}
	page_task_clear(t);
	if (rc == -1 || page_writer_check_size(j) == -1 || flush_pages(j) == -1)
		return -1;
	/*
	 * Without this, the memory that was freed would stay while the next
	 * page takes as much again.  Giving it back takes time, with more
	 * threads more, so the page is sent first.
	 */
	if (j->document->count < d->chosen)
		wiped_heap_trim(KEPT_BETWEEN_PAGES);
	return 0;
}
