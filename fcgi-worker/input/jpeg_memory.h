/* SPDX-License-Identifier: BSD-3-Clause */
/* jpeg_memory: lets libjpeg read a file in memory, and notes what it lacks. */
#ifndef FCGI_WORKER_INPUT_JPEG_MEMORY_H
#define FCGI_WORKER_INPUT_JPEG_MEMORY_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "base/bytes.h"

struct jpeg_memory {
	struct jpeg_decompress_struct info; /* first, see memory_of */
	struct jpeg_error_mgr errors;
	struct jpeg_source_mgr source;
	jmp_buf failed;	    /* where a fault jumps to */
	bool has_no_end;    /* the file ended before the picture did */
	bool is_incomplete; /* data are missing or wrong */
};

/*
 * Empties m and sets the functions that libjpeg calls for faults and warnings.
 * Then the caller calls setjmp with m->failed, before anything else, and where
 * it ends, jpeg_destroy_decompress.
 */
void jpeg_memory_begin(struct jpeg_memory *m);

/* Begins to read b, which is borrowed.  A fault jumps to m->failed. */
void jpeg_memory_open(struct jpeg_memory *m, const struct bytes *b);

/* Jumps to m->failed, as a fault that libjpeg finds does. */
void jpeg_memory_fail(struct jpeg_memory *m);

#endif
