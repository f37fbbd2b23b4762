/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_operands: how many operands the operators of a PDF's content have.
 */
#ifndef FCGI_WORKER_INPUT_PDF_OPERANDS_H
#define FCGI_WORKER_INPUT_PDF_OPERANDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether operator, a name of size bytes, needs more operands than count.
 * False for an operator without a fixed number.
 */
bool pdf_operands_lack(const char *operator, size_t size, size_t count);

#endif
