/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A set-associative cache: the tag chooses a set of four entries.  The entries
 * of a set are in the order of use, the latest first.
 */
#include "digest_memo.h"

#include <nettle/memops.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { WAYS = 4, SETS = DIGEST_MEMO_ENTRIES / WAYS };

struct entry {
	struct digest_memo_tag tag;
	unsigned char digest[SHA256_DIGEST_SIZE];
	bool used;
};

struct digest_memo {
	struct umac128_ctx begin; /* a tag to which nothing was added */
	struct entry sets[SETS][WAYS];
};

struct digest_memo *
digest_memo_create(void)
{
	struct digest_memo *m = calloc(1, sizeof(*m));
	unsigned char key[UMAC_KEY_SIZE];

	/* getrandom(2) never returns fewer bytes for up to 256 of them, but may
	 * be interrupted. */
	while (getrandom(key, sizeof(key), 0) < 0)
		;
	if (m != NULL)
		umac128_set_key(&m->begin, key);
	explicit_bzero(key, sizeof(key));
	return m;
}

void
digest_memo_begin(const struct digest_memo *m, struct umac128_ctx *tag)
{
	*tag = m->begin;
}

struct digest_memo_tag
digest_memo_end(
    struct umac128_ctx *tag, uint64_t body_size, const char *partition)
{
	struct digest_memo_tag out;

	/*
	 * The size comes last, so it tells where the body ends and the
	 * partition begins.
	 */
	umac128_update(
	    tag, strlen(partition), (const unsigned char *)partition);
	umac128_update(
	    tag, sizeof(body_size), (const unsigned char *)&body_size);
	umac128_digest(tag, sizeof(out.bytes), out.bytes);
	return out;
}

static struct entry *
find_set(struct digest_memo *m, const struct digest_memo_tag *tag)
{
	uint32_t number;

	memcpy(&number, tag->bytes, sizeof(number));
	return m->sets[number % SETS];
}

/* Moves an entry of a set to its front. */
static void
move_to_front(struct entry *set, size_t i)
{
	struct entry found = set[i];

	memmove(set + 1, set, i * sizeof(*set));
	set[0] = found;
}

/*
 * Returns the index of the entry with this tag, or else of the last entry,
 * which a new one may replace.  Takes the same time whatever tags the set has.
 */
static size_t
find_place(const struct entry *set, const struct digest_memo_tag *tag)
{
	size_t at = WAYS - 1;

	for (size_t i = 0; i < WAYS; i++)
		if (memeql_sec(&set[i].tag, tag, sizeof(*tag)))
			at = i;
	return at;
}

bool
digest_memo_find(struct digest_memo *m, const struct digest_memo_tag *tag,
    unsigned char out[static SHA256_DIGEST_SIZE])
{
	struct entry *set = find_set(m, tag);
	size_t i = find_place(set, tag);

	if (!set[i].used || !memeql_sec(&set[i].tag, tag, sizeof(*tag)))
		return false;
	memcpy(out, set[i].digest, SHA256_DIGEST_SIZE);
	move_to_front(set, i);
	return true;
}

void
digest_memo_learn(struct digest_memo *m, const struct digest_memo_tag *tag,
    const unsigned char digest[static SHA256_DIGEST_SIZE])
{
	struct entry *set = find_set(m, tag);
	size_t i = find_place(set, tag);

	set[i] = (struct entry){.tag = *tag, .used = true};
	memcpy(set[i].digest, digest, SHA256_DIGEST_SIZE);
	move_to_front(set, i);
}
