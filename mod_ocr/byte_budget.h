/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The room that bodies and answers share.  Its other functions are gate.h's.
 */
#ifndef MOD_OCR_BYTE_BUDGET_H
#define MOD_OCR_BYTE_BUDGET_H

#include "gate.h"

/* Whether there is room for another body of so many bytes. */
bool room_has(const struct gate *g, uint64_t bytes);

/*
 * Whether a client may have a body of so many bytes when its other bodies have
 * other_bytes in all.  A client may fill a quarter of the room, or more if it
 * may have more than a quarter of the places.  Its only body may fill all.
 */
bool room_has_share(const struct gate *g, uint64_t other_bytes, uint64_t bytes);

/* Whether seven eighths of the room for bodies are taken. */
bool room_is_short(const struct gate *g);

#endif
