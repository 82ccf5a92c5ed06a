"""Value parsing for other systems' data: dates with times, several names in a cell, and filling gaps from them."""

from __future__ import annotations

import html
import re

from archive.text.headers.header_fields import Head

_ISO = re.compile(r"(\d{4})[-/](\d{2})(?:[-/](\d{2}))?(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MAIL = re.compile(r"[A-Za-z]{3},\s+(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})\s+\d{1,2}:\d{2}.*")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|br|cite|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^<>]{0,500}>", re.I
)
_FIELDS = ("publication", "volume", "number", "date", "title", "authors", "topics", "url", "standfirst", "caption",
           "language", "elocation")  # fmt: skip


def date_only(text: str) -> str:
    """Return a date without its time, in a form that `archive.text.dates` reads; other texts unchanged.

    "2004-10-01T02:00:00Z", "2004/10/01", "20041001" → "2004-10-01"; "Fri, 01 Oct 2004 02:00:00 +0000" → "01 Oct
    2004".
    """
    text = " ".join(text.split())
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return "-".join(part for part in match.groups() if part)
    return match[1] if (match := _MAIL.fullmatch(text)) else text


def words_of(text: str) -> str:
    """Return the words of a value in which another system left entities and markup.

    "Nets &amp; Lines", "<em>Nets</em> &#8211; part 2" → "Nets & Lines", "Nets – part 2"; "a < b" as it is.
    """
    if "<" not in text and "&" not in text:
        return " ".join(text.split())
    return " ".join(html.unescape(_INLINE_TAG.sub("", text.replace("<br", " <br"))).split())


def fill_gaps(head: Head, spare: Head) -> None:
    """Fill the empty fields of a head from another, and add all of the other's problems and statements."""
    for name in _FIELDS:
        present = getattr(head, name)
        if present is None or present in ("", []):
            setattr(head, name, getattr(spare, name))
    head.problems.extend(spare.problems)
    head.statements.extend(spare.statements)
    head.notes.extend(spare.notes)
