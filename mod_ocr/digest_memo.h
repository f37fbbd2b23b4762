/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * digest_memo: the SHA-256 of bodies that came lately, by a tag of their bytes.
 * A tag takes a fifth of the time that SHA-256 takes.  The memo has digests
 * alone, nothing of the bodies, and knows nothing of lighttpd.
 *
 * Tags are those of UMAC-128 (RFC 4418), by a random key that each process
 * draws and that never leaves it.  They have one nonce, and that is right here:
 * with a second tag of one nonce somebody could make tags, but nobody is shown
 * any.  Equal tags are what counts, and for them the nonce says nothing: who
 * does not know the key finds two bodies of up to 16 MB that have one tag with
 * a probability of 2^-120 for each two that are sent (RFC 4418, 6.2).
 *
 * A body is known sooner when it came before, and who sends it could tell that
 * by the time.  So the tag is that of the partition (request_key.c), too: what
 * came to one partition is not known in another.  Where an entry is goes by its
 * tag; nobody can choose to push out another partition's.
 */
#ifndef MOD_OCR_DIGEST_MEMO_H
#define MOD_OCR_DIGEST_MEMO_H

#include <nettle/sha2.h>
#include <nettle/umac.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many digests a memo has, the latest; with them it takes 200 KB. */
enum { DIGEST_MEMO_ENTRIES = 4096 };

/* The sizes of bodies for which a memo is asked: SHA-256 of a smaller one takes
 * little, and a larger one would have to be read again to be learned. */
enum { DIGEST_MEMO_MIN = 16384, DIGEST_MEMO_MAX = 4 << 20 };

struct digest_memo;

struct digest_memo_tag {
	unsigned char bytes[UMAC128_DIGEST_SIZE];
};

/* Makes a memo that knows nothing, to be freed with free(); NULL without
 * memory. */
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
