/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accept: chooses among media types by an Accept header.  It knows nothing of
 * the types.  The offers have no parameters: a range with parameters, such as a
 * charset, matches nevertheless, but the same range without them counts more.
 */
#include "http/accept.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"

struct range {
	const char *type;
	size_t length;
	bool plain;  /* has no parameters of its own */
	int quality; /* in thousandths */
};

/*
 * Returns the number at s, behind "q=", in thousandths, at most 1000; also 1000
 * if there is no number.
 */
static int
read_quality(const char *s, const char *end)
{
	int quality, unit = 100;

	/* Java's HTTP client sends ".2", without the zero. */
	if (s == end || (*s != '0' && *s != '1' && *s != '.'))
		return 1000;
	quality = *s == '.' ? 0 : (*s++ - '0') * 1000;
	if (s < end && *s == '.')
		for (s++; s < end && *s >= '0' && *s <= '9'; s++) {
			quality += (*s - '0') * unit;
			unit /= 10;
		}
	return quality > 1000 ? 1000 : quality;
}

/*
 * Returns the end of the part at s, which is the first character of stops
 * outside of quotes.
 */
static const char *
find_end(const char *s, const char *end, const char *stops)
{
	bool quoted = false;

	for (; s < end && *s != '\0'; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (quoted && *s == '\\' && s[1] != '\0')
			s++;
		else if (!quoted && strchr(stops, *s) != NULL)
			break;
	}
	return s < end ? s : end;
}

/*
 * Reads the parameters of r from s to before end, up to q, which is its
 * quality.  Any other one in front of q makes r not plain.
 */
static void
read_parameters(struct range *r, const char *s, const char *end)
{
	r->plain = true;
	r->quality = 1000;
	while (s < end) {
		s++;
		while (s < end && strchr(BLANKS, *s) != NULL)
			s++;
		if (end - s > 2 && (*s | 0x20) == 'q' && s[1] == '=') {
			r->quality = read_quality(s + 2, end);
			return;
		}
		if (s < end && *s != ';')
			r->plain = false;
		s = find_end(s, end, ";");
	}
}

/* Reads the range at s.  Returns what follows its comma. */
static const char *
read_range(const char *s, struct range *r)
{
	const char *end = find_end(s, s + strlen(s), ",");
	const char *type;

	s += strspn(s, BLANKS);
	type = s;
	while (s < end && *s != ';')
		s++;
	r->type = type;
	read_parameters(r, s, end);
	while (s > type && strchr(BLANKS, s[-1]) != NULL)
		s--;
	r->length = s > type ? (size_t)(s - type) : 0;
	return *end == ',' ? end + 1 : end;
}

/*
 * Returns how exactly the range r names the offer, from 0 for not at all to 4
 * for in full.
 */
static int
exactness(const struct range *r, const char *offer)
{
	size_t major = strcspn(offer, "/");

	if ((r->length == 3 && memcmp(r->type, "*/*", 3) == 0) ||
	    (r->length == 1 && r->type[0] == '*'))
		return 1;
	if (r->length == major + 2 &&
	    strncasecmp(r->type, offer, major + 1) == 0 &&
	    r->type[major + 1] == '*')
		return 2;
	if (r->length == strlen(offer) &&
	    strncasecmp(r->type, offer, r->length) == 0)
		return r->plain ? 4 : 3;
	return 0;
}

/*
 * Returns the quality of the offer, and sets place to the number of the range
 * that gives it.
 */
static int
find_quality(const char *header, const char *offer, int *place)
{
	struct range r;
	int best = 0, quality = 0, exact;

	*place = 0;
	for (int i = 0; *header != '\0'; i++) {
		header = read_range(header, &r);
		exact = exactness(&r, offer);
		if (exact > best) {
			best = exact;
			quality = r.quality;
			*place = i;
		}
	}
	return quality;
}

int
accept_choose(const char *header, const char *const *offers, size_t n)
{
	int best = 0, best_place = 0, chosen = -1, quality, place;

	if (header == NULL || header[strspn(header, BLANKS)] == '\0')
		return 0;
	for (size_t i = 0; i < n; i++) {
		quality = find_quality(header, offers[i], &place);
		if (quality > best ||
		    (quality == best && quality > 0 && place < best_place)) {
			best = quality;
			best_place = place;
			chosen = (int)i;
		}
	}
	return chosen;
}

bool
accept_prefers_html(const char *header)
{
	static const char *const offers[] = {
	    "application/json", "application/problem+json", "text/html"};

	return accept_choose(header, offers, 3) == 2;
}
