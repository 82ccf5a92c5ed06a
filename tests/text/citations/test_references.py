"""References listed at an article's end."""

import pytest

from archive.text.citations import CitationStyle, as_json
from tests.text.citations.reading import reading


def listed(text, **setting):
    return [one.raw for one in reading(text, **setting).references]


def one_of(entry):
    (found,) = reading(f"The bay froze.|References|{entry}").references
    return found.mention


@pytest.mark.parametrize(
    "heading",
    ["References", "REFERENCES", "References:", "Sources", "Sources cited", "Notes", "Bibliography", "5. References",
     "Literatur", "Références", "Литература", "Примечания", "Źródła"],
)  # fmt: skip
def test_entries_under_a_heading_are_references(heading):
    text = f"The bay froze.|{heading}|Vale, A. The ice of Tesk. 1999.|Brod, B. Its thaw. 2001."
    assert listed(text) == ["Vale, A. The ice of Tesk. 1999.", "Brod, B. Its thaw. 2001."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ice [1]. Thaw [2].|[1] Vale 1999.|[2] Brod 2001.", ["Vale 1999.", "Brod 2001."]),
        ("Ice.1 Thaw.2|1. Vale 1999.|2. Brod 2001.", ["Vale 1999.", "Brod 2001."]),
        ("Ice [1].|Notes\n[1] Vale 1999.\n[2] Ibid.", ["Vale 1999.", "Ibid."]),
        ("Ice.|References|Vale 1999.\n\nBrod 2001.", ["Vale 1999.", "Brod 2001."]),
        ("Ice.|References\nVale, A. The long\nice of Tesk. 1999.\nBrod 2001.",
         ["Vale, A. The long\nice of Tesk. 1999.", "Brod 2001."]),
        ("Ice.|References|• Vale 1999.|– Brod 2001.", ["Vale 1999.", "Brod 2001."]),
        ("Ice.|Notes|Vale 1999.|Other sources consulted|Brod 2001.", ["Vale 1999.", "Brod 2001."]),
    ],
)  # fmt: skip
def test_entries_are_told_apart(text, expected):
    assert listed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The bay froze.|It thawed.",
        "1. Tesk wins|2. Lamm loses",
        "The bay froze [1].|1. Tesk wins",
        "Sources|Interfax",
        "The bay froze.|Sources|" + "The sources of the river lie in the hills and nobody goes there. " * 10,
        "The bay froze.|Sources say that it thawed.|It rained.",
    ],
)
def test_other_texts_list_none(text):
    assert listed(text) == []


def test_an_entry_names_its_outlet_day_and_page():
    mention = one_of("Petrov, I., “Ice,” Izvestia, May 3, 1999, https://www.izvestia.ru/ice (accessed June 9, 2001).")
    assert (mention.name, mention.first_day.isoformat(), mention.url) == (
        "Izvestia", "1999-05-03", "https://www.izvestia.ru/ice",
    )  # fmt: skip


@pytest.mark.parametrize("doi", ["doi:10.1234/tesk.5", "https://doi.org/10.1234/tesk.5", "DOI 10.1234/tesk.5."])
def test_a_doi_is_an_address(doi):
    assert one_of(f"Vale, A. (1999) The ice of Tesk. {doi}").url == "https://doi.org/10.1234/tesk.5"


def test_a_year_alone_is_a_date_of_that_precision():
    mention = one_of("Vale, A. (1999) The ice of Tesk.")
    assert (mention.name, mention.first_day.isoformat(), mention.precision) == ("", "1999-01-01", "year")


def test_an_outlet_that_citations_of_the_entry_name_is_not_counted_twice():
    read = reading("The bay froze.|Notes|1. So it was said (Interfax, May 3).|2. Interfax, May 4, 1999.")
    assert [one.raw for one in read.citations] == ["(Interfax, May 3)"]
    assert [one.mention.name for one in read.references] == ["", "Interfax"]


def test_references_are_no_citations_in_json():
    printed = as_json(reading("The bay froze.|References|Izvestia. May 3, 1999."))
    assert printed["citations"] == []
    assert printed["references"] == [
        {"raw": "Izvestia. May 3, 1999.", "name": "Izvestia", "date_text": "May 3, 1999", "date": "1999-05-03",
         "date_end": None},
    ]  # fmt: skip


def test_a_chosen_style_without_lists_reads_none():
    assert listed("The bay froze.|References|Vale 1999.", style=CitationStyle(is_chosen=True)) == []
