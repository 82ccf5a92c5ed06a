"""How to cite an article."""

import pytest

from archive.models import Article, Author, Issue, Publication
from archive.pages.rendering.how_to_cite import how_to_cite


def line(title="Ferries stand idle", names=(), number="115") -> str:
    issue = Issue(publication=Publication(title="Harbour Letter"), volume=1, number=number)
    parts = how_to_cite(Article(title=title, issue=issue), [Author(name=name) for name in names])
    return f"{parts.head} {parts.publication}, {parts.tail}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "“Ferries stand idle,” Harbour Letter, vol. 1, no. 115"),
        ({"names": ["Ana Brod"]}, "Ana Brod, “Ferries stand idle,” Harbour Letter, vol. 1, no. 115"),
        ({"title": "Who sails?"}, "“Who sails?” Harbour Letter, vol. 1, no. 115"),
        ({"title": "“No one” sails"}, "“‘No one’ sails,” Harbour Letter, vol. 1, no. 115"),
        ({"number": "Supplement"}, "“Ferries stand idle,” Harbour Letter, vol. 1, Supplement"),
    ],
)
def test_how_to_cite(given, expected):
    assert line(**given) == expected
