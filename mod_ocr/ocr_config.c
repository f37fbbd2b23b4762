/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the configuration of the gate, and finds the values that hold for a
 * request.
 */

#include "mod_ocr.h"

#include <string.h>

#include "config_keys.h"
#include "fcgi-worker/common/callers.h"
#include "ocr_config.h"

enum { DAY_S = 86400 };

static const buffer *
non_blank(const buffer *text)
{
	return buffer_is_blank(text) ? NULL : text;
}

/*
 * Sets what a key with a text or a list means for a request: the part of
 * merge_value() for such keys.
 */
static void
merge_words(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	switch (cpv->k_id) {
	case KEY_HALF_CLOSE:
		pconf->half_close = buffer_eq_slen(cpv->v.b, STR("ignore"))
					? HALF_CLOSE_IGNORE
					: HALF_CLOSE_ABORT;
		break;
	case KEY_STATUS:
		pconf->status =
		    (enum status_access)config_keys_status(cpv->v.b);
		break;
	case KEY_WEB:
		pconf->web = non_blank(cpv->v.b);
		break;
	case KEY_CALLERS:
		config_keys_callers(cpv->v.a, &pconf->callers);
		break;
	case KEY_STORE_SHARE:
		pconf->store_shared = buffer_eq_slen(cpv->v.b, STR("all"));
		break;
	case KEY_CLIENT_KEY:
		pconf->client_key = non_blank(cpv->v.b);
		break;
	case KEY_CORS_ORIGIN:
		pconf->cors_origin = non_blank(cpv->v.b);
		break;
	default: /* server-wide keys are read once, at start */
		break;
	}
}

/*
 * Sets in the configuration of a request what this key says in a scope that the
 * request is in.
 */
static void
merge_value(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	switch (cpv->k_id) {
	case KEY_GATE:
		pconf->enabled = cpv->v.u != 0;
		break;
	case KEY_BODY_LIMIT:
		pconf->body_limit_kb = cpv->v.u;
		break;
	case KEY_ANSWER_LIMIT:
		pconf->answer_limit_kb = cpv->v.u;
		break;
	case KEY_TIMEOUT:
		pconf->timeout_s = cpv->v.u;
		break;
	case KEY_HEADERS:
		pconf->headers = cpv->v.u != 0;
		break;
	case KEY_SINGLE_FLIGHT:
		pconf->single_flight = cpv->v.u != 0;
		break;
	default:
		merge_words(pconf, cpv);
		break;
	}
}

static void
merge_values(plugin_config *pconf, const config_plugin_value_t *cpv)
{
	do {
		merge_value(pconf, cpv);
	} while ((++cpv)->k_id != -1);
}

void
ocr_config_patch(request_st *r, const plugin_data *p, plugin_config *conf)
{
	unsigned int largest = r->conf.max_request_size;

	*conf = p->defaults;
	for (int i = 1; i < p->nconfig; i++)
		if (config_check_cond(r, p->cvlist[i].k_id))
			merge_values(conf, config_values(p->cvlist, i));
	/* lighttpd refuses a larger body before this module sees it. */
	if (largest > 0 && largest < conf->body_limit_kb)
		conf->body_limit_kb = largest;
}

bool
ocr_config_enables_gate(const plugin_data *p, int scope)
{
	for (int i = config_first(p->cvlist); i < p->nconfig; i++) {
		const config_plugin_value_t *cpv = config_values(p->cvlist, i);

		for (; p->cvlist[i].k_id == scope && cpv->k_id != -1; cpv++)
			if (cpv->k_id == KEY_GATE && cpv->v.u != 0)
				return true;
	}
	return false;
}

bool
ocr_config_shows_status(const plugin_data *p)
{
	if (p->defaults.status != STATUS_DISABLE)
		return true;
	for (int i = config_first(p->cvlist); i < p->nconfig; i++) {
		const config_plugin_value_t *cpv = config_values(p->cvlist, i);

		for (; cpv->k_id != -1; cpv++)
			if (cpv->k_id == KEY_STATUS &&
			    config_keys_status(cpv->v.b) != STATUS_DISABLE)
				return true;
	}
	return false;
}

/* Sets in p what a key of the whole server says.  Other keys change nothing. */
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
		p->scoreboard_path =
		    buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b->ptr;
		break;
	case KEY_SPOOL:
		p->spool.base =
		    buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b->ptr;
		break;
	case KEY_SHUTDOWN_TIMEOUT:
		p->shutdown_timeout_s = cpv->v.u;
		break;
	case KEY_STORE:
		p->store_config.path =
		    buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b->ptr;
		break;
	case KEY_STORE_LIMIT:
		p->store_config.limit_bytes = (uint64_t)cpv->v.u << 10;
		break;
	case KEY_STORE_MAX_AGE:
		p->store_config.max_age_s = cpv->v.u;
		break;
	default: /* keys of a scope are merged for each request */
		break;
	}
}

/*
 * Checks each key of each scope, and reads those of the whole server.  Returns
 * whether all are good; the log has a line for each that is not.
 */
static bool
read_all_keys(server *srv, plugin_data *p)
{
	bool good = true;

	for (int i = config_first(p->cvlist); i < p->nconfig; i++) {
		const config_plugin_value_t *cpv = config_values(p->cvlist, i);
		for (; cpv->k_id != -1; cpv++) {
			good = config_keys_check(srv, cpv) && good;
			read_server_key(p, cpv);
		}
	}
	return good;
}

bool
ocr_config_read(server *srv, plugin_data *p)
{
	if (!config_plugin_values_init(srv, p, config_keys, "mod_ocr") ||
	    !config_keys_check_numbers(srv))
		return false;
	p->defaults.body_limit_kb = 32768;
	p->defaults.answer_limit_kb = 262144;
	p->defaults.timeout_s = 300;
	p->shutdown_timeout_s = 120;
	p->store_config.limit_bytes = UINT64_C(1) << 30;
	p->store_config.max_age_s = DAY_S;
	p->defaults.headers = true;
	p->defaults.callers = CALLERS_ALL;
	p->limits = (struct gate_limits){
	    .slots = 1,
	    .queue_limit = 10000,
	    .spool_bytes = UINT64_C(4) << 30,
	    .memory_bytes = MEMORY_BYTES,
	};
	if (!read_all_keys(srv, p))
		return false;
	/* One client alone cannot fill the queue. */
	if (p->limits.client_limit == 0)
		p->limits.client_limit = (p->limits.queue_limit + 3) / 4;
	if (p->nconfig > 0 && config_has_global(p->cvlist)) {
		const config_plugin_value_t *cpv = config_values(p->cvlist, 0);
		if (cpv->k_id != -1)
			merge_values(&p->defaults, cpv);
	}
	return true;
}
