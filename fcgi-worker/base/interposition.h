/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * interposition: functions of this program that libraries call in place of a
 * library's.  The dynamic linker looks for a function in the program first, so
 * one that the program defines by the name of a library's, and exports, takes
 * its place for all libraries, even for those that are loaded later.  This
 * finds the function whose place was taken.
 */
#ifndef FCGI_WORKER_BASE_INTERPOSITION_H
#define FCGI_WORKER_BASE_INTERPOSITION_H

/* Before the definition of a function that takes the place of a library's. */
#define INTERPOSED __attribute__((visibility("default")))

/* Before the definition of a function that finds the libraries' functions, so
 * that it runs before main and before all other constructors: these may call a
 * function whose place was taken. */
#define INTERPOSITION_START __attribute__((constructor(101)))

/*
 * Sets *function, a pointer to a function, to the library's function of this
 * name; or to NULL, if no library that the program is linked with has one.
 */
void interposition_find(void *function, const char *name);

/*
 * Does the same, but where no such library has the function, looks for it in
 * the one that dlopen returned, too.  That may be NULL.
 */
void interposition_find_in(void *library, void *function, const char *name);

#endif
