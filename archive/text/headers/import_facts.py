"""Facts that an `import.toml` gives for the files in its folder, where they do not say these themselves."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from archive.text.dates import PartialDate
from archive.text.headers.header_fields import MAX_NUMBER, is_language
from archive.text.headers.header_patterns import MAX_VOLUME, read_printed_date
from archive.text.numbering.habits import NUMBERINGS, Numbering, read_numbering
from archive.text.toml import BadTOML, read_toml

IMPORT_FILE = "import.toml"
MAX_TOML_CHARACTERS = 50_000
MAX_TEXT, MAX_LIST = 200, 50


class BadImportFacts(ValueError):
    """Unusable `import.toml`: the error (`str()`), and what to do (`remedy`)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """Facts for files that do not say them; "", None and () for those that are not given."""

    publication: str = ""
    numbering: Numbering | None = None
    volume: int | None = None
    issue: str = ""
    date: PartialDate | None = None
    language: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    encoding: str = ""

    def over(self, farther: ImportFacts) -> ImportFacts:
        """Return these facts, and those of a folder farther up where these are silent."""
        said: dict[str, Any] = {
            each.name: value for each in fields(self) if (value := getattr(self, each.name)) not in ("", None, ())
        }
        return replace(farther, **said)


NO_FACTS = ImportFacts()


def read_import_toml(text: str) -> ImportFacts:
    """Read the facts of an import.toml.

    Keys: `publication`, `numbering`, `volume`, `issue`, `date`, `language`, `authors`, `topics`, `encoding`. Numbers
    may stand in quotation marks or not: issue = 3, issue = "3–4". Raises BadImportFacts, naming the key, for broken
    TOML, an unknown key, and a value that it cannot have.
    """
    if len(text) > MAX_TOML_CHARACTERS:
        raise BadImportFacts(f"The file has {len(text):,} characters.", f"{MAX_TOML_CHARACTERS:,} are the most.")
    try:
        document = read_toml(text)
    except BadTOML as error:
        raise BadImportFacts(
            f"This is not TOML: {str(error)[:200]}.",
            "Correct the line that it names; strings stand in quotation marks.",
        ) from error
    return ImportFacts(**{key: _value(key, value) for key, value in document.items()})


def _value(key: str, value: object) -> Any:
    if key not in _READERS:
        raise BadImportFacts(f"“{key[:40]}” is not known.", f"The keys are {', '.join(_READERS)}.")
    read, example = _READERS[key]
    found = read(value)
    if found is None:
        raise BadImportFacts(f"{key} cannot be {str(value)[:60]!r}.", f"Write it so: {example}.")
    return found


def _text(value: object) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT else None


def _texts(value: object) -> tuple[str, ...] | None:
    texts = [_text(each) for each in (value if isinstance(value, list) else [value])]
    return tuple(text for text in texts if text) if all(texts) and len(texts) <= MAX_LIST else None


def _numbering(value: object) -> Numbering | None:
    return read_numbering(value) if isinstance(value, str) else None


def _volume(value: object) -> int | None:
    text = str(value) if not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MAX_VOLUME else None


def _issue(value: object) -> str | None:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if 0 < len(text) <= MAX_NUMBER else None


def _date(value: object) -> PartialDate | None:
    """Read a date: a text, a year, or a day of TOML."""
    return read_printed_date(str(value)) if not isinstance(value, bool) else None


def _language(value: object) -> str | None:
    return value if isinstance(value, str) and is_language(value) else None


def _encoding(value: object) -> str | None:
    try:
        return codecs.lookup(value).name if isinstance(value, str) else None
    except LookupError:
        return None


_READERS: Mapping[str, tuple[Callable[[object], object], str]] = {
    "publication": (_text, 'publication = "Harbour Letter"'),
    "numbering": (_numbering, f'numbering = "date"; it is one of {NUMBERINGS}'),
    "volume": (_volume, f"volume = 12, up to {MAX_VOLUME}"),
    "issue": (_issue, 'issue = 3, or issue = "3–4"'),
    "date": (_date, 'date = "2013-06-07", "June 2013" or 2013'),
    "language": (_language, 'language = "en", "ru" or "pt-BR"'),
    "authors": (_texts, 'authors = ["Ana Brod", "Ilir Deva"]'),
    "topics": (_texts, 'topics = ["Harbours"]'),
    "encoding": (_encoding, 'encoding = "windows-1250"'),
}
