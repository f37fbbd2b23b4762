/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_retry: what becomes of a reload whose new program cannot serve.
 */
#include "start_retry.h"

#include <fcntl.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "master/reload.h"
#include "master/sd_notify.h"
#include "master/signals.h"
#include "shm/scoreboard_writer.h"

#define BEAT_MS 200
#define RETRY_MS 1000

/*
 * Renews the master's heartbeat in the scoreboard that was handed over, and
 * systemd's.  Without it the gate would take the pool for dead, although the
 * last program's workers serve.
 */
static void
renew_heartbeat(const struct handover *h)
{
	int fd = fcntl(h->scoreboard, F_DUPFD_CLOEXEC, 0);
	struct scoreboard_pool record;
	struct scoreboard_writer b;

	if (scoreboard_writer_adopt(&b, fd, NULL, h->slot_count) == 0) {
		record = b.map->pool;
		record.heartbeat_ms = clock_now_ms();
		scoreboard_writer_set_pool(&b, &record);
		scoreboard_writer_close(&b, false);
	}
	sd_notify_alive();
}

int
start_retry(struct start *s)
{
	int signal = 0;

	if (log_open(NULL, s->handover.log) == 0 ||
	    log_open(s->options.log, STDERR_FILENO) == 0)
		log_write("error", "reload failed",
		    json_pack("{s:s}", "reason", s->error));
	signals_block();
	for (int i = 0; i < RETRY_MS / BEAT_MS && signal == 0; i++) {
		renew_heartbeat(&s->handover);
		signal = signals_wait(BEAT_MS);
	}
	if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT)
		return EX_OK;
	reload_become(s->argv); /* returns only if it fails */
	return s->status;
}
