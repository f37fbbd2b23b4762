/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_claim: takes claims out of XMP metadata, ISO 19005-1 section 6.7.11: each
 * is a property of a namespace, written as an attribute or as an element.  They
 * are overwritten by blanks, so that packets keep their length.
 */
#include "output/pdf_claim.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* No more claims than this are looked at. */
#define CLAIMS 64
/* Larger metadata are not looked at. */
#define METADATA_MAX 1048576

/* The prefixes that ISO 19005 and ISO 14289 ask for. */
static const char *const prefixes[] = {"pdfaid:", "pdfuaid:"};

/* Where an attribute ends whose name ends at p, or NULL. */
static char *
attribute_end(char *p)
{
	char quote;

	while (isspace((unsigned char)*p))
		p++;
	if (*p++ != '=')
		return NULL;
	while (isspace((unsigned char)*p))
		p++;
	quote = *p;
	if (quote != '"' && quote != '\'')
		return NULL;
	p = strchr(p + 1, quote);
	return p == NULL ? NULL : p + 1;
}

/* Where the element ends that name, of length bytes, begins, or NULL. */
static char *
element_end(char *name, size_t length)
{
	char *p = strchr(name, '>');

	if (p == NULL || p[-1] == '/')
		return p == NULL ? NULL : p + 1;
	while ((p = strstr(p, "</")) != NULL) {
		p += 2;
		if (strncmp(p, name, length) == 0) {
			p = strchr(p, '>');
			return p == NULL ? NULL : p + 1;
		}
	}
	return NULL;
}

/* Blanks the property whose name is at p.  Returns whether it is one. */
static bool
blank_property(const char *xmp, char *p)
{
	size_t length = strcspn(p, " \t\r\n=/>\"'<");
	char *begin = p, *end = NULL;

	if (p > xmp && p[-1] == '<') {
		begin = p - 1;
		end = element_end(p, length);
	} else if (p > xmp && isspace((unsigned char)p[-1])) {
		end = attribute_end(p + length);
	}
	if (end == NULL)
		return false;
	memset(begin, ' ', (size_t)(end - begin));
	return true;
}

unsigned
pdf_claim_blank(char *xmp, size_t size)
{
	unsigned count = 0, seen = 0;
	char *p;

	/* Anything behind a NUL is no text. */
	if (strlen(xmp) != size)
		return 0;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		for (p = xmp;
		     seen < CLAIMS && (p = strstr(p, prefixes[i])) != NULL;
		     p++, seen++)
			count += blank_property(xmp, p);
	return count;
}

void
pdf_claim_remove(qpdf_data q)
{
	qpdf_oh metadata = qpdf_oh_get_key(q, qpdf_get_root(q), "/Metadata");
	unsigned char *data = NULL;
	QPDF_BOOL decoded = QPDF_FALSE;
	size_t size;
	char *text;

	if (!qpdf_oh_is_stream(q, metadata) ||
	    qpdf_oh_get_stream_data(
		q, metadata, qpdf_dl_generalized, &decoded, &data, &size) &
		QPDF_ERRORS)
		return;
	/* An empty stream may have no data. */
	text = decoded && data != NULL && size < METADATA_MAX
		   ? strndup((const char *)data, size)
		   : NULL;
	if (text != NULL && pdf_claim_blank(text, size) > 0)
		qpdf_oh_replace_stream_data(q, metadata,
		    (const unsigned char *)text, size, qpdf_oh_new_null(q),
		    qpdf_oh_new_null(q));
	free(text);
	free(data);
}
