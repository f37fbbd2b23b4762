/* SPDX-License-Identifier: BSD-3-Clause */
/* How many bytes have been received over a socket, as the kernel counts them.
 */
#ifndef MOD_OCR_SOCKET_BYTES_H
#define MOD_OCR_SOCKET_BYTES_H

#include <stdint.h>

/* Returns how many bytes the socket has received since its connection began; 0
 * where the kernel does not say. */
uint64_t socket_bytes_received(int fd);

#endif
