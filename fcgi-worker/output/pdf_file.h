/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_file: writes a PDF object by object to an unnamed file. */
#ifndef FCGI_WORKER_OUTPUT_PDF_FILE_H
#define FCGI_WORKER_OUTPUT_PDF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct pdf_file {
	int fd;
	bool failed;	      /* something could not be written */
	bool is_full;	      /* the file had no room; failed is set, too */
	size_t size;	      /* bytes written */
	size_t *offsets;      /* of objects, by number; number 0 is unused */
	unsigned count, room; /* of offsets */
};

/* The most bytes of a temporary file's path, with its NUL. */
#define PDF_FILE_PATH 256

/*
 * Makes an empty file in $TMPDIR, or in /tmp if that is not set.  Returns its
 * descriptor and writes its path to path, which has room for PDF_FILE_PATH
 * bytes; or returns -1.
 */
int pdf_file_create(char *path);

/*
 * Makes the file in $TMPDIR, or in /tmp if that is not set, and writes the head
 * of a PDF.  Returns 0, or -1.  In either case the caller ends with
 * pdf_file_free.
 */
int pdf_file_open(struct pdf_file *f);

/*
 * Returns the number of an object that the caller writes later.  Returns 0
 * without memory, and sets f->failed.
 */
unsigned pdf_file_reserve(struct pdf_file *f);

/*
 * Writes the object with this number, whose text is body.  On failure sets
 * f->failed, so that the caller may check once at the end.
 */
void pdf_file_add(struct pdf_file *f, unsigned number, const char *body);

/*
 * Writes a stream of size bytes of data as the object with this number.
 * entries are those of its dictionary besides Length.  On failure sets
 * f->failed.
 */
void pdf_file_add_stream(struct pdf_file *f, unsigned number,
    const char *entries, const void *data, size_t size);

/*
 * Compresses size bytes of data and writes them as a stream, which becomes the
 * object with this number.  On failure, which may be for memory, sets
 * f->failed.
 */
void pdf_file_add_packed(
    struct pdf_file *f, unsigned number, const void *data, size_t size);

/*
 * Writes the table of objects and the trailer.  root and info are the numbers
 * of the catalog and of the document's information.  Returns 0, or -1 if
 * anything could not be written.
 */
int pdf_file_end(struct pdf_file *f, unsigned root, unsigned info);

/*
 * To be called after pdf_file_end.  Appends the next piece of the document to
 * out.  Returns 1; 0 when there is no piece left; or -1 on failure.
 */
int pdf_file_read(struct pdf_file *f, struct buffer *out);

/* Frees what f holds. */
void pdf_file_free(struct pdf_file *f);

#endif
