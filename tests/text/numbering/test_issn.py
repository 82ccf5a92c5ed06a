import pytest

from archive.text.numbering.issn import is_issn


@pytest.mark.parametrize(
    ("text", "right"),
    [("0317-8471", True), ("2434-561X", True), ("0317-8472", False), ("03178471", False), ("2434-561x", False)],
)
def test_issn(text, right):
    assert is_issn(text) is right
