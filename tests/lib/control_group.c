/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Control groups of tests, made and removed.
 */
#include "tests/lib/control_group.h"

#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/pool.h"
#include "tests/lib/process.h"

#define END_MS 10000
/* The variable that names the group's directory to a test program that is
 * started in place of the pool. */
#define GROUP "OCR_TEST_GROUP"

/* Writes the text to an existing file of the directory.  Returns 0, or -1. */
static int
write_file(const char *dir, const char *name, const char *what)
{
	char path[256];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	n = write(fd, what, strlen(what));
	close(fd);
	return n == -1 ? -1 : 0;
}

bool
control_group_make(const char *controller,
    const struct control_group_value *first, struct control_group_value second,
    char *dir, size_t size)
{
	int rc;

	snprintf(dir, size, "/sys/fs/cgroup/%s/ocr-test-%d", controller,
	    (int)getpid());
	rc = mkdir(dir, 0755);
	for (; rc == 0 && first->file != NULL; first++)
		rc = write_file(dir, first->file, first->value);
	if (rc == 0)
		return true;
	rmdir(dir);
	snprintf(dir, size, "/sys/fs/cgroup/ocr-test-%d", (int)getpid());
	if (mkdir(dir, 0755) == 0 &&
	    write_file(dir, second.file, second.value) == 0)
		return true;
	rmdir(dir);
	return false;
}

void
control_group_remove(const char *dir)
{
	double end = process_now_ms() + END_MS;

	/* A dead process may still be in the group. */
	while (rmdir(dir) == -1) {
		assert_true(errno == EBUSY && process_now_ms() < end);
		poll(NULL, 0, 5);
	}
}

void
control_group_use(const char *dir, const char *program)
{
	if (dir == NULL) {
		unsetenv(GROUP);
		unsetenv("OCR_WORKER");
		return;
	}
	setenv(GROUP, dir, 1);
	setenv("OCR_WORKER", program, 1);
}

void
control_group_become(char **argv)
{
	const char *group = getenv(GROUP);
	char pid[16];

	if (group == NULL)
		return;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	if (write_file(group, "cgroup.procs", pid) == -1)
		_exit(126);
	unsetenv(GROUP);
	unsetenv("OCR_WORKER");
	execv(pool_program(), argv);
	_exit(127);
}
