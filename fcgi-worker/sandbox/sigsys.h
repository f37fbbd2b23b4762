/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sigsys: opening and removing files in a confined worker.
 */
#ifndef FCGI_WORKER_SANDBOX_SIGSYS_H
#define FCGI_WORKER_SANDBOX_SIGSYS_H

/*
 * Name where files may be read, and where written, as seccomp_files does; the
 * strings are borrowed for good.
 */
void sigsys_set_paths(const char *const *readable, const char *scratch);

/* Add the rules to the filter f, of libseccomp.  Returns 0, or -errno. */
int sigsys_allow(void *f);

/* Be ready for what the filter sends.  Returns 0, or -errno. */
int sigsys_start(void);

#endif
