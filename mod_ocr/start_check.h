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

/* Whether mod_fastcgi is listed behind mod_ocr; notes its place. */
bool start_check_order(server *srv, plugin_data *p);

/*
 * Whether the modules that decide about access are listed before mod_ocr; they
 * would not see what the gate answers by itself.
 */
bool start_check_access(server *srv, const plugin_data *p);

/*
 * States of the machine, which may change: lighttpd starts all the same, since
 * it may serve other sites, and uploads are answered 503.
 */

/* Counts the descriptors; sets how many bodies may have files, or fault. */
void start_check_descriptors(server *srv, plugin_data *p);

/* For "lighttpd -tt": prints what is missing now. */
void start_check_warn(server *srv, const plugin_data *p);

#endif
