/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * redact: which values of a request's headers may be shown.  Nobody knows all
 * names of headers with credentials, so the log has only the values of headers
 * that are known to be harmless.  Names that look like a credential are refused
 * in --log-headers, and their values are hidden from clients.
 */
#include "http/redact.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* Longer values are cut in the log. */
#define VALUE_MAX 1024

static const char *const harmless_names[] = {"Accept", "Accept-Charset",
    "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection",
    "Content-Encoding", "Content-Language", "Content-Length", "Content-Type",
    "Date", "DNT", "Expect", "Host", "Origin", "Pragma", "Prefer", "Priority",
    "Range", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "TE",
    "Transfer-Encoding", "Upgrade", "User-Agent", "Via", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "X-Request-Id",
    "X-Requested-With", NULL};

/* Whole words of a name, between - and _, that credentials have. */
static const char *const secret_words[] = {"accesskey", "assertion", "auth",
    "authentication", "authkey", "bearer", "cert", "certificate", "clientcert",
    "code", "cookie", "cookie2", "credentials", "csrf", "csrftoken", "hmac",
    "key", "oauth", "oauth2", "otp", "pass", "passkey", "pat", "pin",
    "principal", "privatekey", "pwd", "saml", "sas", "sid", "sig", "signature",
    "sso", "subscriptionkey", "ticket", "userkey", "xauth", "xsrf", NULL};

/* Parts of a name that credentials have, in the middle of words, too. */
static const char *const secret_parts[] = {"apikey", "authoriz", "credential",
    "jwt", "passphrase", "passwd", "password", "secret", "session", "token",
    NULL};

/* How values with credentials begin: schemes of Authorization, and keys. */
static const char *const secret_beginnings[] = {"Bearer ", "Basic ", "Digest ",
    "Negotiate ", "NTLM ", "Token ", "ApiKey ", "AWS4-HMAC-", "-----BEGIN ",
    NULL};

/* The beginnings of keys that services give out; they count anywhere in a
 * value. */
static const char *const key_starts[] = {"AKIA", "ASIA", "AIza", "gho_", "ghp_",
    "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "hf_", "npm_", "pypi-",
    "rk_live_", "SG.", "sk-", "sk_live_", "xoxa-", "xoxb-", "xoxp-", NULL};

/*
 * At least this many characters follow the beginning of a key.  In "sk-SK",
 * which is a language, they do not.
 */
#define KEY_MIN 12

/* These count anywhere in a value. */
static const char *const secret_schemes[] = {"Bearer ", "Basic ", NULL};

/* The names that --log-headers gives. */
static const char *asked_for = "";

static bool
is_among(const char *text, size_t length, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == length &&
		    strncasecmp(text, *list, length) == 0)
			return true;
	return false;
}

/* Returns how many letters, digits, - and _ text begins with: the name of a
 * header, a key, or base64url. */
static size_t
token_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/*
 * Whether the first length bytes of name may be the name of a credential: they
 * have a word or a part that is typical of such names, or are too many to look
 * at.
 */
static bool
is_secret_name(const char *name, size_t length)
{
	char text[128];
	size_t n;

	if (length >= sizeof(text))
		return true;
	memcpy(text, name, length);
	text[length] = '\0';
	for (size_t i = 0; secret_parts[i] != NULL; i++)
		if (strcasestr(text, secret_parts[i]) != NULL)
			return true;
	for (const char *w = text; *w != '\0'; w += n + (w[n] != '\0')) {
		n = strcspn(w, "-_");
		if (is_among(w, n, secret_words))
			return true;
	}
	return false;
}

/*
 * Whether value seems to have a JWT: three parts in base64url with points
 * between them.  The third is not looked at, since it may be empty.  The first
 * is JSON, whose beginning, {", is eyJ in base64.
 */
static bool
has_jwt(const char *value)
{
	const char *start = strstr(value, "eyJ");
	size_t n;

	for (; start != NULL; start = strstr(start + 1, "eyJ")) {
		n = token_length(start);
		if (start[n] == '.' && token_length(start + n + 1) > 0)
			return true;
	}
	return false;
}

/* Whether text begins with a secret key of an API, by the prefix that its
 * service gives all its keys. */
static bool
is_key(const char *text)
{
	for (size_t i = 0; key_starts[i] != NULL; i++)
		if (strncmp(text, key_starts[i], strlen(key_starts[i])) == 0 &&
		    token_length(text + strlen(key_starts[i])) >= KEY_MIN)
			return true;
	return false;
}

/* Whether a word of value is a key. */
static bool
has_key(const char *value)
{
	for (const char *start = value; *start != '\0'; start++)
		if ((start == value || !isalnum((unsigned char)start[-1])) &&
		    is_key(start))
			return true;
	return false;
}

/* Whether value has a pair name=value, as in a query, with a name that looks
 * like a credential's. */
static bool
has_secret_pair(const char *value)
{
	const char *equals = strchr(value, '=');

	for (; equals != NULL; equals = strchr(equals + 1, '=')) {
		const char *name = equals;

		while (name > value && (isalnum((unsigned char)name[-1]) ||
					   name[-1] == '-' || name[-1] == '_'))
			name--;
		if (is_secret_name(name, (size_t)(equals - name)))
			return true;
	}
	return false;
}

/*
 * Whether value has a URL with a user, who may have a password:
 * scheme://user@host.
 */
static bool
has_user(const char *value)
{
	const char *start = strstr(value, "://");

	for (; start != NULL; start = strstr(start + 1, "://"))
		if (start[3 + strcspn(start + 3, "/@")] == '@')
			return true;
	return false;
}

/* Whether a value looks as if it had a credential in it. */
static bool
is_secret_value(const char *value)
{
	for (size_t i = 0; secret_beginnings[i] != NULL; i++)
		if (strncasecmp(value, secret_beginnings[i],
			strlen(secret_beginnings[i])) == 0)
			return true;
	for (size_t i = 0; secret_schemes[i] != NULL; i++)
		if (strcasestr(value, secret_schemes[i]) != NULL)
			return true;
	return has_key(value) || has_jwt(value) || has_secret_pair(value) ||
	       has_user(value);
}

bool
redact_is_credential(const char *name, const char *value)
{
	return is_secret_name(name, strlen(name)) || is_secret_value(value);
}

bool
redact_is_list(const char *names)
{
	size_t n;

	for (;; names += n + 1) {
		n = token_length(names);
		if (n == 0 || is_secret_name(names, n))
			return false;
		if (names[n] == '\0')
			return true;
		if (names[n] != ',')
			return false;
	}
}

void
redact_except(const char *names)
{
	asked_for = names == NULL ? "" : names;
}

/* Whether --log-headers gives this name, in any case. */
static bool
is_asked_for(const char *name)
{
	size_t length = strlen(name), n;

	for (const char *s = asked_for; *s != '\0'; s += n + (s[n] != '\0')) {
		n = strcspn(s, ",");
		if (n == length && strncasecmp(s, name, n) == 0)
			return true;
	}
	return false;
}

bool
redact_is_shown(const char *name, const char *value)
{
	return (is_among(name, strlen(name), harmless_names) ||
		   is_asked_for(name)) &&
	       !redact_is_credential(name, value);
}

/* Returns how many bytes json takes in the log, where escapes make it
 * longer. */
static size_t
dumped_size(const json_t *json)
{
	return json == NULL
		   ? 0
		   : json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
}

/*
 * Returns what the log says of a header's value: the value itself if it may be
 * shown, or "[redacted]", or only its length.  To be freed; NULL without
 * memory.
 */
static char *
logged_value(const struct request_header *h)
{
	size_t length = strlen(h->value);
	char *text;

	if (redact_is_shown(h->name, h->value))
		return utf8_clean(h->value, length, VALUE_MAX);
	if (redact_is_credential(h->name, h->value))
		return strdup(REDACT_CREDENTIAL);
	return asprintf(
		   &text, "[%zu byte%s]", length, length == 1 ? "" : "s") == -1
		   ? NULL
		   : text;
}

json_t *
redact_headers(const struct request *r, size_t room)
{
	/* A member has two quotes around its name, a colon and a comma. */
	enum { PUNCTUATION = 4 };
	json_t *headers = json_object(), *value;
	char *name, *text;
	size_t used;

	for (size_t i = 0; headers != NULL && i < r->header_count; i++) {
		name = utf8_clean(
		    r->headers[i].name, strlen(r->headers[i].name), 128);
		text = logged_value(&r->headers[i]);
		value = text == NULL ? NULL : json_string(text);
		used = (name == NULL ? 0 : strlen(name)) + PUNCTUATION +
		       dumped_size(value);
		if (name == NULL || value == NULL || used > room) {
			json_decref(value);
		} else {
			json_object_set_new(headers, name, value);
			room -= used;
		}
		free(name);
		free(text);
	}
	return headers;
}
