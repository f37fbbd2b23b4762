/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * digest_memo: the SHA-256 of bodies that came lately, by a tag of their bytes.
 * A tag takes a fifth of the time that SHA-256 takes.  The memo has digests
 * alone, nothing of the bodies, and knows nothing of lighttpd.
 *
 * Tags are those of UMAC-128 (RFC 4418).  Each process draws a random key,
 * which never leaves it.  All tags have the same nonce.  Elsewhere that would
 * be a fault, since whoever sees two tags with one nonce could forge others;
 * but nobody is shown a tag here.  Two bodies of up to 16 MB that were chosen
 * without the key have the same tag with a probability of 2^-120 (RFC 4418,
 * 6.2), whatever the nonce is.
 *
 * A body that came before is digested sooner, and its sender could tell that by
 * the time.  So the tag covers the name of the partition (answer_partition.h),
 * too: what came to one partition is not known in another.  The place of an
 * entry depends on its tag, so nobody can choose to push out entries of another
 * partition.
 */
#ifndef MOD_OCR_DIGEST_MEMO_H
#define MOD_OCR_DIGEST_MEMO_H

#include <nettle/sha2.h>
#include <nettle/umac.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A memo has this many digests, the latest; with them it takes 200 KB. */
enum { DIGEST_MEMO_ENTRIES = 4096 };

/*
 * A memo is asked only for bodies of these sizes.  SHA-256 of a smaller one
 * takes little time; a larger one would have to be read twice to be learned.
 */
enum { DIGEST_MEMO_MIN = 16384, DIGEST_MEMO_MAX = 4 << 20 };

struct digest_memo;

struct digest_memo_tag {
	unsigned char bytes[UMAC128_DIGEST_SIZE];
};

/*
 * Makes an empty memo, which the caller frees with free().  Returns NULL
 * without memory.
 */
struct digest_memo *digest_memo_create(void);

/* Begins a tag; the caller adds the body to it by umac128_update(). */
void digest_memo_begin(const struct digest_memo *m, struct umac128_ctx *tag);

/* Ends and returns the tag of a body that has body_size bytes and has come to
 * the partition. */
struct digest_memo_tag digest_memo_end(
    struct umac128_ctx *tag, uint64_t body_size, const char *partition);

/* Copies the digest that was learned for a tag.  Returns false if there is
 * none. */
bool digest_memo_find(struct digest_memo *m, const struct digest_memo_tag *tag,
    unsigned char out[static SHA256_DIGEST_SIZE]);

/* Learns the digest for a tag. */
void digest_memo_learn(struct digest_memo *m, const struct digest_memo_tag *tag,
    const unsigned char digest[static SHA256_DIGEST_SIZE]);

#endif
