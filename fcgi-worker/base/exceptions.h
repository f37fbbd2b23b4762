/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exceptions: calls libheif and libqpdf so that their C++ exceptions do not end
 * the program.  Their interfaces for C let some through: libheif when it gets
 * no memory, libqpdf when it gets none to describe an error.
 */
#ifndef FCGI_WORKER_BASE_EXCEPTIONS_H
#define FCGI_WORKER_BASE_EXCEPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

enum { EXCEPTIONS_NO_MEMORY = -1, EXCEPTIONS_OTHER = -2 };

/*
 * Returns what run(context) returns; or, if something that it called threw an
 * exception, EXCEPTIONS_NO_MEMORY or EXCEPTIONS_OTHER.
 */
int exceptions_catch(int (*run)(void *context), void *context);

#ifdef __cplusplus
}
#endif

#endif
