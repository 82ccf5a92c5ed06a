"""Languages: how an article's words are reduced to stems in its own language, and a question's in those of the archive.

The stem fields hold, for a word of an article, the term of its language: "ru:паром", "fr:cheval". English terms, those
of languages without a stemmer, and words in another script than the article's ("Reuters" in a Russian text) have no
prefix, so a word stands in all such articles under one term. Every word has one term, and so one position.

The stemmers are Snowball's. Ukrainian, Belarusian, Kazakh, Georgian and Hebrew have none: their words meet by form.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from archive.search.analysis.analyser import (
    MAX_WORD,
    CachedWords,
    form_of,
    printed_words,
    query_tokens,
    stem,
    tokens,
    tokens_with_accents,
)
from archive.search.analysis.scripts import script_of, spelled_alike
from archive.text.languages import primary_language
from archive.text.names.normalisation import fold

SEPARATOR = ":"
"""Between a language and a stem; no word has it."""

_FRENCH_ELISION = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=.)"
_ITALIAN_ELISION = r"(?:l|un|d|c|s|m|t|v|n|gl|all|dall|dell|nell|sull|coll|quest|quell|sant|anch|tutt|mezz|bell)'(?=.)"
_CATALAN_ELISION = r"[dlmnst]'(?=.)"
_IRISH_ELISION = r"[bdm]'(?=.)"
_TURKISH_SUFFIX = r"(?<=.)'.*"

# Stems that Snowball leaves apart: the e of Polish statek, chłopiec is in the first form alone.
_POLISH_FLEETING_E = (re.compile(r"(?<=[^aeiouyąęó])i?e([kc])\Z"), r"\1")
# What Snowball's Arabic stemmer expects: ة, which is often printed ه, and no "and" before the article.
_ARABIC_SPELLING = ((re.compile(r"\A[وف](?=ال..)"), ""), (re.compile(r"(?<=..)ه\Z"), "ة"))


@dataclass(frozen=True, slots=True)
class Language:
    """A language with a stemmer: its code, Snowball's algorithm, its script, and what is cut off with apostrophes.

    `capital_i` is set where I is the capital of ı. `before` rewrites words for the algorithm. `alike` joins
    stems that the algorithm leaves apart.
    """

    code: str
    algorithm: str
    scripts: tuple[str, ...] = ("latin",)
    apostrophe: str = ""
    capital_i: bool = False
    before: tuple[tuple[re.Pattern[str], str], ...] = ()
    alike: tuple[re.Pattern[str], str] | None = None


_CYRILLIC, _ARABIC = ("cyrillic",), ("arabic",)
_LANGUAGES = (
    Language("ar", "arabic", _ARABIC, before=_ARABIC_SPELLING),
    Language("ca", "catalan", apostrophe=_CATALAN_ELISION),
    Language("cs", "czech"),
    Language("da", "danish"),
    Language("de", "german"),
    Language("el", "greek", ("greek",)),
    Language("eo", "esperanto"),
    Language("es", "spanish"),
    Language("et", "estonian"),
    Language("eu", "basque"),
    Language("fa", "persian", _ARABIC),
    Language("fi", "finnish"),
    Language("fr", "french", apostrophe=_FRENCH_ELISION),
    Language("ga", "irish", apostrophe=_IRISH_ELISION),
    Language("hi", "hindi", ("devanagari",)),
    Language("hu", "hungarian"),
    Language("hy", "armenian", ("armenian",)),
    Language("id", "indonesian"),
    Language("it", "italian", apostrophe=_ITALIAN_ELISION),
    Language("lt", "lithuanian"),
    Language("ne", "nepali", ("devanagari",)),
    Language("nl", "dutch"),
    Language("no", "norwegian"),
    Language("pl", "polish", alike=_POLISH_FLEETING_E),
    Language("pt", "portuguese"),
    Language("ro", "romanian"),
    Language("ru", "russian", _CYRILLIC),
    Language("sr", "serbian", ("latin", "cyrillic")),
    Language("sv", "swedish"),
    Language("ta", "tamil", ("tamil",)),
    Language("tr", "turkish", apostrophe=_TURKISH_SUFFIX, capital_i=True),
    Language("yi", "yiddish", ("hebrew",)),
)
_BY_CODE = {language.code: language for language in _LANGUAGES}
# Codes of one written language.
_SAME = {"nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr", "prs": "fa", "iw": "he", "in": "id", "ji": "yi"}


@lru_cache(maxsize=1024)
def stemmed_language(tag: str) -> str:
    """Return the code under which words of a language have stems of their own, "" for English and those without a
    stemmer: "nb-NO" → "no", "en-GB" → "", "uk" → "".
    """
    primary = primary_language(tag)
    code = _SAME.get(primary, primary)
    return code if code in _BY_CODE else ""


class _Terms(CachedWords):
    """Terms of a language by token in lower case with its accents."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._forms = _FormsOfLanguage(language)
        self._own = threading.local()  # a stemmer has a buffer of its own

    def work_out(self, token: str) -> str:
        bare = _without_apostrophes(token, self._language)
        if script_of(bare) not in self._language.scripts:
            return stem(form_of(token))
        return f"{self._language.code}{SEPARATOR}{self._stem(bare)}"

    def _stem(self, word: str) -> str:
        if not hasattr(self._own, "stemmer"):
            self._own.stemmer = Stemmer.Stemmer(self._language.algorithm, 0)
        for pattern, expected in self._language.before:
            word = pattern.sub(expected, word)
        found = str(self._own.stemmer.stemWord(word))
        # Until nothing changes: the algorithms take the last letters of some plain forms for an ending (Russian паром,
        # Turkish liman, Spanish mujer), which would not meet their other forms. Pairs that fail: 32 of 360, so 13.
        while len(found) > 2 and (shorter := str(self._own.stemmer.stemWord(found))) not in ("", found):
            found = shorter
        if self._language.alike:
            pattern, joined = self._language.alike
            found = pattern.sub(joined, found)
        return spelled_alike(fold(found))[:MAX_WORD] or spelled_alike(fold(word))[:MAX_WORD]


class _FormsOfLanguage(CachedWords):
    """Printed words of a language, by the same tokens: without elided articles ("l'été" → "ete")."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def work_out(self, token: str) -> str:
        return form_of(fold(_without_apostrophes(token, self._language))) or form_of(token)


def _without_apostrophes(token: str, language: Language) -> str:
    if "'" not in token:
        return spelled_alike(token)
    bare = _apostrophe(language.apostrophe).sub("", token, count=1) if language.apostrophe else token
    return spelled_alike(bare.replace("'", ""))


@cache
def _apostrophe(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\A{pattern}" if not pattern.startswith("(?<=") else pattern)


@cache
def _terms_of(code: str) -> Callable[[str], str]:
    return _Terms(_BY_CODE[code]).__getitem__


@cache
def _forms_of(code: str) -> Callable[[str], str]:
    return _FormsOfLanguage(_BY_CODE[code]).__getitem__


def language_tokens(text: str, code: str) -> list[str]:
    """Return the tokens of a text in a language with a stemmer, as many as `tokens` has, in lower case with accents."""
    return tokens_with_accents(text, capital_i=_BY_CODE[code].capital_i)


def term_of(token: str, code: str) -> str:
    """Return the term of a token of `language_tokens`: ("chevaux", "fr") → "fr:cheval"."""
    return _terms_of(code)(token)


def printed_form_of(token: str, code: str) -> str:
    """Return its printed word: ("l'été", "fr") → "ete"."""
    return _forms_of(code)(token)


def terms(text: str, tag: str = "") -> list[str]:
    """Return the terms of a text in a language, one a word: ("les chevaux", "fr") → ["fr:le", "fr:cheval"]."""
    if code := stemmed_language(tag):
        return [term_of(token, code) for token in language_tokens(text, code)]
    return [stem(form_of(token)) for token in tokens(text)]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question's words as some languages have them: a term and a printed form for each."""

    terms: tuple[str, ...]
    forms: tuple[str, ...]


def readings(text: str, codes: Collection[str] = ()) -> Sequence[Reading]:
    """Return the readings of a question's words: the one without a language first, then those of each of the archive's.

    Accents may be left out in a question, so each language reads it as typed and without them. Of equal readings there
    is one; in an archive without other languages there is only the first.
    """
    return _readings(text, tuple(sorted(_BY_CODE.keys() & codes)))


@lru_cache(maxsize=4096)
def _readings(text: str, codes: tuple[str, ...]) -> tuple[Reading, ...]:
    forms = [form_of(token) for token in query_tokens(text)]
    found = {Reading(tuple(map(stem, forms)), tuple(forms)): None}
    for code in codes if forms else ():
        for spelled in dict.fromkeys((text, fold(text))):
            read = language_tokens(spelled, code)[: len(forms)]
            of_language = tuple(term_of(token, code) for token in read)
            if len(read) == len(forms) and of_language not in {known.terms for known in found}:
                found[Reading(of_language, tuple(printed_form_of(token, code) for token in read))] = None
    return tuple(found)


def printed_terms(text: str, code: str) -> list[tuple[str, int, int]]:
    """Return the term of a language for each printed word of a text, with its range: as `printed_words`."""
    found = []
    for _, start, end in printed_words(text):
        if len(read := language_tokens(text[start:end], code)) == 1:
            found.append((term_of(read[0], code), start, end))
    return found
