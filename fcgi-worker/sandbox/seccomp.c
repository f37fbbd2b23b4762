/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seccomp: what a worker may do once it reads strangers' bytes.  Landlock
 * decides which files it may open, seccomp everything else.  Opening a file
 * that it may not open ends a worker, too, see trapped_calls.c.
 */
#include "sandbox/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "sandbox/landlock.h"
#include "sandbox/trapped_calls.h"

#define WHOLE UINT32_MAX

/* System calls that are allowed with any arguments. */
static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv),
    SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek),
    SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(getdents64), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
    SCMP_SYS(fadvise64), SCMP_SYS(dup), SCMP_SYS(dup3), SCMP_SYS(munmap),
    SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
    SCMP_SYS(sendto), SCMP_SYS(getpeername), SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
    SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(getpid),
    SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(getppid), SCMP_SYS(getrandom),
    SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(umask),
    SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* System calls that are allowed where an argument, masked, has this value. */
static const struct {
	int call;
	unsigned argument;
	scmp_datum_t mask, value;
} allowed_by_argument[] = {
    /* A process may change its own limits, see rlimits_set_processor. */
    {SCMP_SYS(prlimit64), 0, WHOLE, 0},
    /*
     * F_SETFL is not allowed, since it would hold for every process that has
     * the file or socket open.  So a worker can append to the log and not
     * overwrite it.
     */
    {SCMP_SYS(fcntl), 1, WHOLE, F_GETFD},
    {SCMP_SYS(fcntl), 1, WHOLE, F_SETFD},
    {SCMP_SYS(fcntl), 1, WHOLE, F_GETFL},
    {SCMP_SYS(fcntl), 1, WHOLE, F_DUPFD_CLOEXEC},
    /* This ends an answer.  On a listening socket it does nothing. */
    {SCMP_SYS(shutdown), 1, WHOLE, SHUT_WR},
    /* A thread may leave a processor to another one, see cpus_leave. */
    {SCMP_SYS(sched_setaffinity), 0, WHOLE, 0},
    /* Threads may be named. */
    {SCMP_SYS(prctl), 0, WHOLE, PR_SET_NAME},
    /* Memory that cannot be executed; mmap() is below. */
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
};

/* System calls that libraries try, and that may fail with an error. */
static const struct {
	int call, error;
} refused[] = {
    /*
     * Libraries ask how many processors there are to start as many threads, and
     * no thread can be started.  Where one cannot find out, it starts none.
     */
    {SCMP_SYS(sched_getaffinity), EPERM},
    /* stdio asks of every file whether it is a terminal. */
    {SCMP_SYS(ioctl), ENOTTY},
    /* fontconfig tries to write its cache. */
    {SCMP_SYS(mkdir), EACCES},
    {SCMP_SYS(mkdirat), EACCES},
    {SCMP_SYS(rmdir), EACCES},
};

/*
 * Adds to the filter f that action is taken for call where its arguments meet
 * all of the conditions, count of them.  Returns 0, or -errno.
 */
static int
add_rule(scmp_filter_ctx f, uint32_t action, int call, unsigned count,
    const struct scmp_arg_cmp *conditions)
{
	int rc = seccomp_rule_add_array(f, action, call, count, conditions);

	/* Not every architecture has every call. */
	return rc == -EDOM || rc == -EFAULT ? 0 : rc;
}

/*
 * Allows mmap() of memory that cannot be executed.  Makes mmap() of a file fail
 * with ENODEV: a mapped file stays on the disk even without a name or a
 * descriptor, so the master could not count it.  Libraries read files that they
 * cannot map.  Returns 0, or -errno.
 */
static int
add_mmap_rules(scmp_filter_ctx f)
{
	struct scmp_arg_cmp c[] = {{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0},
	    {3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS}};
	int rc = add_rule(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, c);

	c[1].datum_b = 0;
	return rc == 0
		   ? add_rule(f, SCMP_ACT_ERRNO(ENODEV), SCMP_SYS(mmap), 2, c)
		   : rc;
}

/*
 * Allows the calls that depend on arguments: those of the table above; tgkill,
 * by an argument that is known only here; and setsockopt, by two arguments.
 * Returns 0, or -errno.
 */
static int
add_allowed_by_argument(scmp_filter_ctx f)
{
	/* abort() sends this process a signal. */
	struct scmp_arg_cmp c = {
	    0, SCMP_CMP_MASKED_EQ, WHOLE, (scmp_datum_t)getpid()};
	/* libfcgi turns Nagle's algorithm off. */
	const struct scmp_arg_cmp nagle[] = {
	    {1, SCMP_CMP_MASKED_EQ, WHOLE, IPPROTO_TCP},
	    {2, SCMP_CMP_MASKED_EQ, WHOLE, TCP_NODELAY}};
	int rc = add_rule(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &c);

	if (rc == 0)
		rc =
		    add_rule(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2, nagle);
	for (size_t i = 0; rc == 0 && i < sizeof(allowed_by_argument) /
					      sizeof(allowed_by_argument[0]);
	     i++) {
		c.arg = allowed_by_argument[i].argument;
		c.datum_a = allowed_by_argument[i].mask;
		c.datum_b = allowed_by_argument[i].value;
		rc = add_rule(
		    f, SCMP_ACT_ALLOW, allowed_by_argument[i].call, 1, &c);
	}
	return rc;
}

/* Adds all rules to the filter f.  Returns 0, or -errno. */
static int
fill_filter(scmp_filter_ctx f)
{
	int rc = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);

	/*
	 * Without this, a call of another ABI, i386 or x32, would end only the
	 * thread that made it.
	 */
	if (rc == 0)
		rc = seccomp_attr_set(
		    f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; rc == 0 && i < sizeof(allowed) / sizeof(allowed[0]);
	     i++)
		rc = add_rule(f, SCMP_ACT_ALLOW, allowed[i], 0, NULL);
	for (size_t i = 0; rc == 0 && i < sizeof(refused) / sizeof(refused[0]);
	     i++)
		rc = add_rule(f, SCMP_ACT_ERRNO((uint32_t)refused[i].error),
		    refused[i].call, 0, NULL);
	if (rc == 0)
		rc = add_allowed_by_argument(f);
	if (rc == 0)
		rc = add_mmap_rules(f);
	return rc == 0 ? trapped_calls_allow(f) : rc;
}

int
seccomp_files(const char *const *readable, const char *writable)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	trapped_calls_set_paths(readable, writable);
	return landlock_version() == 0 ? 0 : landlock_enter(readable, writable);
}

/* Whether the kernel has seccomp.  libseccomp itself does not notice a kernel
 * without it. */
static bool
has_seccomp(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

#ifdef SANITIZED
/* The sanitizer maps, traces and starts threads as it likes. */
int
seccomp_calls(void)
{
	(void)fill_filter;
	return 0;
}
#else
int
seccomp_calls(void)
{
	scmp_filter_ctx f;
	int rc;

	if (!has_seccomp())
		return 0;
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (f == NULL)
		return -1;
	rc = fill_filter(f);
	if (rc == 0)
		rc = trapped_calls_start();
	if (rc == 0)
		rc = seccomp_load(f);
	seccomp_release(f);
	errno = -rc;
	return rc == 0 ? 0 : -1;
}
#endif

json_t *
seccomp_missing(void)
{
	json_t *missing = json_array();

	if (landlock_version() == 0)
		json_array_append_new(missing, json_string("landlock"));
	if (!has_seccomp())
		json_array_append_new(missing, json_string("seccomp"));
#ifdef SANITIZED
	json_array_append_new(missing, json_string("seccomp (sanitizer)"));
#endif
	return missing;
}
