/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seccomp: what a worker may do once it reads strangers' bytes.
 */
#ifndef FCGI_WORKER_SANDBOX_SECCOMP_H
#define FCGI_WORKER_SANDBOX_SECCOMP_H

#include <jansson.h>

/*
 * Read only below the directories of readable, NULL-terminated, write
 * only below scratch, NULL for nowhere, for this thread and those it
 * starts later.  Directories that do not exist are left out.  Returns 0, also
 * on a kernel that cannot, or -1 with errno.
 */
int seccomp_files(const char *const *readable, const char *scratch);

/*
 * From now on any of this process's threads that asks the kernel for
 * anything beyond reading, writing and memory ends the process by SIGSYS.
 * As seccomp_files.
 */
int seccomp_calls(void);

/* The names of what this kernel lacks, an array. */
json_t *seccomp_missing(void);

#endif
