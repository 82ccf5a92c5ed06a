"""Function words, by language."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from archive.search.analysis import function_words
from archive.search.analysis.analyser import words
from archive.search.analysis.function_words import FUNCTION_WORDS, function_words_of, is_function_term
from archive.search.analysis.languages import terms

LISTED = tomllib.loads(Path(function_words.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("question", "held", "telling"),
    [
        ("the war on terror", (), {"war", "terror"}),
        ("der Streik in dem Hafen", ("de",), {"streik", "hafen"}),
        ("die hard in the port", ("de",), {"die", "hard", "port"}),  # more of its words are English
        ("der Streik in dem Hafen", (), {"der", "streik", "dem", "hafen"}),  # an archive without German
        ("la grève des pilotes dans le port", ("de", "fr"), {"greve", "pilotes", "port"}),
        ("о забастовке лоцманов в порту", (), {"забастовке", "лоцманов", "порту"}),
        ("про страйк лоцманів у порту", (), {"страйк", "лоцманів", "порту"}),
        ("عن إضراب المرشدين في الميناء", ("ar",), {"اضراب", "المرشدين", "الميناء"}),
        ("", ("de",), set()),
    ],
)
def test_telling_words(question, held, telling):
    typed = words(question)
    assert set(typed) - function_words_of(typed, held) == telling


@pytest.mark.parametrize("language", LISTED)
def test_terms_of_function_words(language):
    listed = terms(LISTED[language], language)
    marked = [term for term in listed if ":" in term]  # languages with a stemmer
    assert all(map(is_function_term, marked))
    assert len(set(words(LISTED[language])) - FUNCTION_WORDS) > 40


def test_terms_of_other_words_are_none():
    assert not is_function_term("ferri")
    assert not is_function_term("fr:cheval")
    assert not is_function_term("xx:le")
    assert is_function_term("the")
