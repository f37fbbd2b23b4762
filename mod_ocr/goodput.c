/* SPDX-License-Identifier: BSD-3-Clause */
/* Renders how the workers' time was used, and how long clients wait. */
#include "goodput.h"

#include "outcome_counts.h"

/* Why a worker's time was spent for nobody. */
static const struct waste {
	enum gate_outcome outcome;
	const char *reason;
} wastes[] = {
    {GATE_ABORTED, "left"},
    {GATE_EXPIRED, "expired"},
    {GATE_FAILED, "failed"},
    {GATE_REFUSED, "stopped"},
};

enum { WASTES = sizeof(wastes) / sizeof(*wastes) };

json_t *
goodput_json(const struct gate *g, uint64_t now_ms)
{
	json_t *o = json_object(), *wasted = json_object();

	json_object_set_new(o, "answers_per_s",
	    json_real(outcome_counts_answer_rate(g, now_ms)));
	json_object_set_new(o, "good_s", json_real(g->totals.good_s));
	for (int i = 0; i < WASTES; i++)
		json_object_set_new(wasted, wastes[i].reason,
		    json_real(g->totals.wasted_s[wastes[i].outcome]));
	json_object_set_new(o, "wasted_s", wasted);
	return o;
}

/*
 * /status and /metrics tell at which age of a request these shares of the
 * clients have left.
 */
static const double patience_shares[] = {0.1, 0.5, 0.9};

enum { SHARES = sizeof(patience_shares) / sizeof(*patience_shares) };

/*
 * Returns the age of a request, in ms, at which the share number i of
 * patience_shares of all clients has left, or UINT64_MAX if it is not known.
 */
static uint64_t
share_age_ms(const struct gate *g, int i)
{
	return patience_age_ms(&g->patience, 1 - patience_shares[i]);
}

json_t *
goodput_patience_json(const struct gate *g)
{
	json_t *o;
	char name[8];
	uint64_t age_ms;

	if (!patience_is_known(&g->patience))
		return json_null();
	o = json_object();
	for (int i = 0; i < SHARES; i++) {
		snprintf(name, sizeof(name), "p%.0f", 100 * patience_shares[i]);
		age_ms = share_age_ms(g, i);
		json_object_set_new(o, name,
		    age_ms == UINT64_MAX ? json_null()
					 : json_integer((json_int_t)age_ms));
	}
	return o;
}

/*
 * Writes the lines of /metrics that tell how patient clients are: at which age
 * of a request 10, 50 and 90 percent of the clients have left.  Writes none
 * while too few have left to tell.
 */
static void
write_patience(const struct gate *g, FILE *f)
{
	if (!patience_is_known(&g->patience))
		return;
	fputs("# HELP ocr_patience_seconds The age of a request at which that "
	      "share of the clients without a deadline has left, as learned.\n"
	      "# TYPE ocr_patience_seconds gauge\n",
	    f);
	for (int i = 0; i < SHARES; i++)
		if (share_age_ms(g, i) != UINT64_MAX)
			fprintf(f, "ocr_patience_seconds{share=\"%g\"} %.17g\n",
			    patience_shares[i],
			    (double)share_age_ms(g, i) / 1000.0);
}

void
goodput_prometheus(const struct gate *g, FILE *f)
{
	fprintf(f,
	    "# HELP ocr_good_seconds_total Time in slots of requests that were "
	    "answered.\n"
	    "# TYPE ocr_good_seconds_total counter\n"
	    "ocr_good_seconds_total %.17g\n"
	    "# HELP ocr_wasted_seconds_total Time in slots of requests that "
	    "were not answered, by reason.\n"
	    "# TYPE ocr_wasted_seconds_total counter\n",
	    g->totals.good_s);
	for (int i = 0; i < WASTES; i++)
		fprintf(f, "ocr_wasted_seconds_total{reason=\"%s\"} %.17g\n",
		    wastes[i].reason, g->totals.wasted_s[wastes[i].outcome]);
	write_patience(g, f);
}
