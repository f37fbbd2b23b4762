/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_spelling: words of a PDF's content that are written wrong but that some
 * viewers understand: numbers with an exponent, which ISO 32000-1 section 7.3.3
 * does not allow, and two operators with nothing between them.
 */
#include "input/pdf_spelling.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No number of a content is larger than this, or smaller than its negative. */
#define NUMBER_MAX 1e9

/*
 * All operators that may be joined to another one.  Each has a space on both
 * sides.
 */
static const char operators[] =
    " BMC CS cs Do G g J j M MP TJ Tj TL Tc Tr Ts Tw Tz gs i ri sh w "
    "BDC DP TD Td Tf d d0 l m RG rg K k re v y Tm c cm d1 "
    "B B* BT BX EMC ET EX F Q S SC SCN T* W W* b b* f f* h n q s sc scn ";

size_t
pdf_spelling_number(const char *raw, size_t size, char out[PDF_SPELLING_NUMBER])
{
	char text[PDF_SPELLING_NUMBER], *end;
	double number;

	if (size == 0 || size >= sizeof(text))
		return 0;
	memcpy(text, raw, size);
	text[size] = '\0';
	if (strspn(text, "0123456789+-.eE") != size ||
	    strpbrk(text, "eE") == NULL)
		return 0;
	number = strtod(text, &end);
	if (*end != '\0' || end == text || !(fabs(number) <= NUMBER_MAX))
		return 0;
	return (size_t)snprintf(out, PDF_SPELLING_NUMBER, "%.9f", number);
}

/* Whether the size bytes of name are one of the operators. */
static bool
is_operator(const char *name, size_t size)
{
	char word[8] = " ";

	if (size == 0 || size + 3 > sizeof(word))
		return false;
	memcpy(word + 1, name, size);
	memcpy(word + 1 + size, " ", 2);
	return strstr(operators, word) != NULL;
}

size_t
pdf_spelling_divide(const char *raw, size_t size)
{
	if (is_operator(raw, size) || memchr(raw, '\0', size) != NULL)
		return 0;
	/* The first operator is as long as possible, as in some viewers. */
	for (size_t first = size; first > 1; first--)
		if (is_operator(raw, first - 1) &&
		    is_operator(raw + first - 1, size - first + 1))
			return first - 1;
	return 0;
}
