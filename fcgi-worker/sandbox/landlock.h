/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * landlock: the kernel's Landlock, which glibc does not wrap.
 */
#ifndef FCGI_WORKER_SANDBOX_LANDLOCK_H
#define FCGI_WORKER_SANDBOX_LANDLOCK_H

/* Returns the version of the kernel's interface, or 0 if it has none. */
int landlock_version(void);

/*
 * Restricts the files of this thread, see seccomp_files.  Returns 0, or -1 with
 * errno.
 */
int landlock_enter(const char *const *readable, const char *writable);

#endif
