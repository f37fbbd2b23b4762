/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_memory: lets libtiff read a file in memory.  Counts libtiff's errors
 * instead of writing them.
 */
#include "input/tiff_memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * libtiff calls this to read the next size bytes of the file.  Returns how many
 * were read, 0 at the end of the file.
 */
static tmsize_t
on_read(thandle_t memory, void *out, tmsize_t size)
{
	struct tiff_memory *m = memory;
	uint64_t rest =
	    m->position < m->bytes.size ? m->bytes.size - m->position : 0;

	if (size < 0)
		return -1;
	if ((uint64_t)size > rest)
		size = (tmsize_t)rest;
	if (size > 0)
		memcpy(out, m->bytes.data + m->position, (size_t)size);
	m->position += (uint64_t)size;
	return size;
}

/* libtiff calls this to write; fails, since the file is only read. */
static tmsize_t
on_write(thandle_t memory, void *bytes, tmsize_t size)
{
	(void)memory;
	(void)bytes;
	(void)size;
	return -1;
}

/*
 * libtiff calls this to move to another byte of the file, which may be beyond
 * its end.  Returns the new position.
 */
static toff_t
on_seek(thandle_t memory, toff_t offset, int whence)
{
	struct tiff_memory *m = memory;

	if (whence == SEEK_CUR)
		offset += m->position;
	else if (whence == SEEK_END)
		offset += m->bytes.size;
	m->position = offset;
	return offset;
}

static int
on_close(thandle_t memory)
{
	(void)memory;
	return 0;
}

static toff_t
on_size(thandle_t memory)
{
	return ((struct tiff_memory *)memory)->bytes.size;
}

/*
 * libtiff calls this to map the file; then it reads the bytes in place and need
 * not copy them.  Returns 1, for success.
 */
static int
on_map(thandle_t memory, void **base, toff_t *size)
{
	struct tiff_memory *m = memory;

	*base = (void *)(uintptr_t)m->bytes.data;
	*size = m->bytes.size;
	return 1;
}

/* libtiff calls this when it no longer needs the mapping. */
static void
on_unmap(thandle_t memory, void *base, toff_t size)
{
	(void)memory;
	(void)base;
	(void)size;
}

/*
 * libtiff calls this with an error.  Counts it.  Returns 1, so that libtiff
 * does not write it.
 */
static int
on_error(TIFF *library, void *memory, const char *module, const char *format,
    va_list arguments)
{
	(void)library;
	(void)module;
	(void)format;
	(void)arguments;
	((struct tiff_memory *)memory)->complaints++;
	return 1;
}

/*
 * libtiff calls this with a warning.  Counts it as a complaint if it says that
 * a fax of group 4, or a row of one, ends too early: each row is stored as its
 * difference from the row above, so the rows below are lost, too.  A row that
 * is too long is cut, and loses nothing.  Returns 1, so that libtiff does not
 * write the warning.
 */
static int
on_warning(TIFF *library, void *memory, const char *module, const char *format,
    va_list arguments)
{
	static const char early[] = "Premature"; /* EOF or EOL */
	char text[sizeof(early)];

	(void)library;
	vsnprintf(text, sizeof(text), format, arguments);
	if (module != NULL && strcmp(module, "Fax4Decode") == 0 &&
	    strcmp(text, early) == 0)
		((struct tiff_memory *)memory)->complaints++;
	return 1;
}

TIFF *
tiff_memory_open(struct tiff_memory *m)
{
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
	TIFF *library;

	if (options == NULL)
		return NULL;
	TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, m);
	TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, m);
	library = TIFFClientOpenExt("tiff", "rh", m, on_read, on_write, on_seek,
	    on_close, on_size, on_map, on_unmap, options);
	TIFFOpenOptionsFree(options);
	return library;
}
