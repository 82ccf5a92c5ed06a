"""Snippets: which sentences, what is marked, where they are cut."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.passages.highlighting import Highlighter, within_distance
from archive.search.passages.match_terms import words_of
from archive.search.passages.snippets import LENGTH, Snippet, opening, snippets
from archive.search.query.grammar import parse
from archive.text.names.normalisation import fold_word
from tests.timing import at_most

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def analyse(text):
    for word in _WORD.finditer(text):
        yield fold_word(word.group()), word.start(), word.end()


def found(text_or_paragraphs, query, **options):
    paragraphs = [("p1", text_or_paragraphs)] if isinstance(text_or_paragraphs, str) else text_or_paragraphs
    terms = tuple(words_of(parse(query).tree))
    return snippets(paragraphs, Highlighter(terms, options.pop("analyse", analyse)), **options)


def marked(snippet):
    return "".join(f"[{text}]" if is_match else text for text, is_match in snippet.pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The Ferry sank.", "ferry", "The [Ferry] sank."),
        ("The ferry’s toll rose.", "ferry", "The [ferry’s] toll rose."),
        ("A toll on the low tide.", '"low tide"', "A toll on the [low tide]."),
        ("Tide-Watch reported.", "tide-watch", "[Tide-Watch] reported."),
        ("Low water, low tide.", '"low tide" low', "[Low] water, [low tide]."),
        ("Harbour masters harboured.", "harb*", "[Harbour] masters [harboured]."),
        ("The ferrry sank.", "ferry~", "The [ferrry] sank."),
        ("Évidence  was\nthin.", "evidence", "[Évidence] was thin."),
        ("Ferry & <b>toll</b>.", "toll", "Ferry & <b>[toll]</b>."),
        ("The Herald said so.", "source:Herald", "The [Herald] said so."),
        ("The quay is wet.", "quay -wet", "The [quay] is wet."),
    ],
)
def test_marks(text, query, expected):
    assert [marked(snippet) for snippet in found(text, query)] == [expected]


@pytest.mark.parametrize("query", ["", "absent", "-ferry", "year:2004", '"tide low"', "?!"])
def test_no_snippet(query):
    assert found("The ferry left at low tide.", query) == []


TALE = [
    ("p1", "The ferry left. The toll rose again. Nothing else happened."),
    ("p2", "At low tide the ferry waited. The toll on the ferry fell."),
]


def test_the_sentence_with_most_terms_comes_first_then_what_it_does_not_show():
    assert [(each.anchor, each.text) for each in found(TALE, "ferry toll tide")] == [
        ("p2", "At low tide the ferry waited."),
        ("p2", "The toll on the ferry fell."),
        ("p1", "The ferry left."),
    ]


def test_a_phrase_counts_for_more_than_two_words():
    first = found(TALE, 'toll ferry "low tide"')[0]
    assert marked(first) == "At [low tide] the [ferry] waited."


def test_at_most_so_many():
    assert [each.text for each in found(TALE, "ferry", most=1)] == ["The ferry left."]


def test_forms_of_one_word_are_alternatives():
    def with_stems(text):
        for form, start, end in analyse(text):
            yield form, start, end
            if form.endswith("ies"):
                yield form[:-3] + "y", start, end

    assert marked(found("Old ferries sank.", "“old ferry”", analyse=with_stems)[0]) == "[Old ferries] sank."


def test_a_phrase_across_a_sentence_border_is_shown_whole():
    assert marked(found("It was low. Tide came late.", '"low tide"')[0]) == "It was [low. Tide]"


LONG = "word " * 100 + "the ferry and the toll " + "other " * 100


def test_a_long_sentence_is_cut_around_its_matches():
    snippet = found(LONG, "ferry toll")[0]
    assert "the [ferry] and the [toll]" in marked(snippet)
    assert snippet.text.startswith("…word ")
    assert snippet.text.endswith(" other…")
    assert len(snippet.text) <= LENGTH + 2


def test_a_cut_at_the_end_of_the_sentence_has_no_ellipsis_there():
    assert found("word " * 100 + "ferry.", "ferry")[0].text.endswith("word ferry.")


def test_the_opening_of_an_article():
    assert opening([("p1", " "), ("p2", "The ferry left. It sank.")]) == Snippet("p2", (("The ferry left.", False),))


def test_a_long_opening_is_cut_between_words():
    text = opening([("p1", "harbour " * 100)]).text
    assert text.endswith("harbour…")
    assert len(text) <= LENGTH + 1


@pytest.mark.parametrize("paragraphs", [[], [("p1", "")]])
def test_no_opening(paragraphs):
    assert opening(paragraphs) is None


@pytest.mark.parametrize(
    ("word", "other", "distance", "within"),
    [
        ("ferry", "ferry", 0, True),
        ("ferry", "fery", 1, True),
        ("ferry", "berry", 1, True),
        ("ferry", "ferries", 2, False),
        ("ferry", "merit", 2, False),
        ("", "ab", 2, True),
    ],
)
def test_within_distance(word, other, distance, within):
    assert within_distance(word, other, distance) is within


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["ferry", "toll", "low", "tide", ".", "(", ")", "\n\n", "U.S.", "x" * 300, "“"]), max_size=120
    )
)
def test_a_snippet_is_a_stretch_of_its_paragraph(words):
    text = " ".join(words)
    plain = " ".join(text.split())
    for snippet in found(text, 'ferry "low tide" toll'):
        assert snippet.text.strip("…").strip() in plain
        assert any(is_match for _, is_match in snippet.pieces)
        assert len(snippet.text) <= LENGTH + len("low \n\n tide") + 2


@pytest.mark.parametrize("repeated", ["A. ", "ferry ", "ferry.", "(", ". ", "\n", "ferry. "])
def test_time_is_linear_in_hostile_texts(repeated):
    text = (repeated * 100_000)[:100_000]
    with at_most(20):
        found(text, "ferry a")
