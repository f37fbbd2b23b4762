/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usage: what --help prints; fcgi-worker(8) tells the same at length.
 */
#include "usage.h"

static const char text[] =
    "Usage: fcgi-worker [options]\n"
    "A pool of OCR workers speaking FastCGI.  Without -s and -p it serves\n"
    "the listening socket that systemd passed on, or the one on file\n"
    "descriptor 0, as spawn-fcgi and lighttpd's bin-path leave it:\n"
    "  spawn-fcgi -s /run/ocr.sock -M 0660 -- fcgi-worker -w 4\n"
    "\n"
    "  -w, --workers N        processes, 1 to 1024 (default: the processors\n"
    "                         this process may use)\n"
    "  -l, --lang LANG        languages, joined by + or , (default: eng)\n"
    "      --tessdata DIR     where the language files are\n"
    "  -s, --socket PATH      listen on a unix socket\n"
    "  -M, --mode MODE        its permissions, octal (default: 0660)\n"
    "  -p, --port [HOST:]PORT listen on TCP (default host: 127.0.0.1;\n"
    "                         IPv6 in brackets)\n"
    "  -b, --backlog N        connections that may wait, 1 to 65535\n"
    "                         (default: 1024)\n"
    "      --log FILE         append the log to FILE (default: stderr)\n"
    "      --log-headers A,B  log the values of these headers, too\n"
    "      --scoreboard FILE  what each worker does (default: beside the\n"
    "                         unix socket, with .board appended)\n"
    "      --status[=json]    print the scoreboard and exit\n"
    "  -t, --check            check options, languages, socket and limits,\n"
    "                         and exit\n"
    "Requests:\n"
    "      --max-bytes N      largest body, with k, m or g\n"
    "                         (default: 33554432)\n"
    "      --max-pixels N     largest page (default: 40000000)\n"
    "      --max-pages N      most pages of a request (default: 100)\n"
    "      --cors-origin URL  whose pages may call, or * (default: none);\n"
    "                         behind mod_ocr its key ocr.cors-origin\n"
    "      --timeout S        seconds, where the gateway names no deadline\n"
    "                         (default: 600)\n"
    "      --slow S           log the time of each stage of a request that\n"
    "                         took longer\n"
    "      --quarantine-time S  refuse a body that crashed two workers for\n"
    "                         so long (default: 600; 0: never)\n"
    "Workers:\n"
    "      --max-requests N   end after N requests, give or take a tenth\n"
    "      --max-age S        replaced after S seconds (default: 86400;\n"
    "                         0: never)\n"
    "      --max-rss N        end when more memory is resident after a\n"
    "                         request, with k, m or g\n"
    "      --max-memory N     address space (default: 4g)\n"
    "      --max-languages N  models kept beside the pool's (default: 2)\n"
    "      --canary           recognize a small page before serving\n"
    "      --nice N           priority, 0 to 19 (default: 0)\n"
    "  -u, --user USER        run workers as USER; -g, --group GROUP;\n"
    "  -c, --chroot DIR       in DIR, which then has the language files\n"
    "  -h, --help             this text\n"
    "  -V, --version          versions of this program and its libraries\n"
    "\n"
    "TERM and INT stop the pool at once, QUIT lets running requests finish,\n"
    "HUP and USR2 start the program anew without losing one, USR1 opens the\n"
    "log again.\n"
    "Exit status: 0 stopped, 64 wrong usage, 69 no pool to show, 71 the\n"
    "system refused something, 78 unusable configuration.\n";

void
usage_print(FILE *f)
{
	fputs(text, f);
}
