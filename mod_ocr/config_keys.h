/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keys of lighttpd.conf that begin with "ocr.", and which values they take.
 */
#ifndef MOD_OCR_CONFIG_KEYS_H
#define MOD_OCR_CONFIG_KEYS_H

#include "mod_ocr.h"

/* In the order of config_keys. */
enum key {
	KEY_GATE,
	KEY_BODY_LIMIT,
	KEY_ANSWER_LIMIT,
	KEY_TIMEOUT,
	KEY_HALF_CLOSE,
	KEY_CLIENT_KEY,
	KEY_CORS_ORIGIN,
	KEY_STATUS,
	KEY_HEADERS,
	KEY_WEB,
	KEY_CALLERS,
	KEY_SINGLE_FLIGHT,
	KEY_SLOTS,
	KEY_QUEUE_LIMIT,
	KEY_CLIENT_LIMIT,
	KEY_SPOOL_LIMIT,
	KEY_SCOREBOARD,
	KEY_SPOOL,
	KEY_SHUTDOWN_TIMEOUT,
	KEY_STORE,
	KEY_STORE_LIMIT,
	KEY_STORE_MAX_AGE,
	KEY_STORE_SHARE,
	KEYS
};

/* The table of keys as lighttpd wants it, with an empty key at the end. */
extern const config_plugin_keys_t config_keys[];

/* Whether the key of cpv takes the value of cpv.  If not, logs which values the
 * key takes. */
bool config_keys_check(server *srv, const config_plugin_value_t *cpv);

enum { CONFIG_KEYS_STATUSES = 3 };

/*
 * Returns the status_access that the value names, or CONFIG_KEYS_STATUSES for
 * none.
 */
int config_keys_status(const buffer *value);

/*
 * Sets a bit for each caller that the list names.  Returns 0, or -1 if one of
 * the names is no caller's.
 */
int config_keys_callers(const array *list, unsigned int *bits);

/*
 * Whether all numbers fit into an int; logs those that do not.  lighttpd drops
 * the upper bits of a number that is too large, so only a number that is
 * written as a string can be checked.
 */
bool config_keys_check_numbers(server *srv);

#endif
