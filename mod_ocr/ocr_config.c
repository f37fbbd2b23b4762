/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keys of lighttpd.conf that begin with "ocr.": which values they take, and
 * which of them hold for a request.
 */

#include "mod_ocr.h"

#include <string.h>

#include "fcgi-worker/common/callers.h"
#include "fcgi-worker/common/origin.h"
#include "fcgi-worker/common/timeout.h"
#include "ocr_config.h"

enum { DAY_S = 86400, YEAR_S = 365 * DAY_S };

enum key {
	KEY_GATE,
	KEY_BODY_LIMIT,
	KEY_ANSWER_LIMIT,
	KEY_TIMEOUT,
	KEY_HALF_CLOSE,
	KEY_CLIENT_KEY,
	KEY_CORS_ORIGIN,
	KEY_STATUS,
	KEY_HEADERS,
	KEY_WEB,
	KEY_CALLERS,
	KEY_SINGLE_FLIGHT,
	KEY_SLOTS,
	KEY_QUEUE_LIMIT,
	KEY_CLIENT_LIMIT,
	KEY_SPOOL_LIMIT,
	KEY_SCOREBOARD,
	KEY_SPOOL,
	KEY_SHUTDOWN_TIMEOUT,
	KEY_STORE,
	KEY_STORE_LIMIT,
	KEY_STORE_MAX_AGE,
	KEY_STORE_SHARE,
};

static const config_plugin_keys_t keys[] = {
    {STR("ocr.gate"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.body-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.answer-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.timeout"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.half-close"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.client-key"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.cors-origin"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.status"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.headers"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.web"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.callers"), T_CONFIG_ARRAY_VLIST, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.single-flight"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.slots"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.queue-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.client-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.spool-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.scoreboard"), T_CONFIG_STRING, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.spool"), T_CONFIG_STRING, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.shutdown-timeout"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.store"), T_CONFIG_STRING, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.store-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.store-max-age"), T_CONFIG_INT, T_CONFIG_SCOPE_SERVER},
    {STR("ocr.store-share"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {NULL, 0, T_CONFIG_UNSET, T_CONFIG_SCOPE_UNSET},
};

static const char *const status_values[] = {
    [STATUS_LOCAL] = "local",
    [STATUS_ENABLE] = "enable",
    [STATUS_DISABLE] = "disable",
};

enum { STATUS_VALUES = sizeof(status_values) / sizeof(*status_values) };

/* Returns the status_access that the value names, or STATUS_VALUES for none. */
static int
find_status(const buffer *value)
{
	int i = 0;

	while (i < STATUS_VALUES && strcmp(status_values[i], value->ptr) != 0)
		i++;
	return i;
}

/* Returns 0, or -1 when the list names a caller that there is not. */
static int
read_callers(const array *list, unsigned int *bits)
{
	*bits = 0;
	for (uint32_t i = 0; i < list->used; i++) {
		const data_string *name = (const data_string *)list->data[i];
		enum caller caller = callers_find(name->value.ptr);

		if (caller == CALLER_ANY)
			return -1;
		*bits |= 1U << caller;
	}
	return 0;
}

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
	case KEY_HALF_CLOSE:
		pconf->half_close = buffer_eq_slen(cpv->v.b, STR("ignore"))
					? HALF_CLOSE_IGNORE
					: HALF_CLOSE_ABORT;
		break;
	case KEY_STATUS:
		pconf->status = (enum status_access)find_status(cpv->v.b);
		break;
	case KEY_HEADERS:
		pconf->headers = cpv->v.u != 0;
		break;
	case KEY_WEB:
		pconf->web = buffer_is_blank(cpv->v.b) ? NULL : cpv->v.b;
		break;
	case KEY_CALLERS:
		read_callers(cpv->v.a, &pconf->callers);
		break;
	case KEY_SINGLE_FLIGHT:
		pconf->single_flight = cpv->v.u != 0;
		break;
	case KEY_STORE_SHARE:
		pconf->store_shared = buffer_eq_slen(cpv->v.b, STR("all"));
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
			merge_values(conf, p->cvlist + p->cvlist[i].v.u2[0]);
	/* lighttpd refuses what is larger before this module sees it. */
	if (largest > 0 && largest < conf->body_limit_kb)
		conf->body_limit_kb = largest;
}

bool
ocr_config_enables_gate(const plugin_data *p, int scope)
{
	for (int i = !p->cvlist[0].v.u2[1]; i < p->nconfig; i++) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist[i].v.u2[0];

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
	for (int i = !p->cvlist[0].v.u2[1]; i < p->nconfig; i++) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist[i].v.u2[0];

		for (; cpv->k_id != -1; cpv++)
			if (cpv->k_id == KEY_STATUS &&
			    find_status(cpv->v.b) != STATUS_DISABLE)
				return true;
	}
	return false;
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
	default:
		break;
	}
}

/* Whether the text may be the name of a header (RFC 9110, 5.1). */
static bool
is_header(const buffer *name)
{
	static const char token[] =
	    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return name->ptr[strspn(name->ptr, token)] == '\0';
}

/*
 * Whether the key takes this value; if not, the log says which ones it takes.
 */
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
	case KEY_ANSWER_LIMIT:
	case KEY_SPOOL_LIMIT:
	case KEY_STORE_LIMIT:
		wants = u >= 1 ? NULL : "a number of kilobytes, 1 or more";
		break;
	case KEY_TIMEOUT:
		wants = u >= TIMEOUT_MIN_S && u <= TIMEOUT_MAX_S
			    ? NULL
			    : "a number of seconds, 1 to 600";
		break;
	case KEY_SHUTDOWN_TIMEOUT:
		wants = u >= 1 && u <= 3600 ? NULL
					    : "a number of seconds, 1 to 3600";
		break;
	case KEY_STORE_MAX_AGE:
		wants = u >= 1 && u <= YEAR_S
			    ? NULL
			    : "a number of seconds, 1 to 31536000";
		break;
	case KEY_STORE_SHARE:
		wants = buffer_eq_slen(cpv->v.b, STR("all")) ||
				buffer_eq_slen(cpv->v.b, STR("own"))
			    ? NULL
			    : "\"own\" or \"all\"";
		break;
	case KEY_SPOOL:
	case KEY_STORE:
	case KEY_WEB:
		wants = buffer_is_blank(cpv->v.b) || cpv->v.b->ptr[0] == '/'
			    ? NULL
			    : "the absolute path of a directory";
		break;
	case KEY_HALF_CLOSE:
		wants = buffer_eq_slen(cpv->v.b, STR("ignore")) ||
				buffer_eq_slen(cpv->v.b, STR("abort"))
			    ? NULL
			    : "\"abort\" or \"ignore\"";
		break;
	case KEY_STATUS:
		wants = find_status(cpv->v.b) < STATUS_VALUES
			    ? NULL
			    : "\"local\", \"enable\" or \"disable\"";
		break;
	case KEY_CALLERS:
		wants =
		    read_callers(cpv->v.a, &u) == 0 ? NULL : callers_names();
		break;
	case KEY_CLIENT_KEY:
		wants = buffer_is_blank(cpv->v.b) || is_header(cpv->v.b)
			    ? NULL
			    : "the name of a request header";
		break;
	case KEY_CORS_ORIGIN:
		wants =
		    buffer_is_blank(cpv->v.b) || origin_is_valid(cpv->v.b->ptr)
			? NULL
			: "\"*\" or one origin, as \"https://example.com\"";
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
read_all(server *srv, plugin_data *p)
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

bool
ocr_config_read(server *srv, plugin_data *p)
{
	if (!config_plugin_values_init(srv, p, keys, "mod_ocr"))
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
	if (!read_all(srv, p))
		return false;
	/* One client alone cannot fill the queue. */
	if (p->limits.client_limit == 0)
		p->limits.client_limit = (p->limits.queue_limit + 3) / 4;
	if (p->nconfig > 0 && p->cvlist->v.u2[1]) {
		const config_plugin_value_t *cpv =
		    p->cvlist + p->cvlist->v.u2[0];
		if (cpv->k_id != -1)
			merge_values(&p->defaults, cpv);
	}
	return true;
}
