/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * webp: the picture of a WebP file, by libwebp and libwebpdemux, which finds
 * the first picture of an animation.
 */
#include "input/webp.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "input/alpha.h"
#include "input/exif.h"
#include "input/rotate.h"

/*
 * Returns a demuxer for b, to be deleted with WebPDemuxDelete; or NULL if b is
 * broken or cut off.
 */
static WebPDemuxer *
open_demuxer(const struct bytes *b)
{
	const WebPData data = {b->data, b->size};
	WebPDemuxState state;
	WebPDemuxer *d = WebPDemuxPartial(&data, &state);

	if (d != NULL && state != WEBP_DEMUX_DONE) {
		WebPDemuxDelete(d);
		return NULL;
	}
	return d;
}

int
webp_size(const struct bytes *b, struct sniff_size *out)
{
	WebPDemuxer *d = open_demuxer(b);

	if (d == NULL)
		return -1;
	out->width = WebPDemuxGetI(d, WEBP_FF_CANVAS_WIDTH);
	out->height = WebPDemuxGetI(d, WEBP_FF_CANVAS_HEIGHT);
	WebPDemuxDelete(d);
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

/*
 * Decodes the picture of frame to its offset on pix.  Returns 0, or -1 if it is
 * broken or reaches beyond pix.
 */
static int
decode_into(const WebPIterator *frame, PIX *pix)
{
	size_t stride = (size_t)pixGetWpl(pix) * 4;
	size_t x = (size_t)frame->x_offset, y = (size_t)frame->y_offset;
	uint8_t *first = (uint8_t *)pixGetData(pix) + y * stride + x * 4;
	size_t size =
	    ((size_t)frame->height - 1) * stride + (size_t)frame->width * 4;

	if (x + (size_t)frame->width > (size_t)pixGetWidth(pix) ||
	    y + (size_t)frame->height > (size_t)pixGetHeight(pix))
		return -1;
	return WebPDecodeRGBAInto(frame->fragment.bytes, frame->fragment.size,
		   first, size, (int)stride) == NULL
		   ? -1
		   : 0;
}

/*
 * Makes a page of the size of the canvas, with frame, the first picture, at its
 * offset.  On IMAGE_OK it is in *out, without transparency.
 */
static enum image_result
decode_frame(const WebPDemuxer *d, const WebPIterator *frame, PIX **out)
{
	PIX *pix = pixCreate((int)WebPDemuxGetI(d, WEBP_FF_CANVAS_WIDTH),
	    (int)WebPDemuxGetI(d, WEBP_FF_CANVAS_HEIGHT), 32);
	uint32_t *pixels = pix == NULL ? NULL : pixGetData(pix);
	size_t n;

	if (pix == NULL)
		return IMAGE_NO_MEMORY;
	errno = 0;
	if (decode_into(frame, pix) == -1) {
		pixDestroy(&pix);
		return errno == ENOMEM ? IMAGE_NO_MEMORY : IMAGE_BROKEN;
	}
	n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);
	/* In memory the bytes are R, G, B, A; leptonica has words of them. */
	for (size_t i = 0; i < n; i++)
		pixels[i] = bytes_be32((unsigned char *)&pixels[i]);
	alpha_flatten(pix);
	*out = pix;
	return IMAGE_OK;
}

/*
 * Returns the orientation that the EXIF data of b say, or 1.  Searches the file
 * itself, since libwebp finds EXIF data only in files of the extended format.
 */
static unsigned
find_orientation(const struct bytes *b)
{
	size_t offset = 12, length;
	struct bytes exif;

	while (b->size > offset && b->size - offset >= 8) {
		length = bytes_le32(b->data + offset + 4);
		if (length > b->size - offset - 8)
			break;
		if (memcmp(b->data + offset, "EXIF", 4) == 0) {
			exif = (struct bytes){b->data + offset + 8, length};
			return exif_orientation(&exif);
		}
		offset += 8 + length + (length & 1);
	}
	return 1;
}

enum image_result
webp_decode(const struct bytes *b, struct Pix **out)
{
	enum image_result rc = IMAGE_BROKEN;
	WebPDemuxer *d = open_demuxer(b);
	WebPIterator frame;

	if (d == NULL)
		return IMAGE_BROKEN;
	if (WebPDemuxGetFrame(d, 1, &frame)) {
		rc = decode_frame(d, &frame, out);
		WebPDemuxReleaseIterator(&frame);
	}
	if (rc == IMAGE_OK) {
		*out = rotate_orient(*out, find_orientation(b));
		rc = *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
	}
	WebPDemuxDelete(d);
	return rc;
}
