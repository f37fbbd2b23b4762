/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of config.h in Debian's build of lighttpd on which the headers
 * depend that this module includes.  Running its ./configure to learn that
 * would take longer than compiling the module and the pool.  When lighttpd
 * loads the module, start_check.c compares the sizes of its data structures.
 */
#define HAVE_CLOCK_GETTIME 1
#define HAVE_GMTIME_R 1
#define HAVE_INTTYPES_H 1
#define HAVE_IPV6 1
#define HAVE_LOCALTIME_R 1
#define HAVE_MMAP 1
#define HAVE_PCRE2_H 1
#define HAVE_SOCKLEN_T 1
#define HAVE_SPLICE 1
#define HAVE_STDINT_H 1
#define HAVE_SYSLOG_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_UN_H 1
#define HAVE_TIMEGM 1
