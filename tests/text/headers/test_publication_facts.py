"""Facts about publications, from TOML and shipped, and the names that texts call them by."""

import pytest

from archive.text.citations import CitationStyle, Form
from archive.text.headers.publication_facts import (
    BadPublicationFacts,
    PublicationNames,
    publication_key,
    read_publications_toml,
    shipped_publications,
)

WHOLE = """
[[publication]]
title = "The Zvolna  Courier"
abbreviation = "ZC"
other_names = ["Valley Courier", ""]
publisher = "Ford Press"
issn = "2434-561X"
place = "Zvolna"
frequency = "monthly"
language = "en"
genre = "journal"
first_year = 1987
description = "Of the valley."
preceding = "Ferry Bulletin"
"""


def test_every_key_is_read():
    (facts,) = read_publications_toml(WHOLE)
    assert facts.title == "The Zvolna Courier"
    assert facts.names == ("The Zvolna Courier", "ZC", "Valley Courier")
    assert (facts.publisher, facts.issn, facts.place, facts.frequency) == (
        "Ford Press",
        "2434-561X",
        "Zvolna",
        "monthly",
    )
    assert (facts.language, facts.genre, facts.first_year) == ("en", "journal", 1987)
    assert (facts.description, facts.preceding, facts.warnings) == ("Of the valley.", "Ferry Bulletin", ())


def test_what_is_given_is_told_from_what_is_empty():
    (facts,) = read_publications_toml('[[publication]]\ntitle = "A"\nplace = ""')
    assert facts.given == {"title", "place"}


def test_unknown_keys_are_warnings():
    (facts,) = read_publications_toml('[[publication]]\ntitle = "A"\ncolour = "red"')
    assert facts.warnings == ("Publication 1, “A”: “colour” is not known and was passed over.",)


BAD = [
    ("title = ", "not TOML"),
    ('[publication]\ntitle = "A"', "one table"),
    ("publication = [1]", "Publication 1 is not a table"),
    ("[[publication]]\nplace = 'B'", "Publication 1 has no title"),
    ("[[publication]]\ntitle = 3", "Publication 1 has no title"),
    ("[[publication]]\ntitle = 'A'\nplace = 3", "“A”: place is not a text"),
    ("[[publication]]\ntitle = 'A'\nfirst_year = '1987'", "“A”: first_year is '1987'"),
    ("[[publication]]\ntitle = 'A'\nfirst_year = true", "“A”: first_year is True"),
    ("[[publication]]\ntitle = 'A'\nfirst_year = 87", "“A”: first_year is 87"),
    ("[[publication]]\ntitle = 'A'\ngenre = 'leaflet'", "“A”: genre is “leaflet”"),
    ("[[publication]]\ntitle = 'A'\nissn = '1234-5678'", "“A”: “1234-5678” is no ISSN"),
    ("[[publication]]\ntitle = 'A'\nother_names = 'B'", "“A”: other_names is not a list"),
    (f"[[publication]]\ntitle = '{'A' * 201}'", "title has 201 characters"),
    ("[[publication]]\ntitle = 'The A'\n[[publication]]\ntitle = 'a'", "Publications 1 and 2 have the same title"),
    ("a = " + "[" * 100_000, "not TOML"),
    ("#" * 500_001, "are the most"),
]


@pytest.mark.parametrize(("toml", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_bad_facts_name_table_and_key(toml, reason):
    with pytest.raises(BadPublicationFacts) as refusal:
        read_publications_toml(toml)
    assert reason in str(refusal.value)
    assert refusal.value.remedy


def test_the_shipped_facts_give_volume_one_its_year():
    years = {facts.title: facts.first_year for facts in shipped_publications()}
    assert years["Eurasia Daily Monitor"] == 2004
    assert years["Monitor"] == 1995
    assert years["North Caucasus Weekly"] == 2000


def test_the_shipped_facts_need_no_warning():
    assert [facts.warnings for facts in shipped_publications() if facts.warnings] == []


def style_of(lines):
    (facts,) = read_publications_toml(f'[[publication]]\ntitle = "Ferry Bulletin"\n{lines}')
    return facts.citation_style


def test_a_citation_style_is_forms_keys_and_an_order_of_numbers():
    assert style_of(
        'citation_style = ["keys", "pages"]\ncitation_keys = { FB = "Ferry Bell" }\nnumeric_dates = "day first"'
    ) == (CitationStyle(frozenset({Form.KEYS, Form.PAGES}), {"FB": "Ferry Bell"}, day_first=True, is_chosen=True))


def test_forms_that_are_not_given_are_left_to_the_texts():
    assert style_of('numeric_dates = "month first"') == CitationStyle(day_first=False)
    assert style_of("") is None


@pytest.mark.parametrize(
    ("lines", "remedy"),
    [
        ('citation_style = ["runes"]', "Write a list of keys, date-first,"),
        ('citation_style = "keys"', "Write a list of keys, date-first,"),
        ('citation_keys = ["FB"]', "citation_keys = {"),
        ("citation_keys = { FB = 3 }", "citation_keys = {"),
        ('numeric_dates = "year first"', '"day first" or "month first"'),
    ],
)
def test_an_unusable_citation_style_says_what_to_write(lines, remedy):
    with pytest.raises(BadPublicationFacts) as wrong:
        style_of(lines)
    assert remedy in wrong.value.remedy


NAMES = PublicationNames([("Ferry Bulletin", ["FB", "Courier"]), ("Courier", ["Ferry Bulletin", "ZC"])])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Ferry Bulletin", "Ferry Bulletin"),
        ("FERRYBULLETIN", "Ferry Bulletin"),
        ("the ferry  bulletin", "Ferry Bulletin"),
        ("FB", "Ferry Bulletin"),
        ("Courier", "Courier"),
        ("zc", "Courier"),
        ("Bulletin", None),
        ("", None),
    ],
)
def test_names_lead_to_titles_and_titles_go_first(name, title):
    assert NAMES.title_of(name) == title
    assert (name in NAMES) is (title is not None)


def test_names_are_counted_by_publication():
    assert (len(NAMES), list(NAMES)) == (2, ["Ferry Bulletin", "Courier"])


def test_a_name_of_marks_only_is_no_name():
    assert publication_key("—?") == ""
