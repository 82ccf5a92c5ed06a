"""Words and stems: what the index keeps of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis import analyser
from archive.search.analysis.analyser import printed_words, stem, stems, words
from archive.text.names.normalisation import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Interfax-Kazakhstan’s", ["interfax", "kazakhstan"]),
        ("O’Brien and O'Brien", ["obrien", "and", "obrien"]),
        ("the ministers' 'quoted' rock'n'roll", ["the", "ministers", "quoted", "rocknroll"]),
        ("l’été à Évian", ["lete", "a", "evian"]),
        ("U.S. No. 1,200 in 1990's", ["u", "s", "no", "1", "200", "in", "1990s"]),
        ("co\u00adoperate snake_case a''b", ["cooperate", "snake", "case", "a", "b"]),
        ("Қазақстан Артём", ["қазақстан", "артем"]),
        ("to be or not to be", ["to", "be", "or", "not", "to", "be"]),
        ("— … !", []),
    ],
)
def test_words_of(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ["run", "runs", "running"],
        ["organize", "organized", "organizes", "organizing"],
        ["kazakhstan", "kazakhstans"],
        ["policy", "policies"],
        ["minister", "ministers"],
        ["negotiate", "negotiated", "negotiating", "negotiates"],
        ["attack", "attacks", "attacked", "attacking"],
    ],
)
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("organ", "organize"), ("new", "news"), ("policy", "police")])
def test_different_words_do_not_share_a_stem(one, other):
    assert stem(one) != stem(other)


def test_possessive_and_plain_form_meet():
    assert stems("Interfax-Kazakhstan's") == stems("interfax kazakhstans")


def test_a_word_longer_than_any_is_cut():
    assert words("x" * 1_000_000) == ["x" * analyser.MAX_WORD]


# Texts of ASCII letters and of the marks that make trouble.
texts = st.text(st.sampled_from("abZ 1_'’-.\n\u00adé½№\u0301ж"))


@given(texts)
def test_the_fast_way_parts_words_as_the_expression_does(text):
    ascii_text = fold(text.encode("ascii", "ignore").decode())
    assert analyser._tokens(ascii_text) == analyser._WORD.findall(ascii_text)


@given(texts)
def test_printed_words_are_the_words_and_stand_where_they_say(text):
    found = list(printed_words(text))
    assert [word for word, _, _ in found] == words(text)
    assert all(word in "".join(words(text[start:end])) for word, start, end in found)


@given(texts)
def test_stems_are_those_of_the_words(text):
    assert stems(text) == [stem(word) for word in words(text)]


@pytest.mark.parametrize(("fill", "cache"), [(words, "_form"), (stems, "_stem_of_token")])
def test_caches_stay_bounded(monkeypatch, fill, cache):
    monkeypatch.setattr(analyser, "CACHED_WORDS", 10)
    fill(" ".join(f"word{n}" for n in range(50)))
    assert len(getattr(analyser, cache).__self__) <= 10
