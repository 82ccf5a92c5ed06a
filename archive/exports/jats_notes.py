"""JATS export of an article's footnotes: references as <xref>, the notes as <fn> in the back matter.

`archive.text.formats.jats.jats_notes` reads them back.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

import lxml.html
from lxml.html import HtmlElement

from archive.exports.jats_body import Absolute, BodyWriter, clean
from archive.text.markup.footnotes import NOTES_TAG
from archive.text.markup.paragraphs import without_highest_mark

_NOTE_ID = re.compile(r"fn-[1-9][0-9]*")


def back_element(html: str, absolute: Absolute) -> Element | None:
    """Return the <back> of a stored body, with its footnotes; None for a body without any."""
    root = lxml.html.fragment_fromstring(f"<div>{clean(without_highest_mark(html))}</div>")
    notes = [
        item
        for block in root
        if block.tag == NOTES_TAG
        for item in block.iter("li")
        if _NOTE_ID.fullmatch(item.get("id", ""))
    ]
    if not notes:
        return None
    back = Element("back")
    group = SubElement(back, "fn-group")
    writer = BodyWriter(absolute)
    for number, note in enumerate(notes, start=1):
        made = SubElement(group, "fn", {"id": note.get("id", "")})
        SubElement(made, "label").text = str(number)
        writer.mixed(_in_one_paragraph(note), SubElement(made, "p"), needs_paragraphs=False)
    return back


def _in_one_paragraph(note: HtmlElement) -> HtmlElement:
    """Return a note with its own paragraphs and headings in line: a paragraph of JATS holds no other."""
    for inner in [*note.iterchildren("p", "h2", "h3", "h4")]:
        inner.drop_tag()
    return note
