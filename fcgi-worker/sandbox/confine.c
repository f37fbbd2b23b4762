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

#include "sandbox/rlimits.h"
#include "sandbox/seccomp.h"
#include "base/rss.h"

/* What a renderer may need, and the directory of the languages. */
static const char *readable[] = {NULL, "/usr/share/fonts", "/etc/fonts",
    "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/poppler",
    NULL};

static bool
is_among(int fd, const int *kept, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (kept[i] == fd)
			return true;
	return false;
}

void
confine_descriptors(const int *kept, size_t count)
{
	int fd, last = STDERR_FILENO;
	size_t i;

	for (i = 0; i < count; i++)
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
	const char *scratch;
	int own;

	*step = "limits";
	if (rlimits_set(c->options) == -1)
		return -1;
	*step = "temporary directory";
	own = tmpdir_enter(c->scratch, c->identity, c->place);
	if (own == -1)
		return -1;
	/* From outside a changed root's /proc. */
	rss_open();
	*step = "user, group or root directory";
	if (credentials_assume(c->identity) == -1)
		return -1;
	/* A change of user makes the kernel forget it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	*step = "temporary directory";
	scratch = tmpdir_settle(c->scratch, c->identity, c->place, own);
	if (scratch == NULL)
		return -1;
	*step = "files";
	/* Tesseract's own text moves when a model is loaded again. */
	readable[0] = strdup(c->tessdata);
	if (readable[0] == NULL)
		return -1;
	return seccomp_files(readable, scratch);
}

int
confine_calls(const char **step)
{
	*step = "calls";
	return seccomp_calls();
}
