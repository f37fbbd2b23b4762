/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sandbox: what a worker may do once it reads strangers' bytes.  The files it
 * may open are Landlock's affair, all else is seccomp's; opening any other
 * file ends it as well, see traps.c.
 */
#include "sandbox.h"

#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "landlock.h"
#include "traps.h"

/* With any arguments. */
static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv),
    SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek),
    SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(getdents64), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(fadvise64), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
    SCMP_SYS(memfd_create), SCMP_SYS(dup), SCMP_SYS(dup3), SCMP_SYS(fcntl),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    SCMP_SYS(futex), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select),
    SCMP_SYS(pselect6), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(shutdown),
    SCMP_SYS(getpeername), SCMP_SYS(getsockname), SCMP_SYS(getsockopt),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(getppid), SCMP_SYS(getrandom), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(umask), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(membarrier), SCMP_SYS(exit), SCMP_SYS(exit_group)};

static int
allow_some(scmp_filter_ctx f)
{
	/* A failing program sends itself its signal. */
	int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));

	/* Its own limits, see limits_begin. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
		    SCMP_A0(SCMP_CMP_EQ, 0));
	/* libfcgi turns Nagle's algorithm off. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt),
		    1, SCMP_A1(SCMP_CMP_EQ, IPPROTO_TCP));
	/*
	 * Threads, which libde265 and dav1d decode in and which are confined
	 * alike, but no processes.  The flags of clone3 cannot be seen;
	 * glibc does without it.
	 */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	if (rc == 0)
		rc = seccomp_rule_add(
		    f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	/* Their names. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
		    SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	/* Whether it is a terminal, as stdio asks of every file. */
	if (rc == 0)
		rc = seccomp_rule_add(
		    f, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0);
	/* Memory, but none that can be run. */
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return rc;
}

static int
fill(scmp_filter_ctx f)
{
	size_t i;
	int rc = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);

	for (i = 0; rc == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
		/* Not every architecture has every call. */
		if (rc == -EDOM || rc == -EFAULT)
			rc = 0;
	}
	if (rc == 0)
		rc = allow_some(f);
	return rc == 0 ? traps_allow(f) : rc;
}

int
sandbox_files(const char *const *readable, const char *scratch)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	traps_set_paths(readable, scratch);
	return landlock_version() == 0 ? 0 : landlock_enter(readable, scratch);
}

#ifdef __SANITIZE_ADDRESS__
/* The sanitizer maps, traces and starts threads as it likes. */
int
sandbox_calls(void)
{
	(void)fill;
	return 0;
}
#else
int
sandbox_calls(void)
{
	scmp_filter_ctx f;
	int rc;

	if (seccomp_api_get() == 0)
		return 0;
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (f == NULL)
		return -1;
	rc = fill(f);
	if (rc == 0)
		rc = traps_start();
	if (rc == 0)
		rc = seccomp_load(f);
	seccomp_release(f);
	errno = -rc;
	return rc == 0 ? 0 : -1;
}
#endif

json_t *
sandbox_missing(void)
{
	json_t *missing = json_array();

	if (landlock_version() == 0)
		json_array_append_new(missing, json_string("landlock"));
	if (seccomp_api_get() == 0)
		json_array_append_new(missing, json_string("seccomp"));
#ifdef __SANITIZE_ADDRESS__
	json_array_append_new(missing, json_string("seccomp (sanitizer)"));
#endif
	return missing;
}
