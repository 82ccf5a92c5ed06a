"""Function words: words that every text has and that say little of what it is about.

Those of languages other than English are in `function_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources

from archive.search.analysis.analyser import words
from archive.search.analysis.languages import SEPARATOR, terms
from archive.search.analysis.scripts import script_of

_ENGLISH = """
a about after again against all also am among an and any are as at be because been before being below between
both but by can cannot could did do does doing down during each either etc few for from further had has have
having he her here hers herself him himself his how however i if in into is it its itself just may me might
mine more most must my myself neither no nor not now of off on once only onto or other our ours ourselves out
over own per same shall she should since so some such than that the their theirs them themselves then there
these they this those though through to too toward towards under until unto up upon us very via was we were
what whatever when where whether which while who whom whose why will with within without would yet you your
yours yourself yourselves
"""
FUNCTION_WORDS = frozenset(words(_ENGLISH))


def function_words_of(question: Sequence[str], held: Collection[str]) -> frozenset[str]:
    """Return the function words of a question's language: the one that most of its folded words are function words of.

    `held` are the languages of the archive, by their codes: where it holds no German, "die" is no article. Languages in
    another script than Latin need not be held, since their words are in none of English. English where none is nearer.
    """
    best, most = FUNCTION_WORDS, sum(word in FUNCTION_WORDS for word in question)
    for code, listed in _by_language().items():
        if code in held or any(script_of(word) not in ("latin", "") for word in question):
            count = sum(word in listed for word in question)
            if count > most:
                best, most = listed, count
    return best


def is_function_term(term: str) -> bool:
    """Return whether a term of the index is of a function word: "the", "fr:le"; "fr:cheval" is none."""
    language, _, stem = term.rpartition(SEPARATOR)
    return term in function_terms(language) if language else stem in FUNCTION_WORDS


@cache
def function_terms(code: str) -> frozenset[str]:
    """Return the terms of a language's function words: "fr" → {"fr:le", …}; of a language that has no list none."""
    return frozenset(terms(_listed().get(code, ""), code))


@cache
def _by_language() -> dict[str, frozenset[str]]:
    return {code: frozenset(words(listed)) for code, listed in _listed().items()}


@cache
def _listed() -> dict[str, str]:
    path = resources.files("archive.search.analysis").joinpath("function_words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
