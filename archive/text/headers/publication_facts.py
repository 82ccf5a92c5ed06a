"""Publication facts that articles do not give: read from `publications.toml`, and shipped for some periodicals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from archive.text.charset_detection import ENCODINGS_REMEDY, codec_of
from archive.text.citations.style import CitationStyle, Form
from archive.text.names.normalisation import fold
from archive.text.numbering.habits import NUMBERINGS, read_numbering
from archive.text.numbering.issn import is_issn
from archive.text.toml import BadTOML, read_toml

MAX_TOML_CHARACTERS = 500_000
MAX_PUBLICATIONS = 2_000
EARLIEST_YEAR, LATEST_YEAR = 1600, 2200
GENRES = ("newsletter", "magazine", "newspaper", "journal")

# Maximum length of each text; model fields have the same limits.
_TEXTS = {
    "title": 200,
    "abbreviation": 20,
    "publisher": 200,
    "issn": 9,
    "place": 100,
    "frequency": 60,
    "language": 35,
    "genre": 20,
    "description": 10_000,
    "preceding": 200,
}
_STYLE_KEYS = ("citation_style", "citation_keys", "numeric_dates")
_KEYS = (*_TEXTS, "other_names", "first_year", "numbering", *_STYLE_KEYS)
_NUMERIC_DATES = {"day first": True, "month first": False}
MAX_CITATION_KEYS = 300
MAX_OTHER_NAMES = 100


class BadPublicationFacts(ValueError):
    """Unusable `publications.toml`: the error with its place (`str()`), and what to do (`remedy`)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """Facts of one `[[publication]]` table; "" and None for keys that it does not have.

    `given` names the keys that it has, so that an update changes no others; `warnings` lists the unknown keys
    skipped.
    """

    title: str
    abbreviation: str = ""
    other_names: tuple[str, ...] = ()
    publisher: str = ""
    issn: str = ""
    place: str = ""
    frequency: str = ""
    language: str = ""
    genre: str = ""
    first_year: int | None = None
    description: str = ""
    preceding: str = ""
    citation_style: CitationStyle | None = field(default=None, hash=False)
    numbering: str = ""
    given: frozenset[str] = field(default=frozenset(), compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name that texts may use for it, the title first."""
        return tuple(name for name in (self.title, self.abbreviation, *self.other_names) if name)


def read_publications_toml(text: str) -> list[PublicationFacts]:
    """Read the `[[publication]]` tables of a file into facts, in their order.

    Keys: `title` (needed), `abbreviation`, `other_names`, `publisher`, `issn`, `place`, `frequency`, `language`,
    `genre`, `first_year`, `numbering` (`archive.text.numbering.habits`), `description`, `preceding`, `citation_style`,
    `citation_keys`, `numeric_dates`.

    Raises BadPublicationFacts, naming the table and key, for broken TOML, wrong types, an ISSN whose check digit does
    not fit, an unknown genre, a year out of bounds, a title given twice. Unknown keys become warnings of their table.
    """
    facts = [_facts(table, number) for number, table in enumerate(_tables(text), start=1)]
    seen: dict[str, int] = {}
    for number, each in enumerate(facts, start=1):
        first = seen.setdefault(publication_key(each.title), number)
        if first != number:
            raise BadPublicationFacts(
                f"Publications {first} and {number} have the same title, “{each.title}”.", "Make one table of the two."
            )
    return facts


def read_encoding_of_files(text: str) -> str:
    """Return the encoding of the files beside a publications.toml, from its line encoding = "…"; "" without one.

    Raises BadPublicationFacts for an encoding that is not known.
    """
    named = _document(text).get("encoding", "")
    if not isinstance(named, str) or (named and codec_of(named) is None):
        raise BadPublicationFacts(f"“{str(named)[:40]}” is no encoding.", ENCODINGS_REMEDY)
    return named


def _tables(text: str) -> list[object]:
    tables = _document(text).get("publication", [])
    if not isinstance(tables, list):
        raise BadPublicationFacts(
            "“publication” is one table, not a list of them.", "Write [[publication]] with two brackets."
        )
    if len(tables) > MAX_PUBLICATIONS:
        raise BadPublicationFacts(f"There are {len(tables):,} publications.", f"{MAX_PUBLICATIONS:,} are the most.")
    return tables


def _document(text: str) -> dict[str, object]:
    if len(text) > MAX_TOML_CHARACTERS:
        raise BadPublicationFacts(
            f"The file has {len(text):,} characters; {MAX_TOML_CHARACTERS:,} are the most that is read.",
            "Split the archive, or shorten the descriptions.",
        )
    try:
        return read_toml(text)
    except BadTOML as error:
        raise BadPublicationFacts(
            f"This is not TOML: {str(error)[:200]}.",
            "Correct the line that it names; strings stand in quotation marks.",
        ) from error


def _facts(table: object, number: int) -> PublicationFacts:
    if not isinstance(table, dict):
        raise BadPublicationFacts(f"Publication {number} is not a table.", "Begin each with a line [[publication]].")
    title = table.get("title")
    if not isinstance(title, str) or not title.strip():
        raise BadPublicationFacts(f"Publication {number} has no title.", 'Add a line such as title = "The Name".')
    where = f"Publication {number}, “{title.strip()[:80]}”"
    values: dict[str, Any] = {key: _text(table, key, where) for key in _TEXTS if key in table}
    if "other_names" in table:
        values["other_names"] = _other_names(table["other_names"], where)
    if "first_year" in table:
        values["first_year"] = _year(table["first_year"], where)
    if any(key in table for key in _STYLE_KEYS):
        values["citation_style"] = _citation_style(table, where)
    if "numbering" in table:
        values["numbering"] = _numbering(table["numbering"], where)
    _check_issn(str(values.get("issn", "")), where)
    if (genre := values.get("genre")) and genre not in GENRES:
        raise BadPublicationFacts(f"{where}: genre is “{genre}”.", f"Use one of {', '.join(GENRES)}.")
    unknown = tuple(f"{where}: “{key[:40]}” is not known and was passed over." for key in table if key not in _KEYS)
    return PublicationFacts(**values, given=frozenset(values), warnings=unknown)


def _text(table: dict[str, object], key: str, where: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise BadPublicationFacts(f"{where}: {key} is not a text.", f'Put it in quotation marks: {key} = "…".')
    value = value.strip() if key == "description" else " ".join(value.split())
    if len(value) > _TEXTS[key]:
        raise BadPublicationFacts(f"{where}: {key} has {len(value)} characters.", f"Shorten it to {_TEXTS[key]}.")
    return value


def _other_names(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise BadPublicationFacts(
            f"{where}: other_names is not a list of texts.", 'Write other_names = ["One Name", "Another"].'
        )
    names = tuple(" ".join(name.split()) for name in value if name.strip())
    if len(names) > MAX_OTHER_NAMES or any(len(name) > _TEXTS["title"] for name in names):
        raise BadPublicationFacts(
            f"{where}: other_names is too long.", f"At most {MAX_OTHER_NAMES} names of {_TEXTS['title']} characters."
        )
    return names


def _citation_style(table: dict[str, object], where: str) -> CitationStyle:
    """Read the citation style: forms by name, keys of outlets with their names, the order of numeric dates."""
    forms, keys, order = table.get("citation_style", []), table.get("citation_keys", {}), table.get("numeric_dates")
    names = [form.value for form in Form]
    if not isinstance(forms, list) or not all(isinstance(name, str) and name in names for name in forms):
        raise BadPublicationFacts(
            f"{where}: citation_style is {forms!r:.80}.",
            f"Write a list of {', '.join(names)}; an empty one is the house style alone.",
        )
    if not isinstance(keys, dict) or not all(isinstance(name, str) and key and name for key, name in keys.items()):
        raise BadPublicationFacts(
            f"{where}: citation_keys is not a table of names.", 'Write citation_keys = { DSG = "Daily Star Gazette" }.'
        )
    if len(keys) > MAX_CITATION_KEYS or any(len(text) > _TEXTS["title"] for pair in keys.items() for text in pair):
        raise BadPublicationFacts(
            f"{where}: citation_keys is too long.", f"At most {MAX_CITATION_KEYS} keys of {_TEXTS['title']} characters."
        )
    if order is not None and order not in _NUMERIC_DATES:
        raise BadPublicationFacts(
            f"{where}: numeric_dates is {order!r:.40}.", 'Write numeric_dates = "day first" or "month first".'
        )
    day_first = _NUMERIC_DATES[str(order)] if order is not None else None
    return CitationStyle(frozenset(map(Form, forms)), dict(keys), day_first, is_chosen="citation_style" in table)


def _year(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not EARLIEST_YEAR <= value <= LATEST_YEAR:
        raise BadPublicationFacts(
            f"{where}: first_year is {value!r:.40}.",
            f"Give the year of volume 1 as a number from {EARLIEST_YEAR} to {LATEST_YEAR}: first_year = 2004.",
        )
    return value


def _numbering(value: object, where: str) -> str:
    if not isinstance(value, str) or (numbering := read_numbering(value)) is None:
        raise BadPublicationFacts(f"{where}: numbering is {value!r:.60}.", f"Use one of {NUMBERINGS}.")
    return numbering.value


def _check_issn(issn: str, where: str) -> None:
    if issn and not is_issn(issn):
        raise BadPublicationFacts(
            f"{where}: “{issn}” is no ISSN.", "It has the form 1234-5679, and its last digit follows from the others."
        )


@cache
def shipped_publications() -> list[PublicationFacts]:
    """Return the facts shipped with Backfile, in file order; a publication is created from them only when needed."""
    shipped = resources.files("archive").joinpath("authority", "publications.toml")
    return read_publications_toml(shipped.read_text(encoding="utf-8"))


_NOT_IN_KEY = re.compile(r"[^\w]+|_")


def publication_key(name: str) -> str:
    """Return a publication's name for comparing: without case, accents, punctuation, blanks and a leading "the".

    "The China  Brief", "CHINABRIEF" and "China-Brief" have one key.
    """
    return _NOT_IN_KEY.sub("", re.sub(r"^the\s+", "", fold(name[:300]).strip().replace("&", " and ")))


class PublicationNames:
    """Names by which texts refer to publications; a name belongs to the first publication that has it.

    Made from pairs of a title and its other names, such as rows have, and the languages of the publications by title.
    """

    def __init__(
        self, titles_with_names: Iterable[tuple[str, Iterable[str]]] = (), languages: Mapping[str, str] | None = None
    ) -> None:
        self._titles: dict[str, str] = {}
        self._languages = dict(languages or {})
        pairs = [(title, list(names)) for title, names in titles_with_names]
        for title, _ in pairs:  # a title is never another publication's other name
            self._add(title, title)
        for title, names in pairs:
            for name in names:
                self._add(name, title)

    def _add(self, name: str, title: str) -> None:
        if key := publication_key(name):
            self._titles.setdefault(key, title)

    def with_title(self, title: str) -> PublicationNames:
        """Return these names and one more title, unless it is among them."""
        if title in self or not publication_key(title):
            return self
        more = PublicationNames()
        more._titles = {**self._titles, publication_key(title): title}
        return more

    def title_of(self, name: str) -> str | None:
        """Return the title of the publication with that name, or None: "EDM" → "Eurasia Daily Monitor"."""
        return self._titles.get(publication_key(name))

    def language_of(self, name: str) -> str:
        """Return the language of the publication with that name, a BCP 47 tag; "" where it is not known."""
        return self._languages.get(self.title_of(name) or "", "")

    def __contains__(self, name: str) -> bool:
        return publication_key(name) in self._titles

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._titles.values()))

    def __len__(self) -> int:
        return len(set(self._titles.values()))
