"""The element of a page that holds its article: <article>, <main>, or the one with the most prose."""

from __future__ import annotations

from collections import defaultdict

from lxml.html import HtmlElement

from archive.text.formats.web_pages.page_pieces import PageText, Piece

_MIN_ARTICLE = 200  # characters
_MORE = 0.15  # the share of its paragraphs that an element around it must add, to be the article instead
_SECONDED = 3  # times the points of a piece that the second opinion has
_DENSE = 0.6  # the share of what it adds that must be paragraphs


def main_content(body: HtmlElement, text: PageText, heading: HtmlElement | None) -> HtmlElement:
    """Return the element of the article: <article>, <main>, or the one with most prose, with the head above it.

    Where the text is in several blocks side by side, with pictures between them, it is the element around all of
    them. `heading` is the element of the title, if the page prints one.
    """
    article = _semantic(body, text)
    if article is None:
        article = _densest(body, text)
        article = _with_head(article, body, text, heading)
    article = _with_siblings(article, body, text)
    if text.has_header(body):
        while article is not body and not text.has_header(article):
            article = _parent(article, body)
    return article


def _parent(element: HtmlElement, body: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return parent if parent is not None else body


def _semantic(body: HtmlElement, text: PageText) -> HtmlElement | None:
    """Return the one <article> with most of the text in articles, or the page's <main>."""
    articles = [each for each in body.iter("article") if next(each.iterancestors("article"), None) is None]
    lengths = [text.length(each) for each in articles]
    longest = max(lengths, default=0)
    if longest > _MIN_ARTICLE and longest >= 0.5 * sum(lengths):
        return articles[lengths.index(longest)]
    mains = [each for each in body.iter() if each.tag == "main" or each.get("role") == "main"]
    return mains[0] if len(mains) == 1 and text.length(mains[0]) > _MIN_ARTICLE else None


def _densest(body: HtmlElement, text: PageText) -> HtmlElement:
    """Return the element whose paragraphs have most prose: text counts for their parent, half for its parent."""
    scores: defaultdict[HtmlElement, float] = defaultdict(float)
    for piece in text.pieces:
        if piece.is_boilerplate or len(piece.text) < 25 or piece.linked >= 0.8 * len(piece.text):
            continue
        points = 1 + piece.text.count(",") + min(len(piece.text) / 100, 10)
        points *= _SECONDED if piece.is_seconded else 1
        holder = piece.holder if piece.holder.tag in ("div", "td", "section") else _parent(piece.holder, body)
        scores[holder] += points
        if holder is not body:
            scores[_parent(holder, body)] += points / 2
    return max(scores, key=scores.__getitem__, default=body)


def _with_head(article: HtmlElement, body: HtmlElement, text: PageText, heading: HtmlElement | None) -> HtmlElement:
    """Return the element around an article that adds the heading, or only a few lines, most of them above the text."""
    while article is not body:
        parent = _parent(article, body)
        if text.length(parent) > 1.3 * text.length(article) + 300:
            return article
        if heading is not None and article in heading.iterancestors():
            return article
        if heading is None and _length_before(parent, article, text) < _length_behind(parent, article, text):
            return article
        article = parent
    return article


def _length_before(parent: HtmlElement, article: HtmlElement, text: PageText) -> int:
    first = next(iter(text.inside(article)), None)
    return _length([piece for piece in text.inside(parent) if first is not None and piece.number < first.number])


def _length_behind(parent: HtmlElement, article: HtmlElement, text: PageText) -> int:
    inside = text.inside(article)
    return _length([piece for piece in text.inside(parent) if inside and piece.number > inside[-1].number])


def _length(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces if not piece.is_boilerplate)


def _with_siblings(article: HtmlElement, body: HtmlElement, text: PageText) -> HtmlElement:
    """Return the element around an article that adds much to its paragraphs, and little else."""
    around = article
    while around is not body:
        around = _parent(around, body)
        more = text.paragraphs(around) - text.paragraphs(article)
        added = text.length(around) - text.length(article)
        if more >= max(1, _MORE * text.paragraphs(article)) and more >= _DENSE * added:
            article = around
    return article
