"""By-lines."""

import pytest

from archive.text.headers.bylines import read_byline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Vale", ["Anna Vale"]),
        ("BY ANNA VALE", ["ANNA VALE"]),
        ("By: Anna Vale and Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("by Anna Vale, Ivo Marsh, and Lea de la Oak", ["Anna Vale", "Ivo Marsh", "Lea de la Oak"]),
        ("Compiled by Anna Vale", ["Anna Vale"]),
        ("By “Sadji”", None),
        ("By the river nobody slept.", None),
        ("By Monday the ferry had sunk and the toll was paid.", None),
        ("By:", None),
        ("Anna Vale", None),
    ],
)
def test_bylines(line, names):
    found = read_byline(line)
    assert (found and found.names) == names
