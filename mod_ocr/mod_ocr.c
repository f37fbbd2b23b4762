/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate inside lighttpd: the only file that includes lighttpd's headers.
 * It claims a request before mod_fastcgi sees it, reads the body, parks it
 * until a slot is free and only then lets mod_fastcgi have it.  Who comes in
 * and who is next is gate.c's to say.
 */
#include "first.h"
#include "base.h"
#include "buffer.h"
#include "chunk.h"
#include "fdevent.h"
#include "http_header.h"
#include "log.h"
#include "plugin.h"
#include "plugins.h"
#include "reqpool.h"
#include "request.h"
#include "response.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "compat.h"
#include "deadline.h"
#include "fcgi-worker/query.h"
#include "fcgi-worker/scoreboard.h"
#include "fcgi-worker/sniff.h"
#include "gate.h"
#include "metrics.h"
#include "problem.h"
#include "route.h"

#define STR(s) CONST_STR_LEN(s)

enum {
	ID_LEN = 32,
	ID_MAX = 64,
	TICK_MS = 50,
	/* How long the gate leaves alone a pool that cannot be reached. */
	PAUSE_MS = 100,
	/* A worker's death may be the first of all: a pool that is being
	 * stopped must be gone before a request is given to it again. */
	REPLAY_MS = 100,
	/* A worker answers its deadline itself; the gate only backs it up. */
	OVERDUE_MS = 2000,
	BOARD_RETRY_MS = 500,
	/* lighttpd keeps bodies up to this in memory, larger ones in files. */
	MEMORY_BYTES = 65536,
	/* Enough of a body to tell its type. */
	SNIFF_BYTES = 1028, /* a PDF's head may begin at the last of 1024 */
	/* Descriptors of lighttpd that are neither connections nor bodies. */
	RESERVED_FDS = 64,
	/* Before lighttpd cuts every connection at the end of a graceful
	 * stop: the time in which those that remain are answered. */
	CLOSING_QUEUED_S = 2,
	CLOSING_RUNNING_S = 1,
};

enum half_close { HALF_CLOSE_ABORT, HALF_CLOSE_IGNORE };

typedef struct {
	bool enabled;
	enum half_close half_close;
	unsigned int body_limit_kb;
	unsigned int timeout_s;
	const buffer *cors_origin; /* whose pages may call; NULL: none */
	const buffer *client_key;  /* name of a header; NULL: the address */
} plugin_config;

/* The last connection to the pool. */
enum contact { CONTACT_NONE, CONTACT_MADE, CONTACT_FAILED };

typedef struct {
	PLUGIN_DATA;
	plugin_config defaults;
	plugin_config conf;
	struct gate_limits limits;
	const char *board_path;
	server *srv;
	handler_ref fastcgi;
	struct gate gate;
	struct metrics metrics;
	struct scoreboard *board;
	const char *board_fault; /* the last one logged */
	enum contact contact;
	uint64_t board_retry_ms;
	fdnode *timer;
	bool ticking;
} plugin_data;

/* A request of ours, from its headers to its reset. */
struct passage {
	struct gate_job job; /* first: a job is cast back to its passage */
	request_st *r;
	const struct route *route;
	const struct problem *dismissed; /* to be answered with, unless NULL */
	chunkqueue *kept;   /* the body once more, while a worker has it */
	uint64_t replay_ms; /* it stays in its slot until then; 0: not */
	bool handed_over;   /* mod_fastcgi has it */
	bool sent;	    /* and a worker has seen something of it */
	char id[ID_MAX + 1];
};

static const struct problem no_worker = {
    .status = 503,
    .detail = "No worker can take a page now. Try again after the time in "
	      "Retry-After.",
};

static const struct problem shutting_down = {
    .status = 503,
    .detail = "This server is shutting down. Try again after the time in "
	      "Retry-After.",
};

static const struct problem expired_queued = {
    .status = 504,
    .detail = "The deadline passed before a worker was free. Ask for more "
	      "time with timeout=SECONDS, or try again later.",
    .stage = "queued",
};

static const struct problem expired_running = {
    .status = 504,
    .detail = "The deadline passed while the page was being recognized. Ask "
	      "for more time with timeout=SECONDS.",
    .stage = "running",
};

static const struct problem worker_failed = {
    .status = 500,
    .detail = "The workers that had this request failed, twice. Nothing was "
	      "recognized.",
};

static const struct problem no_backend = {
    .status = 500,
    .detail = "This server's configuration leads this path to no pool.",
};

static const struct problem refusals[GATE_VERDICTS] = {
    [GATE_QUEUE_FULL] =
	{
	    .status = 503,
	    .detail = "The queue is full. Try again after the time in "
		      "Retry-After.",
	},
    [GATE_SPOOL_FULL] =
	{
	    .status = 503,
	    .detail = "There is no room for this body now. Try again after "
		      "the time in Retry-After.",
	},
    [GATE_CLIENT_FULL] =
	{
	    .status = 429,
	    .detail = "This client has its share of the queue. Wait for "
		      "answers before sending more.",
	},
    [GATE_TOO_LATE] =
	{
	    .status = 503,
	    .detail = "The wait would pass the deadline. Try again after the "
		      "time in Retry-After, or ask for more time with "
		      "timeout=SECONDS.",
	},
};

static uint64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Random bytes, fetched for many requests at once. */
static void
draw_random(unsigned char *out, size_t size)
{
	static unsigned char drawn[4096];
	static size_t left;

	if (left < size) {
		/* Up to 256 bytes a call never come short. */
		for (size_t i = 0; i < sizeof(drawn); i += 256)
			while (getrandom(drawn + i, 256, 0) < 0)
				;
		left = sizeof(drawn);
	}
	left -= size;
	memcpy(out, drawn + left, size);
}

/* The client's X-Request-Id if it is safe to repeat in headers, logs and
 * JSON, else a random one. */
static void
passage_name(struct passage *ps, request_st *r)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	static const char hex[] = "0123456789abcdef";
	const buffer *given =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("X-Request-Id"));
	unsigned char random[ID_LEN / 2];

	if (given != NULL && buffer_clen(given) >= 1 &&
	    buffer_clen(given) <= ID_MAX &&
	    strspn(given->ptr, safe) == buffer_clen(given)) {
		memcpy(ps->id, given->ptr, buffer_clen(given) + 1);
		return;
	}
	draw_random(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++) {
		ps->id[2 * i] = hex[random[i] >> 4];
		ps->id[2 * i + 1] = hex[random[i] & 15];
	}
}

static struct passage *
passage_create(request_st *r, plugin_data *p)
{
	struct passage *ps = ck_calloc(1, sizeof(*ps));

	ps->r = r;
	passage_name(ps, r);
	r->plugin_ctx[p->id] = ps;
	return ps;
}

static void
passage_free(struct passage *ps)
{
	if (ps->kept != NULL)
		chunkqueue_free(ps->kept);
	free(ps);
}

/* Who takes turns with whom: the header of ocr.client-key, else the address,
 * of IPv6 the network of one subscriber. */
static void
client_key(const request_st *r, const plugin_config *conf, char key[])
{
	const buffer *name = conf->client_key;
	const buffer *value = NULL;
	struct in6_addr a;

	if (name != NULL)
		value = http_header_request_get(r,
		    http_header_hkey_get(BUF_PTR_LEN(name)), BUF_PTR_LEN(name));
	if (value == NULL || buffer_clen(value) == 0)
		value = request_address(r);
	gate_key(key, value->ptr, buffer_clen(value));
	if (inet_pton(AF_INET6, key, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
		return;
	memset(&a.s6_addr[8], 0, 8);
	inet_ntop(AF_INET6, &a, key, GATE_KEY_MAX + 1);
}

/* --- answers -------------------------------------------------------- */

/* Sets the whole answer.  Keeping handler_module set is what stops lighttpd
 * from replacing body and headers with its own HTML page. */
static handler_t
answer(request_st *r, plugin_data *p, int status, const char *type, char *body)
{
	http_response_body_clear(r, 0);
	r->http_status = body != NULL ? status : 503;
	r->handler_module = handler_self(p);
	if (body != NULL) {
		http_header_response_set(r, HTTP_HEADER_CONTENT_TYPE,
		    STR("Content-Type"), type, (uint32_t)strlen(type));
		chunkqueue_append_mem(&r->write_queue, body, strlen(body));
		if (body[0] != '\0' && body[strlen(body) - 1] != '\n')
			chunkqueue_append_mem(&r->write_queue, "\n", 1);
		free(body);
	}
	http_header_response_set(r, HTTP_HEADER_CACHE_CONTROL,
	    STR("Cache-Control"), STR("no-store"));
	r->resp_body_started = 1;
	r->resp_body_finished = 1;
	return HANDLER_FINISHED;
}

static handler_t
answer_problem(request_st *r, plugin_data *p, const struct problem *problem)
{
	struct passage *ps = r->plugin_ctx[p->id];
	char key[GATE_KEY_MAX + 1], seconds[12];
	int n;

	if (problem->status == 503 || problem->status == 429) {
		client_key(r, &p->conf, key);
		n = snprintf(seconds, sizeof(seconds), "%u",
		    gate_retry_after(&p->gate, key));
		http_header_response_set(r, HTTP_HEADER_OTHER,
		    STR("Retry-After"), seconds, (uint32_t)n);
	}
	return answer(r, p, problem->status, "application/problem+json",
	    problem_json(problem, ps->id));
}

/* Answers with PROBLEM instead of handing the request over. */
static handler_t
refuse(request_st *r, plugin_data *p, const struct problem *problem)
{
	struct passage *ps = r->plugin_ctx[p->id];

	gate_finish(&p->gate, &ps->job, GATE_REFUSED, clock_ms());
	return answer_problem(r, p, problem);
}

static handler_t
refuse_too_large(request_st *r, plugin_data *p)
{
	struct problem problem = {
	    .status = 413,
	    .limit_bytes = (uint64_t)p->conf.body_limit_kb << 10,
	};

	return refuse(r, p, &problem);
}

static handler_t
refuse_type(request_st *r, plugin_data *p)
{
	struct problem problem = {
	    .status = 415,
	    .detail = "The body is none of the supported types, which are "
		      "told by their first bytes.",
	    .supported = json_array(),
	};
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));

	/* What curl calls a body of which it was not told the type. */
	if (type != NULL && buffer_eq_icase_slen(
				type, STR("application/x-www-form-urlencoded")))
		problem.detail =
		    "The body is none of the supported types, which are told "
		    "by their first bytes. curl -d changes the bytes of a "
		    "file: send it with --data-binary or -F file=@FILE.";
	for (int i = SNIFF_UNKNOWN + 1; i < SNIFF_TYPES; i++)
		json_array_append_new(problem.supported,
		    json_string(sniff_media_type((enum sniff_type)i)));
	return refuse(r, p, &problem);
}

static handler_t
refuse_timeout(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 400,
	    .detail = "timeout takes a whole number of seconds from 1 to 600.",
	    .parameter = "timeout",
	};

	return refuse(r, p, &problem);
}

static handler_t
refuse_path(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 404,
	    .detail = "There is nothing at this path. Pages are posted to "
		      "/ocr.",
	};

	return refuse(r, p, &problem);
}

static void
set_allow(request_st *r, const struct route *route)
{
	http_header_response_set(r, HTTP_HEADER_ALLOW, STR("Allow"),
	    route->allow, (uint32_t)strlen(route->allow));
}

static handler_t
refuse_method(request_st *r, plugin_data *p, const struct route *route)
{
	static const struct problem problem = {
	    .status = 405,
	    .detail = "This path does not take that method; the header Allow "
		      "lists the ones it takes.",
	};

	set_allow(r, route);
	return refuse(r, p, &problem);
}

static bool
is_ready(const plugin_data *p)
{
	if (p->gate.limits.slots == 0 || clock_ms() < p->gate.paused_ms)
		return false;
	/* A scoreboard that is not there yet or any more is a pool's that is
	 * not; one that is elsewhere is known by its answers. */
	return p->board != NULL || p->board_path == NULL ||
	       p->contact == CONTACT_MADE;
}

static handler_t
serve(request_st *r, plugin_data *p, const struct route *route)
{
	static const char text[] = "text/plain; charset=utf-8";
	static const char prometheus[] =
	    "text/plain; version=0.0.4; charset=utf-8";
	struct passage *ps = r->plugin_ctx[p->id];

	gate_finish(&p->gate, &ps->job, GATE_SERVED, clock_ms());
	p->metrics.pool = p->board;
	p->metrics.ready = is_ready(p);
	if (r->http_method == HTTP_METHOD_OPTIONS) {
		set_allow(r, route);
		r->handler_module = handler_self(p);
		r->http_status = 204;
		r->resp_body_finished = 1;
		return HANDLER_FINISHED;
	}
	switch (route->serve) {
	case ROUTE_READYZ:
		return p->metrics.ready
			   ? answer(r, p, 200, text, strdup("ready\n"))
			   : answer_problem(r, p, &no_worker);
	case ROUTE_STATUS:
		return answer(r, p, 200, "application/json",
		    metrics_status(&p->metrics, clock_ms()));
	case ROUTE_METRICS:
		return answer(r, p, 200, prometheus,
		    metrics_prometheus(&p->metrics, clock_ms()));
	default:
		return answer(r, p, 200, text, strdup("ok\n"));
	}
}

/* --- plugin configuration ------------------------------------------- */

enum key {
	KEY_GATE,
	KEY_BODY_LIMIT,
	KEY_TIMEOUT,
	KEY_HALF_CLOSE,
	KEY_CLIENT_KEY,
	KEY_CORS_ORIGIN,
	KEY_SLOTS,
	KEY_QUEUE_LIMIT,
	KEY_CLIENT_LIMIT,
	KEY_SPOOL_LIMIT,
	KEY_SCOREBOARD,
};

static const config_plugin_keys_t keys[] = {
    {STR("ocr.gate"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.body-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.timeout"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.half-close"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.client-key"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.cors-origin"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.slots"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.queue-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.client-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.spool-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.scoreboard"), T_CONFIG_STRING, T_CONFIG_SCOPE_SERVER},
    {NULL, 0, T_CONFIG_UNSET, T_CONFIG_SCOPE_UNSET},
};

INIT_FUNC(mod_ocr_init)
{
	return ck_calloc(1, sizeof(plugin_data));
}

FREE_FUNC(mod_ocr_free)
{
	plugin_data *p = p_d;

	if (p->timer != NULL) {
		int fd = p->timer->fd;
		fdevent_fdnode_event_del(p->srv->ev, p->timer);
		fdevent_unregister(p->srv->ev, p->timer);
		close(fd);
	}
	scoreboard_close(p->board);
	gate_free(&p->gate);
}

static void
mod_ocr_merge_config_cpv(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	switch (cpv->k_id) {
	case KEY_GATE:
		pconf->enabled = cpv->v.u != 0;
		break;
	case KEY_BODY_LIMIT:
		pconf->body_limit_kb = cpv->v.u;
		break;
	case KEY_TIMEOUT:
		pconf->timeout_s = cpv->v.u;
		break;
	case KEY_HALF_CLOSE:
		pconf->half_close = buffer_eq_slen(cpv->v.b, STR("ignore"))
					? HALF_CLOSE_IGNORE
					: HALF_CLOSE_ABORT;
		break;
	case KEY_CLIENT_KEY:
		pconf->client_key = buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b;
		break;
	case KEY_CORS_ORIGIN:
		pconf->cors_origin =
		    buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b;
		break;
	default: /* server-wide keys are read once, at start */
		break;
	}
}

static void
mod_ocr_merge_config(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	do {
		mod_ocr_merge_config_cpv(pconf, cpv);
	} while ((++cpv)->k_id != -1);
}

static void
mod_ocr_patch_config(request_st *r, plugin_data *p)
{
	p->conf = p->defaults;
	for (int i = 1; i < p->nconfig; i++)
		if (config_check_cond(r, p->cvlist[i].k_id))
			mod_ocr_merge_config(
			    &p->conf, p->cvlist + p->cvlist[i].v.u2[0]);
}

/* lighttpd only compares version numbers, but its structs also depend on how
 * it was configured.  Its allocations tell their sizes: malloc rounds up, by
 * less than 24 bytes. */
static bool
size_matches(const void *object, size_t size)
{
	size_t usable = malloc_usable_size((void *)(uintptr_t)object);

	return usable >= size && usable - size < 24;
}

static bool
layout_matches(server *srv)
{
	/* request_acquire() reads connection.srv and connection.request at
	 * offsets that are in doubt here: at any offset it finds srv. */
	void *con[512];
	request_st *r;
	bool matches =
	    size_matches(srv, sizeof(server)) && srv->srv_sockets.used > 0 &&
	    size_matches(srv->srv_sockets.ptr[0], sizeof(server_socket));

	if (!matches)
		return false;
	for (size_t i = 0; i < sizeof(con) / sizeof(*con); i++)
		con[i] = srv;
	r = request_acquire((connection *)(void *)con);
	if (!size_matches(r, sizeof(request_st)) || r->con != (void *)con)
		return false;
	request_free_data(r);
	free(r);
	return true;
}

static void
read_server_key(plugin_data *p, const config_plugin_value_t *cpv)
{
	switch (cpv->k_id) {
	case KEY_SLOTS:
		p->limits.slots = cpv->v.u;
		break;
	case KEY_QUEUE_LIMIT:
		p->limits.queue_limit = cpv->v.u;
		break;
	case KEY_CLIENT_LIMIT:
		p->limits.client_limit = cpv->v.u;
		break;
	case KEY_SPOOL_LIMIT:
		p->limits.spool_bytes = (uint64_t)cpv->v.u << 10;
		break;
	case KEY_SCOREBOARD:
		p->board_path =
		    buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b->ptr;
		break;
	default:
		break;
	}
}

/* Whether a value is one that key takes; if not, the log says what it takes. */
static bool
check_key(server *srv, const config_plugin_value_t *cpv)
{
	const char *wants = NULL;
	unsigned int u = cpv->v.u;

	switch (cpv->k_id) {
	case KEY_SLOTS:
	case KEY_QUEUE_LIMIT:
	case KEY_CLIENT_LIMIT:
		wants = u >= 1 && u <= 65535 ? NULL : "a number, 1 to 65535";
		break;
	case KEY_BODY_LIMIT:
	case KEY_SPOOL_LIMIT:
		wants = u >= 1 ? NULL : "a number of kilobytes, 1 or more";
		break;
	case KEY_TIMEOUT:
		wants = u >= DEADLINE_MIN_S && u <= DEADLINE_MAX_S
			    ? NULL
			    : "a number of seconds, 1 to 600";
		break;
	case KEY_HALF_CLOSE:
		wants = buffer_eq_slen(cpv->v.b, STR("ignore")) ||
				buffer_eq_slen(cpv->v.b, STR("abort"))
			    ? NULL
			    : "\"abort\" or \"ignore\"";
		break;
	case KEY_CORS_ORIGIN:
		wants = strpbrk(cpv->v.b->ptr, " ,\r\n") != NULL
			    ? "\"*\" or one origin"
			    : NULL;
		break;
	default:
		break;
	}
	if (wants != NULL)
		log_error(srv->errh, __FILE__, __LINE__, "%s takes %s",
		    keys[cpv->k_id].k, wants);
	return wants == NULL;
}

static bool
read_keys(server *srv, plugin_data *p)
{
	bool good = true;

	for (int i = !p->cvlist[0].v.u2[1]; i < p->nconfig; i++) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist[i].v.u2[0];
		for (; cpv->k_id != -1; cpv++) {
			good = check_key(srv, cpv) && good;
			read_server_key(p, cpv);
		}
	}
	return good;
}

SETDEFAULTS_FUNC(mod_ocr_set_defaults)
{
	plugin_data *p = p_d;

	if (!layout_matches(srv)) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "mod_ocr was built for a lighttpd with other data "
		    "structures; build it with the headers of this lighttpd "
		    "(make LIGHTTPD_SRC=DIR)");
		return HANDLER_ERROR;
	}
	/* Here, since a parent starts anew each child that ends. */
	if (srv->srvconf.max_worker > 0) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "server.max-worker = %d: mod_ocr needs 0, since separate "
		    "processes cannot share one queue",
		    srv->srvconf.max_worker);
		return HANDLER_ERROR;
	}
	if (!config_plugin_values_init(srv, p, keys, "mod_ocr"))
		return HANDLER_ERROR;
	p->defaults.body_limit_kb = 32768;
	p->defaults.timeout_s = 300;
	p->limits = (struct gate_limits){
	    .slots = 1,
	    .queue_limit = 10000,
	    .client_limit = 10000,
	    .spool_bytes = UINT64_C(4) << 30,
	    .memory_bytes = MEMORY_BYTES,
	};
	if (!read_keys(srv, p))
		return HANDLER_ERROR;
	if (p->nconfig > 0 && p->cvlist->v.u2[1]) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist->v.u2[0];
		if (cpv->k_id != -1)
			mod_ocr_merge_config(&p->defaults, cpv);
	}
	return HANDLER_GO_ON;
}

/* Our hook must run first, since mod_fastcgi answers 503 by itself while it
 * holds its backend for dead, and a module behind it never sees the request. */
static bool
find_fastcgi(server *srv, plugin_data *p)
{
	bool twice = false;

	for (uint32_t i = 0; i < srv->plugins.used; i++) {
		handler_ref h = handler_at(srv, i);
		if (strcmp(handler_plugin(h)->name, "fastcgi") == 0)
			p->fastcgi = h;
		twice |= strcmp(handler_plugin(h)->name, "ocr") == 0 &&
			 handler_id(h) != p->id;
	}
	if (!twice && p->fastcgi != NULL && handler_id(p->fastcgi) > p->id)
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "server.modules must list \"mod_ocr\" once and, after it, "
	    "\"mod_fastcgi\"");
	return false;
}

/* lighttpd does not count the files of bodies, and answers 500 when there is
 * no descriptor for one: what connections and workers leave is ours to
 * budget. */
static bool
budget_descriptors(server *srv, plugin_data *p)
{
	struct rlimit rl = {.rlim_cur = RLIM_INFINITY};
	rlim_t fds = (rlim_t)srv->max_fds;
	/* A running request has its worker's connection and its body twice. */
	rlim_t taken = (rlim_t)srv->srvconf.max_conns + RESERVED_FDS +
		       2 * (rlim_t)p->limits.slots;

	getrlimit(RLIMIT_NOFILE, &rl);
	if (rl.rlim_cur < fds)
		fds = rl.rlim_cur;
	if (fds <= taken) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "%llu file descriptors are too few for %d connections and "
		    "%u workers: raise server.max-fds (and LimitNOFILE) or "
		    "lower server.max-connections",
		    (unsigned long long)fds, srv->srvconf.max_conns,
		    p->limits.slots);
		return false;
	}
	p->limits.spool_files = p->limits.queue_limit;
	if (fds - taken >= p->limits.queue_limit)
		return true;
	p->limits.spool_files = (unsigned)(fds - taken);
	log_error(srv->errh, __FILE__, __LINE__,
	    "[note] %llu file descriptors: of %u requests in the queue only %u "
	    "may have bodies above 64 kB",
	    (unsigned long long)fds, p->limits.queue_limit,
	    p->limits.spool_files);
	return true;
}

static handler_t mod_ocr_tick(void *ctx, int revents);

static bool
start_timer(server *srv, plugin_data *p)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0) {
		log_perror(srv->errh, __FILE__, __LINE__, "timerfd_create()");
		return false;
	}
	srv->cur_fds++;
	p->timer = fdevent_register(srv->ev, fd, mod_ocr_tick, p);
	fdevent_fdnode_event_set(srv->ev, p->timer, FDEVENT_IN);
	return true;
}

static void
set_timer(plugin_data *p, long ms)
{
	struct itimerspec t = {
	    .it_value.tv_nsec = ms * 1000000L,
	    .it_interval.tv_nsec = ms * 1000000L,
	};

	p->ticking = ms > 0;
	timerfd_settime(p->timer->fd, 0, &t, NULL);
}

/* --- turns ---------------------------------------------------------- */

/* Ends a request that is not being handled right now; its client is told when
 * lighttpd comes to it. */
static void
dismiss(plugin_data *p, struct gate_job *job, enum gate_outcome outcome,
    const struct problem *problem)
{
	struct passage *ps = (struct passage *)job;

	gate_finish(&p->gate, job, outcome, clock_ms());
	ps->dismissed = problem;
	joblist_append(ps->r->con);
}

static void
expire(plugin_data *p, uint64_t now_ms)
{
	struct gate_job *job;

	while ((job = gate_expired(&p->gate, now_ms)) != NULL)
		dismiss(p, job, GATE_EXPIRED,
		    job->state == GATE_QUEUED &&
			    (p->contact == CONTACT_FAILED || !is_ready(p))
			? &no_worker
			: &expired_queued);
	while ((job = gate_overdue(&p->gate, now_ms, OVERDUE_MS)) != NULL)
		dismiss(p, job, GATE_EXPIRED, &expired_running);
}

static void
start_clock(plugin_data *p)
{
	const struct gate *g = &p->gate;

	if (!p->ticking && g->reading + g->queued + g->running > 0)
		set_timer(p, TICK_MS);
}

/* Gives free slots to those whose turn it is.  The request SELF is being
 * handled right now and needs no wake-up. */
static void
grant(plugin_data *p, const request_st *self)
{
	struct gate_job *job;

	expire(p, clock_ms());
	while ((job = gate_grant(&p->gate, clock_ms())) != NULL) {
		request_st *r = ((struct passage *)job)->r;
		if (r != self)
			joblist_append(r->con);
	}
	start_clock(p);
}

static void
finish(plugin_data *p, struct passage *ps, enum gate_outcome outcome)
{
	bool held_slot = ps->job.state == GATE_RUNNING;

	gate_finish(&p->gate, &ps->job, outcome, clock_ms());
	if (held_slot)
		grant(p, ps->r);
}

static bool
is_closing(const plugin_data *p, int seconds)
{
	unix_time64_t end = p->srv->graceful_expire_ts;

	return end != 0 && log_monotonic_secs + seconds >= end;
}

/* At the end of the grace lighttpd would cut those that remain without an
 * answer. */
static void
close_down(plugin_data *p)
{
	struct gate_job *job;

	while (is_closing(p, CLOSING_QUEUED_S) &&
	       ((job = gate_any(&p->gate, GATE_QUEUED)) != NULL ||
		   (job = gate_any(&p->gate, GATE_READING)) != NULL))
		dismiss(p, job, GATE_REFUSED, &shutting_down);
	while (is_closing(p, CLOSING_RUNNING_S) &&
	       (job = gate_any(&p->gate, GATE_RUNNING)) != NULL)
		dismiss(p, job, GATE_REFUSED, &shutting_down);
}

static void
wake_replays(plugin_data *p, uint64_t now_ms)
{
	struct gate_job *job;

	for (job = p->gate.in_slots; job != NULL; job = job->next) {
		const struct passage *ps = (struct passage *)job;
		if (ps->replay_ms != 0 && ps->replay_ms <= now_ms)
			joblist_append(ps->r->con);
	}
}

static void
log_board_fault(plugin_data *p, const char *fault)
{
	if (p->board_fault != NULL && strcmp(p->board_fault, fault) == 0)
		return;
	p->board_fault = fault;
	log_error(p->srv->errh, __FILE__, __LINE__,
	    "ocr.scoreboard = \"%s\": %s; using ocr.slots = %u", p->board_path,
	    fault, p->limits.slots);
}

static void
lose_board(plugin_data *p)
{
	scoreboard_close(p->board);
	p->board = NULL;
	p->contact = CONTACT_NONE;
	log_board_fault(p, "its pool is gone");
}

static void
open_board(plugin_data *p, uint64_t now_ms)
{
	const char *why;

	p->board_retry_ms = now_ms + BOARD_RETRY_MS;
	p->board = scoreboard_open(p->board_path, &why);
	if (p->board == NULL) {
		log_board_fault(p, why);
	} else if (!scoreboard_is_alive(p->board, now_ms)) {
		lose_board(p);
	}
}

/* The number of slots is what the pool says it is. */
static void
watch_pool(plugin_data *p, uint64_t now_ms)
{
	unsigned slots = p->limits.slots;

	if (p->board_path == NULL)
		return;
	if (p->board == NULL && now_ms >= p->board_retry_ms) {
		open_board(p, now_ms);
		if (p->board != NULL) {
			p->board_fault = NULL;
			log_error(p->srv->errh, __FILE__, __LINE__,
			    "[note] ocr.scoreboard = \"%s\": in use",
			    p->board_path);
		}
	} else if (p->board != NULL && !scoreboard_is_alive(p->board, now_ms)) {
		lose_board(p);
	}
	if (p->board != NULL)
		slots = scoreboard_count(p->board).total;
	gate_resize(&p->gate, slots);
}

static handler_t
mod_ocr_tick(void *ctx, int revents)
{
	plugin_data *p = ctx;
	uint64_t now_ms = clock_ms(), ticks;

	UNUSED(revents);
	if (read(p->timer->fd, &ticks, sizeof(ticks)) < 0)
		return HANDLER_GO_ON; /* set anew since it fired */
	watch_pool(p, now_ms);
	expire(p, now_ms);
	close_down(p);
	wake_replays(p, now_ms);
	grant(p, NULL);
	/* The clock stands while there is nothing to watch. */
	if (p->gate.reading + p->gate.queued + p->gate.running == 0 &&
	    p->board_path == NULL)
		set_timer(p, 0);
	return HANDLER_GO_ON;
}

SERVER_FUNC(mod_ocr_worker_init)
{
	plugin_data *p = p_d;

	p->srv = srv;
	if (!find_fastcgi(srv, p) || !budget_descriptors(srv, p) ||
	    !start_timer(srv, p))
		return HANDLER_ERROR;
	gate_init(&p->gate, &p->limits);
	p->metrics.gate = &p->gate;
	p->metrics.started_ms = clock_ms();
	if (p->board_path != NULL)
		set_timer(p, TICK_MS);
	watch_pool(p, clock_ms());
	return HANDLER_GO_ON;
}

/* --- a request's way ------------------------------------------------ */

/* lighttpd takes a TCP FIN for a half-close and goes on.  For a client that
 * waits for OCR it nearly always means that nobody will read the answer. */
static bool
client_left(request_st *r, plugin_data *p)
{
	if (r->http_version > HTTP_VERSION_1_1 ||
	    !(r->conf.stream_request_body & FDEVENT_STREAM_REQUEST_TCP_FIN))
		return false;
	mod_ocr_patch_config(r, p);
	return p->conf.half_close == HALF_CLOSE_ABORT;
}

/* A parked HTTP/1.1 request that came in one piece has no event interest at
 * all: neither FIN nor RST would be seen. */
static void
watch_client(request_st *r)
{
	connection *con = r->con;

	if (r->http_version > HTTP_VERSION_1_1 ||
	    (fdevent_fdnode_interest(con->fdn) & FDEVENT_RDHUP) ||
	    (r->conf.stream_request_body & FDEVENT_STREAM_REQUEST_POLLRDHUP))
		return;
	fdevent_fdnode_event_add(con->srv->ev, con->fdn, FDEVENT_RDHUP);
}

/* From the headers alone, before a byte of the body is taken: a client that
 * sent Expect: 100-continue has sent none. */
static handler_t
admit(request_st *r, plugin_data *p, struct passage *ps)
{
	const buffer *prefer =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("Prefer"));
	uint64_t bytes =
	    r->reqbody_length > 0 ? (uint64_t)r->reqbody_length : 0;
	int seconds = deadline_parse(
	    BUF_PTR_LEN(&r->uri.query), prefer != NULL ? prefer->ptr : NULL);
	uint64_t timeout_ms =
	    UINT64_C(1000) *
	    (seconds > 0 ? (unsigned)seconds : p->conf.timeout_s);
	char key[GATE_KEY_MAX + 1];
	enum gate_verdict verdict;

	if (seconds < 0)
		return refuse_timeout(r, p);
	if (is_closing(p, CLOSING_QUEUED_S))
		return refuse(r, p, &shutting_down);
	client_key(r, &p->conf, key);
	verdict = gate_admit(&p->gate, key, bytes, timeout_ms);
	if (verdict != GATE_ADMIT)
		return refuse(r, p, &refusals[verdict]);
	gate_read(&p->gate, &ps->job, key, clock_ms(), timeout_ms);
	gate_reserve(&p->gate, &ps->job, bytes);
	/* One file a body: of several, all but the last would be closed, and
	 * gone by name when the body is needed again. */
	r->reqbody_queue.upload_temp_file_size = INT64_MAX;
	start_clock(p);
	r->handler_module = handler_self(p);
	return HANDLER_GO_ON;
}

/* mod_fastcgi moves the body out of the request; a second worker would find
 * none.  Files are not copied, only opened once more. */
static void
keep_body(request_st *r, struct passage *ps)
{
	chunkqueue *cq = &r->reqbody_queue;

	if (ps->kept != NULL || ps->job.replayed || chunkqueue_is_empty(cq))
		return;
	ps->kept = chunkqueue_init(NULL);
	chunkqueue_append_cq_range(ps->kept, cq, 0, chunkqueue_length(cq));
}

static void
restore_body(request_st *r, struct passage *ps)
{
	if (ps->kept == NULL)
		return;
	chunkqueue_reset(&r->reqbody_queue);
	chunkqueue_append_chunkqueue(&r->reqbody_queue, ps->kept);
	chunkqueue_free(ps->kept);
	ps->kept = NULL;
}

REQUEST_FUNC(mod_ocr_request_reset);

URIHANDLER_FUNC(mod_ocr_uri_clean)
{
	plugin_data *p = p_d;
	const char *method = http_method_buf(r->http_method)->ptr;
	const struct route *route;
	struct passage *ps;

	if (r->handler_module != NULL || r->uri.path.ptr[0] == '*')
		return HANDLER_GO_ON;
	mod_ocr_patch_config(r, p);
	if (!p->conf.enabled)
		return HANDLER_GO_ON;

	/* Another module, as mod_fastcgi after an authorizer, sent the request
	 * round once more. */
	if (r->plugin_ctx[p->id] != NULL) {
		restore_body(r, r->plugin_ctx[p->id]);
		mod_ocr_request_reset(r, p);
	}
	ps = passage_create(r, p);
	route = route_find(r->uri.path.ptr);
	if (route == NULL)
		return refuse_path(r, p);
	if (!route_allows(route, method))
		return refuse_method(r, p, route);
	if (r->reqbody_length > (off_t)p->conf.body_limit_kb << 10)
		return refuse_too_large(r, p);
	if (route_is_served_here(route, method))
		return serve(r, p, route);
	ps->route = route;
	return admit(r, p, ps);
}

/* Gives the answer that dismiss() decided on. */
static handler_t
take_leave(request_st *r, plugin_data *p, struct passage *ps)
{
	const struct problem *problem = ps->dismissed;
	handler_ref h = p->fastcgi;

	ps->dismissed = NULL;
	if (r->plugin_ctx[handler_id(h)] != NULL)
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
	if (r->state > CON_STATE_HANDLE_REQUEST)
		return HANDLER_ERROR; /* its answer has begun */
	if (problem == NULL)
		return HANDLER_FINISHED;
	http_response_reset(r);
	return answer_problem(r, p, problem);
}

/* Lets mod_fastcgi claim the request, as it would have without us.  False when
 * no fastcgi.server takes it, which waiting would not change. */
static bool
hand_over(request_st *r, plugin_data *p, struct passage *ps)
{
	const struct gate_job *job = &ps->job;
	uint64_t now_ms = clock_ms();
	handler_ref h = p->fastcgi;

	http_header_env_set(
	    r, STR("OCR_REQUEST_ID"), ps->id, (uint32_t)strlen(ps->id));
	buffer_append_int(http_header_env_set_ptr(r, STR("OCR_QUEUE_MS")),
	    (intmax_t)(job->running_ms - job->queued_ms));
	buffer_append_int(http_header_env_set_ptr(r, STR("OCR_DEADLINE_MS")),
	    (intmax_t)(job->deadline_ms > now_ms ? job->deadline_ms - now_ms
						 : 0));
	keep_body(r, ps);
	/* A slow reader must not hold the worker. */
	r->conf.stream_response_body &= (unsigned short)~(
	    FDEVENT_STREAM_RESPONSE | FDEVENT_STREAM_RESPONSE_BUFMIN);
	ps->handed_over = true;
	ps->sent = false;
	r->handler_module = NULL;
	handler_plugin(h)->handle_uri_clean(r, handler_data(h));
	if (r->handler_module == h || r->http_status != 0) {
		r->handler_module = handler_self(p);
		return true;
	}
	log_error(r->conf.errh, __FILE__, __LINE__,
	    "no fastcgi.server with \"check-local\" => \"disable\" covers %s, "
	    "although ocr.gate is enabled for it",
	    r->uri.path.ptr);
	return false;
}

/* mod_fastcgi connected and is about to write: from here on a worker may have
 * seen the request. */
REQUEST_FUNC(mod_ocr_request_env)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];

	if (ps != NULL) {
		ps->sent = true;
		p->contact = CONTACT_MADE;
	}
	return HANDLER_GO_ON;
}

/* No worker answered.  What no worker has seen waits until one can be
 * reached; what one has seen goes to another one, once. */
static handler_t
fail(request_st *r, plugin_data *p, struct passage *ps)
{
	uint64_t now_ms = clock_ms();

	if (r->state > CON_STATE_HANDLE_REQUEST) {
		finish(p, ps, GATE_FAILED);
		return HANDLER_ERROR; /* its answer has begun */
	}
	http_response_reset(r);
	ps->handed_over = false;
	if (now_ms >= ps->job.deadline_ms) {
		finish(p, ps, GATE_EXPIRED);
		return answer_problem(
		    r, p, ps->sent ? &expired_running : &no_worker);
	}
	if (ps->sent && ps->job.replayed) {
		finish(p, ps, GATE_FAILED);
		return answer_problem(r, p, &worker_failed);
	}
	r->handler_module = handler_self(p);
	if (ps->sent) {
		restore_body(r, ps);
		ps->job.replayed = true;
		ps->replay_ms = now_ms + REPLAY_MS;
		p->gate.totals.replays++;
	} else {
		p->contact = CONTACT_FAILED;
		gate_pause(&p->gate, now_ms, PAUSE_MS);
		gate_requeue(&p->gate, &ps->job);
	}
	return HANDLER_WAIT_FOR_EVENT;
}

/* One page object a line: worth sending as they come. */
static void
stream_if_wanted(request_st *r)
{
	const buffer *type;

	if (!r->resp_body_started || r->state > CON_STATE_HANDLE_REQUEST)
		return;
	type = http_header_response_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	if (type != NULL &&
	    buffer_eq_icase_slen(type, STR("application/x-ndjson")))
		r->conf.stream_response_body |= FDEVENT_STREAM_RESPONSE;
}

/* Calls mod_fastcgi's handler under its own name: it compares handler_module
 * with itself to see whether it still owns the request. */
static handler_t
run(request_st *r, plugin_data *p, struct passage *ps)
{
	handler_ref h = p->fastcgi;
	handler_t rc = HANDLER_FINISHED;
	bool answered;

	/* Its timeouts free its state between two calls of ours. */
	if (r->plugin_ctx[handler_id(h)] == NULL)
		return fail(r, p, ps);
	r->handler_module = h;
	rc = handler_plugin(h)->handle_subrequest(r, handler_data(h));
	answered = r->handler_module == h;
	if (answered)
		r->handler_module = handler_self(p);
	if (rc == HANDLER_WAIT_FOR_EVENT || rc == HANDLER_COMEBACK) {
		stream_if_wanted(r);
		return rc;
	}
	/* Finished without having let go of the request: it never connected. */
	if (r->plugin_ctx[handler_id(h)] != NULL) {
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
		answered = false;
	}
	if (!answered || rc == HANDLER_ERROR)
		return fail(r, p, ps);
	finish(p, ps, GATE_ANSWERED);
	return rc;
}

/* What the worker would refuse after a wait is refused now.  A multipart or
 * encoded body does not show its type. */
static bool
is_supported(request_st *r, const struct passage *ps)
{
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	char bytes[SNIFF_BYTES], *data = bytes;
	uint32_t size = sizeof(bytes);
	struct sniff_bytes b;

	if (ps->route->serve != ROUTE_OCR || r->reqbody_queue.bytes_in == 0 ||
	    http_header_request_get(r, HTTP_HEADER_CONTENT_ENCODING,
		STR("Content-Encoding")) != NULL ||
	    (type != NULL && strncasecmp(type->ptr, STR("multipart/")) == 0))
		return true;
	if (peek_data(&r->reqbody_queue, &data, &size, r->conf.errh) < 0)
		return true;
	b = (struct sniff_bytes){(const unsigned char *)data, size};
	return sniff_type(&b) != SNIFF_UNKNOWN;
}

static handler_t
read_body(request_st *r, plugin_data *p, struct passage *ps)
{
	chunkqueue *cq = &r->reqbody_queue;
	handler_t rc = HANDLER_GO_ON;

	if (r->state == CON_STATE_READ_POST)
		rc = r->con->reqbody_read(r);
	mod_ocr_patch_config(r, p);
	if (cq->bytes_in > (off_t)p->conf.body_limit_kb << 10)
		return refuse_too_large(r, p);
	if (!gate_reserve(&p->gate, &ps->job, (uint64_t)cq->bytes_in))
		return refuse(r, p, &refusals[GATE_SPOOL_FULL]);
	if (rc != HANDLER_GO_ON)
		return rc;
	if (r->state == CON_STATE_READ_POST)
		return HANDLER_WAIT_FOR_EVENT;
	if (!is_supported(r, ps))
		return refuse_type(r, p);
	/* However late: the queue looks at the deadline before it starts. */
	gate_park(&p->gate, &ps->job, clock_ms());
	watch_client(r);
	return HANDLER_GO_ON;
}

/* Called again for any event on the connection, so every state must bear
 * being asked twice. */
SUBREQUEST_FUNC(mod_ocr_subrequest)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];
	handler_t rc;

	if (ps == NULL)
		return HANDLER_FINISHED;
	if (ps->job.state == GATE_DONE)
		return take_leave(r, p, ps);
	if (client_left(r, p))
		return HANDLER_ERROR;
	if (ps->job.state == GATE_READING) {
		rc = read_body(r, p, ps);
		if (rc != HANDLER_GO_ON)
			return rc;
	}
	do {
		if (ps->job.state == GATE_QUEUED)
			grant(p, r);
		if (ps->job.state == GATE_QUEUED)
			return HANDLER_WAIT_FOR_EVENT;
		if (ps->job.state == GATE_DONE) /* too late */
			return take_leave(r, p, ps);
		if (ps->replay_ms > clock_ms())
			return HANDLER_WAIT_FOR_EVENT;
		ps->replay_ms = 0;
		if (!ps->handed_over && !hand_over(r, p, ps)) {
			finish(p, ps, GATE_FAILED);
			return answer_problem(r, p, &no_backend);
		}
		rc = run(r, p, ps);
	} while (ps->job.state == GATE_QUEUED);
	return rc;
}

static void
add_headers(request_st *r, const struct passage *ps)
{
	const struct gate_job *job = &ps->job;
	buffer *timing = r->tmp_buf;
	const buffer *of_worker = http_header_response_get(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"));
	uint64_t until = job->running_ms > 0 ? job->running_ms : clock_ms();
	uint64_t waited = job->queued_ms > 0 ? until - job->queued_ms : 0;

	http_header_response_set(r, HTTP_HEADER_OTHER, STR("X-Request-Id"),
	    ps->id, (uint32_t)strlen(ps->id));
	if (job->replayed)
		http_header_response_set(
		    r, HTTP_HEADER_OTHER, STR("X-OCR-Replayed"), STR("1"));
	if (job->queued_ms > 0)
		buffer_append_int(
		    http_header_response_set_ptr(
			r, HTTP_HEADER_OTHER, STR("X-Queue-Position")),
		    job->position);
	buffer_copy_string_len(timing, STR("queue;dur="));
	buffer_append_int(timing, (intmax_t)waited);
	if (of_worker != NULL && buffer_clen(of_worker) > 0)
		buffer_append_str2(timing, STR(", "), BUF_PTR_LEN(of_worker));
	else
		buffer_append_string_len(timing, STR(", ocr;dur=0"));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"), BUF_PTR_LEN(timing));
}

/* Lets pages of another origin read the answer in a browser, and answers what
 * it asks beforehand. */
static void
add_cors(request_st *r, const buffer *origin)
{
	const buffer *allow =
	    http_header_response_get(r, HTTP_HEADER_ALLOW, STR("Allow"));

	if (origin == NULL)
		return;
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Origin"), BUF_PTR_LEN(origin));
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Expose-Headers"),
	    STR("X-Request-Id, X-Queue-Position, Server-Timing, Retry-After"));
	if (r->http_method != HTTP_METHOD_OPTIONS || allow == NULL)
		return;
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Methods"), BUF_PTR_LEN(allow));
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Headers"),
	    STR("Content-Type, Content-Encoding, Prefer, X-Request-Id"));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Access-Control-Max-Age"), STR("86400"));
}

static bool
is_text(const char *s)
{
	json_t *json = json_string(s);

	json_decref(json);
	while (*s != '\0' && *s != '\x7f' && (unsigned char)*s >= ' ')
		s++;
	return json != NULL && *s == '\0';
}

/* The option for whose bytes lighttpd refuses a URL, or NULL; within Q. */
static const char *
refused_option(const request_st *r, struct query *q)
{
	const char *text = r->target_orig.ptr;
	enum query_result rc;

	if (text == NULL || (text = strchr(text, '?')) == NULL)
		return NULL;
	*q = (struct query){.text = text + 1, .size = strlen(text + 1)};
	while ((rc = query_next(q)) == QUERY_PAIR)
		if (!is_text(q->name) || !is_text(q->value))
			break;
	if (rc == QUERY_END)
		return NULL;
	return is_text(q->name) ? q->name : "query";
}

/* Errors of lighttpd itself (a malformed request, a broken upload) arrive
 * here with its HTML page and no handler. */
static void
refuse_for_lighttpd(request_st *r, plugin_data *p)
{
	struct problem problem = {.status = r->http_status};
	struct query q;

	if (problem.status == 413)
		problem.limit_bytes = (uint64_t)p->conf.body_limit_kb << 10;
	if (problem.status == 400)
		problem.parameter = refused_option(r, &q);
	if (problem.parameter != NULL)
		problem.detail = "The query has control characters or bytes "
				 "that are no UTF-8.";
	refuse(r, p, &problem);
}

REQUEST_FUNC(mod_ocr_response_start)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];

	mod_ocr_patch_config(r, p);
	if (ps == NULL) {
		if (!p->conf.enabled || r->http_status < 400)
			return HANDLER_GO_ON;
		ps = passage_create(r, p);
	}
	if (r->handler_module == NULL && r->http_status >= 400)
		refuse_for_lighttpd(r, p);
	add_headers(r, ps);
	add_cors(r, p->conf.cors_origin);
	if (r->http_status > 0 && r->http_status < METRICS_CODES)
		p->metrics.answers[r->http_status]++;
	return HANDLER_GO_ON;
}

/* The only place that frees a passage. */
REQUEST_FUNC(mod_ocr_request_reset)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];

	if (ps == NULL)
		return HANDLER_GO_ON;
	finish(p, ps, GATE_ABORTED);
	r->plugin_ctx[p->id] = NULL;
	passage_free(ps);
	return HANDLER_GO_ON;
}

__attribute__((visibility("default"))) int mod_ocr_plugin_init(plugin *p);

int
mod_ocr_plugin_init(plugin *p)
{
	p->version = LIGHTTPD_VERSION_ID;
	p->name = "ocr";
	p->init = mod_ocr_init;
	p->cleanup = mod_ocr_free;
	p->set_defaults = mod_ocr_set_defaults;
	p->worker_init = mod_ocr_worker_init;
	p->handle_uri_clean = mod_ocr_uri_clean;
	p->handle_subrequest = mod_ocr_subrequest;
	p->handle_request_env = mod_ocr_request_env;
	p->handle_response_start = mod_ocr_response_start;
	p->handle_request_reset = mod_ocr_request_reset;
	return 0;
}
