/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tessdata: the directory of Tesseract's language files.
 */
#ifndef FCGI_WORKER_ENGINE_TESSDATA_H
#define FCGI_WORKER_ENGINE_TESSDATA_H

#include <stddef.h>

/*
 * Settles where the language files are, before Tesseract is started: sets
 * *tessdata, if it is NULL, to what TESSDATA_PREFIX names, if that exists.
 * Removes that variable from the environment.  Returns 0, or -1 with a message
 * in error.
 */
int tessdata_settle(const char **tessdata, char *error, size_t size);

#endif
