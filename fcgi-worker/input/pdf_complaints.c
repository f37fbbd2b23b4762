/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_complaints: what poppler complains of while it draws a page.
 */
#include "input/pdf_complaints.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_stream_kind.h"

static unsigned damage, bad_fonts, wrong_lengths;
static bool has_stopped, has_gap;

/* The most bad streams that are noted; more are hardly needed. */
#define BAD_STREAMS 16
static struct {
	struct bad_stream {
		size_t offset; /* in the file */
		bool is_cut;   /* it ends too early */
	} list[BAD_STREAMS];
	unsigned count;
} bad_streams;

/* Whether message contains one of the words, a list that NULL ends. */
static bool
has_one_of(const char *message, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(message, *words) != NULL)
			return true;
	return false;
}

/*
 * Whether poppler draws everything although it complains.  With a warning the
 * output is probably right, as poppler says itself.  Many PDFs restore a state
 * too often.  Wrong arguments may change a color.  What belongs to a layer
 * that does not exist is drawn.  JPEG 2000 may begin with the picture itself.
 * And no viewer shows text for which no font was selected; poppler complains
 * separately of a font that is missing.
 */
static bool
is_harmless(const char *message)
{
	static const char *const words[] = {
	    "Restoring state when no valid states",
	    "Incorrect number of arguments in '", "Marked Content '",
	    "DID NOT find ", "to 'BDC' operator is wrong type",
	    "first box must be JPEG 2000 signature box", "No font in ",
	    "Unknown operator 'endstream'", NULL};

	return g_str_has_prefix(message, "Syntax warning") ||
	       has_one_of(message, words);
}

/* Whether poppler says that it could not load a font. */
static bool
is_of_font(const char *message)
{
	static const char *const words[] = {"could not create type1 face",
	    "could not create truetype face", "could not create cid",
	    "failed to load truetype font", "font file may be invalid",
	    "Couldn't create a font", NULL};

	return has_one_of(message, words);
}

/*
 * Whether poppler says that it could not unpack all of an image: every viewer
 * lacks the rest, too.  Or that it does not know a color: it fills the area
 * with the color before, which may cover what is there.
 */
static bool
is_of_gap(const char *message)
{
	static const char *const words[] = {" in CCITTFax stream",
	    " in JBIG2 stream", "readSymbolDictSeg reports syntax error",
	    "Did no succeed opening JPX Stream.", "Bad color space (",
	    "Could not find start of jpeg data", NULL};

	return !g_str_has_prefix(message, "Syntax warning") &&
	       has_one_of(message, words);
}

/*
 * If message says that a stream could not be unpacked, image or not, notes
 * where the stream is.  Notes each place once.
 */
static void
note_bad_stream(const char *message)
{
	static const char *const words[] = {
	    " in flate stream", "Bad LZW stream", NULL};
	static const char before[] = " at position ";
	const char *at = strstr(message, before);
	struct bad_stream stream;

	if (at == NULL || bad_streams.count == BAD_STREAMS ||
	    !has_one_of(message, words))
		return;
	stream.offset = strtoull(at + sizeof(before) - 1, NULL, 10);
	stream.is_cut = strstr(message, "Unexpected end of file") != NULL;
	/* A stream may be drawn many times. */
	for (unsigned i = 0; i < bad_streams.count; i++)
		if (bad_streams.list[i].offset == stream.offset)
			return;
	bad_streams.list[bad_streams.count++] = stream;
}

/*
 * Whether message says that a stream has another length than its dictionary
 * gives.  poppler reads such a stream to its end, if it has one.
 */
static bool
is_of_length(const char *message)
{
	return strstr(message, "incorrect stream length") != NULL;
}

/*
 * Whether poppler leaves out what other viewers show: because the content
 * restores a state that it has not saved; because an operator lacks operands or
 * is unknown; because the page's content is an array with something other than
 * streams; or because the page lacks a font.
 */
static bool
is_of_stop(const char *message)
{
	static const char *const words[] = {
	    "Restoring state when no valid states", "Too few (",
	    "Unknown operator '", "Weird page contents", "Unknown font tag '",
	    NULL};

	return has_one_of(message, words);
}

/*
 * GLib calls this with each message of poppler instead of writing it to stderr.
 * Counts the message by what it is about.
 */
static void
on_message(
    const char *domain, GLogLevelFlags level, const char *message, void *data)
{
	(void)domain;
	(void)level;
	(void)data;
	if (is_of_font(message))
		bad_fonts++;
	else if (is_of_length(message))
		wrong_lengths++;
	else
		damage += !is_harmless(message);
	has_stopped |= is_of_stop(message);
	has_gap |= is_of_gap(message);
	note_bad_stream(message);
}

void
pdf_complaints_listen(void)
{
	g_log_set_default_handler(on_message, NULL);
}

void
pdf_complaints_forget(void)
{
	damage = bad_fonts = wrong_lengths = 0;
	has_gap = false;
	bad_streams.count = 0;
}

void
pdf_complaints_add_gap(void)
{
	damage++;
	has_gap = true;
}

void
pdf_complaints_forgive_fonts(void)
{
	bad_fonts = 0;
}

bool
pdf_complaints_have_damage(void)
{
	return damage > 0 || bad_fonts > 0;
}

/*
 * Whether a part of the page is surely missing because of the stream s.  An
 * image is not unpacked further than it is needed, so each bad one has a gap.
 * Contents have one only if they are cut off; otherwise they may be whole
 * before the damage.
 */
static bool
is_gap(const struct bad_stream *s, const struct bytes *pdf, unsigned page)
{
	return pdf_stream_kind_is_image(pdf, s->offset) ||
	       (s->is_cut && pdf_stream_kind_is_contents(pdf, page, s->offset));
}

bool
pdf_complaints_have_gap(const struct bytes *pdf, unsigned page)
{
	for (unsigned i = 0; i < bad_streams.count; i++)
		if (is_gap(&bad_streams.list[i], pdf, page))
			return true;
	return has_gap;
}

bool
pdf_complaints_have_length(void)
{
	return wrong_lengths > 0;
}

bool
pdf_complaints_have_font(void)
{
	return bad_fonts > 0;
}

bool
pdf_complaints_take_stop(void)
{
	bool had_stopped = has_stopped;

	has_stopped = false;
	return had_stopped;
}
