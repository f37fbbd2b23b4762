/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg_gaps: finds out whether a part of a JPEG in a PDF or a TIFF is missing.
 * poppler and libtiff take the missing part for gray and do not complain.  If
 * only the end of the file is missing, poppler leaves out the last rows.  The
 * function of libjpeg that starts decoding is interposed here, see
 * base/interposition.h.
 */
#include "input/jpeg_gaps.h"

#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include "base/interposition.h"
#include "input/pdf_complaints.h"

static boolean (*real_start)(j_decompress_ptr);

static unsigned count;

/*
 * The functions of the library that decodes now: how it gets its bytes (only
 * poppler's function may say that there are no more), and how it gets messages.
 * No two pictures are decoded by turns, so it is enough to keep the functions
 * of the last one that began.
 */
static boolean (*next_bytes)(j_decompress_ptr);
static void (*pass_message)(j_common_ptr, int);

/* Finds libjpeg's own function. */
INTERPOSITION_START static void
find_start(void)
{
	interposition_find(&real_start, "jpeg_start_decompress");
}

/*
 * libjpeg calls this for the next bytes of the file.  At the end of the file
 * gives it an end-of-image marker.  Returns TRUE, for more bytes.
 */
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

/* Takes the place of the function that writes messages to stderr. */
static void
drop_output(j_common_ptr info)
{
	(void)info;
}

/*
 * libjpeg calls this with each message; level -1 is a warning.  Notes a gap if
 * a marker came before the end of the picture.  Passes the message on.
 */
static void
on_message(j_common_ptr info, int level)
{
	if (level == -1 && info->err->msg_code == JWRN_HIT_MARKER) {
		count++;
		pdf_complaints_add_gap();
	}
	pass_message(info, level);
}

/*
 * All decoders of JPEG files call this in place of libjpeg's function.  Makes
 * libjpeg get its bytes and pass its messages by the functions above, which
 * call the decoder's own.  Returns what libjpeg's function returns.
 */
INTERPOSED boolean
jpeg_start_decompress(j_decompress_ptr info)
{
	if (info->src->fill_input_buffer != on_empty) {
		next_bytes = info->src->fill_input_buffer;
		info->src->fill_input_buffer = on_empty;
	}
	if (info->err->emit_message != on_message) {
		pass_message = info->err->emit_message;
		info->err->emit_message = on_message;
	}
	info->err->output_message = drop_output;
	return real_start(info);
}

unsigned
jpeg_gaps_count(void)
{
	return count;
}
