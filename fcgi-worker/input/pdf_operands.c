/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_operands: the operators that need a certain number of operands, ISO
 * 32000-1 annex A.
 */
#include "input/pdf_operands.h"

#include <string.h>

/*
 * operators[n - 1] lists those that need n operands.  A space follows each
 * name.
 */
static const char *const operators[] = {
    "' BMC CS cs Do G g J j M MP TJ Tj TL Tc Tr Ts Tw Tz gs i ri sh w ",
    "BDC DP TD Td Tf d d0 l m ",
    "\" RG rg ",
    "K k re v y ",
    "",
    "Tm c cm d1 ",
};

/* Whether name, which has size bytes, is one of the names. */
static bool
is_among(const char *names, const char *name, size_t size)
{
	for (const char *end; (end = strchr(names, ' ')) != NULL;
	     names = end + 1)
		if ((size_t)(end - names) == size &&
		    memcmp(names, name, size) == 0)
			return true;
	return false;
}

bool
pdf_operands_lack(const char *operator, size_t size, size_t count)
{
	/* Lists from this one on are of operators that need more than count. */
	for (size_t i = count; i < sizeof(operators) / sizeof(*operators); i++)
		if (is_among(operators[i], operator, size))
			return true;
	return false;
}
