/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * language_names: what Tesseract's codes of languages stand for, and in which
 * Debian packages their models are.  Does not know which are installed.
 */
#include "engine/language_names.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PACKAGE_PREFIX "tesseract-ocr-"
#define SCRIPT_PREFIX "script/"

/* Sorted by code, for bsearch. */
static const struct language_names table[] = {
    {"afr", "Afrikaans", "Latin"},
    {"amh", "Amharic", "Ethiopic"},
    {"ara", "Arabic", "Arabic"},
    {"asm", "Assamese", "Bengali"},
    {"aze", "Azerbaijani", "Latin"},
    {"aze_cyrl", "Azerbaijani (Cyrillic)", "Cyrillic"},
    {"bel", "Belarusian", "Cyrillic"},
    {"ben", "Bengali", "Bengali"},
    {"bod", "Tibetan", "Tibetan"},
    {"bos", "Bosnian", "Latin"},
    {"bre", "Breton", "Latin"},
    {"bul", "Bulgarian", "Cyrillic"},
    {"cat", "Catalan", "Latin"},
    {"ceb", "Cebuano", "Latin"},
    {"ces", "Czech", "Latin"},
    {"chi_sim", "Chinese (simplified)", "Han"},
    {"chi_sim_vert", "Chinese (simplified, vertical)", "Han"},
    {"chi_tra", "Chinese (traditional)", "Han"},
    {"chi_tra_vert", "Chinese (traditional, vertical)", "Han"},
    {"chr", "Cherokee", "Cherokee"},
    {"cos", "Corsican", "Latin"},
    {"cym", "Welsh", "Latin"},
    {"dan", "Danish", "Latin"},
    {"dan_frak", "Danish (Fraktur)", "Fraktur"},
    {"deu", "German", "Latin"},
    {"deu_frak", "German (Fraktur)", "Fraktur"},
    {"deu_latf", "German (Fraktur)", "Fraktur"},
    {"div", "Dhivehi", "Thaana"},
    {"dzo", "Dzongkha", "Tibetan"},
    {"ell", "Greek", "Greek"},
    {"eng", "English", "Latin"},
    {"enm", "Middle English", "Latin"},
    {"epo", "Esperanto", "Latin"},
    {"est", "Estonian", "Latin"},
    {"eus", "Basque", "Latin"},
    {"fao", "Faroese", "Latin"},
    {"fas", "Persian", "Arabic"},
    {"fil", "Filipino", "Latin"},
    {"fin", "Finnish", "Latin"},
    {"fra", "French", "Latin"},
    {"frk", "German (Fraktur)", "Fraktur"},
    {"frm", "Middle French", "Latin"},
    {"fry", "Western Frisian", "Latin"},
    {"gla", "Scottish Gaelic", "Latin"},
    {"gle", "Irish", "Latin"},
    {"glg", "Galician", "Latin"},
    {"grc", "Ancient Greek", "Greek"},
    {"guj", "Gujarati", "Gujarati"},
    {"hat", "Haitian", "Latin"},
    {"heb", "Hebrew", "Hebrew"},
    {"hin", "Hindi", "Devanagari"},
    {"hrv", "Croatian", "Latin"},
    {"hun", "Hungarian", "Latin"},
    {"hye", "Armenian", "Armenian"},
    {"iku", "Inuktitut", "Canadian Aboriginal"},
    {"ind", "Indonesian", "Latin"},
    {"isl", "Icelandic", "Latin"},
    {"ita", "Italian", "Latin"},
    {"ita_old", "Old Italian", "Latin"},
    {"jav", "Javanese", "Latin"},
    {"jpn", "Japanese", "Japanese"},
    {"jpn_vert", "Japanese (vertical)", "Japanese"},
    {"kan", "Kannada", "Kannada"},
    {"kat", "Georgian", "Georgian"},
    {"kat_old", "Old Georgian", "Georgian"},
    {"kaz", "Kazakh", "Cyrillic"},
    {"khm", "Khmer", "Khmer"},
    {"kir", "Kyrgyz", "Cyrillic"},
    {"kmr", "Northern Kurdish", "Latin"},
    {"kor", "Korean", "Hangul"},
    {"kor_vert", "Korean (vertical)", "Hangul"},
    {"lao", "Lao", "Lao"},
    {"lat", "Latin", "Latin"},
    {"lav", "Latvian", "Latin"},
    {"lit", "Lithuanian", "Latin"},
    {"ltz", "Luxembourgish", "Latin"},
    {"mal", "Malayalam", "Malayalam"},
    {"mar", "Marathi", "Devanagari"},
    {"mkd", "Macedonian", "Cyrillic"},
    {"mlt", "Maltese", "Latin"},
    {"mon", "Mongolian", "Cyrillic"},
    {"mri", "Maori", "Latin"},
    {"msa", "Malay", "Latin"},
    {"mya", "Burmese", "Myanmar"},
    {"nep", "Nepali", "Devanagari"},
    {"nld", "Dutch", "Latin"},
    {"nor", "Norwegian", "Latin"},
    {"oci", "Occitan", "Latin"},
    {"ori", "Odia", "Oriya"},
    {"pan", "Punjabi", "Gurmukhi"},
    {"pol", "Polish", "Latin"},
    {"por", "Portuguese", "Latin"},
    {"pus", "Pashto", "Arabic"},
    {"que", "Quechua", "Latin"},
    {"ron", "Romanian", "Latin"},
    {"rus", "Russian", "Cyrillic"},
    {"san", "Sanskrit", "Devanagari"},
    {"sin", "Sinhala", "Sinhala"},
    {"slk", "Slovak", "Latin"},
    {"slk_frak", "Slovak (Fraktur)", "Fraktur"},
    {"slv", "Slovenian", "Latin"},
    {"snd", "Sindhi", "Arabic"},
    {"spa", "Spanish", "Latin"},
    {"spa_old", "Old Spanish", "Latin"},
    {"sqi", "Albanian", "Latin"},
    {"srp", "Serbian", "Cyrillic"},
    {"srp_latn", "Serbian (Latin)", "Latin"},
    {"sun", "Sundanese", "Latin"},
    {"swa", "Swahili", "Latin"},
    {"swe", "Swedish", "Latin"},
    {"syr", "Syriac", "Syriac"},
    {"tam", "Tamil", "Tamil"},
    {"tat", "Tatar", "Cyrillic"},
    {"tel", "Telugu", "Telugu"},
    {"tgk", "Tajik", "Cyrillic"},
    {"tha", "Thai", "Thai"},
    {"tir", "Tigrinya", "Ethiopic"},
    {"ton", "Tongan", "Latin"},
    {"tur", "Turkish", "Latin"},
    {"uig", "Uyghur", "Arabic"},
    {"ukr", "Ukrainian", "Cyrillic"},
    {"urd", "Urdu", "Arabic"},
    {"uzb", "Uzbek", "Latin"},
    {"uzb_cyrl", "Uzbek (Cyrillic)", "Cyrillic"},
    {"vie", "Vietnamese", "Latin"},
    {"yid", "Yiddish", "Hebrew"},
    {"yor", "Yoruba", "Latin"},
};

/* Models of whole scripts; Debian's packages are named by the codes of ISO
 * 15924. */
static const struct {
	const char *name;
	const char *suffix;
} scripts[] = {
    {"Arabic", "arab"},
    {"Armenian", "armn"},
    {"Bengali", "beng"},
    {"Canadian_Aboriginal", "cans"},
    {"Cherokee", "cher"},
    {"Cyrillic", "cyrl"},
    {"Devanagari", "deva"},
    {"Ethiopic", "ethi"},
    {"Fraktur", "frak"},
    {"Georgian", "geor"},
    {"Greek", "grek"},
    {"Gujarati", "gujr"},
    {"Gurmukhi", "guru"},
    {"HanS", "hans"},
    {"HanS_vert", "hans-vert"},
    {"HanT", "hant"},
    {"HanT_vert", "hant-vert"},
    {"Hangul", "hang"},
    {"Hangul_vert", "hang-vert"},
    {"Hebrew", "hebr"},
    {"Japanese", "jpan"},
    {"Japanese_vert", "jpan-vert"},
    {"Kannada", "knda"},
    {"Khmer", "khmr"},
    {"Lao", "laoo"},
    {"Latin", "latn"},
    {"Malayalam", "mlym"},
    {"Myanmar", "mymr"},
    {"Oriya", "orya"},
    {"Sinhala", "sinh"},
    {"Syriac", "syrc"},
    {"Tamil", "taml"},
    {"Telugu", "telu"},
    {"Thaana", "thaa"},
    {"Thai", "thai"},
    {"Tibetan", "tibt"},
    {"Vietnamese", "viet"},
};

/* Models that Debian has no package of. */
static const char *const unpackaged[] = {
    "dan_frak", "deu_frak", "deu_latf", "slk_frak"};

static int
compare(const void *code, const void *entry)
{
	return strcmp(code, ((const struct language_names *)entry)->code);
}

const struct language_names *
language_names_find(const char *code)
{
	return bsearch(code, table, sizeof(table) / sizeof(table[0]),
	    sizeof(table[0]), compare);
}

/* Writes the name of the package that has the model of the language with this
 * code into out.  Packages have a dash where code has a _. */
static void
write_package(char out[static LANGUAGES_PACKAGE_MAX], const char *code)
{
	char *c;

	snprintf(out, LANGUAGES_PACKAGE_MAX, PACKAGE_PREFIX "%s", code);
	for (c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
}

int
language_names_package(const char *code, char out[static LANGUAGES_PACKAGE_MAX])
{
	const char *script = code;
	size_t i;

	for (i = 0; i < sizeof(unpackaged) / sizeof(unpackaged[0]); i++)
		if (strcmp(code, unpackaged[i]) == 0)
			return -1;
	if (language_names_find(code) != NULL) {
		write_package(out, code);
		return 0;
	}
	if (strncmp(code, SCRIPT_PREFIX, strlen(SCRIPT_PREFIX)) == 0)
		script += strlen(SCRIPT_PREFIX);
	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (strcmp(script, scripts[i].name) == 0) {
			snprintf(out, LANGUAGES_PACKAGE_MAX,
			    PACKAGE_PREFIX "script-%s", scripts[i].suffix);
			return 0;
		}
	return -1;
}
