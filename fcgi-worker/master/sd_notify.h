/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sd_notify: tells systemd how the service is, as sd_notify(3) has it.
 */
#ifndef FCGI_WORKER_MASTER_SD_NOTIFY_H
#define FCGI_WORKER_MASTER_SD_NOTIFY_H

/* Tells systemd lines such as "READY=1", as sd_notify(3) does; nothing happens
 * without a systemd. */
void sd_notify_send(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Returns the ms between two "WATCHDOG=1" that systemd wants, or 0. */
long sd_notify_watchdog_ms(void);

#endif
