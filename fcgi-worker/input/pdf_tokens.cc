/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_tokens: the tokens of a content stream, which libqpdf's interface for C
 * does not give.  This is C++ only because libqpdf is; nothing is decided or
 * kept here.
 */
#include "input/pdf_tokens.h"

#include <string>

/* Asks libqpdf for std::shared_ptr instead of its own smart pointers. */
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Pl_QPDFTokenizer.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace
{

class filter : public QPDFObjectHandle::TokenFilter
{
      public:
	explicit filter(const pdf_token_visitor *visitor) : v(visitor)
	{
	}

	void
	handleToken(QPDFTokenizer::Token const &token) override
	{
		const std::string &raw = token.getRawValue();
		pdf_token_kind kind = PDF_TOKEN_OTHER;

		if (token.getType() == QPDFTokenizer::tt_space ||
		    token.getType() == QPDFTokenizer::tt_comment)
			kind = PDF_TOKEN_SPACE;
		else if (token.getType() == QPDFTokenizer::tt_word)
			kind = PDF_TOKEN_OPERATOR;
		v->token(v->context, kind, raw.data(), raw.size());
	}

      private:
	const pdf_token_visitor *v;
};

} // namespace

int
pdf_tokens_visit(
    const void *data, size_t size, const struct pdf_token_visitor *v)
try {
	filter shown(v);
	Pl_QPDFTokenizer tokenizer("content", &shown);

	tokenizer.write(static_cast<const unsigned char *>(data), size);
	tokenizer.finish();
	return 0;
} catch (...) {
	return -1;
}
