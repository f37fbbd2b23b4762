/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log: one JSON object a line.  Each line is one write, so lines of several
 * processes do not mix: in a file by O_APPEND, in a pipe by being no longer
 * than PIPE_BUF. Where nobody reads a pipe, the pool does not wait: lines that
 * do not fit are dropped and counted.  No caller passes the text of a document.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/safe_path.h"
#include "base/sanitized.h"

#define ROOM 16384
/*
 * How many bytes of PIPE_BUF the other members of a request's line leave for
 * headers.
 */
#define PIPE_ROOM 2048

#ifdef SANITIZED
void __sanitizer_set_report_fd(void *fd);
#endif

static int target = STDERR_FILENO;
static atomic_ulong dropped;

/*
 * Opens the log file.  Returns its descriptor, or -1 with errno.  Because of
 * O_NONBLOCK, a FIFO that nobody reads is an error; without it the call would
 * wait for a reader.
 */
static int
open_file(const char *path)
{
	return safe_path_open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    0640);
}

/* Returns the S_IFMT bits of the mode of fd, or 0 if they are unknown. */
static mode_t
file_type(int fd)
{
	struct stat st;

	return fstat(fd, &st) == -1 ? 0 : st.st_mode & S_IFMT;
}

/*
 * Returns a new descriptor for the file that is open as fd, or -1 with errno.
 * A pipe is opened again, with O_NONBLOCK: set on fd, the flag would hold for
 * all processes that share it, and without the flag two processes could wait
 * for the last room in the pipe.
 */
static int
copy_for_log(int fd)
{
	char path[64];
	int own = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (file_type(fd) == S_IFIFO)
		own = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	return own == -1 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : own;
}

int
log_open(const char *path, int fd)
{
	fd = path == NULL ? copy_for_log(fd) : open_file(path);
	if (fd == -1)
		return -1;
	target = fd;
	return 0;
}

int
log_reopen(const char *path)
{
	int fd = open_file(path);

	if (fd == -1)
		return -1;
	log_replace(fd);
	return 0;
}

void
log_replace(int fd)
{
	/*
	 * dup3 replaces the file in one step, so that a line goes to the old
	 * one or the new one.
	 */
	dup3(fd, target, O_CLOEXEC);
	close(fd);
}

int
log_fd(void)
{
	return target;
}

void
log_redirect_stdio(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

#ifdef SANITIZED
	/* The sanitizer's reports would go to stderr, and be lost. */
	__sanitizer_set_report_fd((void *)(intptr_t)target);
#endif
	if (fd == -1)
		return;
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* Writes the time of day to out in UTC, with milliseconds, as RFC 3339 has it.
 */
static void
format_time(char out[static 40])
{
	struct timespec now;
	struct tm tm;
	size_t length;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	length = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + length, 40 - length, ".%03uZ",
	    (unsigned)(now.tv_nsec / 1000000) % 1000);
}

/*
 * Writes a line to the log, but does not wait until there is room for it.  In a
 * pipe, a line of more than PIPE_BUF bytes could mix with those of other
 * processes, so none is written.  Returns whether the line was written.
 */
static bool
put_line(const char *line, size_t size)
{
	struct pollfd p = {target, POLLOUT, 0};
	mode_t type = file_type(target);
	ssize_t rc;

	if (type == S_IFIFO && size > PIPE_BUF)
		return false;
	if (type != S_IFREG && poll(&p, 1, 0) != 1)
		return false;
	do
		rc = write(target, line, size);
	while (rc == -1 && errno == EINTR);
	return rc == (ssize_t)size;
}

/*
 * Writes a line for the event, with the members of a JSON object, which may be
 * NULL.  Releases members.  Returns whether the line was written.
 */
static bool
write_line(const char *level, const char *event, json_t *members)
{
	char time[40], *text;
	json_t *line;
	size_t size;
	bool done;

	format_time(time);
	line = json_pack("{s:s,s:s,s:s,s:i}", "time", time, "level", level,
	    "event", event, "pid", (int)getpid());
	if (line != NULL && members != NULL)
		json_object_update(line, members);
	text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(10));
	json_decref(members);
	json_decref(line);
	if (text == NULL)
		return false;
	size = strlen(text);
	/*
	 * The newline takes the place of the NUL byte, so that one write
	 * without a copy is enough.
	 */
	text[size] = '\n';
	done = put_line(text, size + 1);
	free(text);
	return done;
}

void
log_write(const char *level, const char *event, json_t *members)
{
	unsigned long lost = atomic_exchange(&dropped, 0);

	if (lost > 0 && !write_line("warning", "lines were dropped",
			    json_pack("{s:I}", "lines", (json_int_t)lost)))
		atomic_fetch_add(&dropped, lost);
	if (!write_line(level, event, members))
		atomic_fetch_add(&dropped, 1);
}

size_t
log_room(void)
{
	return file_type(target) == S_IFIFO ? PIPE_ROOM : ROOM;
}
