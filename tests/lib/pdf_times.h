/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What differs between two PDFs that were made of the same pages.
 */
#ifndef TESTS_PDF_TIMES_H
#define TESTS_PDF_TIMES_H

#include <stddef.h>

/* Overwrites the time and the random number of a PDF by blanks; text in other
 * formats has neither and stays as it is. */
void pdf_times_blank(char *data, size_t len);

#endif
