/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_encoding: whether the encoding of a font of a PDF names letters, ISO
 * 32000-1 section 9.6.6.  Some programs number the shapes of a font instead.
 */
#include "input/pdf_encoding.h"

#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"

/* A font of 8 bits has no more codes than this. */
#define CODES 256
/*
 * For codes below this one, poppler takes a number in the name as the
 * character's code.
 */
#define FIRST_PLAIN ' '
/* The most letters that may stand before the number. */
#define PREFIX_MAX 5

/*
 * Whether the first length letters of name are one of the prefixes that names
 * of real letters have before a number.
 */
static bool
begins_real_name(const char *name, size_t length)
{
	static const char *const begins[] = {
	    "u", "uni", "afii", "H", "SF", "SM", NULL};

	for (const char *const *b = begins; *b != NULL; b++)
		if (strlen(*b) == length && memcmp(*b, name, length) == 0)
			return true;
	return false;
}

/*
 * Whether name is a number, with at most PREFIX_MAX letters before it, but
 * neither a letter's real name nor the code itself, decimal or hexadecimal.
 */
static bool
is_other_number(const char *name, unsigned code)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t length = strspn(name, letters);
	const char *number = name + length;

	return length <= PREFIX_MAX && *number != '\0' &&
	       number[strspn(number, "0123456789")] == '\0' &&
	       !begins_real_name(name, length) &&
	       strtoul(number, NULL, 10) != code &&
	       strtoul(number, NULL, 16) != code;
}

bool
pdf_encoding_is_numbered(qpdf_data q, qpdf_oh font)
{
	qpdf_oh differences = pdf_objects_get(
	    q, qpdf_oh_get_key(q, font, "/Encoding"), "/Differences");
	unsigned code = 0; /* a wrong file may count beyond any number */
	int numbered = 0, others = 0;
	qpdf_oh item;

	if (!qpdf_oh_is_array(q, differences))
		return false;
	for (int i = 0; i < qpdf_oh_get_array_n_items(q, differences) &&
			numbered + others < CODES;
	     i++) {
		item = qpdf_oh_get_array_item(q, differences, i);
		if (qpdf_oh_is_integer(q, item))
			code = (unsigned)qpdf_oh_get_int_value_as_int(q, item);
		else if (qpdf_oh_is_name(q, item)) {
			if (code >= FIRST_PLAIN &&
			    is_other_number(
				qpdf_oh_get_name(q, item) + 1, code))
				numbered++;
			else
				others++;
			code++;
		}
		qpdf_oh_release(q, item);
	}
	return numbered > others;
}
