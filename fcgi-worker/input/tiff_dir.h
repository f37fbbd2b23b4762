/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_dir: the pages of a TIFF file and their sizes, without decoding them.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_DIR_H
#define FCGI_WORKER_INPUT_TIFF_DIR_H

#include "input/sniff.h"
#include "base/bytes.h"

struct tiff_dir_page {
	size_t offset; /* of the page's directory in the file */
	struct sniff_size size;
};

/*
 * Read the directories of b, classic or BigTIFF, into pages, at most
 * max of them.  Returns their number, max + 1 when there are more, or
 * 0 when a directory is broken or lies outside the file.
 */
unsigned tiff_dir_walk(
    const struct bytes *b, struct tiff_dir_page *pages, unsigned max);

/*
 * The orientation tag of the first directory of b, 1 to 8; 1 when there is
 * none that makes sense.
 */
unsigned tiff_dir_orientation(const struct bytes *b);

#endif
