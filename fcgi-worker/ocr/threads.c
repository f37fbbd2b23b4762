/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * threads: keeps libraries from starting any, since a confined worker that
 * starts a thread ends, see sandbox.c.
 *
 * libheif asks libde265 for one thread beside its own, and nobody can tell it
 * not to; the program's own function of that name is found before libde265's,
 * which without it decodes in the thread that calls.  dav1d makes as many as
 * there are processors, one where it is not told: the sandbox does not tell.
 */

/* As libde265 declares it, but that its context is not looked at. */
int de265_start_worker_threads(void *context, int threads)
    __attribute__((visibility("default")));

int
de265_start_worker_threads(void *context, int threads)
{
	(void)context;
	(void)threads;
	return 0; /* DE265_OK */
}
