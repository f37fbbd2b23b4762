/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The directory in which bodies wait.  Each process makes a folder of its own
 * in it and holds a lock on that as long as it lives.  So two generations of
 * lighttpd can use one spool, and the folders of processes that were killed can
 * be told from those in use.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_SPOOL_H
#define MOD_OCR_SPOOL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum { SPOOL_FAULT_MAX = 160 };

/* Zeroed by the caller, with base set; fd is -1 while there is no folder. */
struct spool {
	const char *base;	     /* the directory, the caller's */
	char folder[PATH_MAX];	     /* in it, "" while there is none */
	int fd;			     /* of the folder; it carries the lock */
	unsigned made;		     /* how many folders were made */
	uint64_t retry_ms;	     /* no other try to make it before */
	char fault[SPOOL_FAULT_MAX]; /* why there is none, a sentence, or "" */
};

/*
 * Removes the folders of processes that are gone and makes one.  Returns false,
 * with fault set, when it cannot be made.
 */
bool spool_open(struct spool *s);

/*
 * Makes the folder if it is missing, but tries so at most once a second: the
 * directory may come later than lighttpd, or have been removed.  Returns
 * whether there is a folder now.
 */
bool spool_check(struct spool *s, uint64_t now_ms);

/*
 * Sets *bytes to what is free for this process on the spool's file system.
 * Returns false when that is not known.
 */
bool spool_free_bytes(const struct spool *s, uint64_t *bytes);

/* Removes the folder and what is in it. */
void spool_close(struct spool *s);

#endif
