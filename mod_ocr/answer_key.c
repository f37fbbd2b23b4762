/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Digests what decides an answer.  Spellings that mean the same give one key:
 * %6Cang and lang, eng,deu and eng+deu, options in any order.  Requests that
 * could mean different things to a worker never give the same key.
 */
#include "answer_key.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fcgi-worker/common/timeout.h"
#include "fcgi-worker/http/query.h"

/* A query may have this many options; the service knows fewer. */
#define OPTIONS_MAX 64

struct option {
	char name[QUERY_NAME_MAX + 1];
	char value[QUERY_VALUE_MAX + 1];
};

struct options {
	struct option *list;
	size_t count;
	bool has_format;
	bool is_streamed;
	bool is_wrong; /* a worker refuses it */
	int timeouts;
};

/*
 * Adds a text with its NUL, so that different lists of texts never give the
 * same bytes.  NULL counts as an empty text.
 */
static void
add_text(struct sha256_ctx *c, const char *text)
{
	if (text == NULL)
		text = "";
	sha256_update(c, strlen(text) + 1, (const unsigned char *)text);
}

/*
 * Writes a list of languages with plus signs: a query may use commas as well.
 */
static void
join_languages(char *value)
{
	for (; *value != '\0'; value++)
		if (*value == ',')
			*value = '+';
}

/*
 * Adds the option that q has just read to the list.  What means the same is
 * written in the same way, so that it gives the same key.
 */
static void
add_option(struct options *o, const struct query *q)
{
	struct option *option = &o->list[o->count];

	/* How long the client waits does not change the answer, unless a worker
	 * refuses the value. */
	if (strcmp(q->name, "timeout") == 0) {
		o->timeouts++;
		o->is_wrong |= timeout_parse(q->value, strlen(q->value)) < 0;
		return;
	}
	strcpy(option->name, q->name);
	strcpy(option->value, q->value);
	if (strcmp(q->name, "lang") == 0)
		join_languages(option->value);
	if (strcmp(q->name, "format") == 0) {
		o->has_format = true;
		if (strcmp(q->value, "ndjson") == 0)
			o->is_streamed = true;
	}
	o->count++;
}

/*
 * Reads the options of the query into o.  Returns false if a worker would
 * refuse them.
 */
static bool
read_options(struct options *o, const struct answer_key_input *in)
{
	struct query q = {.text = in->query, .size = in->query_size};
	enum query_result rc;

	while ((rc = query_next(&q)) == QUERY_PAIR) {
		if (o->count == OPTIONS_MAX)
			return false;
		add_option(o, &q);
	}
	/* A worker refuses an option that is given twice.  Two options of one
	 * name make a key that only refused requests have.  But timeouts are
	 * not in the key, so for two of them there must be no key. */
	return rc == QUERY_END && o->timeouts <= 1 && !o->is_wrong;
}

/* Compares options for qsort(): by their names, then by their values. */
static int
compare_options(const void *a, const void *b)
{
	const struct option *x = a, *y = b;
	int rc = strcmp(x->name, y->name);

	return rc != 0 ? rc : strcmp(x->value, y->value);
}

/*
 * Digests the options in the order of their names, whatever order the client
 * sent them in.
 */
static void
add_options(struct sha256_ctx *c, struct options *o)
{
	if (o->count > 1)
		qsort(o->list, o->count, sizeof(*o->list), compare_options);
	for (size_t i = 0; i < o->count; i++) {
		add_text(c, o->list[i].name);
		add_text(c, o->list[i].value);
	}
	add_text(c, "");
}

/* Whether the header Accept allows any type, as its absence does (RFC 9110,
 * 12.5.1).  Many clients send it with each request. */
static bool
takes_any(const char *accept)
{
	static const char any[] = "*/*";

	accept += strspn(accept, " \t");
	return strncmp(accept, any, sizeof(any) - 1) == 0 &&
	       accept[sizeof(any) - 1 +
		      strspn(accept + sizeof(any) - 1, " \t")] == '\0';
}

/*
 * Adds the header Accept, which may be NULL.  A value that allows any type
 * counts as no header.
 */
static void
add_accept(struct sha256_ctx *c, const char *accept)
{
	add_text(c, accept != NULL && takes_any(accept) ? NULL : accept);
}

/*
 * Digests the preferences in the header Prefer, which may be NULL.  Leaves out
 * wait=, since how long the client waits does not change the answer.
 */
static void
add_prefer(struct sha256_ctx *c, const char *prefer)
{
	static const char wait[] = "wait";

	while (prefer != NULL && *prefer != '\0') {
		size_t n;

		prefer += strspn(prefer, ", \t");
		n = strcspn(prefer, ",");
		if (strncasecmp(prefer, wait, sizeof(wait) - 1) != 0) {
			sha256_update(c, n, (const unsigned char *)prefer);
			sha256_update(c, 1, (const unsigned char *)",");
		}
		prefer += n;
	}
	add_text(c, ""); /* its NUL ends the list */
}

/* Adds the values of headers; an empty header differs from an absent one. */
static void
add_headers(struct sha256_ctx *c, const char *const headers[])
{
	for (size_t i = 0; i < ANSWER_KEY_HEADERS; i++) {
		add_text(c, headers[i] != NULL ? "header" : NULL);
		add_text(c, headers[i]);
	}
}

/*
 * Whether the pool has told its fingerprint, the digest of its program and
 * models.  NULL and zeros mean that it has not.
 */
static bool
has_fingerprint(const unsigned char *pool)
{
	for (size_t i = 0; pool != NULL && i < SHA256_DIGEST_SIZE; i++)
		if (pool[i] != 0)
			return true;
	return false;
}

/* Writes the key of an answer to out: the digest of all that decides the
 * answer. o has the options of in->query, in the order in which the query has
 * them. */
static void
digest_input(
    const struct answer_key_input *in, struct options *o, unsigned char *out)
{
	struct sha256_ctx c;

	sha256_init(&c);
	/* The number changes when something else is digested. */
	add_text(&c, "mod_ocr answer 2");
	sha256_update(&c, SHA256_DIGEST_SIZE, in->pool);
	add_text(&c, in->partition); /* who may have the answer */
	add_text(&c, in->path);
	add_options(&c, o);
	add_accept(&c, o->has_format && in->format_wins ? NULL : in->accept);
	add_prefer(&c, in->prefer);
	add_headers(&c, in->headers);
	add_text(&c, in->type);
	add_text(&c, in->encoding);
	add_text(&c, in->is_form ? "form" : "file");
	sha256_update(&c, SHA256_DIGEST_SIZE, in->body);
	sha256_digest(&c, SHA256_DIGEST_SIZE, out);
}

bool
answer_key_make(const struct answer_key_input *in,
    unsigned char out[static ANSWER_KEY_SIZE])
{
	static struct option list[OPTIONS_MAX];
	struct options o = {.list = list};

	if (!has_fingerprint(in->pool) || !read_options(&o, in))
		return false;
	if (!o.has_format && in->accept != NULL &&
	    strstr(in->accept, "ndjson") != NULL)
		o.is_streamed = true;
	/* A streamed answer is neither shared nor stored. */
	if (!o.is_streamed)
		digest_input(in, &o, out);
	return !o.is_streamed;
}
