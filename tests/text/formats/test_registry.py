"""Files by their names; records that were kept are read again as they were."""

import io
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.formats import records as bounds
from archive.text.formats.records import Record, origin_path, split_origin
from archive.text.formats.registry import FORMATS, format_of, read_stored
from archive.text.formats.tables.columns import NO_COLUMNS, read_columns_toml
from tests.text.formats.reading import FIXTURES, HEADER, MORE, NAMES, read, reasons

EXAMPLES = sorted(path for path in FIXTURES.rglob("*") if format_of(path.name))


def test_every_format_has_an_example():
    assert {format_of(path.name) for path in EXAMPLES} == set(FORMATS.values())


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_a_record_that_was_kept_is_read_again_as_it_was(path):
    beside = path.parent / "columns.toml"
    columns = read_columns_toml(beside.read_text(encoding="utf-8")) if beside.exists() else NO_COLUMNS
    records, _ = read(path.name, path.read_bytes(), columns)
    assert records
    for record in records:
        again = read_stored(origin_path(path.name, record.id), record.stored, NAMES)
        for name in ("publication", "volume", "number", "date", "title", "authors", "topics", "url", "standfirst",
                     "caption", "language", "body_html"):  # fmt: skip
            assert getattr(again, name) == getattr(record.article, name)


@pytest.mark.parametrize(
    ("name", "is_known"), [("a.HTML", True), ("a.b.xml", True), ("a.txt", False), ("a.md", False), ("html", False)]
)
def test_formats_are_known_by_how_names_end(name, is_known):
    assert (format_of(name) is not None) == is_known


@pytest.mark.parametrize(
    ("path", "record"), [("export.xml", "post-7"), ("a/b.csv", "x#y"), ("a.html", ""), ("notes #2.txt", "")]
)
def test_origins(path, record):
    assert split_origin(origin_path(path, record)) == (path, record)


@pytest.mark.parametrize("kept", [b"", b"<rss/>", b"<a>"])
def test_what_cannot_be_read_any_more(kept):
    with pytest.raises(ValueError, match=r"\w"):
        read_stored("export.xml#post-7", kept, NAMES)


def test_a_file_has_no_more_records_than_are_allowed(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_RECORDS", 2)
    rows = "".join(f'{n},"{HEADER}\n\n{MORE}"\n' for n in range(5))
    records, problems = read("a.csv", f"id,text\n{rows}")
    assert len(records) == 2
    assert "more than 2 records" in reasons(problems, "error")


CUTS = st.tuples(st.sampled_from(["cut", "double", "control", "break"]), st.integers(0, 10_000), st.integers(1, 300))


def damaged(content, cuts):
    """Content with stretches taken out, doubled or overwritten."""
    for kind, place, length in cuts:
        at = place % (len(content) or 1)
        piece = content[at : at + length]
        middle = {"cut": b"", "double": piece * 2, "control": b"\x01" * len(piece), "break": b"<" * len(piece)}[kind]
        content = content[:at] + middle + content[at + length :]
    return content


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
@given(st.lists(CUTS, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_damaged_examples_are_read_without_an_exception(path, cuts):
    records, problems = read(path.name, damaged(path.read_bytes(), cuts))
    assert records or problems


def test_reading_goes_on_only_as_records_are_asked_for():
    opened = []

    def opener():
        opened.append(1)
        return io.BytesIO(b"text\nx\n")

    items = FORMATS[".csv"].read(opener, partial(lambda: None))
    assert opened == []
    items.close()
    assert isinstance(read("a.csv", "text\nx\n")[0][0], Record)
