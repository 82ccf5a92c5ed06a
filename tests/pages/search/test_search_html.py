"""The search page's lists: what they say, and that nothing of a text or a request stands in them as markup."""

from __future__ import annotations

import pytest

from archive.pages.search.search_html import facet_sections, hit_list, page_list, value_list
from archive.search.passages.snippets import Snippet
from archive.search.query.request import SearchRequest
from archive.search.results.facets import Facet, FacetValue
from archive.search.results.hits import Hit
from tests.factories import ArticleFactory, AuthorFactory

HOSTILE = "<b onclick='x'>\"&"


def test_a_value_is_a_link_with_its_number():
    listed = value_list([FacetValue("tass", "TASS", 1204, False, "q=a&source=tass")])
    assert listed == ('<li><a rel="nofollow" href="?q=a&amp;source=tass">TASS</a> <span class="count">1204</span></li>')


def test_a_chosen_value_says_so():
    assert 'class="chosen" aria-label="TASS, 1 article, selected; remove"' in value_list(
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


def facet(more: int) -> Facet:
    values = [FacetValue("tass", "TASS", 2, False, "q=a&source=tass")]
    return Facet("source", values, more, SearchRequest(query='"a"'))


def test_a_facet_has_a_heading_that_names_it():
    section = facet_sections([(facet(0), "Sources cited")])
    assert '<section class="facet" aria-labelledby="facet-source">' in section
    assert '<h2 class="rubric" id="facet-source">Sources cited</h2>' in section
    assert "more" not in section


def test_a_facet_leads_to_the_rest_of_its_values():
    section = facet_sections([(facet(12), "Sources cited")])
    assert 'href="?q=%22a%22&amp;more=source#facet-source">Show 12 more<span class="unseen"> sources cited' in section


def test_numbers_of_pages_are_links_but_for_gaps():
    ways = {1: "q=a", 2: "q=a&page=2", 9: "q=a&page=9"}
    first, here, gap, last = page_list([1, 2, None, 9], 2, ways).split("<li>")[1:]
    assert '<a href="?q=a">' in first
    assert '<a aria-current="page" href="?q=a&amp;page=2"><span class="unseen">Page </span>2</a>' in here
    assert gap.startswith('<span aria-hidden="true">…</span>')
    assert 'href="?q=a&amp;page=9"' in last
