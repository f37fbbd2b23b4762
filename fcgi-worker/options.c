/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options: the command line of fcgi-worker, checked.  Opens nothing and
 * knows no default that depends on the machine but the number of workers.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cors.h"
#include "cpus.h"

#define MAX_WORKERS 1024
#define MAX_BYTES (4ULL << 30)
/* leptonica refuses images of 400,000,000 pixels and more. */
#define MAX_PIXELS 400000000ULL
#define MAX_PAGES 10000ULL
/*
 * A4 at 600 dpi is 34.8 million pixels; at about 32 bytes a pixel for the
 * worst page a worker stays near 1.3 GB.
 */
#define DEFAULT_PIXELS 40000000

enum {
	OPTION_TESSDATA = 256,
	OPTION_LOG,
	OPTION_MAX_BYTES,
	OPTION_MAX_PIXELS,
	OPTION_MAX_PAGES,
	OPTION_CORS_ORIGIN
};

static const struct option table[] = {
    {"workers", required_argument, NULL, 'w'},
    {"lang", required_argument, NULL, 'l'},
    {"tessdata", required_argument, NULL, OPTION_TESSDATA},
    {"socket", required_argument, NULL, 's'},
    {"mode", required_argument, NULL, 'M'},
    {"backlog", required_argument, NULL, 'b'},
    {"port", required_argument, NULL, 'p'},
    {"log", required_argument, NULL, OPTION_LOG},
    {"max-bytes", required_argument, NULL, OPTION_MAX_BYTES},
    {"max-pixels", required_argument, NULL, OPTION_MAX_PIXELS},
    {"max-pages", required_argument, NULL, OPTION_MAX_PAGES},
    {"cors-origin", required_argument, NULL, OPTION_CORS_ORIGIN},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char help[] =
    "Usage: fcgi-worker [options]\n"
    "A pool of OCR workers speaking FastCGI.  Without -s and -p it serves\n"
    "the listening socket on file descriptor 0, as spawn-fcgi leaves it:\n"
    "  spawn-fcgi -s /run/ocr.sock -M 0660 -- fcgi-worker -w 4\n"
    "\n"
    "  -w, --workers N        processes, 1 to 1024 (default: the processors\n"
    "                         this process may use)\n"
    "  -l, --lang LANG        languages, joined by + or , (default: eng)\n"
    "      --tessdata DIR     where the language files are\n"
    "  -s, --socket PATH      listen on a unix socket\n"
    "  -M, --mode MODE        its permissions, octal (default: 0660)\n"
    "  -p, --port [HOST:]PORT listen on TCP (default host: 127.0.0.1;\n"
    "                         IPv6 in brackets)\n"
    "  -b, --backlog N        connections that may wait, 1 to 65535\n"
    "                         (default: 1024)\n"
    "      --log FILE         append the log to FILE (default: stderr)\n"
    "      --max-bytes N      largest body, with k, m or g\n"
    "                         (default: 33554432)\n"
    "      --max-pixels N     largest page (default: 40000000)\n"
    "      --max-pages N      most pages of a request (default: 100)\n"
    "      --cors-origin URL  whose pages may call, or * (default: none)\n"
    "  -h, --help             this text\n"
    "  -V, --version          versions of this program and its libraries\n"
    "\n"
    "TERM and INT stop the pool at once.\n"
    "Exit status: 0 stopped, 64 wrong usage, 71 the system refused\n"
    "something, 78 unusable configuration.\n";

void
options_help(FILE *f)
{
	fputs(help, f);
}

/* Where messages go; one thing to pass on instead of three. */
struct complaint {
	const char *option;
	char *text;
	size_t size;
};

static int
complain(const struct complaint *c, const char *value, const char *accepted)
{
	snprintf(c->text, c->size, "--%s: \"%s\" is not %s", c->option, value,
	    accepted);
	return -1;
}

/* Read ${value}, digits and maybe one of ${suffixes}, "kmg" or "". */
static int
read_number(const char *value, const char *suffixes, unsigned long long *out)
{
	unsigned long long n;
	const char *suffix;
	char *end;

	if (value[0] < '0' || value[0] > '9')
		return -1;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno != 0)
		return -1;
	if (*end != '\0') {
		suffix = strchr(suffixes, *end | 0x20);
		if (suffix == NULL || end[1] != '\0' || n > MAX_BYTES)
			return -1;
		n <<= 10 * (suffix - suffixes + 1);
	}
	*out = n;
	return 0;
}

static int
set_count(const struct complaint *c, const char *value, unsigned long long max,
    unsigned long long *out)
{
	char accepted[64];

	if (read_number(value, "", out) == 0 && *out >= 1 && *out <= max)
		return 0;
	snprintf(accepted, sizeof(accepted), "a number from 1 to %llu", max);
	return complain(c, value, accepted);
}

static int
set_mode(const struct complaint *c, const char *value, mode_t *out)
{
	size_t digits = strspn(value, "01234567");

	if (digits == 0 || digits > 4 || value[digits] != '\0' ||
	    strtoul(value, NULL, 8) > 0777)
		return complain(c, value, "an octal mode such as 0660");
	*out = (mode_t)strtoul(value, NULL, 8);
	return 0;
}

static int
set_size(const struct complaint *c, const char *value, size_t *out)
{
	unsigned long long n;

	if (read_number(value, "kmg", &n) == -1 || n < 1 || n > MAX_BYTES)
		return complain(
		    c, value, "a size from 1 to 4g, such as 33554432 or 32m");
	*out = (size_t)n;
	return 0;
}

static int
set_text(const struct complaint *c, const char *value, const char **out)
{
	if (value[0] == '\0')
		return complain(c, value, "a value: it is empty");
	*out = value;
	return 0;
}

/* Set the option whose value is a count. */
static int
set_limit(struct options *o, int key, const struct complaint *c, char *value)
{
	unsigned long long n = 0;
	unsigned long long max = key == 'w'		    ? MAX_WORKERS
				 : key == 'b'		    ? 65535
				 : key == OPTION_MAX_PIXELS ? MAX_PIXELS
							    : MAX_PAGES;

	if (set_count(c, value, max, &n) == -1)
		return -1;
	if (key == 'w')
		o->workers = (int)n;
	else if (key == 'b')
		o->backlog = (int)n;
	else if (key == OPTION_MAX_PIXELS)
		o->max_pixels = (size_t)n;
	else
		o->max_pages = (unsigned)n;
	return 0;
}

static int
set_option(struct options *o, int key, const struct complaint *c, char *value)
{
	switch (key) {
	case 'l':
		return set_text(c, value, &o->lang);
	case 's':
		return set_text(c, value, &o->socket);
	case 'p':
		return set_text(c, value, &o->address);
	case OPTION_TESSDATA:
		return set_text(c, value, &o->tessdata);
	case OPTION_LOG:
		return set_text(c, value, &o->log);
	case 'M':
		return set_mode(c, value, &o->mode);
	case OPTION_MAX_BYTES:
		return set_size(c, value, &o->max_bytes);
	case OPTION_CORS_ORIGIN:
		o->cors_origin = value;
		if (cors_is_origin(value))
			return 0;
		return complain(c, value, "* or such as https://example.com");
	default:
		return set_limit(o, key, c, value);
	}
}

/* The place of ${key} in the table. */
static int
table_find(int key)
{
	int i;

	for (i = 0; table[i].name != NULL; i++)
		if (table[i].val == key)
			break;
	return i;
}

static enum options_result
take_option(struct options *o, int key, const char *word, struct complaint *c)
{
	int i = table_find(key);

	if (table[i].name == NULL) {
		snprintf(c->text, c->size,
		    key == ':' ? "%s: a value is missing"
			       : "%s: no such option",
		    word);
		return OPTIONS_WRONG;
	}
	if (key == 'h')
		return OPTIONS_HELP;
	if (key == 'V')
		return OPTIONS_VERSION;
	c->option = table[i].name;
	if (o->seen & 1U << i) {
		snprintf(c->text, c->size, "--%s: given twice", c->option);
		return OPTIONS_WRONG;
	}
	o->seen |= 1U << i;
	return set_option(o, key, c, optarg) == -1 ? OPTIONS_WRONG
						   : OPTIONS_RUN;
}

enum options_result
options_parse(
    struct options *o, int argc, char *argv[], char *error, size_t size)
{
	struct complaint c = {NULL, error, size};
	enum options_result rc;
	const char *word;
	int key;

	*o = (struct options){.lang = "eng",
	    .mode = 0660,
	    .backlog = 1024,
	    .max_bytes = 33554432,
	    .max_pixels = DEFAULT_PIXELS,
	    .max_pages = 100};
	optind = 0; /* makes glibc forget an earlier command line */
	opterr = 0;
	for (;;) {
		word = argv[optind == 0 ? 1 : optind];
		key = getopt_long(argc, argv, ":w:l:s:M:b:p:hV", table, NULL);
		if (key == -1)
			break;
		rc = take_option(o, key, word, &c);
		if (rc != OPTIONS_RUN)
			return rc;
	}
	if (optind < argc) {
		snprintf(error, size, "\"%s\": nothing but options is accepted",
		    argv[optind]);
		return OPTIONS_WRONG;
	}
	if (o->socket != NULL && o->address != NULL) {
		snprintf(error, size, "--socket and --port: give only one");
		return OPTIONS_WRONG;
	}
	if (o->workers == 0)
		o->workers = cpus_count();
	return OPTIONS_RUN;
}
