/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renders the figures of the store as JSON and for Prometheus.
 */
#include "store_totals.h"

#include <inttypes.h>

json_t *
store_totals_json(const struct store_totals *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:I, s:I, "
			 "s:I, s:b}",
	    "hits", (json_int_t)t->hits, "misses", (json_int_t)t->misses,
	    "stored", (json_int_t)t->stored, "lost", (json_int_t)t->lost,
	    "evictions", (json_int_t)t->evictions, "errors",
	    (json_int_t)t->errors, "saved_s", t->saved_s, "entries",
	    (json_int_t)t->entries, "bytes", (json_int_t)t->bytes,
	    "limit_bytes", (json_int_t)t->limit_bytes, "read_longest_us",
	    (json_int_t)t->read_longest_us, "counting", (int)t->walking);
}

static void
write_figure(FILE *f, const char *name, const char *type, const char *help,
    uint64_t value)
{
	fprintf(f,
	    "# HELP ocr_store_%s %s\n# TYPE ocr_store_%s %s\n"
	    "ocr_store_%s %" PRIu64 "\n",
	    name, help, name, type, name, value);
}

void
store_totals_prometheus(const struct store_totals *t, FILE *f)
{
	write_figure(
	    f, "hits_total", "counter", "Answers from the store.", t->hits);
	write_figure(f, "misses_total", "counter",
	    "Requests whose answer was not in the store.", t->misses);
	write_figure(f, "stored_total", "counter",
	    "Results written to the store.", t->stored);
	write_figure(f, "lost_total", "counter",
	    "Results that were not written to the store, though they should "
	    "be.",
	    t->lost);
	write_figure(f, "evictions_total", "counter",
	    "Results removed from the store for want of room.", t->evictions);
	write_figure(f, "errors_total", "counter",
	    "Files of the store that could not be read or written.", t->errors);
	write_figure(
	    f, "entries", "gauge", "Results in the store.", t->entries);
	write_figure(f, "bytes", "gauge",
	    "Bytes that the results take, in whole blocks.", t->bytes);
	write_figure(f, "limit_bytes", "gauge",
	    "Bytes that the results may take.", t->limit_bytes);
	fprintf(f,
	    "# HELP ocr_store_saved_seconds_total Workers' time that answers "
	    "from the store did not take.\n"
	    "# TYPE ocr_store_saved_seconds_total counter\n"
	    "ocr_store_saved_seconds_total %.17g\n",
	    t->saved_s);
}
