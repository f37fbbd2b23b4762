/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_detector: gives a page to PP-OCR's network for detection, and finds
 * lines on the map that the network returns.
 */
#include "engine/text_detector.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/box.h"
#include "engine/image_part.h"
#include "engine/onnx_session.h"

/* The sides of what the network sees are multiples of this. */
#define STEP 32

static const float means[] = {0.485F, 0.456F, 0.406F};
static const float deviations[] = {0.229F, 0.224F, 0.225F};

double
text_detector_scale(const struct page_box *area, int side)
{
	int longer = box_max(box_width(area), box_height(area));

	return longer > side ? (double)side / longer : 1;
}

/* Returns length times scale as a multiple of STEP. */
static int
reduced_side(int length, double scale)
{
	int steps = (int)(length * scale / STEP + 0.5);

	return steps < 1 ? STEP : steps * STEP;
}

/* Returns the part of pix in area, a box, in color and reduced by scale; or
 * NULL without memory. */
static PIX *
reduce_part(PIX *pix, const struct page_box *area, double scale)
{
	int w = box_width(area), h = box_height(area);
	PIX *part = image_part(pix, area);
	PIX *flat = part == NULL ? NULL : pixConvertTo8Or32(part, L_CLONE, 0);
	PIX *small = flat == NULL ? NULL
				  : pixScaleToSize(flat, reduced_side(w, scale),
					reduced_side(h, scale));
	PIX *color = small == NULL ? NULL : pixConvertTo32(small);

	pixDestroy(&part);
	pixDestroy(&flat);
	pixDestroy(&small);
	return color;
}

/* Returns the pixels of pix as the network wants them, or NULL without memory:
 * all blues, then all greens, then all reds, each as deviations from a mean. */
static float *
to_numbers(PIX *pix)
{
	static const int shifts[] = {L_BLUE_SHIFT, L_GREEN_SHIFT, L_RED_SHIFT};
	size_t w = (size_t)pixGetWidth(pix), h = (size_t)pixGetHeight(pix);
	size_t wpl = (size_t)pixGetWpl(pix);
	const l_uint32 *data = pixGetData(pix);
	float *numbers = calloc(3 * w * h, sizeof(*numbers)), *n = numbers;

	if (numbers == NULL)
		return NULL;
	for (size_t k = 0; k < 3; k++)
		for (size_t y = 0; y < h; y++)
			for (size_t x = 0; x < w; x++) {
				l_uint32 p = data[y * wpl + x];

				*n++ = ((float)(p >> shifts[k] & 255) / 255 -
					   means[k]) /
				       deviations[k];
			}
	return numbers;
}

/* Changes the boxes of found from points of a map, w wide and h high, to pixels
 * of the page.  The map shows area, a box of the page. */
static void
move_to_page(
    struct text_boxes *found, const struct page_box *area, int w, int h)
{
	double fx = (double)(area->right - area->left) / w;
	double fy = (double)(area->bottom - area->top) / h;

	for (size_t i = 0; i < found->count; i++) {
		struct text_box *b = &found->boxes[i];

		b->x = area->left + b->x * fx;
		b->y = area->top + b->y * fy;
		b->width *= fx;
		b->height *= fy;
	}
}

/* Lets the network make a map of where text is from numbers, three planes of w
 * times h, and finds the lines on the map.  Returns 0, or -1. */
static int
find_on_map(const struct onnx_session *network, float *numbers, int w, int h,
    struct text_boxes *found)
{
	const int64_t dimensions[] = {1, 3, h, w};
	struct onnx_output out;
	int rc = -1;

	if (onnx_session_run(network, numbers, dimensions, &out) == -1)
		return -1;
	if (out.rank == 4 && out.dimensions[2] == h && out.dimensions[3] == w)
		rc = text_map_find(out.data, w, h, found);
	onnx_output_clear(network, &out);
	return rc;
}

int
text_detector_find(const struct onnx_session *network, double scale,
    struct Pix *pix, const struct page_box *area, struct text_boxes *found)
{
	PIX *small = reduce_part(pix, area, scale);
	float *numbers = small == NULL ? NULL : to_numbers(small);
	int w = small == NULL ? 0 : pixGetWidth(small);
	int h = small == NULL ? 0 : pixGetHeight(small);
	int rc = -1;

	*found = (struct text_boxes){.boxes = NULL};
	pixDestroy(&small);
	if (numbers != NULL)
		rc = find_on_map(network, numbers, w, h, found);
	free(numbers);
	if (rc == 0)
		move_to_page(found, area, w, h);
	return rc;
}
