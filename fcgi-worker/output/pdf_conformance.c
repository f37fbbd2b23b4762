/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_conformance: removes claims to keep to a standard from XMP metadata, ISO
 * 19005-1 section 6.7.11.  Each claim is a property of a namespace, written as
 * an attribute or as an element.  It is overwritten by blanks, so that the
 * metadata keep their length.
 */
#include "output/pdf_conformance.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The most claims that are removed. */
#define CLAIMS_MAX 64
/* Larger metadata are not looked at. */
#define METADATA_MAX 1048576

/* The prefixes that ISO 19005 and ISO 14289 ask for. */
static const char *const prefixes[] = {"pdfaid:", "pdfuaid:"};

/*
 * Returns the end of the XML attribute whose name ends at p, or NULL if the
 * attribute is not complete.
 */
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

/*
 * Returns the end of an XML element; NULL if the element is not complete.  name
 * points to the element's name, of length bytes, in its start tag.
 */
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

/*
 * If p points to the name of a property of xmp, overwrites the property with
 * blanks and returns true.  Returns false if there is no property.
 */
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
pdf_conformance_blank(char *xmp, size_t size)
{
	unsigned blanked = 0, looked_at = 0;
	char *p;

	/* Metadata with a NUL are no text. */
	if (strlen(xmp) != size)
		return 0;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		for (p = xmp; looked_at < CLAIMS_MAX &&
			      (p = strstr(p, prefixes[i])) != NULL;
		     p++, looked_at++)
			blanked += blank_property(xmp, p);
	return blanked;
}

void
pdf_conformance_remove(qpdf_data q)
{
	qpdf_oh metadata = qpdf_oh_get_key(q, qpdf_get_root(q), "/Metadata");
	unsigned char *data = NULL;
	QPDF_BOOL decoded = QPDF_FALSE;
	size_t size;
	char *xmp;

	if (!qpdf_oh_is_stream(q, metadata) ||
	    qpdf_oh_get_stream_data(
		q, metadata, qpdf_dl_generalized, &decoded, &data, &size) &
		QPDF_ERRORS)
		return;
	/* An empty stream may have no data. */
	xmp = decoded && data != NULL && size < METADATA_MAX
		  ? strndup((const char *)data, size)
		  : NULL;
	if (xmp != NULL && pdf_conformance_blank(xmp, size) > 0)
		qpdf_oh_replace_stream_data(q, metadata,
		    (const unsigned char *)xmp, size, qpdf_oh_new_null(q),
		    qpdf_oh_new_null(q));
	free(xmp);
	free(data);
}
