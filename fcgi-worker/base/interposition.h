/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * interposition: functions of this program that libraries call in place of a
 * library's own.  The dynamic linker looks for a function in the program first.
 * So if the program defines and exports a function with the name of a
 * library's, all libraries call the program's, even those that are loaded
 * later.  interposition_find() finds the library's function, so that the
 * program's can call it.
 */
#ifndef FCGI_WORKER_BASE_INTERPOSITION_H
#define FCGI_WORKER_BASE_INTERPOSITION_H

/* Before the definition of a function that takes the place of a library's. */
#define INTERPOSED __attribute__((visibility("default")))

/*
 * Before the definition of a function that calls interposition_find().  It then
 * runs before main and before all other constructors, since these may call a
 * function that is interposed.
 */
#define INTERPOSITION_START __attribute__((constructor(101)))

/*
 * Sets *function, a pointer to a function, to the library's function of this
 * name.  Sets it to NULL if none of the libraries that the program is linked
 * with has such a function.
 */
void interposition_find(void *function, const char *name);

/*
 * Does what interposition_find() does.  But if none of those libraries has the
 * function, looks for it in library, too: a handle from dlopen, or NULL for
 * none.
 */
void interposition_find_in(void *library, void *function, const char *name);

#endif
