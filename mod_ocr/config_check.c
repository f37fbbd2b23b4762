/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks keys against each other.  The keys of other modules are read by their
 * names, which lighttpd allows every module.
 */

#include "mod_ocr.h"
#include "configfile.h"

#include <stdlib.h>
#include <string.h>

#include "config_check.h"

enum key {
	KEY_GATE,
	KEY_BODY_LIMIT,
	KEY_SCOREBOARD,
	KEY_LARGEST,
	KEY_SERVER,
	KEY_FLIGHT,
	KEY_STORE
};

static const config_plugin_keys_t keys[] = {
    {STR("ocr.gate"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.body-limit"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.scoreboard"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {STR("server.max-request-size"), T_CONFIG_INT, T_CONFIG_SCOPE_CONNECTION},
    {STR("fastcgi.server"), T_CONFIG_ARRAY_KVARRAY, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.single-flight"), T_CONFIG_BOOL, T_CONFIG_SCOPE_CONNECTION},
    {STR("ocr.store"), T_CONFIG_STRING, T_CONFIG_SCOPE_CONNECTION},
    {NULL, 0, T_CONFIG_UNSET, T_CONFIG_SCOPE_UNSET},
};

typedef struct {
	PLUGIN_DATA;
} values;

/* Returns the value of a key in the scope with this index, or NULL. */
static const config_plugin_value_t *
find_value(const values *v, int scope, int key)
{
	const config_plugin_value_t *cpv = config_values(v->cvlist, scope);

	for (; cpv->k_id != -1; cpv++)
		if (cpv->k_id == key)
			return cpv;
	return NULL;
}

/*
 * Returns the number that the key has in the scope.  If the scope does not set
 * the key, returns the number of the whole server, or 0.
 */
static unsigned int
find_number(const values *v, int scope, int key)
{
	const config_plugin_value_t *cpv = find_value(v, scope, key);

	if (cpv == NULL && config_has_global(v->cvlist))
		cpv = find_value(v, 0, key);
	return cpv != NULL ? cpv->v.u : 0;
}

/* Warns if the scope allows larger bodies than lighttpd lets through. */
static void
warn_of_sizes(server *srv, const values *v, int scope)
{
	unsigned int limit = find_number(v, scope, KEY_BODY_LIMIT);
	unsigned int largest = find_number(v, scope, KEY_LARGEST);

	if (largest == 0 || limit <= largest)
		return;
	log_error(srv->errh, __FILE__, __LINE__,
	    "warning: ocr.body-limit = %u is above server.max-request-size = "
	    "%u, which is the limit then; raise it to ocr.body-limit or more",
	    limit, largest);
}

/*
 * Returns the value of a key of host, or "" if the key is not set or its value
 * is no text.
 */
static const char *
find_text(const data_array *host, const char *key)
{
	const data_unset *du =
	    array_get_element_klen(&host->value, key, (uint32_t)strlen(key));

	return du != NULL && du->type == TYPE_STRING
		   ? ((const data_string *)du)->value.ptr
		   : "";
}

/* Returns the port of a host of fastcgi.server, or 0 if it has none. */
static int
find_port(const data_array *host)
{
	const data_unset *du =
	    array_get_element_klen(&host->value, STR("port"));

	if (du == NULL)
		return 0;
	return du->type == TYPE_INTEGER ? ((const data_integer *)du)->value
					: atoi(find_text(host, "port"));
}

/*
 * Whether du, a host of fastcgi.server, may be a pool of workers: lighttpd
 * gives it requests without looking for a file at their path (check-local), and
 * not only to ask whether they are allowed (mode).
 */
static bool
is_pool(const data_unset *du)
{
	const data_array *host = (const data_array *)du;

	return du->type == TYPE_ARRAY &&
	       strcmp(find_text(host, "check-local"), "disable") == 0 &&
	       strcmp(find_text(host, "mode"), "authorizer") != 0;
}

static bool
is_same_pool(const data_array *a, const data_array *b)
{
	return strcmp(find_text(a, "socket"), find_text(b, "socket")) == 0 &&
	       strcmp(find_text(a, "host"), find_text(b, "host")) == 0 &&
	       find_port(a) == find_port(b);
}

/*
 * Returns the first pool in extensions, a value of fastcgi.server, other than
 * pool; or the first of all if pool is NULL.  Returns NULL if there is none.
 */
static const data_array *
find_other_pool(const array *extensions, const data_array *pool)
{
	for (uint32_t i = 0; i < extensions->used; i++) {
		const data_array *hosts =
		    (const data_array *)extensions->data[i];
		for (uint32_t j = 0; j < hosts->value.used; j++) {
			const data_unset *du = hosts->value.data[j];
			if (is_pool(du) &&
			    (pool == NULL ||
				!is_same_pool((const data_array *)du, pool)))
				return (const data_array *)du;
		}
	}
	return NULL;
}

/* Returns the value of a key in the condition with this number, else in the
 * nearest condition around it that sets the key, else NULL. */
static const config_plugin_value_t *
find_around(const server *srv, const values *v, int condition, int key)
{
	const data_config *dc =
	    (const data_config *)srv->config_context->data[condition];
	const config_plugin_value_t *cpv = NULL;

	for (; dc != NULL && cpv == NULL; dc = dc->parent)
		for (int i = config_first(v->cvlist); i < v->nconfig; i++)
			if (v->cvlist[i].k_id == dc->context_ndx)
				cpv = find_value(v, i, key);
	return cpv;
}

/*
 * Whether the gate is enabled for more than one pool.  One scoreboard and one
 * count of slots cannot describe several.
 */
static bool
has_other_pool(const server *srv, const values *v)
{
	const data_array *pool = NULL, *other = NULL;

	for (uint32_t i = 0; i < srv->config_context->used; i++) {
		const config_plugin_value_t *gate =
		    find_around(srv, v, (int)i, KEY_GATE);
		const config_plugin_value_t *hosts =
		    find_around(srv, v, (int)i, KEY_SERVER);

		if (gate == NULL || gate->v.u == 0 || hosts == NULL)
			continue;
		if (pool == NULL)
			pool = find_other_pool(hosts->v.a, NULL);
		if (pool != NULL)
			other = find_other_pool(hosts->v.a, pool);
		if (other != NULL)
			return true;
	}
	return false;
}

static bool
has_scoreboard(const values *v)
{
	const config_plugin_value_t *cpv =
	    config_has_global(v->cvlist) ? find_value(v, 0, KEY_SCOREBOARD)
					 : NULL;

	return cpv != NULL && !buffer_is_blank(cpv->v.b);
}

static bool
is_authorizer(const data_unset *du)
{
	return du->type == TYPE_ARRAY &&
	       strcmp(find_text((const data_array *)du, "mode"),
		   "authorizer") == 0;
}

static bool
has_authorizer(const array *extensions)
{
	for (uint32_t i = 0; i < extensions->used; i++) {
		const array *hosts =
		    &((const data_array *)extensions->data[i])->value;
		for (uint32_t j = 0; j < hosts->used; j++)
			if (is_authorizer(hosts->data[j]))
				return true;
	}
	return false;
}

/*
 * Whether a request could get the answer to another one although its own
 * FastCGI authorizer was not asked.
 */
static bool
shares_unasked(const values *v)
{
	bool shares = false, asks = false;

	for (int i = config_first(v->cvlist); i < v->nconfig; i++) {
		const config_plugin_value_t *flight =
		    find_value(v, i, KEY_FLIGHT);
		const config_plugin_value_t *store =
		    find_value(v, i, KEY_STORE);
		const config_plugin_value_t *hosts =
		    find_value(v, i, KEY_SERVER);

		shares = shares || (flight != NULL && flight->v.u != 0) ||
			 (store != NULL && !buffer_is_blank(store->v.b));
		asks = asks || (hosts != NULL && has_authorizer(hosts->v.a));
	}
	return shares && asks;
}

bool
config_check(server *srv)
{
	values v = {.cvlist = NULL};
	bool good = true;

	if (!config_plugin_values_init(srv, &v, keys, "mod_ocr")) {
		free(v.cvlist);
		return false;
	}
	for (int i = config_first(v.cvlist); i < v.nconfig; i++)
		if (find_value(&v, i, KEY_BODY_LIMIT) != NULL ||
		    find_value(&v, i, KEY_LARGEST) != NULL)
			warn_of_sizes(srv, &v, i);
	if (has_scoreboard(&v) && has_other_pool(srv, &v)) {
		good = false;
		log_error(srv->errh, __FILE__, __LINE__,
		    "fastcgi.server leads to two pools where ocr.gate is "
		    "enabled, but ocr.scoreboard shows the workers of one: "
		    "give each pool a lighttpd of its own and put a balancer "
		    "before them, or set ocr.slots and no ocr.scoreboard");
	}
	if (shares_unasked(&v)) {
		good = false;
		log_error(srv->errh, __FILE__, __LINE__,
		    "ocr.single-flight and ocr.store would give answers "
		    "without asking the FastCGI authorizer: disable them, or "
		    "use mod_auth in its place");
	}
	free(v.cvlist);
	return good;
}
