"""JATS export of the list of references that ends a body: <back><ref-list>, which the JATS reader reads back."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

import lxml.html

from archive.exports.jats_body import Absolute, clean, write_inline
from archive.text.citations.references import is_heading_of_references
from archive.text.markup.paragraphs import Block, blocks

# Notes have an element of their own in JATS; the reader reads references as text with links, so that other markup stays
# in the body.
_NOTES = re.compile(r"note|anmerkung|nota|przypis|примечани|сноск", re.IGNORECASE)
_OTHER_MARKUP = re.compile(r"<(?!/?(?:li|a)\b)")
_LONGEST_END = 60  # characters: the end of a list, and the mark of the highest anchor


def split_references(html: str, absolute: Absolute) -> tuple[str, Element | None]:
    """Return a body without the list of references at its end, and that list as <ref-list>; None where it has none.

    `absolute` adds the host to a URL without one. `<p>Ice.</p><h2>References</h2><ul><li>Vale 1999.</li></ul>` →
    `<p>Ice.</p>`, a list of one <ref>.
    """
    if "</ul>" not in html[-_LONGEST_END:]:
        return html, None
    found = blocks(html)
    if len(found) < 3 or not _is_list_of_references(*found[-2:]):
        return html, None
    heading, listed = found[-2:]
    return "\n".join(block.html for block in found[:-2]), _ref_list(heading, listed, absolute)


def _is_list_of_references(heading: Block, listed: Block) -> bool:
    is_plain = listed.tag == "ul" and not _OTHER_MARKUP.search(listed.inner_html)
    is_heading = heading.tag == "h2" and heading.html.count("<") == 2
    return is_plain and is_heading and is_heading_of_references(heading.text) and not _NOTES.search(heading.text)


def _ref_list(heading: Block, listed: Block, absolute: Absolute) -> Element:
    references = Element("ref-list", {"id": listed.anchor} if listed.anchor else {})
    SubElement(references, "title").text = clean(heading.text)
    for number, entry in enumerate(lxml.html.fragment_fromstring(clean(listed.html)).iterfind("li"), start=1):
        reference = SubElement(references, "ref", {"id": f"{listed.anchor or 'ref'}-{number}"})
        write_inline(entry, SubElement(reference, "mixed-citation"), absolute)
    return references
