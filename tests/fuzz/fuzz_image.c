/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of every kind, decoded or rendered within small limits. */
#include "fcgi-worker/source.h"
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
	struct source s;
	struct Pix *pix;

	if (source_open(&s, &b, 250000, 0) != IMAGE_GOOD)
		return 0;
	for (unsigned page = 0; page < s.count && page < 3; page++)
		if (source_check(&s, page) == IMAGE_GOOD &&
		    source_page(&s, page, &pix) == IMAGE_GOOD)
			image_free_page(pix);
	source_close(&s);
	return 0;
}
