"""Footnotes of a JATS article: <fn> of the back matter that the text refers to, and <fn> within the text."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import local
from archive.text.markup.footnotes import noteref

MAX_NOTES = 999


class Notes:
    """The footnotes of one article, numbered in the order of the references to them."""

    def __init__(self) -> None:
        self._by_id: dict[str, Element] = {}
        self._in_order: dict[Element, int] = {}  # how often each was referred to

    def find(self, article: Element) -> None:
        """Find the notes in the groups of the back matter to which the text refers."""
        groups = [each for part in article if local(part.tag) == "back" for each in part.iter()]
        notes = [
            each for group in groups if local(group.tag) == "fn-group" for each in group if local(each.tag) == "fn"
        ]
        named = {note.get("id", ""): note for note in notes if note.get("id")}
        wanted = {
            each.get("rid", "") for part in article if local(part.tag) == "body" for each in part.iter()
            if local(each.tag) == "xref"
        }  # fmt: skip
        self._by_id = {name: note for name, note in named.items() if name in wanted}

    def __contains__(self, note: Element) -> bool:
        return note.get("id", "") in self._by_id and self._by_id[note.get("id", "")] is note

    def has(self, reference: Element) -> bool:
        """Return whether an element is a reference to one of the notes, or a note in the text."""
        return (local(reference.tag) == "xref" and reference.get("rid", "") in self._by_id) or local(
            reference.tag
        ) == "fn"

    def refer(self, name: str) -> str:
        """Return the reference to a note of the back matter by its id; "" for other ids."""
        note = self._by_id.get(name)
        return self.refer_to(note) if note is not None else ""

    def refer_to(self, note: Element) -> str:
        """Return the next reference to a note."""
        if note not in self._in_order and len(self._in_order) >= MAX_NOTES:
            return ""
        self._in_order[note] = self._in_order.get(note, 0) + 1
        return noteref([*self._in_order].index(note) + 1, self._in_order[note])

    def referred_to(self) -> list[Element]:
        """Return the notes that were referred to, in order."""
        return list(self._in_order)
