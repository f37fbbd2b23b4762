/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_file: a PDF that is written object by object to an unnamed file.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_FILE_H
#define FCGI_WORKER_OUTPUT_PDF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct pdf_file {
	int fd;
	bool failed;	      /* the document is not whole: no memory, or */
	bool is_full;	      /* no room for the file */
	size_t size;	      /* of what is written */
	size_t *offsets;      /* of the objects, by number; 0 is no object */
	unsigned count, room; /* of offsets */
};

/* The room that the path of a file takes. */
#define PDF_FILE_PATH 256

/*
 * Makes an empty file under $TMPDIR, else /tmp.  Returns its descriptor, and
 * its path in path, which has room for PDF_FILE_PATH bytes; or -1.
 */
int pdf_file_create(char *path);

/*
 * Makes the file under $TMPDIR, else /tmp, and writes the head.  Returns 0, or
 * -1; in both cases end with pdf_file_free.
 */
int pdf_file_open(struct pdf_file *f);

/* Returns the number of an object that is to be written later; 0 without
 * memory. */
unsigned pdf_file_reserve(struct pdf_file *f);

/*
 * Writes the object number, whose text is body.  A fault is remembered in
 * f->failed, so that a writer may ask once at the end.
 */
void pdf_file_add(struct pdf_file *f, unsigned number, const char *body);

/*
 * Writes the object number: size bytes of data, and entries of its dictionary
 * beside their Length.
 */
void pdf_file_add_stream(struct pdf_file *f, unsigned number,
    const char *entries, const void *data, size_t size);

/* Writes the object number, a stream with size bytes of data, which are
 * compressed. */
void pdf_file_add_packed(
    struct pdf_file *f, unsigned number, const void *data, size_t size);

/*
 * Writes the table of objects; root and info are those that a PDF names there.
 * Returns 0, or -1 when the document is not whole.
 */
int pdf_file_end(struct pdf_file *f, unsigned root, unsigned info);

/*
 * Appends the next piece of the document, which has ended, to out.  Returns
 * 1, 0 when there is none left, or -1.
 */
int pdf_file_read(struct pdf_file *f, struct buffer *out);

/* Frees what f holds. */
void pdf_file_free(struct pdf_file *f);

#endif
