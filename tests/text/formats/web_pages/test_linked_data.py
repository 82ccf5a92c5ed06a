"""Articles in a page's linked data."""

import lxml.html
import pytest

from archive.text.formats.web_pages.linked_data import article_in_elements, articles_in_scripts

ARTICLE = (
    '{"@type": "NewsArticle", "headline": "Ferries", "author": {"name": "Ana Brod"}, "datePublished": "2004-03-05"}'
)


def of_script(script):
    page = lxml.html.document_fromstring(
        f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    )
    return [(each.titles, each.authors, each.dates) for each in articles_in_scripts(page)]


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Quay"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f"\n<![CDATA[\n{ARTICLE}\n]]>\n",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/*<![CDATA[*/ {ARTICLE} /*]]>*/",
        f"<!--\n{ARTICLE}\n-->",
        f"{ARTICLE};",
        ARTICLE.replace("NewsArticle", "https://schema.org/OpinionNewsArticle"),
        ARTICLE.replace('"NewsArticle"', '["Thing", "SocialMediaPosting"]'),
        ARTICLE.replace('{"name": "Ana Brod"}', '["Ana Brod"]'),
        ARTICLE.replace('"Ferries"', '"Fer\tries"').replace("Fer\tries", "Ferries\t"),
        ARTICLE.replace("headline", "name", 1),
    ],
)
def test_scripts(script):
    assert of_script(script) == [(["Ferries"], ["Ana Brod"], ["2004-03-05"])]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{broken",
        "[" * 100_000,
        '{"@type": "WebSite", "name": "Quay"}',
        "3",
        '{"@graph": {"@graph": 3}}',
        '{"@type": {}}',
    ],
)
def test_scripts_without_an_article(script):
    assert of_script(script) == []


def of_elements(markup):
    found = article_in_elements(lxml.html.document_fromstring(f"<html><body>{markup}</body></html>").find("body"))
    return found.titles, found.authors, found.dates


def test_microdata():
    markup = (
        '<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferries</h1>'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ana Brod</b></span>'
        '<meta itemprop="datePublished" content="2004-03-05">'
        '<time itemprop="dateModified" datetime="2010-01-01">x</time></article>'
    )
    assert of_elements(markup) == (["Ferries"], ["Ana Brod"], ["2004-03-05"])


def test_microdata_of_comments_is_not_the_articles():
    comment = '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="author">A reader</b></div>'
    assert of_elements(comment) == ([], [], [])


PAGE = '{"@graph": [{"@type": "WebPage", "name": "Quay", "datePublished": "2018-06-07"}]}'


def test_of_a_page_without_an_article_the_date_is_read():
    assert of_script(PAGE) == [([], [], ["2018-06-07"])]


def test_the_date_of_an_article_goes_before_that_of_its_page():
    both = PAGE.replace("]}", f", {ARTICLE}]}}")
    assert of_script(both) == [(["Ferries"], ["Ana Brod"], ["2004-03-05"])]


def test_microdata_of_teasers_is_not_the_articles():
    scope = '<div itemscope itemtype="https://schema.org/NewsArticle">'
    page = lxml.html.document_fromstring(
        f'{scope}<h2 itemprop="headline">Toll</h2><b itemprop="author">Ivo Marsh</b></div>{scope}'
        f'<b itemprop="author">Ana Brod</b><p>{"The ferries stand idle. " * 20}</p></div>'
    )
    found = article_in_elements(page.find("body"))
    assert (found.titles, found.authors) == ([], ["Ana Brod"])
