"""Reader of footnotes in HTML of any origin: pages, Word, WordPress, Markdown.

A reference is a short link to a place in the same text, by which a note stands: with the roles and types of
DPUB-ARIA and EPUB ("doc-noteref", "noteref"), in <sup>, or with an id by the habits of the programs that write them
("#fn1", "#_ftn1", "#footnote-1", "#cite_note-1", "#sdfootnote1sym").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archive.text.markup.footnotes import endnotes, noteref
from archive.text.markup.html_tree import drop_trees

MAX_NOTES = 999
_MARK = re.compile(r"\W*(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4}|[¹²³⁰-⁹]+)\W*|[*†‡§¶]+", re.I)
_ID = re.compile(
    r"(?:_|user-content-)?(?:fn|ftn|footnote|endnote|edn|note|cite_note|easy-footnote|sdfootnote|sdendnote)", re.I
)
_BACK = re.compile(r"[\s↩↑⤴^⏎↵▲\ufe0e\ufe0f\[\]().:]*|back|return|jump up(?: to)?", re.I)
_LABEL = re.compile(r"\A\s*[\[(]?\s*(?:\d{1,3}|[*†‡§¶]{1,4})\s*(?:[\])]\s*[.:]?|[.:])\s+")
_HEADING = re.compile(
    r"(?:foot|end)?notes?|notes? (?:and references|de bas de page)|anmerkungen|fu(?:ß|ss)noten|notas?"
    r"|примечания|przypisy",
    re.I,
)
_SIGN = re.compile(r"[*†‡§¶]{1,4}")
_MAX_LINKS = 50  # in one note
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "p")
_HOLDERS = ("li", "dd", "p", "div", "aside", "td", "section", "blockquote")
_LABELLED = ("a", "span", "sup", "b", "strong", "dt")


@dataclass(slots=True)
class _Note:
    """A footnote: the element that holds it, and the links to it in the order of the text."""

    holder: HtmlElement
    references: list[HtmlElement] = field(default_factory=list)


def collect_footnotes(root: HtmlElement) -> int:
    """Turn the footnotes below an element into those of `archive.text.markup.footnotes`, in place; return their number.

    They are renumbered in the order of their references, and stand behind what the references stand in. Notes
    without a reference, and links without a note, stay as they are.
    """
    notes = _notes_of(root)
    if not notes:
        return 0
    place = _common_place(root, notes)
    for number, note in enumerate(notes, start=1):
        for time, link in enumerate(note.references, start=1):
            _replace(_whole_reference(link), noteref(number, time))
    texts = [_text_of(note) for note in notes]
    holders = [note.holder for note in notes]
    around = [each for holder in holders if (each := holder.getparent()) is not None]
    drop_trees(root, holders)
    _drop_emptied(root, place, around)
    place.append(lxml.html.fragment_fromstring(endnotes(texts)))
    return len(notes)


def _notes_of(root: HtmlElement) -> list[_Note]:
    links = [link for link in root.iter("a") if (link.get("href") or "").startswith("#") and _is_reference(link)]
    if not links:  # as in most pages
        return []
    by_id = {each.get("id") or each.get("name"): each for each in root.iter("a", *_HOLDERS, *_LABELLED)}
    found: dict[HtmlElement, _Note] = {}
    order = {element: place for place, element in enumerate(root.iter())}
    for link in links:
        target = by_id.get(link.get("href", "")[1:])
        if target is None:
            continue
        holder = _holder(target, root)
        if holder is None or order[holder] < order[link] or any(each is holder for each in link.iterancestors()):
            continue
        found.setdefault(holder, _Note(holder)).references.append(link)
    notes = [note for note in found.values() if not any(each in found for each in note.holder.iterancestors())]
    inside = {note.holder for note in notes}
    for note in notes:  # a note may refer to another; that link stays in its text
        note.references = [link for link in note.references if not any(each in inside for each in link.iterancestors())]
    return [note for note in notes if note.references][:MAX_NOTES]


def _is_reference(link: HtmlElement) -> bool:
    parent = link.getparent()
    around = parent.get("class", "") if parent is not None and parent.tag in ("sup", "span") else ""
    role = f"{link.get('role', '')} {link.get('epub:type', '')} {link.get('class', '')} {around}"
    if "noteref" in role or "footnote-ref" in role:
        return True
    text = " ".join(link.text_content().split())
    if not text or not _MARK.fullmatch(text):
        return False
    in_sup = any(each.tag == "sup" for each in (link, *link.iterancestors())) or link.find("sup") is not None
    return in_sup or _SIGN.fullmatch(text) is not None or _ID.match((link.get("href") or "")[1:]) is not None


def _holder(target: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """Return the block that holds a note: the target itself, or the block in which a mark with that id begins it."""
    if target.tag in _HOLDERS:
        return target
    block = next((each for each in target.iterancestors() if each.tag in _HOLDERS), None)
    if block is None or block is root or any(each is block for each in root.iterancestors()):
        return None
    if target.tag == "dt":
        after = target.getnext()
        return after if after is not None and after.tag == "dd" else None
    return block if not _has_text_before(target, block) else None  # the mark begins its block


def _common_place(root: HtmlElement, notes: list[_Note]) -> HtmlElement:
    """Return the innermost block element around all references, behind whose content the notes belong."""
    paths = [[root, *reversed([each for each in link.iterancestors() if _is_below(each, root)])]
             for note in notes for link in note.references]  # fmt: skip
    place = root
    for level in zip(*paths, strict=False):
        if any(each is not level[0] for each in level) or level[0].tag not in _PLACES:
            break
        place = level[0]
    return place


_PLACES = ("div", "article", "main", "section", "body", "html")


def _is_below(element: HtmlElement, root: HtmlElement) -> bool:
    return any(each is root for each in element.iterancestors())


def _whole_reference(link: HtmlElement) -> HtmlElement:
    """Return the element to replace: the <sup> around a link, if it holds nothing else."""
    parent = link.getparent()
    alone = parent is not None and parent.tag in ("sup", "span") and len(parent) == 1
    if alone and not (parent.text or "").strip("[( ") and not (link.tail or "").strip("]) "):
        return _whole_reference(parent) if parent.tag != "p" else parent
    return link


def _replace(element: HtmlElement, markup: str) -> None:
    made = lxml.html.fragment_fromstring(markup)
    made.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, made)


def _text_of(note: _Note) -> str:
    """Return the HTML inside a note, without its number and the links back to the text."""
    holder = note.holder
    inner_links = islice((each for each in holder.iter("a") if (each.get("href") or "").startswith("#")), _MAX_LINKS)
    links = [each for each in inner_links if _is_back(each, holder)]
    drop_trees(holder, [_with_sup(link, holder) for link in links])
    first = islice(holder.iter("sup", "a", "span"), 3)
    drop_trees(holder, [each for each in first if _is_own_mark(each, holder)][:1])
    if holder.tag != "li" or links:
        _cut_label(holder)
    inner = "".join([_escaped(holder.text), *(lxml.html.tostring(each, encoding="unicode") for each in holder)])
    inner = re.sub(r'\s(?:id|name)="[^"]*"', "", inner).strip()
    return f"{inner[:-4].rstrip()}</p>" if inner.endswith("</p>") else inner


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_back(link: HtmlElement, holder: HtmlElement) -> bool:
    text = " ".join(link.text_content().split())
    role = f"{link.get('role', '')} {link.get('class', '')} {link.get('rev', '')}"
    if "backlink" in role or "backref" in role or "back-ref" in role or _BACK.fullmatch(text):
        return True
    return _MARK.fullmatch(text) is not None and not _has_text_before(link, holder)


def _with_sup(link: HtmlElement, holder: HtmlElement) -> HtmlElement:
    parent = link.getparent()
    if parent is None or parent is holder or parent.tag not in ("sup", "span") or len(parent) != 1:
        return link
    return parent if not (parent.text or "").strip() and not (link.tail or "").strip() else link


def _is_own_mark(element: HtmlElement, holder: HtmlElement) -> bool:
    """Return whether an element is the number of its note: first in it, without a link."""
    text = " ".join(element.text_content().split())
    return (
        bool(text)
        and _MARK.fullmatch(text) is not None
        and not _has_text_before(element, holder)
        and (element.tag == "sup" or bool(element.get("id") or element.get("name")))
    )


def _has_text_before(element: HtmlElement, holder: HtmlElement) -> bool:
    """Return whether text stands in a holder before an element inside it, brackets aside."""
    return any(piece.strip(" \t\n\r\xa0[(") for piece in _texts_before(element, holder))


def _texts_before(element: HtmlElement, holder: HtmlElement) -> Iterator[str]:
    above = {element, *element.iterancestors()}
    for event, each in etree.iterwalk(holder, events=("start", "end")):
        if event == "start":
            if each is element:
                return
            yield each.text or ""
        elif each not in above:
            yield each.tail or ""


def _cut_label(holder: HtmlElement) -> None:
    first = next((each for each in holder.iter() if (each.text or "").strip()), None)
    if first is not None:
        first.text = _LABEL.sub("", first.text or "", count=1)


def _drop_emptied(root: HtmlElement, place: HtmlElement, around: list[HtmlElement]) -> None:
    """Take out what held the notes and nothing else, and the heading and rule above it."""
    for element in dict.fromkeys(around):
        while element is not place and element is not root and (parent := element.getparent()) is not None:
            if not _is_empty(element):
                break
            before = element.getprevious()
            _remove(element)
            _remove_headings(before)
            element = parent
    if len(place) and not (place[-1].tail or "").strip():
        _remove_headings(place[-1])


def _remove_headings(element: HtmlElement | None) -> None:
    while element is not None and _is_heading(element):
        before = element.getprevious()
        _remove(element)
        element = before


def _remove(element: HtmlElement) -> None:
    """Take out an element; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _is_empty(element: HtmlElement) -> bool:
    """Return whether an element holds no text, or only the heading of notes."""
    words = "".join(islice((piece for piece in element.itertext() if piece.strip()), 3)).strip().rstrip(":")
    return not words or _HEADING.fullmatch(words) is not None


def _is_heading(element: HtmlElement) -> bool:
    """Return whether an element is the rule or heading above notes, which are gone from below it."""
    if (element.tail or "").strip():
        return False
    text = " ".join(element.text_content().split()).rstrip(":") if isinstance(element.tag, str) else ""
    return element.tag == "hr" or (
        element.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "p") and bool(_HEADING.fullmatch(text))
    )
