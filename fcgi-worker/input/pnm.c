/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pnm: the first picture of a PBM, PGM, PPM or PAM file, plain or raw, with any
 * largest value of samples.  leptonica accepts only two largest values, and
 * netpbm's library ends the process on a broken file.
 */
#include "input/pnm.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <string.h>

#include "input/alpha.h"

#define MAX_VALUE 65535
#define MAX_SAMPLES 4
#define PAM 7

struct reader {
	const struct bytes *bytes;
	size_t position;
	unsigned kind; /* the digit behind P */
	bool is_plain; /* numbers are written as text */
	uint32_t width, height, samples, largest;
};

static bool
is_white(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Returns the next byte, or -1 at the end of the file.  Skips a comment; the
 * end of its line is the next byte then.
 */
static int
next_byte(struct reader *r)
{
	const struct bytes *b = r->bytes;

	if (r->position >= b->size)
		return -1;
	if (b->data[r->position] == '#')
		while (r->position + 1 < b->size &&
		       b->data[r->position] != '\n' &&
		       b->data[r->position] != '\r')
			r->position++;
	return b->data[r->position++];
}

/*
 * Reads a number into *out, with the blanks before it and the blank behind it.
 * Returns 0; or -1 if there is no number, or a larger one than INT32_MAX.
 */
static int
read_number(struct reader *r, uint32_t *out)
{
	uint64_t value = 0;
	int c = next_byte(r);

	while (c != -1 && is_white((unsigned char)c))
		c = next_byte(r);
	if (c < '0' || c > '9')
		return -1;
	for (; c >= '0' && c <= '9'; c = next_byte(r)) {
		value = value * 10 + (uint64_t)(c - '0');
		if (value > INT32_MAX)
			return -1;
	}
	*out = (uint32_t)value;
	return c == -1 || is_white((unsigned char)c) ? 0 : -1;
}

/*
 * Reads the next line of the head of a PAM file into line, which has size
 * bytes.  Drops blanks at its start, and what does not fit.  Returns line, or
 * NULL at the end of the file.
 */
static const char *
next_line(struct reader *r, char *line, size_t size)
{
	size_t n = 0;
	int c;

	if (r->position >= r->bytes->size)
		return NULL;
	while ((c = next_byte(r)) != -1 && c != '\n')
		if (n + 1 < size && (n > 0 || !is_white((unsigned char)c)))
			line[n++] = (char)c;
	line[n] = '\0';
	return line;
}

/*
 * Reads the head of a PAM file: lines of a name and a number, up to ENDHDR.
 * Returns 0, or -1 if ENDHDR is missing.
 */
static int
read_pam(struct reader *r)
{
	char line[64], name[16];
	unsigned value;

	/* The first line is only P7. */
	next_line(r, line, sizeof(line));
	while (next_line(r, line, sizeof(line)) != NULL) {
		if (strncmp(line, "ENDHDR", 6) == 0)
			return 0;
		if (sscanf(line, "%15s %9u", name, &value) != 2)
			continue;
		if (strcmp(name, "WIDTH") == 0)
			r->width = value;
		else if (strcmp(name, "HEIGHT") == 0)
			r->height = value;
		else if (strcmp(name, "DEPTH") == 0)
			r->samples = value;
		else if (strcmp(name, "MAXVAL") == 0)
			r->largest = value;
	}
	return -1;
}

/*
 * Reads the head of a file other than PAM.  P1 has bits, P2 grays and P3
 * colors as text; P4 to P6 have the same as bytes.  Returns 0, or -1 if a
 * number is missing.
 */
static int
read_classic(struct reader *r)
{
	const bool is_bits = r->kind % 3 == 1, is_colors = r->kind % 3 == 0;

	r->is_plain = r->kind < 4;
	r->samples = is_colors ? 3 : 1;
	r->largest = 1;
	if (read_number(r, &r->width) == -1 || read_number(r, &r->height) == -1)
		return -1;
	return is_bits ? 0 : read_number(r, &r->largest);
}

/*
 * Reads the head of b, which begins with P and a digit.  Returns 0, or -1 when
 * it is broken or not supported.
 */
static int
read_head(struct reader *r, const struct bytes *b)
{
	int rc;

	*r = (struct reader){.bytes = b, .position = 2};
	if (b->size < 3)
		return -1;
	r->kind = (unsigned)(b->data[1] - '0');
	rc = r->kind == PAM ? read_pam(r) : read_classic(r);
	if (rc == -1 || r->width == 0 || r->height == 0 || r->samples == 0 ||
	    r->samples > MAX_SAMPLES || r->largest == 0 ||
	    r->largest > MAX_VALUE)
		return -1;
	return 0;
}

/*
 * Reads a digit of a plain PBM into *out; blanks between digits are optional.
 * Returns 0, or -1 if there is no 0 or 1.
 */
static int
read_digit(struct reader *r, uint32_t *out)
{
	int c = next_byte(r);

	while (c != -1 && is_white((unsigned char)c))
		c = next_byte(r);
	*out = c == '1';
	return c == '0' || c == '1' ? 0 : -1;
}

/* Reads a sample of one or two bytes, unscaled, into *out.  Returns 0, or -1 at
 * the end of the file. */
static int
read_raw(struct reader *r, uint32_t *out)
{
	size_t size = r->largest > 255 ? 2 : 1;
	const unsigned char *p = r->bytes->data + r->position;

	if (r->bytes->size - r->position < size)
		return -1;
	*out = size == 2 ? bytes_be16(p) : *p;
	r->position += size;
	return 0;
}

/*
 * Reads a sample into *out, scaled to 0 to 255, 0 for black.  Returns 0, or -1
 * if it is missing or malformed.
 */
static int
read_sample(struct reader *r, uint32_t *out)
{
	const bool is_plain_bits = r->kind == 1;
	int rc = is_plain_bits ? read_digit(r, out)
		 : r->is_plain ? read_number(r, out)
			       : read_raw(r, out);

	if (*out > r->largest)
		*out = r->largest;
	*out = (*out * 255 + r->largest / 2) / r->largest;
	/* Plain bits have 1 for black. */
	if (is_plain_bits)
		*out = 255 - *out;
	return rc;
}

/*
 * Reads the samples of a pixel into *out, as 0xRRGGBBAA.  Returns 0, or -1 if
 * one is missing or malformed.
 */
static int
read_pixel(struct reader *r, uint32_t *out)
{
	uint32_t s[MAX_SAMPLES] = {0, 0, 0, 255};

	for (uint32_t i = 0; i < r->samples; i++)
		if (read_sample(r, &s[i]) == -1)
			return -1;
	if (r->samples == 2)
		s[3] = s[1];
	if (r->samples < 3)
		s[1] = s[2] = s[0];
	*out = s[0] << 24 | s[1] << 16 | s[2] << 8 | s[3];
	return 0;
}

/*
 * Reads all pixels into pix, which has 32 bits a pixel.  Returns 0, or -1 if
 * one cannot be read.
 */
static int
read_pixels(struct reader *r, PIX *pix)
{
	uint32_t *pixels = pixGetData(pix);
	size_t n = (size_t)r->width * r->height;

	for (size_t i = 0; i < n; i++)
		if (read_pixel(r, &pixels[i]) == -1)
			return -1;
	return 0;
}

/*
 * Copies all rows of raw bits into pix, which has one bit a pixel.  Each row
 * begins at a whole byte.  Returns 0, or -1 if a row is missing.
 */
static int
read_bits(struct reader *r, PIX *pix)
{
	size_t stride = ((size_t)r->width + 7) / 8;
	unsigned char *bytes = (unsigned char *)pixGetData(pix);

	if ((r->bytes->size - r->position) / stride < r->height)
		return -1;
	for (uint32_t y = 0; y < r->height; y++, r->position += stride)
		memcpy(bytes + (size_t)y * (size_t)pixGetWpl(pix) * 4,
		    r->bytes->data + r->position, stride);
	pixEndianByteSwap(pix);
	pixSetPadBits(pix, 0);
	return 0;
}

int
pnm_size(const struct bytes *file, struct sniff_size *out)
{
	struct reader r;

	if (read_head(&r, file) == -1)
		return -1;
	*out = (struct sniff_size){r.width, r.height};
	return 0;
}

enum image_result
pnm_decode(const struct bytes *b, struct Pix **out)
{
	enum { PLAIN_BITS = 1, RAW_BITS = 4 };
	struct reader r;
	bool is_raw_bits;
	PIX *pix;
	int rc;

	if (read_head(&r, b) == -1)
		return IMAGE_BROKEN;
	is_raw_bits = r.kind == RAW_BITS;
	pix = pixCreate((int)r.width, (int)r.height, is_raw_bits ? 1 : 32);
	if (pix == NULL)
		return IMAGE_NO_MEMORY;
	rc = is_raw_bits ? read_bits(&r, pix) : read_pixels(&r, pix);
	if (rc == -1) {
		pixDestroy(&pix);
		return IMAGE_BROKEN;
	}
	*out = pix;
	if (is_raw_bits)
		return IMAGE_OK;
	alpha_flatten(pix);
	*out = image_reduce_depth(pix, r.kind == PLAIN_BITS);
	return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
}
