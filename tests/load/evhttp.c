/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * evhttp PORT THREADS QUEUE [MS]: OCR over HTTP as one would write it without
 * mod_ocr, to compare with: libevent's evhttp in one thread that reads every
 * request and writes every answer, and threads with a Tesseract each that take
 * requests from a queue between them.  A full queue is answered 503, a request
 * whose timeout= passed in the queue 504, and one whose client has left is not
 * read to its end.  /ocr reads English as the tesseract command does, with all
 * pages of a TIFF; with MS every request takes that long and nothing is read.
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <event2/thread.h>
#include <leptonica/allheaders.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "tests/lib/measure.h"
#include "tests/lib/process.h"

#define BACKLOG 4096
#define BODY_MAX (32 << 20)
#define IDLE_S 60
#define THREADS_MAX 64

/* A request on its way from the loop to a thread and back. */
struct job {
	TAILQ_ENTRY(job) link;
	struct evhttp_request *request; /* the loop's; NULL: its client left */
	struct event *closed;		/* by the client */
	struct evbuffer *body, *answer;
	double deadline_ms; /* 0: none */
	bool is_queued;
	atomic_bool is_cancelled;
	int status;
};

TAILQ_HEAD(jobs, job);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct jobs queued = TAILQ_HEAD_INITIALIZER(queued);
static struct jobs done = TAILQ_HEAD_INITIALIZER(done);
static unsigned waiting, queue_max;
static int empty_ms = -1;

static struct event_base *base;
static struct event *some_done;

/* --- the threads ---------------------------------------------------------- */

/* Tells Tesseract whether it is to stop; words is not used. */
static bool
is_cancelled(void *job, int words)
{
	(void)words;
	return atomic_load(&((struct job *)job)->is_cancelled);
}

/* Adds the text of one page to the answer.  Returns 0, or -1. */
static int
read_page(TessBaseAPI *tess, PIX *pix, struct job *j)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	char *text = NULL;

	TessMonitorSetCancelFunc(monitor, is_cancelled);
	TessMonitorSetCancelThis(monitor, j);
	TessBaseAPISetImage2(tess, pix);
	if (TessBaseAPIRecognize(tess, monitor) == 0 &&
	    !atomic_load(&j->is_cancelled))
		text = TessBaseAPIGetUTF8Text(tess);
	if (text)
		evbuffer_add(j->answer, text, strlen(text));
	TessDeleteText(text);
	TessBaseAPIClear(tess);
	TessMonitorDelete(monitor);
	return text ? 0 : -1;
}

/* Returns the next page of a TIFF, or the page of another file, or NULL. */
static PIX *
next_page(const unsigned char *data, size_t len, size_t *offset, bool first)
{
	int format;

	findFileFormatBuffer(data, &format);
	if (format < IFF_TIFF || format > IFF_TIFF_ZIP)
		return first ? pixReadMem(data, len) : NULL;
	return first || *offset > 0
		   ? pixReadMemFromMultipageTiff(data, len, offset)
		   : NULL;
}

/* Reads all pages into the job's answer, and sets its status: 200, or 422 if
 * there is no page or one cannot be read. */
static void
read_pages(TessBaseAPI *tess, struct job *j)
{
	size_t len = evbuffer_get_length(j->body), offset = 0;
	const unsigned char *data = evbuffer_pullup(j->body, -1);
	bool first = true;
	PIX *pix;

	j->status = 422;
	while (
	    data && len > 0 && (pix = next_page(data, len, &offset, first))) {
		j->status = read_page(tess, pix, j) == 0 ? 200 : 422;
		pixDestroy(&pix);
		first = false;
		if (j->status != 200)
			break;
	}
}

static void
do_job(TessBaseAPI *tess, struct job *j)
{
	if (j->deadline_ms > 0 && process_now_ms() > j->deadline_ms) {
		j->status = 504;
	} else if (empty_ms >= 0) {
		usleep((unsigned)empty_ms * 1000);
		evbuffer_add(j->answer, "xxx", 3);
		j->status = 200;
	} else {
		read_pages(tess, j);
	}
}

/* Does queued jobs, one after the other, and hands them back to the loop. */
static void *
run_thread(void *unused)
{
	TessBaseAPI *tess = TessBaseAPICreate();
	struct job *j;

	if (empty_ms < 0 && TessBaseAPIInit3(tess, NULL, "eng") != 0)
		exit(1);
	TessBaseAPISetVariable(tess, "debug_file", "/dev/null");
	TessBaseAPISetPageSegMode(tess, PSM_AUTO);
	pthread_mutex_lock(&lock);
	for (;;) {
		while (!(j = TAILQ_FIRST(&queued)))
			pthread_cond_wait(&work, &lock);
		TAILQ_REMOVE(&queued, j, link);
		j->is_queued = false;
		waiting--;
		pthread_mutex_unlock(&lock);
		do_job(tess, j);
		pthread_mutex_lock(&lock);
		TAILQ_INSERT_TAIL(&done, j, link);
		event_active(some_done, EV_READ, 0);
	}
	return unused;
}

/* --- the loop ------------------------------------------------------------- */

static void
free_job(struct job *j)
{
	if (j->closed)
		event_free(j->closed);
	if (j->body)
		evbuffer_free(j->body);
	if (j->answer)
		evbuffer_free(j->answer);
	free(j);
}

static const char *
reason_of(int status)
{
	return status == 200   ? "OK"
	       : status == 422 ? "Unprocessable Entity"
	       : status == 503 ? "Service Unavailable"
			       : "Gateway Timeout";
}

/* Answers the jobs that threads have done, but for those whose client left, and
 * frees them. */
static void
send_done(evutil_socket_t fd, short events, void *unused)
{
	struct jobs ready = TAILQ_HEAD_INITIALIZER(ready);
	struct job *j;

	(void)fd, (void)events, (void)unused;
	pthread_mutex_lock(&lock);
	TAILQ_CONCAT(&ready, &done, link);
	pthread_mutex_unlock(&lock);
	while ((j = TAILQ_FIRST(&ready))) {
		TAILQ_REMOVE(&ready, j, link);
		event_free(j->closed);
		j->closed = NULL;
		if (j->request)
			evhttp_send_reply(j->request, j->status,
			    reason_of(j->status), j->answer);
		free_job(j);
	}
}

/* Cancels the job of a client that has left: frees it if it is still queued;
 * else its thread stops, and send_done frees it. */
static void
leave(evutil_socket_t fd, short events, void *job)
{
	struct job *j = job;
	struct evhttp_connection *c = evhttp_request_get_connection(j->request);
	bool was_queued;

	(void)fd, (void)events;
	event_del(j->closed);
	atomic_store(&j->is_cancelled, true);
	pthread_mutex_lock(&lock);
	was_queued = j->is_queued;
	if (was_queued) {
		TAILQ_REMOVE(&queued, j, link);
		waiting--;
	}
	pthread_mutex_unlock(&lock);
	j->request = NULL;
	evhttp_connection_free(c);
	if (was_queued)
		free_job(j);
}

/* Returns the deadline that the query of a request sets by timeout=, or 0. */
static double
deadline_of(struct evhttp_request *request)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	const char *query = evhttp_uri_get_query(uri), *value;
	struct evkeyvalq pairs;
	double ms = 0;

	if (!query || evhttp_parse_query_str(query, &pairs) != 0)
		return 0;
	value = evhttp_find_header(&pairs, "timeout");
	if (value)
		ms = process_now_ms() + atof(value) * 1000;
	evhttp_clear_headers(&pairs);
	return ms;
}

/* Returns a job that has the request's body, or NULL. */
static struct job *
make_job(struct evhttp_request *request)
{
	struct evhttp_connection *c = evhttp_request_get_connection(request);
	struct bufferevent *b = evhttp_connection_get_bufferevent(c);
	struct job *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->request = request;
	j->body = evbuffer_new();
	j->answer = evbuffer_new();
	j->closed = event_new(base, bufferevent_getfd(b), EV_CLOSED, leave, j);
	if (j->body && j->answer && j->closed &&
	    evbuffer_add_buffer(
		j->body, evhttp_request_get_input_buffer(request)) == 0)
		return j;
	free_job(j);
	return NULL;
}

/* Puts the job into the queue.  Returns false if the queue is full. */
static bool
enqueue(struct job *j)
{
	bool has_room;

	pthread_mutex_lock(&lock);
	has_room = waiting < queue_max;
	if (has_room) {
		j->is_queued = true;
		waiting++;
		TAILQ_INSERT_TAIL(&queued, j, link);
		pthread_cond_signal(&work);
	}
	pthread_mutex_unlock(&lock);
	return has_room;
}

static void
handle(struct evhttp_request *request, void *unused)
{
	struct job *j = make_job(request);

	(void)unused;
	if (j) {
		j->deadline_ms = deadline_of(request);
		event_add(j->closed, NULL);
		if (enqueue(j))
			return;
		free_job(j);
	}
	evhttp_send_reply(request, 503, reason_of(503), NULL);
}

static struct evhttp *
serve(int port)
{
	const struct sockaddr_in a = {
	    .sin_family = AF_INET,
	    .sin_port = htons((unsigned short)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct evhttp *http = evhttp_new(base);
	struct evconnlistener *l = evconnlistener_new_bind(base, NULL, NULL,
	    LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE, BACKLOG,
	    (const struct sockaddr *)&a, sizeof(a));

	if (!http || !l || !evhttp_bind_listener(http, l))
		return NULL;
	evhttp_set_max_body_size(http, BODY_MAX);
	evhttp_set_timeout(http, IDLE_S);
	evhttp_set_gencb(http, handle, NULL);
	return http;
}

static void
stop(int sig)
{
	(void)sig;
	_exit(0);
}

int
main(int argc, char **argv)
{
	int threads = argc > 2 ? atoi(argv[2]) : 0;
	pthread_t thread;

	measure_one_thread(argv);
	if (argc < 4 || threads < 1 || threads > THREADS_MAX) {
		fprintf(stderr, "usage: evhttp PORT THREADS QUEUE [MS]\n");
		return 64;
	}
	queue_max = (unsigned)atoi(argv[3]);
	empty_ms = argc > 4 ? atoi(argv[4]) : -1;
	setMsgSeverity(L_SEVERITY_NONE);
	signal(SIGTERM, stop);
	signal(SIGPIPE, SIG_IGN);
	if (evthread_use_pthreads() != 0 || !(base = event_base_new()) ||
	    !(some_done = event_new(base, -1, EV_PERSIST, send_done, NULL)))
		return 1;
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread, NULL, run_thread, NULL) != 0)
			return 1;
	if (!serve(atoi(argv[1]))) {
		perror("evhttp");
		return 1;
	}
	return event_base_dispatch(base) == 0 ? 0 : 1;
}
