/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_file: writes a PDF object by object to an unnamed file.  It knows the
 * syntax of files, ISO 32000-1 section 7, but not what the objects mean.
 */
#include "output/pdf_file.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define PIECE 262144
#define OBJECTS 64

/*
 * Appends bytes to the file.  Does nothing if a write has failed before; if
 * this one fails, sets f->failed and f->is_full.
 */
static void
put_bytes(struct pdf_file *f, const void *data, size_t size)
{
	const char *p = data;
	ssize_t n;

	while (!f->failed && size > 0) {
		n = write(f->fd, p, size);
		if (n <= 0) {
			f->failed = f->is_full = true;
			return;
		}
		p += n;
		size -= (size_t)n;
		f->size += (size_t)n;
	}
}

static void put_format(struct pdf_file *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Appends what printf() would print, less than 256 bytes, to the file.  Sets
 * f->failed on failure.
 */
static void
put_format(struct pdf_file *f, const char *format, ...)
{
	char text[256];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(text))
		f->failed = true;
	else
		put_bytes(f, text, (size_t)n);
}

int
pdf_file_create(char *path)
{
	const char *dir = getenv("TMPDIR");
	int n = snprintf(path, PDF_FILE_PATH, "%s/ocr-XXXXXX",
	    dir == NULL || dir[0] == '\0' ? "/tmp" : dir);

	return n < PDF_FILE_PATH ? mkostemp(path, O_CLOEXEC) : -1;
}

int
pdf_file_open(struct pdf_file *f)
{
	/*
	 * The file is unlinked as soon as it is open: whatever ends this
	 * process, it does not leave a file behind.
	 */
	char path[PDF_FILE_PATH];

	*f = (struct pdf_file){.fd = pdf_file_create(path)};
	if (f->fd == -1) {
		f->failed = f->is_full = true;
		return -1;
	}
	unlink(path);
	pdf_file_reserve(f);
	/* Bytes above 127 show other programs that the file is not text. */
	put_format(f, "%%PDF-1.5\n%%\xde\xad\xbe\xeb\n");
	return f->failed ? -1 : 0;
}

unsigned
pdf_file_reserve(struct pdf_file *f)
{
	unsigned room = f->room == 0 ? OBJECTS : 2 * f->room;
	size_t *offsets;

	if (f->count == f->room) {
		offsets = reallocarray(f->offsets, room, sizeof(*offsets));
		if (offsets == NULL) {
			f->failed = true;
			return 0;
		}
		f->offsets = offsets;
		f->room = room;
	}
	f->offsets[f->count] = 0;
	return f->count++;
}

/* Begins the object with this number at the end of the file. */
static void
begin_object(struct pdf_file *f, unsigned number)
{
	if (f->failed)
		return;
	f->offsets[number] = f->size;
	put_format(f, "%u 0 obj\n", number);
}

void
pdf_file_add(struct pdf_file *f, unsigned number, const char *body)
{
	begin_object(f, number);
	put_bytes(f, body, strlen(body));
	put_format(f, "\nendobj\n");
}

void
pdf_file_add_stream(struct pdf_file *f, unsigned number, const char *entries,
    const void *data, size_t size)
{
	begin_object(f, number);
	put_format(f, "<<\n  /Length %zu\n", size);
	put_bytes(f, entries, strlen(entries));
	put_format(f, ">>\nstream\n");
	put_bytes(f, data, size);
	put_format(f, "\nendstream\nendobj\n");
}

void
pdf_file_add_packed(
    struct pdf_file *f, unsigned number, const void *data, size_t size)
{
	uLongf packed_size = compressBound(size);
	Bytef *packed = malloc(packed_size);

	if (packed == NULL || compress2(packed, &packed_size, data, size,
				  Z_BEST_COMPRESSION) != Z_OK)
		f->failed = true;
	else
		pdf_file_add_stream(
		    f, number, "  /Filter /FlateDecode\n", packed, packed_size);
	free(packed);
}

int
pdf_file_end(struct pdf_file *f, unsigned root, unsigned info)
{
	size_t table = f->size;

	put_format(f, "xref\n0 %u\n0000000000 65535 f \n", f->count);
	for (unsigned i = 1; !f->failed && i < f->count; i++)
		put_format(f, "%010zu 00000 n \n", f->offsets[i]);
	put_format(f,
	    "trailer\n<<\n  /Size %u\n  /Root %u 0 R\n  /Info %u 0 R\n>>\n"
	    "startxref\n%zu\n%%%%EOF\n",
	    f->count, root, info, table);
	if (f->failed || lseek(f->fd, 0, SEEK_SET) == -1)
		return -1;
	return 0;
}

int
pdf_file_read(struct pdf_file *f, struct buffer *out)
{
	ssize_t n;

	if (buffer_reserve(out, PIECE) == -1)
		return -1;
	n = read(f->fd, out->data + out->size, PIECE);
	if (n > 0)
		out->size += (size_t)n;
	out->data[out->size] = '\0';
	return n > 0 ? 1 : (int)n;
}

void
pdf_file_free(struct pdf_file *f)
{
	if (f->fd != -1)
		close(f->fd);
	free(f->offsets);
	*f = (struct pdf_file){.fd = -1};
}
