"""References to issues of the same publisher."""

import pytest

from archive.text.citations import Setting, as_json, read_citations

PUBLICATIONS = {
    "Harbour Daily Monitor": "Harbour Daily Monitor",
    "HDM": "Harbour Daily Monitor",
    "Monitor": "Monitor",
    "Coast Weekly": "Coast Weekly",
    "Bay Weekly": "Coast Weekly",
    "Fortnight in Review": "Fortnight in Review",
}
SETTING = Setting(year=2006, publications=PUBLICATIONS)


@pytest.mark.parametrize(
    ("text", "publication", "days"),
    [
        ("It failed (see HDM, May 23).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (See Monitor, May 23).", "Monitor", ["05-23"]),
        ("It failed (see the Monitor, May 23) again.", "Monitor", ["05-23"]),
        ("It failed. (see also the Monitor, May 23)", "Monitor", ["05-23"]),
        ("It failed (HDM, May 23).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (Bay Weekly, May 23).", "Coast Weekly", ["05-23"]),
        ("It failed ( Weekly, May 23).", "Coast Weekly", ["05-23"]),
        ("It failed (see , May 23).", "", ["05-23"]),
        ("It failed (see HDM, May 23, for two examples).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (see HDM, May 23; see related story below).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (for more, see HDM, May 23).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (see HDM May 23).", "Harbour Daily Monitor", ["05-23"]),
        ("It failed (see HDM, May 2, 13).", "Harbour Daily Monitor", ["05-02", "05-13"]),
        ("It failed (see HDM, May 28 and June 5).", "Harbour Daily Monitor", ["05-28", "06-05"]),
        ("It failed (see HDM, July 11, July 9).", "Harbour Daily Monitor", ["07-11", "07-09"]),
        ("It failed (see HDM, May 2; June 5).", "Harbour Daily Monitor", ["05-02", "06-05"]),
        ("It failed (see Fortnight in Review, May 5).", "Fortnight in Review", ["05-05"]),
        ("It failed (see “One Long, Winding Title,” HDM, May 5).", "Harbour Daily Monitor", ["05-05"]),
        ("It failed (see Essays, May 2; HDM, June 5).", "Harbour Daily Monitor", ["06-05"]),
        ("It failed [see HDM, June 5].", "Harbour Daily Monitor", ["06-05"]),
        ("For background, see the Monitor, June 5.", "Monitor", ["06-05"]),
        ("An HDM (June 5) piece said so.", "Harbour Daily Monitor", ["06-05"]),
        ("It failed (see the foundation’s Coast Weekly, June 5).", "Coast Weekly", ["06-05"]),
        ("It failed (see HDM, Vol. 1, No. 115).", "Harbour Daily Monitor", []),
        ("It failed (see HDM Vol. 1, No. 115).", "Harbour Daily Monitor", []),
        ("It failed (see HDM, #115).", "Harbour Daily Monitor", []),
        ("It failed (HDM, same date).", "Harbour Daily Monitor", []),
        ("It failed (HDM, Volume II, Issue 5, June 5).", "Harbour Daily Monitor", ["06-05"]),
        ("It failed (see HDM; June 5).", "Harbour Daily Monitor", ["06-05"]),
        ("It failed (see HDM, June 2003).", "Harbour Daily Monitor", ["06-01"]),
        ("It failed (see the June 5 issue of the Monitor).", "Monitor", ["06-05"]),
        ("It failed (see the Monitor’s June 5 issue).", "Monitor", ["06-05"]),
        ("It failed (see the June 5 Monitor).", "Monitor", ["06-05"]),
        ("It failed (see Zvolna Prism, June 5).", "Zvolna Prism", ["06-05"]),
        ("It failed (see the Zvolna\nPrism, June 5).", "Zvolna Prism", ["06-05"]),
        ("It failed (see June 5).", "", ["06-05"]),
        ("It failed (see the , June 5).", "", ["06-05"]),
    ],
)
def test_a_reference_is_read(text, publication, days):
    (found,) = read_citations([text], SETTING).cross_references
    assert (found.publication, [day.isoformat()[5:] for day in found.dates]) == (publication, days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("(see HDM, January 16, 20, 2005)", ["2005-01-16", "2005-01-20"]),
        ("(see HDM, April 2, 2004)", ["2004-04-02"]),
    ],
)
def test_a_printed_year_governs_the_days_before_it(text, days):
    (found,) = read_citations([text], SETTING).cross_references
    assert [day.isoformat() for day in found.dates] == days


def test_a_parenthesis_may_hold_sources_and_a_reference():
    reading = read_citations(["It failed (Zvolna Radio, AP, April 10; see also the Monitor, April 9)."], SETTING)
    assert [mention.name for mention in reading.citations[0].mentions] == ["Zvolna Radio", "AP"]
    assert reading.cross_references[0].publication == "Monitor"
    assert reading.cross_references[0].raw == reading.citations[0].raw


def test_two_titles_in_one_parenthesis_are_two_references():
    found = read_citations(["(see Monitor, October 28, and Fortnight in Review, November 5)"], SETTING).cross_references
    assert [(one.publication, one.dates[0].month) for one in found] == [("Monitor", 10), ("Fortnight in Review", 11)]


def test_the_link_covers_the_title_and_its_days():
    text = "It failed (Zvolna Radio, April 10; see HDM, April 9, 11)."
    (found,) = read_citations([text], SETTING).cross_references
    assert text[found.link_start : found.link_end] == "HDM, April 9, 11"


@pytest.mark.parametrize(
    "text",
    [
        "He told the Monitor by telephone.",
        "The Zvolna Monitor, April 9, had it.",
        "It failed (see below).",
        "It failed (see HDM).",
        "It failed (see Commentaries, May 3).",
        "It failed (see Part One, May 3).",
        "It failed (see Boris Petrov, May 3).",
        "It failed (Weekly meetings, May 3).",
        "He will see the Monitor, a ship, on May 3.",
    ],
)
def test_no_reference_is_read(text):
    assert read_citations([text], SETTING).cross_references == []


def test_titles_lost_one_after_another_are_references():
    reading = read_citations(["It failed (see , May 23; , June 3)."], SETTING)
    assert [(one.publication, one.dates[0].month) for one in reading.cross_references] == [("", 5), ("", 6)]
    assert reading.citations == []


def test_a_month_is_no_day_of_a_reference_in_json():
    (reference,) = as_json(read_citations(["(see HDM, June 2003)"], SETTING))["cross_references"]
    assert reference["dates"] == []
