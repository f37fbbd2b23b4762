/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sanitized: SANITIZED is defined in a program with AddressSanitizer, which has
 * a heap and stacks of its own.
 */
#ifndef FCGI_WORKER_BASE_SANITIZED_H
#define FCGI_WORKER_BASE_SANITIZED_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#endif
