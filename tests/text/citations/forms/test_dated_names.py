"""Names with dates or pages and no comma between, dates in numbers, places before names, and sources outside."""

import pytest

from archive.text.citations import CitationStyle, Form
from tests.text.citations.reading import names_and_days

WITH_PAGES = [
    ("It froze (Radio Tesk 12 May 1993, 27).", ["Radio Tesk 1993-05-12"]),
    ("It froze (Radio Tesk 12 May 1993, p. 27).", ["Radio Tesk 1993-05-12"]),
    ("It froze (Tesk Herald 12 May 1993, A12).", ["Tesk Herald 1993-05-12"]),
    ("It froze (Zarya 12 May 1993, 27; Lamm 3 June 1993, 4).", ["Zarya 1993-05-12", "Lamm 1993-06-03"]),
    ("It froze (Zarya 12 May 1993, 27; ibid., 28; Lamm 3 June 1993, 4).", ["Zarya 1993-05-12", "Lamm 1993-06-03"]),
    ("It froze (Zarya 12 May 1993, 27). It thawed (Lamm 3 June 1993, 4-5).", ["Zarya 1993-05-12", "Lamm 1993-06-03"]),
    ("It froze (Radio Tesk May 1993, 27).", ["Radio Tesk 1993-05"]),
    ("It froze (Interfax 12 May 1993, para. 5).", ["Interfax 1993-05-12"]),
    ("It froze (Interfax 12 May 1993; Zarya 3 June 1993).", ["Interfax 1993-05-12", "Zarya 1993-06-03"]),
    ("It froze (Interfax 12 May 1993). It thawed (Zarya 3 June 1993).", ["Interfax 1993-05-12", "Zarya 1993-06-03"]),
    ("It froze (Interfax 12 May 1993; Dr. Petrov 3 June 1993).", ["Interfax 1993-05-12"]),
    ("It froze (Interfax, 3. mai 1993).", ["Interfax 1993-05-03"]),
    ("It froze (Zarya, 12 May 1993, p. 5).", ["Zarya 1993-05-12"]),
    ("It froze (Zarya, p. 5). It thawed (Lamm, pp. 3-4).", ["Zarya", "Lamm"]),
    ("It froze (Interfax, p. 5).", ["Interfax"]),
    ("It froze (Tesk Herald p. 5).", ["Tesk Herald"]),
    (
        "It froze (Zarya 12 May 1993, 27; Lamm 3 June 1993, 4) (Country Reports 1992 1993, 1056).",
        ["Zarya 1993-05-12", "Lamm 1993-06-03", "Country Reports 1992 1993"],
    ),
    ("According to Radio Tesk, it froze (12 May 1993, 27).", ["Radio Tesk 1993-05-12"]),
]
NO_PAGES = [
    "So he said (Executive Director 3 May 1993) (Deputy Minister 4 May 1993, 5).",
    "It fell in the war (Battle of Tesk 12 May 1993).",
    "It fell (Harbour Treaty 12 May 1993, 27 dead).",
    "He was born here (Tesk 12 May 1993).",
    "It stands below (see p. 5; Table 3, p. 7).",
    "He was mayor (Ivan Petrov 12 May 1993).",
    "One book says so (Vale, p. 5) and says it again (Vale, p. 9).",
]
NUMERIC = [
    ("It froze, says Tesk Anzeiger (14.02.07).", ["Tesk Anzeiger 2007-02-14"]),
    ("It froze (Kerpress 14.02.07).", ["Kerpress 2007-02-14"]),
    ("It froze (Kerpress, 14.02.2007).", ["Kerpress 2007-02-14"]),
    ("It froze, says Zarya (14.02.07). It thawed, says Lamm (15.02.07).", ["Zarya 2007-02-14", "Lamm 2007-02-15"]),
    ("Rossiyskaya Gazeta says that it froze (14.02.07).", ["Rossiyskaya Gazeta 2007-02-14"]),
    ("Kerpress says that the bay was frozen (14.02.07).|It thawed, says Tesk Herald (15.02.07).",
     ["Kerpress 2007-02-14", "Tesk Herald 2007-02-15"]),
    ("Review|TESK HERALD (23/11/2005)", ["TESK HERALD 2005-11-23"]),
    ("Review|TESK HERALD (23 November 2005)", ["TESK HERALD 2005-11-23"]),
    ("It froze (Interfax, 14.2.).", ["Interfax"]),
    ("It froze (Interfax, 5/19/81).", ["Interfax 1981-05-19"]),
]  # fmt: skip
WITH_KINDS = [
    ("So it stands in the Izvestia newspaper (14.02.07).", ["Izvestia 2007-02-14"]),
    ("Local daily Zarya newspaper (14.02.07) writes that it froze.", ["Zarya 2007-02-14"]),
    ("It froze, the Lamm news agency (14.02.07) said.", ["Lamm news agency 2007-02-14"]),
    ("Tesk television (May 3) showed it.", ["Tesk television 2007-05-03"]),
    ("According to independent Zarya (14.02.07), it froze.", ["Zarya 2007-02-14"]),
    ("Lamm (14.02.07) reports that it froze.", ["Lamm 2007-02-14"]),
    ("Under the title “Ice”, Zarya (14.02.07) publishes a letter.", ["Zarya 2007-02-14"]),
    (
        "Official Lamm television (14.02.07) broadcast it from Tesk. In Zarya (15.02.07) it stands.",
        ["Lamm television 2007-02-14", "Zarya 2007-02-15"],
    ),
    ("Zarya (14.02.07) is out. So it is in Zarya (15.02.07).", ["Zarya 2007-02-14", "Zarya 2007-02-15"]),
]
NO_NUMERIC = [
    "Tesk Nuclear News (5/27/2004)|It froze.",
    "Tesk Weekly (May 27, 2004)|It froze.",
    "It was held in Tesk (14.02.07).",
    "The mayor, Ivan Petrov (5/9/81), was there.",
    "It took years (14.02.07).",
    "It is open (9.00-17.00) in Lamm (1.2.3).",
]
PLACES = [
    ("It froze (Tesk: Kerpress, May 3).", ["Kerpress 2007-05-03"]),
    ("It froze (Moscow: Zarya, May 3).", ["Zarya 2007-05-03"]),
    ("It froze (Moscow, Kerpress, May 3).", ["Kerpress 2007-05-03"]),
    ("It froze (Moscow Interfax, May 3).", ["Interfax 2007-05-03"]),
    ("It froze (Moscow News, May 3).", ["Moscow News 2007-05-03"]),
    ("It froze. (Moscow, Interfax)", ["Interfax"]),
    ("It froze (Kabul Izvestia Times, May 3).", ["Kabul Izvestia Times 2007-05-03"]),
    ("It froze (By I. Petrov. Izvestia, May 3, p. 5. 600 words.).", ["Izvestia 2007-05-03"]),
    ("It froze (Moscow, Red Square, May 3).", []),
]
OUTSIDE = [
    ("The daily Lammski Vestnik wrote (March 30–April 2) that it froze.", ["Lammski Vestnik 2007-03-30/2007-04-02"]),
    ("He told Tesk TV (May 3) that it froze.", ["Tesk TV 2007-05-03"]),
    ("Izvestia wrote (March 30–April 2) that it froze.", ["Izvestia 2007-03-30/2007-04-02"]),
    ("Radio Tesk reported (May 3) that it froze.", ["Radio Tesk 2007-05-03"]),
    ("As Kerpress has reported (May 3), it froze.", ["Kerpress 2007-05-03"]),
    ("The mayor said (May 3) that it froze.", []),
    ("Petrov wrote (May 3) that it froze.", []),
    ("It was said (May 3) that it froze.", []),
]


@pytest.mark.parametrize(("text", "expected"), WITH_PAGES)
def test_names_with_dates_and_pages(text, expected):
    assert names_and_days(text, year=1993) == expected


@pytest.mark.parametrize("text", NO_PAGES)
def test_what_only_looks_like_them(text):
    assert names_and_days(text, year=1993) == []


@pytest.mark.parametrize(("text", "expected"), NUMERIC)
def test_dates_in_numbers(text, expected):
    assert names_and_days(text, year=None) == expected


@pytest.mark.parametrize(("text", "expected"), WITH_KINDS)
def test_dates_after_names_with_their_kinds(text, expected):
    assert names_and_days(text, year=2007) == expected


@pytest.mark.parametrize("text", NO_NUMERIC)
def test_numbers_that_date_no_source(text):
    assert names_and_days(text, year=2007) == []


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_a_place_before_a_name_is_no_source(text, expected):
    assert names_and_days(text, year=2007) == expected


@pytest.mark.parametrize(("text", "expected"), OUTSIDE)
def test_a_source_before_its_parenthesis(text, expected):
    assert names_and_days(text, year=2007) == expected


def test_numeric_dates_follow_the_publications_order():
    text = "It froze (Interfax, 5/9/81)."
    assert names_and_days(text, year=1981, style=CitationStyle(day_first=True)) == ["Interfax 1981-09-05"]
    assert names_and_days(text, year=1981, style=CitationStyle(day_first=False)) == ["Interfax 1981-05-09"]


def test_a_style_reads_what_no_other_citation_supports():
    text = "It froze (Zarya 12 May 1993)."
    assert names_and_days(text, year=1993) == []
    style = CitationStyle(frozenset({Form.PAGES}))
    assert names_and_days(text, year=1993, style=style) == ["Zarya 1993-05-12"]


def test_a_chosen_style_without_a_form_reads_none_of_it():
    text = "It froze (Zarya 12 May 1993, 27). It thawed (Lamm 3 June 1993, 4)."
    assert names_and_days(text, year=1993, style=CitationStyle(is_chosen=True)) == []


@pytest.mark.parametrize(
    "inside",
    [
        "our interviews, May 8", "author’s interview, May 8", "interview with the mayor, May 8", "field notes, May 8",
        "personal communication, 8 May 1999", "our own sources, May 8", "telephone interviews, May 8",
        "Interviews with officials, May 8", "e-mail, May 8", "author's observations, May 8",
        "conversation with Petrov, May 8",
    ],
)  # fmt: skip
def test_an_authors_own_research_is_no_source(inside):
    assert names_and_days(f"It froze ({inside}).") == []
