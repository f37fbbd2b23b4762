/* SPDX-License-Identifier: BSD-3-Clause */
/* Decodes or renders files of every kind, within small limits. */
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/file.h"
#include "tests/fuzz/deadline.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_init(void)
{
	input_file_init();
}

static void
work(const uint8_t *data, size_t size)
{
	const struct bytes b = {data, size};
	enum image_result rc;
	struct input_file s;
	struct Pix *pix;

	if (input_file_open(&s, &b, 250000, 0) != IMAGE_OK)
		return;
	for (unsigned page = 0; page < s.count && page < 3; page++) {
		rc = input_file_measure(&s, page);
		if (rc == IMAGE_OK)
			rc = input_file_page(&s, page, &pix);
		if (rc == IMAGE_OK || rc == IMAGE_DAMAGED)
			image_free_page(pix);
	}
	input_file_close(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	deadline_begin_input();
	work(data, size);
	deadline_end_input();
	return 0;
}
