/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker: the process that answers, one request at a time.  The one place
 * that speaks FastCGI; knows nothing of what a handler does.
 */
#include "worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "engine.h"
#include "handlers.h"
#include "image.h"
#include "log.h"
#include "render.h"
#include "utf8.h"

#define PIECE 65536

/* A page may take half a minute: there is nothing to wait for. */
static void
on_stop(int signal)
{
	(void)signal;
	_exit(0);
}

static void
on_nothing(int signal)
{
	(void)signal;
}

/*
 * libfcgi would put its own handlers where it finds none, and its one for
 * TERM only sets a flag that a busy worker never reads.
 */
static void
set_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction nothing = {.sa_handler = on_nothing};
	sigset_t none;

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGUSR1, &nothing, NULL);
	sigaction(SIGPIPE, &nothing, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * Whether the gateway has hung up.  It closes, and never sends
 * FCGI_ABORT_REQUEST; even a request from the accept queue may be dead.
 */
static bool
is_gone(const FCGX_Request *fcgi)
{
	struct pollfd p = {.fd = fcgi->ipcFd, .events = POLLRDHUP};

	return poll(&p, 1, 0) > 0 &&
	       (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/*
 * Read the body into ${q}, all of it even when it is refused: a gateway that
 * still writes when the connection closes may never read the answer.
 */
static void
read_body(
    FCGX_Request *fcgi, struct request *q, size_t limit, struct response *r)
{
	bool refused = q->content_length > (long long)limit;
	char piece[PIECE];
	int n;

	if (!refused && q->content_length > 0)
		buffer_reserve(&q->body, (size_t)q->content_length);
	while ((n = FCGX_GetStr(piece, sizeof(piece), fcgi->in)) > 0) {
		q->received += (size_t)n;
		refused = refused || q->received > limit;
		if (refused)
			buffer_free(&q->body);
		else
			buffer_add(&q->body, piece, (size_t)n);
	}
	if (refused) {
		response_problem(r, RESPONSE_BODY_TOO_LARGE,
		    "At most %zu bytes are accepted.", limit);
		response_member(
		    r, "limit_bytes", json_integer((json_int_t)limit));
	} else if (q->body.failed) {
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the body.");
	} else if (q->content_length == -2 ||
		   (q->content_length >= 0 &&
		       q->received != (size_t)q->content_length)) {
		response_problem(r, RESPONSE_BAD_REQUEST,
		    "The body has %zu bytes, which is not what "
		    "Content-Length says.",
		    q->received);
		response_member(r, "parameter", json_string("Content-Length"));
	}
}

/* A duration with three decimals. */
static json_t *
make_ms(double ms)
{
	return json_real((double)(long long)(ms * 1000 + 0.5) / 1000);
}

/* What the log says of a request, but for its headers. */
static json_t *
describe(const struct request *q, const struct response *r, size_t sent,
    double total_ms)
{
	const struct handler *h = handlers_find(q->path);
	char *path = utf8_clean(q->path, strlen(q->path), 256);
	json_t *line;

	line = json_pack("{s:s,s:s,s:o,s:o,s:i,s:s,s:I,s:I,s:i,s:o}", "id",
	    q->id, "handler", h == NULL ? "none" : h->name, "method",
	    utf8_json(q->method), "path", utf8_json(path), "status",
	    response_status(r->outcome), "outcome", response_name(r->outcome),
	    "bytes_in", (json_int_t)q->received, "bytes_out", (json_int_t)sent,
	    "pages", (int)r->pages, "languages",
	    render_languages(r->languages));
	free(path);
	if (line == NULL)
		return NULL;
	json_object_set_new(line, "queue_ms",
	    q->queue_ms < 0 ? json_null() : json_integer(q->queue_ms));
	json_object_set_new(
	    line, "ocr_ms", r->ocr_ms < 0 ? json_null() : make_ms(r->ocr_ms));
	json_object_set_new(line, "total_ms", make_ms(total_ms));
	json_object_set_new(line, "remote", utf8_json(q->remote));
	return line;
}

/* The client at the other end of FastCGI. */
struct client {
	struct response_sink sink; /* first: it is what a response knows */
	FCGX_Request *fcgi;
	size_t sent; /* bytes that went out */
};

static int
send_piece(struct response_sink *sink, const struct buffer *bytes)
{
	struct client *c = (struct client *)sink;

	if (bytes->size == 0)
		return 0;
	if (is_gone(c->fcgi) ||
	    FCGX_PutStr(bytes->data, (int)bytes->size, c->fcgi->out) !=
		(int)bytes->size ||
	    FCGX_FFlush(c->fcgi->out) == -1)
		return -1;
	c->sent += bytes->size;
	return 0;
}

/*
 * Write the answer, or what is left of it.  The body goes as it is: a PDF is
 * large enough without a copy.
 */
static void
send_answer(struct client *c, const struct request *q, struct response *r)
{
	bool head = strcmp(q->method, "HEAD") == 0;
	struct buffer out = {0};

	response_write(r, q->id, false, &out);
	if (out.failed) {
		if (!r->begun)
			FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n",
			    c->fcgi->out);
	} else if (send_piece(&c->sink, &out) == -1 ||
		   (!head && send_piece(&c->sink, &r->body) == -1)) {
		r->outcome = RESPONSE_CLIENT_GONE;
		c->sent = 0;
	}
	buffer_free(&out);
	FCGX_Finish_r(c->fcgi);
}

static void
answer(const struct worker *w, FCGX_Request *fcgi, struct request *q)
{
	const struct handlers_context context = {w->engine, w->options};
	struct client client = {.sink = {send_piece}, .fcgi = fcgi};
	double start = response_now_ms();
	struct response r;
	json_t *line;

	response_init(&r);
	r.cors_origin = w->options->cors_origin;
	if (!is_gone(fcgi))
		read_body(fcgi, q, w->options->max_bytes, &r);
	if (is_gone(fcgi)) {
		r.outcome = RESPONSE_CLIENT_GONE;
		FCGX_Finish_r(fcgi);
	} else {
		r.begun_ms = response_now_ms();
		r.sink = &client.sink;
		if (r.outcome == RESPONSE_OK) {
			handlers_run(&context, q, &r);
			r.ocr_ms = response_now_ms() - r.begun_ms;
		}
		send_answer(&client, q, &r);
	}
	line = describe(q, &r, client.sent, response_now_ms() - start);
	if (line != NULL)
		json_object_set_new(
		    line, "headers", log_headers(q, log_room()));
	log_write("info", "request", line);
	response_free(&r);
}

/* Wait for a connection and take it.  Returns 0, or an exit status. */
static int
accept_next(const struct worker *w, FCGX_Request *fcgi)
{
	struct pollfd p = {.fd = w->listen_fd, .events = POLLIN};
	int rc;

	for (;;) {
		if (poll(&p, 1, -1) == -1 && errno != EINTR)
			return EX_OSERR;
		errno = 0;
		rc = FCGX_Accept_r(fcgi);
		if (rc == 0)
			return 0;
		switch (-rc) {
		case EAGAIN: /* another worker was faster */
		case EINTR:
			break;
		case EMFILE:
		case ENFILE:
		case ENOBUFS:
		case ENOMEM:
			poll(NULL, 0, 100);
			break;
		default:
			log_write("error", "accept failed",
			    json_pack("{s:s}", "error", strerror(-rc)));
			return EX_SOFTWARE;
		}
	}
}

int
worker_run(const struct worker *w)
{
	struct request *q;
	FCGX_Request fcgi;
	int rc;

	set_signals();
	image_silence();
	/* How long libfcgi waits on a peer that connects, or lingers. */
	setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "200", 1);
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 1);
	if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, w->listen_fd, 0) != 0)
		return EX_SOFTWARE;
	while ((rc = accept_next(w, &fcgi)) == 0) {
		q = request_create(fcgi.envp);
		if (q != NULL) {
			answer(w, &fcgi, q);
			request_free(q);
		} else {
			FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n",
			    fcgi.out);
			FCGX_Finish_r(&fcgi);
		}
		atomic_fetch_add(w->done, 1);
		if (engine_reset(w->engine) == -1)
			return EX_SOFTWARE;
		/* Tesseract's freed pages would stay with the process. */
		malloc_trim(0);
	}
	return rc;
}
