/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers in headers: most have few digits, and are written for each request.
 */
#ifndef MOD_OCR_DECIMAL_H
#define MOD_OCR_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_MAX = 20 }; /* digits of UINT64_MAX */

/* Writes the number's digits, without a zero behind them.  Returns how many
 * they are. */
size_t decimal_write(char out[static DECIMAL_MAX], uint64_t number);

#endif
