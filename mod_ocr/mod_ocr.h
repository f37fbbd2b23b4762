/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the module share: the plugin's data, and lighttpd's
 * headers, which only the files that include this one may use.
 */
#ifndef MOD_OCR_MOD_OCR_H
#define MOD_OCR_MOD_OCR_H

#include "first.h"
#include "base.h"
#include "buffer.h"
#include "chunk.h"
#include "fdevent.h"
#include "log.h"
#include "plugin.h"
#include "request.h"

#include "compat.h"
#include "fcgi-worker/shm/scoreboard.h"
#include "gate.h"
#include "log_limit.h"
#include "metrics.h"
#include "spool.h"

/*
 * A string literal and its length, which lighttpd's functions take as two
 * arguments.
 */
#define STR(s) CONST_STR_LEN(s)

/*
 * Whether the configuration has values outside of all conditions.  In a list of
 * lighttpd's, these are at index 0; each further index is a condition that has
 * values.
 */
static inline bool
config_has_global(const config_plugin_value_t *cvlist)
{
	return cvlist[0].v.u2[1] != 0;
}

/* Returns the first index that has values. */
static inline int
config_first(const config_plugin_value_t *cvlist)
{
	return config_has_global(cvlist) ? 0 : 1;
}

/*
 * Returns the list of values of an index, which must have some.  An entry whose
 * k_id is -1 ends the list.
 */
static inline const config_plugin_value_t *
config_values(const config_plugin_value_t *cvlist, int index)
{
	return cvlist + cvlist[index].v.u2[0];
}

/* lighttpd keeps bodies up to this in memory, larger ones in files. */
enum { MEMORY_BYTES = 65536 };

/*
 * How many lists of flights: some thousands of requests wait at once at most.
 */
enum { FLIGHT_BUCKETS = 4096 };

enum half_close { HALF_CLOSE_ABORT, HALF_CLOSE_IGNORE };

/* Who may see /status and /metrics. */
enum status_access { STATUS_LOCAL, STATUS_ENABLE, STATUS_DISABLE };

/* The keys that may differ between requests. */
typedef struct {
	bool enabled;
	bool headers; /* whether /headers is served */
	bool single_flight;
	bool store_shared; /* all clients have one partition of the store */
	enum half_close half_close;
	enum status_access status;
	unsigned int body_limit_kb;
	unsigned int answer_limit_kb;
	unsigned int timeout_s;
	unsigned int callers;	   /* a bit for each of callers.h that is on */
	const buffer *cors_origin; /* origin whose pages may call, or NULL */
	const buffer *client_key;  /* name of a header; NULL: the address */
	const buffer *web;	   /* directory of the page, or NULL */
} plugin_config;

/* Where results are kept, how many bytes of them and for how long. */
struct store_config {
	const char *path; /* NULL: nowhere */
	uint64_t limit_bytes;
	unsigned int max_age_s;
};

/* What the last attempt to connect to the pool has shown. */
enum backend_state { BACKEND_UNKNOWN, BACKEND_REACHED, BACKEND_UNREACHABLE };

typedef struct {
	PLUGIN_DATA;
	plugin_config defaults;
	struct gate_limits limits;
	const char *scoreboard_path; /* NULL: none */
	struct store_config store_config;
	unsigned int shutdown_timeout_s;
	server *srv;
	handler_ref fastcgi; /* mod_fastcgi */
	struct gate gate;
	struct request_ctx *requests;	  /* in the hash of request_table */
	struct request_ctx *new_requests; /* in the list of request_table */
	struct flight *flights[FLIGHT_BUCKETS]; /* by the hash of their keys */
	struct store *store;			/* NULL: there is none */
	struct digest_memo *memo;		/* NULL: there is none */
	uint64_t unspooled; /* of all large bodies that stay in memory */
	struct metrics metrics;
	struct log_limit refusals;
	struct scoreboard *scoreboard; /* NULL: not there */
	const char *scoreboard_fault;  /* the last fault that was logged */
	uint64_t scoreboard_retry_ms;
	uint64_t identity_ms;	   /* when identity was right; 0: never */
	uint32_t identity_version; /* of the scoreboard at that time */
	struct scoreboard_identity identity; /* of the pool */
	uint64_t settled;     /* no worker is of a generation before this one */
	unsigned int foreign; /* workers that are busy for others */
	unsigned int foreign_low; /* the fewest in the last samples */
	unsigned int foreign_samples;
	enum backend_state backend_state;
	fdnode *probe;		 /* a connection that is being made, or NULL */
	uint64_t probe_ms;	 /* when the next one may begin */
	unsigned int probe_turn; /* which of the pool's sockets is next */
	int probe_error;   /* errno of the last attempt; 0: it succeeded */
	const char *fault; /* why nothing can be served at all; NULL */
	struct spool spool;
	uint32_t spool_index; /* of the spool's folder in server.upload-dirs */
	unsigned int spool_made; /* spool.made of the folder listed there */
	bool spool_failed;	 /* the log says so */
	uint64_t spool_seen_ms;	 /* when it was looked at */
	array *flags; /* server.feature-flags, if the configuration has none */
	uint64_t terminated_ms; /* when SIGTERM was seen; 0: not */
	uint64_t told_ms; /* when running requests were told of it; 0: not */
	fdnode *timer;
	bool ticking;
	bool grant_due;		    /* the timer was set to fire at once */
	struct request_ctx *drains; /* refused, and their bodies are read */
	struct lingering *lingers;  /* left open for a refused client to read */
} plugin_data;

#endif
