"""Header fields, gathered line by line: publication, volume, number, date, title, authors and others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.text.dates import PartialDate
from archive.text.headers.bylines import MAX_NAME, read_byline
from archive.text.headers.header_labels import LABELS
from archive.text.headers.header_patterns import MAX_VOLUME, HeaderLine, read_dated_name, read_printed_date
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import Statement, read_status_label
from archive.text.languages import language_named
from archive.text.names.author_lists import read_author_list
from archive.text.names.found_names import AuthorList
from archive.text.numbering.roman import roman_number
from archive.text.problems import Note, Problem

MAX_NUMBER = 40  # characters of an issue's number
MAX_URL = 500
MAX_VALUE = 5_000  # characters of any value
MAX_AUTHORS = 1_000  # collaborations of physicists sign with more
MAX_TOPICS = 50
MAX_TOPIC = 100

_LABEL = re.compile(r"([^\W\d_](?:[^\W\d_]| ){0,20}?)\s*[:：](?!//)\s*(.*)")
# The time and zone after a date: "2013-06-07 21:02:13 +0200", "2013-06-07T21:02:13.5Z", "2013-06-07 9:02 PM CET".
_TIME = re.compile(
    r"(?<=\d)[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?)?"
    r"\s?(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?$",
    re.I,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def is_language(text: str) -> bool:
    """Return whether a text is a language tag (BCP 47): "en", "pt-BR"."""
    return bool(_LANGUAGE.fullmatch(text))


def is_visible(text: str) -> bool:
    """Return whether a text has any character that shows: " ", "" and a zero-width space do not."""
    return any(character.isprintable() and not character.isspace() for character in text)


def read_label(line: str) -> tuple[str, str] | None:
    """Split "Author: Anna Vale" into field and value, ("authors", "Anna Vale"); None without a known label."""
    match = _LABEL.fullmatch(line)
    name = LABELS.get(match[1].lower()) if match else None
    return (name, match[2].strip()) if match and name else None


@dataclass(slots=True)
class Head:
    """Fields of one text's head, and `problems` for values that could not be used.

    `statements` are its statements of publication status, for `archive.text.headers.publication_status`.
    """

    names: PublicationNames
    publication: str = ""
    volume: int | None = None
    number: str | None = None
    date: PartialDate | None = None
    title: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    url: str = ""
    standfirst: str = ""
    caption: str = ""
    language: str = ""
    elocation: str = ""
    problems: list[Problem] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def warn(self, line: int | None, reason: str, remedy: str) -> None:
        self.problems.append(Problem(line, reason, remedy))

    def refuse(self, line: int | None, reason: str, remedy: str) -> None:
        self.problems.append(Problem(line, reason, remedy, "error"))

    def not_placed(self, line: int, text: str, what: str = "This line has no place in an article") -> None:
        shown = text if len(text) <= 160 else f"{text[:159]}…"
        self.warn(line, f"{what}: “{shown}”", "Add it by hand if it belongs to the article.")

    def take_header(self, header: HeaderLine, line: int) -> None:
        """Set the fields that a header line gives."""
        for name in ("publication", "volume", "number", "date"):
            self._set(name, getattr(header, name), line)

    def take_line(self, line: int, text: str) -> bool:
        """Read a labelled line, a by-line, a date, or a publication with a date; return whether it was one."""
        if statement := read_status_label(text):
            self.take_status(statement.name, statement.values, line)
            return True
        if label := read_label(text):
            self.take_field(label[0], [label[1]] if label[1] else [], line)
            return True
        if (signed := read_byline(text)) is not None:
            self.take_author_list(signed, line)
            return True
        if len(text) <= 60 and (date := read_printed_date(text)):
            self._set("date", date, line)
            return True
        if dated := read_dated_name(text, self.names):
            self.take_header(dated, line)
            return True
        return False

    def take_field(self, name: str, values: Sequence[str], line: int) -> None:
        """Set a field from the values of a label or front-matter key; an empty label ("By:") changes nothing."""
        if not values:
            return
        value = ", ".join(values)
        if len(value) > MAX_VALUE:
            self.not_placed(line, value, f"The {name} is too long")
            return
        match name:
            case "authors":
                self.take_author_list(read_author_list("\n".join(values)), line)
            case "topics":
                topics = values if len(values) > 1 else re.split(r"[,;|]", values[0])
                self.take_topics(topics, line)
            case "date":
                date = read_printed_date(value) or read_printed_date(_TIME.sub("", value))
                self._set_checked("date", date, value, line, "a date", "March 20, 2008 or 2008-03-20")
            case "volume":
                self._set_checked("volume", _volume(value), value, line, "a volume", f"a number up to {MAX_VOLUME}")
            case "url":
                self._set_checked("url", _address(value), value, line, "a web address", "https://… in full")
            case "language":
                tag = value.replace("_", "-")  # "en_US" of OJS
                language = tag if _LANGUAGE.fullmatch(tag) else language_named(value) or None
                self._set_checked("language", language, value, line, "a language tag", "en, ru or pt-BR")
            case "status":
                self.take_status(name, values, line)
            case _:
                self._set(name, value, line)

    def take_status(self, name: str, values: Sequence[str], line: int | None, *, hint: bool = False) -> None:
        """Record a statement of publication status; the field's name decides how its values are read."""
        self.statements.append(Statement(name, tuple(values), line, hint))

    def _set_checked(self, name: str, value: object, text: str, line: int, what: str, example: str) -> None:
        if value is None:
            self.warn(line, f"“{text[:80]}” is not {what}.", f"Write {example}.")
        else:
            self._set(name, value, line)

    def _set(self, name: str, value: object, line: int) -> None:
        """Set a field unless it is set already; report a second value that differs."""
        if value is None or value == "":
            return
        present = getattr(self, name)
        if present is None or present == "":
            setattr(self, name, value)
        elif _comparable(present) != _comparable(value):
            self.warn(
                line, f"The {name} is given twice, “{_shown(present)}” and “{_shown(value)}”.", "The first was kept."
            )

    def take_author_list(self, found: AuthorList, line: int) -> None:
        """Add the names of a list to the authors, and report where it could be read in another way."""
        self.take_authors(found.names, line)
        for doubt in found.doubts:
            self.warn(line, doubt, "Check the authors, and correct them in the article or in its file.")

    def take_authors(self, authors: Sequence[str], line: int) -> None:
        """Add each name, unsplit, to the authors, without duplicates; names of nothing visible are none."""
        known = set(self.authors)
        new = [author for author in dict.fromkeys(authors) if author not in known and is_visible(author)]
        for author in new:
            if len(author) > MAX_NAME:
                self.not_placed(line, author, "This author's name is too long")
        fitting = [author for author in new if len(author) <= MAX_NAME]
        free = max(MAX_AUTHORS - len(self.authors), 0)
        self.authors += fitting[:free]
        if over := fitting[free:]:
            what = (
                f"The article has more than {MAX_AUTHORS:,} authors; {len(over):,} were left out, from “{over[0]}” on."
            )
            self.warn(line, what, "Name them in the text.")

    def take_topics(self, topics: Sequence[str], line: int) -> None:
        """Add each topic, unsplit, to the topics, without duplicates; topics of nothing visible are none."""
        for topic in (" ".join(each.split()) for each in topics if is_visible(each)):
            if len(topic) > MAX_TOPIC or len(self.topics) >= MAX_TOPICS:
                self.not_placed(line, topic, "This topic is too long, or one too many")
            elif topic not in self.topics:
                self.topics.append(topic)

    def report_unplaced(self, line: int, text: str) -> None:
        """Report a line that belongs to no field, unless it repeats the title."""
        if " ".join(text.split()) != self.title:
            self.not_placed(line, text)


def _comparable(value: object) -> object:
    if isinstance(value, PartialDate):
        return value.first, value.precision
    return value.casefold() if isinstance(value, str) else value


def _shown(value: object) -> str:
    return value.text if isinstance(value, PartialDate) else str(value)[:80]


def _volume(text: str) -> int | None:
    volume = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else roman_number(text)
    return volume if volume is not None and volume <= MAX_VOLUME else None


def _address(text: str) -> str | None:
    return text if re.fullmatch(r"https?://[^\s<>\"]{3,}", text) and len(text) <= MAX_URL else None
