/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seccomp: what a worker may do once it reads strangers' bytes.
 */
#ifndef FCGI_WORKER_SANDBOX_SECCOMP_H
#define FCGI_WORKER_SANDBOX_SECCOMP_H

#include <jansson.h>

/*
 * Lets this thread, and those that it starts later, read files only below the
 * directories in readable, which ends with NULL, and write only below writable,
 * or nowhere if that is NULL.  Directories that do not exist are left out.
 * Returns 0, or -1 with errno.  Does nothing on a kernel without Landlock.
 */
int seccomp_files(const char *const *readable, const char *writable);

/*
 * From now on a system call that is not allowed, by any thread, ends the
 * process by SIGSYS.  Returns 0, or -1 with errno.  Does nothing on a kernel
 * without seccomp.
 */
int seccomp_calls(void);

/* Returns the names of what this kernel lacks, as a JSON array. */
json_t *seccomp_missing(void);

#endif
