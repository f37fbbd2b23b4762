/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heif_item: the type of an item in a HEIF file (ISO/IEC 23008-12), which
 * libheif does not tell.
 */
#ifndef FCGI_WORKER_INPUT_HEIF_ITEM_H
#define FCGI_WORKER_INPUT_HEIF_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Whether item id of file has that type, which is four letters, such as av01.
 */
bool heif_item_is(const struct bytes *file, uint32_t id, const char *type);

#endif
