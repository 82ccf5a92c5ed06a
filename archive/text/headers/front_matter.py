"""Front matter: the YAML-like block at the start of a Markdown or text file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from archive.text.headers.publication_status import is_status_name
from archive.text.problems import Problem

MAX_LINES = 200
MAX_CHARACTERS = 20_000
MAX_BRACKETS = 100  # YAML takes quadratic time over nested brackets
_FENCE = re.compile(r"---\s*")
_END = re.compile(r"(?:---|\.\.\.)\s*")


@dataclass(slots=True)
class FrontMatter:
    """Front matter: values by lower-case key, each a list of strings; the index where the text goes on; problems."""

    values: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    next_line: int = 0  # index of the first line after it
    problems: list[Problem] = field(default_factory=list)


def read_front_matter(lines: list[str]) -> FrontMatter | None:
    """Read the block between two lines "---" at the start of a file; None if the file has none.

    Values remain text as written: "Issue: 010" is "010", "Date: 2004-10-01" is no date object. A value may be a list,
    on one line or several. Broken YAML, nested tables and blocks of more than 200 lines are errors with their line.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or not _FENCE.fullmatch(lines[start]):
        return None
    end = next(
        (index for index in range(start + 1, min(len(lines), start + MAX_LINES)) if _END.fullmatch(lines[index])), 0
    )
    block = "\n".join(lines[start + 1 : end])
    if not end or not re.match(r"\s*(?:#|[\"']?[A-Za-z][\w -]*[\"']?\s*:)", block):
        return None  # a horizontal rule above a text, not front matter
    front = FrontMatter(next_line=end + 1)
    if len(block) > MAX_CHARACTERS or block.count("[") + block.count("{") > MAX_BRACKETS:
        what = f"Keep it under {MAX_CHARACTERS:,} characters and {MAX_BRACKETS} brackets."
        front.problems.append(_error(start + 1, "The front matter is too long.", what))
        return front
    try:
        # BaseLoader makes strings, lists and dictionaries only: no dates, no numbers, no objects.
        document = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        front.problems.append(
            _error(
                start + 2 + (mark.line if mark else 0),
                "The front matter is no YAML.",
                "Write a line for each: a key, a colon, a value; put values that hold a colon in quotation marks.",
            )
        )
        return front
    if not isinstance(document, dict):
        front.problems.append(_error(start + 1, "The front matter has no keys.", "Write lines such as “title: …”."))
        return front
    _take(document, lines[start:end], start, front)
    return front


def _take(document: dict[object, Any], block: list[str], start: int, front: FrontMatter) -> None:
    for key, value in document.items():
        name = " ".join(str(key).lower().replace("_", " ").replace("-", " ").split())
        line = (
            next((n for n, text in enumerate(block) if text.lower().lstrip().startswith(str(key).lower())), 0)
            + start
            + 1
        )
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values):
            front.problems.append(
                _error(line, f"“{name[:40]}” in the front matter is a table.", "Give it a text or a list.")
            )
            continue
        # Keys that differ in case only ("draft", "Draft") must not hide each other.
        earlier = front.values.get(name, []) if is_status_name(name) else []
        front.values[name] = earlier + [" ".join(each.split()) for each in values if each.strip()]
        front.lines[name] = line


def _error(line: int, reason: str, remedy: str) -> Problem:
    return Problem(line, reason, remedy, "error")
