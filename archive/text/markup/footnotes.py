"""Footnotes of an article's body: their markup, and how they are distinguished from other links in HTML of any origin.

A body with footnotes holds references, `<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>`, and at its
end `<section role="doc-endnotes"><ol><li id="fn-1">…</li></ol></section>`: the roles of the Digital Publishing WAI-ARIA
Module (https://www.w3.org/TR/dpub-aria/). Links back to the references are made where a body is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

_NOTEREF = re.compile(r'(<sup id="fnref-[0-9-]+"><a href="#fn-[0-9]+" role="doc-noteref">)([^<]*)(</a></sup>)')
_NUMBER = re.compile(r'<sup id="(fnref-([0-9]+)(?:-[0-9]+)?)">')
_NOTES = re.compile(r'<section [^<>]*role="doc-endnotes"')
_NOTE = re.compile(r'<li id="fn-([0-9]+)">')

NOTEREF = "doc-noteref"
NOTES_TAG = "section"
NOTES_BEGIN, NOTES_END = '<section role="doc-endnotes"><ol>', "</ol></section>"


def noteref(number: int, time: int = 1) -> str:
    """Return the markup of a reference to a footnote; `time` counts the references to the same one."""
    again = f"-{time}" if time > 1 else ""
    return f'<sup id="fnref-{number}{again}"><a href="#fn-{number}" role="doc-noteref">{number}</a></sup>'


def endnotes(notes: Sequence[str]) -> str:
    """Return the markup of the footnotes, numbered from 1, each given as HTML; "" without any."""
    if not notes:
        return ""
    items = "".join(f'<li id="fn-{number}">{note}</li>' for number, note in enumerate(notes, start=1))
    return f"{NOTES_BEGIN}{items}{NOTES_END}"


def without_noterefs(html: str) -> str:
    """Return sanitised HTML without the references to footnotes."""
    return _NOTEREF.sub("", html) if "fnref-" in html else html


def blanked_noterefs(html: str) -> str:
    """Return sanitised HTML with blanks for the numbers in the text, so that all offsets stay as they are."""
    if "fnref-" not in html:
        return html
    return _NOTEREF.sub(lambda found: f"{found[1]}{' ' * len(found[2])}{found[3]}", html)


def references_in(html: str) -> dict[str, list[str]]:
    """Return the ids of the references to each footnote, by its number: {"1": ["fnref-1", "fnref-1-2"]}."""
    found: dict[str, list[str]] = {}
    for match in _NUMBER.finditer(html):
        found.setdefault(match[2], []).append(match[1])
    return found


def with_backlinks(notes: str, references: Mapping[str, Sequence[str]]) -> str:
    """Return the block of the footnotes with links from the end of each to its references."""
    pieces = _NOTE.split(notes)
    shown = [pieces[0]]
    for number, note in zip(pieces[1::2], pieces[2::2], strict=True):
        links = "".join(
            _backlink(number, each, place) for place, each in enumerate(references.get(number, ()), start=1)
        )
        end = note.rfind("</li>")
        inner = note[:end]
        is_paragraph = inner.rstrip().endswith("</p>")
        inside = f"{inner.rstrip()[:-4]}{links}</p>" if is_paragraph else f"{inner}{links}"
        shown.append(f'<li id="fn-{number}">{inside}{note[end:]}')
    return "".join(shown)


def linked_both_ways(html: str) -> str:
    """Return a body with links from its footnotes to their references too."""
    begin = _NOTES.search(html)
    if begin is None:
        return html
    return html[: begin.start()] + with_backlinks(html[begin.start() :], references_in(html[: begin.start()]))


def _backlink(number: str, reference: str, place: int) -> str:
    again = f", {place}" if place > 1 else ""
    label = escape(f"Back to the text, note {number}{again}")
    return f' <a href="#{reference}" role="doc-backlink" aria-label="{label}">↩</a>'
