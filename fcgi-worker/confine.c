/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine: the order in which a worker gives up what it may do.
 */
#include "confine.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>

#include "limits.h"
#include "sandbox.h"
#include "scratch.h"
#include "stage.h"

/* What a renderer may need, and the directory of the languages. */
static const char *readable[] = {NULL, "/usr/share/fonts", "/etc/fonts",
    "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/poppler",
    NULL};

int
confine_files(const struct confine *c, const char **step)
{
	const char *scratch;

	*step = "limits";
	if (limits_set(c->options) == -1)
		return -1;
	*step = "temporary directory";
	scratch = scratch_enter(c->scratch, c->identity, c->place);
	if (scratch == NULL)
		return -1;
	/* From outside a changed root's /proc. */
	stage_open();
	*step = "user, group or root directory";
	if (identity_assume(c->identity) == -1)
		return -1;
	/* A change of user makes the kernel forget it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	*step = "files";
	/* Tesseract's own text moves when a model is loaded again. */
	readable[0] = strdup(c->tessdata);
	if (readable[0] == NULL)
		return -1;
	return sandbox_files(readable, scratch);
}

int
confine_calls(const char **step)
{
	*step = "calls";
	return sandbox_calls();
}
