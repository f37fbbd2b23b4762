/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * render: the document around recognized pages, as the tesseract command
 * writes it.  Knows formats, not how a page was recognized.
 */
#include "render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "utf8.h"

static const char hocr_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
    "    \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
    "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" "
    "lang=\"en\">\n"
    " <head>\n"
    "  <title></title>\n"
    "  <meta http-equiv=\"Content-Type\" "
    "content=\"text/html;charset=utf-8\"/>\n"
    "  <meta name='ocr-system' content='tesseract %s' />\n"
    "  <meta name='ocr-capabilities' content='ocr_page ocr_carea ocr_par "
    "ocr_line ocrx_word ocrp_wconf'/>\n"
    " </head>\n"
    " <body>\n";

static const char alto_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
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

static const char tsv_head[] =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\t"
    "left\ttop\twidth\theight\tconf\ttext\n";

void
render_begin(struct render *r, const struct recipe *recipe, struct buffer *out)
{
	*r = (struct render){.format = recipe->format, .out = out};
	r->orientation = recipe->psm == RECIPE_PSM_ORIENTATION;
	buffer_add(out, "", 0);
	if (r->format == RECIPE_HOCR)
		buffer_add_format(out, hocr_head, engine_version());
	else if (r->format == RECIPE_ALTO)
		buffer_add_format(out, alto_head, engine_version());
	else if (r->format == RECIPE_TSV)
		buffer_add_text(out, tsv_head);
	else if (r->format == RECIPE_JSON)
		r->pages = json_array();
}

static int
add_json_page(struct render *r, struct engine *e, const struct sniff_size *size)
{
	struct buffer text = {0};
	struct layout_sum sum = {0, 0};
	json_t *blocks, *page = NULL;
	int rc = -1;

	/* First: of an empty page Tesseract recognizes again for its text. */
	if (engine_add_page(e, RECIPE_TEXT, r->count, &text) == -1)
		goto out;
	blocks = engine_blocks(e, &sum);
	page = json_pack("{s:i,s:i,s:i,s:i,s:i,s:f,s:o,s:o}", "page",
	    (int)r->count + 1, "width", (int)size->width, "height",
	    (int)size->height, "dpi", engine_dpi(e), "rotation", 0,
	    "confidence", layout_confidence(&sum), "text", utf8_json(text.data),
	    "blocks", blocks);
	if (page == NULL || text.failed ||
	    json_array_append_new(r->pages, page) == -1) {
		r->out->failed = true;
		goto out;
	}
	if (r->count > 0)
		buffer_add_text(&r->text, "\f");
	buffer_add(&r->text, text.data, text.size);
	r->sum.confidence += sum.confidence;
	r->sum.words += sum.words;
	rc = 0;
out:
	buffer_free(&text);
	return rc;
}

int
render_page(struct render *r, struct engine *e, const struct sniff_size *size)
{
	int rc;

	if (r->format == RECIPE_JSON) {
		rc = add_json_page(r, e, size);
	} else if (r->orientation) {
		rc = engine_add_orientation(e, r->count, r->out);
	} else {
		if (r->format == RECIPE_TEXT && r->count > 0)
			buffer_add_text(r->out, "\f");
		rc = engine_add_page(e, r->format, r->count, r->out);
	}
	r->count++;
	return rc == -1 || r->out->failed ? -1 : 0;
}

json_t *
render_languages(const char *lang)
{
	json_t *array = json_array();
	size_t length;

	while (*lang != '\0') {
		length = strcspn(lang, "+");
		json_array_append_new(array, json_stringn(lang, length));
		lang += length + (lang[length] == '+');
	}
	return array;
}

int
render_json(const json_t *json, struct buffer *out)
{
	char *text = json == NULL ? NULL
				  : json_dumps(json,
					JSON_COMPACT | JSON_REAL_PRECISION(6));

	if (text == NULL) {
		out->failed = true;
		return -1;
	}
	buffer_add_text(out, text);
	buffer_add_text(out, "\n");
	free(text);
	return out->failed ? -1 : 0;
}

static int
end_json(struct render *r, const char *id, const char *lang)
{
	char engine[64];
	json_t *document;
	int rc;

	snprintf(engine, sizeof(engine), "tesseract %s", engine_version());
	document = json_pack("{s:s,s:s,s:o,s:f,s:o,s:O}", "id", id, "engine",
	    engine, "languages", render_languages(lang), "confidence",
	    layout_confidence(&r->sum), "text", utf8_json(r->text.data),
	    "pages", r->pages);
	rc = r->text.failed ? -1 : render_json(document, r->out);
	json_decref(document);
	return rc;
}

int
render_end(struct render *r, const char *id, const char *lang)
{
	if (r->format == RECIPE_JSON)
		return end_json(r, id, lang);
	if (r->format == RECIPE_HOCR)
		buffer_add_text(r->out, " </body>\n</html>\n");
	else if (r->format == RECIPE_ALTO)
		buffer_add_text(r->out, "\t</Layout>\n</alto>\n");
	return r->out->failed ? -1 : 0;
}

void
render_free(struct render *r)
{
	buffer_free(&r->text);
	json_decref(r->pages);
	r->pages = NULL;
}
