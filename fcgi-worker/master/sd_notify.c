/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sd_notify: tells systemd how the service is.  The protocol is a datagram, so
 * libsystemd is not needed for it.
 */
#include "master/sd_notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

/* Sends systemd lines as sd_notify(3) has them.  Does nothing without a systemd
 * that waits for them. */
__attribute__((format(printf, 1, 2))) static void
send_lines(const char *format, ...)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	size_t length = path == NULL ? 0 : strlen(path);
	char text[512];
	va_list ap;
	int fd;

	if (length < 2 || length >= sizeof(addr.sun_path))
		return;
	memcpy(addr.sun_path, path, length);
	/* The name of an abstract socket begins with a NUL byte. */
	if (path[0] == '@')
		addr.sun_path[0] = '\0';
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return;
	sendto(fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL,
	    (struct sockaddr *)&addr,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
	close(fd);
}

void
sd_notify_ready(unsigned workers)
{
	send_lines("READY=1\nSTATUS=%u workers ready", workers);
}

void
sd_notify_reloading(void)
{
	send_lines("RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reloading",
	    (long long)clock_now_us());
}

void
sd_notify_stopping(const char *status)
{
	send_lines("STOPPING=1\nSTATUS=%s", status);
}

void
sd_notify_alive(void)
{
	if (sd_notify_watchdog_ms() > 0)
		send_lines("WATCHDOG=1");
}

long
sd_notify_watchdog_ms(void)
{
	const char *limit_us = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (limit_us == NULL || (pid != NULL && atol(pid) != (long)getpid()))
		return 0;
	/* Half the time after which systemd takes the service for dead. */
	return atol(limit_us) / 1000 / 2;
}
