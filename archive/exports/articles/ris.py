"""RIS: records for EndNote, Zotero, Mendeley and RefWorks.

The tags follow the format's specification (2011): `MGZN` takes its number in `IS` and, for readers of the older one, in
`M1`. `ER` ends a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.exports.articles.record import ArticleRecord
from archive.models.catalogue.publication import Genre

TYPES = {Genre.JOURNAL: "JOUR", Genre.NEWSPAPER: "NEWS", Genre.MAGAZINE: "MGZN", Genre.NEWSLETTER: "MGZN"}


def ris(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield the records of articles, a text each."""
    for one in records:
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(one)) + "\r\n"


def _lines(one: ArticleRecord) -> Iterator[tuple[str, str]]:
    publication = one.article.issue.publication
    kind = TYPES[one.genre]
    facts: list[tuple[str, str]] = [
        ("TY", kind),
        ("ID", str(one.article.pk)),
        ("TI", one.title),
        *(("AU", f"{name.family}, {name.given}" if name.given else name.family) for name in one.authors),
        ("T2", one.publication),
        ("J2", publication.abbreviation),
        ("VL", one.volume),
        ("IS", one.number),
        ("M1", one.number if kind == "MGZN" else ""),
        ("SP", one.article.elocation_id),
        ("PY", str(one.date[0]) if one.date else ""),
        ("DA", _date(one.date)),
        ("SN", publication.issn),
        ("PB", publication.publisher),
        ("CY", publication.place),
        ("LA", one.language),
        ("AB", one.article.standfirst),
        *(("KW", topic) for topic in one.topics),
        ("UR", one.permanent),
    ]
    for tag, value in facts:
        # A line end within a value would begin another tag.
        if value := " ".join(value.split()):
            yield tag, value
    yield "ER", ""


def _date(date: tuple[int, ...]) -> str:
    """Return a date as RIS has it, YYYY/MM/DD/other, the unknown parts empty: (2004, 10) → "2004/10//"."""
    if not date:
        return ""
    year, month, day = (*date, 0, 0)[:3]
    return f"{year:04d}/{f'{month:02d}' if month else ''}/{f'{day:02d}' if day else ''}/"
