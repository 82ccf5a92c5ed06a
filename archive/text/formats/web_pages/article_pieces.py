"""Which pieces of a page are its article: a vote of its elements, their text, and the second opinion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.html import HtmlElement

from archive.text.formats.web_pages.page_pieces import PageText, Piece
from archive.text.headers.header_detection import find_header
from archive.text.headers.publication_facts import PublicationNames

# The second opinion is believed in what it leaves out only if it has this share of the prose in the main element.
MIN_SECONDED = 0.6
MIN_REPEATED = 15  # characters of a title, lines equal to which repeat it
MIN_OWN, MIN_SHARED = 400, 0.5  # characters of prose, and the share of the second opinion, in the element of the title
MOST_INSIDE = 0.6  # of the second opinion's prose in the main element, so that what it has elsewhere is of others
LEAD, BELOW_TITLE = 25, 3  # pieces above the text, and below the title, among which a lead paragraph may be
MIN_LEAD, MIN_BEHIND = 60, 150  # characters of a lead, and of a paragraph behind what the second opinion has

_SEE_ALSO = re.compile(
    r"\W*(?:related\b|see also|read (?:also|more|next|on|the)\b|also (?:read|by|in|on)\b|more (?:from|on|about|by)\b"
    r"|recommended\b|most read|share this|lea (?:también|más|además)|lea:|lee (?:también|más)|leia (?:também|mais)"
    r"|te puede interesar|contenido relacionado|lesen sie|lesetipps?|auch (?:lesen|interessant)|mehr zum thema"
    r"|weitere artikel|zum weiterlesen|lire aussi|à lire|leggi anche|czytaj (?:też|także|więcej)|zobacz (?:też|także)"
    r"|читайте также|читать также|по теме)",
    re.I,
)
# Names of what stands in an article and is about it or others.
_ABOUT = re.compile(
    r"(?:author|bio\b|byline|copyright|credits?\b|related|promo|postmeta|post-meta|entry-meta|metadata|tags?\b|signup"
    r"|newsletter|subscri|comment|breadcrumb|toc\b|donat|widget)",
    re.I,
)
_TEASER = re.compile(r"teaser|\bcard\b|promo", re.I)
# The last lines of many pages, behind the end of the article.
_PROMOTION = re.compile(
    r"\bnewsletter\b|sign up (?:for|to|here)|subscribe (?:to|now|here)|\bsuscríbe|\babonnie|all rights reserved"
    r"|follow us on|\A©",
    re.I,
)
MAX_PROMOTION = 250  # characters
INNERMOST = 3
_IN_LISTS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "li"))
_LISTS = frozenset(("table", "ul", "ol", "dl"))


def article_pieces(
    text: PageText, main: HtmlElement, names: PublicationNames, title: HtmlElement | None, *, has_opinion: bool
) -> list[Piece]:
    """Return the pieces of the article, in order, without its title.

    Those in the main element that are no boilerplate, and those that the second opinion has, are voted on. On a page
    with a header line ("Narrows Weekly Volume 5, Issue 22") all of them are the article's. Where the second opinion
    leaves out most of the main element's prose, it is not believed in that.
    """
    for piece in [*text.inside(main), *_below(title, text)]:
        piece.is_main = not piece.is_boilerplate
    candidates = [piece for piece in text.pieces if piece.is_main or piece.is_seconded]
    if title is not None:
        candidates = [*_without_title(candidates, title, text)]
    main_pieces = [piece for piece in candidates if piece.is_main]
    if has_header(main_pieces, names):
        return main_pieces
    candidates = candidates or [piece for piece in text.pieces if not piece.is_boilerplate] or text.pieces
    seconded = [piece for piece in candidates if piece.is_seconded]
    if _is_marked_up(main, title) and _is_of_others(seconded, main_pieces):
        chosen = [piece for piece in main_pieces if piece.is_paragraph() or not _is_about(piece, main)]
    elif not has_opinion or not seconded or _is_poor(seconded, main_pieces):
        chosen = [
            piece
            for piece in candidates
            if _is_sure(piece) or (piece.is_main and (piece.is_paragraph() or not _is_about(piece, main)))
        ]
    else:
        chosen = _Vote(seconded, main, _below(title, text)).chosen(candidates)
    return _without_last_headings(_with_headings(chosen or candidates, candidates))


def _without_title(candidates: list[Piece], title: HtmlElement, text: PageText) -> Iterator[Piece]:
    """Yield pieces without the title, and without lines that only repeat it, as a path to the page does."""
    own = " ".join(piece.text for piece in text.inside(title))
    for piece in candidates:
        if piece.holder is not title and (piece.text != own or len(own) < MIN_REPEATED):
            yield piece


def _without_last_headings(chosen: list[Piece]) -> list[Piece]:
    """Return the pieces up to the last that is no heading: one below which nothing stands is of what was cut."""
    last = max((place for place, piece in enumerate(chosen) if not piece.is_heading), default=len(chosen))
    return chosen[: last + 1]


def _with_headings(chosen: list[Piece], candidates: list[Piece]) -> list[Piece]:
    """Return the chosen pieces with the headings right above them, however these are named."""
    numbers = {piece.number for piece in chosen}
    if not numbers:
        return chosen
    first = min(numbers)
    for piece in reversed(candidates):
        is_above = piece.number + 1 in numbers and piece.number > first
        if is_above and piece.is_main and piece.is_heading and not piece.linked:
            numbers.add(piece.number)
    return [piece for piece in candidates if piece.number in numbers]


def has_header(pieces: list[Piece], names: PublicationNames) -> bool:
    """Return whether a header line is among the first pieces of an article."""
    lines = [(piece.number, piece.text) for piece in pieces[:40]]
    return find_header(lines, names) is not None


def _is_poor(seconded: list[Piece], main_pieces: list[Piece]) -> bool:
    """Return whether the second opinion lacks most of the main element's prose, and has no more text elsewhere."""
    prose = sum(len(piece.text) for piece in main_pieces if piece.is_prose())
    shared = sum(len(piece.text) for piece in seconded if piece.is_main)
    return shared < MIN_SECONDED * prose and sum(len(piece.text) for piece in seconded) < prose


def _is_marked_up(main: HtmlElement, title: HtmlElement | None) -> bool:
    """Return whether a page itself says which element is its article: by its tag, or the title inside."""
    return main.tag in ("article", "main") or (title is not None and main in title.iterancestors())


def _is_of_others(seconded: list[Piece], main_pieces: list[Piece]) -> bool:
    """Return whether most of the second opinion is of other things than the main element, whose prose is enough."""
    prose = sum(len(piece.text) for piece in main_pieces if piece.is_prose())
    shared = sum(len(piece.text) for piece in seconded if piece.is_main and piece.is_prose())
    return prose >= MIN_OWN and shared < MIN_SHARED * sum(len(piece.text) for piece in seconded)


def _below(title: HtmlElement | None, text: PageText) -> list[Piece]:
    """Return the lead right below a title that stands above the main element."""
    own = text.inside(title) if title is not None else []
    below = text.pieces[own[-1].number + 1 : own[-1].number + 1 + BELOW_TITLE] if own else []
    return [piece for piece in below if piece.linked == 0 and piece.is_prose(MIN_LEAD)]


def _is_sure(piece: Piece) -> bool:
    """Return whether the second opinion alone is enough: for a paragraph outside of navigation and its like."""
    return piece.is_seconded and not piece.is_boilerplate and piece.is_prose(MIN_LEAD)


class _Vote:
    """Vote on the pieces of a page whose second opinion is believed."""

    def __init__(self, seconded: list[Piece], main: HtmlElement, below_title: list[Piece]) -> None:
        self.below_title = {piece.number for piece in below_title}
        prose = [piece for piece in seconded if piece.is_prose()] or seconded
        self.first, self.last = prose[0].number, prose[-1].number
        self.main = main
        self.around = {_around(piece) for piece in seconded}
        self.shapes = {_shape(piece) for piece in seconded}
        inside = sum(len(piece.text) for piece in prose if piece.is_main)
        self.is_inside = inside >= MOST_INSIDE * sum(len(piece.text) for piece in prose)

    def chosen(self, candidates: list[Piece]) -> list[Piece]:
        found = [piece for piece in candidates if not _leads_elsewhere(piece) and self._is_chosen(piece)]
        while found and len(found[-1].text) <= MAX_PROMOTION and _PROMOTION.search(found[-1].text):
            found.pop()
        return found

    def _is_chosen(self, piece: Piece) -> bool:
        if piece.is_seconded and (piece.is_main or not self.is_inside):
            return not piece.is_boilerplate
        if _is_caption(piece):
            return piece.number <= self.last
        is_within, is_teaser = self.first < piece.number < self.last, _is_named(_TEASER, piece, self.main)
        if is_within and piece.is_paragraph() and not is_teaser:
            return True
        if _is_about(piece, self.main) or (is_teaser and piece.number > self.first):
            return False
        if piece.number < self.first:
            is_near = self.first - piece.number <= LEAD and piece.is_paragraph()
            return piece.is_prose(MIN_LEAD) and (is_near or piece.number in self.below_title)
        if piece.number > self.last:
            is_like = _around(piece) in self.around or _shape(piece) in self.shapes
            return is_like and piece.is_prose(MIN_BEHIND) and piece.is_paragraph()
        if not piece.is_main:
            return False
        if _is_item(piece):
            return True
        return _around(piece) in self.around and self._is_part(piece)

    @staticmethod
    def _is_part(piece: Piece) -> bool:
        """Return whether a piece beside the article's paragraphs is a short one, a heading, or of a list or table."""
        return piece.is_prose() or (piece.linked == 0 and (piece.is_heading or piece.holder.tag in _IN_LISTS))


def _is_item(piece: Piece) -> bool:
    """Return whether a piece is an item of a list, or a paragraph in one, with more than links."""
    holders = (piece.holder, piece.holder.getparent())
    return piece.linked < 0.5 * len(piece.text) and any(each is not None and each.tag == "li" for each in holders)


def _leads_elsewhere(piece: Piece) -> bool:
    """Return whether a piece is a line such as "Read also: The ferries stand", with a link."""
    return piece.linked >= 0.5 * len(piece.text) and _SEE_ALSO.match(piece.text) is not None


def _around(piece: Piece) -> HtmlElement | None:
    """Return the element around a piece's paragraph, or around the list, table or custom element that it belongs to."""
    element = piece.holder
    while (element.tag in _IN_LISTS | _LISTS or "-" in element.tag) and element.getparent() is not None:
        element = element.getparent()
    return element.getparent() if element is piece.holder else element


def _shape(piece: Piece) -> tuple[str, str, str] | None:
    """Return the tag of a piece, and that and the class of the element around it; None where it has no class."""
    around = _around(piece)
    name = around.get("class", "") if around is not None else ""
    return (piece.holder.tag, around.tag, name) if around is not None and name else None


def _is_caption(piece: Piece) -> bool:
    return any(each.tag == "figcaption" for each in (piece.holder, *piece.holder.iterancestors()))


def _is_about(piece: Piece, main: HtmlElement) -> bool:
    """Return whether a piece is named as one about the article; a paragraph below a heading of the text is not."""
    return not piece.is_heading and _is_named(_ABOUT, piece, main)


def _is_named(pattern: re.Pattern[str], piece: Piece, main: HtmlElement) -> bool:
    """Return whether one of the innermost elements around a piece, below the main one, has a name."""
    around = takewhile(lambda each: each is not main, (piece.holder, *piece.holder.iterancestors()))
    return any(
        pattern.search(f"{each.get('class', '')} {each.get('id', '')}"[:300]) for each in islice(around, INNERMOST)
    )
