/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * render: the document around recognized pages, as the tesseract command
 * writes it.  Knows formats, not how a page was recognized.
 */
#include "output/render.h"

#include <stdlib.h>
#include <string.h>

#include "output/alto.h"
#include "engine/engine.h"
#include "output/searchable_pdf.h"
#include "base/json_text.h"

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
    "  <meta name='ocr-capabilities' content='%s'/>\n"
    " </head>\n"
    " <body>\n";

static const char tsv_head[] =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\t"
    "left\ttop\twidth\theight\tconf\ttext\n";

void
render_begin(struct render *r, const struct params *recipe, struct buffer *out)
{
	*r = (struct render){.format = recipe->format, .out = out};
	r->orientation = recipe->psm == PARAMS_PSM_ORIENTATION;
	buffer_add(out, "", 0);
	if (r->format == PARAMS_HOCR)
		buffer_add_format(out, hocr_head, engine_version(),
		    engine_hocr_capabilities());
	else if (r->format == PARAMS_ALTO)
		alto_begin(out);
	else if (r->format == PARAMS_TSV)
		buffer_add_text(out, tsv_head);
}

bool
render_is_stream(const struct render *r)
{
	return r->format == PARAMS_NDJSON;
}

static int
add_json(
    struct render *r, struct engine *e, const struct json_page_source *source)
{
	int rc = json_page_add(&r->answer, e, source);

	r->out->failed = r->out->failed || r->answer.text.failed;
	return rc;
}

/* Add the page as a line of its own; nothing of it is kept. */
static int
add_line(
    struct render *r, struct engine *e, const struct json_page_source *source)
{
	struct json_layout_sum sum = {0, 0};
	struct buffer text = {0};
	json_t *page = json_page_page(e, source, &sum, &text);
	int rc = page == NULL ? -1 : json_text_add(r->out, page);

	r->out->failed = r->out->failed || text.failed;
	json_decref(page);
	buffer_free(&text);
	return rc;
}

static int
add_alto(struct render *r, struct engine *e, unsigned page)
{
	struct buffer text = {0};
	int rc = engine_add_page(e, PARAMS_ALTO, page, &text);

	if (text.failed)
		r->out->failed = true;
	else if (rc == 0)
		alto_add_page(r->out, page, text.data);
	buffer_free(&text);
	return rc;
}

static int
add_searchable(struct render *r, struct engine *e)
{
	if (r->searchable == NULL)
		r->searchable = searchable_pdf_open(engine_tessdata(e));
	if (r->searchable == NULL)
		return -1;
	return engine_add_searchable(e, r->searchable);
}

int
render_page(
    struct render *r, struct engine *e, const struct json_page_source *source)
{
	int rc;

	if (r->format == PARAMS_JSON) {
		rc = add_json(r, e, source);
	} else if (r->format == PARAMS_NDJSON) {
		rc = add_line(r, e, source);
	} else if (r->format == PARAMS_ALTO) {
		rc = add_alto(r, e, source->page);
	} else if (r->format == PARAMS_PDF) {
		rc = add_searchable(r, e);
	} else if (r->orientation) {
		rc = engine_add_orientation(e, source->page, r->out);
	} else {
		if (r->format == PARAMS_TEXT && r->count > 0)
			buffer_add_text(r->out, "\f");
		rc = engine_add_page(e, r->format, source->page, r->out);
	}
	r->count++;
	return rc == -1 || r->out->failed ? -1 : 0;
}

size_t
render_size(const struct render *r)
{
	size_t size = r->out->size + r->answer.text.size + r->answer.pages.size;

	return r->searchable == NULL
		   ? size
		   : size + searchable_pdf_size(r->searchable);
}

int
render_end(struct render *r, const char *id, const char *lang)
{
	if (r->format == PARAMS_JSON)
		return json_page_write(&r->answer, id, lang, r->out);
	if (r->format == PARAMS_PDF)
		return searchable_pdf_end(r->searchable);
	if (r->format == PARAMS_HOCR)
		buffer_add_text(r->out, " </body>\n</html>\n");
	else if (r->format == PARAMS_ALTO)
		alto_end(r->out);
	return r->out->failed ? -1 : 0;
}

int
render_rest(struct render *r)
{
	return r->searchable == NULL
		   ? 0
		   : searchable_pdf_read(r->searchable, r->out);
}

void
render_free(struct render *r)
{
	json_page_free(&r->answer);
	searchable_pdf_free(r->searchable);
	r->searchable = NULL;
}
