/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdfimage: how large the images in a PDF say they are.  poppler tells only
 * after it has decoded one, with 4 bytes a pixel: 50 kB of PDF can claim
 * gigabytes.  The dictionary of an image is never packed, as it belongs to a
 * stream, so it can be found among the bytes.
 */
#include "pdfimage.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* How far from /Width the other entries of a dictionary are looked for. */
#define NEAR 1024

/* Sides may be rounded to whole pixels and points. */
#define SHAPE_TOLERANCE 0.02

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' ||
	       c == '\0';
}

/* Read the number behind ${at}, a place behind a name.  Returns 0 if none. */
static uint32_t
read_number(const unsigned char *at, const unsigned char *end)
{
	uint32_t n = 0;

	while (at < end && is_space(*at))
		at++;
	for (; at < end && *at >= '0' && *at <= '9' && n < 100000000; at++)
		n = n * 10 + (uint32_t)(*at - '0');
	return n;
}

/* The number behind the first ${name} in the range, or 0. */
static uint32_t
find_number(
    const unsigned char *from, const unsigned char *end, const char *name)
{
	size_t length = strlen(name);
	const unsigned char *at =
	    memmem(from, (size_t)(end - from), name, length);

	return at == NULL ? 0 : read_number(at + length, end);
}

static void
add(struct pdfimage_list *list, uint32_t width, uint32_t height)
{
	size_t i;

	if ((uint64_t)width * height > list->max_pixels)
		list->max_pixels = (uint64_t)width * height;
	for (i = 0; i < list->count; i++)
		if (list->sizes[i].width == width &&
		    list->sizes[i].height == height)
			return;
	if (list->count == PDFIMAGE_MAX)
		return;
	list->sizes[i].width = width;
	list->sizes[i].height = height;
	list->count++;
}

/* Take the dictionary that has /Width at ${at}. */
static void
take(const struct sniff_bytes *b, const unsigned char *at,
    struct pdfimage_list *list)
{
	const unsigned char *end = b->data + b->size, *begin = at, *next;
	uint32_t width = read_number(at + 6, end), height;

	if (width == 0)
		return;
	if (end - at > NEAR)
		end = at + NEAR;
	if ((next = memmem(at, (size_t)(end - at), "stream", 6)) != NULL)
		end = next;
	if ((next = memmem(at, (size_t)(end - at), "endobj", 6)) != NULL)
		end = next;
	/* Back to the object that the dictionary is. */
	while (begin > b->data && at - begin < NEAR &&
	       memcmp(begin, "obj", 3) != 0)
		begin--;
	if (memmem(begin, (size_t)(end - begin), "/Image", 6) == NULL)
		return;
	height = find_number(begin, end, "/Height");
	if (height > 0)
		add(list, width, height);
}

void
pdfimage_find(const struct sniff_bytes *b, struct pdfimage_list *out)
{
	const unsigned char *at = b->data, *end = b->data + b->size;

	*out = (struct pdfimage_list){.count = 0};
	while ((at = memmem(at, (size_t)(end - at), "/Width", 6)) != NULL) {
		take(b, at, out);
		at += 6;
	}
}

static bool
has_shape(const struct sniff_size *size, double shape)
{
	double own = (double)size->width / size->height;

	return fabs(log(own / shape)) < SHAPE_TOLERANCE;
}

const struct sniff_size *
pdfimage_match(const struct pdfimage_list *list, double width, double height)
{
	const struct sniff_size *found = NULL, *s;
	size_t i;

	for (i = 0; i < list->count; i++) {
		s = &list->sizes[i];
		if ((has_shape(s, width / height) ||
			has_shape(s, height / width)) &&
		    (found == NULL ||
			(uint64_t)s->width * s->height >
			    (uint64_t)found->width * found->height))
			found = s;
	}
	return found;
}
