"""Publication status: decides from the fields of a file whether its article is public at its origin.

The one owner of this rule. Readers of all formats collect statements (a field's name and values: "status: draft",
"published: false", "embargo: 2099-01-01") and pass them to `publication_problem`; an article that is not known to be
public is not published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from pathlib import PurePosixPath

from archive.text.headers.status_terms import (
    FALSE,
    KINDS,
    NO_PASSWORD,
    NO_START,
    NOT_PUBLIC_WORDS,
    NOTHING,
    PUBLIC_IN_FIELD,
    PUBLIC_WORDS,
    STATUS_FALSE,
    STATUS_TRUE,
    TRUE,
    Kind,
)
from archive.text.headers.timestamps import is_future, read_timestamp
from archive.text.problems import Problem

MAX_SHOWN = 60  # characters of a value in a message
MAX_LABEL_VALUE = 40  # characters; a longer value after "Status:" in a text is prose


class Visibility(Enum):
    """Meaning of a value: the article is public, it is not, or the value is not understood."""

    PUBLIC = auto()
    NOT_PUBLIC = auto()
    UNKNOWN = auto()


# Labels in the head of a plain text. Words such as "stage" or "access" begin lines of prose too often.
_LABELS = frozenset(
    ("status", "poststatus", "publicationstatus", "publishstatus", "articlestatus", "visibility", "published",
     "ispublished", "draft", "isdraft", "private", "embargo", "embargoed", "embargountil", "embargoeduntil",
     "publishdate", "publishat", "publishon", "scheduled", "scheduledfor", "expires", "expirydate", "withdrawn",
     "retracted", "unpublished")
)  # fmt: skip
_WORD_LABELS = frozenset((Kind.STATUS, Kind.ACCESS))
_LABEL = re.compile(rf"[\"']?([A-Za-z][A-Za-z _-]{{0,30}}?)[\"']?\s*(?::(?!//)|=)\s*(\S.{{0,{MAX_LABEL_VALUE}}})")

_EDGES = " \t\n\"'“”‘’.,;"
_ADDRESS = re.compile(r"https?://|info:|urn:")
_DRAFT_FOLDERS = frozenset(("_drafts", "drafts"))
_POSTS_FOLDER = "_posts"
_DATED_FILE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-")

_REMEDY = "Publish it there and import it again, or add it by hand. If the archive shows it already, withdraw it here."
_REMEDY_LATER = (
    "Import it then, or add it by hand. If that is the day printed on its issue, name it “issue date” instead."
)
_REMEDY_UNKNOWN = (
    "Write “published” there if readers may see it, else “draft”. If a column of a table says something else, leave it "
    'out in a columns.toml: [columns] "{name}" = "".'
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Statement of one field: its name and values as written in the file, and the line.

    A `hint` comes from a field that may mean something else: it counts only where its value is known to be not
    public.
    """

    name: str
    values: tuple[str, ...]
    line: int | None = None
    hint: bool = False


def is_status_name(name: str) -> bool:
    """Return whether a field of this name gives publication status: "isPublished", "post_status", "wp:status"."""
    return _kind_of(name) is not None


def is_flag_name(name: str) -> bool:
    """Return whether a field of this name holds a boolean in some systems and a date in others: "published"."""
    return _kind_of(name) is Kind.PUBLISHED


def is_flag(name: str, values: Sequence[str]) -> bool:
    """Return whether a field that may be a date ("published") holds a boolean or a status word instead."""
    return is_flag_name(name) and all(
        value.strip() in NOTHING or _key(value) in TRUE | FALSE or visibility_of_word(value) is not Visibility.UNKNOWN
        for value in values
    )


def visibility_of_word(word: str) -> Visibility:
    """Classify a word of status or access: "publish", "Open access" → PUBLIC; "auto-draft" → NOT_PUBLIC."""
    key = _key(word)
    if key in PUBLIC_WORDS or key in STATUS_TRUE:
        return Visibility.PUBLIC
    return Visibility.NOT_PUBLIC if key in NOT_PUBLIC_WORDS or key in STATUS_FALSE else Visibility.UNKNOWN


def read_status_label(line: str) -> Statement | None:
    """Read "Status: Draft" or "Embargo: May 3, 2031" in the head of a plain text; None for other lines.

    Also "draft = true" and "\"draft\": true,", as in TOML and JSON front matter.
    """
    match = _LABEL.fullmatch(line)
    if match is None or _name_key(match[1]) not in _LABELS:
        return None
    name, value = match[1], match[2].strip()
    kind, visibility = _kind_of(name), _visibility(Statement(name, (value,)))
    if kind is Kind.PUBLISHED and not is_flag(name, [value]):
        return None  # a date, which has a label of its own
    if visibility is Visibility.UNKNOWN and (kind not in _WORD_LABELS or value.endswith(".")):
        return None  # prose: "Draft: a history of the pier"
    return Statement(name, (value,))


def publication_problem(statements: Iterable[Statement]) -> Problem | None:
    """Return why an article is not published, by its fields; None where they make it public or say nothing.

    The problem is a warning where the article is known not to be public, and an error where a value is not understood
    or a status field is empty. NOT_PUBLIC goes before UNKNOWN, and UNKNOWN before PUBLIC.
    """
    found = [(statement, _visibility(statement)) for statement in statements]
    for statement, visibility in found:
        if visibility is Visibility.NOT_PUBLIC:
            return _left_out(statement)
    firm = [(statement, visibility) for statement, visibility in found if not statement.hint]
    is_public = any(
        visibility is Visibility.PUBLIC and _kind_of(statement.name) in (Kind.STATUS, Kind.PUBLISHED, None)
        for statement, visibility in firm
    )
    for statement, visibility in firm:
        is_blank = not _filled(statement)
        if visibility is Visibility.UNKNOWN and not (is_blank and is_public):
            what = "is empty, and nothing else says" if is_blank else f"{_shown(statement)} does not say"
            shown = f"“{statement.name[:MAX_SHOWN]}” {what}" if is_blank else what
            remedy = _REMEDY_UNKNOWN.format(name=statement.name[:MAX_SHOWN])
            return Problem(statement.line, f"Left out: {shown} whether it is published.", remedy, "error")
    return None


def path_problem(path: str) -> Problem | None:
    """Return why a file is not published, by its path: "_drafts/a.md", "_posts/2099-01-01-a.md" (Jekyll, Hexo).

    None for any other path.
    """
    *folders, name = PurePosixPath(path).parts or ("",)
    draft = next((folder for folder in folders if folder.casefold() in _DRAFT_FOLDERS), "")
    if draft:
        remedy = "Move it out of that folder, and import it again, if readers may see it."
        return Problem(None, f"Left out: it lies in the folder “{draft}”, so it is a draft.", remedy)
    dated = _DATED_FILE.match(name)
    if dated and _POSTS_FOLDER in folders and is_future(dated[1]):
        what = f"Left out: by its name it is to be published on {dated[1]}."
        return Problem(None, what, "Import it then, or change its name.")
    return None


def _left_out(statement: Statement) -> Problem:
    kind, shown = _kind_of(statement.name), _shown(statement)
    if kind in (Kind.DATE, Kind.FROM, Kind.PUBLISHED) and any(map(is_future, statement.values)):
        return Problem(statement.line, f"Left out: by {shown} it is to be published later.", _REMEDY_LATER)
    if kind is Kind.UNTIL:
        return Problem(statement.line, f"Left out: by {shown} it is published no more.", _REMEDY)
    return Problem(statement.line, f"Left out: by {shown} it is not published.", _REMEDY)


def _shown(statement: Statement) -> str:
    values = "…" if _kind_of(statement.name) is Kind.SECRET else ", ".join(_filled(statement))
    shown = values if len(values) <= MAX_SHOWN else f"{values[: MAX_SHOWN - 1]}…"
    return f"“{statement.name[:MAX_SHOWN]}: {shown}”"


def _filled(statement: Statement) -> list[str]:
    return [value for value in statement.values if value.strip()]


def _visibility(statement: Statement) -> Visibility | None:
    """Return the most restrictive meaning of a statement's values; None where they have none."""
    kind = _kind_of(statement.name) or Kind.STATUS
    values = _filled(statement)
    if not values:
        return Visibility.UNKNOWN if kind in (Kind.STATUS, Kind.ACCESS, Kind.PUBLISHED) else None
    public = PUBLIC_IN_FIELD.get(_name_key(statement.name), ())
    visibilities = [Visibility.PUBLIC if _key(value) in public else _READERS[kind](value) for value in values]
    for visibility in (Visibility.NOT_PUBLIC, Visibility.UNKNOWN, Visibility.PUBLIC):
        if visibility in visibilities:
            return visibility
    return None


def _published(value: str) -> Visibility:
    key = _key(value)
    if key in TRUE or key in FALSE:
        return Visibility.PUBLIC if key in TRUE else Visibility.NOT_PUBLIC
    return _by_start(value, visibility_of_word(value))


def _not_published(value: str) -> Visibility:
    key = _key(value)
    if key in NO_START:
        return Visibility.PUBLIC
    return Visibility.NOT_PUBLIC if key in TRUE or read_timestamp(value) else visibility_of_word(value)


def _by_date(value: str) -> Visibility | None:
    return Visibility.NOT_PUBLIC if is_future(value) else None


def _from(value: str) -> Visibility:
    key = _key(value)
    if key in TRUE:
        return Visibility.NOT_PUBLIC
    return Visibility.PUBLIC if key in NO_START else _by_start(value, Visibility.UNKNOWN)


def _until(value: str) -> Visibility:
    if _key(value) in NO_START or is_future(value):
        return Visibility.PUBLIC
    return Visibility.UNKNOWN if read_timestamp(value) is None else Visibility.NOT_PUBLIC


def _secret(value: str) -> Visibility:
    return Visibility.PUBLIC if _key(value) in NO_PASSWORD else Visibility.NOT_PUBLIC


def _by_start(value: str, otherwise: Visibility) -> Visibility:
    """Compare the time of publication with now; return `otherwise` for text that is no date."""
    if read_timestamp(value) is None:
        return otherwise
    return Visibility.NOT_PUBLIC if is_future(value) else Visibility.PUBLIC


_READERS: dict[Kind, Callable[[str], Visibility | None]] = {
    Kind.STATUS: visibility_of_word,
    Kind.ACCESS: visibility_of_word,
    Kind.PUBLISHED: _published,
    Kind.NOT_PUBLISHED: _not_published,
    Kind.DATE: _by_date,
    Kind.FROM: _from,
    Kind.UNTIL: _until,
    Kind.SECRET: _secret,
}


@lru_cache(maxsize=2_000)
def _kind_of(name: str) -> Kind | None:
    """Return how a field's values are read, by its name without prefix ("wp:", "dc.rights."); None for others."""
    return KINDS.get(_name_key(name)) or KINDS.get(_name_key(re.split(r"[.:/]", name.rstrip(" .:/"))[-1]))


def _name_key(name: str) -> str:
    """Normalise a field's name: "isPublished", "is_published", "Is published:" → "ispublished"."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _key(value: str) -> str:
    """Normalise a value: " “Auto-Draft” " → "auto draft"; of a URI ("info:eu-repo/…/openAccess") the last part."""
    text = value.strip(_EDGES)
    if _ADDRESS.match(text):
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.rpartition("/")[2])
    return " ".join(re.sub(r"[\s_-]+", " ", text).casefold().split()) or value.strip()
