/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk that is soon full: a small tmpfs.
 */
#include "tests/lib/small_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tests/lib/test.h"

char small_disk[64];
static char filler[80];

static int
write_file(const char *path, const char *what)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : write(fd, what, strlen(what));

	if (fd != -1)
		close(fd);
	return n == -1 ? -1 : 0;
}

/* Gives this process mounts of its own; for users other than root this takes a
 * user namespace, in which they keep their ids.  Returns 0, or -1. */
static int
enter_namespace(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[64];

	if (uid == 0)
		return unshare(CLONE_NEWNS);
	if (unshare(CLONE_NEWNS | CLONE_NEWUSER) == -1)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1", uid, uid);
	if (write_file("/proc/self/uid_map", map) == -1 ||
	    write_file("/proc/self/setgroups", "deny") == -1)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1", gid, gid);
	return write_file("/proc/self/gid_map", map);
}

int
small_disk_mount(long bytes)
{
	char options[48];

	snprintf(small_disk, sizeof(small_disk), "/tmp/ocr-test-disk-%d",
	    (int)getpid());
	snprintf(filler, sizeof(filler), "%s/filler", small_disk);
	snprintf(options, sizeof(options), "size=%ld,mode=1777", bytes);
	if (enter_namespace() == -1 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mkdir(small_disk, 0755) == -1)
		return -1;
	if (mount("disk", small_disk, "tmpfs", 0, options) == 0)
		return 0;
	rmdir(small_disk);
	return -1;
}

int
small_disk_unmount(void)
{
	int rc = umount(small_disk);

	rmdir(small_disk);
	return rc;
}

void
small_disk_leave(long bytes)
{
	struct statvfs v;
	int fd = open(filler, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	long more;
	int rc;

	assert_true(fd >= 0);
	do { /* once more when another program wrote meanwhile */
		assert_int_equal(fstatvfs(fd, &v), 0);
		more = (long)(v.f_bavail * v.f_frsize) - bytes;
		assert_true(more > 0);
		rc = posix_fallocate(fd, 0, more);
	} while (rc == ENOSPC);
	assert_int_equal(rc, 0);
	close(fd);
}

void
small_disk_empty(void)
{
	assert_int_equal(unlink(filler), 0);
}
