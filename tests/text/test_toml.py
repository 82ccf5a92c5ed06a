"""TOML that people send is read or refused, soon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.toml import MAX_KEY_PARTS, BadTOML, read_toml


def test_read():
    assert read_toml('[columns]\n"Its name" = "body"\na.b = "J. R. R. T."') == {
        "columns": {"Its name": "body", "a": {"b": "J. R. R. T."}}
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a" + ".a" * 200_000 + " = 1", "parts"),
        ("x = 1\n[" + '"a" . ' * 200_000 + "a]", r"parts \(at line 2\)"),
        ("a = " + "[" * 100_000, "nests too many"),
        ("a = " + "{a = " * 50_000, "nests too many"),
        ("a = " + "1" * 100_000, "digits"),
        ("a", "Expected"),
    ],
    ids=lambda text: text[:20],
)
def test_refused(text, reason):
    with pytest.raises(BadTOML, match=reason):
        read_toml(text)


def test_keys_of_some_parts_are_read():
    assert "a" in read_toml(".".join("a" * MAX_KEY_PARTS) + " = 1")


@given(st.text(st.sampled_from("ab.\"'=[]{} \n#1")))
def test_raises_nothing_else(text):
    try:
        read_toml(text)
    except BadTOML:
        return
