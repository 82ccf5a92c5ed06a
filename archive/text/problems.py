"""Problems of a text: the line, the reason, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Handling(StrEnum):
    """What an import did with the things of a note."""

    LEFT_OUT = "Left out"
    RECOGNISED = "Recognised"


@dataclass(frozen=True, slots=True)
class Note:
    """Something left out of many files alike, or recognised in them, which is reported once for all files of an import.

    `kind` is a phrase, "front matter keys that are no field of an article", `what` the thing, "layout".
    """

    kind: str
    what: str
    handling: Handling = Handling.LEFT_OUT


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem of a text: an error prevents its import; a warning reports what the reader could not assign to a field.

    `line` counts from 1 in the file; None if no line is the cause.
    """

    line: int | None
    reason: str
    remedy: str
    severity: Literal["error", "warning"] = "warning"

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.reason} {self.remedy}"
