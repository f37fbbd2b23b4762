/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * command_line: reads and checks the options of fcgi-worker.  It opens nothing;
 * of the defaults only the number of workers depends on the machine.
 */
#include "command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpus.h"
#include "command_option.h"
#include "engine/quality.h"
#include "engine/text_detector.h"

#define MAX_WORKERS 1024
#define MAX_BYTES (4ULL << 30)
#define MAX_MEMORY COMMAND_OPTION_MAX
/* leptonica refuses images of 400,000,000 pixels and more. */
#define MAX_PIXELS 400000000ULL
#define MAX_PAGES 10000ULL
#define MAX_SECONDS 86400ULL
#define MAX_AGE 31536000ULL
/*
 * A4 at 600 dpi is 34.8 million pixels; at about 32 bytes a pixel for the
 * worst page a worker stays near 1.3 GB.
 */
#define DEFAULT_PIXELS 50000000
/* A worker's memory, and how much more it has for each thread above the first.
 */
#define DEFAULT_MEMORY (4UL << 30)
#define THREAD_MEMORY (512UL << 20)

/*
 * getopt_long returns this plus the index of the option in the table, for an
 * option that has a long form only.
 */
#define KEY_LONG 256

#define PLACE(member) offsetof(struct options, member)

/* The options: where the value of each goes, and the values it takes. */
static const struct command_option specs[] = {
    {"workers", 'w', COUNT, PLACE(workers), 1, MAX_WORKERS},
    {"threads", 0, COUNT, PLACE(threads), 1, MAX_WORKERS},
    {"lang", 'l', TEXT, PLACE(lang), 0, 0},
    {"quality", 0, QUALITY, PLACE(quality), 0, 0},
    {"tessdata", 0, TEXT, PLACE(tessdata), 0, 0},
    {"models", 0, TEXT, PLACE(models), 0, 0},
    {"detector-side", 0, COUNT, PLACE(detector_side), TEXT_DETECTOR_SIDE_MIN,
	TEXT_DETECTOR_SIDE_MAX},
    {"socket", 's', TEXT, PLACE(socket), 0, 0},
    {"mode", 'M', MODE, PLACE(mode), 0, 0777},
    {"port", 'p', TEXT, PLACE(address), 0, 0},
    {"backlog", 'b', COUNT, PLACE(backlog), 1, 65535},
    {"log", 0, TEXT, PLACE(log), 0, 0},
    {"log-headers", 0, HEADERS, PLACE(log_headers), 0, 0},
    {"scoreboard", 0, TEXT, PLACE(scoreboard), 0, 0},
    {"max-bytes", 0, BYTES, PLACE(max_bytes), 1, MAX_BYTES},
    {"max-answer", 0, BYTES, PLACE(max_answer), 1, MAX_BYTES},
    {"max-pixels", 0, SIZE, PLACE(max_pixels), 1, MAX_PIXELS},
    {"max-pages", 0, COUNT, PLACE(max_pages), 1, MAX_PAGES},
    {"timeout", 0, COUNT, PLACE(timeout), 1, MAX_SECONDS},
    {"slow", 0, COUNT, PLACE(slow), 0, MAX_SECONDS},
    {"quarantine-time", 0, COUNT, PLACE(quarantine_time), 0, MAX_SECONDS},
    {"max-requests", 0, COUNT, PLACE(max_requests), 0, 1000000000},
    {"max-age", 0, COUNT, PLACE(max_age), 0, MAX_AGE},
    {"max-rss", 0, BYTES, PLACE(max_rss), 1, MAX_MEMORY},
    {"max-memory", 0, BYTES, PLACE(max_memory), 1, MAX_MEMORY},
    {"max-scratch", 0, BYTES, PLACE(max_scratch), 1 << 20, MAX_MEMORY},
    {"max-languages", 0, COUNT, PLACE(max_languages), 0, 100},
    {"cors-origin", 0, ORIGIN, PLACE(cors_origin), 0, 0},
    {"nice", 0, COUNT, PLACE(nice), 0, 19},
    {"user", 'u', TEXT, PLACE(user), 0, 0},
    {"group", 'g', TEXT, PLACE(group), 0, 0},
    {"chroot", 'c', TEXT, PLACE(chroot), 0, 0},
    {"canary", 0, FLAG, PLACE(canary), 0, 0},
    {"status", 0, FORMAT, PLACE(json), 0, 0},
    {"check", 't', ACTION, 0, COMMAND_CHECK, 0},
    {"help", 'h', ACTION, 0, COMMAND_HELP, 0},
    {"version", 'V', ACTION, 0, COMMAND_VERSION, 0},
};

#define SPECS (sizeof(specs) / sizeof(specs[0]))

static const struct options defaults = {.lang = "eng",
    .detector_side = TEXT_DETECTOR_SIDE,
    .mode = 0660,
    .backlog = 1024,
    .max_bytes = 33554432,
    .max_answer = 134217728,
    .max_pixels = DEFAULT_PIXELS,
    .max_pages = 100,
    .max_languages = 2,
    .timeout = 600,
    .quarantine_time = 600,
    .max_age = 86400,
    .max_scratch = 256UL << 20};

/*
 * Returns the index of the option for which getopt_long returned key, or SPECS
 * where key stands for a fault.
 */
static size_t
find_spec(int key)
{
	size_t i;

	if (key >= KEY_LONG)
		return (size_t)(key - KEY_LONG);
	for (i = 0; i < SPECS; i++)
		if (specs[i].key == key)
			break;
	return i;
}

/*
 * Sets the option for which getopt_long returned key; word is the argument in
 * which it stands.  Returns what the option asks for: COMMAND_RUN if it only
 * sets a value, or COMMAND_WRONG with a message in c.
 */
static enum command
take_option(
    struct options *o, int key, const char *word, struct command_complaint *c)
{
	size_t i = find_spec(key);

	if (i == SPECS) {
		snprintf(c->text, c->size,
		    key == ':' ? "%s: a value is missing"
			       : "%s: no such option",
		    word);
		return COMMAND_WRONG;
	}
	c->option = specs[i].name;
	if (o->seen & 1ULL << i) {
		snprintf(c->text, c->size, "--%s: given twice", c->option);
		return COMMAND_WRONG;
	}
	o->seen |= 1ULL << i;
	if (specs[i].kind == ACTION)
		return (enum command)specs[i].min;
	if (command_option_set(o, &specs[i], c, optarg) == -1)
		return COMMAND_WRONG;
	/* --status is the only option of this kind. */
	return specs[i].kind == FORMAT ? COMMAND_STATUS : COMMAND_RUN;
}

/* Returns whether an option of this kind has a value, in getopt_long's terms.
 */
static int
value_of_kind(enum command_kind kind)
{
	switch (kind) {
	case FLAG:
	case ACTION:
		return no_argument;
	case FORMAT:
		return optional_argument;
	default:
		return required_argument;
	}
}

/* Makes the table of the options that getopt_long reads. */
static void
make_table(struct option table[static SPECS + 1])
{
	for (size_t i = 0; i < SPECS; i++) {
		table[i] = (struct option){.name = specs[i].name,
		    .has_arg = value_of_kind(specs[i].kind)};
		table[i].val =
		    specs[i].key == 0 ? KEY_LONG + (int)i : specs[i].key;
	}
	table[SPECS] = (struct option){.name = NULL}; /* ends the table */
}

/*
 * Checks that the options go together.  Returns COMMAND_RUN or COMMAND_WRONG.
 */
static enum command
check_combinations(const struct options *o, struct command_complaint *c)
{
	bool has_models = o->models != NULL;

	if (has_models && !quality_is_built_in(QUALITY_BEST))
		snprintf(c->text, c->size,
		    "--models: this program was built without the second "
		    "engine, which the models are for");
	else if (!quality_is_available((enum quality)o->quality, has_models))
		snprintf(
		    c->text, c->size, "--quality: best needs --models, too");
	else if (o->socket != NULL && o->address != NULL)
		snprintf(
		    c->text, c->size, "--socket and --port: give only one");
	else
		return COMMAND_RUN;
	return COMMAND_WRONG;
}

/* Sets what depends on the machine or on other options. */
static void
fill_defaults(struct options *o)
{
	if (o->workers == 0)
		o->workers = cpus_count();
	if (o->threads == 0)
		o->threads = (unsigned)cpus_count();
	/* A thread uses the processor of an idle worker, so more threads than
	 * workers could never run. */
	if (o->threads > (unsigned)o->workers)
		o->threads = (unsigned)o->workers;
	if (o->max_memory == 0)
		o->max_memory =
		    DEFAULT_MEMORY + (o->threads - 1) * THREAD_MEMORY;
}

enum command
command_line_parse(
    struct options *o, int argc, char *argv[], char *error, size_t size)
{
	enum command rc, result = COMMAND_RUN;
	struct command_complaint c = {NULL, error, size};
	struct option table[SPECS + 1];
	const char *word;
	int key;

	*o = defaults;
	make_table(table);
	optind = 0; /* makes glibc forget an earlier command line */
	opterr = 0;
	for (;;) {
		word = argv[optind == 0 ? 1 : optind];
		key = getopt_long(
		    argc, argv, ":w:l:s:M:b:p:u:g:c:thV", table, NULL);
		if (key == -1)
			break;
		rc = take_option(o, key, word, &c);
		/* What follows --help, --version or a fault is not read. */
		if (rc >= COMMAND_HELP)
			return rc;
		/* --status is done rather than --check. */
		result = rc > result ? rc : result;
	}
	if (optind < argc) {
		snprintf(error, size, "\"%s\": only options are accepted",
		    argv[optind]);
		return COMMAND_WRONG;
	}
	fill_defaults(o);
	return check_combinations(o, &c) == COMMAND_WRONG ? COMMAND_WRONG
							  : result;
}
