/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document: pages in one of the formats, with what stands around them.
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

/* What documents say about who made them, or are made of; all borrowed. */
struct document_origin {
	const char *version;  /* of Tesseract */
	const char *tessdata; /* where its files are */
	const char *lang;     /* the languages of the text, joined by + */
	const char *id;	      /* of the request */
	/* The files that the pages are from, if PDFs among them are kept, or
	 * NULL. */
	const struct pdf_assembly_file *files;
	size_t file_count;
	bool may_break_signatures; /* of PDFs */
	bool with_markdown;	   /* JSON has pages as Markdown, too */
	unsigned picture_width;	   /* of a picture at most; 0: the page's */
};

/* Why there is no document, or not the whole of it. */
enum document_fault {
	DOCUMENT_NO_MEMORY,
	DOCUMENT_NO_ROOM,      /* for a temporary file */
	DOCUMENT_BROKEN,       /* a PDF is, where it has to be changed */
	DOCUMENT_SIGNED,       /* a PDF is, and has to be changed */
	DOCUMENT_MAYBE_SIGNED, /* its form is too large or too deep to say */
	DOCUMENT_LOCKED /* the PDF has to be changed, which libqpdf cannot */
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
 * PDFs among origin->files.  Where libqpdf cannot work on the one that there is
 * and has to, DOCUMENT_LOCKED is the fault; a document without origin->files
 * has the images of its pages.
 */
void document_begin(struct document *d, enum format format,
    const struct document_origin *origin, struct buffer *out);

/* Whether page number, counted from 0, is to be in it as it was sent. */
bool document_keeps_page(const struct document *d, unsigned number);

/*
 * Whether each page can be sent as it is finished: what is in out may be
 * taken away after each document_add.
 */
bool document_is_stream(const struct document *d);

/* Adds p.  Returns 0, or -1 with d->fault. */
int document_add(struct document *d, const struct page *p);

/* Adds p as a page that could not be read, with the reason that p has.  Formats
 * without a place for a reason leave the page out.  Returns 0, or -1 without
 * memory. */
int document_add_bad(struct document *d, const struct page *p);

/* Returns the bytes that the document has so far, but for those taken away. */
size_t document_size(const struct document *d);

/* Ends the document.  Returns 0, or -1 with d->fault. */
int document_end(struct document *d);

/*
 * Adds the part of an ended document that is not in out yet, a piece at a time.
 * What is in out may be taken away after each piece.  Returns 1, 0 when there
 * is nothing left, or -1 with d->fault.
 */
int document_rest(struct document *d);

/* Frees what d holds, but not what it wrote. */
void document_free(struct document *d);

#endif
