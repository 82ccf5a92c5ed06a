"""References of a JATS article as lines of HTML, in whatever elements a publisher wrote them.

<mixed-citation> has the words and signs of print. <element-citation> has parts alone, between which readers expect
signs. <citation> and <nlm-citation>, of older versions, are either. A <ref> may hold one work twice, mixed and in parts
(SciELO), or several works, each mixed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import attribute, local

_MIXED = "mixed-citation"
_CITATIONS = frozenset((_MIXED, "element-citation", "nlm-citation", "citation"))
_GROUPS = frozenset(("citation-alternatives",))
_PEOPLE = frozenset(("person-group", "name", "string-name", "name-alternatives", "collab", "etal"))
# Elements of typography, between which and the text no blank stands.
_INLINE = frozenset(
    ("bold", "italic", "sup", "sub", "sc", "underline", "overline", "monospace", "roman", "sans-serif", "strike",
     "styled-content", "named-content", "fixed-case", "abbrev", "x", "xref", "ext-link", "uri", "inline-formula")
)  # fmt: skip
_BEFORE = {"doi": "doi:", "pmid": "PMID ", "pmcid": ""}  # identifiers that say what they are
_ENDS = re.compile(r"[.?!:]\s*(?:</a>)?\s*$")
_EMPTY = re.compile(r"(?:[\s.,;:()\[\]]|</?a\b[^>]*>)*")


def reference_line(ref: Element) -> str:
    """Return a <ref>, a note of a list, or any other element of text as one line, with its links.

    <ref><label>3</label><element-citation><name><surname>Vale</surname><given-names>A</given-names></name>
    <source>Quay</source><year>1999</year></element-citation></ref> → "3 Vale A. Quay. 1999".
    """
    return " ".join("".join(_parts_of_ref(ref)).split())


def _parts_of_ref(ref: Element) -> Iterator[str]:
    """Yield the label, the works and the notes of a reference; of one work in two forms the mixed one."""
    if not any(local(each.tag) in _CITATIONS | _GROUPS for each in ref):
        yield _citation(ref) if local(ref.tag) in _CITATIONS else _joined(ref)
        return
    forms = [each for each in ref.iter() if local(each.tag) in _CITATIONS]
    mixed = [each for each in forms if local(each.tag) == _MIXED and not _EMPTY.fullmatch(_joined(each))]
    yield _joined(ref, skipped=_CITATIONS | _GROUPS, before=True)
    for each in mixed or forms:
        yield f" {_citation(each)} "
    yield _joined(ref, skipped=_CITATIONS | _GROUPS, before=False)


def _citation(citation: Element) -> str:
    """Return a citation as printed; of one that has parts alone, these with signs between them."""
    has_signs = bool((citation.text or "").strip()) or any((each.tail or "").strip() for each in citation)
    return _joined(citation) if has_signs or local(citation.tag) == _MIXED else _punctuated(citation)


def _punctuated(citation: Element) -> str:
    """Return the parts of a citation as sentences: "Vale A, Brod B. On ice. Quay. 1999. 12(3):4–9. doi:10.1/x"."""
    sentences: list[str] = []
    people: list[str] = []
    place = ""
    for child in citation:
        name, text = local(child.tag), " ".join(_part(child).split())
        if not text:
            continue
        if name in _PEOPLE:
            people.append(text)
            continue
        if people:
            sentences.append(", ".join(people))
            people = []
        if located := _located(name, text, place):
            place = located
            continue
        if place:
            sentences.append(place)
            place = ""
        sentences.append(text)
    return _sentences([*sentences, place, ", ".join(people)])


def _located(name: str, text: str, place: str) -> str:
    """Return the place in a periodical with one more part, "12" → "12(3)" → "12(3):4–9"; "" for no such part."""
    match name:
        case "volume":
            return f"{place}, {text}" if place else text
        case "issue":
            return f"{place}({text})" if place else f"({text})"
        case "fpage" | "page-range" | "elocation-id":
            return f"{place}:{text}" if place else text
        case "lpage":
            return f"{place}–{text}" if place else text
    return ""


def _sentences(parts: list[str]) -> str:
    line = ""
    for part in filter(None, parts):
        line += f"{' ' if _ENDS.search(line) else '. '}{part}" if line else part
    return line


def _part(child: Element) -> str:
    """Return one part of a citation: people separated by commas, identifiers with their kind."""
    if local(child.tag) == "person-group":
        names = [" ".join(_joined(each).split()) for each in child if isinstance(each.tag, str)]
        has_signs = any((each.tail or "").strip() for each in child)
        return _joined(child) if has_signs or not names else ", ".join(filter(None, names))
    text = _joined(child)
    before = _BEFORE.get(child.get("pub-id-type", ""), "") if local(child.tag) == "pub-id" else ""
    return f"{before}{text}" if before and not text.casefold().startswith(before.strip()) else text


def _joined(element: Element, skipped: frozenset[str] = frozenset(), *, before: bool | None = None) -> str:
    """Return all text of an element; a blank stands between parts that no text separates.

    Of an element with children to be `skipped` either the parts `before` them, or those after.
    """
    name = local(element.tag)
    if name == "etal" and not (element.text or "").strip():
        return "et al."
    if name in ("ext-link", "uri") and (link := _link(element)):
        return link
    is_mixed = any((child.tail or "").strip() for child in element)
    pieces, has_come = [escape(element.text or "", quote=False) if before is not False else ""], False
    for child in element:
        child_name = local(child.tag)
        if child_name in skipped:
            has_come = True
            continue
        if before is not None and has_come is before:
            continue
        blank = " " if child_name and child_name not in _INLINE and not is_mixed else ""
        inner = " " if child_name == "break" else _joined(child) if child_name else ""
        pieces.append(f"{blank}{inner}{blank}{escape(child.tail or '', quote=False)}")
    return "".join(pieces)


def _link(element: Element) -> str:
    """Return a link, "" for an address of another kind than the web's."""
    inner = "".join(_text_within(element))
    address = attribute(element, "xlink:href") or inner.strip()
    if not address.lower().startswith(("http://", "https://", "mailto:")):
        return ""
    title = attribute(element, "xlink:title")
    titled = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(address)}"{titled}>{escape(inner, quote=False)}</a>'


def _text_within(element: Element) -> Iterator[str]:
    yield (element.text or "") if isinstance(element.tag, str) else ""
    for child in element:
        yield from _text_within(child)
        yield child.tail or ""


Block = Callable[[Element], str]


def listed(part: Element, is_left_out: Callable[[Element], bool], block: Block) -> str:
    """Return the references and notes of a list as <ul>, with what stands between them in its place.

    `block` makes HTML of other elements: paragraphs, lists in the list.
    """
    pieces: list[str] = []
    items: list[str] = []
    for each in part:
        name = local(each.tag)
        if name in ("title", "label") or is_left_out(each):
            continue
        if name in ("ref", "fn"):
            items.append(f"<li>{reference_line(each)}</li>")
            continue
        shown = block(each)
        if shown:
            pieces += [f"<ul>{''.join(items)}</ul>" if items else "", shown]
            items = []
    return "".join([*pieces, f"<ul>{''.join(items)}</ul>" if items else ""])
