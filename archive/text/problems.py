"""Problems of a text that is read: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """An error keeps an article out of the archive; a warning says what the reader could not place.

    `line` counts from 1 in the file; None where no line is to blame.
    """

    line: int | None
    reason: str
    remedy: str
    severity: Literal["error", "warning"] = "warning"

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.reason} {self.remedy}"
