/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trapped_calls: opening and removing files in a confined worker.  Landlock
 * only refuses a file, so code that has taken over the worker could go on
 * trying; here the worker ends at the first attempt. seccomp cannot see a path.
 * So the filter turns each open() and unlink() into a signal SIGSYS to this
 * process, whose handler checks the path and repeats the call with a secret
 * argument that the filter lets through.  Code that has taken over the worker
 * could find the secret; what stops that code is Landlock.
 */
#include "sandbox/trapped_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/log.h"

static const char *const *readable;
static const char *writable;
static uint64_t secret;

void
trapped_calls_set_paths(const char *const *paths, const char *own)
{
	readable = paths;
	writable = own;
}

/*
 * Whether path is directory or below it.  A path with /.. behind the directory
 * does not count, since it may lead out again.
 */
static bool
is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	while (length > 1 && directory[length - 1] == '/')
		length--;
	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0') &&
	       strstr(path + length, "/..") == NULL;
}

/* Ends the process as if the filter had no rule for the call. */
static void
end_by_sigsys(void)
{
	syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
	_exit(128 + SIGSYS);
}

/*
 * Logs the path.  This runs in a signal handler, in the middle of any function,
 * so it takes no lock and allocates nothing.
 */
static void
log_refusal(const char *path)
{
	char line[512], *c;
	int n = snprintf(line, sizeof(line) - 3,
	    "{\"level\":\"error\",\"event\":\"file refused\",\"pid\":%d,"
	    "\"path\":\"",
	    (int)getpid());

	for (c = line + n; *path != '\0' && c < line + sizeof(line) - 4; c++) {
		*c = *path++;
		if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
			*c = '?';
	}
	memcpy(c, "\"}\n", 3);
	if (write(log_fd(), line, (size_t)(c + 3 - line)) == -1)
		return;
}

/*
 * Checks whether path may be read or, if to_change is true, also written and
 * removed.  Returns 0 if so, and -errno for files that the worker may try in
 * vain; for all others ends the process.
 */
static long
check_path(const char *path, bool to_change)
{
	/*
	 * Files that glibc can do without.  It looks for them again and again,
	 * so opening them is refused, but the worker goes on.  The last one
	 * says how the memory of threads may be given back.
	 */
	static const char *const optional[] = {"/gconv/", "/zoneinfo/",
	    "/etc/localtime", "/proc/sys/vm/overcommit_memory", NULL};
	const char *const *r;

	/*
	 * Tesseract looks for a file "noname", the name of the page, in the
	 * working directory.
	 */
	if (strchr(path, '/') == NULL)
		return -ENOENT;
	for (r = optional; *r != NULL; r++)
		if (strstr(path, *r) != NULL)
			return -ENOENT;
	if (strcmp(path, "/dev/null") == 0 ||
	    (writable != NULL && is_below(path, writable)))
		return 0;
	/*
	 * This would be a way to open files again that are open, the log among
	 * them.
	 */
	if (is_below(path, "/proc/self/fd"))
		return -EACCES;
	for (r = readable; *r != NULL; r++)
		if (is_below(path, *r))
			return to_change ? -EACCES : 0;
	log_refusal(path);
	end_by_sigsys();
	return -EACCES;
}

/*
 * Does what the trapped openat() asked for, with the secret, if check_path
 * allows it.  Takes the arguments as the registers have them.  Returns what the
 * kernel would have: the descriptor, or -errno.
 */
static long
repeat_open(long directory, long path, long flags, long mode)
{
	long rc = check_path((const char *)path,
	    (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY);

	if (rc == 0)
		rc = syscall(SYS_openat, directory, path, flags, mode, secret);
	return rc == -1 ? -errno : rc;
}

/* Does what the trapped unlinkat() asked for, if check_path allows it.  Takes
 * the arguments as the registers have them.  Returns 0, or -errno. */
static long
repeat_unlink(long directory, long path, long flags)
{
	long rc = check_path((const char *)path, true);

	if (rc == 0)
		rc = syscall(SYS_unlinkat, directory, path, flags, 0, secret);
	return rc == -1 ? -errno : rc;
}

#if defined(__x86_64__)
/*
 * Handles SIGSYS, which the filter sends for a trapped call: repeats the call
 * with the arguments in the registers, and puts the result into the register
 * from which the caller reads it.  Any other call ends the process.
 */
static void
on_trap(int signal, siginfo_t *info, void *context)
{
	/* The arguments are in RDI, RSI, RDX and R10, the result in RAX. */
	ucontext_t *c = context;
	greg_t *r = c->uc_mcontext.gregs;
	int saved = errno;

	(void)signal;
	if (info->si_syscall == SYS_openat)
		r[REG_RAX] = repeat_open(
		    (int)r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10]);
	else if (info->si_syscall == SYS_open)
		r[REG_RAX] =
		    repeat_open(AT_FDCWD, r[REG_RDI], r[REG_RSI], r[REG_RDX]);
	else if (info->si_syscall == SYS_unlinkat)
		r[REG_RAX] =
		    repeat_unlink((int)r[REG_RDI], r[REG_RSI], r[REG_RDX]);
	else if (info->si_syscall == SYS_unlink)
		r[REG_RAX] = repeat_unlink(AT_FDCWD, r[REG_RDI], 0);
	else
		end_by_sigsys();
	errno = saved;
}
#elif defined(__aarch64__)
/* Handles SIGSYS as above, on 64-bit ARM. */
static void
on_trap(int signal, siginfo_t *info, void *context)
{
	/* The arguments are in r[0] to r[3], the result in r[0]. */
	ucontext_t *c = context;
	unsigned long long *r = c->uc_mcontext.regs;
	int saved = errno;

	(void)signal;
	if (info->si_syscall == SYS_openat)
		r[0] = (unsigned long long)repeat_open(
		    (int)r[0], (long)r[1], (long)r[2], (long)r[3]);
	else if (info->si_syscall == SYS_unlinkat)
		r[0] = (unsigned long long)repeat_unlink(
		    (int)r[0], (long)r[1], (long)r[2]);
	else
		end_by_sigsys();
	errno = saved;
}
#endif

#if defined(__x86_64__) || defined(__aarch64__)
int
trapped_calls_start(void)
{
	struct sigaction action = {
	    .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_NODEFER};

	return sigaction(SIGSYS, &action, NULL) == -1 ? -errno : 0;
}

/*
 * Adds rules to the filter f: the call is allowed if the secret is its fifth
 * argument, and sends a signal if not.  Returns 0, or an error of libseccomp's.
 */
static int
allow_secret(void *f, int call)
{
	int rc = seccomp_rule_add(
	    f, SCMP_ACT_ALLOW, call, 1, SCMP_A4(SCMP_CMP_EQ, secret));

	if (rc == 0)
		rc = seccomp_rule_add(
		    f, SCMP_ACT_TRAP, call, 1, SCMP_A4(SCMP_CMP_NE, secret));
	return rc;
}

int
trapped_calls_allow(void *f)
{
	int rc;

	if (getrandom(&secret, sizeof(secret), 0) != (ssize_t)sizeof(secret))
		return -EAGAIN;
	rc = allow_secret(f, SCMP_SYS(openat));
	if (rc == 0)
		rc = allow_secret(f, SCMP_SYS(unlinkat));
#ifdef SYS_open
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_TRAP, SCMP_SYS(open), 0);
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_TRAP, SCMP_SYS(unlink), 0);
#endif
	return rc;
}
#else
/*
 * On other processors the registers of a trapped call are not known here, so
 * only Landlock is used.
 */
int
trapped_calls_start(void)
{
	return 0;
}

/* Allows these calls with any arguments: without the handler, Landlock alone
 * decides which files they reach. */
int
trapped_calls_allow(void *f)
{
	int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0);

	return rc == 0
		   ? seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(unlinkat), 0)
		   : rc;
}
#endif
