"""Attributions in prose are suggestions, and only suggestions."""

import pytest

from archive.text.citations import Setting, read_citations
from archive.text.names.source_names import KnownSources

KNOWN = KnownSources.from_names(
    {"Interfax": "interfax", "Zvolna Herald": "herald", "Kurier.zv": "kurier", "Day": "day"}
)
SETTING = Setting(year=1995, known=KNOWN)


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("Talks failed, Interfax reported June 1.", "Interfax", "1995-06-01"),
        ("Interfax reported on June 1 that talks failed.", "Interfax", "1995-06-01"),
        ("He told Interfax on March 10 that talks failed.", "Interfax", "1995-03-10"),
        ("In an interview with the Zvolna Herald of May 3 he denied it.", "Zvolna Herald", "1995-05-03"),
        ("According to Interfax, talks failed.", "Interfax", None),
        ("The website Kurier.zv reported on April 30 that talks failed.", "Kurier.zv", "1995-04-30"),
        ("Talks failed, Russian radio reported July 14.", "Russian radio", "1995-07-14"),
        ("Talks failed, Zvolna state television reportedJuly 14.", "Zvolna state television", "1995-07-14"),
    ],
)
def test_an_attribution_is_suggested(text, name, day):
    (suggestion,) = read_citations([text], SETTING).suggestions
    mention = suggestion.mentions[0]
    assert (mention.name, mention.first_day and mention.first_day.isoformat()) == (name, day)
    assert mention.confidence < 0.5
    assert text[mention.name_start : mention.name_end] == name
    assert text[suggestion.start : suggestion.end] == suggestion.raw


@pytest.mark.parametrize(
    "text",
    [
        "The minister reported on June 1 that talks failed.",
        "Day said that talks failed.",
        "The chief of the service says that talks failed.",
        "Interfax. He said on June 1 that talks failed.",
    ],
)
def test_people_and_plain_words_are_not_suggested(text):
    assert read_citations([text], SETTING).suggestions == []


def test_suggestions_are_no_citations():
    assert read_citations(["Interfax reported June 1."], SETTING).citations == []


def test_what_a_citation_has_taken_is_not_suggested_again():
    reading = read_citations(["Talks failed (as Interfax reported, June 1)."], SETTING)
    assert len(reading.citations) == 1
    assert reading.suggestions == []
