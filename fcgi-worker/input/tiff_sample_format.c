/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_sample_format: what the bits of a sample of a TIFF file mean: whole
 * numbers of any number of bits, and floating-point numbers.
 */
#include "input/tiff_sample_format.h"

#include <math.h>
#include <string.h>
#include <tiffio.h>

/* Whole numbers of more bits are wide, see tiff_sample_format_is_wide. */
#define MAX_NARROW 16
/* Samples of fewer bits have no sign, whatever the file says. */
#define LEAST_SIGNED 8

/*
 * Returns the count bits at p that begin with the one of index start; bit 0 is
 * the highest one of the first byte.
 */
static uint64_t
packed_bits(const unsigned char *p, uint64_t start, unsigned count)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < count; i++, start++)
		value = value << 1 | (p[start / 8] >> (7 - start % 8) & 1);
	return value;
}

/* Returns the number of three bytes in host order. */
static uint64_t
three_bytes(const unsigned char *p)
{
	const uint16_t one = 1;

	return *(const unsigned char *)&one == 1
		   ? (uint64_t)p[2] << 16 | (uint64_t)p[1] << 8 | p[0]
		   : (uint64_t)p[0] << 16 | (uint64_t)p[1] << 8 | p[2];
}

uint64_t
tiff_sample_format_bits(const unsigned char *row, uint64_t n, unsigned bits)
{
	uint16_t bits16;
	uint32_t bits32;
	uint64_t bits64;

	switch (bits) {
	case 8:
		return row[n];
	case 16:
		memcpy(&bits16, row + n * 2, 2);
		return bits16;
	case 24:
		return three_bytes(row + n * 3);
	case 32:
		memcpy(&bits32, row + n * 4, 4);
		return bits32;
	case 64:
		memcpy(&bits64, row + n * 8, 8);
		return bits64;
	default:
		return packed_bits(row, n * bits, bits);
	}
}

/*
 * Returns the floating-point number that bits encode: a sign, then
 * exponent_bits of exponent, then fraction_bits of fraction.
 */
static double
small_float(uint64_t bits, int exponent_bits, int fraction_bits)
{
	int bias = (1 << (exponent_bits - 1)) - 1;
	int exponent =
	    (int)(bits >> fraction_bits & ((1U << exponent_bits) - 1));
	double fraction =
	    ldexp((double)(bits & ((1U << fraction_bits) - 1)), -fraction_bits);
	double value = exponent == 0 ? ldexp(fraction, 1 - bias)
				     : ldexp(1 + fraction, exponent - bias);

	return bits >> (exponent_bits + fraction_bits) & 1 ? -value : value;
}

/*
 * Returns the floating-point number that bits encode.  count is their number:
 * 16, 24, 32 or 64.
 */
static double
float_value(uint64_t bits, unsigned count)
{
	uint32_t word = (uint32_t)bits;
	double value;
	float single;

	if (count == 24)
		return small_float(bits, 7, 16);
	if (count == 16)
		return small_float(bits, 5, 10);
	if (count == 64) {
		memcpy(&value, &bits, sizeof(value));
		return value;
	}
	memcpy(&single, &word, sizeof(single));
	return single;
}

bool
tiff_sample_format_is_float(const struct tiff_layout *l)
{
	return l->format == SAMPLEFORMAT_IEEEFP;
}

bool
tiff_sample_format_is_wide(const struct tiff_layout *l)
{
	return tiff_sample_format_is_float(l) || l->bits > MAX_NARROW;
}

double
tiff_sample_format_wide(
    const struct tiff_layout *l, const unsigned char *row, uint64_t n)
{
	uint64_t bits = tiff_sample_format_bits(row, n, l->bits);

	if (tiff_sample_format_is_float(l))
		return float_value(bits, l->bits);
	if (l->format == SAMPLEFORMAT_INT) {
		unsigned unused = 64U - l->bits;

		return (double)((int64_t)(bits << unused) >> unused);
	}
	return (double)bits;
}

/* Returns the bits of a sample that is not wide as a byte. */
static uint32_t
narrow_byte(const struct tiff_layout *l, uint64_t bits)
{
	uint64_t largest = (UINT64_C(1) << l->bits) - 1;

	/* It has no bits. */
	if (largest == 0)
		return 0;
	/* Of samples with a sign, the least is black and the largest white. */
	if (l->format == SAMPLEFORMAT_INT && l->bits >= LEAST_SIGNED)
		bits ^= UINT64_C(1) << (l->bits - 1);
	return (uint32_t)(bits * 255 / largest);
}

uint32_t
tiff_sample_format_byte(const struct tiff_layout *l, const unsigned char *row,
    uint64_t n, const struct tiff_sample_format_range *range)
{
	double share;

	if (!tiff_sample_format_is_wide(l))
		return narrow_byte(l, tiff_sample_format_bits(row, n, l->bits));
	share = (tiff_sample_format_wide(l, row, n) - range->low) /
		(range->high - range->low);
	/* Not a number becomes 0, too. */
	return share > 0 ? (uint32_t)(fmin(share, 1) * 255 + 0.5) : 0;
}
