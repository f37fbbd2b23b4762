/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_jpeg: finds out whether a part of a JPEG in a PDF is missing.  poppler
 * draws that grey and does not complain; of one that lacks nothing but its end
 * it leaves out the last rows.  The function of libjpeg by which it begins to
 * decode is interposed here, see base/interposition.h.
 */
#include <stdbool.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include "base/interposition.h"
#include "input/pdf_complaints.h"

static boolean (*real_start)(j_decompress_ptr);

/*
 * How the library that decodes gets its bytes, of which only poppler's may tell
 * that there are no more; and how it hears messages.  No two of them decode by
 * turns, so that these are the functions of the one that began last.
 */
static boolean (*next_bytes)(j_decompress_ptr);
static void (*hear)(j_common_ptr, int);

/* Finds libjpeg's own function. */
INTERPOSITION_START static void
find_start(void)
{
	interposition_find(&real_start, "jpeg_start_decompress");
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

/* Hears each message; level -1 is a warning.  Notes it if a marker came before
 * the end of the picture. */
static void
on_message(j_common_ptr info, int level)
{
	if (level == -1 && info->err->msg_code == JWRN_HIT_MARKER)
		pdf_complaints_add_gap();
	hear(info, level);
}

INTERPOSED boolean
jpeg_start_decompress(j_decompress_ptr info)
{
	if (info->src->fill_input_buffer != on_empty) {
		next_bytes = info->src->fill_input_buffer;
		info->src->fill_input_buffer = on_empty;
	}
	if (info->err->emit_message != on_message) {
		hear = info->err->emit_message;
		info->err->emit_message = on_message;
	}
	info->err->output_message = say_nothing;
	return real_start(info);
}
