"""What stands in the head of a table: names of columns and samples, in every encoding, of every damage."""

from __future__ import annotations

import io
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.formats.tables.table_preview import HEAD_BYTES, peek_columns


def peeked(content: bytes, *, is_lines: bool = False):
    return peek_columns(partial(io.BytesIO, content), "a.jsonl" if is_lines else "a.csv")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Title,Text\nFerries,Idle\n", id="comma"),
        pytest.param(b"Title;Text\nFerries;Idle\n", id="semicolon"),
        pytest.param(b"Title\tText\nFerries\tIdle\n", id="tab"),
        pytest.param("\ufeffTitle,Text\nFerries,Idle\n".encode(), id="mark"),
        pytest.param("Title,Text\nFerries,Idle\n".encode("utf-16"), id="utf-16"),
        pytest.param(b' Title ,"Text"\n\nFerries,Idle\n', id="blanks"),
    ],
)
def test_names_and_samples_of_a_table(content):
    found = peeked(content)
    assert found.names == ["Title", "Text"]
    assert found.samples == {"Title": ["Ferries"], "Text": ["Idle"]}


def test_words_of_windows_are_read():
    assert peeked("Titel,Text\nÜberfahrt,x\n".encode("windows-1252")).samples["Titel"] == ["Überfahrt"]


def test_keys_of_lines_are_those_of_all_the_first_ones():
    content = b'{"title": "A", "by": [{"name": "Ana"}, "Ivo"]}\nno json\n{"no": 3, "x": null}\n'
    found = peeked(content, is_lines=True)
    assert found.names == ["title", "by", "no", "x"]
    assert found.samples == {"title": ["A"], "by": ["Ana; Ivo"], "no": ["3"], "x": []}


def test_samples_are_few_different_and_short():
    rows = "".join(f"same,{number},{'long ' * 100}\n" for number in range(30))
    found = peeked(f"a,b,c\n{rows}".encode())
    assert found.samples["a"] == ["same"]
    assert found.samples["b"] == ["0", "1", "2"]
    assert len(found.samples["c"][0]) <= 121


def test_a_line_that_the_bound_cuts_is_left_out():
    content = b"a,b\n" + b"1," + b"x" * HEAD_BYTES
    assert peeked(content).samples == {"a": [], "b": []}


@pytest.mark.parametrize(("content", "is_lines"), [(b"", False), (b"\n", False), (b"", True), (b"[1]", True)])
def test_nothing_is_found_in_what_is_no_table(content, is_lines):
    assert peeked(content, is_lines=is_lines) is None


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_raise(content, is_lines):
    peeked(content, is_lines=is_lines)
