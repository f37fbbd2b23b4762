/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_jpeg: finds out whether a part of a JPEG in a PDF is missing.  poppler
 * draws that grey and does not complain; of one that lacks nothing but its end
 * it leaves out the last rows.  It decodes by these functions of libjpeg, which
 * are interposed here, see base/interposition.h.
 */
#include <stdbool.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include "base/interposition.h"
#include "input/pdf_complaints.h"

static struct {
	boolean (*start)(j_decompress_ptr);
	JDIMENSION (*read)(j_decompress_ptr, JSAMPARRAY, JDIMENSION);
} real;

/* How the program that decodes gets its bytes; only poppler's may tell that
 * there are no more. */
static boolean (*next_bytes)(j_decompress_ptr);

/* Finds libjpeg's own functions. */
INTERPOSITION_START static void
find_all(void)
{
	interposition_find(&real.start, "jpeg_start_decompress");
	interposition_find(&real.read, "jpeg_read_scanlines");
}

/* Gets the next bytes, or at the end of the file an end-of-image marker.
 * Returns that there are bytes. */
static boolean
on_empty(j_decompress_ptr info)
{
	static const JOCTET end[] = {0xff, JPEG_EOI};

	if (!next_bytes(info)) {
		info->src->next_input_byte = end;
		info->src->bytes_in_buffer = sizeof(end);
	}
	return TRUE;
}

/* In place of what writes to stderr. */
static void
say_nothing(j_common_ptr info)
{
	(void)info;
}

/* Notes it if the decoder has just warned that a marker came before the end of
 * the picture; before that, it had given so many warnings. */
static void
note_gap(j_decompress_ptr info, long warnings)
{
	if (info->err->num_warnings > warnings &&
	    info->err->msg_code == JWRN_HIT_MARKER)
		pdf_complaints_add_gap();
}

INTERPOSED boolean
jpeg_start_decompress(j_decompress_ptr info)
{
	const long warnings = info->err->num_warnings;
	boolean is_started;

	if (info->src->fill_input_buffer != on_empty) {
		next_bytes = info->src->fill_input_buffer;
		info->src->fill_input_buffer = on_empty;
	}
	info->err->output_message = say_nothing;
	is_started = real.start(info);
	note_gap(info, warnings);
	return is_started;
}

INTERPOSED JDIMENSION
jpeg_read_scanlines(j_decompress_ptr info, JSAMPARRAY rows, JDIMENSION most)
{
	const long warnings = info->err->num_warnings;
	JDIMENSION n = real.read(info, rows, most);

	note_gap(info, warnings);
	return n;
}
