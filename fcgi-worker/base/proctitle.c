/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * proctitle: what ps shows as the command line.  The kernel shows the memory in
 * which the arguments were passed, so the title is written there.
 */
#include "base/proctitle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *room;
static size_t room_size;

static void
free_list(char **list, size_t n)
{
	for (size_t i = 0; list != NULL && i < n; i++)
		free(list[i]);
	free(list);
}

/*
 * Returns a copy of the n strings of list, followed by NULL; or NULL without
 * memory.
 */
static char **
copy_list(char *const *list, size_t n)
{
	char **out = calloc(n + 1, sizeof(*out));

	for (size_t i = 0; out != NULL && i < n; i++)
		if ((out[i] = strdup(list[i])) == NULL) {
			free_list(out, i);
			return NULL;
		}
	return out;
}

/*
 * Replaces the environment by the n strings of list, each NAME=value, in memory
 * of the C library.  Frees list.  Returns 0, or -1 without memory.
 */
static int
replace_environment(char **list, size_t n)
{
	char *equals;
	int rc = 0;

	clearenv();
	for (size_t i = 0; i < n; i++) {
		equals = strchr(list[i], '=');
		if (equals != NULL) {
			*equals = '\0';
			if (setenv(list[i], equals + 1, 1) == -1)
				rc = -1;
		}
	}
	free_list(list, n);
	return rc;
}

char **
proctitle_init(int argc, char *argv[])
{
	char *end = argv[0], **arguments, **environment;
	size_t n = 0;

	while (environ[n] != NULL)
		n++;
	arguments = copy_list(argv, (size_t)argc);
	environment = copy_list(environ, n);
	if (arguments == NULL || environment == NULL) {
		free_list(arguments, (size_t)argc);
		free_list(environment, n);
		return NULL;
	}
	/* The kernel has put the strings into memory one after the other. */
	for (size_t i = 0; i < (size_t)argc && argv[i] == end; i++)
		end += strlen(end) + 1;
	for (size_t i = 0; i < n && environ[i] == end; i++)
		end += strlen(end) + 1;
	if (replace_environment(environment, n) == -1) {
		free_list(arguments, (size_t)argc);
		return NULL;
	}
	room_size = (size_t)(end - argv[0]);
	room = argv[0];
	return arguments;
}

void
proctitle_set(const char *format, ...)
{
	va_list ap;
	int n;

	/*
	 * Without proctitle_init there is no room.  A few bytes are not worth
	 * it.
	 */
	if (room_size < 32)
		return;
	memset(room, 0, room_size);
	n = snprintf(room, room_size, "fcgi-worker: ");
	va_start(ap, format);
	vsnprintf(room + n, room_size - (size_t)n, format, ap);
	va_end(ap);
}
