/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spool_watch: whether bodies can be kept in the spool now.
 */
#ifndef MOD_OCR_SPOOL_WATCH_H
#define MOD_OCR_SPOOL_WATCH_H

#include "mod_ocr.h"

/*
 * Makes the spool if it is missing, and lowers its limit where its file system
 * has less room.  Returns whether bodies can be kept now; this may change, so
 * it is called for every request that needs it.  The log says when it changes.
 */
bool spool_watch_check(plugin_data *p, uint64_t now_ms);

#endif
