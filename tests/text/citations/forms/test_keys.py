"""Keys of outlets with days in numbers, and the lists that explain them."""

import pytest

from archive.text.citations import CitationStyle, Form
from archive.text.citations.forms.keys import find_keys, keys_explained
from tests.text.citations.reading import names_and_days, reading

CITED = [
    ("It froze [DSG, 3/14].", ["DSG 1999-03-14"]),
    ("It froze [DSG, 14/3].", ["DSG 1999-03-14"]),
    ("It froze [DSG 3/14].", ["DSG 1999-03-14"]),
    ("It froze [3/14 DSG].", ["DSG 1999-03-14"]),
    ("It froze [5/16 DSG, LN].", ["DSG 1999-05-16", "LN 1999-05-16"]),
    ("It froze [DSG, LN, 5/16].", ["DSG 1999-05-16", "LN 1999-05-16"]),
    ("It froze [DSG, 5/16; LN, 5/17].", ["DSG 1999-05-16", "LN 1999-05-17"]),
    ("It froze [DSG 5/16, LN 5/17].", ["DSG 1999-05-16", "LN 1999-05-17"]),
    ("It froze [5/16 DSG, 5/17 LN].", ["DSG 1999-05-16", "LN 1999-05-17"]),
    ("It froze [DSG, 5/16-18].", ["DSG 1999-05-16/1999-05-18"]),
    ("It froze [DSG, 5/16 & 18].", ["DSG 1999-05-16/1999-05-18"]),
    ("It froze [DSG, 5/16, p. 5].", ["DSG 1999-05-16"]),
    ("It froze [DSG, 5/30-6/2].", ["DSG 1999-05-30/1999-06-02"]),
    ("It froze [DSG, 3/14/81].", ["DSG 1981-03-14"]),
    ("It froze [DSG, 3/14, 3/15].", ["DSG 1999-03-14/1999-03-15"]),
    ("It froze [K92, DSG, 3/14].", ["K92 1999-03-14", "DSG 1999-03-14"]),
    ("It froze [Interfax, 3/14].", ["Interfax 1999-03-14"]),
    ("It froze [Kerpress, 3/14]. It thawed [Tesk Herald, 3/15].", ["Kerpress 1999-03-14", "Tesk Herald 1999-03-15"]),
    ("It froze [Star, 3/14].", ["Star 1999-03-14"]),
    ("It froze [Lamm Mirror, 3/14].", ["Lamm Mirror 1999-03-14"]),
    ("It froze [5/17 DSG, LN, TH, 5/27 LMD].", ["DSG 1999-05-17", "LN 1999-05-17", "TH 1999-05-17", "LMD 1999-05-27"]),
    ("It froze (DSG, 3/14). It thawed (LN, 3/16).", ["DSG 1999-03-14", "LN 1999-03-16"]),
    ("It froze [DSG, March 14]. It thawed [LN, 16 March].", ["DSG 1999-03-14", "LN 1999-03-16"]),
]


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_keys_with_days_are_citations(text, expected):
    assert names_and_days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Two thirds [2/3] of the board",
        "It rained [see above, 3/14].",
        "He [the mayor, 3/14] said",
        "It rained [DSG, 31/31].",
        "It rained [DSG, 13/14].",
        "It rained [the DSG, 3/14 at most].",
        "They won (HUN 3/4) in Tesk",
        "The fleet (LIB, 3/4) sailed",
        "It is open 24/7 [or 12/7]",
        "He said “[we] will [not] go”.",
        "It rained [1], then [2/3]",
    ],
)
def test_other_brackets_are_none(text):
    assert names_and_days(text) == []


def test_an_order_that_one_day_shows_holds_for_the_others():
    assert names_and_days("It froze [DSG, 5/6]. It thawed [LN, 14/6].") == ["DSG 1999-06-05", "LN 1999-06-14"]
    assert names_and_days("It froze [DSG, 5/6]. It thawed [LN, 6/14].") == ["DSG 1999-05-06", "LN 1999-06-14"]


def test_the_publications_order_holds_where_none_is_shown():
    text = "It froze [DSG, 5/6]."
    assert names_and_days(text, style=CitationStyle(day_first=True)) == ["DSG 1999-06-05"]
    assert names_and_days(text, style=CitationStyle(day_first=False)) == ["DSG 1999-05-06"]


LISTS = [
    "Key: DSG = Daily Star Gazette; LN = Lamm News.",
    "DSG – Daily Star Gazette, LN – Lamm News",
    "DSG: Daily Star Gazette\nLN: Lamm News",
    "DSG=Daily Star Gazette|LN=Lamm News",
    "DSG, Daily Star Gazette\n\nLN, Lamm News",
    "Abbreviations used: DSG - Daily Star Gazette; LN - Lamm News; X - a letter",
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_explains_keys(text):
    assert keys_explained(text.split("|")) == {"DSG": "Daily Star Gazette", "LN": "Lamm News"}


@pytest.mark.parametrize(
    "text",
    [
        "DSG = Daily Star Gazette",
        "NOTE: The board met. PS: It rained.",
        "UN - the last hope; EU - the first",
        "DSG, Daily Star Gazette, LN and others",
        "MOSCOW: Tesk wins. TESK: Lamm loses.",
    ],
)
def test_other_lines_explain_none(text):
    assert keys_explained([text]) == {}


def test_a_list_is_not_read_where_nothing_is_cited_by_keys():
    assert find_keys(["It froze.", LISTS[0]]) == {}


def test_a_key_stands_for_its_name():
    read = reading(f"It froze [DSG, 3/14].|{LISTS[0]}")
    assert [(one.name, one.stands_for) for one in read.citations[0].mentions] == [("DSG", "Daily Star Gazette")]


def test_keys_of_the_publication_are_known_in_every_article():
    style = CitationStyle(frozenset({Form.KEYS}), {"DSG": "Daily Star Gazette", "LN": "Lamm News"})
    assert names_and_days("It froze [DSG, LN].", style=style) == ["DSG", "LN"]
    assert names_and_days("It froze [DSG, LN].") == []
