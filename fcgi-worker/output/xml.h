/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xml: text within XML and HTML.
 */
#ifndef FCGI_WORKER_OUTPUT_XML_H
#define FCGI_WORKER_OUTPUT_XML_H

#include "base/buffer.h"

/*
 * Appends text, with entities for characters that would be markup; NULL adds
 * nothing.
 */
void xml_add_text(struct buffer *out, const char *text);

#endif
