/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg: the picture of a JPEG file, by libjpeg.  If data are missing, the
 * library fills the gap and only warns.  So its warnings decide whether the
 * page lacks a part: bytes between segments that belong to none are harmless,
 * but missing or wrong data are not.
 */
#include "input/jpeg.h"

#include <leptonica/allheaders.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "input/exif.h"
#include "input/rotate.h"

#define EXIF_MARKER (JPEG_APP0 + 1)
#define EXIF_HEAD "Exif\0\0"
#define EXIF_HEAD_SIZE 6
#define EIGHTHS 8
#define CM_PER_INCH 2.54
/* No program writes more scans; a file with more only wastes time. */
#define MAX_SCANS 1000

struct reader {
	struct jpeg_decompress_struct info; /* first, see reader_of */
	struct jpeg_error_mgr errors;
	struct jpeg_source_mgr source;
	jmp_buf failed;
	PIX *pix;
	JSAMPLE *row;
	size_t complete;    /* bytes up to the end of the last whole scan */
	unsigned seen;	    /* a bit for each component that had a scan */
	bool has_no_end;    /* the file ended before the picture did */
	bool is_incomplete; /* data are missing or wrong */
};

/* Returns the reader that info, its first member, belongs to. */
static struct reader *
reader_of(j_common_ptr info)
{
	return (struct reader *)(void *)info;
}

/* libjpeg calls this for a fault; goes back to setjmp. */
static void
on_error(j_common_ptr info)
{
	longjmp(reader_of(info)->failed, 1);
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
		reader_of(info)->is_incomplete = true;
	}
}

static void
ignore_message(j_decompress_ptr info)
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
	struct reader *r = reader_of((j_common_ptr)info);

	r->has_no_end = true;
	WARNMS(info, JWRN_JPEG_EOF);
	r->source.next_input_byte = end;
	r->source.bytes_in_buffer = sizeof(end);
	return TRUE;
}

/*
 * libjpeg calls this to skip count bytes.  Beyond the end of the file, it skips
 * bytes of the markers that on_empty gives.
 */
static void
on_skip(j_decompress_ptr info, long count)
{
	struct reader *r = reader_of((j_common_ptr)info);

	while (count > (long)r->source.bytes_in_buffer) {
		count -= (long)r->source.bytes_in_buffer;
		on_empty(info);
	}
	if (count <= 0)
		return;
	r->source.next_input_byte += count;
	r->source.bytes_in_buffer -= (size_t)count;
}

/*
 * Reads the head of b into r.  A fault jumps to r->failed, with which the
 * caller has called setjmp.
 */
static void
read_head(struct reader *r, const struct bytes *b)
{
	jpeg_create_decompress(&r->info);
	r->source = (struct jpeg_source_mgr){b->data, b->size, ignore_message,
	    on_empty, on_skip, jpeg_resync_to_restart, ignore_message};
	r->info.src = &r->source;
	jpeg_save_markers(&r->info, EXIF_MARKER, 0xffff);
	jpeg_read_header(&r->info, TRUE);
}

/*
 * Empties r and sets the functions that libjpeg calls for faults and warnings.
 */
static void
set_handlers(struct reader *r)
{
	memset(r, 0, sizeof(*r));
	r->info.err = jpeg_std_error(&r->errors);
	r->errors.error_exit = on_error;
	r->errors.emit_message = on_message;
}

/*
 * Tells the decoder to reduce the picture to as many eighths of its size as are
 * within max_pixels.  Returns the reduced size, or the full one if even an
 * eighth is too large.
 */
static struct sniff_size
choose_scale(j_decompress_ptr info, size_t max_pixels)
{
	struct sniff_size size = {0, 0};

	info->scale_denom = EIGHTHS;
	for (unsigned eighths = EIGHTHS; eighths > 0; eighths--) {
		info->scale_num = eighths;
		jpeg_calc_output_dimensions(info);
		size = (struct sniff_size){
		    info->output_width, info->output_height};
		if (image_check_size(&size, max_pixels) == IMAGE_OK)
			return size;
	}
	return (struct sniff_size){info->image_width, info->image_height};
}

int
jpeg_size(const struct bytes *b, size_t max_pixels, struct sniff_size *out)
{
	struct reader r;

	set_handlers(&r);
	if (setjmp(r.failed)) {
		jpeg_destroy_decompress(&r.info);
		return -1;
	}
	read_head(&r, b);
	*out = choose_scale(&r.info, max_pixels);
	jpeg_destroy_decompress(&r.info);
	return 0;
}

/*
 * Returns the offset in b of the end of the scan that was read last.  libjpeg
 * may have read the marker behind it already.
 */
static size_t
scan_end(const struct reader *r, const struct bytes *b)
{
	return b->size - r->source.bytes_in_buffer -
	       (r->info.unread_marker != 0 ? 2 : 0);
}

/*
 * Reads every scan of b up to the end of the file.  Sets r->complete to where
 * the last whole scan ends: if a later one cannot be read, jpeg_decode decodes
 * b again up to there.  Sets r->seen to the components that the scans have.
 * Ends by on_error after MAX_SCANS scans.
 */
static void
read_scans(struct reader *r, const struct bytes *b)
{
	int rc = JPEG_REACHED_SOS;

	do {
		for (int i = 0; i < r->info.comps_in_scan; i++)
			r->seen |= 1U
				   << r->info.cur_comp_info[i]->component_index;
		do
			rc = jpeg_consume_input(&r->info);
		while (rc != JPEG_REACHED_SOS && rc != JPEG_REACHED_EOI &&
		       rc != JPEG_SCAN_COMPLETED);
		if (rc == JPEG_SCAN_COMPLETED) {
			if (!r->has_no_end)
				r->complete = scan_end(r, b);
			/* The next scan begins, or the file ends. */
			rc = jpeg_consume_input(&r->info);
		}
		if (r->info.input_scan_number > MAX_SCANS)
			on_error((j_common_ptr)&r->info);
	} while (rc != JPEG_REACHED_EOI);
}

/*
 * Whether the scans in the file give every bit of every coefficient.  coef_bits
 * of libjpeg has the number of low bits that a coefficient still lacks, or -1
 * if it has none yet.
 */
static bool
has_every_bit(const struct reader *r)
{
	const struct jpeg_decompress_struct *d = &r->info;

	if (r->seen != (1U << d->num_components) - 1)
		return false;
	for (int c = 0; d->progressive_mode && c < d->num_components; c++)
		for (int i = 0; i < DCTSIZE2; i++)
			if (d->coef_bits[c][i] != 0)
				return false;
	return true;
}

/*
 * Converts the row of CMYK that was read last to pixels of red, green and blue.
 * Adobe's programs store how much of an ink is missing, which is what the
 * formula takes; the samples of others are inverted.
 */
static void
store_cmyk(const struct reader *r, uint32_t *pixels)
{
	const JSAMPLE *ink = r->row;
	const JSAMPLE flip = r->info.saw_Adobe_marker ? 0 : 255;

	for (JDIMENSION x = 0; x < r->info.output_width; x++, ink += 4)
		composeRGBPixel((ink[0] ^ flip) * (ink[3] ^ flip) / 255,
		    (ink[1] ^ flip) * (ink[3] ^ flip) / 255,
		    (ink[2] ^ flip) * (ink[3] ^ flip) / 255, &pixels[x]);
}

/* Puts the row that was read last into row y of the page. */
static void
store_row(const struct reader *r, JDIMENSION y)
{
	uint32_t *pixels =
	    pixGetData(r->pix) + (size_t)y * (size_t)pixGetWpl(r->pix);
	const JSAMPLE *sample = r->row;

	if (r->info.out_color_space == JCS_CMYK) {
		store_cmyk(r, pixels);
		return;
	}
	for (JDIMENSION x = 0; x < r->info.output_width; x++)
		if (r->info.out_color_space == JCS_RGB) {
			composeRGBPixel(
			    sample[0], sample[1], sample[2], &pixels[x]);
			sample += 3;
		} else {
			SET_DATA_BYTE(pixels, x, *sample);
			sample += r->info.output_components;
		}
}

/* Sets the page's resolution to what the file says, 0 for unknown. */
static void
set_resolution(const struct reader *r)
{
	enum { PER_INCH = 1, PER_CM = 2 };
	double factor = r->info.density_unit == PER_INCH ? 1
			: r->info.density_unit == PER_CM ? CM_PER_INCH
							 : 0;

	pixSetResolution(r->pix, (int)(r->info.X_density * factor + 0.5),
	    (int)(r->info.Y_density * factor + 0.5));
}

/*
 * Starts the decoder, with a kind of colour that store_row knows and a size
 * within max_pixels.  Reads all scans first if there are several.  A fault
 * jumps to r->failed.
 */
static void
start_decoder(struct reader *r, const struct bytes *b, size_t max_pixels)
{
	j_decompress_ptr d = &r->info;

	read_head(r, b);
	d->out_color_space = d->num_components == 1   ? JCS_GRAYSCALE
			     : d->num_components == 3 ? JCS_RGB
			     : d->num_components == 4 ? JCS_CMYK
						      : d->jpeg_color_space;
	choose_scale(d, max_pixels);
	d->buffered_image = jpeg_has_multiple_scans(d);
	jpeg_start_decompress(d);
	if (!d->buffered_image)
		return;
	read_scans(r, b);
	jpeg_start_output(d, d->input_scan_number);
}

/*
 * Creates the page, all white, and room for a row of samples.  Returns 0, or -1
 * without memory.
 */
static int
make_page(struct reader *r)
{
	const struct jpeg_decompress_struct *d = &r->info;

	r->pix = pixCreate((int)d->output_width, (int)d->output_height,
	    d->output_components < 3 ? 8 : 32);
	r->row = calloc(d->output_width, (size_t)d->output_components);
	if (r->pix == NULL || r->row == NULL)
		return -1;
	pixSetAll(r->pix);
	set_resolution(r);
	return 0;
}

/*
 * Reads the rows of the picture into r->pix.  Returns IMAGE_OK,
 * IMAGE_NO_MEMORY, or IMAGE_DAMAGED if anything of the picture is missing.  The
 * scans of a progressive file refine the picture; such a file may lack its end
 * if no bit of the picture is missing.
 */
static enum image_result
read_rows(struct reader *r)
{
	j_decompress_ptr d = &r->info;

	if (make_page(r) == -1)
		return IMAGE_NO_MEMORY;
	while (d->output_scanline < d->output_height) {
		JDIMENSION y = d->output_scanline;

		if (jpeg_read_scanlines(d, &r->row, 1) != 1)
			return IMAGE_DAMAGED;
		store_row(r, y);
	}
	if (r->is_incomplete ||
	    (d->buffered_image && r->has_no_end && !has_every_bit(r)))
		return IMAGE_DAMAGED;
	return IMAGE_OK;
}

/* Returns the orientation, 1 to 8, in the EXIF data of the picture, or 1. */
static unsigned
find_orientation(const struct reader *r)
{
	jpeg_saved_marker_ptr m = r->info.marker_list;
	struct bytes exif;

	for (; m != NULL; m = m->next)
		if (m->data_length > EXIF_HEAD_SIZE &&
		    memcmp(m->data, EXIF_HEAD, EXIF_HEAD_SIZE) == 0) {
			exif = (struct bytes){m->data + EXIF_HEAD_SIZE,
			    m->data_length - EXIF_HEAD_SIZE};
			return exif_orientation(&exif);
		}
	return 1;
}

/*
 * Reads the picture of b into r->pix, upright.  A fault that libjpeg finds
 * jumps back here.  Returns IMAGE_OK, IMAGE_DAMAGED if a part of the picture is
 * missing, IMAGE_NO_MEMORY or IMAGE_BROKEN; after the last two r->pix is NULL.
 */
static enum image_result
read_picture(struct reader *r, const struct bytes *b, size_t max_pixels)
{
	enum image_result rc;

	set_handlers(r);
	if (setjmp(r->failed)) {
		rc = r->errors.msg_code == JERR_OUT_OF_MEMORY ? IMAGE_NO_MEMORY
							      : IMAGE_BROKEN;
	} else {
		start_decoder(r, b, max_pixels);
		rc = read_rows(r);
	}
	if (rc == IMAGE_OK || rc == IMAGE_DAMAGED) {
		r->pix = rotate_orient(r->pix, find_orientation(r));
		rc = r->pix == NULL ? IMAGE_NO_MEMORY : rc;
	} else {
		pixDestroy(&r->pix);
	}
	jpeg_destroy_decompress(&r->info);
	free(r->row);
	r->row = NULL;
	return rc;
}

/*
 * Bytes that mean nothing may stand behind the last whole scan, where the end
 * marker should be: reads b again without it, and takes the result if it is
 * better than rc and what is in *pix.
 */
static enum image_result
read_again(struct bytes b, size_t max_pixels, enum image_result rc, PIX **pix)
{
	struct reader r;
	enum image_result again = read_picture(&r, &b, max_pixels);

	if (again != IMAGE_OK && rc == IMAGE_DAMAGED) {
		pixDestroy(&r.pix);
		return rc;
	}
	pixDestroy(pix);
	*pix = r.pix;
	return again;
}

enum image_result
jpeg_decode(const struct bytes *b, size_t max_pixels, struct Pix **out)
{
	struct reader r;
	enum image_result rc = read_picture(&r, b, max_pixels);

	*out = r.pix;
	if ((rc == IMAGE_BROKEN || rc == IMAGE_DAMAGED) && r.complete > 0 &&
	    r.complete < b->size)
		rc = read_again(
		    (struct bytes){b->data, r.complete}, max_pixels, rc, out);
	return rc;
}
