/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * credentials: user, group and root directory of a worker.  The master keeps
 * its own, so that it can start further workers.
 */
#include "sandbox/credentials.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sets the user and its group in id by name, which may be a number.  Returns 0,
 * or -1 if there is no such user. */
static int
find_user(struct credentials *id, const char *name)
{
	struct passwd *p = getpwnam(name);

	if (p == NULL && isdigit((unsigned char)name[0]))
		p = getpwuid((uid_t)strtoul(name, NULL, 10));
	if (p == NULL)
		return -1;
	id->user = name;
	id->uid = p->pw_uid;
	id->gid = p->pw_gid;
	return 0;
}

/* Sets the group in id by name, which may be a number.  Returns 0, or -1 if
 * there is no such group. */
static int
find_group(struct credentials *id, const char *name)
{
	struct group *g = getgrnam(name);

	if (g == NULL && isdigit((unsigned char)name[0]))
		g = getgrgid((gid_t)strtoul(name, NULL, 10));
	if (g == NULL)
		return -1;
	id->gid = g->gr_gid;
	return 0;
}

int
credentials_find(
    struct credentials *id, const struct options *o, char *error, size_t size)
{
	*id = (struct credentials){
	    .root = o->chroot, .uid = geteuid(), .gid = getegid()};
	if (o->user != NULL && find_user(id, o->user) == -1)
		snprintf(
		    error, size, "--user: there is no user \"%s\"", o->user);
	else if (o->group != NULL && find_group(id, o->group) == -1)
		snprintf(
		    error, size, "--group: there is no group \"%s\"", o->group);
	else if (o->user != NULL && id->uid == 0)
		snprintf(error, size, "--user: \"%s\" is root", o->user);
	else if (o->chroot != NULL && access(o->chroot, X_OK) == -1)
		snprintf(error, size, "--chroot: no such directory: \"%s\"",
		    o->chroot);
	else if (geteuid() != 0 &&
		 (id->uid != geteuid() || id->gid != getegid() ||
		     o->chroot != NULL))
		snprintf(error, size,
		    "--user, --group and --chroot: only root may use them");
	else
		return 0;
	return -1;
}

/* Drops all capabilities, so that a worker that stays root has no power over
 * the files of others.  Returns 0, or -1 with errno. */
static int
drop_capabilities(void)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};

	return (int)syscall(SYS_capset, &head, none);
}

int
credentials_assume(const struct credentials *id)
{
	int cap;

	/* This has to happen while the process still has the right to do it. */
	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap);
	/* This has to happen while /etc/group can still be read. */
	if (geteuid() == 0 && id->user != NULL &&
	    initgroups(id->user, id->gid) == -1)
		return -1;
	if (id->root != NULL && (chroot(id->root) == -1 || chdir("/") == -1))
		return -1;
	if (id->gid != getegid() && setresgid(id->gid, id->gid, id->gid) == -1)
		return -1;
	if (id->uid != geteuid() && setresuid(id->uid, id->uid, id->uid) == -1)
		return -1;
	return drop_capabilities();
}
