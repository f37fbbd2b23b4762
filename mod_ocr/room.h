/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The room that bodies and answers share.  Its other functions are gate.h's.
 */
#ifndef MOD_OCR_ROOM_H
#define MOD_OCR_ROOM_H

#include "gate.h"

/* Whether there is room for another body of BYTES. */
bool room_has(const struct gate *g, uint64_t bytes);

#endif
