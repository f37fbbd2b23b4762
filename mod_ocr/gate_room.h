/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The room that bodies and answers share.  More of its functions are declared
 * in gate.h.
 */
#ifndef MOD_OCR_GATE_ROOM_H
#define MOD_OCR_GATE_ROOM_H

#include "gate.h"

/* Whether there is room for another body of this size. */
bool gate_room_has(const struct gate *g, uint64_t bytes);

/*
 * Whether a client whose other bodies have other_bytes together may have one
 * more of this size.  A client may fill a quarter of the room, or more if
 * ocr.client-limit lets it have more than a quarter of the places in the
 * queue.  A client's only body may fill all of the room.
 */
bool gate_room_has_share(
    const struct gate *g, uint64_t other_bytes, uint64_t bytes);

/* Whether seven eighths of the room for bodies are taken. */
bool gate_room_is_short(const struct gate *g);

#endif
