/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * config_check: keys of the configuration that do not fit together, and keys of
 * other modules that the gate depends on.
 */
#ifndef MOD_OCR_CONFIG_CHECK_H
#define MOD_OCR_CONFIG_CHECK_H

#include "mod_ocr.h"

/*
 * Warns of an ocr.body-limit above lighttpd's own limit.  Returns false, after
 * a line in the log, if the gate has several pools but one scoreboard, or would
 * share answers for which a FastCGI authorizer has to be asked.
 */
bool config_check(server *srv);

#endif
