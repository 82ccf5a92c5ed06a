"""What is said of an encoding: hints before reading, and afterwards the text, the evidence and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.text.problems import Problem


class UnreadableText(ValueError):
    """Bytes that cannot be read as text: the reason, what to do, and the line (from 1) if it is known."""

    def __init__(self, reason: str, remedy: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.line = line


class How(StrEnum):
    """Evidence by which an encoding was chosen."""

    NAMED = "named"
    MARK = "mark"
    UTF8 = "valid"
    DECLARED = "declared"
    DETECTED = "detected"


@dataclass(frozen=True, slots=True)
class CharsetHint:
    """What is known of a file's encoding beside its bytes: the name that a person gave, the publication's language.

    `named` is any name that `codec_of` knows, or "". `language` is a BCP 47 tag, or "".
    """

    named: str = ""
    language: str = ""


NO_HINT = CharsetHint()


@dataclass(frozen=True, slots=True)
class Charset:
    """The encoding in which a file was read, by what evidence, and how sure that is (0 to 1)."""

    name: str
    how: How
    sureness: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text with "\\n" for every line end, and its encoding ("utf-8", "utf-16-le", "windows-1252", …).

    `how` says by what evidence, `sureness` from 0 to 1 how sure that is. `problems` say what is in doubt or damaged.
    """

    text: str
    encoding: str
    how: How = How.UTF8
    sureness: float = 1.0
    problems: tuple[Problem, ...] = ()

    @property
    def charset(self) -> Charset:
        return Charset(self.encoding, self.how, self.sureness)
