/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * library_threads: keeps libraries from starting threads, since a confined
 * worker that starts one ends, see sandbox/seccomp.c.
 *
 * libheif asks libde265 for one more thread, and has no option against that.  A
 * function of this program with the name of libde265's is found first and
 * starts none; libde265 then decodes in the calling thread.  dav1d starts a
 * thread for each processor, and none where it cannot learn how many there are;
 * its question comes here, too.  The sandbox alone would not do: where it is
 * missing, a limit refuses threads, and dav1d then refuses the image.
 */
#include <errno.h>
#include <pthread.h>

#include "base/interposition.h"

/*
 * Declared as in libde265, but for the type of the context, which is not used.
 */
INTERPOSED int de265_start_worker_threads(void *context, int threads);

int
de265_start_worker_threads(void *context, int threads)
{
	(void)context;
	(void)threads;
	return 0; /* DE265_OK */
}

INTERPOSED int
pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
	(void)thread;
	(void)size;
	(void)set;
	return ENOSYS;
}
