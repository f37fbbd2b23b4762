/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * written_file: the file that a test program writes and has decoded.
 */
#ifndef TESTS_UNIT_INPUT_WRITTEN_FILE_H
#define TESTS_UNIT_INPUT_WRITTEN_FILE_H

#include <stdlib.h>
#include <unistd.h>

#include "fcgi-worker/input/file.h"

static char written_file[] = "/tmp/ocr-written-XXXXXX";

/* The fixtures of a group make the file, which is empty, and remove it. */
static int
written_file_setup(void **state)
{
	int fd = mkstemp(written_file);

	(void)state;
	input_file_init();
	return fd == -1 ? -1 : close(fd);
}

static int
written_file_teardown(void **state)
{
	(void)state;
	return unlink(written_file);
}

#endif
