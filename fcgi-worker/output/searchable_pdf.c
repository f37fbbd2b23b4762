/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * searchable_pdf: a PDF of page images with their text, invisible, over them.
 * Tesseract's renderer writes to a file it opens by name; here is where that
 * file lives.
 */
#include "output/searchable_pdf.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tesseract/capi.h>
#include <unistd.h>

/* The renderer's own suffix. */
#define SUFFIX ".pdf"
/* Tesseract's own. */
#define JPEG_QUALITY 85
#define END "%%EOF\n"
#define PIECE 262144

struct searchable_pdf {
	TessResultRenderer *renderer;
	int fd;
};

static const char *
temporary_dir(void)
{
	const char *dir = getenv("TMPDIR");

	return dir == NULL || dir[0] == '\0' ? "/tmp" : dir;
}

/*
 * Make the file that the renderer will open by its name, then take the name
 * away: whatever ends this process, nothing is left behind.
 */
static int
open_file(struct searchable_pdf *s, const char *tessdata)
{
	char path[256], base[sizeof(path)];
	int n;

	n = snprintf(
	    path, sizeof(path), "%s/ocr-XXXXXX" SUFFIX, temporary_dir());
	if (n >= (int)sizeof(path))
		return -1;
	s->fd = mkostemps(path, (int)strlen(SUFFIX), O_CLOEXEC);
	if (s->fd == -1)
		return -1;
	snprintf(base, sizeof(base), "%.*s", n - (int)strlen(SUFFIX), path);
	s->renderer = TessPDFRendererCreate(base, tessdata, FALSE);
	unlink(path);
	if (s->renderer == NULL ||
	    !TessResultRendererBeginDocument(s->renderer, ""))
		return -1;
	return 0;
}

struct searchable_pdf *
searchable_pdf_open(const char *tessdata)
{
	struct searchable_pdf *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->fd = -1;
	if (open_file(s, tessdata) == 0)
		return s;
	searchable_pdf_free(s);
	return NULL;
}

/* Write all of it to a new file, whose name is put at path. */
static int
write_file(const void *data, size_t size, char *path, size_t room)
{
	int n = snprintf(path, room, "%s/ocr-XXXXXX", temporary_dir());
	int fd = n >= (int)room ? -1 : mkstemp(path);
	ssize_t written;

	if (fd == -1)
		return -1;
	written = write(fd, data, size);
	close(fd);
	if (written == (ssize_t)size)
		return 0;
	unlink(path);
	return -1;
}

/*
 * Write pix to a new file, as JPEG if encoding is that, else as PNG, and
 * put its name at path.  Returns 0, or -1 with nothing left behind.
 * Leptonica itself would not tell that the disk is full.
 */
static int
write_image(PIX *pix, l_int32 encoding, char *path, size_t room)
{
	l_uint8 *data = NULL;
	size_t size = 0;
	int rc = -1;

	if ((encoding == L_JPEG_ENCODE
		    ? pixWriteMemJpeg(&data, &size, pix, JPEG_QUALITY, 0)
		    : pixWriteMemPng(&data, &size, pix, 0)) == 0)
		rc = write_file(data, size, path, room);
	lept_free(data);
	return rc;
}

/*
 * Left alone, leptonica writes JPEG, and pages of black and white, by way of
 * files in /tmp, wherever TMPDIR points.  It does not when the input file is
 * JPEG or PNG.  (For Tesseract before 5.5 it is enough that the page came as
 * PNG.)
 */
int
searchable_pdf_add(struct searchable_pdf *s, struct TessBaseAPI *api)
{
	PIX *pix = TessBaseAPIGetInputImage(api);
	l_int32 encoding = L_FLATE_ENCODE;
	char path[256];
	bool added;

	if (pix == NULL || selectDefaultPdfEncoding(pix, &encoding) != 0)
		return -1;
	pixSetInputFormat(
	    pix, encoding == L_JPEG_ENCODE ? IFF_JFIF_JPEG : IFF_PNG);
	if (encoding == L_FLATE_ENCODE)
		return TessResultRendererAddImage(s->renderer, api) ? 0 : -1;
	if (write_image(pix, encoding, path, sizeof(path)) == -1)
		return -1;
	TessBaseAPISetInputName(api, path);
	added = TessResultRendererAddImage(s->renderer, api);
	TessBaseAPISetInputName(api, NULL);
	unlink(path);
	return added ? 0 : -1;
}

size_t
searchable_pdf_size(const struct searchable_pdf *s)
{
	struct stat st;

	return fstat(s->fd, &st) == 0 ? (size_t)st.st_size : 0;
}

/* What a full disk swallowed at the close nobody else would tell. */
static bool
is_whole(int fd)
{
	char tail[sizeof(END)] = "";
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size > (off_t)sizeof(END) &&
	       pread(fd, tail, sizeof(END) - 1,
		   st.st_size - (off_t)sizeof(END) + 1) == sizeof(END) - 1 &&
	       strcmp(tail, END) == 0;
}

int
searchable_pdf_end(struct searchable_pdf *s)
{
	bool ended = TessResultRendererEndDocument(s->renderer);

	/* Closes its file, and with it writes the rest. */
	TessDeleteResultRenderer(s->renderer);
	s->renderer = NULL;
	return ended && is_whole(s->fd) ? 0 : -1;
}

int
searchable_pdf_read(struct searchable_pdf *s, struct buffer *out)
{
	ssize_t n;

	if (buffer_reserve(out, PIECE) == -1)
		return -1;
	n = read(s->fd, out->data + out->size, PIECE);
	if (n > 0)
		out->size += (size_t)n;
	out->data[out->size] = '\0';
	return n > 0 ? 1 : (int)n;
}

void
searchable_pdf_free(struct searchable_pdf *s)
{
	if (s == NULL)
		return;
	if (s->renderer != NULL)
		TessDeleteResultRenderer(s->renderer);
	if (s->fd != -1)
		close(s->fd);
	free(s);
}
