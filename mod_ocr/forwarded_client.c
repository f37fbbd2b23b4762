/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * forwarded_client: finds the client that a header names, as Forwarded and
 * X-Forwarded-For do.  client_key.c chooses the header.
 */
#include "forwarded_client.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A part of a value. */
struct part {
	const char *text;
	size_t len;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Returns p without the spaces at its ends. */
static struct part
trim_spaces(struct part p)
{
	while (p.len > 0 && is_space(p.text[p.len - 1]))
		p.len--;
	while (p.len > 0 && is_space(p.text[0])) {
		p.text++;
		p.len--;
	}
	return p;
}

/* Returns the last entry of a list that is separated by commas. */
static struct part
last_entry(struct part p)
{
	const char *comma = memrchr(p.text, ',', p.len);

	if (comma != NULL) {
		p.len -= (size_t)(comma + 1 - p.text);
		p.text = comma + 1;
	}
	return trim_spaces(p);
}

/*
 * Returns the value of "for" in an element of the header Forwarded (RFC 7239),
 * such as for=192.0.2.1;proto=https.  Any other text, such as an entry of
 * X-Forwarded-For, is returned as it is.
 */
static struct part
forwarded_for(struct part p)
{
	struct part rest = p, pair;

	while (rest.len > 0) {
		const char *end = memchr(rest.text, ';', rest.len);
		size_t len = end != NULL ? (size_t)(end - rest.text) : rest.len;
		pair = trim_spaces((struct part){rest.text, len});
		if (pair.len > 4 && strncasecmp(pair.text, "for=", 4) == 0)
			return (struct part){pair.text + 4, pair.len - 4};
		len += end != NULL;
		rest.text += len;
		rest.len -= len;
	}
	return p;
}

static struct part
take_off_quotes(struct part p)
{
	if (p.len >= 2 && p.text[0] == '"' && p.text[p.len - 1] == '"')
		return (struct part){p.text + 1, p.len - 2};
	return p;
}

static bool
is_address(int family, struct part p)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr a;

	if (p.len >= sizeof(text))
		return false;
	memcpy(text, p.text, p.len);
	text[p.len] = '\0';
	return inet_pton(family, text, &a) == 1;
}

/*
 * Returns the address alone if p is like [2001:db8::1]:80 or 192.0.2.1:80, and
 * anything else as it is.
 */
static struct part
bare_address(struct part p)
{
	const char *end = NULL;
	struct part address = p;

	if (p.len > 1 && p.text[0] == '[') {
		address = (struct part){p.text + 1, p.len - 1};
		end = memchr(address.text, ']', address.len);
	} else if (p.len > 0) {
		end = memchr(p.text, ':', p.len);
	}
	if (end == NULL)
		return p;
	address.len = (size_t)(end - address.text);
	return is_address(*end == ']' ? AF_INET6 : AF_INET, address) ? address
								     : p;
}

bool
forwarded_client_find(
    const char *value, size_t len, const char **found, size_t *found_len)
{
	/* The nearest proxy adds the last entry; a client can add others. */
	struct part p = last_entry((struct part){value, len});

	p = bare_address(take_off_quotes(forwarded_for(p)));
	*found = p.text;
	*found_len = p.len;
	return p.len > 0;
}
