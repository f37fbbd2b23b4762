/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exceptions: catches exceptions of C++ libraries.  This is C++ only because
 * they are; nothing is decided or kept here.
 */
#include "base/exceptions.h"

#include <new>

int
exceptions_catch(int (*run)(void *context), void *context)
try {
	return run(context);
} catch (const std::bad_alloc &) {
	return EXCEPTIONS_NO_MEMORY;
} catch (...) {
	return EXCEPTIONS_OTHER;
}
