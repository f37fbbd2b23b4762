/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exceptions: catches those of C++ libraries.  It is C++ only because they are;
 * nothing is decided or kept here.
 */
#include "base/exceptions.h"

int
exceptions_catch(int (*run)(void *context), void *context)
try {
	return run(context);
} catch (...) {
	return -1;
}
