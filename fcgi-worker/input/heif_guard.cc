/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heif_guard: catches the exceptions of libheif.  It is C++ only because they
 * are; nothing is decided or kept here.
 */
#include "input/heif_guard.h"

int
heif_guard(int (*run)(void *context), void *context)
try {
	return run(context);
} catch (...) {
	return -1;
}
