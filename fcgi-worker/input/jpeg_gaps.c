/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg_gaps: finds out whether a part of a JPEG in a PDF or a TIFF is missing.
 * poppler and libtiff take the missing part for gray and do not complain.  If
 * only the end of the file is missing, poppler leaves out the last rows; if the
 * head is, the whole picture.  The functions of libjpeg that read the head and
 * start decoding are interposed here, see base/interposition.h.
 */
#include "input/jpeg_gaps.h"

#include <stdbool.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include "base/interposition.h"
#include "input/pdf_complaints.h"

static struct {
	int (*read_header)(j_decompress_ptr, boolean);
	boolean (*start)(j_decompress_ptr);
} real;

static unsigned count;

/* Pictures whose head was to be read, and those whose decoding could start,
 * since jpeg_gaps_take_failure(). */
static unsigned begun, started;

/* The file of the picture that is decoded now has no more bytes. */
static bool has_ended;

/*
 * The functions of the library that decodes now: how it gets its bytes (only
 * poppler's function may say that there are no more), and how it gets messages.
 * No two pictures are decoded by turns, so it is enough to keep the functions
 * of the last one that began.
 */
static boolean (*next_bytes)(j_decompress_ptr);
static void (*pass_message)(j_common_ptr, int);

/* Finds libjpeg's own functions. */
INTERPOSITION_START static void
find_all(void)
{
	interposition_find(&real.read_header, "jpeg_read_header");
	interposition_find(&real.start, "jpeg_start_decompress");
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
		has_ended = true;
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

static void
note_gap(void)
{
	count++;
	pdf_complaints_add_gap();
}

/*
 * libjpeg calls this with each message; level -1 is a warning.  Notes a gap if
 * a marker came before the end of the picture.  Passes the message on.
 */
static void
on_message(j_common_ptr info, int level)
{
	if (level == -1 && info->err->msg_code == JWRN_HIT_MARKER)
		note_gap();
	pass_message(info, level);
}

/*
 * Whether a progressive picture, of which every scan was read, lacks scans: so
 * it is if a coefficient lacks bits.
 */
static bool
lacks_scans(const struct jpeg_decompress_struct *info)
{
	for (int c = 0; info->coef_bits != NULL && c < info->num_components;
	     c++)
		for (int i = 0; i < DCTSIZE2; i++)
			if (info->coef_bits[c][i] != 0)
				return true;
	return false;
}

/*
 * All decoders of JPEG files call this in place of libjpeg's function, which
 * reads the head of a file.  Counts the file.  Returns what libjpeg's function
 * returns.
 */
INTERPOSED int
jpeg_read_header(j_decompress_ptr info, boolean needs_picture)
{
	begun++;
	return real.read_header(info, needs_picture);
}

/*
 * All decoders of JPEG files call this in place of libjpeg's function.  Makes
 * libjpeg get its bytes and pass its messages by the functions above, which
 * call the decoder's own.  Returns what libjpeg's function returns.
 */
INTERPOSED boolean
jpeg_start_decompress(j_decompress_ptr info)
{
	boolean is_started;

	has_ended = false;
	if (info->src->fill_input_buffer != on_empty) {
		next_bytes = info->src->fill_input_buffer;
		info->src->fill_input_buffer = on_empty;
	}
	if (info->err->emit_message != on_message) {
		pass_message = info->err->emit_message;
		info->err->emit_message = on_message;
	}
	info->err->output_message = drop_output;
	is_started = real.start(info);
	started += is_started != FALSE;
	if (has_ended && lacks_scans(info))
		note_gap();
	return is_started;
}

bool
jpeg_gaps_take_failure(void)
{
	bool has_failed = begun > started;

	begun = started = 0;
	return has_failed;
}

unsigned
jpeg_gaps_count(void)
{
	return count;
}
