/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The layout of an entry's file.  Numbers are in this machine's byte order;
 * with another order the magic number does not match.
 */
#include "store_entry.h"

#include <nettle/sha2.h>
#include <stddef.h>
#include <string.h>

#define MAGIC UINT64_C(0x6d6f645f6f63720a) /* "mod_ocr" and a newline */

struct head {
	uint64_t magic;
	uint32_t version;
	uint32_t lines_size;
	unsigned char key[ANSWER_KEY_SIZE];
	uint64_t written_s;
	uint64_t body_size;
	uint32_t id_at, id_size;
	uint32_t spent_ms;
	uint32_t padding;
	unsigned char digest[STORE_ENTRY_DIGEST];
	/* Digest of all before it, and of the lines behind it. */
	unsigned char check[16];
};

_Static_assert(sizeof(struct head) == STORE_ENTRY_HEAD, "it has no holes");

/*
 * Writes the digest of the head and the lines to out, by which damage to them
 * is found.
 */
static void
make_check(const struct head *h, const void *lines, unsigned char *out)
{
	struct sha256_ctx c;

	sha256_init(&c);
	sha256_update(&c, offsetof(struct head, check), (const void *)h);
	sha256_update(&c, h->lines_size, lines);
	sha256_digest(&c, sizeof(h->check), out);
}

void
store_entry_write(const struct store_entry *e, const char *lines,
    unsigned char out[static STORE_ENTRY_HEAD])
{
	struct head h = {
	    .magic = MAGIC,
	    .version = STORE_ENTRY_VERSION,
	    .lines_size = e->lines_size,
	    .written_s = e->written_s,
	    .body_size = e->body_size,
	    .id_at = e->id_at,
	    .id_size = e->id_size,
	    .spent_ms = e->spent_ms,
	};

	memcpy(h.key, e->key, sizeof(h.key));
	memcpy(h.digest, e->digest, sizeof(h.digest));
	make_check(&h, lines, h.check);
	memcpy(out, &h, sizeof(h));
}

/* Checks that h, the head of an entry, is whole and undamaged. data has the
 * first size bytes of its file, which has file_size of them.  Returns
 * STORE_ENTRY_OK, or what is wrong. */
static enum store_verdict
check_head(const struct head *h, const unsigned char *data, uint64_t size,
    uint64_t file_size)
{
	unsigned char check[sizeof(h->check)];

	if (size < sizeof(*h) || h->magic != MAGIC)
		return STORE_ENTRY_DAMAGED;
	if (h->version != STORE_ENTRY_VERSION)
		return STORE_ENTRY_OTHER_VERSION;
	if (h->lines_size > STORE_ENTRY_LINES_MAX ||
	    size < sizeof(*h) + h->lines_size)
		return STORE_ENTRY_DAMAGED;
	make_check(h, data + sizeof(*h), check);
	if (memcmp(check, h->check, sizeof(check)) != 0 ||
	    file_size - sizeof(*h) - h->lines_size != h->body_size ||
	    (uint64_t)h->id_at + h->id_size > h->body_size)
		return STORE_ENTRY_DAMAGED;
	return STORE_ENTRY_OK;
}

enum store_verdict
store_entry_read(struct store_entry *e, const unsigned char *data,
    uint64_t size, uint64_t file_size,
    const unsigned char key[static ANSWER_KEY_SIZE])
{
	struct head h = {.magic = 0};
	enum store_verdict verdict;

	memcpy(&h, data, size < sizeof(h) ? size : sizeof(h));
	verdict = check_head(&h, data, size, file_size);
	if (verdict != STORE_ENTRY_OK)
		return verdict;
	if (memcmp(h.key, key, sizeof(h.key)) != 0)
		return STORE_ENTRY_DAMAGED;
	*e = (struct store_entry){
	    .written_s = h.written_s,
	    .body_size = h.body_size,
	    .lines_size = h.lines_size,
	    .id_at = h.id_at,
	    .id_size = h.id_size,
	    .spent_ms = h.spent_ms,
	};
	memcpy(e->key, h.key, sizeof(e->key));
	memcpy(e->digest, h.digest, sizeof(e->digest));
	return STORE_ENTRY_OK;
}

uint64_t
store_entry_body_at(const struct store_entry *e)
{
	return STORE_ENTRY_HEAD + (uint64_t)e->lines_size;
}

uint64_t
store_entry_end(const struct store_entry *e)
{
	return store_entry_body_at(e) + e->body_size;
}
