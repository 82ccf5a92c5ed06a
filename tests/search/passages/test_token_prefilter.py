"""The sieve: it lets through whatever could begin a match, and little else."""

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis.analyser import stem
from archive.search.passages.highlighting import Highlighter
from archive.search.passages.match_terms import words_of
from archive.search.passages.token_prefilter import FirstLetters, every_run
from archive.search.query.grammar import parse
from archive.search.results.hits import forms_and_stems, forms_with_variants
from archive.text.names.variants.name_keys import first_letters, name_keys
from tests.timing import at_most

by_letters = partial(FirstLetters, by_names=False)
by_names = partial(FirstLetters, by_names=True)


def marker(query, analyse, *sieve):
    return Highlighter(words_of(parse(query).tree), analyse, *sieve)


@pytest.mark.parametrize(
    ("query", "text", "kept"),
    [
        ("harbour", "The harbour, a Harbour's (harbours) arbour.", {"harbour,", "Harbour's", "(harbours)"}),
        ("harbour", "Off-harbour anti-harb", {"Off-harbour"}),
        ("dying", "One lies dying in a den.", {"dying", "den."}),
        ("harb*", "A harbinger of arbours", {"harbinger"}),
        ("orourke", "Ms O'Rourke’s tale", {"O'Rourke’s"}),
        ("evidence", "An évidence of none", {"évidence"}),
        ("harbour", "İ harbour", {"İ", "harbour"}),
    ],
)
def test_runs_that_begin_so_or_cannot_be_told_at_sight_are_kept(query, text, kept):
    first = {form for form, _, _ in forms_and_stems(parse(query).tree.text)}
    prefixes = [parse(query).tree.text] if query.endswith("*") else []
    assert by_letters(frozenset() if prefixes else frozenset(first), prefixes)(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Sergei came", {"Sergei"}),
        ("the (Serguei) came", {"(Serguei)"}),
        ("Novye serguei", {"serguei"}),
        ("A Serpent came", set()),
    ],
)
def test_names_are_kept_by_their_keys(text, kept):
    assert by_names(name_keys("Sergey"))(text) == kept


PARTS = [
    *("sch", "tsch", "schtsch", "dsch", "chtch", "tch", "tzh", "dzh", "zh", "dj", "kh", "gh", "tz", "q", "x", "j", "w"),
    *("ou", "gu", "ye", "yo", "ya", "iu", "a", "e", "i", "o", "u", "y", "b", "k", "l", "m", "n", "r", "s", "v"),
    *("ov", "ova", "ev", "enko", "ski", "skij", "itch", "in", "off"),
]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join))
def test_words_begin_with_one_of_the_first_letters_of_their_keys(word):
    assert all(word[0] in first_letters(key) for key in name_keys(word))


def test_so_do_listed_names():
    for name in ("Kyiv", "Kiev", "Volodymyr", "Wladimir", "Oleksandr", "Alexander", "Evgeny", "Yevgeny", "Kharkiv"):
        assert all(name[0].lower() in first_letters(key) for key in name_keys(name))


WORDS = [
    "ferry", "Ferries", "ferried", "ferry's", "dying", "die", "dies", "tied", "O'Brien", "obrien", "O’Briens", "İ", "ß",
    "Évidence", "evidence", "hoping", "hope", "hops", "sky", "skies", "sensibly", "sensible", "low", "tide", "№1",
    "no1", "tide-watch", "soft\u00adly", "softly", "re\u0301sume\u0301", "resume", "a", "as", "_low_", "“tide”",
    "x" * 70, "'", "`low`",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", "\n", "\u00a0", "-", "  "]))
@pytest.mark.parametrize(
    "query", ["ferry", "die", "obrien", "evidence hope", '"low tide"', "sens*", "sky softly resume", "no1 a", "x" * 70]
)
def test_nothing_is_missed_that_analysing_every_word_finds(query, words, space):
    text = space.join(words)
    found = marker(query, forms_and_stems, by_letters).matches(text)
    assert found == marker(query, forms_and_stems).matches(text)


@given(
    st.text("aeiouybcdfglnrst", min_size=1, max_size=12), st.sampled_from(["", "s", "ed", "ing", "ies", "ly", "ation"])
)
def test_words_begin_like_their_stems(beginning, ending):
    word = beginning + ending
    assert by_letters([stem(word)])(word) == {word}


@pytest.mark.parametrize("name", ["Kazakhstan", "Nazarbayev", "Krasnaya", "O’Brien", "Nur-Sultan"])
@pytest.mark.parametrize("query", ["kazakhstan", "nazarbaev", "krasnaia", "obrien", "sultan"])
def test_names_are_found_as_by_analysing_every_word(query, name):
    text = f"The {name} fell. So did {name}’s house ({name})."
    found = marker(query, forms_with_variants, by_names).matches(text)
    assert found == marker(query, forms_with_variants).matches(text)


@pytest.mark.parametrize("repeated", ["Sergey-", "ferry-", "Sergey ", "é", "'", "a b "])
def test_time_is_linear_in_hostile_texts(repeated):
    text = (repeated * 100_000)[:200_000]
    with at_most(9):
        by_names(name_keys("Serguei") | {"ferri", "ferry", "a"})(text)


def test_every_run():
    assert every_run("A low  tide\nlow") == {"A", "low", "tide"}
    assert every_run(re.sub(r"\S", "", " \n ")) == set()
