"""Citation styles: how they are stored, and what a publication's texts show."""

import pytest

from archive.text.citations import CitationStyle, Form, Setting
from archive.text.citations.style import EXAMPLES, numeric_order, style_as_json, style_from_json
from archive.text.citations.style_survey import StyleSurvey
from tests.text.citations.reading import KNOWN

KEY_LIST = "Key: DSG = Daily Star Gazette; LN = Lamm News."


def survey(*articles):
    found = StyleSurvey()
    for text in articles:
        found.add(text.split("|"), Setting(year=1999, known=KNOWN))
    return found


@pytest.mark.parametrize(
    ("language", "place", "expected"),
    [
        ("en", "", None), ("en", "London", True), ("en", "Port Varda", None),
        ("en", "Washington, D.C.", False), ("en", "Tesk, NY", False),
        ("en-US", "London", False), ("en-GB", "", True), ("de", "", True), ("fr-CA", "", True), ("ru", "Tesk", True),
        ("hu", "Budapest", None), ("ja", "", None),
    ],
)  # fmt: skip
def test_language_and_place_tell_the_order_of_numbers(language, place, expected):
    assert numeric_order(language, place) is expected


def test_a_style_is_stored_and_read_back():
    style = CitationStyle(frozenset({Form.KEYS, Form.PAGES}), {"DSG": "Daily Star Gazette"}, False, is_chosen=True)
    assert style_from_json(style_as_json(style), "de", "") == style


def test_the_house_style_alone_is_stored_as_nothing():
    assert style_as_json(CitationStyle()) == {}


def test_forms_of_another_version_are_left_out():
    assert style_from_json({"forms": ["keys", "runes"]}, "en", "").forms == {Form.KEYS}


def test_every_form_has_an_example():
    assert set(EXAMPLES) == set(Form)


def test_what_several_texts_show_is_the_publications_style():
    found = survey(f"It froze [DSG, 3/14]. It thawed [LN, 3/15].|{KEY_LIST}", "It rained [DSG, 4/20].")
    assert found.style() == CitationStyle(
        frozenset({Form.KEYS}), {"DSG": "Daily Star Gazette", "LN": "Lamm News"}, day_first=False
    )
    assert found.forms[Form.KEYS].articles == 2
    assert found.forms[Form.KEYS].examples == ["[DSG, 3/14]", "[LN, 3/15]", "[DSG, 4/20]"]


def test_what_one_text_of_several_shows_is_not():
    found = survey("It froze [DSG, 3/14] and [LN, 3/15].", "It thawed (Interfax, May 3).", "It rained.")
    assert found.style().forms == frozenset()
    assert found.forms[Form.KEYS].articles == 1


def test_the_house_style_shows_no_form():
    assert survey("It froze (Interfax, May 3).", "It thawed (Reuters, BNS, May 4; see the Monitor, May 5).").forms == {}


def test_lists_of_references_are_a_form():
    entries = "|References|Vale 1999.|Brod 2001."
    assert Form.REFERENCES in survey(f"It froze.{entries}", f"It thawed.{entries}").style().forms
