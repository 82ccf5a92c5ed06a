"""Content extraction from a saved web page: finds the article, cuts boilerplate, resolves links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from archive.text.markup.footnotes import NOTEREF
from archive.text.markup.html_tree import drop_tags, drop_trees
from archive.text.markup.picture_links import MAX_LINKS, link_picture

MEDIA_REMEDY = "A picture whose address is known is linked where it stood. Add what belongs to the article by hand."
_MAX_NAMED = 6  # parts of a page that a problem quotes, by their first words
_HOLDS_MOST = 0.4  # an element with this share of a page's text is not boilerplate, however it is named

_SILENT_TAGS = ("script", "style", "noscript", "template", "link", "meta", "head")
MEDIA_TAGS = {
    "img": "picture",
    "picture": "picture",
    "video": "video",
    "audio": "recording",
    "iframe": "embedded page",
    "embed": "embedded page",
    "object": "embedded page",
    "svg": "drawing",
    "canvas": "drawing",
    "math": "formula",
}
_BOILERPLATE_TAGS = frozenset(
    ("nav", "aside", "footer", "form", "button", "select", "dialog", "menu", "input", "textarea")
)
_BOILERPLATE_ROLES = frozenset(
    ("navigation", "banner", "complementary", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog", "form",
     "alert")
)  # fmt: skip
_BOILERPLATE_NAME = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|masthead-links|share|sharing|sharedaddy|"
    r"social|related|recommended|read-next|comments?|respond|subscribe|subscription|signup|sign-up|advert|advertisement|"
    r"ads?|promo|cookies?|consent|pagination|pager|toolbar|skip-link|skip|screen-reader-text|more-from|print-link|popular|"
    r"tag-list|tags|post-tags|widget)(?:$|[-_\s])",
    re.I,
)
_NEVER_CUT = frozenset(("html", "body", "main", "article", "h1", "p", "a", "em", "strong", "td", "tr", "table"))
_RELATED = re.compile(
    r"\W*(?:related\b.*|see also|read (?:also|more|next|on)\b.*|also (?:by|in|on)\b.*|more (?:from|on|about|by)\b.*"
    r"|recommended\b.*|popular\b.*|most read|latest\b.*|share(?: this)?\b.*|(?:previous|next)(?: article)?)\W*",
    re.I,
)
_HEADER = re.compile(r"\bPublication\s*:.{0,200}\bVol(?:ume|\.)", re.I | re.S)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "p", "strong", "div", "span")
_BLOCKS_INSIDE = ("p", "div", "h1", "h2", "h3", "table", "ul", "article", "section")


def cut_boilerplate(body: HtmlElement) -> list[str]:
    """Remove boilerplate from a page's body; return the first words of each removed part, for a report.

    Scripts and styles are removed without a report. Navigation, asides, footers, forms and lists of related links are
    recognised by tag, role or name, unless they contain most of the text or the page's heading.
    """
    drop_trees(body, [*body.iter(*_SILENT_TAGS)])
    etree.strip_tags(body, etree.Comment, etree.ProcessingInstruction, etree.Entity)
    cut = []
    whole = max(1, _length(body))
    for element in [each for each in body.iter() if isinstance(each.tag, str)]:
        if _is_attached(element, body) and _is_boilerplate(element, whole):
            cut.append(_words(element))
            _drop(element)
    for element in [*_related_lists(body)]:
        cut.append(_words(element))
        _drop(element)
    return [words for words in cut if words]


def _is_attached(element: HtmlElement, body: HtmlElement) -> bool:
    """Return whether an element is still inside a body, and was not removed with another."""
    return element is not body and body in element.iterancestors()


def _is_boilerplate(element: HtmlElement, whole: int) -> bool:
    if "hidden" in element.attrib and element.tag != "body":
        return True
    if element.tag in _NEVER_CUT:
        return False
    named = (
        element.tag in _BOILERPLATE_TAGS
        or element.get("role", "").strip().lower() in _BOILERPLATE_ROLES
        or _BOILERPLATE_NAME.search(f"{element.get('class', '')} {element.get('id', '')}"[:500]) is not None
    )
    if not named or next(element.iter("h1"), None) is not None or _HEADER.search(_text(element)[:5_000]):
        return False
    return _length(element) < _HOLDS_MOST * whole


def _related_lists(body: HtmlElement) -> Iterator[HtmlElement]:
    """Yield lists of links only below a heading such as "Related articles", and the heading."""
    for element in [*body.iter("ul", "ol", "div", "p")]:
        heading = element.getprevious()
        if heading is None or heading.tag not in _HEADINGS or not _is_all_links(element):
            continue
        text = _text(heading)
        if len(text) <= 80 and _RELATED.fullmatch(text):
            yield heading
            yield element


def _is_all_links(element: HtmlElement) -> bool:
    linked = sum(_length(link) for link in element.iter("a"))
    return linked > 0 and linked >= 0.8 * _length(element)


def main_content(body: HtmlElement, heading: HtmlElement | None) -> HtmlElement:
    """Return the element of the article: <article>, <main>, or the one with most prose, with the head above it.

    `heading` is the element of the title, if the page has one.
    """
    article = _semantic(body)
    if article is None:
        article = _densest(body)
        while article is not body and _has_more_of_head(article.getparent(), article, heading):
            article = article.getparent()
    if _HEADER.search(_text(body)):
        while article is not body and not _HEADER.search(_text(article)):
            article = article.getparent()
    return article


def _has_more_of_head(parent: HtmlElement, article: HtmlElement, heading: HtmlElement | None) -> bool:
    """Return whether a parent adds the heading, or only a few lines, most of them above the text."""
    if _length(parent) > 1.3 * _length(article) + 300:
        return False
    if heading is not None:
        return article not in heading.iterancestors()
    place = parent.index(article)
    return sum(map(_length, parent[:place])) >= sum(map(_length, parent[place + 1 :]))


def _semantic(body: HtmlElement) -> HtmlElement | None:
    """Return the one <article> with most of the text in articles, or the page's <main>."""
    articles = [each for each in body.iter("article") if next(each.iterancestors("article"), None) is None]
    lengths = [_length(each) for each in articles]
    longest = max(lengths, default=0)
    if longest > 200 and longest >= 0.5 * sum(lengths):
        return articles[lengths.index(longest)]
    mains = [each for each in body.iter() if each.tag == "main" or each.get("role") == "main"]
    return mains[0] if len(mains) == 1 and _length(mains[0]) > 200 else None


def _densest(body: HtmlElement) -> HtmlElement:
    """Return the element whose paragraphs have most prose: text counts for their parent, half for its parent."""
    scores: defaultdict[HtmlElement, float] = defaultdict(float)
    for element in body.iter("p", "pre", "td", "blockquote", "div"):
        text = _own_text(element) if element.tag in ("div", "td") else _text(element)
        if len(text) < 25 or _is_all_links(element):
            continue
        points = 1 + text.count(",") + min(len(text) / 100, 10)
        holder = element if element.tag in ("div", "td") else element.getparent()
        scores[holder] += points
        above = holder.getparent() if holder is not body else None
        if above is not None:
            scores[above] += points / 2
    best = max(scores, key=scores.__getitem__, default=body)
    return best if best is body or _is_attached(best, body) else body


def _own_text(element: HtmlElement) -> str:
    return " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())


def unwrap_layout_tables(content: HtmlElement) -> None:
    """Turn layout tables, those with blocks or further tables in their cells, into plain blocks."""
    for table in reversed([*content.iter("table")]):
        rows = [*table.iter("tr")]
        widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
        if max(widths, default=1) <= 1 or any(cell.find(f".//{tag}") is not None for cell in table.iter("td")
                                              for tag in _BLOCKS_INSIDE):  # fmt: skip
            for part in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th")]:
                part.tag = "div"


def take_media(content: HtmlElement, base: str) -> list[str]:
    """Remove pictures, films and other embedded media; return their kinds and names, such as "picture: a.jpg".

    A picture with an address on the web, resolved by `base`, is replaced by a link to it.
    """
    taken, links = [], 0
    for element in [*content.iter(*MEDIA_TAGS)]:
        if not _is_attached(element, content):
            continue
        inner = element if element.tag == "img" else element.find(".//img")
        if inner is not None and links < MAX_LINKS:
            links += link_picture(inner, content, base)
        address = element.get("src") or element.get("data") or (inner.get("src", "") if inner is not None else "")
        name = "" if address.startswith("data:") else urlsplit_path(address).rpartition("/")[2]
        taken.append(f"{MEDIA_TAGS[element.tag]}: {name[:60]}")
        _drop(element)
    return taken


def urlsplit_path(address: str) -> str:
    """Return the path of a URL; "" for an invalid one."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:  # "http://["
        return ""


def resolve_links(content: HtmlElement, base: str) -> int:
    """Make links absolute, or replace them by their text if they cannot be; return how many were replaced.

    Links within the page ("#note-1") are replaced without being counted: their target is in the same text. Those to
    footnotes stay.
    """
    lost, without_address = 0, []
    for link in [each for each in content.iter("a") if each.get("role") != NOTEREF]:
        address = _CONTROLS.sub("", link.get("href") or "").strip()
        if not address or address.startswith("#") or (base and address.startswith(f"{base}#")):
            without_address.append(link)
            continue
        try:
            absolute = urljoin(base, address)
            scheme = urlsplit(absolute).scheme.lower()
        except ValueError:  # "http://["
            absolute = scheme = ""
        if scheme in ("http", "https", "mailto"):
            link.set("href", absolute)
        else:
            without_address.append(link)
            lost += 1
    drop_tags(content, without_address)
    return lost


def named(parts: list[str]) -> str:
    """Quote parts of a page by their first words, for a report."""
    shown = "; ".join(f"“{part}”" for part in parts[:_MAX_NAMED])
    return f"{shown}; and {len(parts) - _MAX_NAMED} more" if len(parts) > _MAX_NAMED else shown


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _length(element: HtmlElement) -> int:
    return len(_text(element))


def _words(element: HtmlElement) -> str:
    text = " ".join(" ".join(element.itertext()).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
