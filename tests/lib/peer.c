/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts and stops servers, and measures what they cost.  It knows nothing of
 * the clients.
 */
#include "tests/lib/peer.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/process.h"

#define START_MS 30000
#define CHILDREN_MAX 64

static const char *const names[PEERS] = {
    "mod_ocr", "evhttp", "mod_fastcgi", "command"};

const char *
peer_name(enum peer_kind kind)
{
	return names[kind];
}

bool
peer_is_server(enum peer_kind kind)
{
	return kind != PEER_COMMAND;
}

/*
 * Returns the further configuration of lighttpd without mod_ocr: limits that
 * allow ten thousand connections, and answers that are passed on as they come,
 * as in the configuration that is shipped with mod_ocr.
 */
static const char *
plain_conf(void)
{
	static char conf[256];
	struct rlimit limit;
	unsigned long most;

	getrlimit(RLIMIT_NOFILE, &limit);
	most = limit.rlim_max < 32768 ? limit.rlim_max : 32768;
	snprintf(conf, sizeof(conf),
	    "server.max-fds := %lu\nserver.max-connections := %lu\n"
	    "server.stream-response-body = 1\n",
	    most, most / 2 < 10240 ? most / 2 : 10240);
	return conf;
}

static int
start_lighttpd(struct peer *p, const struct peer_setup *setup)
{
	char ms[16];
	const char *const args[] = {"-t", ms, NULL};
	const struct server_options options = {
	    .workers = setup->workers,
	    .worker_args = setup->empty_ms < 0 ? NULL : args,
	    .plain = p->kind == PEER_FASTCGI,
	    .conf = p->kind == PEER_FASTCGI ? plain_conf() : NULL,
	};

	snprintf(ms, sizeof(ms), "%d", setup->empty_ms);
	if (setup->empty_ms >= 0)
		setenv("OCR_WORKER", pool_responder(), 1);
	p->server = server_start(&options);
	if (setup->empty_ms >= 0)
		unsetenv("OCR_WORKER");
	if (!p->server)
		return -1;
	p->port = p->server->port;
	return 0;
}

static int
start_evhttp(struct peer *p, const struct peer_setup *setup)
{
	const char *build = getenv("OCR_BUILD");
	char path[PATH_MAX], port[16], threads[16], queue[16], ms[16];
	const char *argv[] = {
	    path, port, threads, queue, setup->empty_ms < 0 ? NULL : ms, NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = -1};

	p->port = server_free_port();
	snprintf(path, sizeof(path), "%s/tests/load/evhttp",
	    build ? build : "build");
	snprintf(port, sizeof(port), "%d", p->port);
	snprintf(threads, sizeof(threads), "%u", setup->workers);
	snprintf(queue, sizeof(queue), "%u", setup->queue);
	snprintf(ms, sizeof(ms), "%d", setup->empty_ms);
	p->pid = process_spawn(&spec);
	return p->pid > 0 ? pool_wait_port(p->port, START_MS) : -1;
}

static const char *
file_of(const struct peer *p, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	return path;
}

/* Starts xargs, which runs tesseract for each name that it reads from a pipe.
 * inotify tells which files tesseract has written. */
static int
start_command(struct peer *p, const struct peer_setup *setup)
{
	char command[PATH_MAX];
	const char *argv[] = {"sh", "-c", command, NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = -1};

	if (dir_make(p->dir) < 0 || mkfifo(file_of(p, "pages"), 0600) < 0)
		return -1;
	p->from_command = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (inotify_add_watch(p->from_command, p->dir, IN_CLOSE_WRITE) < 0)
		return -1;
	snprintf(command, sizeof(command),
	    "cd %s && exec xargs -P %u -I '{}' tesseract '{}' '{}' "
	    "<pages >/dev/null 2>&1",
	    p->dir, setup->workers);
	p->pid = process_spawn(&spec);
	p->to_command = open(file_of(p, "pages"), O_WRONLY | O_CLOEXEC);
	return p->pid > 0 && p->to_command >= 0 ? 0 : -1;
}

int
peer_start(struct peer *p, enum peer_kind kind, const struct peer_setup *setup)
{
	int rc;

	*p = (struct peer){.kind = kind, .to_command = -1, .from_command = -1};
	rc = kind == PEER_EVHTTP    ? start_evhttp(p, setup)
	     : kind == PEER_COMMAND ? start_command(p, setup)
				    : start_lighttpd(p, setup);
	if (rc < 0) {
		fprintf(stderr, "%s does not start\n", names[kind]);
		peer_stop(p);
	}
	return rc;
}

int
peer_stop(struct peer *p)
{
	int rc = 0;

	if (p->server)
		rc = server_stop(p->server);
	process_kill(p->pid);
	if (p->to_command >= 0)
		close(p->to_command);
	if (p->from_command >= 0)
		close(p->from_command);
	if (p->dir[0])
		dir_remove(p->dir);
	*p = (struct peer){.to_command = -1, .from_command = -1};
	return rc;
}

/* Adds what a process, and those of its children that have ended, have used. */
static void
add_cost(pid_t pid, struct peer_cost *cost)
{
	unsigned long t[4] = {0, 0, 0, 0}, faults[2] = {0, 0};
	const double tick_ms = 1e3 / (double)sysconf(_SC_CLK_TCK);
	char path[64], *text, *from;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	text = process_read_all(path);
	from = text ? strrchr(text, ')') : NULL;
	if (from)
		sscanf(from + 2,
		    "%*c %*d %*d %*d %*d %*d %*u %lu %lu %*u %*u "
		    "%lu %lu %lu %lu",
		    &faults[0], &faults[1], &t[0], &t[1], &t[2], &t[3]);
	free(text);
	cost->user_ms += (double)(t[0] + t[2]) * tick_ms;
	cost->system_ms += (double)(t[1] + t[3]) * tick_ms;
	cost->faults += (double)(faults[0] + faults[1]);
}

/* Adds the cost and the memory, unless they are NULL, of a process and its
 * descendants. */
static void
add_all(pid_t pid, struct peer_cost *cost, size_t *memory)
{
	pid_t children[CHILDREN_MAX];
	size_t n;

	if (pid <= 0)
		return;
	n = process_children(pid, children, CHILDREN_MAX);
	for (size_t i = 0; i < n; i++)
		add_all(children[i], cost, memory);
	if (cost)
		add_cost(pid, cost);
	if (memory)
		*memory += process_pss(pid);
}

struct peer_cost
peer_cost(const struct peer *p)
{
	struct peer_cost cost = {0, 0, 0};

	if (p->server) {
		add_all(p->server->pid, &cost, NULL);
		add_all(p->server->pool.pid, &cost, NULL);
	}
	add_all(p->pid, &cost, NULL);
	return cost;
}

size_t
peer_memory(const struct peer *p)
{
	size_t bytes = 0;

	if (p->server) {
		add_all(p->server->pid, NULL, &bytes);
		add_all(p->server->pool.pid, NULL, &bytes);
	}
	add_all(p->pid, NULL, &bytes);
	return bytes;
}

int
peer_set_page(struct peer *p, const void *data, size_t len)
{
	const struct page_file page = {(unsigned char *)(uintptr_t)data, len};

	return page_file_write(&page, file_of(p, "page"));
}

int
peer_submit(struct peer *p, unsigned number)
{
	char name[16];
	int n = snprintf(name, sizeof(name), "%u\n", number);

	name[n - 1] = '\0';
	unlink(file_of(p, name));
	if (symlink("page", file_of(p, name)) < 0)
		return -1;
	name[n - 1] = '\n';
	return write(p->to_command, name, (size_t)n) == n ? 0 : -1;
}

int
peer_finished(struct peer *p)
{
	struct inotify_event event;
	const char *name;
	unsigned number;
	char dot;

	for (;;) {
		if (p->events_from >= p->events_len) {
			ssize_t n =
			    read(p->from_command, p->events, sizeof(p->events));

			if (n <= 0)
				return -1;
			p->events_from = 0;
			p->events_len = (size_t)n;
		}
		memcpy(&event, p->events + p->events_from, sizeof(event));
		name = p->events + p->events_from + sizeof(event);
		p->events_from += sizeof(event) + event.len;
		if (event.len > 0 && sscanf(name, "%u%c", &number, &dot) == 2 &&
		    dot == '.')
			return (int)number;
	}
}

char *
peer_text(struct peer *p, unsigned number)
{
	char name[32];

	snprintf(name, sizeof(name), "%u.txt", number);
	return process_read_file(file_of(p, name), NULL);
}
