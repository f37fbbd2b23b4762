/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening the socket: what is there already is removed or not, also for root in
 * a directory that another user exchanges for a link meanwhile.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fcgi-worker/base/safe_path.h"
#include "fcgi-worker/master/listener.h"

#define NOBODY 65534
#define ROUNDS 3000
/* The attacker may have to wait so long for a processor. */
#define ATTACK_S 60

static char dir[] = "/tmp/ocr-listener-XXXXXX";
static char theirs[64], victim[64], socket_path[96], error[256];

static int
make_directories(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL || chmod(dir, 0755) == -1)
		return -1;
	snprintf(theirs, sizeof(theirs), "%s/theirs", dir);
	snprintf(victim, sizeof(victim), "%s/victim", dir);
	return mkdir(theirs, 0755) == -1 || mkdir(victim, 0755) == -1 ? -1 : 0;
}

static int
remove_directories(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

static int
try_to_open(const char *path)
{
	char copy[96];
	const struct options options = {
	    .socket = copy, .mode = 0600, .backlog = 1};
	int status = 0;

	snprintf(copy, sizeof(copy), "%s", path);
	return listener_open(&options, error, sizeof(error), &status);
}

static void
close_listener(int fd)
{
	const struct options options = {.socket = socket_path};

	listener_close(&options, fd);
}

static void
test_what_is_there(void **state)
{
	int first, second;

	(void)state;
	snprintf(socket_path, sizeof(socket_path), "%s/a.sock", dir);
	first = try_to_open(socket_path);
	assert_true(first >= 0);
	assert_int_equal(try_to_open(socket_path), -1);
	assert_non_null(strstr(error, "is already in use"));
	/* After a crash the socket is there, and nobody listens. */
	close(first);
	second = try_to_open(socket_path);
	assert_true(second >= 0);
	close_listener(second);
	assert_int_equal(access(socket_path, F_OK), -1);
	/* A file of another kind is not removed. */
	snprintf(socket_path, sizeof(socket_path), "%s", victim);
	assert_int_equal(try_to_open(socket_path), -1);
	assert_non_null(strstr(error, "exists and is no socket"));
	assert_int_equal(access(victim, F_OK), 0);
}

static unsigned
count_entries(const char *path)
{
	DIR *d = opendir(path);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

/* Starts a process of another user, which again and again replaces a directory
 * of its own by a link to the victim.  Returns its process id. */
static pid_t
start_swapping(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	if (setgid(NOBODY) < 0 || setuid(NOBODY) < 0 || chdir(theirs) < 0 ||
	    mkdir("run", 0755) < 0)
		_exit(126);
	while (getppid() == parent) {
		rename("run", "away");
		if (symlink(victim, "run") == 0)
			unlink("run");
		rename("away", "run");
	}
	_exit(0);
}

static void
test_a_directory_that_is_exchanged(void **state)
{
	time_t end = time(NULL) + ATTACK_S;
	unsigned opened = 0;
	pid_t attacker;
	int fd;

	(void)state;
	if (geteuid() != 0) {
		printf("NOT TESTED: only root could be misled\n");
		skip();
	}
	assert_int_equal(chown(theirs, NOBODY, NOBODY), 0);
	assert_false(safe_path_is_shared(theirs));
	snprintf(socket_path, sizeof(socket_path), "%s/run/a.sock", theirs);
	assert_true(safe_path_is_shared(socket_path));
	attacker = start_swapping();
	for (int i = 0; i < ROUNDS || (opened == 0 && time(NULL) < end); i++) {
		fd = try_to_open(socket_path);
		if (fd == -1)
			continue;
		opened++;
		close_listener(fd);
	}
	kill(attacker, SIGKILL);
	assert_int_equal(waitpid(attacker, NULL, 0), attacker);
	printf("%u sockets were opened\n", opened);
	assert_true(opened > 0);
	assert_int_equal(count_entries(victim), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_there),
	    cmocka_unit_test(test_a_directory_that_is_exchanged),
	};

	return cmocka_run_group_tests_name(
	    "listener", tests, make_directories, remove_directories);
}
