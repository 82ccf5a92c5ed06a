"""Reader of one paragraph: its citations in the house style, and the candidates in other forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.citations.forms.candidates import Candidate
from archive.text.citations.forms.dated_lines import read_dated_lines, read_press_review
from archive.text.citations.forms.datelines import read_dated_dateline
from archive.text.citations.forms.parenthesis_forms import Trials, names_alone
from archive.text.citations.forms.source_lines import read_source_lines
from archive.text.citations.house_style.line_citations import read_dateline, read_line_ends, read_see
from archive.text.citations.house_style.names_alone import read_names_alone
from archive.text.citations.house_style.parentheses import Parenthesis, find_parentheses
from archive.text.citations.house_style.parse_parenthesis import may_cite, read_inside
from archive.text.citations.house_style.unparenthesised import read_name_before, read_never_closed, read_never_opened
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

_DIGIT = re.compile(r"\d")
# Characters in parentheses that are read in one paragraph, and how length adds to them. Prose has a fifth of them.
_MIN_ROOM = 2_400
_CHARACTERS_PER_ROOM = 80


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """Citation before its years are resolved: paragraph from 1, offsets, and sources cited."""

    paragraph: int
    start: int
    end: int
    cited: list[CitedSource]
    form: Form | None = None


def read_paragraph(text: str, number: int, lookup: Lookup) -> tuple[list[FoundSpan], list[Candidate]]:
    """Return the citations in the house style, and the candidates in other forms."""
    parentheses = find_parentheses(text)
    found: list[FoundSpan] = []
    trials = Trials.of_paragraph(text, number)
    room = _MIN_ROOM + len(text) // _CHARACTERS_PER_ROOM
    for parenthesis in parentheses.closed:
        if room <= 0:
            break
        length = parenthesis.end - parenthesis.start
        room -= length if may_cite(text, parenthesis.start + 1, parenthesis.end - 1) else length // 4
        found.extend(_read_parenthesis(text, number, parenthesis, lookup, trials))
    for start in parentheses.never_closed:
        end = _next(text, start)
        if read := read_never_closed(text, start, end, lookup):
            found.append(FoundSpan(number, start, *read))
    for place in parentheses.never_opened:
        if read := read_never_opened(text, place, text.rfind("\n", 0, place) + 1, lookup):
            found.append(FoundSpan(number, read[0], place + 1, read[1]))
    if dateline := read_dateline(text, lookup):
        found.append(FoundSpan(number, *dateline))
    found.extend(_read_lines(text, number, lookup, trials))
    return _without_overlaps(found), trials.found


def _read_lines(text: str, number: int, lookup: Lookup, trials: Trials) -> list[FoundSpan]:
    """Read what stands outside parentheses, by its place in a line; other forms are added to `trials`."""
    found = [FoundSpan(number, *see) for see in read_see(text, lookup)]
    if "\n" in text or _DIGIT.search(text, max(0, len(text) - 3)):  # few paragraphs end in a date or a page
        found.extend(FoundSpan(number, *line) for line in read_line_ends(text, lookup))
        trials.found.extend(read_dated_lines(text, number, lookup))
    trials.found.extend(read_dated_dateline(text, lookup))
    trials.found.extend(read_press_review(text, lookup))
    if ":" in text:
        trials.found.extend(read_source_lines(text, number, lookup))
    return found


def with_candidates(found: list[FoundSpan], candidates: Sequence[Candidate], number: int) -> list[FoundSpan]:
    """Add the candidates that count; where one overlaps a citation in the house style, the one that says more stays."""
    if not candidates:
        return found
    more = [FoundSpan(number, one.start, one.end, one.cited, one.form) for one in candidates]
    result: list[FoundSpan] = []
    for one in sorted([*found, *more], key=lambda one: one.start):
        if not result or one.start >= result[-1].end:
            result.append(one)
        elif _says(one) > _says(result[-1]):
            result[-1] = one
    return result


def _says(found: FoundSpan) -> tuple[int, int]:
    """Return how many sources a citation has, and how many of them with days."""
    return len(found.cited), sum(bool(one.days) for one in found.cited)


def _next(text: str, start: int) -> int:
    """Return the offset where an unmatched "(" must end: the next "(", or the end of the text."""
    following = text.find("(", start + 1)
    return following if following > 0 else len(text)


def _without_overlaps(found: list[FoundSpan]) -> list[FoundSpan]:
    """Sort by offset and drop overlaps; the citation that starts first, in a parenthesis, is the more reliable."""
    result: list[FoundSpan] = []
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    for one in ordered:
        if not result or one.start >= result[-1].end:
            result.append(one)
    return result


def _read_parenthesis(
    text: str, number: int, parenthesis: Parenthesis, lookup: Lookup, trials: Trials
) -> list[FoundSpan]:
    """Read a citation, or else those in inner parentheses. Square brackets count only with known names in them.

    What may be a citation in another form is added to `trials`.
    """
    start, end = parenthesis.start, parenthesis.end
    cited = read_inside(text, start + 1, end - 1, lookup) if may_cite(text, start + 1, end - 1) else []
    if parenthesis.bracket == "[" and not all(one.known or one.publication is not None for one in cited):
        cited = []
    if not cited and parenthesis.bracket == "(":
        if before := read_name_before(text, start, end, lookup):
            start, cited = before
        elif cited := read_names_alone(text, start, end, lookup):
            trials.found.append(names_alone(start, end, cited))
    trials.read(text, parenthesis, cited, lookup)
    if cited:
        return [FoundSpan(number, start, end, cited)]
    return [one for inner in parenthesis.inner for one in _read_parenthesis(text, number, inner, lookup, trials)]
