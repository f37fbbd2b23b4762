/* SPDX-License-Identifier: BSD-3-Clause */
/* Damages a model in the memory of a process that has loaded it. */
#ifndef TESTS_CORRUPT_MODEL_H
#define TESTS_CORRUPT_MODEL_H

#include <sys/types.h>

/*
 * Makes the process read every C as an x.  Returns how many tables of letters
 * were changed; each handle of Tesseract has its own.
 */
unsigned corrupt_model_letters(pid_t pid);

/*
 * Does the same with only the table of number n, counted from 0.  Returns how
 * many tables there are.
 */
unsigned corrupt_model_table(pid_t pid, unsigned n);

#endif
