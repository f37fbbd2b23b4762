/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of every kind, decoded or rendered within small limits. */
#include "fcgi-worker/input/file.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_init(void)
{
	source_init();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sniff_bytes b = {data, size};
	enum image_result rc;
	struct source s;
	struct Pix *pix;

	if (source_open(&s, &b, 250000, 0) != IMAGE_GOOD)
		return 0;
	for (unsigned page = 0; page < s.count && page < 3; page++) {
		rc = source_check(&s, page);
		if (rc == IMAGE_GOOD)
			rc = source_page(&s, page, &pix);
		if (rc == IMAGE_GOOD || rc == IMAGE_DAMAGED)
			image_free_page(pix);
	}
	source_close(&s);
	return 0;
}
