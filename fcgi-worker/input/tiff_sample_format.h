/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_sample_format: what the bits of a sample of a TIFF file mean.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_SAMPLE_FORMAT_H
#define FCGI_WORKER_INPUT_TIFF_SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "input/tiff_layout.h"

/* The least and the largest value of wide samples, black and white. */
struct tiff_sample_format_range {
	double low, high;
};

/* Returns the bits of sample n of a row.  Those of whole words are in host
 * order. */
uint64_t tiff_sample_format_bits(
    const unsigned char *row, uint64_t n, unsigned bits);

/* Whether samples are numbers with a point. */
bool tiff_sample_format_is_float(const struct tiff_layout *l);

/* Whether samples are wide: their bits do not say what the largest one is. */
bool tiff_sample_format_is_wide(const struct tiff_layout *l);

/* Returns the value of a wide sample, which may be anything. */
double tiff_sample_format_wide(
    const struct tiff_layout *l, const unsigned char *row, uint64_t n);

/* Returns sample n of a row as a byte. range says what is 0 and what is 255 of
 * wide samples; others do not need it. */
uint32_t tiff_sample_format_byte(const struct tiff_layout *l,
    const unsigned char *row, uint64_t n,
    const struct tiff_sample_format_range *range);

#endif
