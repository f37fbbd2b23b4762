/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard: what the pool does right now, in a file that the pool maps for
 * writing and others (mod_ocr, fcgi-worker --status) read.  The master
 * writes the pool's record and each worker its own, so no record has two
 * writers at once; a sequence number that is odd while a record is written
 * lets readers notice and read again.
 *
 * A gate and a pool of different versions share it: the header says where the
 * records are and how large, a field is only ever added at the end of a record,
 * and a reader takes what is not there for zero.
 *
 * Readers trust nothing in it: workers read strangers' bytes and can write it.
 * They do not map it either, since a file that is cut short under a mapping
 * ends the process that looks.
 */
#ifndef FCGI_WORKER_SHM_SCOREBOARD_H
#define FCGI_WORKER_SHM_SCOREBOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCOREBOARD_MAGIC UINT64_C(0x6f6372626f617264)
/* Raised when a field changes its meaning or its place.  A program does not
 * read a file with another version. */
#define SCOREBOARD_VERSION 3u
/* Raised when a field is added at the end of a record or of the header. */
#define SCOREBOARD_MINOR 1u
#define SCOREBOARD_WORKERS_MAX 4096u
/* The master renews its heartbeat five times a second.  A pool whose heartbeat
 * is older than SCOREBOARD_STALE_MS is gone, unless the master's process is
 * there: it may have waited for a processor.  A pool whose heartbeat is older
 * than SCOREBOARD_STARVED_MS is gone in any case. */
#define SCOREBOARD_STALE_MS 1000
#define SCOREBOARD_STARVED_MS 10000
#define SCOREBOARD_ID_MAX 64
/*
 * Each record has a page of memory of its own, so that a worker can map its own
 * record and none of the others.
 */
#define SCOREBOARD_PAGE 4096
/* Room for the fields of the header, in which it can grow. */
#define SCOREBOARD_HEADER_ROOM 512
#define SCOREBOARD_FINGERPRINT 32

enum scoreboard_state {
	SCOREBOARD_NONE, /* no process */
	SCOREBOARD_STARTING,
	SCOREBOARD_IDLE,
	SCOREBOARD_BUSY,
	SCOREBOARD_DRAINING, /* finishes its request and ends */
	SCOREBOARD_STATES
};

enum scoreboard_stage {
	SCOREBOARD_WAITING,
	SCOREBOARD_READING,
	SCOREBOARD_DECODING,
	SCOREBOARD_RECOGNIZING,
	SCOREBOARD_RENDERING,
	SCOREBOARD_WRITING,
	SCOREBOARD_STAGES
};

/*
 * Times are milliseconds of CLOCK_MONOTONIC.  There are more slots than
 * workers, so that during a reload two generations have room.
 */
struct scoreboard_pool {
	int64_t master;	     /* its process id */
	uint64_t generation; /* the one that serves */
	uint64_t started_ms;
	uint64_t heartbeat_ms;
	uint64_t restarts;    /* of workers that died */
	int64_t accept_queue; /* connections not accepted yet, -1: unknown */
	uint32_t processors;  /* this pool may use */
	uint32_t breaker;     /* not 0: open, since workers die early */
	uint64_t
	    oom_kills; /* workers that the kernel killed for their memory */
};

struct scoreboard_worker {
	int64_t pid;
	uint64_t generation;
	uint32_t state; /* enum scoreboard_state */
	uint32_t stage; /* enum scoreboard_stage */
	uint32_t page, pages;
	uint64_t started_ms;  /* the process */
	uint64_t request_ms;  /* its request, 0: none */
	uint64_t deadline_ms; /* of its request, 0: none */
	uint64_t requests;    /* done by this process */
	uint64_t crashes;     /* of processes in this slot */
	uint64_t cancelled;   /* requests whose client left, in this slot */
	uint64_t rss_bytes;
	uint64_t cpu_ms;
	char id[SCOREBOARD_ID_MAX + 1]; /* of its request */
	char padding[7];
	uint32_t last_page; /* worked on, if there are several, or 0 */
	uint32_t threads;   /* that recognize beside the one it always has */
};

struct scoreboard_entry {
	_Alignas(SCOREBOARD_PAGE) _Atomic uint32_t sequence;
	uint32_t padding;
	struct scoreboard_worker worker;
};

/* Where the records are, in bytes.  The number that guards a record stands
 * SCOREBOARD_GUARD bytes before it. */
struct scoreboard_layout {
	uint32_t pool_at;   /* of the pool's guard in the file */
	uint32_t pool_size; /* of its record */
	uint32_t entries_at;
	uint32_t entry_size;  /* from one worker's guard to the next */
	uint32_t worker_size; /* of a worker's record */
};

#define SCOREBOARD_GUARD 8

/* The file. */
struct scoreboard_file {
	uint64_t magic;
	uint32_t version;
	uint32_t minor;
	uint32_t header_size; /* up to the last field that there is */
	uint32_t workers;     /* slots */
	struct scoreboard_layout layout;
	uint32_t padding;
	/* Of the generation that serves, see scoreboard_identity; the
	 * pool's number guards it, too. */
	unsigned char fingerprint[SCOREBOARD_FINGERPRINT];
	_Alignas(SCOREBOARD_HEADER_ROOM) _Atomic uint32_t sequence;
	uint32_t padding_of_sequence;
	struct scoreboard_pool pool;
	struct scoreboard_entry entries[];
};

/* The layout that this program writes. */
extern const struct scoreboard_layout scoreboard_layout;

/* The bytes of the header that this program knows. */
#define SCOREBOARD_HEADER_SIZE                                                 \
	(offsetof(struct scoreboard_file, fingerprint) + SCOREBOARD_FINGERPRINT)

/* A scoreboard that is open for reading, as its header was when it was opened.
 */
struct scoreboard {
	int fd;
	unsigned workers;   /* slots */
	size_t header_size; /* of what this program knows of it */
	struct scoreboard_layout layout;
};

/* How many workers there are for requests. */
struct scoreboard_slots {
	unsigned total; /* workers of the newest generation that serve */
	unsigned free;	/* those of them that are idle */
};

/*
 * Opens the file path for reading.  Returns the scoreboard, which the caller
 * closes.  Returns NULL, and sets *why to a reason to print, if it is absent,
 * no scoreboard, of another version, or cut short.  Of a scoreboard with
 * another minor number, the fields that both sides know are read.
 */
struct scoreboard *scoreboard_open(const char *path, const char **why);

/* Closes a scoreboard that scoreboard_open returned; NULL is allowed. */
void scoreboard_close(struct scoreboard *s);

/*
 * Copies the pool's record to out.  Returns false when the master died while it
 * wrote it, or when the file has been cut short.
 */
bool scoreboard_read_pool(
    const struct scoreboard *s, struct scoreboard_pool *out);

/*
 * Copies the record of slot to out.  Returns false when there is no such slot,
 * when the worker died while it wrote the record, or when the file has been cut
 * short.
 */
bool scoreboard_read_worker(
    const struct scoreboard *s, unsigned slot, struct scoreboard_worker *out);

/*
 * Who answers: the generation that serves, and its fingerprint.  The
 * fingerprint is a digest of all that can change its answers: the program, its
 * libraries, the languages and the defaults.  All zeros when it is not known.
 */
struct scoreboard_identity {
	uint64_t generation;
	unsigned char fingerprint[SCOREBOARD_FINGERPRINT];
};

/* Reads a number that changes whenever the pool's record or its identity does,
 * into *out.  That takes a quarter of the time of reading those.  Returns
 * whether it could be read. */
bool scoreboard_read_version(const struct scoreboard *s, uint32_t *out);

/*
 * Copies the generation and the fingerprint to out, as they were at one moment.
 * Returns false as scoreboard_read_pool does.
 */
bool scoreboard_read_identity(
    const struct scoreboard *s, struct scoreboard_identity *out);

/*
 * Whether the master of the scoreboard is alive at the time now_ms: its
 * heartbeat is younger than SCOREBOARD_STALE_MS; or it is younger than
 * SCOREBOARD_STARVED_MS, and the process is there and may be waiting for a
 * processor.
 */
bool scoreboard_is_alive(const struct scoreboard *s, uint64_t now_ms);

/* Counts the workers that serve and those that are idle. */
struct scoreboard_slots scoreboard_count(const struct scoreboard *s);

#endif
