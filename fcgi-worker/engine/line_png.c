/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_png: keeps Tesseract from compressing each line that it reads.  It
 * writes the image of a line to memory as a PNG and reads that again at once,
 * which takes 7 % of its time and has no option against it.  A function that
 * is interposed for leptonica's, see base/interposition.h, writes pixels as
 * they are, in a format that pixReadMem knows as well; they are the same, and
 * so is what is read of them.  A version of Tesseract that keeps a line as it
 * is does not call this.  Code that wants a real PNG, not bytes for pixReadMem,
 * calls pixWriteMemPng.
 */
#include <leptonica/allheaders.h>
#include <stdbool.h>

#include "base/interposition.h"

/* A larger image, in bytes, is not a line but a page that is read as one.  It
 * is compressed, since Tesseract has several copies of it at a time. */
#define PLAIN_BYTES_MAX (4 << 20)

/* Whether pix is gray or RGB, so that a PNG keeps its pixels and nothing else.
 */
static bool
is_plain(PIX *pix)
{
	int depth = pixGetDepth(pix);

	return pixGetColormap(pix) == NULL &&
	       (depth == 8 || (depth == 32 && pixGetSpp(pix) == 3));
}

static bool
is_small(PIX *pix)
{
	return 4LL * pixGetWpl(pix) * pixGetHeight(pix) <= PLAIN_BYTES_MAX;
}

/*
 * Is called in place of leptonica's function of the same name.  Tesseract asks
 * for the image of a line as a PNG: writes that as plain pixels.  Leaves any
 * other image to leptonica's function.
 */
INTERPOSED l_ok
pixWriteMem(l_uint8 **data, size_t *size, PIX *pix, l_int32 format)
{
	l_ok (*real)(l_uint8 **, size_t *, PIX *, l_int32);

	if (format == IFF_PNG && pix != NULL && is_plain(pix) && is_small(pix))
		return pixWriteMemSpix(data, size, pix);
	interposition_find(&real, "pixWriteMem");
	return real == NULL ? 1 : real(data, size, pix, format);
}
