/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_jpx: makes poppler draw two kinds of JPEG 2000 images: those with alpha,
 * which it takes for a color and draws as a blank page; and those of less than
 * 8 bits, whose white it draws as gray. */
#include "input/pdf_jpx.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * The value of comps[i].alpha if the colors have been multiplied by it, ISO
 * 15444-1 section I.5.3.6.
 */
#define MULTIPLIED 2
/* The largest value of 8 bits. */
#define WHITE 255

/* Returns the value of the lightest sample of c. */
static int64_t
lightest_value(const opj_image_comp_t *c)
{
	return ((int64_t)1 << c->prec) - 1;
}

/*
 * Whether c has samples that the functions below can convert: without sign, of
 * at most 31 bits, and as many as first_component has.
 */
static bool
is_usable(const opj_image_comp_t *c, const opj_image_comp_t *first_component)
{
	return c->data != NULL && !c->sgnd && c->prec >= 1 && c->prec <= 31 &&
	       c->w == first_component->w && c->h == first_component->h;
}

/* Whether image has components, and all of them are usable. */
static bool
are_usable(const opj_image_t *image)
{
	for (OPJ_UINT32 i = 0; i < image->numcomps; i++)
		if (!is_usable(&image->comps[i], &image->comps[0]))
			return false;
	return image->numcomps > 0;
}

/*
 * Returns the index of the component that the file declares to be alpha, or -1.
 */
static int
find_alpha(const opj_image_t *image)
{
	for (OPJ_UINT32 i = 0; i < image->numcomps; i++)
		if (image->comps[i].alpha != 0)
			return (int)i;
	return -1;
}

static void
remove_component(opj_image_t *image, int i)
{
	opj_image_data_free(image->comps[i].data);
	image->numcomps--;
	memmove(&image->comps[i], &image->comps[i + 1],
	    (image->numcomps - (OPJ_UINT32)i) * sizeof(image->comps[0]));
	image->comps[image->numcomps].data = NULL;
}

/* Whether lighter samples are lighter colors, so that the lightest is white.
 */
static bool
has_white(const opj_image_t *image)
{
	return image->color_space != OPJ_CLRSPC_SYCC &&
	       image->color_space != OPJ_CLRSPC_EYCC &&
	       image->color_space != OPJ_CLRSPC_CMYK;
}

/*
 * Puts the samples of the color c on white, with the opacity that alpha gives.
 */
static void
draw_on_white(opj_image_comp_t *c, const opj_image_comp_t *alpha)
{
	const int64_t white = lightest_value(c), opaque = lightest_value(alpha);
	size_t n = (size_t)c->w * c->h;

	for (size_t i = 0; i < n; i++)
		c->data[i] = (OPJ_INT32)(white - (white - c->data[i]) *
						     alpha->data[i] / opaque);
}

/*
 * Puts the samples of the color c on white.  They have been multiplied by the
 * samples of alpha already.
 */
static void
add_white(opj_image_comp_t *c, const opj_image_comp_t *alpha)
{
	const int64_t white = lightest_value(c), opaque = lightest_value(alpha);
	size_t n = (size_t)c->w * c->h;
	int64_t sum;

	for (size_t i = 0; i < n; i++) {
		sum = c->data[i] + white - white * alpha->data[i] / opaque;
		c->data[i] = (OPJ_INT32)(sum < white ? sum : white);
	}
}

/*
 * Removes alpha, the index of a component, and puts the colors on white before
 * if they have a white.
 */
static void
remove_alpha(opj_image_t *image, int alpha)
{
	const opj_image_comp_t *a = &image->comps[alpha];

	for (int i = 0; has_white(image) && i < (int)image->numcomps; i++)
		if (i != alpha && a->alpha == MULTIPLIED)
			add_white(&image->comps[i], a);
		else if (i != alpha)
			draw_on_white(&image->comps[i], a);
	remove_component(image, alpha);
}

/* Stretches the samples of c, of fewer bits, to the range of 8 bits. */
static void
widen(opj_image_comp_t *c)
{
	size_t n = (size_t)c->w * c->h;

	for (size_t i = 0; i < n; i++)
		c->data[i] =
		    (OPJ_INT32)(c->data[i] * WHITE / lightest_value(c));
	c->prec = 8;
}

void
pdf_jpx_simplify(opj_image_t *image, bool is_indexed)
{
	int alpha = find_alpha(image);

	if (!are_usable(image))
		return;
	/* The second of two components is alpha even if the file does not say
	 * so.  The first one may then be indexes into a palette, so nothing is
	 * drawn on white. */
	if (alpha == -1 && image->numcomps == 2)
		remove_component(image, 1);
	else if (alpha != -1 && image->numcomps > 1)
		remove_alpha(image, alpha);
	for (OPJ_UINT32 i = 0; !is_indexed && i < image->numcomps; i++)
		if (image->comps[i].prec < 8)
			widen(&image->comps[i]);
}
