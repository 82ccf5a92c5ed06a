"""Boilerplate of a page: navigation, asides, forms and lists of links, recognised by tag, role, name and links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.text.formats.web_pages.page_pieces import HEADINGS, PageText, Piece

_HOLDS_MOST = 0.4  # an element with this share of a page's text is not boilerplate, however it is named
_MANY_LINKS = 0.5  # the share of a text in links from which a name such as "related" is believed
MIN_REST = 200  # characters of paragraphs beside a page's comments, which are the article then
_SECONDED = 0.5  # the share of a text that the second opinion takes for the article's, which then decides

_TAGS = frozenset(("nav", "aside", "footer", "form", "button", "dialog", "menu"))
_ROLES = frozenset(
    ("navigation", "banner", "complementary", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog", "form",
     "alert")
)  # fmt: skip
# Whole names: what is called so is no article, whatever is in it.
_NAMES = re.compile(
    r"nav(?:bar|igation)?|(?:main-?|site-?|sub-?)?menu|breadcrumbs?|side-?bar|footer|masthead-links|share|sharing|sharedaddy"
    r"|(?:social|share|sharing)-(?:share|sharing|links?|icons?|media|buttons?|bar|tools?|this|list|widget)"
    r"|(?:(?:article|post|user|reader|facebook)-)?comments?"
    r"|comment-?(?:list|area|section|form|body|content|thread)s?|respond|disqus(?:_|-)thread"
    r"|(?:cookies?|consent|cookie-consent|gdpr)(?:-(?:banner|bar|notice|box|popup|modal|dialog|overlay|message|settings))?|pagination|pager|toolbar|skip(?:-link)?s?|screen-reader-text|advert(?:isement|ising)?s?"
    r"|(?:[\w-]+-)?(?:modal|pop-?up|lightbox)(?:-\w+)*|(?:[a-z]+-)?(?:sr-?only|visually-?hidden)(?:-\w+)*|assistive-?text"
    r"|ad-(?:container|wrapper|slot|unit)s?|google-?ads?|print-link|(?:jp-)?related-?(?:posts?|articles?|stories|links|content)|newsletter(?:-(?:form|signup|sign-up|box))?",
    re.I,
)
# What visitors wrote below an article, which may be longer than it.
_COMMENTS = re.compile(
    r"comments|comment-?(?:list|area|section|thread)s?|respond|disqus-thread"
    r"|(?:div-|li-)?comment-\d+",  # WordPress's single ones
    re.I,
)
# Names with a word for them: "sf-comment-list", "leaveComment"; "no-comments" and "comments-open" are of the article.
_COMMENT_WORD = re.compile(
    r"(?:\A|(?<!\bhas)(?<!\bno)(?<!\bwith)(?<!\bshow)(?<!\bhide)-)(?:comments?|commentlist|kommentare?|comentarios?"
    r"|commentaires?|commenti|testimonials?)(?!-(?:open|closed|enabled|disabled|status|count|number|o(?:n|ff))\b)(?:-|\Z)",
    re.I,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names, and parts of them, that are believed of what is mostly links or has no paragraph.
_DOUBTFUL = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|share|sharing|social|related|recommended"
    r"|read-next|comments?|subscribe|subscription|signup|sign-up|ads?|promo|promos|promoted|cookies?|consent|pager|toolbar"
    r"|more-from|popular|most-read|tag-list|tags|post-tags|widget|newsletter|outbrain|taboola)(?:$|[-_\s])",
    re.I,
)
_WORD = re.compile(r"\w+")
_NEVER = frozenset(("html", "body", "main", "article", "p", "a", "em", "strong", "td", "tr", "table")) | HEADINGS
_UNSEEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_UNFOLDED = re.compile(r"accordion|collaps|(?:^|-)(?:tabs?|panel|toggle|expand\w*|faq|answer|drawer)(?:-|$)", re.I)
_RELATED = re.compile(
    r"\W*(?:related\b.*|see also|read (?:also|more|next|on)\b.*|also (?:by|in|on)\b.*|more (?:from|on|about|by)\b.*"
    r"|recommended\b.*|popular\b.*|most read|latest\b.*|share(?: this)?\b.*|(?:previous|next)(?: article)?)\W*",
    re.I,
)
_ABOVE_LISTS = ("h2", "h3", "h4", "h5", "h6", "p", "strong", "div", "span")


def mark_boilerplate(body: HtmlElement, text: PageText) -> None:
    """Mark the pieces of a page that are boilerplate.

    Elements are recognised by tag, role or name, unless they hold most of the text, the page's first heading, a
    header line, or what the second opinion takes for the article's. A name such as "popular-front" or "social-policy"
    is believed only of what is mostly links or has no paragraph, and never of a heading.
    """
    for element in body.iter():
        has_sign = bool(element.attrib) or element.tag in _TAGS  # most have none
        if has_sign and isinstance(element.tag, str) and element is not body and _is_boilerplate(element, text, body):
            _mark(text.inside(element))
    text.measure()
    for element in [*_related_lists(body, text)]:
        _mark(text.inside(element))
    text.measure()


def _mark(pieces: list[Piece]) -> None:
    for piece in pieces:
        piece.is_boilerplate = True


def _is_boilerplate(element: HtmlElement, text: PageText, body: HtmlElement) -> bool:
    pieces = text.inside(element)
    length = sum(len(piece.text) for piece in pieces)
    if not pieces:
        return False
    if _is_comments(element, pieces) and text.paragraphs(body) - text.paragraphs(element) >= MIN_REST:
        return element.tag not in _NEVER
    if length >= _HOLDS_MOST * text.length(body):
        return False
    is_seconded = text.seconded(element) >= _SECONDED * length
    if "hidden" in element.attrib:
        return True
    if _UNSEEN.search(element.get("style", "")[:300]) or element.get("aria-hidden") == "true":
        return not is_seconded and not _is_unfolded(element)
    if element.tag in _NEVER:
        return False
    is_tagged = element.tag in _TAGS or element.get("role", "").strip().lower() in _ROLES
    named = _named(element, pieces[0])
    if not (is_tagged or named) or text.has_header(element) or any(piece.holder.tag == "h1" for piece in pieces):
        return False
    has_paragraph = any(piece.is_paragraph() for piece in pieces)
    if is_tagged or named is _NAMES:
        return not (is_seconded and has_paragraph) or element.tag in ("nav", "footer")
    if element.find(".//*[@itemprop='articleBody']") is not None:
        return False
    linked = sum(piece.linked for piece in pieces)
    return not is_seconded and (linked >= _MANY_LINKS * length or not has_paragraph)


def _is_unfolded(element: HtmlElement) -> bool:
    """Return whether an element is one that readers unfold: a tab, an answer below its question."""
    parent = element.getparent()
    return any(each is not None and any(map(_UNFOLDED.search, _names_of(each))) for each in (element, parent))


def _is_comments(element: HtmlElement, pieces: list[Piece]) -> bool:
    """Return whether an element has a name of comments, or a word of it has and no heading of the page is inside."""
    names = _names_of(element)
    if any(map(_COMMENTS.fullmatch, names)):
        return True
    words = any(_COMMENT_WORD.search(_CAMEL.sub("-", name)) for name in names)
    return words and not any(piece.holder.tag == "h1" for piece in pieces)


def _names_of(element: HtmlElement) -> list[str]:
    """Return an element's classes and id, with hyphens between their words."""
    names = f"{element.get('class', '')} {element.get('id', '')}"[:500].split()
    return [name.strip("-_").replace("_", "-") for name in names]


def _named(element: HtmlElement, first: Piece) -> re.Pattern[str] | None:
    """Return which names an element has, if any: the certain or the doubtful ones.

    A name made of the words of its first heading, as generators of pages make them, says nothing.
    """
    own = "-".join(_WORD.findall(first.text.lower())) if first.is_heading else ""
    names = [name for name in _names_of(element) if name.lower() != own]
    if any(map(_NAMES.fullmatch, names)):
        return _NAMES
    return _DOUBTFUL if any(map(_DOUBTFUL.search, names)) else None


def _related_lists(body: HtmlElement, text: PageText) -> Iterator[HtmlElement]:
    """Yield lists of links only below a heading such as "Related articles", and the heading."""
    for element in body.iter("ul", "ol", "div", "p"):
        heading = element.getprevious()
        if heading is None or heading.tag not in _ABOVE_LISTS:
            continue
        length, linked = text.length(element), text.linked(element)
        words = " ".join(piece.text for piece in text.inside(heading)[:3])
        if linked and linked >= 0.8 * length and len(words) <= 80 and _RELATED.fullmatch(words):
            yield heading
            yield element
