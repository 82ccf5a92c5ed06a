"""HTML tidying: makes well-nested blocks of allowed tags in linear time.

It tidies only; for safety `archive.text.markup.sanitiser.sanitise` passes its result to bleach. Tidying comes first
because bleach's parser takes minutes over deep or unclosed markup, and because text pasted from a page or a word
processor separates its paragraphs with <div>, <br><br> or nothing.
"""

from __future__ import annotations

import html
import re

from archive.text.markup.allowed_tags import (
    ATTRIBUTES,
    CONTAINERS,
    INLINE,
    INNER,
    PARAGRAPHS,
    PARTING,
    RENAMED,
    ROLES,
    TAGS,
    VOID,
    is_lingual,
)
from archive.text.markup.html_tokens import (
    CONTROLS,
    MAX_TAGS,
    MarkupTooDeep,
    MarkupTooLarge,
    Token,
    plain,
    tokens,
)
from archive.text.markup.link_addresses import is_link
from archive.text.markup.pictures import read_address

MAX_DEPTH = 60  # nested open elements, of any name
MAX_VALUE = 2_000  # characters of an attribute; browsers and servers refuse longer URLs too


# Permitted parents of each inner element; elsewhere its tags are dropped and its text becomes a paragraph.
_PARENTS = {
    "li": {"ul", "ol"},
    "figcaption": {"figure"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "th": {"tr"},
    "td": {"tr"},
}
_HOLDS_TEXT = PARAGRAPHS | {"li", "figcaption", "caption", "th", "td"}
_HOLDS_BLOCKS = {"blockquote", "li", "td", "th", "section"}

ANCHOR = re.compile(r"p[1-9][0-9]{0,5}")
NOTE_IDS = {"li": re.compile(r"fn-[1-9][0-9]{0,3}"), "sup": re.compile(r"fnref-[1-9][0-9]{0,3}(?:-[1-9][0-9]?)?")}
_BLANK_LINE = re.compile(r"\n[ \t\r\f\u00a0]*\n\s*")


def tidy(markup: str) -> str:
    """Return markup as well-nested blocks of the allowed tags and attributes, every text inside a block.

    <div>One<div>Two</div> → <p>One</p>\\n<p>Two</p>. Raises MarkupTooLarge and MarkupTooDeep. Takes linear time.
    """
    builder = _Builder()
    for token in tokens(markup):
        builder.take(token)
    return builder.finish()


def is_own_picture(token: Token) -> bool:
    """Return whether an <img> shows a picture of the archive with alternative text: any other is cut."""
    return read_address(token.attributes.get("src", "")) is not None and bool(token.attributes.get("alt", "").strip())


class _Builder:
    """Builder of tidy markup: blocks so far and open elements, outermost first."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.starts: list[int] = []  # index of each open element's start tag in the pieces
        self.filled = False  # whether the open paragraph-like element has any content
        self.implied = False  # whether the open paragraph had no tag of its own, so that a blank line ends it
        self.parted = False  # whether a space is due between the contents of two dropped blocks
        self.ids: set[str] = set()
        self.spans: list[bool] = []  # whether each open <span> was kept
        self.elements = 0

    def take(self, token: Token) -> None:
        name = RENAMED.get(token.name, token.name)
        if not name:
            self.text(plain(token.text))
        elif name in PARTING and not self.is_notes(name, token):
            self.part()
        elif name not in TAGS or (name == "span" and not self.is_kept_span(token)):
            return
        elif token.ends:
            self.end(name)
        elif name in INLINE:
            self.start_inline(name, token)
        elif name in VOID:
            self.void(name, token)
        else:
            self.start_block(name, token)

    def is_kept_span(self, token: Token) -> bool:
        """Return whether a <span> says a language or a direction; an end belongs to the last that was opened."""
        if token.ends:
            return self.spans.pop() if self.spans else False
        is_kept = (
            any(is_lingual("span", key, value) for key, value in token.attributes.items()) and "span" not in self.open
        )
        if len(self.spans) < MAX_TAGS:
            self.spans.append(is_kept)
        return is_kept

    def is_notes(self, name: str, token: Token) -> bool:
        """Return whether a token begins or ends the footnotes of the article, a block of their own."""
        if name != "section":
            return False
        if token.ends:
            return "section" in self.open
        is_at_top = not self.open or self.open[0] in PARAGRAPHS  # which a section ends
        return token.attributes.get("role") == ROLES[name] and is_at_top

    def finish(self) -> str:
        self.close_to(0)
        return "".join(self.pieces).strip()

    # Text and inline elements

    def text(self, text: str) -> None:
        if self.open and not (self.implied and self.open == ["p"]):
            self.add(text)
            return
        *before, last = _BLANK_LINE.split(text)
        for piece in before:
            self.add(piece)
            self.part()
        self.add(last)

    def add(self, text: str) -> None:
        if not self.in_text():
            if not text.strip():
                return
            self.open_text_element()
        self.write(text)

    def open_text_element(self) -> None:
        """Open an element for text: an item in a list, a caption in a figure, a cell in a row, else a paragraph."""
        holder = self.open[-1] if self.open else ""
        if name := {"ul": "li", "ol": "li", "figure": "figcaption", "tr": "td"}.get(holder):
            self.push(name, Token(name))
            return
        if holder == "section":  # holds a list, and nothing beside it
            self.close_to(0)
        elif holder not in _HOLDS_BLOCKS and holder:  # text is not allowed between the rows of a table
            self.close_to(self.open.index("table"))
        self.push("p", Token("p"))
        self.implied = True

    def write(self, text: str) -> None:
        if not self.filled or self.pieces[-1] == "<br>":
            text = text.lstrip()
        if text and self.parted:
            text = f" {text.lstrip()}"
        if text:
            self.filled, self.parted = True, False
            self.pieces.append(html.escape(text, quote=False))

    def start_inline(self, name: str, token: Token) -> None:
        if name in self.open:
            return  # an element nested in itself adds nothing, and <a> within <a> is not HTML
        if not self.in_text():
            self.open_text_element()
        self.push(name, token)

    def void(self, name: str, token: Token) -> None:
        if name == "hr":
            self.part()
            if not self.open:
                self.pieces.append("<hr>\n")
        elif name == "br":
            self.line_break()
        elif is_own_picture(token):
            if not self.in_text() and self.open[-1:] != ["figure"]:
                self.open_text_element()
            self.filled = True
            self.pieces.append(self.start_tag(name, token))

    def line_break(self) -> None:
        """Write a line break, or start a new paragraph at the second: many web editors separate paragraphs so."""
        if self.pieces[-1:] == ["<br>"] and self.open[-1] in PARAGRAPHS:
            self.pieces.pop()
            self.part()
            self.implied = True
        elif self.in_text() and self.filled:
            self.pieces.append("<br>")

    # Blocks

    def in_text(self) -> bool:
        """Return whether text is allowed here: inside a paragraph, a cell, a list item, or an inline element."""
        return bool(self.open) and (self.open[-1] in INLINE or self.open[-1] in _HOLDS_TEXT)

    def part(self) -> None:
        """End the open paragraph with its inline elements, not items and cells."""
        for place, name in enumerate(self.open):
            if name in PARAGRAPHS:
                self.close_to(place)
                return
        while self.open and self.open[-1] in INLINE:
            self.close_to(len(self.open) - 1)
        if self.open and self.open[-1] in ("li", "td", "th", "figcaption", "caption") and self.filled:
            self.parted = True

    def start_block(self, name: str, token: Token) -> None:
        self.part()
        if name in INNER and not self.make_room(name):
            return
        if self.open == ["section"] and name not in INNER | {"ol"}:
            self.close_to(0)
        if name not in INNER and self.open and not self.may_hold(name):
            return
        self.push(name, token)

    def may_hold(self, name: str) -> bool:
        """Return whether the open element may contain a block: quotations text and lists, cells and items lists."""
        holder = self.open[-1]
        if name in ("table", "figure"):
            return False
        if holder == "section":
            return name == "ol"
        return holder == "blockquote" if name in PARAGRAPHS else holder in _HOLDS_BLOCKS

    def make_room(self, name: str) -> bool:
        """Close elements that an inner element ends (an unclosed <li>, a row); return whether its parent is open."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in _PARENTS[name]:
                self.close_to(place + 1)
                return True
            if self.open[place] in CONTAINERS:
                return False
        return False

    def end(self, name: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] == name:
                self.close_to(place)
                return
            if name in INLINE and self.open[place] not in INLINE:
                return
        if name not in INLINE:  # of a block whose start was dropped, such as a table in an item
            self.part()

    def push(self, name: str, token: Token) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise MarkupTooDeep(
                f"The text nests more than {MAX_DEPTH} elements inside one another. Paste it as plain text."
            )
        self.elements += 1
        if self.elements > MAX_TAGS:  # paragraphs that blank lines part, and cells that are implied, among them
            raise MarkupTooLarge(f"The text has more than {MAX_TAGS:,} elements. Split it, or paste it as plain text.")
        self.pieces.append(self.start_tag(name, token))
        self.open.append(name)
        self.starts.append(len(self.pieces) - 1)
        if name not in INLINE:
            self.filled = self.implied = self.parted = False

    def close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            name, start = self.open.pop(), self.starts.pop()
            if start == len(self.pieces) - 1 and name not in ("td", "th"):
                self.pieces.pop()  # an empty element
                continue
            if self.pieces[-1] == "<br>" and name not in INLINE:
                self.pieces.pop()
            self.pieces.append(f"</{name}>" if name in INLINE or self.open else f"</{name}>\n")
            if name not in INLINE:
                self.filled, self.parted = bool(self.open), False

    def is_note_id(self, name: str, anchor: str) -> bool:
        """Return whether an id is that of a footnote, or of a reference to one, for the first time."""
        is_there = self.open == ["section", "ol"] if name == "li" else name == "sup"
        return is_there and anchor not in self.ids and NOTE_IDS[name].fullmatch(anchor) is not None

    def start_tag(self, name: str, token: Token) -> str:
        wanted = ATTRIBUTES.get(name, ())
        attributes = {
            key: CONTROLS.sub("", value)
            for key, value in token.attributes.items()
            if (key in wanted or key in ("lang", "dir")) and len(value) <= MAX_VALUE and _is_allowed(name, key, value)
        }
        anchor = token.attributes.get("id", "")
        is_block = not self.open and name not in INLINE | VOID
        is_new_anchor = is_block and ANCHOR.fullmatch(anchor) is not None and anchor not in self.ids
        if is_new_anchor or self.is_note_id(name, anchor):
            self.ids.add(anchor)
            attributes = {"id": anchor} | attributes
        return (
            f"<{name}{''.join(f' {key}={chr(34)}{html.escape(value)}{chr(34)}' for key, value in attributes.items())}>"
        )


def _is_allowed(name: str, key: str, value: str) -> bool:
    """Return whether an attribute may have this value."""
    if key in ("lang", "dir"):
        return is_lingual(name, key, value)
    if key == "href":
        return is_link(value)
    return key != "role" or value == ROLES.get(name)
