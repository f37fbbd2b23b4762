/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fixture of every integration and load test.  The test binds the port
 * itself and hands the socket over, so a connection works at once and no two
 * tests can meet on a port.
 */
#include "tests/lib/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"

#define BACKLOG 4096
#define DESCRIPTORS 32768
#define START_MS 30000
/* lighttpd waits for a connection without a request, and lingers. */
#define STOP_MS 30000
#define DIRS_MAX 64
#define TAIL_LINES 25
#define ARGS_MAX 32

static char run_dirs[DIRS_MAX][DIR_MAX];
static size_t run_dirs_used;

/* The shipped limits, with nothing between a request and the pool. */
static const char plain_conf[] =
    "server.modules = ( \"mod_fastcgi\" )\n"
    "server.document-root = \"/nonexistent\"\n"
    "server.systemd-socket-activation = \"enable\"\n"
    "server.bind = \"127.0.0.1\"\n"
    "server.port = env.OCR_PORT\n"
    "server.errorlog = env.OCR_RUN_DIR + \"/error.log\"\n"
    "server.pid-file = env.OCR_RUN_DIR + \"/lighttpd.pid\"\n"
    "server.upload-dirs = ( env.OCR_RUN_DIR + \"/spool\" )\n"
    "server.max-fds = 16384\n"
    "server.max-connections = 5000\n"
    "server.max-keep-alive-requests = 1000\n"
    "fastcgi.server = ( \"/\" => (( \"check-local\" => \"disable\",\n"
    "  \"socket\" => env.OCR_RUN_DIR + \"/worker.sock\" )))\n";

bool
server_is_sanitized(void)
{
	const char *asan = getenv("OCR_ASAN");

	return asan && *asan;
}

const char *
server_path(const struct server *server, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", server->dir, name);
	return path;
}

/* Lets the user read the directory and write the spool, where its log is,
 * too. */
static int
open_to(const struct server *server, const char *user)
{
	const struct passwd *pw = getpwnam(user);

	if (!pw || chmod(server->dir, 0755) < 0)
		return -1;
	return chown(server_path(server, "spool"), pw->pw_uid, pw->pw_gid);
}

/* Makes the run directory with a spool, and notes it for server_report.
 * Returns 0, or -1. */
static int
make_dir(struct server *server, const char *user)
{
	if (dir_make(server->dir) < 0)
		return -1;
	if (run_dirs_used < DIRS_MAX)
		strcpy(run_dirs[run_dirs_used++], server->dir);
	if (mkdir(server_path(server, "spool"), 0700) < 0)
		return -1;
	return user ? open_to(server, user) : 0;
}

/* Copies the shipped configuration to f, except the line that begins with the
 * key.  Returns 0, or -1 unless there is exactly one such line. */
static int
copy_without(FILE *f, const char *shipped, const char *key)
{
	char *text = process_read_file(shipped, NULL), *rest = NULL;
	int left_out = 0;

	if (!text)
		return -1;
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (strncmp(line, key, strlen(key)) == 0)
			left_out++;
		else
			fprintf(f, "%s\n", line);
	free(text);
	return left_out == 1 ? 0 : -1;
}

/* Writes test.conf: plain_conf or the shipped configuration, and what the
 * options add to it.  Returns 0, or -1. */
static int
make_conf(const struct server *server, const struct server_options *options)
{
	FILE *f = fopen(server_path(server, "test.conf"), "we");
	char *shipped = realpath("lighttpd.conf", NULL);
	int rc = -1;

	if (!f || (!shipped && !options->plain))
		goto out;
	if (options->plain)
		fputs(plain_conf, f);
	else if (!options->unset)
		fprintf(f, "include \"%s\"\n", shipped);
	else if (copy_without(f, shipped, options->unset) < 0)
		goto out;
	if (options->user)
		fprintf(f,
		    "server.username = \"%s\"\n"
		    "server.errorlog := env.OCR_RUN_DIR + \"/spool/log\"\n",
		    options->user);
	fprintf(f, "%s\n", options->conf ? options->conf : "");
	rc = 0;
out:
	free(shipped);
	if (f && fclose(f) != 0)
		rc = -1;
	return rc;
}

/* Returns a listening socket on a port of the loopback address that the kernel
 * chose; ends the program if there is none. */
static int
listen_any(int *port)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) < 0 ||
	    listen(fd, BACKLOG) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) < 0) {
		perror("a port to listen on");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

int
server_free_port(void)
{
	int port;

	close(listen_any(&port));
	return port;
}

/* The arguments and the environment that lighttpd is started with, and the room
 * for their texts. */
struct launch {
	const char *argv[ARGS_MAX];
	const char *envp[8];
	char words[1024], conf[PATH_MAX], modules[PATH_MAX];
	char env[6][3 * PATH_MAX];
};

/* Makes the command line, behind the words of $WRAP if there are any. */
static void
launch_command(struct launch *l, const struct server *server)
{
	const char *lighttpd = getenv("LIGHTTPD"), *wrap = getenv("WRAP");
	const char *build = getenv("OCR_BUILD"), **arg = l->argv;

	snprintf(l->words, sizeof(l->words), "%s", wrap ? wrap : "");
	snprintf(
	    l->conf, sizeof(l->conf), "%s", server_path(server, "test.conf"));
	snprintf(
	    l->modules, sizeof(l->modules), "%s/lib", build ? build : "build");
	for (char *w = strtok(l->words, " "); w; w = strtok(NULL, " "))
		if (arg < l->argv + ARGS_MAX - 8)
			*arg++ = w;
	*arg++ = lighttpd ? lighttpd : "/usr/sbin/lighttpd";
	*arg++ = "-D";
	*arg++ = "-m";
	*arg++ = l->modules;
	*arg++ = "-f";
	*arg++ = l->conf;
	*arg = NULL;
}

static void
launch_environment(struct launch *l, const struct server *server,
    const struct server_options *options)
{
	unsigned slots = options->slots ? options->slots : options->workers;
	const char *build = getenv("OCR_BUILD");
	char cwd[PATH_MAX];

	snprintf(l->env[0], sizeof(l->env[0]), "OCR_PORT=%d", server->port);
	snprintf(l->env[1], sizeof(l->env[1]), "OCR_RUN_DIR=%s", server->dir);
	snprintf(
	    l->env[2], sizeof(l->env[2]), "OCR_SLOTS=%u", slots ? slots : 1);
	snprintf(l->env[3], sizeof(l->env[3]), "OCR_BIND=127.0.0.1");
	snprintf(l->env[4], sizeof(l->env[4]), "OCR_WEB=%s/%s/web",
	    getcwd(cwd, sizeof(cwd)), build ? build : "build");
	for (size_t i = 0; i < 5; i++)
		l->envp[i] = l->env[i];
}

/*
 * Sets LD_PRELOAD to the sanitizer's runtime, which must be loaded before libc,
 * and to the library that the options name.  Returns 0, or -1 if the library is
 * not there.
 */
static int
launch_preload(struct launch *l, const struct server_options *options)
{
	const char *asan = getenv("OCR_ASAN"), *build = getenv("OCR_BUILD");
	char path[PATH_MAX], library[PATH_MAX] = "";

	snprintf(path, sizeof(path), "%s/tests/preload/%s.so",
	    build ? build : "build", options->preload ? options->preload : "");
	if (options->preload && !realpath(path, library)) {
		perror(path);
		return -1;
	}
	snprintf(l->env[5], sizeof(l->env[5]), "LD_PRELOAD=%s:%s",
	    asan ? asan : "", library);
	if (asan || options->preload)
		l->envp[5] = l->env[5];
	return 0;
}

/* Starts lighttpd with the socket that was kept, or else with a new one.
 * Returns 0, or -1. */
static int
lighttpd_spawn(struct server *server, const struct server_options *options)
{
	struct launch l = {.argv = {NULL}};
	struct process_spec spec = {
	    .argv = l.argv,
	    .env = l.envp,
	    .listen_fd = server->listen_fd,
	    .out = -1,
	    .err = -1,
	};

	if (spec.listen_fd < 0)
		spec.listen_fd = listen_any(&server->port);
	launch_command(&l, server);
	launch_environment(&l, server, options);
	if (launch_preload(&l, options) < 0)
		return -1;
	server->pid = process_spawn(&spec);
	if (options->restarts)
		server->listen_fd = spec.listen_fd;
	else
		close(spec.listen_fd);
	return server->pid > 0 ? 0 : -1;
}

/*
 * Waits for an answer: connections succeed even before lighttpd runs, so only
 * an answer tells that it has its signals set up.  Returns 0, or -1.
 */
static int
first_answer(const struct server *server, bool plain)
{
	struct http_request request = {
	    .path = plain ? "/headers" : "/healthz",
	    .bound_ms = START_MS,
	};
	struct http_answer answer;
	int rc = http_send(server->port, &request, &answer);

	http_answer_clear(&answer);
	return rc;
}

/* Raises the limit of open descriptors to DESCRIPTORS, if it is lower; not
 * higher, since spawn-fcgi closes every possible descriptor, one by one. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur >= DESCRIPTORS)
		return;
	limit.rlim_cur =
	    limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

struct server *
server_start(const struct server_options *options)
{
	struct server *server = calloc(1, sizeof(*server));
	unsigned n = options->workers;

	if (!server)
		return NULL;
	server->listen_fd = -1;
	raise_descriptors();
	if (make_dir(server, options->user) < 0 ||
	    make_conf(server, options) < 0) {
		perror(server->dir);
		free(server);
		return NULL;
	}
	if ((n == 0 || pool_start(&server->pool, server->dir, n,
			   options->worker_args) == 0) &&
	    lighttpd_spawn(server, options) == 0 &&
	    first_answer(server, options->plain) == 0)
		return server;
	process_kill(server->pool.pid);
	process_kill(server->pid);
	free(server);
	return NULL;
}

/* Ends lighttpd by the signal.  Returns 0 if it still ran and exits with 0
 * within the bound, or -1. */
static int
lighttpd_stop(pid_t pid, int sig, int bound_ms)
{
	int status;

	if (waitpid(pid, &status, WNOHANG) == pid) {
		fprintf(stderr, "lighttpd ended by itself, status %#x\n",
		    (unsigned)status);
		return -1;
	}
	kill(pid, sig);
	if (process_wait(pid, bound_ms, &status) < 0) {
		fprintf(stderr, "lighttpd ignores signal %d\n", sig);
		process_kill(pid);
		return -1;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "lighttpd ended with status %#x\n",
		    (unsigned)status);
		return -1;
	}
	return 0;
}

int
server_stop(struct server *server)
{
	return server_stop_within(server, STOP_MS);
}

int
server_stop_within(struct server *server, int bound_ms)
{
	int rc;

	if (!server)
		return 0;
	/* After a failed test workers may still be stopped. */
	if (server->pool.pid > 0)
		pool_thaw(&server->pool);
	/* TERM would have it exit with 1 while a keep-alive connection is
	 * open. */
	rc = lighttpd_stop(server->pid, SIGINT, bound_ms);
	if (server->listen_fd >= 0)
		close(server->listen_fd);
	if (pool_stop(&server->pool) < 0)
		rc = -1;
	free(server);
	return rc;
}

int
server_replace(struct server *server, const struct server_options *options)
{
	process_kill(server->pid);
	if (lighttpd_spawn(server, options) < 0)
		return -1;
	return first_answer(server, options->plain);
}

int
server_restart(struct server *server, const struct server_options *options)
{
	int status;

	kill(server->pid, SIGTERM);
	if (process_wait(server->pid, STOP_MS, &status) < 0 ||
	    !WIFEXITED(status)) {
		fprintf(stderr, "lighttpd does not stop\n");
		return -1;
	}
	if (lighttpd_spawn(server, options) < 0)
		return -1;
	return first_answer(server, options->plain);
}

/* Prints the last lines of a file of the directory, if it is there. */
static void
print_tail(const char *dir, const char *name)
{
	char path[PATH_MAX], *text, *from;
	int lines = 0;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	text = process_read_file(path, &len);
	if (!text)
		return;
	for (from = text + len; from > text && lines <= TAIL_LINES; from--)
		lines += from[-1] == '\n';
	fprintf(stderr, "--- the end of %s\n%s", path, from);
	free(text);
}

int
server_report(int failed)
{
	for (size_t i = 0; i < run_dirs_used; i++) {
		if (failed) {
			print_tail(run_dirs[i], "error.log");
			print_tail(run_dirs[i], "worker.log");
		}
		dir_remove(run_dirs[i]);
	}
	run_dirs_used = 0;
	return failed;
}
