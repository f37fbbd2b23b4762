/* SPDX-License-Identifier: BSD-3-Clause */
/* Damages a model in the memory of a process that has loaded it. */
#ifndef TESTS_CORRUPT_MODEL_H
#define TESTS_CORRUPT_MODEL_H

#include <sys/types.h>

/*
 * Makes the process read every C as an x.  Returns how many tables of letters
 * were changed.
 */
unsigned corrupt_model_letters(pid_t pid);

#endif
