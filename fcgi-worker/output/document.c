/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document: writes pages in one of the formats, with what precedes and follows
 * them.  Each format is a row of one table; the files of the formats do the
 * work.
 */
#include "output/document.h"

#include <string.h>

#include "output/alto.h"
#include "output/hocr.h"
#include "output/markdown.h"
#include "output/pdf_assembly.h"
#include "output/picture.h"
#include "output/text.h"
#include "output/tsv.h"

/*
 * How a format writes.  A function that a format does not need is NULL; add_bad
 * is for pages that could not be read.
 */
struct document_writer {
	void (*begin)(struct document *);
	int (*add)(struct document *, const struct page *);
	int (*end)(struct document *);
	bool is_stream;
	int (*add_bad)(struct document *, const struct page *);
};

static int
add_text(struct document *d, const struct page *p)
{
	if (d->count > 0)
		buffer_add_text(d->out, "\f");
	text_add_page(d->out, p);
	return 0;
}

static int
add_markdown(struct document *d, const struct page *p)
{
	if (d->count > 0)
		markdown_add_break(d->out);
	markdown_add_page(d->out, p);
	return 0;
}

/* Adds a page to d->json, which end_json writes. */
static int
add_json(struct document *d, const struct page *p)
{
	int rc = json_page_add(&d->json, p);

	d->out->failed |= d->json.text.failed;
	return rc;
}

static int
end_json(struct document *d)
{
	return json_page_write(
	    &d->json, d->origin.id, d->origin.version, d->origin.lang, d->out);
}

/* Adds a page as a line of JSON of its own, and keeps nothing of it. */
static int
add_ndjson(struct document *d, const struct page *p)
{
	return json_page_add_line(d->out, p);
}

static void
begin_hocr(struct document *d)
{
	hocr_begin(d->out, d->origin.version);
}

static int
add_hocr(struct document *d, const struct page *p)
{
	hocr_add_page(d->out, p);
	return 0;
}

static int
end_hocr(struct document *d)
{
	hocr_end(d->out);
	return 0;
}

static void
begin_alto(struct document *d)
{
	alto_begin(d->out, d->origin.version);
}

static int
add_alto(struct document *d, const struct page *p)
{
	alto_add_page(d->out, p);
	return 0;
}

static int
end_alto(struct document *d)
{
	alto_end(d->out);
	return 0;
}

static void
begin_tsv(struct document *d)
{
	tsv_begin(d->out);
}

static int
add_tsv(struct document *d, const struct page *p)
{
	tsv_add_page(d->out, p);
	return 0;
}

/*
 * Whether the text layer's words include the blank behind them, as in Tesseract
 * before 5.5.
 */
static bool
counts_blanks(const struct document *d)
{
	return strverscmp(d->origin.version, "5.5") < 0;
}

/*
 * Begins a PDF, in which pages of PDFs that were sent stay as they are.
 * Without memory d->pdf stays NULL.
 */
static void
begin_pdf(struct document *d)
{
	const struct pdf_assembly_settings settings = {d->origin.tessdata,
	    d->origin.version, counts_blanks(d),
	    d->origin.may_break_signatures};

	d->pdf =
	    pdf_assembly_open(d->origin.files, d->origin.file_count, &settings);
}

/*
 * Returns 0 if result is PDF_GRAFT_OK.  Otherwise sets d->fault to what result
 * means and returns -1.
 */
static int
take_result(struct document *d, enum pdf_graft_result result)
{
	static const enum document_fault faults[] = {
	    [PDF_GRAFT_BROKEN] = DOCUMENT_BROKEN,
	    [PDF_GRAFT_SIGNED] = DOCUMENT_SIGNED,
	    [PDF_GRAFT_MAYBE_SIGNED] = DOCUMENT_MAYBE_SIGNED,
	    [PDF_GRAFT_LOCKED] = DOCUMENT_LOCKED,
	    [PDF_GRAFT_NO_MEMORY] = DOCUMENT_NO_MEMORY,
	    [PDF_GRAFT_NO_ROOM] = DOCUMENT_NO_ROOM};

	if (result == PDF_GRAFT_OK)
		return 0;
	d->fault = faults[result];
	return -1;
}

static int
add_pdf(struct document *d, const struct page *p)
{
	return d->pdf == NULL ? -1
			      : take_result(d, pdf_assembly_add(d->pdf, p));
}

static int
end_pdf(struct document *d)
{
	return d->pdf == NULL ? -1 : take_result(d, pdf_assembly_end(d->pdf));
}

static int
add_picture(struct document *d, const struct page *p)
{
	return picture_add(d->out, p, d->origin.picture_width);
}

static const struct document_writer writers[FORMATS] = {
    [FORMAT_TEXT] = {NULL, add_text, NULL, false, add_text},
    [FORMAT_JSON] = {NULL, add_json, end_json, false, add_json},
    [FORMAT_MARKDOWN] = {NULL, add_markdown, NULL, false, add_markdown},
    [FORMAT_HOCR] = {begin_hocr, add_hocr, end_hocr, false},
    [FORMAT_ALTO] = {begin_alto, add_alto, end_alto, false},
    [FORMAT_TSV] = {begin_tsv, add_tsv, NULL, false},
    [FORMAT_PDF] = {begin_pdf, add_pdf, end_pdf, false},
    [FORMAT_JPEG] = {NULL, add_picture, NULL, false},
    [FORMAT_NDJSON] = {NULL, add_ndjson, NULL, true, add_ndjson},
};

void
document_begin(struct document *d, enum format format,
    const struct document_origin *origin, struct buffer *out)
{
	*d = (struct document){.writer = &writers[format],
	    .origin = *origin,
	    .out = out,
	    .json.with_markdown = origin->with_markdown};
	/* Makes out->data a string even if nothing is added. */
	buffer_make_string(out);
	if (d->writer->begin != NULL)
		d->writer->begin(d);
}

bool
document_keeps_page(const struct document *d, unsigned number)
{
	return d->pdf != NULL && pdf_assembly_keeps(d->pdf, number);
}

bool
document_is_stream(const struct document *d)
{
	return d->writer->is_stream;
}

int
document_add(struct document *d, const struct page *p)
{
	int rc = d->writer->add(d, p);

	d->count++;
	return rc == -1 || d->out->failed ? -1 : 0;
}

int
document_add_bad(struct document *d, const struct page *p)
{
	int rc = d->writer->add_bad == NULL ? 0 : d->writer->add_bad(d, p);

	d->count++;
	return rc == -1 || d->out->failed ? -1 : 0;
}

size_t
document_size(const struct document *d)
{
	size_t size = d->out->size + d->json.text.size + d->json.pages.size;

	return d->pdf == NULL ? size : size + pdf_assembly_size(d->pdf);
}

int
document_end(struct document *d)
{
	int rc = d->writer->end == NULL ? 0 : d->writer->end(d);

	return rc == -1 || d->out->failed ? -1 : 0;
}

int
document_rest(struct document *d)
{
	return d->pdf == NULL ? 0 : pdf_assembly_read(d->pdf, d->out);
}

void
document_free(struct document *d)
{
	json_page_free(&d->json);
	pdf_assembly_free(d->pdf);
	d->pdf = NULL;
}
