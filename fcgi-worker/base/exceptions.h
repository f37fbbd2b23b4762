/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exceptions: calls libheif and libqpdf, which throw exceptions through their
 * interfaces for C when they get no memory, libqpdf if it has none to describe
 * another one.
 */
#ifndef FCGI_WORKER_BASE_EXCEPTIONS_H
#define FCGI_WORKER_BASE_EXCEPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

enum { EXCEPTIONS_NO_MEMORY = -1, EXCEPTIONS_OTHER = -2 };

/* Returns what run(context) returns, or one of these when something that it
 * called threw an exception. */
int exceptions_catch(int (*run)(void *context), void *context);

#ifdef __cplusplus
}
#endif

#endif
