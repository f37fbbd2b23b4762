/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * landlock: the kernel's Landlock, which glibc does not wrap.
 */
#ifndef FCGI_WORKER_SANDBOX_LANDLOCK_H
#define FCGI_WORKER_SANDBOX_LANDLOCK_H

/* The version of the kernel's interface, 0: none. */
int landlock_version(void);

/* See seccomp_files. */
int landlock_enter(const char *const *readable, const char *scratch);

#endif
