/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg_memory: lets libjpeg read a file in memory.  If data are missing, the
 * library fills the gap and only warns.  So its warnings say whether anything
 * is missing: bytes between segments that belong to none are harmless, but
 * missing or wrong data are not.
 */
#include "input/jpeg_memory.h"

#include <string.h>

#include <jerror.h>

/* Returns what info, its first member, belongs to. */
static struct jpeg_memory *
memory_of(j_common_ptr info)
{
	return (struct jpeg_memory *)(void *)info;
}

/* libjpeg calls this for a fault; goes back to setjmp. */
static void
on_error(j_common_ptr info)
{
	longjmp(memory_of(info)->failed, 1);
}

/*
 * libjpeg calls this with warnings, whose level is below 0, and with remarks.
 * All warnings but a few harmless ones mean that data are missing or wrong.
 */
static void
on_message(j_common_ptr info, int level)
{
	if (level >= 0)
		return;
	switch (info->err->msg_code) {
	case JWRN_EXTRANEOUS_DATA:
	case JWRN_JPEG_EOF:
	case JWRN_ADOBE_XFORM:
	case JWRN_JFIF_MAJOR:
		break;
	default:
		memory_of(info)->is_incomplete = true;
	}
}

/* libjpeg calls this at the beginning and at the end of the bytes. */
static void
do_nothing(j_decompress_ptr info)
{
	(void)info;
}

/*
 * libjpeg calls this when the file has no more bytes.  Gives it an end-of-image
 * marker instead.  Returns TRUE, for more bytes.
 */
static boolean
on_empty(j_decompress_ptr info)
{
	static const JOCTET end[] = {0xff, JPEG_EOI};
	struct jpeg_memory *m = memory_of((j_common_ptr)info);

	m->has_no_end = true;
	WARNMS(info, JWRN_JPEG_EOF);
	m->source.next_input_byte = end;
	m->source.bytes_in_buffer = sizeof(end);
	return TRUE;
}

/*
 * libjpeg calls this to skip count bytes.  Beyond the end of the file, it skips
 * bytes of the markers that on_empty gives.
 */
static void
on_skip(j_decompress_ptr info, long count)
{
	struct jpeg_memory *m = memory_of((j_common_ptr)info);

	while (count > (long)m->source.bytes_in_buffer) {
		count -= (long)m->source.bytes_in_buffer;
		on_empty(info);
	}
	if (count <= 0)
		return;
	m->source.next_input_byte += count;
	m->source.bytes_in_buffer -= (size_t)count;
}

void
jpeg_memory_begin(struct jpeg_memory *m)
{
	memset(m, 0, sizeof(*m));
	m->info.err = jpeg_std_error(&m->errors);
	m->errors.error_exit = on_error;
	m->errors.emit_message = on_message;
}

void
jpeg_memory_open(struct jpeg_memory *m, const struct bytes *b)
{
	jpeg_create_decompress(&m->info);
	m->source = (struct jpeg_source_mgr){b->data, b->size, do_nothing,
	    on_empty, on_skip, jpeg_resync_to_restart, do_nothing};
	m->info.src = &m->source;
}

void
jpeg_memory_fail(struct jpeg_memory *m)
{
	on_error((j_common_ptr)&m->info);
}
