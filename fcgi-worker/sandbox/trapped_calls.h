/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trapped_calls: opening and removing files in a confined worker.
 */
#ifndef FCGI_WORKER_SANDBOX_TRAPPED_CALLS_H
#define FCGI_WORKER_SANDBOX_TRAPPED_CALLS_H

/*
 * Sets where files may be read and where written, as in seccomp_files.  The
 * strings have to stay for the life of the process.
 */
void trapped_calls_set_paths(const char *const *readable, const char *writable);

/*
 * Adds rules to the filter f, of libseccomp.  Only calls with the secret of
 * this file among their arguments may open and remove files; all others are
 * trapped, and trapped_calls_start()'s handler checks them.  On processors
 * without that handler, all of them are allowed, and Landlock alone checks.
 * Returns 0, or -errno.
 */
int trapped_calls_allow(void *f);

/* Installs the handler for the signals of the filter.  Returns 0, or -errno. */
int trapped_calls_start(void);

#endif
