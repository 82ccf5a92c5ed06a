"""Function words: words that every text has and that say little of what it is about."""

from __future__ import annotations

from archive.search.analysis.analyser import words

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


def is_function_word(word: str) -> bool:
    """Return whether a folded word is one: "the", "would"; "ferry" is none."""
    return word in FUNCTION_WORDS


def is_of_function_words(text: str) -> bool:
    """Return whether a text has no other words: "of the" has none, "the war" one, "" none."""
    return all(word in FUNCTION_WORDS for word in words(text))
