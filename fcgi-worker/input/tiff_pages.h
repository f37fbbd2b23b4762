/* SPDX-License-Identifier: BSD-3-Clause */
/* tiff_pages: finds the pages of a TIFF file. */
#ifndef FCGI_WORKER_INPUT_TIFF_PAGES_H
#define FCGI_WORKER_INPUT_TIFF_PAGES_H

#include <stdbool.h>
#include <stdint.h>
#include <tiffio.h>

#include "input/image.h"
#include "input/tiff_memory.h"

struct tiff_page {
	uint64_t offset; /* of its directory; 0: it cannot be read */
	struct sniff_size size;
	bool is_reduced; /* a thumbnail or a mask of another page */
};

struct tiff_pages {
	const struct tiff_memory *memory; /* borrowed, as library is */
	TIFF *library;
	unsigned max_pages;
	unsigned good;		/* pages whose directory can be read */
	uint64_t last;		/* offset of the directory seen last */
	struct tiff_page *list; /* to be freed, whatever the result */
	unsigned count;
	bool is_cut; /* the file ends within or before a directory */
};

/*
 * Finds every page of the file that t->library has opened and read nothing of.
 * Stops at bytes that are no directory.  Returns IMAGE_OK; IMAGE_TOO_MANY_PAGES
 * if there are more than t->max_pages; IMAGE_BROKEN if no page can be read; or
 * IMAGE_NO_MEMORY.
 */
enum image_result tiff_pages_find(struct tiff_pages *t);

#endif
