/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * command_option: reads the value of one option of the command line.  It opens
 * nothing.
 */
#include "command_option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/origin.h"
#include "engine/quality.h"
#include "http/redact.h"

/* Writes into c that value is not what accepted says.  Returns -1. */
static int
complain_about(
    const struct command_complaint *c, const char *value, const char *accepted)
{
	snprintf(c->text, c->size, "--%s: \"%s\" is not %s", c->option, value,
	    accepted);
	return -1;
}

/*
 * Reads value, a number in digits, into out.  suffixes is "kmg" or "".  One of
 * its letters may follow the digits: it multiplies the number by a power of
 * 1024.  Returns 0, or -1 when value has another form.
 */
static int
read_number(const char *value, const char *suffixes, unsigned long long *out)
{
	unsigned long long n;
	const char *suffix;
	char *end;

	if (value[0] < '0' || value[0] > '9')
		return -1;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno != 0)
		return -1;
	if (*end != '\0') {
		suffix = strchr(suffixes, *end | 0x20);
		/* A number that is too large might overflow. */
		if (suffix == NULL || end[1] != '\0' || n > COMMAND_OPTION_MAX)
			return -1;
		n <<= 10 * (suffix - suffixes + 1);
	}
	*out = n;
	return 0;
}

/*
 * Sets out, the member of the option s, to the number value.  This and the
 * functions below return 0, or -1 with a complaint in c.
 */
static int
set_number(const struct command_complaint *c, const struct command_option *s,
    const char *value, void *out)
{
	const char *suffixes = s->kind == BYTES ? "kmg" : "";
	unsigned long long n;
	char accepted[64];

	if (read_number(value, suffixes, &n) == 0 && n >= s->min &&
	    n <= s->max) {
		if (s->kind == COUNT) /* every max fits an int, too */
			*(unsigned *)out = (unsigned)n;
		else
			*(size_t *)out = (size_t)n;
		return 0;
	}
	if (s->kind == BYTES)
		snprintf(accepted, sizeof(accepted),
		    "a size from %llu to %llug, such as 33554432 or 32m",
		    s->min, s->max >> 30);
	else
		snprintf(accepted, sizeof(accepted),
		    "a number from %llu to %llu", s->min, s->max);
	return complain_about(c, value, accepted);
}

/* Sets out to the permissions that the octal digits of value stand for.
 * Returns 0, or -1 after a complaint. */
static int
set_mode(const struct command_complaint *c, const char *value, mode_t *out)
{
	size_t digits = strspn(value, "01234567");

	if (digits == 0 || digits > 4 || value[digits] != '\0' ||
	    strtoul(value, NULL, 8) > 0777)
		return complain_about(c, value, "an octal mode such as 0660");
	*out = (mode_t)strtoul(value, NULL, 8);
	return 0;
}

/* Sets out to the quality that value names.  Returns 0.  Returns -1, after a
 * complaint, if there is no such quality, or if this program was built without
 * the library that the quality needs. */
static int
set_quality(const struct command_complaint *c, const char *value, int *out)
{
	int quality = quality_find(value);

	if (quality == -1)
		return complain_about(c, value, QUALITY_NAMES);
	if (!quality_is_built_in((enum quality)quality))
		return complain_about(c, value,
		    "a quality of this build, which lacks the second engine "
		    "that \"best\" needs");
	*out = quality;
	return 0;
}

/* If is_good, sets the const char * at out to value and returns 0.  Otherwise
 * complains about value, says what is accepted, and returns -1. */
static int
set_text(const struct command_complaint *c, const char *value, bool is_good,
    const char *accepted, void *out)
{
	if (!is_good)
		return complain_about(c, value, accepted);
	*(const char **)out = value;
	return 0;
}

int
command_option_set(struct options *o, const struct command_option *s,
    const struct command_complaint *c, const char *value)
{
	char *out = (char *)o + s->place;

	switch (s->kind) {
	case COUNT:
	case SIZE:
	case BYTES:
		return set_number(c, s, value, out);
	case MODE:
		return set_mode(c, value, (mode_t *)(void *)out);
	case ORIGIN:
		return set_text(c, value, origin_is_valid(value),
		    "* or such as https://example.com", out);
	case HEADERS:
		return set_text(c, value, redact_is_list(value),
		    "a list of headers, joined by commas, that carry no "
		    "credentials",
		    out);
	case QUALITY:
		return set_quality(c, value, (int *)(void *)out);
	case FLAG:
		*(bool *)out = true;
		return 0;
	case FORMAT:
		if (value != NULL && strcmp(value, "json") != 0)
			return complain_about(c, value, "json");
		*(bool *)out = value != NULL;
		return 0;
	default:
		return set_text(
		    c, value, value[0] != '\0', "a value: it is empty", out);
	}
}
