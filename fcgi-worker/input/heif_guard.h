/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heif_guard: calls libheif, which throws exceptions through its interface for
 * C when it gets no memory.
 */
#ifndef FCGI_WORKER_INPUT_HEIF_GUARD_H
#define FCGI_WORKER_INPUT_HEIF_GUARD_H

#ifdef __cplusplus
extern "C" {
#endif

/* What run returns, or -1 when something that it called threw an exception. */
int heif_guard(int (*run)(void *context), void *context);

#ifdef __cplusplus
}
#endif

#endif
