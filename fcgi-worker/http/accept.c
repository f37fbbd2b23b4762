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

/* One media range of the header, such as "text/html;level=1;q=0.5". */
struct range {
	const char *type;
	size_t length;	/* of type, without parameters */
	bool is_simple; /* has no parameter but q */
	int quality;	/* in thousandths */
};

/*
 * Returns the number after "q=", whose text goes from s to before end, in
 * thousandths.  Returns 1000 if it is larger or no number.
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
 * Returns the first character from s to before end that is one of stops and not
 * within quotes, or end.
 */
static const char *
find_unquoted(const char *s, const char *end, const char *stops)
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
 * Reads the parameters of a range, from the first semicolon at s to before end,
 * and sets r->quality and r->is_simple.  What follows q does not belong to the
 * type and is skipped.
 */
static void
read_parameters(struct range *r, const char *s, const char *end)
{
	r->is_simple = true;
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
			r->is_simple = false;
		s = find_unquoted(s, end, ";");
	}
}

/* Reads the media range that begins at s, a place in the header Accept, into r.
 * Returns where the next one begins, or the end of the header. */
static const char *
read_range(const char *s, struct range *r)
{
	const char *end = find_unquoted(s, s + strlen(s), ",");
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
 * Returns how exactly the range r names the offer: 0 for another type, 1 for
 * any type, 2 for any subtype, 3 for the offer with parameters, 4 for just the
 * offer.
 */
static int
exactness_of(const struct range *r, const char *offer)
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
		return r->is_simple ? 4 : 3;
	return 0;
}

/*
 * Returns the quality that the header gives the offer, in thousandths, by the
 * range that names it most exactly; 0 if none does.  Sets *place to the index
 * of that range.
 */
static int
find_quality(const char *header, const char *offer, int *place)
{
	struct range r;
	int best = 0, quality = 0, exact;

	*place = 0;
	for (int i = 0; *header != '\0'; i++) {
		header = read_range(header, &r);
		exact = exactness_of(&r, offer);
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
