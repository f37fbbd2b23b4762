/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tess_vars: the Tesseract variables a client may set, each with its type. None
 * of them names a file, writes anything or makes Tesseract print; none has
 * an option of its own.
 */
#include "engine/tess_vars.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum kind { CHARACTERS, SWITCH, CHOICE, FACTOR };

static const struct {
	const char *name;
	enum kind kind;
	double high; /* of a choice or factor, from 0 */
} table[] = {
    {"tessedit_char_whitelist", CHARACTERS, 0},
    {"tessedit_char_blacklist", CHARACTERS, 0},
    {"tessedit_char_unblacklist", CHARACTERS, 0},
    {"preserve_interword_spaces", SWITCH, 0},
    {"load_system_dawg", SWITCH, 0},
    {"load_freq_dawg", SWITCH, 0},
    {"load_punc_dawg", SWITCH, 0},
    {"load_number_dawg", SWITCH, 0},
    {"load_bigram_dawg", SWITCH, 0},
    {"tessedit_do_invert", SWITCH, 0},
    {"invert_threshold", FACTOR, 1},
    {"thresholding_method", CHOICE, 2},
    {"thresholding_window_size", FACTOR, 2},
    {"thresholding_kfactor", FACTOR, 1},
    {"thresholding_tile_size", FACTOR, 2},
    {"thresholding_smooth_kernel_size", FACTOR, 2},
    {"thresholding_score_fraction", FACTOR, 1},
    {"textord_heavy_nr", SWITCH, 0},
    {"textord_min_linesize", FACTOR, 10},
    {"textord_tabfind_find_tables", SWITCH, 0},
    {"textord_tabfind_vertical_text", SWITCH, 0},
    {"textord_space_size_is_variable", SWITCH, 0},
    {"hocr_font_info", SWITCH, 0},
    {"hocr_char_boxes", SWITCH, 0},
    {"lstm_choice_mode", CHOICE, 2},
};

#define VARS ((int)(sizeof(table) / sizeof(table[0])))

_Static_assert(VARS <= TESS_VARS_MAX, "a bit and a value for each");

int
tess_vars_find(const char *name)
{
	int i;

	for (i = 0; i < VARS; i++)
		if (strcmp(table[i].name, name) == 0)
			return i;
	return -1;
}

const char *
tess_vars_names(void)
{
	/* The longest name has 31 bytes; two are between names. */
	static char names[TESS_VARS_MAX * 36];
	size_t used = 0;
	int i;

	for (i = 0; i < VARS; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i == 0 ? "" : ", ", table[i].name);
	return names;
}

const char *
tess_vars_accepted(int place)
{
	switch (table[place].kind) {
	case CHARACTERS:
		return "1 to 511 bytes of UTF-8 without control characters";
	case SWITCH:
		return "0 or 1";
	case CHOICE:
		return "0, 1 or 2";
	default:
		return table[place].high <= 1	? "a number from 0 to 1"
		       : table[place].high <= 2 ? "a number from 0 to 2"
						: "a number from 0 to 10";
	}
}

/* Whether the value is UTF-8 without control characters, and not too long. */
static bool
is_characters(const char *value)
{
	size_t size = strlen(value);
	char *clean;
	bool same;

	if (size == 0 || size > TESS_VARS_VALUE_MAX)
		return false;
	for (const char *c = value; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	clean = utf8_clean(value, size, size);
	same = clean != NULL && strcmp(clean, value) == 0;
	free(clean);
	return same;
}

/*
 * Whether value has only digits and at most one point, is at most 12 characters
 * long, and is not above high.  atof alone would also accept other forms of
 * numbers, and text behind a number.
 */
static bool
is_factor(const char *value, double high)
{
	const size_t length_max = 12;
	const size_t whole = strspn(value, "0123456789");
	const size_t point = value[whole] == '.' ? 1 : 0;
	const size_t fraction = strspn(value + whole + point, "0123456789");
	const size_t length = whole + point + fraction;

	return whole > 0 && length <= length_max && value[length] == '\0' &&
	       atof(value) <= high;
}

/* Whether the variable at this place of the table takes value. */
static bool
is_accepted(int place, const char *value)
{
	switch (table[place].kind) {
	case CHARACTERS:
		return is_characters(value);
	case SWITCH:
		return strcmp(value, "0") == 0 || strcmp(value, "1") == 0;
	case CHOICE:
		return strlen(value) == 1 && value[0] >= '0' &&
		       value[0] <= '0' + (int)table[place].high;
	default:
		return is_factor(value, table[place].high);
	}
}

int
tess_vars_add(struct tess_vars *v, int place, const char *value)
{
	if (!is_accepted(place, value))
		return -1;
	v->names[v->count] = table[place].name;
	snprintf(v->values[v->count], sizeof(v->values[0]), "%s", value);
	v->count++;
	return 0;
}
