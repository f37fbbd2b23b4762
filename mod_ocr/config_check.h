/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * config_check: keys of the configuration that do not fit together, and keys of
 * others that the gate depends on.
 */
#ifndef MOD_OCR_CONFIG_CHECK_H
#define MOD_OCR_CONFIG_CHECK_H

#include "mod_ocr.h"

/*
 * Warns of a body limit that lighttpd's own limit makes vain.  Returns false,
 * and the log says why, if the gate would stand before several pools of which
 * its scoreboard shows one, or share answers past an authorizer.
 */
bool config_check(server *srv);

#endif
