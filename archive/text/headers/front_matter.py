"""Front matter: the block of values at the start of a Markdown or text file, as YAML, TOML or JSON.

YAML stands between lines "---" (Jekyll, Eleventy, Docusaurus, Ghost), TOML between lines "+++" (Zola, Hugo), JSON is an
object at the start (Hugo). Pelican and MultiMarkdown write lines "Title: …" up to the first blank one.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from archive.text.headers.header_fields import Head
from archive.text.headers.header_labels import LABELS
from archive.text.headers.publication_status import is_flag, is_status_name
from archive.text.problems import Note, Problem
from archive.text.toml import BadTOML, read_toml

MAX_LINES = 400
MAX_CHARACTERS = 20_000
MAX_BRACKETS = 400  # YAML takes quadratic time over nested brackets
MAX_NESTED = 20  # brackets inside one another
MAX_KEYS = 200
_FENCES = {"---": re.compile(r"(?:---|\.\.\.)\s*"), "+++": re.compile(r"\+\+\+\s*")}
_HAS_KEYS = re.compile(r"\s*(?:#|[\"']?[A-Za-z][\w .-]*[\"']?\s*[:=]|\[{1,2}[A-Za-z])")
_NO_YAML = "The front matter is no YAML."
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .-]{0,40}?)\s*:(?:\s+(?P<value>\S.*)|\s*)")
_ITEM = re.compile(r"\s*-\s+(?P<value>[^\s-].*)")
_SIGNS = re.compile(r"[\[{\"'&*!|>%@`]")
_PLAIN_LINE = re.compile(r"([A-Za-z][\w -]{0,30}):(?:[ \t]+(.*))?")
# Tables of which the keys count as if they stood by themselves: Zola's, Hugo's and Ghost's.
_OPENED = frozenset(("taxonomies", "extra", "params", "metadata"))
_NAMES = ("name", "title", "label", "value")  # of a list's tables: authors with a name each


@dataclass(slots=True)
class FrontMatter:
    """Front matter: values by lower-case key, each a list of strings; the index where the text goes on; problems.

    `nested` are the keys whose values are tables, which no field takes.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    next_line: int = 0  # index of the first line after it
    problems: list[Problem] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)


class _Unreadable(ValueError):
    """Block that cannot be read: the line in it (from 0), the reason and the remedy."""

    def __init__(self, line: int, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.line, self.reason, self.remedy = line, reason, remedy


def read_front_matter(lines: list[str], *, plain: bool = False) -> FrontMatter | None:
    """Read the front matter at the start of a file; None if the file has none.

    Values of YAML remain text as written: "Issue: 010" is "010"; those of TOML and JSON become text. A value may be a
    list, and a list of tables with a name each ("authors"). Other tables are `nested`. With `plain`,
    lines "Title: …" are front matter too. Broken syntax, aliases, and blocks of more than 400 lines are errors with
    their line.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return None
    opening = lines[start].strip()
    if opening in _FENCES:
        return _fenced(lines, start, opening)
    if opening.startswith("{"):
        return _json(lines, start)
    return _plain(lines, start) if plain else None


def _fenced(lines: list[str], start: int, opening: str) -> FrontMatter | None:
    last = min(len(lines), start + MAX_LINES)
    end = next((index for index in range(start + 1, last) if _FENCES[opening].fullmatch(lines[index])), 0)
    block = "\n".join(lines[start + 1 : end])
    if not end or (block.strip() and not _HAS_KEYS.match(block)):
        return None  # a horizontal rule above a text, not front matter
    front = FrontMatter(next_line=end + 1)
    try:
        _check_size(block)
        document = (_yaml if opening == "---" else _toml)(block)
    except _Unreadable as wrong:
        by_line = _by_line(block) if opening == "---" and wrong.reason == _NO_YAML else None
        if by_line is not None:
            what = "The front matter is no YAML; each line was read as a key, a colon and a value."
            front.problems.append(Problem(start + 1 + wrong.line, what, "Look at the title and the other values."))
            _take(by_line, lines[start:end], start, front)
            return front
        front.problems.append(Problem(start + 1 + wrong.line, wrong.reason, wrong.remedy, "error"))
        return front
    _take(document, lines[start:end], start, front)
    return front


def _check_size(block: str) -> None:
    depth = deepest = 0
    for character in block:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    if len(block) > MAX_CHARACTERS or block.count("[") + block.count("{") > MAX_BRACKETS or deepest > MAX_NESTED:
        what = f"Keep it under {MAX_CHARACTERS:,} characters and {MAX_BRACKETS} brackets."
        raise _Unreadable(0, "The front matter is too long.", what)


def _yaml(block: str) -> dict[object, object]:
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=yaml.BaseLoader)):
            raise _Unreadable(0, "The front matter refers to parts of itself (*name).", "Write the value out.")
        # BaseLoader makes strings, lists and dictionaries only: no dates, no numbers, no objects.
        document = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _Unreadable(
            1 + (mark.line if mark else 0),
            _NO_YAML,
            "Write a line for each: a key, a colon, a value; put values that hold a colon in quotation marks.",
        ) from error
    if document in (None, ""):
        return {}
    if not isinstance(document, dict):
        raise _Unreadable(0, "The front matter has no keys.", "Write lines such as “title: …”.")
    return document


def _by_line(block: str) -> dict[object, object] | None:
    """Read a block that people wrote for YAML: "title: Ferries: the third day", tabs, "- item" lines; None for others.

    Values that use YAML's signs must be YAML themselves.
    """
    document: dict[object, object] = {}
    items: list[object] | None = None
    for line in filter(str.strip, block.split("\n")):
        item, pair = _ITEM.fullmatch(line), _PAIR.fullmatch(line)
        if line.lstrip().startswith("#"):
            continue
        if not (pair or (item and items is not None)):
            return None
        written = ((pair["value"] if pair else item["value"] if item else "") or "").strip()
        try:
            value: object = yaml.load(written, Loader=yaml.BaseLoader) if _SIGNS.match(written) else written  # noqa: S506
        except (yaml.YAMLError, RecursionError):
            return None
        if pair:
            items = [] if not written else None
            document[pair["key"]] = value if items is None else items
        elif items is not None:
            items.append(value)
    return document or None


def _toml(block: str) -> dict[object, object]:
    try:
        document: dict[object, object] = {}
        document.update(read_toml(block).items())
        return document
    except BadTOML as error:
        line = re.search(r"at line (\d+)", str(error))
        what = f"The front matter is no TOML: {str(error)[:120]}."
        raise _Unreadable(int(line[1]) if line else 1, what, 'Write lines such as title = "…".') from error


def _json(lines: list[str], start: int) -> FrontMatter | None:
    text = "\n".join(lines[start : start + MAX_LINES])[: MAX_CHARACTERS * 2]
    front = FrontMatter()
    try:
        _check_size(text[:MAX_CHARACTERS].partition("\n}")[0])
        document, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None  # a text that begins with a brace
    if not isinstance(document, dict) or not document:
        return None
    front.next_line = start + text.count("\n", 0, end) + 1
    _take(document, lines[start : front.next_line], start, front)
    return front


def _plain(lines: list[str], start: int) -> FrontMatter | None:
    """Read lines "Title: …", "Slug: …" up to the first blank one; None where not all of them are such."""
    document: dict[object, object] = {}
    index = start
    while index < min(len(lines), start + MAX_LINES) and lines[index].strip():
        match = _PLAIN_LINE.fullmatch(lines[index].rstrip())
        if match is None:
            return None
        document[match[1]] = (match[2] or "").strip()
        index += 1
    keys = {str(key).lower() for key in document}
    if (
        len(document) < 2
        or "title" not in keys
        or not keys & {"slug", "date", "tags", "category", "modified", "status"}
    ):
        return None
    front = FrontMatter(next_line=index)
    _take(document, lines[start:index], start, front)
    return front


def _take(document: dict[object, object], block: list[str], start: int, front: FrontMatter) -> None:
    for key, value in [*_opened(document)][:MAX_KEYS]:
        name = " ".join(str(key).lower().replace("_", " ").replace("-", " ").split())
        written = str(key).lower()
        line = next((n for n, text in enumerate(block) if text.lower().lstrip(" \t\"'[").startswith(written)), 0)
        texts = _texts(value)
        if texts is None and (name in LABELS or is_status_name(name)):
            what = f"“{name[:40]}” in the front matter is a table."
            front.problems.append(Problem(line + start + 1, what, "Give it a text or a list.", "error"))
        if texts is None:
            front.nested.append(str(key)[:40])
            continue
        # Keys that differ in case only ("draft", "Draft") must not hide each other.
        earlier = front.values.get(name, []) if is_status_name(name) else []
        front.values[name] = earlier + [" ".join(each.split()) for each in texts if each.strip()]
        front.lines[name] = line + start + 1


def _opened(document: dict[object, object]) -> Iterator[tuple[object, object]]:
    for key, value in document.items():
        if isinstance(value, dict) and str(key).lower() in _OPENED:
            yield from value.items()
        else:
            yield key, value


def _texts(value: object) -> list[str] | None:
    """Return a value as texts; None for tables that are not names: {"src": "a.jpg"}."""
    if isinstance(value, dict):
        named = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        return [named] if isinstance(named, str) and len(value) <= 12 and "src" not in value else None
    if isinstance(value, list):
        found = [_texts(each) for each in value]
        texts = [each[0] for each in found if each is not None and len(each) == 1]
        return texts if len(texts) == len([each for each in found if each != []]) else None
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return [value.isoformat()]
    return [] if value is None else [str(value)]


_ENCODING_KEYS = ("encoding", "charset")  # which `archive.text.charset` reads
UNKNOWN_KEYS = "front matter keys that are no field of an article"
# Keys with the address of a post on its site.
_ADDRESSES = ("path", "permalink", "slug", "url")
_DAY_IN_ADDRESS = re.compile(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})(?:/|$)")
# Keys of site generators that summarise a text; they count where no key of ours does.
_SUMMARIES = ("description", "excerpt", "teaser", "lead", "dek", "custom excerpt", "intro")


def take_front_matter(lines: list[str], head: Head, *, plain: bool = False) -> int:
    """Read front matter, if there is any, into the head; return the index of the first line after it.

    Keys that are no field are notes of the head, to be reported once for all files.
    """
    front = read_front_matter(lines, plain=plain)
    if front is None:
        return 0
    head.problems.extend(front.problems)
    head.notes.extend(Note(UNKNOWN_KEYS, key) for key in front.nested)
    for key, values in front.values.items():
        line, is_status = front.lines[key], is_status_name(key)
        if is_status:
            head.take_status(key, values, line)
        name = LABELS.get(key)
        if name == "url" and values and not values[0].startswith(("http://", "https://")):
            head.notes.append(Note(UNKNOWN_KEYS, key))  # an address within the site that it comes from
        elif name:
            head.take_field(name, [] if is_flag(key, values) else values, line)
        elif values and not is_status and key not in (*_SUMMARIES, *_ENCODING_KEYS):
            head.notes.append(Note(UNKNOWN_KEYS, key))
    for key in _SUMMARIES:
        if not head.standfirst and front.values.get(key):
            head.take_field("standfirst", front.values[key], front.lines[key])
    _take_date_of_address(front.values, front.lines, head)
    return front.next_line


def _take_date_of_address(values: Mapping[str, list[str]], lines: Mapping[str, int], head: Head) -> None:
    """Take the day in the address that a post has on its site, where nothing else dates it: "2013/06/07/ferries"."""
    for key in _ADDRESSES if head.date is None else ():
        if match := _DAY_IN_ADDRESS.search(" ".join(values.get(key, []))):
            day = ["-".join(match.groups())]
            head.take_field("date", day, lines[key])
            head.take_status("date", day, lines[key], hint=True)  # a future one is published later
            return
