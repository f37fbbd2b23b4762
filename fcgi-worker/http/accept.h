/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accept: chooses among media types by an Accept header (RFC 9110, 12.5.1).
 */
#ifndef FCGI_WORKER_HTTP_ACCEPT_H
#define FCGI_WORKER_HTTP_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns the index of the one of n offers that the header prefers.  Of offers
 * that it prefers equally, takes the one that it names first; if one media
 * range names them all, takes the first of them.  Without a header, NULL or
 * empty, that is the first offer.  Returns -1 when none is acceptable.
 */
int accept_choose(const char *header, const char *const *offers, size_t n);

/*
 * Whether the header, which may be NULL, prefers HTML to JSON, as a browser's
 * does for an address that was typed or a link that was followed.
 */
bool accept_prefers_html(const char *header);

#endif
