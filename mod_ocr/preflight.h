/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What must hold before the gate serves.  Each says in the log what is wrong.
 */
#ifndef MOD_OCR_PREFLIGHT_H
#define MOD_OCR_PREFLIGHT_H

#include "mod_ocr.h"

/* Whether this lighttpd has the data structures the module was built for. */
bool preflight_layout(server *srv);

/* Whether mod_fastcgi is listed behind mod_ocr; notes where. */
bool preflight_order(server *srv, plugin_data *p);

/* Whether the descriptors are enough; sets how many bodies may have files. */
bool preflight_descriptors(server *srv, plugin_data *p);

#endif
