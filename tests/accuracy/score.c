/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words are compared as bags, characters by the edit distance of Levenshtein.
 *
 * The order is judged by steps.  Both texts are reduced to the words that they
 * have in common, so that what was missed or misread does not count here.  A
 * step leads from one of these words to the next; one that the truth takes and
 * the reading does not is a jump.  A table that is read by columns instead of
 * rows jumps at each step, two columns of prose that were read as one at the
 * ends of lines, and two blocks that changed places jump at their ends only.
 */
#include "tests/accuracy/score.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct words {
	gchar **word;
	size_t n;
};

/* A word of the truth and one that was read, neither of which the other text
 * has. */
struct pair {
	size_t truth, read, edits, longer;
};

/* Returns the straight form of a quotation mark or a dash, and any other
 * character as it is. */
static gunichar
fold(gunichar c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
		return '\'';
	case 0x201c:
	case 0x201d:
	case 0x201e:
		return '"';
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return '-';
	default:
		return c;
	}
}

/* Returns the text in the form in which texts are compared, to be freed. */
static gchar *
normalize(const char *text)
{
	gchar *valid = g_utf8_make_valid(text, -1);
	gchar *nfkc = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
	GString *out = g_string_new(NULL);
	bool space = false;

	for (const gchar *p = nfkc; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isspace(c) || c == 0x85 || c - 0x1c < 4) {
			space = true;
			continue;
		}
		if (space && out->len > 0)
			g_string_append_c(out, ' ');
		space = false;
		g_string_append_unichar(out, fold(c));
	}
	g_free(nfkc);
	g_free(valid);
	return g_string_free(out, FALSE);
}

static struct words
split(const gchar *text)
{
	struct words w = {g_strsplit(text, " ", -1), 0};

	w.n = g_strv_length(w.word);
	return w;
}

/* Returns Levenshtein's distance of two texts, in characters. */
static size_t
distance(const char *a, const char *b)
{
	glong n, m;
	gunichar *x = g_utf8_to_ucs4_fast(a, -1, &n);
	gunichar *y = g_utf8_to_ucs4_fast(b, -1, &m);
	size_t *row = g_new(size_t, (size_t)m + 1), before, above;

	for (glong j = 0; j <= m; j++)
		row[j] = (size_t)j;
	for (glong i = 0; i < n; i++) {
		before = row[0];
		row[0] = (size_t)i + 1;
		for (glong j = 0; j < m; j++) {
			above = row[j + 1];
			row[j + 1] = MIN(
			    before + (x[i] != y[j]), MIN(above, row[j]) + 1);
			before = above;
		}
	}
	before = row[m];
	g_free(row);
	g_free(y);
	g_free(x);
	return before;
}

/* Returns a bag, which says how often each word is there, to be destroyed. */
static GHashTable *
count(const struct words *w)
{
	GHashTable *bag = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < w->n; i++)
		g_hash_table_insert(bag, w->word[i],
		    GSIZE_TO_POINTER(
			GPOINTER_TO_SIZE(g_hash_table_lookup(bag, w->word[i])) +
			1));
	return bag;
}

/* Takes a word out of a bag once, if it is there. */
static bool
take(GHashTable *bag, gchar *word)
{
	size_t n = GPOINTER_TO_SIZE(g_hash_table_lookup(bag, word));

	if (n == 0)
		return false;
	g_hash_table_insert(bag, word, GSIZE_TO_POINTER(n - 1));
	return true;
}

/*
 * Puts the words of w into common, as often as the other text has them, and the
 * rest into alone.  Both arrays are to be freed; the strings stay those of w.
 */
static void
divide(const struct words *w, const struct words *other, struct words *common,
    struct words *alone)
{
	GHashTable *bag = count(other);

	common->word = g_new(gchar *, w->n + 1);
	alone->word = g_new(gchar *, w->n + 1);
	common->n = alone->n = 0;
	for (size_t i = 0; i < w->n; i++)
		if (take(bag, w->word[i]))
			common->word[common->n++] = w->word[i];
		else
			alone->word[alone->n++] = w->word[i];
	g_hash_table_destroy(bag);
}

/* Makes the steps from each word to the next, each as a string. */
static struct words
steps(const struct words *w)
{
	struct words s = {g_new0(gchar *, w->n + 1), 0};

	for (size_t i = 0; i + 1 < w->n; i++)
		s.word[s.n++] =
		    g_strconcat(w->word[i], " ", w->word[i + 1], NULL);
	return s;
}

/* Counts the steps of the truth, and those of them that the reading lacks. */
static void
score_order(
    const struct words *truth, const struct words *read, struct score *score)
{
	struct words wanted = steps(truth), gone = steps(read), common, alone;

	divide(&wanted, &gone, &common, &alone);
	score->steps = wanted.n;
	score->jumps = alone.n;
	g_free(common.word);
	g_free(alone.word);
	g_strfreev(wanted.word);
	g_strfreev(gone.word);
}

/* Orders pairs for sorting: the most similar one first, and those that are
 * equally similar by their place in the texts. */
static gint
compare(gconstpointer a, gconstpointer b)
{
	const struct pair *p = a, *q = b;
	size_t left = p->edits * q->longer, right = q->edits * p->longer;

	if (left != right)
		return left < right ? -1 : 1;
	if (p->truth != q->truth)
		return p->truth < q->truth ? -1 : 1;
	return p->read < q->read ? -1 : p->read > q->read;
}

/* Returns all pairs that have more than half of their characters in common, the
 * most similar one first. */
static GArray *
find_pairs(const struct words *truth, const struct words *read)
{
	GArray *pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));

	for (size_t i = 0; i < truth->n; i++)
		for (size_t j = 0; j < read->n; j++) {
			size_t n = (size_t)g_utf8_strlen(truth->word[i], -1);
			size_t m = (size_t)g_utf8_strlen(read->word[j], -1);
			struct pair p = {i, j, 0, MAX(n, m)};

			if (2 * MIN(n, m) <= MAX(n, m))
				continue;
			p.edits = distance(truth->word[i], read->word[j]);
			if (2 * p.edits < p.longer)
				g_array_append_val(pairs, p);
		}
	g_array_sort(pairs, compare);
	return pairs;
}

/* Returns the characters of the words that are not marked as paired. */
static size_t
rest(const struct words *w, const bool *paired)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (!paired[i])
			n += (size_t)g_utf8_strlen(w->word[i], -1);
	return n;
}

/*
 * Pairs the words of the truth that were not read right with words that were
 * read wrong, the most similar ones first.  Returns the edits within the pairs
 * and the characters of all words without a pair.
 */
static size_t
loose_edits(const struct words *truth, const struct words *read)
{
	GArray *pairs = find_pairs(truth, read);
	bool *truth_paired = g_new0(bool, truth->n + 1);
	bool *read_paired = g_new0(bool, read->n + 1);
	size_t edits = 0;

	for (guint i = 0; i < pairs->len; i++) {
		const struct pair *p = &g_array_index(pairs, struct pair, i);

		if (truth_paired[p->truth] || read_paired[p->read])
			continue;
		truth_paired[p->truth] = read_paired[p->read] = true;
		edits += p->edits;
	}
	edits += rest(truth, truth_paired) + rest(read, read_paired);
	g_free(truth_paired);
	g_free(read_paired);
	g_array_free(pairs, TRUE);
	return edits;
}

/* Scores the bags of words. */
static void
score_words(
    const struct words *truth, const struct words *read, struct score *score)
{
	struct words truth_common, truth_alone, read_common, read_alone;

	divide(truth, read, &truth_common, &truth_alone);
	divide(read, truth, &read_common, &read_alone);
	score->truth_words = truth->n;
	score->read_words = read->n;
	score->right_words = truth_common.n;
	score->loose_edits = loose_edits(&truth_alone, &read_alone);
	score_order(&truth_common, &read_common, score);
	g_free(truth_common.word);
	g_free(truth_alone.word);
	g_free(read_common.word);
	g_free(read_alone.word);
}

void
score_texts(const char *truth, const char *read, struct score *score)
{
	gchar *want = normalize(truth), *have = normalize(read);
	struct words want_words = split(want), have_words = split(have);

	memset(score, 0, sizeof(*score));
	score_words(&want_words, &have_words, score);
	score->truth_chars = (size_t)g_utf8_strlen(want, -1);
	score->truth_letters =
	    score->truth_chars - (want_words.n > 0 ? want_words.n - 1 : 0);
	score->edits = distance(want, have);
	g_strfreev(want_words.word);
	g_strfreev(have_words.word);
	g_free(want);
	g_free(have);
}

void
score_add(struct score *sum, const struct score *page)
{
	sum->truth_words += page->truth_words;
	sum->read_words += page->read_words;
	sum->right_words += page->right_words;
	sum->truth_chars += page->truth_chars;
	sum->edits += page->edits;
	sum->truth_letters += page->truth_letters;
	sum->loose_edits += page->loose_edits;
	sum->steps += page->steps;
	sum->jumps += page->jumps;
}

static double
percent(size_t part, size_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

double
score_recall(const struct score *score)
{
	return percent(score->right_words, score->truth_words);
}

double
score_precision(const struct score *score)
{
	return percent(score->right_words, score->read_words);
}

double
score_f1(const struct score *score)
{
	return percent(
	    2 * score->right_words, score->truth_words + score->read_words);
}

double
score_cer(const struct score *score)
{
	return percent(score->edits, score->truth_chars);
}

double
score_loose_cer(const struct score *score)
{
	return percent(score->loose_edits, score->truth_letters);
}

double
score_jumps(const struct score *score)
{
	return percent(score->jumps, score->steps);
}
