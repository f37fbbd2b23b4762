/* SPDX-License-Identifier: BSD-3-Clause */
/* What is found out about a file before any library sees it. */
#include "fcgi-worker/input/exif.h"
#include "fcgi-worker/input/image_size.h"
#include "fcgi-worker/input/sniff.h"
#include "fcgi-worker/input/tiff_dir.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sniff_bytes b = {data, size};
	enum sniff_type type = sniff_type(&b);
	struct tiffdir_page pages[20];
	struct sniff_size extent;

	exif_orientation(&b, type);
	if (type == SNIFF_JPEG)
		extent_jpeg_is_whole(&b);
	if (type == SNIFF_GIF && extent_gif_first(&b) > size)
		__builtin_trap();
	if (type == SNIFF_TIFF)
		tiffdir_walk(&b, pages, 20);
	if (type != SNIFF_UNKNOWN)
		extent_size(&b, type, &extent);
	tiffdir_orientation(&b);
	return 0;
}
