"""Names found in a list of authors, and the doubts of how it was to be read."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_DOUBTS = 5


@dataclass(slots=True)
class AuthorList:
    """Names of a list in order, given names first, without repeats; and each doubt of how it was to be read."""

    names: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        if name:
            self.names.append(name)

    def doubt(self, reason: str) -> None:
        reason = reason.replace("\x00", "")
        if len(self.doubts) < MAX_DOUBTS and reason not in self.doubts:
            self.doubts.append(reason)
