"""Lists of the search page as HTML: hits, facet values, page numbers.

They repeat a dozen fragments three hundred times a page, which takes a template several times as long. All text of rows
and requests is escaped, as in a template: every f-string below holds only tags, numbers, and results of `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString

from archive.pages.rendering import formatting
from archive.pages.rendering.template_tags import date_of
from archive.search.passages.snippets import Snippet
from archive.search.results.facets import Facet, FacetValue
from archive.search.results.hit_rows import ArticleHit, AuthorHit
from archive.search.results.hits import Hit
from archive.text.languages import is_right_to_left, language_attributes


def hit_list(hits: Iterable[Hit]) -> SafeString:
    """Return the hits as list items: location, title, authors, passages."""
    return SafeString("\n".join(map(_hit, hits)))


def value_list(values: Iterable[FacetValue]) -> SafeString:
    """Return the values of a facet as list items, each a link with its count."""
    return SafeString("\n".join(map(_value, values)))


def facet_sections(facets: Iterable[tuple[Facet, str]]) -> SafeString:
    """Return facets as sections with heading, values, and a link to more values."""
    return SafeString("".join(_section(facet, heading) for facet, heading in facets))


def page_list(shown: Iterable[int | None], here: int, query_strings: Mapping[int, str]) -> SafeString:
    """Return page numbers as list items, each a link, None a gap; `here` is the current page."""
    return SafeString("".join(f"\n    <li>{_page_link(number, here, query_strings)}</li>" for number in shown))


def _page_link(number: int | None, here: int, query_strings: Mapping[int, str]) -> str:
    if number is None:
        return '<span aria-hidden="true">…</span>'
    current = ' aria-current="page"' if number == here else ""
    return f'<a{current} href="?{escape(query_strings[number])}"><span class="unseen">Page </span>{number}</a>'


def _section(facet: Facet, heading: str) -> str:
    mark, heading = f"facet-{escape(facet.name)}", escape(heading)
    more = ""
    if facet.more:
        address = f"?{escape(facet.expanded.query_string())}#{mark}"
        words = f'Show {facet.more} more<span class="unseen"> {heading.lower()}</span>'
        more = f'<p class="more"><a rel="nofollow" href="{address}">{words}</a></p>'
    return (
        f'<section class="facet" aria-labelledby="{mark}">\n<h2 class="rubric" id="{mark}">{heading}</h2>\n'
        f"<ul>{value_list(facet.values)}</ul>\n{more}\n</section>\n"
    )


def _value(value: FacetValue) -> str:
    label, chosen = escape(value.label), ""
    if value.selected:
        counted = escape(formatting.counted(value.count, "article"))
        chosen = f' class="chosen" aria-label="{label}, {counted}, selected; remove"'
    address = escape(value.query_string)
    return f'<li><a rel="nofollow" href="?{address}"{chosen}>{label}</a> <span class="count">{value.count}</span></li>'


def _hit(hit: Hit) -> str:
    article = hit.article
    issue = article.issue
    title, address = escape(article.title), escape(article.get_absolute_url())
    tag = article.language or issue.publication.language
    language = language_attributes(tag)
    provisional = ' <span class="provisional">provisional title</span>' if article.title_is_provisional else ""
    return (
        f'<li class="hit">\n{_crumbs(article, title)}\n'
        f'<h2 {language}><a href="{address}">{_pieces(hit.title)}</a>{provisional}</h2>\n'
        f"{_byline(hit.authors, is_right_to_left(tag))}"
        f"{''.join(_passage(snippet, title, address, language) for snippet in hit.snippets)}\n</li>"
    )


def _crumbs(article: ArticleHit, title: str) -> str:
    issue = article.issue
    publication = issue.publication
    date = f"<li>{date_of(article)}</li>" if article.date_beside else ""
    return (
        f'<nav class="crumbs" aria-label="Where “{title}” stands"><ol>'
        f'<li><a href="{escape(publication.get_absolute_url())}"><cite>{escape(publication.title)}</cite></a></li>'
        f'<li><a href="{escape(issue.get_absolute_url())}">{escape(issue.designation)}</a></li>{date}</ol></nav>'
    )


def _byline(authors: Sequence[AuthorHit], from_right: bool) -> str:
    if not authors:
        return ""
    links = [f'<a rel="author" href="{escape(one.get_absolute_url())}">{escape(one.name)}</a>' for one in authors]
    direction = ' dir="rtl"' if from_right else ""
    return f'<p class="byline"{direction}>{formatting.names_in_words(links)}</p>\n'


def _passage(snippet: Snippet, title: str, address: str, language: str) -> str:
    jump = ""
    if snippet.anchor:
        # The name begins with the words in sight (WCAG 2.5.3), and tells the passages of an article apart.
        anchor, words = escape(snippet.anchor), "jump to the passage"
        name = f"{words} in paragraph {anchor.removeprefix('p')} of “{title}”"
        jump = f' <a class="jump" href="{address}#{anchor}" lang="en" dir="ltr" aria-label="{name}">{words}</a>'
    return f'<p class="passage" {language}>{_pieces(snippet.pieces)}{jump}</p>'


def _pieces(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if matched else escape(text) for text, matched in pieces)
