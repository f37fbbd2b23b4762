/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The room that bodies and answers share.  Its other functions are gate.h's.
 */
#ifndef MOD_OCR_ROOM_H
#define MOD_OCR_ROOM_H

#include "gate.h"

/* Whether there is room for another body of so many bytes. */
bool room_has(const struct gate *g, uint64_t bytes);

/*
 * Whether a client whose other bodies have others bytes in all may have a body
 * of so many bytes: it has a quarter of the room, or the share that it has of
 * the places if that is more, or all when it has no other body.
 */
bool room_has_share(const struct gate *g, uint64_t others, uint64_t bytes);

/* Whether seven eighths of the room for bodies are taken. */
bool room_is_short(const struct gate *g);

#endif
