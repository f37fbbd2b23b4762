/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alto: ALTO documents of several pages, as the tesseract command writes
 * them but for two faults of its own that are mended here.
 */
#include "output/alto.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

static const char head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\" "
    "%s "
    "xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v3# "
    "http://www.loc.gov/alto/v3/alto-3-0.xsd\">\n"
    "\t<Description>\n"
    "\t\t<MeasurementUnit>pixel</MeasurementUnit>\n"
    "\t\t<sourceImageInformation>\n"
    "\t\t\t<fileName></fileName>\n"
    "\t\t</sourceImageInformation>\n"
    "\t\t<OCRProcessing ID=\"OCR_0\">\n"
    "\t\t\t<ocrProcessingStep>\n"
    "\t\t\t\t<processingSoftware>\n"
    "\t\t\t\t\t<softwareName>tesseract %s</softwareName>\n"
    "\t\t\t\t</processingSoftware>\n"
    "\t\t\t</ocrProcessingStep>\n"
    "\t\t</OCRProcessing>\n"
    "\t</Description>\n"
    "\t<Layout>\n";

#define ID " ID=\""
#define WC " WC=\"0."

void
alto_begin(struct buffer *out)
{
	buffer_add_format(
	    out, head, engine_alto_namespaces(), engine_version());
}

void
alto_end(struct buffer *out)
{
	buffer_add_text(out, "\t</Layout>\n</alto>\n");
}

/*
 * Tesseract counts its elements anew on each page, but an ID must be the
 * only one of its document.
 */
static void
add_id(struct buffer *out, unsigned page, const char *id)
{
	buffer_add_text(out, ID);
	if (page > 0 && strncmp(id, "page_", 5) != 0)
		buffer_add_format(out, "page_%u_", page);
}

/*
 * Tesseract writes a confidence of N percent as "0.N": 100 and 5 become 0.100
 * and 0.5.  Returns what follows it.
 */
static const char *
add_confidence(struct buffer *out, const char *percent)
{
	char *end;
	long n = strtol(percent, &end, 10);

	buffer_add_format(out, " WC=\"%.2f", (double)n / 100);
	return end;
}

void
alto_add_page(struct buffer *out, unsigned page, const char *text)
{
	const char *space;

	/* A quote within a text is written &quot;: no text looks like these. */
	while ((space = strchr(text, ' ')) != NULL) {
		buffer_add(out, text, (size_t)(space - text));
		if (strncmp(space, ID, strlen(ID)) == 0) {
			text = space + strlen(ID);
			add_id(out, page, text);
		} else if (strncmp(space, WC, strlen(WC)) == 0) {
			text = add_confidence(out, space + strlen(WC));
		} else {
			buffer_add_text(out, " ");
			text = space + 1;
		}
	}
	buffer_add_text(out, text);
}
