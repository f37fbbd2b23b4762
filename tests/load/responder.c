/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * responder -w N [-t MS] [-s] [-l MS] [-b BYTES] [-d BYTES] [-c TYPE]
 * [-x NAME:VALUE] [-i NAME:VALUE] [-e KIND]: a pool whose requests take a known
 * time (-t) and whose answers have a known size (-b), so that a figure measures
 * the gate and not Tesseract.  With -b -1 an answer has no end.  With -d a
 * worker dies when it has written so many bytes of an answer.  -s multiplies
 * the time by the size of the body in pieces of 32 kilobytes.  With -l a
 * request ends so many milliseconds after its client left.  -x adds a header,
 * -i sends an interim answer with this header.  -e sends, without end,
 * something that is no answer: before the answer "stderr", "interim" answers,
 * or records of an "unknown" type; "late" is stderr behind the answer.  "lines"
 * is some hundred bytes of stderr, in many lines.
 */
#include <fcgiapp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE 65536
#define SIZE 32768
#define LINES 150

static void
stop(int sig)
{
	(void)sig;
	_exit(0);
}

static const char *type = "text/plain", *header, *interim, *endless;
static bool by_size;
static int leave_ms = -1;
static long dies_after = -1;

/* Waits for ms, or with -l ends soon after the client leaves. */
static void
work(const FCGX_Request *request, unsigned ms)
{
	struct pollfd pfd = {.fd = request->ipcFd, .events = POLLRDHUP};

	if (leave_ms < 0)
		usleep(ms * 1000);
	else if (poll(&pfd, 1, (int)ms) > 0)
		usleep((unsigned)leave_ms * 1000);
}

/* Writes what -e names, until the gateway closes the connection; "lines" come
 * to an end. */
static void
tell_without_end(FCGX_Request *request)
{
	static const char hints[] =
	    "Status: 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n";
	static const char line[] = "a line that nobody needs in a log\n";
	static const char unknown[] = {1, 11, 0, 1, 0, 0, 0, 0};

	if (strcmp(endless, "interim") == 0)
		while (FCGX_PutS(hints, request->out) > 0)
			;
	else if (strcmp(endless, "lines") == 0)
		for (int i = 0; i < LINES; i++)
			FCGX_PutS("x\n", request->err);
	else if (strcmp(endless, "unknown") == 0)
		while (write(request->ipcFd, unknown, sizeof(unknown)) > 0)
			;
	else
		while (FCGX_PutS(line, request->err) > 0)
			;
}

static void
answer(FCGX_Request *request, unsigned ms, long bytes)
{
	static char piece[PIECE];
	unsigned size = 0;
	long written = 0;
	int n;

	while ((n = FCGX_GetStr(piece, sizeof(piece), request->in)) > 0)
		size += (unsigned)n;
	if (by_size)
		ms *= (size + SIZE - 1) / SIZE;
	if (ms > 0)
		work(request, ms);
	if (endless && strcmp(endless, "late") != 0)
		tell_without_end(request);
	if (interim)
		FCGX_FPrintF(request->out,
		    "Status: 103 Early Hints\r\n%s\r\n\r\n", interim);
	memset(piece, 'x', sizeof(piece));
	FCGX_FPrintF(
	    request->out, "Status: 200 OK\r\nContent-Type: %s\r\n", type);
	if (header)
		FCGX_FPrintF(request->out, "%s\r\n", header);
	if (bytes >= 0 && !endless)
		FCGX_FPrintF(request->out, "Content-Length: %ld\r\n", bytes);
	FCGX_PutS("\r\n", request->out);
	while (bytes < 0 && FCGX_PutStr(piece, sizeof(piece), request->out) ==
				(int)sizeof(piece))
		;
	for (; bytes > 0; bytes -= PIECE) {
		FCGX_PutStr(
		    piece, (int)(bytes < PIECE ? bytes : PIECE), request->out);
		written += PIECE;
		if (dies_after >= 0 && written >= dies_after) {
			FCGX_FFlush(request->out);
			_exit(1);
		}
	}
	FCGX_FFlush(request->out);
	if (endless)
		tell_without_end(request);
	FCGX_Finish_r(request);
}

static void
serve(unsigned ms, long bytes)
{
	FCGX_Request request;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, stop);
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
		_exit(1);
	while (FCGX_Accept_r(&request) == 0)
		answer(&request, ms, bytes);
	_exit(0);
}

int
main(int argc, char **argv)
{
	int workers = 1, option;
	unsigned ms = 0;
	long bytes = 3;

	while ((option = getopt(argc, argv, "w:t:sl:b:d:c:x:i:e:")) != -1)
		switch (option) {
		case 'w':
			workers = atoi(optarg);
			break;
		case 't':
			ms = (unsigned)atoi(optarg);
			break;
		case 's':
			by_size = true;
			break;
		case 'l':
			leave_ms = atoi(optarg);
			break;
		case 'b':
			bytes = atol(optarg);
			break;
		case 'd':
			dies_after = atol(optarg);
			break;
		case 'c':
			type = optarg;
			break;
		case 'x':
			header = optarg;
			break;
		case 'i':
			interim = optarg;
			break;
		case 'e':
			endless = optarg;
			break;
		default:
			return 64;
		}
	signal(SIGTERM, stop);
	for (int i = 0; i < workers; i++)
		if (fork() == 0)
			serve(ms, bytes);
	while (wait(NULL) > 0)
		;
	return 0;
}
