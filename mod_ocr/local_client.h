/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a request comes from this machine.
 */
#ifndef MOD_OCR_LOCAL_CLIENT_H
#define MOD_OCR_LOCAL_CLIENT_H

#include "mod_ocr.h"

/*
 * Whether the client's address is a loopback address and no header shows that a
 * proxy on this machine has passed the request on.
 */
bool local_client(const request_st *r);

#endif
