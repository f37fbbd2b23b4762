/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_sample_format: what the bits of a sample of a TIFF file mean.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_SAMPLE_FORMAT_H
#define FCGI_WORKER_INPUT_TIFF_SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "input/tiff_layout.h"

/*
 * The least value of wide samples, which is black, and the largest, which is
 * white.
 */
struct tiff_sample_format_range {
	double low, high;
};

/*
 * Returns sample n of row, in which each sample has this number of bits, as it
 * is stored.  Samples of whole bytes are in host order.
 */
uint64_t tiff_sample_format_bits(
    const unsigned char *row, uint64_t n, unsigned bits);

/* Whether samples are floating-point numbers. */
bool tiff_sample_format_is_float(const struct tiff_layout *l);

/*
 * Whether samples are wide: floating-point, or so many bits that pictures do
 * not use all values.  What is black and what is white must be searched then.
 */
bool tiff_sample_format_is_wide(const struct tiff_layout *l);

/*
 * Returns the value of sample n of a row of wide samples.  It may be any
 * number, or NaN.
 */
double tiff_sample_format_wide(
    const struct tiff_layout *l, const unsigned char *row, uint64_t n);

/*
 * Returns sample n of a row, scaled to 0 to 255.  range says which values of
 * wide samples become 0 and 255; for others it is not used.
 */
uint32_t tiff_sample_format_byte(const struct tiff_layout *l,
    const unsigned char *row, uint64_t n,
    const struct tiff_sample_format_range *range);

#endif
