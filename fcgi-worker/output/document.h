/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document: writes pages in one of the formats, with what precedes and follows
 * them.
 */
#ifndef FCGI_WORKER_OUTPUT_DOCUMENT_H
#define FCGI_WORKER_OUTPUT_DOCUMENT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"
#include "output/format.h"
#include "output/json_page.h"

struct pdf_assembly;
struct pdf_assembly_file;
struct document_writer;

/*
 * What a document says about who made it, and what it is made of; all borrowed.
 */
struct document_origin {
	const char *version;  /* of Tesseract */
	const char *tessdata; /* where its files are */
	const char *lang;     /* the languages of the text, joined by + */
	const char *id;	      /* of the request */
	/*
	 * The files that the pages are from, if PDFs among them are to be kept;
	 * else NULL.
	 */
	const struct pdf_assembly_file *files;
	size_t file_count;
	bool may_break_signatures; /* of PDFs */
	bool with_markdown;	   /* in JSON, pages also as Markdown */
	unsigned picture_width;	   /* most pixels across; 0: any number */
};

/* Why a document could not be written, or only in part. */
enum document_fault {
	DOCUMENT_NO_MEMORY,
	DOCUMENT_NO_ROOM,      /* for a temporary file */
	DOCUMENT_BROKEN,       /* a PDF must be changed, but is broken */
	DOCUMENT_SIGNED,       /* a PDF must be changed, but is signed */
	DOCUMENT_MAYBE_SIGNED, /* unknown: its form is too large */
	DOCUMENT_LOCKED	       /* libqpdf cannot change a PDF that must be */
};

struct document {
	const struct document_writer *writer;
	struct document_origin origin;
	struct buffer *out; /* borrowed; holds the document at the end */
	unsigned count;	    /* pages so far */
	struct json_page json;
	struct pdf_assembly *pdf;
	enum document_fault fault; /* once something has failed */
};

/*
 * Begins a document in format, written to out.  A PDF has the very pages of the
 * PDFs among origin->files; without origin->files it has images of its pages.
 * If a PDF must be changed and libqpdf cannot, a later function fails with
 * DOCUMENT_LOCKED.
 */
void document_begin(struct document *d, enum format format,
    const struct document_origin *origin, struct buffer *out);

/* Whether the document keeps the page with this number, counted from 0, as it
 * was sent. */
bool document_keeps_page(const struct document *d, unsigned number);

/*
 * Whether each page can be sent once it is finished: the caller may take what
 * is in out after each document_add.
 */
bool document_is_stream(const struct document *d);

/* Adds the page p.  Returns 0, or -1 with d->fault. */
int document_add(struct document *d, const struct page *p);

/*
 * Adds the page p, which could not be read, with the reason in p->problem.
 * Formats without a place for a reason leave the page out.  Returns 0, or -1
 * without memory.
 */
int document_add_bad(struct document *d, const struct page *p);

/*
 * Returns how many bytes the document has so far, without those that the caller
 * has taken from out.
 */
size_t document_size(const struct document *d);

/* Ends the document.  Returns 0, or -1 with d->fault. */
int document_end(struct document *d);

/*
 * To be called after document_end until it returns 0.  A PDF may be too large
 * to be put into out at once: this appends its next piece to out, and the
 * caller may take that away.  Returns 1, or 0 when there is no piece left, or
 * -1 with d->fault.
 */
int document_rest(struct document *d);

/* Frees what d holds, but not what it wrote. */
void document_free(struct document *d);

#endif
