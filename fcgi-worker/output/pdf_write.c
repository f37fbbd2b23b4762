/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_write: writes a PDF that libqpdf has open to an unnamed file.  Streams
 * stay as they are, except that uncompressed ones of an encrypted file are
 * compressed.
 */
#include "output/pdf_write.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exceptions.h"
#include "output/pdf_file.h"

enum pdf_graft_result
pdf_write_fault(qpdf_data q)
{
	qpdf_error e;

	if (!qpdf_has_error(q))
		return PDF_GRAFT_OK;
	e = qpdf_get_error(q);
	if (strstr(qpdf_get_error_full_text(q, e), "bad_alloc") != NULL)
		return PDF_GRAFT_NO_MEMORY;
	return PDF_GRAFT_BROKEN;
}

enum pdf_graft_result
pdf_write_guard(int (*run)(void *context), void *context)
{
	int rc = exceptions_catch(run, context);

	return rc == EXCEPTIONS_NO_MEMORY ? PDF_GRAFT_NO_MEMORY
	       : rc == EXCEPTIONS_OTHER	  ? PDF_GRAFT_BROKEN
					  : (enum pdf_graft_result)rc;
}

/*
 * Writes the document q to the file at path, and unlinks it.  If packs, objects
 * that are no streams are put into object streams.  Returns PDF_GRAFT_OK, or
 * _NO_ROOM, _NO_MEMORY or _BROKEN.
 */
static enum pdf_graft_result
write_file(qpdf_data q, const char *path, bool packs)
{
	QPDF_ERROR_CODE rc = qpdf_init_write(q, path);
	qpdf_error e;

	unlink(path);
	if ((rc & QPDF_ERRORS) == 0) {
		qpdf_set_object_stream_mode(
		    q, packs ? qpdf_o_generate : qpdf_o_preserve);
		qpdf_set_decode_level(q, qpdf_dl_none);
		/*
		 * In an encrypted file, libqpdf 12 would leave out the
		 * encryption.
		 */
		if (!qpdf_is_encrypted(q))
			qpdf_set_compress_streams(q, QPDF_FALSE);
		/*
		 * ISO 19005 requires this.  Without it Ghostscript takes what
		 * follows a stream for a part of its last word.
		 */
		qpdf_set_newline_before_endstream(q, QPDF_TRUE);
		rc = qpdf_write(q);
	}
	if ((rc & QPDF_ERRORS) == 0)
		return PDF_GRAFT_OK;
	e = qpdf_get_error(q);
	if (qpdf_get_error_code(q, e) == qpdf_e_system)
		return PDF_GRAFT_NO_ROOM;
	return strstr(qpdf_get_error_full_text(q, e), "bad_alloc") != NULL
		   ? PDF_GRAFT_NO_MEMORY
		   : PDF_GRAFT_BROKEN;
}

/*
 * Adds a number of objects, /Size, to the trailer if it lacks one: libqpdf
 * corrects the number when it writes, but does not add it.
 */
static void
add_size(qpdf_data q)
{
	qpdf_oh trailer = qpdf_get_trailer(q);

	if (!qpdf_oh_has_key(q, trailer, "/Size"))
		qpdf_oh_replace_key(
		    q, trailer, "/Size", qpdf_oh_new_integer(q, 0));
}

enum pdf_graft_result
pdf_write_document(qpdf_data q, bool packs, struct pdf_file *file)
{
	enum pdf_graft_result rc;
	char path[PDF_FILE_PATH];
	struct stat st;

	add_size(q);
	rc = pdf_write_fault(q);
	if (rc != PDF_GRAFT_OK)
		return rc;
	file->fd = pdf_file_create(path);
	if (file->fd == -1)
		return PDF_GRAFT_NO_ROOM;
	rc = write_file(q, path, packs);
	if (rc == PDF_GRAFT_OK && fstat(file->fd, &st) == 0)
		file->size = (size_t)st.st_size;
	return rc;
}
