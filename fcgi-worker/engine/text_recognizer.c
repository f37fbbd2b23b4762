/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_recognizer: gives a line to PP-OCR's network for recognition, and reads
 * the characters that the network returns.
 */
#include "engine/text_recognizer.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/onnx_session.h"

/* Returns the pixels of the line as numbers from -1 to 1, or NULL without
 * memory: all blues, then all greens, then all reds. */
static float *
to_numbers(const struct line_image *image)
{
	static const int shifts[] = {L_BLUE_SHIFT, L_GREEN_SHIFT, L_RED_SHIFT};
	size_t w = (size_t)image->width, h = LINE_IMAGE_HEIGHT;
	size_t wpl = (size_t)pixGetWpl(image->pix);
	const l_uint32 *data = pixGetData(image->pix);
	float *numbers = calloc(3 * w * h, sizeof(*numbers)), *n = numbers;

	if (numbers == NULL)
		return NULL;
	for (size_t k = 0; k < 3; k++)
		for (size_t y = 0; y < h; y++)
			for (size_t x = 0; x < w; x++)
				*n++ = (float)(data[y * wpl + x] >> shifts[k] &
					       255) /
					   127.5F -
				       1;
	return numbers;
}

int
text_recognizer_read(const struct onnx_session *network,
    const struct dictionary *d, const struct line_image *image,
    struct line_reading *r)
{
	const int64_t dimensions[] = {1, 3, LINE_IMAGE_HEIGHT, image->width};
	float *numbers = to_numbers(image);
	struct onnx_output out;
	int rc = numbers == NULL
		     ? -1
		     : onnx_session_run(network, numbers, dimensions, &out);

	free(numbers);
	if (rc == -1)
		return -1;
	if (out.rank == 3 && out.dimensions[1] > 0 && out.dimensions[2] > 1) {
		line_reading_decode(r, d, out.data, (size_t)out.dimensions[1],
		    (size_t)out.dimensions[2], image->width);
		line_reading_find_words(r, image);
	} else {
		rc = -1;
	}
	onnx_output_clear(network, &out);
	return rc;
}

void
text_recognizer_forget(const struct onnx_session *network)
{
	static const int64_t dimensions[] = {
	    1, 3, LINE_IMAGE_HEIGHT, LINE_IMAGE_HEIGHT};
	size_t count = 3 * LINE_IMAGE_HEIGHT * LINE_IMAGE_HEIGHT;
	float *numbers = calloc(count, sizeof(*numbers));

	/* Memory is freed at the end of a run, so an empty line is read. */
	if (numbers != NULL)
		onnx_session_forget(network, numbers, dimensions);
	free(numbers);
}
