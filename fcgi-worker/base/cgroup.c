/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cgroup: finds the directories of control groups.  It knows no controller's
 * files.
 */
#include "base/cgroup.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define MOUNT "/sys/fs/cgroup"

int
cgroup_read(const char *dir, const char *file, char *text, size_t size)
{
	char path[PATH_MAX];
	size_t len;
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/%s", dir, file) >=
		(int)sizeof(path) ||
	    (f = fopen(path, "re")) == NULL)
		return -1;
	len = fread(text, 1, size - 1, f);
	text[len] = '\0';
	fclose(f);
	return len > 0 ? 0 : -1;
}

/* Whether word is in list, which is joined by commas. */
static bool
has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *item = list; item != NULL; item = strchr(item, ',')) {
		item += *item == ',';
		if (strncmp(item, word, len) == 0 &&
		    (item[len] == ',' || item[len] == '\0'))
			return true;
	}
	return false;
}

/*
 * Visits the directories from mount/group up to mount itself, until visit
 * returns false.  Shortens the string group on the way.
 */
static void
visit_upwards(
    const char *mount, char *group, int version, cgroup_visit *visit, void *arg)
{
	char dir[PATH_MAX], *slash;

	for (;;) {
		if (snprintf(dir, sizeof(dir), "%s%s", mount, group) <
			(int)sizeof(dir) &&
		    !visit(dir, version, arg))
			return;
		slash = strrchr(group, '/');
		if (slash == NULL)
			return;
		*slash = '\0';
	}
}

/*
 * Reads one line of /proc/self/cgroup, "4:cpu,cpuacct:/group" for version 1 or
 * "0::/group" for version 2.  Visits its groups if they are of version 2, or if
 * controller is among those that the line names.
 */
static void
visit_groups_of_line(
    char *line, const char *controller, cgroup_visit *visit, void *arg)
{
	char *controllers, *group, mount[sizeof(MOUNT) + 32];

	line[strcspn(line, "\n")] = '\0';
	controllers = strchr(line, ':');
	if (controllers == NULL || (group = strchr(++controllers, ':')) == NULL)
		return;
	*group++ = '\0';
	if (controllers[0] == '\0') {
		visit_upwards(MOUNT, group, 2, visit, arg);
	} else if (has_word(controllers, controller)) {
		snprintf(mount, sizeof(mount), MOUNT "/%.30s", controller);
		visit_upwards(mount, group, 1, visit, arg);
	}
}

void
cgroup_walk(const char *controller, cgroup_visit *visit, void *arg)
{
	char line[PATH_MAX];
	FILE *f = fopen("/proc/self/cgroup", "re");

	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL)
		visit_groups_of_line(line, controller, visit, arg);
	fclose(f);
}
