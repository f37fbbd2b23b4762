/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate inside lighttpd: the only file that includes lighttpd's headers.
 * It claims a request before mod_fastcgi sees it, reads the body, parks it
 * until a slot is free and only then lets mod_fastcgi have it.  What waits
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

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "compat.h"
#include "gate.h"
#include "metrics.h"
#include "problem.h"
#include "route.h"

#define STR(s) CONST_STR_LEN(s)

enum { ID_LEN = 32, ID_MAX = 64 };

typedef struct {
	unsigned short enabled;
	unsigned int body_limit_kb;
} plugin_config;

typedef struct {
	PLUGIN_DATA;
	plugin_config defaults;
	plugin_config conf;
	unsigned int slots;
	unsigned int queue_limit;
	handler_ref fastcgi;
	struct gate gate;
} plugin_data;

/* A request of ours, from its headers to its reset. */
struct passage {
	struct gate_job job; /* first: a job is cast back to its passage */
	request_st *r;
	bool handed_over; /* mod_fastcgi has had it */
	char id[ID_MAX + 1];
};

static const struct problem no_worker = {
    .status = 503,
    .detail = "No worker can be reached. Try again after the time in "
	      "Retry-After.",
};

static uint64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* The client's X-Request-Id if it is safe to repeat in headers, logs and
 * JSON, else a random one. */
static void
passage_name(struct passage *ps, request_st *r)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const buffer *given =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("X-Request-Id"));
	unsigned char random[ID_LEN / 2] = {0};

	if (given != NULL && buffer_clen(given) >= 1 &&
	    buffer_clen(given) <= ID_MAX &&
	    strspn(given->ptr, safe) == buffer_clen(given)) {
		memcpy(ps->id, given->ptr, buffer_clen(given) + 1);
		return;
	}
	/* Sixteen bytes never come short or fail once the pool is seeded. */
	while (getrandom(random, sizeof(random), 0) < 0)
		;
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(ps->id + 2 * i, 3, "%02x", random[i]);
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

/* Sets the whole answer.  Keeping handler_module set is what stops lighttpd
 * from replacing body and headers with its own HTML page. */
static handler_t
answer(request_st *r, plugin_data *p, int status, const char *type, char *body)
{
	if (body == NULL)
		status = 503;
	http_response_body_clear(r, 0);
	r->http_status = status;
	r->handler_module = handler_self(p);
	if (body != NULL) {
		http_header_response_set(r, HTTP_HEADER_CONTENT_TYPE,
		    STR("Content-Type"), type, (uint32_t)strlen(type));
		chunkqueue_append_mem(&r->write_queue, body, strlen(body));
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

	if (problem->status == 503) {
		buffer *b = http_header_response_set_ptr(
		    r, HTTP_HEADER_OTHER, STR("Retry-After"));
		buffer_append_int(b, (intmax_t)gate_retry_after(&p->gate));
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
	    .detail = "The body is larger than this server takes. Send "
		      "fewer or smaller pages in one request.",
	    .limit_bytes = (uint64_t)p->conf.body_limit_kb << 10,
	};

	return refuse(r, p, &problem);
}

static handler_t
refuse_full(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 503,
	    .detail = "The queue is full. Try again after the time in "
		      "Retry-After.",
	};

	return refuse(r, p, &problem);
}

static handler_t
refuse_method(request_st *r, plugin_data *p, const struct route *route)
{
	static const struct problem problem = {
	    .status = 405,
	    .detail = "This path does not take that method; the header "
		      "Allow lists the ones it takes.",
	};

	http_header_response_set(r, HTTP_HEADER_ALLOW, STR("Allow"),
	    route->allow, (uint32_t)strlen(route->allow));
	return refuse(r, p, &problem);
}

/* --- plugin configuration ------------------------------------------- */

INIT_FUNC(mod_ocr_init)
{
	return ck_calloc(1, sizeof(plugin_data));
}

static void
mod_ocr_merge_config_cpv(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	switch (cpv->k_id) {
	case 0:
		pconf->enabled = cpv->v.u != 0;
		break;
	case 1:
		pconf->body_limit_kb = cpv->v.u;
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

static bool
mod_ocr_read_server_keys(server *srv, plugin_data *p)
{
	for (int i = !p->cvlist[0].v.u2[1]; i < p->nconfig; i++) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist[i].v.u2[0];
		for (; cpv->k_id != -1; cpv++) {
			if (cpv->k_id == 2)
				p->slots = cpv->v.u;
			else if (cpv->k_id == 3)
				p->queue_limit = cpv->v.u;
		}
	}
	if (p->slots >= 1 && p->slots <= 65535)
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "ocr.slots = %u: set it to the number of workers, 1 to 65535",
	    p->slots);
	return false;
}

SETDEFAULTS_FUNC(mod_ocr_set_defaults)
{
	static const config_plugin_keys_t cpk[] = {
	    {STR("ocr.gate"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
	    {STR("ocr.body-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
	    {STR("ocr.slots"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
	    {STR("ocr.queue-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
	    {NULL, 0, T_CONFIG_UNSET, T_CONFIG_SCOPE_UNSET},
	};
	plugin_data *p = p_d;

	if (!layout_matches(srv)) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "mod_ocr was built for a lighttpd with other data "
		    "structures; build it with the headers of this lighttpd "
		    "(make LIGHTTPD_SRC=DIR)");
		return HANDLER_ERROR;
	}
	if (!config_plugin_values_init(srv, p, cpk, "mod_ocr"))
		return HANDLER_ERROR;
	p->defaults.body_limit_kb = 32768;
	p->slots = 1;
	p->queue_limit = 10000;
	if (p->nconfig > 0 && p->cvlist->v.u2[1]) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist->v.u2[0];
		if (cpv->k_id != -1)
			mod_ocr_merge_config(&p->defaults, cpv);
	}
	if (!mod_ocr_read_server_keys(srv, p))
		return HANDLER_ERROR;
	gate_init(&p->gate, p->slots, p->queue_limit);
	return HANDLER_GO_ON;
}

/* Our hook must run first, since mod_fastcgi answers 503 by itself while it
 * holds its backend for dead, and a module behind it never sees the request. */
SERVER_FUNC(mod_ocr_worker_init)
{
	plugin_data *p = p_d;
	uint32_t n = srv->plugins.used;

	for (uint32_t i = 0; i < n && p->fastcgi == NULL; i++) {
		handler_ref h = handler_at(srv, i);
		if (strcmp(handler_plugin(h)->name, "fastcgi") == 0)
			p->fastcgi = h;
	}
	if (p->fastcgi == NULL || handler_id(p->fastcgi) < p->id) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "server.modules must list \"mod_ocr\" and, after it, "
		    "\"mod_fastcgi\"");
		return HANDLER_ERROR;
	}
	if (srv->srvconf.max_worker > 0) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "server.max-worker = %d: mod_ocr needs 0, since separate "
		    "processes cannot share one queue",
		    srv->srvconf.max_worker);
		return HANDLER_ERROR;
	}
	return HANDLER_GO_ON;
}

/* --- a request's way ------------------------------------------------ */

/* Gives free slots to those who wait longest.  The request SELF is being
 * handled right now and needs no wake-up. */
static void
grant(plugin_data *p, const request_st *self)
{
	struct gate_job *job;

	while ((job = gate_grant(&p->gate, clock_ms())) != NULL) {
		request_st *r = ((struct passage *)job)->r;
		if (r != self)
			joblist_append(r->con);
	}
}

static void
finish(plugin_data *p, struct passage *ps, enum gate_outcome outcome)
{
	bool held_slot = ps->job.state == GATE_RUNNING;

	gate_finish(&p->gate, &ps->job, outcome, clock_ms());
	if (held_slot)
		grant(p, ps->r);
}

/* lighttpd takes a TCP FIN for a half-close and goes on.  For a client that
 * waits for OCR it means that nobody will read the answer. */
static bool
client_left(const request_st *r)
{
	return r->http_version <= HTTP_VERSION_1_1 &&
	       (r->conf.stream_request_body & FDEVENT_STREAM_REQUEST_TCP_FIN);
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

static handler_t
serve(request_st *r, plugin_data *p, const struct route *route)
{
	struct passage *ps = r->plugin_ctx[p->id];

	gate_finish(&p->gate, &ps->job, GATE_SERVED, clock_ms());
	if (r->http_method == HTTP_METHOD_OPTIONS) {
		http_header_response_set(r, HTTP_HEADER_ALLOW, STR("Allow"),
		    route->allow, (uint32_t)strlen(route->allow));
		r->handler_module = handler_self(p);
		r->http_status = 204;
		r->resp_body_finished = 1;
		return HANDLER_FINISHED;
	}
	if (route->serve == ROUTE_HEALTHZ)
		return answer(
		    r, p, 200, "text/plain; charset=utf-8", strdup("ok"));
	return answer(r, p, 200, "application/json",
	    metrics_status(&p->gate, clock_ms()));
}

/* From the headers alone, before a byte of the body is taken: a client that
 * sent Expect: 100-continue has sent none. */
URIHANDLER_FUNC(mod_ocr_uri_clean)
{
	static const struct problem not_found = {
	    .status = 404,
	    .detail = "There is nothing at this path. Pages are posted to "
		      "/ocr.",
	};
	plugin_data *p = p_d;
	const char *method = http_method_buf(r->http_method)->ptr;
	const struct route *route;
	struct passage *ps;

	if (r->handler_module != NULL || r->uri.path.ptr[0] == '*')
		return HANDLER_GO_ON;
	mod_ocr_patch_config(r, p);
	if (!p->conf.enabled)
		return HANDLER_GO_ON;

	ps = passage_create(r, p);
	route = route_find(r->uri.path.ptr);
	if (route == NULL)
		return refuse(r, p, &not_found);
	if (!route_allows(route, method))
		return refuse_method(r, p, route);
	if (r->reqbody_length > (off_t)p->conf.body_limit_kb << 10)
		return refuse_too_large(r, p);
	if (route_is_served_here(route, method))
		return serve(r, p, route);
	if (gate_is_full(&p->gate))
		return refuse_full(r, p);

	gate_read(&p->gate, &ps->job);
	r->handler_module = handler_self(p);
	return HANDLER_GO_ON;
}

/* Lets mod_fastcgi claim the request, as it would have without us. */
static handler_t
hand_over(request_st *r, plugin_data *p, struct passage *ps)
{
	handler_ref h = p->fastcgi;

	ps->handed_over = true;
	http_header_env_set(
	    r, STR("OCR_REQUEST_ID"), ps->id, (uint32_t)strlen(ps->id));
	buffer_append_int(http_header_env_set_ptr(r, STR("OCR_QUEUE_MS")),
	    (intmax_t)(ps->job.running_ms - ps->job.queued_ms));

	r->handler_module = NULL;
	handler_plugin(h)->handle_uri_clean(r, handler_data(h));
	if (r->handler_module == h)
		return HANDLER_GO_ON;
	if (r->http_status == 0)
		log_error(r->conf.errh, __FILE__, __LINE__,
		    "no fastcgi.server with \"check-local\" => \"disable\" "
		    "covers %s, although ocr.gate is enabled for it",
		    r->uri.path.ptr);
	finish(p, ps, GATE_FAILED);
	return answer_problem(r, p, &no_worker);
}

/* mod_fastcgi is through with the request: the answer is complete in our
 * memory, or there is none. */
static handler_t
hand_back(request_st *r, plugin_data *p, struct passage *ps, handler_t rc)
{
	static const struct problem failed = {
	    .status = 500,
	    .detail = "The worker that had this request failed. Nothing "
		      "was recognized; sending it again may help.",
	};
	handler_ref h = p->fastcgi;
	int status = r->http_status;
	bool answered = r->handler_module == handler_self(p);

	if (r->plugin_ctx[handler_id(h)] != NULL) {
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
		answered = false;
	}
	finish(p, ps, answered ? GATE_ANSWERED : GATE_FAILED);
	if (answered || rc == HANDLER_ERROR)
		return rc;
	http_response_reset(r);
	return answer_problem(r, p, status == 503 ? &no_worker : &failed);
}

/* Calls mod_fastcgi's handler under its own name: it compares handler_module
 * with itself to see whether it still owns the request. */
static handler_t
run(request_st *r, plugin_data *p, struct passage *ps)
{
	handler_ref h = p->fastcgi;
	handler_t rc = HANDLER_FINISHED;

	/* Its timeouts free its state between two calls of ours. */
	if (r->plugin_ctx[handler_id(h)] == NULL) {
		r->handler_module = NULL;
		return hand_back(r, p, ps, rc);
	}
	r->handler_module = h;
	rc = handler_plugin(h)->handle_subrequest(r, handler_data(h));
	if (r->handler_module == h)
		r->handler_module = handler_self(p);
	if (rc == HANDLER_WAIT_FOR_EVENT || rc == HANDLER_COMEBACK)
		return rc;
	return hand_back(r, p, ps, rc);
}

static handler_t
read_body(request_st *r, plugin_data *p)
{
	handler_t rc = HANDLER_GO_ON;

	if (r->state == CON_STATE_READ_POST)
		rc = r->con->reqbody_read(r);
	mod_ocr_patch_config(r, p);
	if (r->reqbody_queue.bytes_in > (off_t)p->conf.body_limit_kb << 10)
		return refuse_too_large(r, p);
	if (rc == HANDLER_GO_ON && r->state == CON_STATE_READ_POST)
		return HANDLER_WAIT_FOR_EVENT;
	return rc;
}

/* Called again for any event on the connection, so every state must bear
 * being asked twice. */
SUBREQUEST_FUNC(mod_ocr_subrequest)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];
	handler_t rc;

	if (ps == NULL || ps->job.state == GATE_DONE)
		return HANDLER_FINISHED;
	if (client_left(r))
		return HANDLER_ERROR;
	if (ps->job.state == GATE_READING) {
		rc = read_body(r, p);
		if (rc != HANDLER_GO_ON)
			return rc;
		gate_park(&p->gate, &ps->job,
		    (uint64_t)r->reqbody_queue.bytes_in, clock_ms());
		watch_client(r);
		grant(p, r);
	}
	if (ps->job.state == GATE_QUEUED)
		return HANDLER_WAIT_FOR_EVENT;
	if (!ps->handed_over) {
		rc = hand_over(r, p, ps);
		if (rc != HANDLER_GO_ON)
			return rc;
	}
	return run(r, p, ps);
}

static void
add_headers(request_st *r, const struct passage *ps)
{
	buffer *timing = r->tmp_buf;
	const buffer *of_worker = http_header_response_get(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"));

	http_header_response_set(r, HTTP_HEADER_OTHER, STR("X-Request-Id"),
	    ps->id, (uint32_t)strlen(ps->id));
	if (!ps->handed_over)
		return;
	buffer_copy_string_len(timing, STR("queue;dur="));
	buffer_append_int(
	    timing, (intmax_t)(ps->job.running_ms - ps->job.queued_ms));
	if (of_worker != NULL && buffer_clen(of_worker) > 0)
		buffer_append_str2(timing, STR(", "), BUF_PTR_LEN(of_worker));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"), BUF_PTR_LEN(timing));
}

/* Errors of lighttpd itself (a malformed request, a broken upload) arrive
 * here with its HTML page and no handler. */
REQUEST_FUNC(mod_ocr_response_start)
{
	plugin_data *p = p_d;
	struct passage *ps = r->plugin_ctx[p->id];
	struct problem problem = {.status = r->http_status};

	if (ps == NULL) {
		mod_ocr_patch_config(r, p);
		if (!p->conf.enabled || r->http_status < 400)
			return HANDLER_GO_ON;
		ps = passage_create(r, p);
	}
	if (r->handler_module == NULL && r->http_status >= 400) {
		problem.limit_bytes = r->http_status == 413
					  ? (uint64_t)p->conf.body_limit_kb
						<< 10
					  : 0;
		refuse(r, p, &problem);
	}
	add_headers(r, ps);
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
	free(ps);
	return HANDLER_GO_ON;
}

__attribute__((visibility("default"))) int mod_ocr_plugin_init(plugin *p);

int
mod_ocr_plugin_init(plugin *p)
{
	p->version = LIGHTTPD_VERSION_ID;
	p->name = "ocr";
	p->init = mod_ocr_init;
	p->set_defaults = mod_ocr_set_defaults;
	p->worker_init = mod_ocr_worker_init;
	p->handle_uri_clean = mod_ocr_uri_clean;
	p->handle_subrequest = mod_ocr_subrequest;
	p->handle_response_start = mod_ocr_response_start;
	p->handle_request_reset = mod_ocr_request_reset;
	return 0;
}
