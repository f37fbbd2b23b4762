/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate inside lighttpd: the plugin and its hooks.  It claims a request
 * before mod_fastcgi sees it, reads the body, keeps it until a slot is free and
 * only then lets mod_fastcgi have it.
 */

#include "mod_ocr.h"

#include <stdlib.h>

#include "answer_headers.h"
#include "answer_range.h"
#include "backend.h"
#include "config_check.h"
#include "connect_watch.h"
#include "cors.h"
#include "digest_memo.h"
#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/shm/scoreboard.h"
#include "head_watch.h"
#include "kept_body.h"
#include "linger.h"
#include "local_client.h"
#include "local_reply.h"
#include "ocr_config.h"
#include "pool_probe.h"
#include "pool_watch.h"
#include "reply.h"
#include "request_ctx.h"
#include "request_end.h"
#include "request_state.h"
#include "request_table.h"
#include "reset_limit.h"
#include "shutdown.h"
#include "single_flight.h"
#include "spool_watch.h"
#include "start_check.h"
#include "store.h"
#include "store_answer.h"
#include "timer.h"
#include "web_files.h"

INIT_FUNC(mod_ocr_init)
{
	plugin_data *p = ck_calloc(1, sizeof(*p));

	p->spool.fd = -1;
	return p;
}

FREE_FUNC(mod_ocr_free)
{
	plugin_data *p = p_d;

	shutdown_close();
	pool_probe_close(p);
	timer_close(p);
	store_close(p->store);
	free(p->memo);
	spool_close(&p->spool);
	array_free(p->flags);
	scoreboard_close(p->scoreboard);
	linger_end_all(p);
	request_table_free(p);
	gate_free(&p->gate);
}

/*
 * lighttpd calls this before it opens its sockets and gives up root's rights.
 * No data of lighttpd may be used before start_check_layout has checked their
 * layout.
 */
SETDEFAULTS_FUNC(mod_ocr_priv_defaults)
{
	plugin_data *p = p_d;

	if (!start_check_layout(srv) || !start_check_workers(srv) ||
	    !ocr_config_read(srv, p) || !config_check(srv))
		return HANDLER_ERROR;
	shutdown_configure(srv, p);
	return HANDLER_GO_ON;
}

SETDEFAULTS_FUNC(mod_ocr_set_defaults)
{
	plugin_data *p = p_d;

	if (!start_check_order(srv, p) ||
	    ((ocr_config_shows_status(p) || p->store_config.path != NULL) &&
		!start_check_access(srv, p)))
		return HANDLER_ERROR;
	if (srv->srvconf.preflight_check)
		start_check_warn(srv, p);
	return HANDLER_GO_ON;
}

SERVER_FUNC(mod_ocr_worker_init)
{
	plugin_data *p = p_d;
	uint64_t now_ms = clock_now_ms();

	p->srv = srv;
	start_check_descriptors(srv, p);
	if (!timer_open(srv, p))
		return HANDLER_ERROR;
	if (p->spool.base == NULL)
		p->spool.base =
		    ((data_string *)srv->srvconf.upload_tempdirs->data[0])
			->value.ptr;
	spool_watch_check(p, now_ms);
	p->store = store_open(srv, &p->store_config);
	p->memo = digest_memo_create();
	gate_init(&p->gate, &p->limits);
	p->metrics.gate = &p->gate;
	p->metrics.started_ms = now_ms;
	p->metrics.started = time(NULL);
	shutdown_open(p);
	pool_watch_update(p, now_ms);
	pool_probe_step(p, now_ms);
	if (p->store != NULL)
		store_step(p->store, now_ms);
	timer_start(p);
	return HANDLER_GO_ON;
}

/* lighttpd calls this before it forks at a reload, and at SIGHUP. */
SIGHUP_FUNC(mod_ocr_sighup)
{
	UNUSED(srv);
	shutdown_expect_fork(p_d);
	timer_grant_soon(p_d); /* the timer fires at once */
	return HANDLER_GO_ON;
}

/* Ends a request of this module and frees its state, which is done nowhere
 * else. */
static void
end_request(request_st *r, plugin_data *p, struct request_ctx *ctx,
    enum gate_outcome outcome)
{
	request_end_release(p, ctx, outcome);
	r->plugin_ctx[p->id] = NULL;
	request_ctx_free(p, ctx);
}

static bool
is_status(const struct route *route)
{
	return route->id == ROUTE_STATUS || route->id == ROUTE_METRICS;
}

/* Whether the configuration says that the service does not have this path. */
static bool
is_off(const struct route *route, const plugin_config *conf, bool has_store)
{
	return (route->id == ROUTE_HEADERS && !conf->headers) ||
	       !callers_has(conf->callers, route->caller) ||
	       (route->id == ROUTE_RESULT && !has_store) ||
	       (route->id == ROUTE_ASSETS && conf->web == NULL) ||
	       (is_status(route) && conf->status == STATUS_DISABLE);
}

URIHANDLER_FUNC(mod_ocr_uri_clean)
{
	plugin_data *p = p_d;
	const char *method = http_method_buf(r->http_method)->ptr;
	const struct route *route;
	struct request_ctx *ctx;
	plugin_config conf;

	if (r->handler_module != NULL || r->uri.path.ptr[0] == '*')
		return HANDLER_GO_ON;
	ocr_config_patch(r, p, &conf);
	if (!conf.enabled)
		return HANDLER_GO_ON;

	/*
	 * Another module, such as mod_fastcgi after an authorizer, had lighttpd
	 * handle the request once more.
	 */
	if (r->plugin_ctx[p->id] != NULL) {
		kept_body_restore(r, r->plugin_ctx[p->id]);
		end_request(r, p, r->plugin_ctx[p->id], GATE_LOCAL);
	}
	ctx = request_ctx_create(r, p, &conf);
	route = routes_find(r->uri.path.ptr);
	if (route == NULL || is_off(route, &conf, p->store != NULL))
		return reply_not_found(r, p);
	if (is_status(route) && conf.status == STATUS_LOCAL && !local_client(r))
		return reply_not_local(r, p);
	if (!routes_allows(route, method))
		return reply_method_not_allowed(r, p, route);
	if (r->reqbody_length > (off_t)ocr_config_body_limit(&conf))
		return reply_too_large(r, p);
	ctx->route = route;
	if (web_files_serves(r, ctx))
		return web_files_send(r, p, ctx);
	if (routes_is_local(route, method))
		return local_reply(r, p, route);
	return request_ctx_admit(r, p, ctx);
}

/*
 * Called when mod_fastcgi has connected and is about to write: from now on a
 * worker may have seen the request.
 */
REQUEST_FUNC(mod_ocr_request_env)
{
	plugin_data *p = p_d;
	struct request_ctx *ctx = r->plugin_ctx[p->id];

	if (ctx != NULL) {
		ctx->sent = true;
		p->backend_state = BACKEND_REACHED;
	}
	return HANDLER_GO_ON;
}

SUBREQUEST_FUNC(mod_ocr_subrequest)
{
	return request_state_step(r, p_d);
}

REQUEST_FUNC(mod_ocr_response_start)
{
	plugin_data *p = p_d;
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	plugin_config conf;

	if (ctx == NULL) {
		ocr_config_patch(r, p, &conf);
		if (!conf.enabled || r->http_status < 400)
			return HANDLER_GO_ON;
		ctx = request_ctx_create(r, p, &conf);
	}
	if (r->handler_module == NULL && r->http_status >= 400)
		reply_for_lighttpd(r, p);
	if (ctx->handed_over)
		answer_headers_confine(r);
	if (ctx->web)
		web_files_add_headers(r, ctx);
	answer_range_take(r, p);
	store_answer_add_headers(r, ctx);
	answer_headers_add(r, ctx);
	cors_add_headers(r, ctx);
	if (r->http_status > 0 && r->http_status < METRICS_CODES)
		p->metrics.answers[r->http_status]++;
	return HANDLER_GO_ON;
}

REQUEST_FUNC(mod_ocr_request_reset)
{
	plugin_data *p = p_d;
	struct request_ctx *ctx = r->plugin_ctx[p->id];

	reset_limit_count(r, p);
	if (ctx != NULL)
		end_request(r, p, ctx, GATE_ABORTED);
	return HANDLER_GO_ON;
}

/*
 * Called when a connection of HTTP/1.1 ends, before its request is reset; the
 * reset itself would come to mod_fastcgi first.  Lets another request take the
 * worker over, and keeps the connection open while the client may still read a
 * refusal.
 */
CONNECTION_FUNC(mod_ocr_connection_shut)
{
	plugin_data *p = p_d;
	struct request_ctx *ctx = con->request.plugin_ctx[p->id];

	if (ctx != NULL) {
		single_flight_hand_over(p, ctx);
		linger_begin(con, p, ctx);
	}
	return HANDLER_GO_ON;
}

/* lighttpd calls this each second; before mod_fastcgi's trigger, as
 * connect_watch_step() needs, since start_check_order() has seen to it that
 * mod_ocr comes before mod_fastcgi. */
TRIGGER_FUNC(mod_ocr_trigger)
{
	plugin_data *p = p_d;

	/* If lighttpd was told to stop, the timer has to run even when there is
	 * no request. */
	timer_start(p);
	if (p->gate.running > 0)
		connect_watch_step(p);
	head_watch_step(srv);
	linger_step(p);
	return HANDLER_GO_ON;
}

CONNECTION_FUNC(mod_ocr_connection_close)
{
	linger_end(con, p_d);
	reset_limit_forget(con, p_d);
	request_end_forget_connection(con);
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
	p->priv_defaults = mod_ocr_priv_defaults;
	p->set_defaults = mod_ocr_set_defaults;
	p->worker_init = mod_ocr_worker_init;
	p->handle_sighup = mod_ocr_sighup;
	p->handle_trigger = mod_ocr_trigger;
	p->handle_uri_clean = mod_ocr_uri_clean;
	p->handle_subrequest = mod_ocr_subrequest;
	p->handle_request_env = mod_ocr_request_env;
	p->handle_response_start = mod_ocr_response_start;
	p->handle_request_reset = mod_ocr_request_reset;
	p->handle_connection_shut_wr = mod_ocr_connection_shut;
	p->handle_connection_close = mod_ocr_connection_close;
	return 0;
}
