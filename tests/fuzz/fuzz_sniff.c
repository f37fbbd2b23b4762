/* SPDX-License-Identifier: BSD-3-Clause */
/* What is found out about a file before any library sees it. */
#include "fcgi-worker/input/exif.h"
#include "fcgi-worker/input/image_size.h"
#include "fcgi-worker/input/sniff.h"
#include "fcgi-worker/input/tiff_dir.h"
#include "tests/fuzz/fuzz.h"
#include "fcgi-worker/base/bytes.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes b = {data, size};
	enum sniff_type type = sniff_type(&b);
	struct tiff_dir_page pages[20];
	struct sniff_size extent;

	exif_orientation(&b, type);
	if (type == SNIFF_JPEG)
		image_size_jpeg_is_whole(&b);
	if (type == SNIFF_GIF && image_size_gif_first(&b) > size)
		__builtin_trap();
	if (type == SNIFF_TIFF)
		tiff_dir_walk(&b, pages, 20);
	if (type != SNIFF_UNKNOWN)
		image_size_size(&b, type, &extent);
	tiff_dir_orientation(&b);
	return 0;
}
