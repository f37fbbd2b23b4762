/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bad memory: a model that was good when it was loaded.
 */
#ifndef TESTS_CORRUPT_MODEL_H
#define TESTS_CORRUPT_MODEL_H

#include <sys/types.h>

/*
 * Makes every C that Tesseract reads in a process an x.  Returns the number of
 * its tables of letters.
 */
unsigned corrupt_model_letters(pid_t pid);

#endif
