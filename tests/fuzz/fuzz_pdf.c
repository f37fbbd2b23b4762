/* SPDX-License-Identifier: BSD-3-Clause */
/* PDF, rendered within small limits. */
#include <stdbool.h>

#include "fcgi-worker/source.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	source_init();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sniff_bytes b = {data, size};
	struct source s;
	struct Pix *pix;

	if ((sniff_type(&b) == SNIFF_PDF) != true ||
	    source_open(&s, &b, 250000, 0) != IMAGE_GOOD)
		return 0;
	for (unsigned page = 0; page < s.count && page < 3; page++) {
		if (source_check(&s, page) != IMAGE_GOOD)
			continue;
		if (source_page(&s, page, &pix) == IMAGE_GOOD)
			image_free_page(pix);
	}
	source_close(&s);
	return 0;
}
