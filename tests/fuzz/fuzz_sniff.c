/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds out about a file what is known before any library sees it. */
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/exif.h"
#include "fcgi-worker/input/gif.h"
#include "fcgi-worker/input/sniff.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes b = {data, size};
	enum sniff_type type = sniff_type(&b);

	exif_orientation(&b);
	if (type == SNIFF_GIF && gif_first_length(&b) > size)
		__builtin_trap();
	return 0;
}
