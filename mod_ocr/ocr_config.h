/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keys of lighttpd.conf that begin with "ocr.".
 */
#ifndef MOD_OCR_OCR_CONFIG_H
#define MOD_OCR_OCR_CONFIG_H

#include "mod_ocr.h"

/*
 * Reads and checks all keys.  Returns false if a value is wrong; the log then
 * has a line for each.
 */
bool ocr_config_read(server *srv, plugin_data *p);

/* Sets conf to the values of the keys that hold for this request. */
void ocr_config_patch(request_st *r, const plugin_data *p, plugin_config *conf);

/* Whether the scope of the configuration with this index says
 * ocr.gate = "enable". */
bool ocr_config_enables_gate(const plugin_data *p, int scope);

/*
 * Whether any scope of the configuration shows /status and /metrics to some
 * clients.
 */
bool ocr_config_shows_status(const plugin_data *p);

/* Returns the largest body, in bytes. */
static inline uint64_t
ocr_config_body_limit(const plugin_config *conf)
{
	return (uint64_t)conf->body_limit_kb << 10;
}

#endif
