/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg: the picture of a JPEG file, by libjpeg.  Its scans and its warnings,
 * see jpeg_memory.c, decide whether the page lacks a part.
 */
#include "input/jpeg.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <string.h>

#include <jerror.h>

#include "input/exif.h"
#include "input/jpeg_memory.h"
#include "input/rotate.h"

#define EXIF_MARKER (JPEG_APP0 + 1)
#define EXIF_HEAD "Exif\0\0"
#define EXIF_HEAD_SIZE 6
#define EIGHTHS 8
#define CM_PER_INCH 2.54
/* No program writes more scans; a file with more only wastes time. */
#define MAX_SCANS 1000

struct reader {
	struct jpeg_memory memory;
	PIX *pix;
	JSAMPLE *row;
	size_t complete; /* bytes up to the end of the last whole scan */
	unsigned seen;	 /* a bit for each component that had a scan */
};

/*
 * Begins to read b into m, with its head.  A fault jumps to m->failed, with
 * which the caller has called setjmp.
 */
static void
read_head(struct jpeg_memory *m, const struct bytes *b)
{
	jpeg_memory_open(m, b);
	jpeg_save_markers(&m->info, EXIF_MARKER, 0xffff);
	jpeg_read_header(&m->info, TRUE);
}

/*
 * Tells the decoder to reduce the picture to as many eighths of its size as are
 * within max_pixels.  Returns the reduced size, or the full one if even an
 * eighth is too large.
 *
 * Within max_pixels nothing is reduced, however fine it is.  Nine pages of
 * "make accuracy", enlarged to 600 dpi, were read in half the time when halved,
 * but none with the same text: of 3,093 words, 240 were missed instead of 226.
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
	struct jpeg_memory m;

	jpeg_memory_begin(&m);
	if (setjmp(m.failed)) {
		jpeg_destroy_decompress(&m.info);
		return -1;
	}
	read_head(&m, b);
	*out = choose_scale(&m.info, max_pixels);
	jpeg_destroy_decompress(&m.info);
	return 0;
}

/*
 * Returns the offset in b of the end of the scan that was read last.  libjpeg
 * may have read the marker behind it already.
 */
static size_t
scan_end(const struct reader *r, const struct bytes *b)
{
	return b->size - r->memory.source.bytes_in_buffer -
	       (r->memory.info.unread_marker != 0 ? 2 : 0);
}

/*
 * Reads every scan of b up to the end of the file.  Sets r->complete to where
 * the last whole scan ends: if a later one cannot be read, jpeg_decode decodes
 * b again up to there.  Sets r->seen to the components that the scans have.
 * Ends by jpeg_memory_fail after MAX_SCANS scans.
 */
static void
read_scans(struct reader *r, const struct bytes *b)
{
	j_decompress_ptr d = &r->memory.info;
	int rc = JPEG_REACHED_SOS;

	do {
		for (int i = 0; i < d->comps_in_scan; i++)
			r->seen |= 1U << d->cur_comp_info[i]->component_index;
		do
			rc = jpeg_consume_input(d);
		while (rc != JPEG_REACHED_SOS && rc != JPEG_REACHED_EOI &&
		       rc != JPEG_SCAN_COMPLETED);
		if (rc == JPEG_SCAN_COMPLETED) {
			if (!r->memory.has_no_end)
				r->complete = scan_end(r, b);
			/* The next scan begins, or the file ends. */
			rc = jpeg_consume_input(d);
		}
		if (d->input_scan_number > MAX_SCANS)
			jpeg_memory_fail(&r->memory);
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
	const struct jpeg_decompress_struct *d = &r->memory.info;

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
	const JSAMPLE flip = r->memory.info.saw_Adobe_marker ? 0 : 255;

	for (JDIMENSION x = 0; x < r->memory.info.output_width; x++, ink += 4)
		composeRGBPixel((ink[0] ^ flip) * (ink[3] ^ flip) / 255,
		    (ink[1] ^ flip) * (ink[3] ^ flip) / 255,
		    (ink[2] ^ flip) * (ink[3] ^ flip) / 255, &pixels[x]);
}

/* Puts the row that was read last into row y of the page. */
static void
store_row(const struct reader *r, JDIMENSION y)
{
	const struct jpeg_decompress_struct *d = &r->memory.info;
	uint32_t *pixels =
	    pixGetData(r->pix) + (size_t)y * (size_t)pixGetWpl(r->pix);
	const JSAMPLE *sample = r->row;

	if (d->out_color_space == JCS_CMYK) {
		store_cmyk(r, pixels);
		return;
	}
	for (JDIMENSION x = 0; x < d->output_width; x++)
		if (d->out_color_space == JCS_RGB) {
			composeRGBPixel(
			    sample[0], sample[1], sample[2], &pixels[x]);
			sample += 3;
		} else {
			SET_DATA_BYTE(pixels, x, *sample);
			sample += d->output_components;
		}
}

/* Sets the page's resolution to what the file says, 0 for unknown; it is less
 * where the picture was reduced. */
static void
set_resolution(const struct reader *r)
{
	enum { PER_INCH = 1, PER_CM = 2 };
	const struct jpeg_decompress_struct *d = &r->memory.info;
	double factor = d->density_unit == PER_INCH ? 1
			: d->density_unit == PER_CM ? CM_PER_INCH
						    : 0;

	factor *= (double)d->scale_num / d->scale_denom;
	pixSetResolution(r->pix, (int)(d->X_density * factor + 0.5),
	    (int)(d->Y_density * factor + 0.5));
}

/*
 * Starts the decoder, with a kind of color that store_row knows and a size
 * within max_pixels.  Reads all scans first if there are several.  A fault
 * jumps to r->memory.failed.
 */
static void
start_decoder(struct reader *r, const struct bytes *b, size_t max_pixels)
{
	j_decompress_ptr d = &r->memory.info;

	read_head(&r->memory, b);
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
	const struct jpeg_decompress_struct *d = &r->memory.info;

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
	j_decompress_ptr d = &r->memory.info;

	if (make_page(r) == -1)
		return IMAGE_NO_MEMORY;
	while (d->output_scanline < d->output_height) {
		JDIMENSION y = d->output_scanline;

		if (jpeg_read_scanlines(d, &r->row, 1) != 1)
			return IMAGE_DAMAGED;
		store_row(r, y);
	}
	if (r->memory.is_incomplete ||
	    (d->buffered_image && r->memory.has_no_end && !has_every_bit(r)))
		return IMAGE_DAMAGED;
	return IMAGE_OK;
}

/* Returns the orientation, 1 to 8, in the EXIF data of the picture, or 1. */
static unsigned
find_orientation(const struct reader *r)
{
	jpeg_saved_marker_ptr m = r->memory.info.marker_list;
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

	memset(r, 0, sizeof(*r));
	jpeg_memory_begin(&r->memory);
	if (setjmp(r->memory.failed)) {
		rc = r->memory.errors.msg_code == JERR_OUT_OF_MEMORY
			 ? IMAGE_NO_MEMORY
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
	jpeg_destroy_decompress(&r->memory.info);
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
