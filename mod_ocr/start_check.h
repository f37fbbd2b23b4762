/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What must hold before the gate serves.  Each of these functions logs what is
 * wrong, and what to write into which file.
 */
#ifndef MOD_OCR_START_CHECK_H
#define MOD_OCR_START_CHECK_H

#include "mod_ocr.h"

/*
 * Faults of the configuration, which also "lighttpd -tt" refuses.
 */

/* Whether this lighttpd has the data structures the module was built for. */
bool start_check_layout(server *srv);

/* Whether there is one event loop, and so one queue. */
bool start_check_workers(server *srv);

/*
 * Whether mod_fastcgi is listed after mod_ocr; sets p->fastcgi.  mod_ocr's
 * hooks must run before those of mod_fastcgi: while mod_fastcgi takes its
 * backend for dead, it answers 503 by itself, and later modules never see the
 * request.
 */
bool start_check_order(server *srv, plugin_data *p);

/*
 * Whether the modules that decide about access are listed before mod_ocr.  If
 * they came later, they would not see the requests that the gate answers by
 * itself.
 */
bool start_check_access(server *srv, const plugin_data *p);

/*
 * States of the machine, which may change: lighttpd starts all the same, since
 * it may serve other sites, and uploads are answered 503.
 */

/*
 * Counts the file descriptors that connections and workers leave, and sets how
 * many bodies may be in files at once, or the fault if there are none. lighttpd
 * does not count the files of bodies, and answers 500 when there is no
 * descriptor for one.
 */
void start_check_descriptors(server *srv, plugin_data *p);

/*
 * For "lighttpd -tt": prints which files and directories are missing now.  The
 * server starts without them and waits for them.
 */
void start_check_warn(server *srv, const plugin_data *p);

#endif
