/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * iterator: what Tesseract's iterators know and its interface for C lacks.  It
 * is C++ only because the iterators are; nothing is decided or kept here.
 */
#include "engine/iterator.h"

#include <utility>
#include <vector>

#include <tesseract/resultiterator.h>

typedef std::vector<std::pair<const char *, float>> choices;

bool
iterator_has_no_word(const TessResultIterator *it)
{
	return it->Empty(tesseract::RIL_WORD);
}

bool
iterator_is_at_end(const TessResultIterator *it)
{
	return it->Empty(tesseract::RIL_BLOCK);
}

int
iterator_word_direction(const TessResultIterator *it)
{
	return it->WordDirection();
}

bool
iterator_paragraph_is_ltr(const TessResultIterator *it)
{
	return it->ParagraphIsLtr();
}

int
iterator_blanks_before_word(const TessResultIterator *it)
{
	/* A ResultIterator counts one at most in a paragraph from the right. */
	return it->LTRResultIterator::BlanksBeforeWord();
}

void
iterator_row_attributes(const TessResultIterator *it, float *height,
    float *descenders, float *ascenders)
{
	it->RowAttributes(height, descenders, ascenders);
}

struct Pta *
iterator_block_polygon(const TessResultIterator *it)
{
	return it->BlockPolygon();
}

/* Visits the choices that Tesseract keeps with lstm_choice_mode 1: those of
 * each step in time, with likelihoods from 0 to 1. */
static void
visit_steps(const std::vector<choices> &steps, const struct iterator_visitor *v)
{
	v->letter(v->context);
	for (const choices &step : steps) {
		v->step(v->context);
		for (const auto &c : step)
			v->choice(v->context, c.first, c.second * 100);
	}
}

void
iterator_reread_choices(const TessResultIterator *it, int mode, double factor,
    const struct iterator_visitor *v)
{
	const auto *letters = it->GetRawLSTMTimesteps();
	const auto *weighed = it->GetBestLSTMSymbolChoices();

	if (mode == 1 && letters != nullptr)
		for (const auto &steps : *letters)
			visit_steps(steps, v);
	if (mode != 2 || weighed == nullptr)
		return;
	for (const choices &letter : *weighed) {
		if (letter.empty())
			continue;
		v->letter(v->context);
		for (const auto &c : letter) {
			/* c.second is a doubt, from 0 on. */
			float percent =
			    static_cast<float>(100 - factor * double(c.second));

			v->choice(v->context, c.first,
			    percent < 0	    ? 0
			    : percent > 100 ? 100
					    : percent);
		}
	}
}

void
iterator_symbol_choices(
    const TessResultIterator *it, int mode, const struct iterator_visitor *v)
{
	tesseract::ChoiceIterator choice(*it);

	if (mode == 1 && choice.Timesteps() != nullptr)
		visit_steps(*choice.Timesteps(), v);
	if (mode != 2)
		return;
	v->letter(v->context);
	do {
		const char *text = choice.GetUTF8Text();

		if (text != nullptr)
			v->choice(v->context, text, choice.Confidence());
	} while (choice.Next());
}
