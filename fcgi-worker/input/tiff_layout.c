/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_layout: what the directory of a TIFF page says of its samples.  A sample
 * is alpha only if the directory says so.
 */
#include "input/tiff_layout.h"

#include <stddef.h>

uint16_t
tiff_layout_get(TIFF *library, uint32_t tag, uint16_t fallback)
{
	uint16_t value = fallback;

	return TIFFGetFieldDefaulted(library, tag, &value) ? value : fallback;
}

/*
 * Reads the colors of a palette into l.  Returns 1, since a pixel has one
 * sample for its color; or -1 without a palette.
 */
static int
read_palette(TIFF *library, struct tiff_layout *l)
{
	uint16_t *samples[3];
	bool is_wide = false;
	size_t n = (size_t)1 << l->bits;

	if (!TIFFGetField(library, TIFFTAG_COLORMAP, &samples[0], &samples[1],
		&samples[2]))
		return -1;
	for (size_t i = 0; i < n; i++)
		is_wide |= samples[0][i] > 255 || samples[1][i] > 255 ||
			   samples[2][i] > 255;
	for (int c = 0; c < 3; c++)
		l->palette[c] = samples[c];
	/* Some programs write 8 bits where there should be 16. */
	l->shift = is_wide ? 8 : 0;
	return 1;
}

/* Whether YCbCr colors are stored at a lower resolution than brightness. */
static bool
is_subsampled(TIFF *library)
{
	uint16_t across = 1, down = 1;

	TIFFGetFieldDefaulted(
	    library, TIFFTAG_YCBCRSUBSAMPLING, &across, &down);
	return across != 1 || down != 1;
}

/*
 * Makes libtiff convert the pixels of a page from YCbCr to RGB while it unpacks
 * them, which it can if they are a JPEG.  Returns 0, or -1 if it cannot.
 */
static int
ask_for_rgb(TIFF *library, const struct tiff_layout *l)
{
	if (l->samples != 3 || l->bits != 8 || l->is_planar ||
	    tiff_layout_get(library, TIFFTAG_COMPRESSION, COMPRESSION_NONE) !=
		COMPRESSION_JPEG)
		return -1;
	return TIFFSetField(library, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
		   ? 0
		   : -1;
}

/*
 * Sets l->alpha to the sample that is alpha, if one is.  colors is how many
 * samples are colors; they come first.
 */
static void
read_alpha(TIFF *library, uint32_t colors, struct tiff_layout *l)
{
	uint16_t count = 0, *kinds = NULL;

	TIFFGetFieldDefaulted(library, TIFFTAG_EXTRASAMPLES, &count, &kinds);
	for (uint16_t i = 0; i < count && l->alpha == -1; i++) {
		if (kinds[i] != EXTRASAMPLE_ASSOCALPHA &&
		    kinds[i] != EXTRASAMPLE_UNASSALPHA)
			continue;
		/* The list may have more entries than the page has samples. */
		if (colors + i >= l->samples)
			return;
		l->alpha = (int)(colors + i);
		l->is_multiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
	}
}

/* Reads how samples are stored, which does not depend on their colors. */
static void
read_storage(TIFF *library, struct tiff_layout *l)
{
	l->bits = tiff_layout_get(library, TIFFTAG_BITSPERSAMPLE, 1);
	l->samples = tiff_layout_get(library, TIFFTAG_SAMPLESPERPIXEL, 1);
	l->format =
	    tiff_layout_get(library, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
	l->is_planar =
	    l->samples > 1 && tiff_layout_get(library, TIFFTAG_PLANARCONFIG,
				  PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
}

/*
 * Reads into l what the colors of a pixel are.  Returns how many of its samples
 * are colors, or 0 if none of the samples is taken for alpha.  Returns -1 if
 * the samples do not make the pixel by themselves: then libtiff has to convert
 * it.
 */
static int
read_colors(TIFF *library, uint16_t photometric, struct tiff_layout *l)
{
	l->is_inverted = photometric == PHOTOMETRIC_MINISWHITE;
	switch (photometric) {
	case PHOTOMETRIC_PALETTE:
		l->color = TIFF_PALETTE;
		return l->bits > 16 ? -1 : read_palette(library, l);
	case PHOTOMETRIC_RGB:
		l->color = l->samples < 3 ? TIFF_GRAY : TIFF_RGB;
		return l->samples < 3 ? 1 : 3;
	case PHOTOMETRIC_SEPARATED:
		l->color = l->samples < 4 ? TIFF_GRAY : TIFF_CMYK;
		l->is_inverted = l->samples < 4;
		return 0;
	case PHOTOMETRIC_MINISBLACK:
	case PHOTOMETRIC_MINISWHITE:
		return 1;
	case PHOTOMETRIC_CIELAB:
		/* libtiff itself reads Lab, but without alpha. */
		return l->samples <= 3 ? -1 : 3;
	case PHOTOMETRIC_YCBCR:
		if (ask_for_rgb(library, l) == 0) {
			l->color = TIFF_RGB;
			return 3;
		}
		/* libtiff converts all YCbCr except planes of two sizes. */
		return l->is_planar && is_subsampled(library) ? 3 : -1;
	default:
		return -1;
	}
}

/*
 * Returns the photometric interpretation of a page that does not give one, as
 * libtiff guesses it.
 */
static uint16_t
guess_photometric(TIFF *library, const struct tiff_layout *l)
{
	switch (
	    tiff_layout_get(library, TIFFTAG_COMPRESSION, COMPRESSION_NONE)) {
	case COMPRESSION_CCITTRLE:
	case COMPRESSION_CCITTRLEW:
	case COMPRESSION_CCITT_T4:
	case COMPRESSION_CCITT_T6:
		return PHOTOMETRIC_MINISWHITE;
	default:
		return l->samples == 3 ? PHOTOMETRIC_RGB
				       : PHOTOMETRIC_MINISBLACK;
	}
}

int
tiff_layout_read(TIFF *library, struct tiff_layout *l)
{
	int colors;

	read_storage(library, l);
	l->alpha = -1;
	colors = read_colors(library,
	    tiff_layout_get(
		library, TIFFTAG_PHOTOMETRIC, guess_photometric(library, l)),
	    l);
	if (colors > 0)
		read_alpha(library, (uint32_t)colors, l);
	return colors == -1 ? -1 : 0;
}
