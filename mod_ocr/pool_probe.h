/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connects to the pool while no request does: a load balancer that asks whether
 * this host is ready sends no request until it is.
 */
#ifndef MOD_OCR_POOL_PROBE_H
#define MOD_OCR_POOL_PROBE_H

#include "mod_ocr.h"

/* Whether only a connection can show that the pool is there. */
bool pool_probe_is_wanted(const plugin_data *p);

/*
 * Once a second, connects to one of the sockets that fastcgi.server names,
 * sends nothing and closes the connection.  Sets p->backend_state: for a unix
 * socket at once, for TCP later.  Unless pool_probe_is_wanted(), only looks
 * whether the path of a unix socket is there.
 */
void pool_probe_step(plugin_data *p, uint64_t now_ms);

/* Gives up a connection that is still being made. */
void pool_probe_close(plugin_data *p);

#endif
