/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of keys and the rules for their values.
 */

#include "mod_ocr.h"

#include "configfile.h"

#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "fcgi-worker/common/callers.h"
#include "fcgi-worker/common/origin.h"
#include "fcgi-worker/common/timeout.h"

enum { YEAR_S = 365 * 86400 };

const config_plugin_keys_t config_keys[] = {
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

static const char *const status_values[CONFIG_KEYS_STATUSES] = {
    [STATUS_LOCAL] = "local",
    [STATUS_ENABLE] = "enable",
    [STATUS_DISABLE] = "disable",
};

int
config_keys_status(const buffer *value)
{
	int i = 0;

	while (i < CONFIG_KEYS_STATUSES &&
	       strcmp(status_values[i], value->ptr) != 0)
		i++;
	return i;
}

int
config_keys_callers(const array *list, unsigned int *bits)
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

/* Whether the text may be the name of a header (RFC 9110, 5.1). */
static bool
is_header_name(const buffer *name)
{
	static const char token[] =
	    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return name->ptr[strspn(name->ptr, token)] == '\0';
}

static bool
is_within(const config_plugin_value_t *cpv, unsigned int min, unsigned int max)
{
	return cpv->v.u >= min && cpv->v.u <= max;
}

static bool
is_count(const config_plugin_value_t *cpv)
{
	return is_within(cpv, 1, 65535);
}

/* Whether a key has a number that can be a size: lighttpd keeps numbers in an
 * int, and many that are too large become negative. */
static bool
is_size(const config_plugin_value_t *cpv)
{
	return is_within(cpv, 1, INT32_MAX);
}

static bool
is_timeout(const config_plugin_value_t *cpv)
{
	return is_within(cpv, TIMEOUT_MIN_S, TIMEOUT_MAX_S);
}

static bool
is_stop_timeout(const config_plugin_value_t *cpv)
{
	return is_within(cpv, 1, 3600);
}

static bool
is_age(const config_plugin_value_t *cpv)
{
	return is_within(cpv, 1, YEAR_S);
}

/* Whether the value is a word that ocr.store-share takes. */
static bool
names_share(const config_plugin_value_t *cpv)
{
	return buffer_eq_slen(cpv->v.b, STR("all")) ||
	       buffer_eq_slen(cpv->v.b, STR("own"));
}

static bool
is_directory(const config_plugin_value_t *cpv)
{
	return buffer_is_blank(cpv->v.b) || cpv->v.b->ptr[0] == '/';
}

static bool
names_half_close(const config_plugin_value_t *cpv)
{
	return buffer_eq_slen(cpv->v.b, STR("ignore")) ||
	       buffer_eq_slen(cpv->v.b, STR("abort"));
}

static bool
is_status(const config_plugin_value_t *cpv)
{
	return config_keys_status(cpv->v.b) < CONFIG_KEYS_STATUSES;
}

static bool
names_callers(const config_plugin_value_t *cpv)
{
	unsigned int bits;

	return config_keys_callers(cpv->v.a, &bits) == 0;
}

static bool
is_header(const config_plugin_value_t *cpv)
{
	return buffer_is_blank(cpv->v.b) || is_header_name(cpv->v.b);
}

static bool
is_origin(const config_plugin_value_t *cpv)
{
	return buffer_is_blank(cpv->v.b) || origin_is_valid(cpv->v.b->ptr);
}

#define A_COUNT "a number, 1 to 65535"
#define A_SIZE "a number of kilobytes, 1 to 2147483647"
#define A_DIRECTORY "the absolute path of a directory"

/* Keys that are not in this table take every value of their type. */
static const struct rule {
	bool (*takes)(const config_plugin_value_t *cpv);
	/* What the key takes, for the log; NULL: callers_names() tells. */
	const char *wants;
} rules[KEYS] = {
    [KEY_SLOTS] = {is_count, A_COUNT},
    [KEY_QUEUE_LIMIT] = {is_count, A_COUNT},
    [KEY_CLIENT_LIMIT] = {is_count, A_COUNT},
    [KEY_BODY_LIMIT] = {is_size, A_SIZE},
    [KEY_ANSWER_LIMIT] = {is_size, A_SIZE},
    [KEY_SPOOL_LIMIT] = {is_size, A_SIZE},
    [KEY_STORE_LIMIT] = {is_size, A_SIZE},
    [KEY_TIMEOUT] = {is_timeout, "a number of seconds, 1 to 600"},
    [KEY_SHUTDOWN_TIMEOUT] = {is_stop_timeout,
	"a number of seconds, 1 to 3600"},
    [KEY_STORE_MAX_AGE] = {is_age, "a number of seconds, 1 to 31536000"},
    [KEY_STORE_SHARE] = {names_share, "\"own\" or \"all\""},
    [KEY_SPOOL] = {is_directory, A_DIRECTORY},
    [KEY_STORE] = {is_directory, A_DIRECTORY},
    [KEY_WEB] = {is_directory, A_DIRECTORY},
    [KEY_HALF_CLOSE] = {names_half_close, "\"abort\" or \"ignore\""},
    [KEY_STATUS] = {is_status, "\"local\", \"enable\" or \"disable\""},
    [KEY_CALLERS] = {names_callers, NULL},
    [KEY_CLIENT_KEY] = {is_header, "the name of a request header"},
    [KEY_CORS_ORIGIN] = {is_origin,
	"\"*\" or one origin, as \"https://example.com\""},
};

bool
config_keys_check(server *srv, const config_plugin_value_t *cpv)
{
	const struct rule *rule = &rules[cpv->k_id];

	if (rule->takes == NULL || rule->takes(cpv))
		return true;
	log_error(srv->errh, __FILE__, __LINE__, "%s takes %s",
	    config_keys[cpv->k_id].k,
	    rule->wants != NULL ? rule->wants : callers_names());
	return false;
}

/*
 * Whether the number that values has for a key fits into an int.  Logs a number
 * that does not.  Only numbers from the environment are checked, which are
 * strings: lighttpd checks the others itself.
 */
static bool
check_number(server *srv, const array *values, const config_plugin_keys_t *key)
{
	const data_unset *du =
	    array_get_element_klen(values, key->k, key->klen);
	const char *text;

	if (key->ktype != T_CONFIG_INT || du == NULL || du->type != TYPE_STRING)
		return true;
	text = ((const data_string *)du)->value.ptr;
	if (text == NULL || strtoll(text, NULL, 10) <= INT32_MAX)
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "%s = \"%s\" is too large a number", key->k, text);
	return false;
}

bool
config_keys_check_numbers(server *srv)
{
	bool good = true;

	for (uint32_t i = 0; i < srv->config_context->used; i++) {
		const data_config *dc =
		    (const data_config *)srv->config_context->data[i];
		for (const config_plugin_keys_t *key = config_keys;
		     key->k != NULL; key++)
			good = check_number(srv, dc->value, key) && good;
	}
	return good;
}
