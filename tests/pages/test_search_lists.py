"""The search page's lists: what they say, and that nothing of a text or a request stands in them as markup."""

from __future__ import annotations

import pytest

from archive.pages.search_lists import hit_list, value_list
from archive.search.facets import FacetValue
from archive.search.hits import Hit
from archive.search.snippets import Snippet
from tests.factories import ArticleFactory, AuthorFactory

HOSTILE = "<b onclick='x'>\"&"


def test_a_value_is_a_link_with_its_number():
    listed = value_list([FacetValue("tass", "TASS", 1204, False, "q=a&source=tass")])
    assert listed == ('<li><a rel="nofollow" href="?q=a&amp;source=tass">TASS</a> <span class="count">1204</span></li>')


def test_a_chosen_value_says_so():
    assert 'class="chosen" aria-label="TASS, 1 article, chosen; take away"' in value_list(
        [FacetValue("tass", "TASS", 1, True, "q=a")]
    )


def test_values_are_escaped():
    listed = value_list([FacetValue("x", HOSTILE, 1, True, HOSTILE)])
    assert "<b" not in listed
    assert "onclick='" not in listed


@pytest.mark.django_db
def test_hits_are_escaped():
    article = ArticleFactory(title=HOSTILE, language=HOSTILE[:10])
    article.issue.publication.title = article.issue.number = HOSTILE
    authors = [AuthorFactory(name=HOSTILE), AuthorFactory(name="Ana Brod")]
    hit = Hit(article, authors, [Snippet(HOSTILE, ((HOSTILE, True), (HOSTILE, False)))], ((HOSTILE, True),), 1.0)
    listed = hit_list([hit])
    assert "<b" not in listed
    assert "onclick='" not in listed
    assert listed.count("<mark>") == listed.count("</mark>") == 2


@pytest.mark.django_db
def test_authors_are_joined_as_prose_does():
    hit = Hit(ArticleFactory(), [AuthorFactory(name=name) for name in ("A", "B", "C")], [], (("T", False),), 1.0)
    assert ">A</a>, <a" in hit_list([hit])
    assert ">B</a> and <a" in hit_list([hit])
