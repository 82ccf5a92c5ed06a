"""References to an article as style guides print them, for readers to copy.

Compared with citeproc-js and the styles of the Citation Style Language project (apa, modern-language-association,
harvard-cite-them-right, nlm-citation-sequence, gost-r-7-0-5-2008) for the cases of the tests. Differences are meant:
titles keep the capitals of print, where MLA's style would capitalise English ones; Harvard names volume and number of
newsletters, which have no other address; GOST has the words of its language for Russian and Ukrainian texts alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.exports.articles.record import ArticleRecord, Name
from archive.models.catalogue.publication import Genre
from archive.text.languages import primary_language

MOST_OF_APA, MOST_OF_NLM = 20, 6
_MLA_MONTHS = ("", "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a reference, in italics or not."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference in a style: the style's name, and the pieces in order; `plain` is its text."""

    style: str
    pieces: tuple[Piece, ...]

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def references(one: ArticleRecord) -> list[Reference]:
    """Return the references to an article, one a style."""
    return [Reference(name, tuple(_joined(write(one)))) for name, write in STYLES.items()]


def _joined(pieces: Sequence[Piece | str]) -> list[Piece]:
    return [piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces if piece]


def apa(one: ArticleRecord) -> list[Piece | str]:
    """APA, 7th edition: "Brod, A., & Deva, I. (2004, October 26). Ferries stand idle. *Harbour Letter*, *1*(115)."."""
    year, rest = _year(one, "n.d."), _month_and_day(one)
    dated = f"{year}, {rest}" if rest and one.genre is not Genre.JOURNAL else year
    names = _apa_names(one.authors)
    title = _with_stop(one.title)
    head = f"{_with_stop(names)} ({dated}). {title} " if names else f"{title} ({dated}). "
    number = f"({one.number})" if one.number else ""
    place: list[Piece | str] = [", ", Piece(one.volume, italic=True), number] if one.volume else []
    if not one.volume and number:
        place = [f", {number}"]
    article = f", Article {one.article.elocation_id}" if one.article.elocation_id else ""
    return [head, Piece(one.publication, italic=True), *place, f"{article}. {one.permanent}"]


def mla(one: ArticleRecord) -> list[Piece | str]:
    """MLA, 9th edition: "Brod, Ana, and Ilir Deva. “Ferries stand idle.” *Harbour Letter*, vol. 1, no. 115, …"."""
    names = [_last_first(one.authors[0], ", ")] if one.authors else []
    if len(one.authors) == 2:
        names.append(one.authors[1].signed)
    author = "" if not names else f"{', and '.join(names)}{', et al' if len(one.authors) > 2 else ''}"
    place = [
        f"vol. {one.volume}" if one.volume else "",
        f"no. {one.number}" if one.number else "",
        f"no. {one.article.elocation_id}" if one.article.elocation_id else "",
        _mla_date(one),
        one.permanent,
    ]
    head = f"{_with_stop(author)} " if author else ""
    return [f"{head}“{_with_stop(one.title)}” ", Piece(one.publication, italic=True), f", {_listed(place)}."]


def harvard(one: ArticleRecord) -> list[Piece | str]:
    """Harvard (Cite Them Right): "Brod, A. and Deva, I. (2004) ‘Ferries stand idle’, *Harbour Letter*, 1(115). …"."""
    names = [_last_first(name, ", ", _initials(name, ".", "")) for name in one.authors]
    listed = names[0] + " et al." if len(names) > 3 else _and(names, " and ")
    number = f"({one.number})" if one.number else ""
    place = f", {one.volume}{number}" if one.volume or number else ""
    article = f", {one.article.elocation_id}" if one.article.elocation_id else ""
    title, year = f"‘{_without_stop(one.title)}’", _year(one, "no date")
    head = f"{listed} ({year}) {title}, " if listed else f"{title} ({year}) "
    return [head, Piece(one.publication, italic=True), f"{place}{article}. Available at: {one.permanent}."]


def vancouver(one: ArticleRecord) -> list[Piece | str]:
    """Vancouver (NLM): "Brod A, Deva I. Ferries stand idle. Harbour Letter [Internet]. 2004 Oct 26;1(115). …"."""
    names = [_last_first(name, " ", _initials(name, "", "")) for name in one.authors[:MOST_OF_NLM]]
    names += ["et al"] if len(one.authors) > MOST_OF_NLM else []
    number = f"({one.number})" if one.number else ""
    date = " ".join([*map(str, one.date[:1]), *(calendar.month_abbr[month] for month in one.date[1:2]),
                     *map(str, one.date[2:])])  # fmt: skip
    place = f"{one.volume}{number}" + (f":{one.article.elocation_id}" if one.article.elocation_id else "")
    when = ";".join(filter(None, (date, place)))
    head = f"{_with_stop(', '.join(names))} " if names else ""
    body = f"{head}{_with_stop(one.title)} {one.publication} [Internet]. "
    return [body, f"{when}. " if when else "", f"Available from: {one.permanent}"]


def gost(one: ArticleRecord) -> list[Piece | str]:
    """GOST R 7.0.5: "Brod A., Deva I. Ferries stand idle // Harbour Letter. 2004. Vol. 1. No. 115. URL: …"."""
    names = [_last_first(name, " ", _initials(name, ".", " ")) for name in one.authors]
    volume, number = {"ru": ("Т.", "№"), "uk": ("Т.", "№")}.get(primary_language(one.language), ("Vol.", "No."))
    head = f"{_with_stop(', '.join(names))} " if names else ""
    place = [
        *map(str, one.date[:1]),
        f"{volume} {one.volume}" if one.volume else "",
        f"{number} {one.number}" if one.number else "",
    ]
    facts = "".join(f" {fact}." for fact in place if fact)
    return [f"{head}{_without_stop(one.title)} // {one.publication}.{facts} URL: {one.permanent}"]


STYLES: dict[str, Callable[[ArticleRecord], list[Piece | str]]] = {
    "APA": apa, "MLA": mla, "Harvard": harvard, "Vancouver": vancouver, "GOST": gost,
}  # fmt: skip


def _apa_names(names: Sequence[Name]) -> str:
    written = [_last_first(name, ", ", _initials(name, ".", " ")) for name in names]
    if len(written) > MOST_OF_APA:
        return f"{', '.join(written[: MOST_OF_APA - 1])}, . . . {written[-1]}"
    return ", & ".join(filter(None, [", ".join(written[:-1]), *written[-1:]]))


def _last_first(name: Name, between: str, given: str | None = None) -> str:
    """Return a name by its family name, an agency as it signs: "Brod, Ana", "Brod A", "Kerpress"."""
    return f"{name.family}{between}{name.given if given is None else given}" if name.given else name.signed


def _initials(name: Name, stop: str, between: str) -> str:
    """Return the initials of given names: "Ana Maria" → "A. M.", "AM"; "Jean-Luc" → "J.-L." with stops, else "JL"."""
    found = []
    for word in name.given.split():
        letters = [part[0].upper() for part in word.split("-") if part]
        found.append((f"{stop}-" if stop else "").join(letters) + stop)
    return between.join(found)


def _year(one: ArticleRecord, unknown: str) -> str:
    return str(one.date[0]) if one.date else unknown


def _month_and_day(one: ArticleRecord) -> str:
    return " ".join([*(calendar.month_name[month] for month in one.date[1:2]), *map(str, one.date[2:])])


def _mla_date(one: ArticleRecord) -> str:
    days, months = map(str, one.date[2:]), (_MLA_MONTHS[month] for month in one.date[1:2])
    return " ".join([*days, *months, *map(str, one.date[:1])])


def _and(names: Sequence[str], last: str) -> str:
    return last.join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _listed(facts: Sequence[str]) -> str:
    return ", ".join(fact for fact in facts if fact)


def _with_stop(text: str) -> str:
    """Return a title or names with a full stop, unless a sentence ends there already: "What now?"."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _without_stop(text: str) -> str:
    return text.removesuffix(".")
