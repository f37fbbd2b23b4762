/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine: the order in which a worker gives up what it may do.
 */
#include "sandbox/confine.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/rss.h"
#include "sandbox/priority.h"
#include "sandbox/rlimits.h"
#include "sandbox/seccomp.h"

/*
 * The directories that a worker may read: that of the languages, which is
 * filled in, and what rendering a PDF needs.
 */
static const char *readable[] = {NULL, "/usr/share/fonts", "/etc/fonts",
    "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/poppler",
    NULL};

static bool
is_among(int fd, const int *kept, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (kept[i] == fd)
			return true;
	return false;
}

void
confine_descriptors(const int *kept, size_t count)
{
	int fd, last = STDERR_FILENO;

	for (size_t i = 0; i < count; i++)
		if (kept[i] > last)
			last = kept[i];
	for (fd = STDERR_FILENO + 1; fd < last; fd++)
		if (!is_among(fd, kept, count))
			close(fd);
	closefrom(last + 1);
	if (!is_among(STDIN_FILENO, kept, count))
		dup2(STDOUT_FILENO, STDIN_FILENO);
}

int
confine_files(const struct confine *c, const char **step)
{
	const char *tmpdir;
	int fd;

	*step = "limits";
	if (priority_lower(c->options->nice) == -1 ||
	    rlimits_set(c->options) == -1)
		return -1;
	*step = "temporary directory";
	fd = tmpdir_enter(c->tmpdir, c->credentials, c->slot);
	if (fd == -1)
		return -1;
	/*
	 * This opens a file of /proc, which a changed root directory may not
	 * have.
	 */
	rss_open();
	*step = "user, group or root directory";
	if (credentials_assume(c->credentials) == -1)
		return -1;
	/* The kernel resets this setting when the user changes. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	*step = "temporary directory";
	tmpdir = tmpdir_settle(c->tmpdir, c->credentials, c->slot, fd);
	if (tmpdir == NULL)
		return -1;
	*step = "files";
	/*
	 * This is a copy, since Tesseract's own string moves when a model is
	 * loaded again.
	 */
	readable[0] = strdup(c->tessdata);
	if (readable[0] == NULL)
		return -1;
	return seccomp_files(readable, tmpdir);
}

int
confine_calls(const char **step)
{
	*step = "limits";
	if (rlimits_end_processes() == -1)
		return -1;
	*step = "calls";
	return seccomp_calls();
}
