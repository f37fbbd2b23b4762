/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Searches worker.log, and watches it (inotify) while the line is not there.
 */
#include "tests/lib/log_reader.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "tests/lib/process.h"

/* Returns the first complete line whose member is the string value, a new
 * reference, or NULL. */
static json_t *
search(const char *path, const char *member, const char *value)
{
	char *text = process_read_file(path, NULL), *rest = text, *line;
	json_t *found = NULL;

	while (!found && rest && (line = strsep(&rest, "\n")) && rest) {
		json_t *json = json_loads(line, 0, NULL);
		const char *is =
		    json_string_value(json_object_get(json, member));

		if (is && strcmp(is, value) == 0)
			found = json_incref(json);
		json_decref(json);
	}
	free(text);
	return found;
}

json_t *
log_reader_find(
    const char *path, const char *member, const char *value, int bound_ms)
{
	double end = process_now_ms() + bound_ms;
	int watch = inotify_init1(IN_CLOEXEC);
	struct pollfd p = {.fd = watch, .events = POLLIN};
	char events[4096];
	json_t *found;

	/* The file is watched before it is read, so that no line is missed. */
	inotify_add_watch(watch, path, IN_MODIFY);
	while (!(found = search(path, member, value))) {
		int left = (int)(end - process_now_ms());

		if (left <= 0 || poll(&p, 1, left) <= 0 ||
		    read(watch, events, sizeof(events)) <= 0)
			break;
	}
	close(watch);
	if (!found)
		fprintf(
		    stderr, "%s: no line with %s %s\n", path, member, value);
	return found;
}

long
log_reader_malformed(const char *path)
{
	char *text = process_read_file(path, NULL), *rest = text, *line;
	long bad = text ? 0 : -1;

	while (rest && (line = strsep(&rest, "\n")) && *line) {
		json_t *json = json_loads(line, 0, NULL);

		if (!json_is_object(json)) {
			fprintf(stderr, "no JSON: %s\n", line);
			bad++;
		}
		json_decref(json);
	}
	free(text);
	return bad;
}
