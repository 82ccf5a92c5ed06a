"""BibLaTeX: entries for LaTeX, JabRef and Zotero, in the fields of biblatex, which `biber` reads.

`entrysubtype` tells magazines and newspapers from journals, as the biblatex manual has it; dates keep their precision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.exports.articles.record import ArticleRecord
from archive.models.catalogue.publication import Genre
from archive.text.names.normalisation import fold

SUBTYPES = {Genre.NEWSPAPER: "newspaper", Genre.MAGAZINE: "magazine", Genre.NEWSLETTER: "magazine"}
# What TeX takes for a command of its own.
_SPECIAL = {
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
    **{ord(one): f"\\{one}" for one in "{}%&#$_"},
}
# An address is taken as it stands, so that only what would end or unbalance it is written otherwise.
_IN_ADDRESSES = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C", ord(" "): "%20"}
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


def bibtex(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield the entries of articles, a text each."""
    for one in records:
        fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(one) if value)
        yield f"@article{{{_key(one)},\n{fields},\n}}\n\n"


def _fields(one: ArticleRecord) -> Iterator[tuple[str, str]]:
    article, publication = one.article, one.article.issue.publication
    yield "entrysubtype", SUBTYPES.get(one.genre, "")
    yield "author", " and ".join(_name(name.family, name.given) for name in one.authors)
    # Doubled braces keep the capitals of a title.
    yield "title", f"{{{_escaped(one.title)}}}"
    yield "journaltitle", _escaped(one.publication)
    yield "shortjournal", _escaped(publication.abbreviation)
    yield "volume", _escaped(one.volume)
    yield "number", _escaped(one.number)
    yield "issuetitle", _escaped(article.issue.title)
    yield "eid", _escaped(article.elocation_id)
    yield "date", one.iso_date
    yield "issn", _escaped(publication.issn)
    yield "abstract", _escaped(article.standfirst)
    yield "keywords", ", ".join(_escaped(topic.replace(",", " ")) for topic in one.topics)
    yield "url", one.permanent.translate(_IN_ADDRESSES)


def _name(family: str, given: str) -> str:
    """Return a name; one that has no parts in braces, so that "and" and commas in it part nothing."""
    return f"{_escaped(family)}, {_escaped(given)}" if given else f"{{{_escaped(family)}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def _key(one: ArticleRecord) -> str:
    """Return the entry's key: "brod-2004-4711", which no other article has."""
    family = _NOT_IN_KEYS.sub("", fold(one.authors[0].family)) if one.authors else ""
    return "-".join(filter(None, (family[:30], str(one.date[0]) if one.date else "", str(one.article.pk))))
