"""Reader of an article's citations: finds them in every paragraph, resolves years, and builds the records."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.citations.attributions import find_attributions
from archive.text.citations.days import CitedDays
from archive.text.citations.forms.candidates import Candidate, accepted, names_cited, used_forms, with_references
from archive.text.citations.forms.datelines import read_dated_dateline
from archive.text.citations.forms.keys import find_keys
from archive.text.citations.forms.parenthesis_forms import Trials, names_alone
from archive.text.citations.forms.source_lines import read_source_lines
from archive.text.citations.house_titles import HouseTitles
from archive.text.citations.parentheses import Parenthesis, find_parentheses
from archive.text.citations.parse_parenthesis import may_cite, read_inside
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.references import Entry, find_references
from archive.text.citations.style import Form
from archive.text.citations.types import FoundCitation, FoundCrossReference, FoundReference, Mention, Reading, Setting
from archive.text.citations.unparenthesised import (
    read_dateline,
    read_line_ends,
    read_name_before,
    read_names_alone,
    read_never_closed,
    read_never_opened,
    read_see,
)
from archive.text.citations.years import Years, resolve_days
from archive.text.dates import Precision
from archive.text.names.normalisation import fold

# Characters in parentheses that are read in one paragraph, and how length adds to them. Prose has a fifth of them.
_MIN_ROOM = 2_400
_CHARACTERS_PER_ROOM = 80


@dataclass(frozen=True, slots=True)
class _Found:
    """Citation before its years are resolved: paragraph from 1, offsets, and sources cited."""

    paragraph: int
    start: int
    end: int
    cited: list[CitedSource]
    form: Form | None = None


def read_citations(paragraphs: Sequence[str], setting: Setting) -> Reading:
    """Read the source citations, cross-references and attributions in prose of an article's paragraphs.

    Offsets are characters into a paragraph's text; `text[start:end] == raw` always. Days without a year get it from
    the issue's date, else from the volume's year; a December day cited in a January issue is last year's. Reading is
    pure: the same paragraphs and setting give the same reading, and paragraphs are read independently except for
    years. To bound the time per paragraph, parentheses beyond 2,400 characters and an eightieth of its length are not
    read; prose has less.

    >>> found = read_citations(["It was signed (Krasnaya zvezda, October 23)."], Setting(year=2004)).citations[0]
    >>> found.raw, found.mentions[0].name, found.mentions[0].first_day.isoformat()
    ('(Krasnaya zvezda, October 23)', 'Krasnaya zvezda', '2004-10-23')
    """
    year = setting.year or (setting.issue_date.first.year if setting.issue_date else None)
    keys = {**setting.style.keys, **find_keys(paragraphs)}
    lookup = Lookup(setting.known, HouseTitles.from_titles(setting.publications), year, keys)
    entries = find_references(paragraphs, lookup) if setting.style.may_use(Form.REFERENCES) else []
    read = [_read_paragraph(text, number, lookup) for number, text in enumerate(paragraphs, start=1)]
    counting = _counting([candidates for _, candidates in read], entries, setting)
    found: list[_Found] = []
    suggested: list[_Found] = []
    for number, (text, (here, _), more) in enumerate(zip(paragraphs, read, counting, strict=True), start=1):
        here = _with_candidates(here, more, number)
        found.extend(here)
        taken = [(one.start, one.end) for one in here]
        suggested.extend(
            _Found(number, start, end, cited) for start, end, cited in find_attributions(text, taken, lookup)
        )
    years = Years.of_article(
        setting, (days for one in (*found, *suggested) for item in one.cited for days in item.days)
    )
    return Reading(
        [citation for one in found if (citation := _citation(one, paragraphs[one.paragraph - 1], years))],
        [reference for one in found for reference in _references(one, paragraphs[one.paragraph - 1], years)],
        [citation for one in suggested if (citation := _citation(one, paragraphs[one.paragraph - 1], years))],
        _listed(entries, found, paragraphs, years) if entries else [],
    )


def _counting(
    candidates: Sequence[Sequence[Candidate]], entries: Sequence[Entry], setting: Setting
) -> Sequence[Sequence[Candidate]]:
    """Return the candidates of each paragraph that count; none in the lists of references."""
    if entries:
        first = entries[0].paragraph, entries[0].start
        listed = frozenset(fold(entry.first_word) for entry in entries)
        candidates = [
            [with_references(one, listed) for one in some if (number, one.start) < first]
            for number, some in enumerate(candidates, start=1)
        ]
    everything = [one for some in candidates for one in some]
    if not everything:
        return [()] * len(candidates)
    forms, names = used_forms(everything, setting.style), names_cited(everything)
    return [accepted(some, forms, names) for some in candidates]


def _listed(
    entries: Sequence[Entry], found: Sequence[_Found], paragraphs: Sequence[str], years: Years
) -> list[FoundReference]:
    """Return the references; one in which citations were found names no source besides."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for one in found:
        spans.setdefault(one.paragraph, []).append((one.start, one.end))
    references = []
    for entry in entries:
        raw = paragraphs[entry.paragraph - 1][entry.start : entry.end]
        if any(start < entry.end and entry.start < end for start, end in spans.get(entry.paragraph, ())):
            entry.cited.name, entry.cited.start, entry.cited.end = "", entry.start, entry.end
        mention = _mention(entry.cited, years)
        references.append(FoundReference(raw, entry.paragraph, entry.start, entry.end, mention))
    return references


def _read_paragraph(text: str, number: int, lookup: Lookup) -> tuple[list[_Found], list[Candidate]]:
    """Return the citations in the house style, and the candidates in other forms."""
    parentheses = find_parentheses(text)
    found: list[_Found] = []
    trials = Trials.of_paragraph(text)
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
            found.append(_Found(number, start, *read))
    for place in parentheses.never_opened:
        if read := read_never_opened(text, place, text.rfind("\n", 0, place) + 1, lookup):
            found.append(_Found(number, read[0], place + 1, read[1]))
    if dateline := read_dateline(text, lookup):
        found.append(_Found(number, *dateline))
    for start, end, cited in (*read_line_ends(text, lookup), *read_see(text, lookup)):
        found.append(_Found(number, start, end, cited))
    trials.found.extend((*read_dated_dateline(text, lookup), *read_source_lines(text, number, lookup)))
    return _without_overlaps(found), trials.found


def _with_candidates(found: list[_Found], candidates: Sequence[Candidate], number: int) -> list[_Found]:
    """Add the candidates that count; where one overlaps a citation in the house style, the one that says more stays."""
    if not candidates:
        return found
    more = [_Found(number, one.start, one.end, one.cited, one.form) for one in candidates]
    result: list[_Found] = []
    for one in sorted([*found, *more], key=lambda one: one.start):
        if not result or one.start >= result[-1].end:
            result.append(one)
        elif _says(one) > _says(result[-1]):
            result[-1] = one
    return result


def _says(found: _Found) -> tuple[int, int]:
    """Return how many sources a citation has, and how many of them with days."""
    return len(found.cited), sum(bool(one.days) for one in found.cited)


def _next(text: str, start: int) -> int:
    """Return the offset where an unmatched "(" must end: the next "(", or the end of the text."""
    following = text.find("(", start + 1)
    return following if following > 0 else len(text)


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    """Sort by offset and drop overlaps; the citation that starts first, in a parenthesis, is the more reliable."""
    result: list[_Found] = []
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    for one in ordered:
        if not result or one.start >= result[-1].end:
            result.append(one)
    return result


def _read_parenthesis(
    text: str, number: int, parenthesis: Parenthesis, lookup: Lookup, trials: Trials
) -> list[_Found]:
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
        return [_Found(number, start, end, cited)]
    return [one for inner in parenthesis.inner for one in _read_parenthesis(text, number, inner, lookup, trials)]


def _citation(found: _Found, text: str, years: Years) -> FoundCitation | None:
    mentions = [_mention(one, years) for one in found.cited if one.publication is None]
    if not mentions:
        return None
    return FoundCitation(text[found.start : found.end], found.paragraph, found.start, found.end, mentions, found.form)


def _mention(cited: CitedSource, years: Years) -> Mention:
    days, precision = _days_of(cited.days, years)
    return Mention(
        name=_on_one_line(cited.name),
        name_start=cited.start,
        name_end=cited.end,
        date_text=", ".join(_on_one_line(one.text) for one in cited.days) or None,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        precision=precision,
        confidence=cited.confidence,
        url=cited.url,
        stands_for=cited.stands_for,
    )


def _on_one_line(printed: str) -> str:
    """Return a name or date without line breaks of hard-wrapped text."""
    return " ".join(printed.split())


def _references(found: _Found, text: str, years: Years) -> list[FoundCrossReference]:
    return [_reference(one, found, text, years) for one in found.cited if one.publication is not None]


def _reference(cited: CitedSource, found: _Found, text: str, years: Years) -> FoundCrossReference:
    days, precision = _days_of(cited.days, years)
    return FoundCrossReference(
        raw=text[found.start : found.end],
        paragraph=found.paragraph,
        start=found.start,
        end=found.end,
        link_start=cited.start,
        link_end=max([cited.end, *(days.end for days in cited.days)]),
        publication=_on_one_line(cited.publication or ""),
        dates=days if precision is Precision.DAY else days[:1],
        date_texts=[_on_one_line(one.text) for one in cited.days],
        precision=precision,
    )


def _days_of(groups: list[CitedDays], years: Years) -> tuple[list[datetime.date], Precision | None]:
    found: list[datetime.date] = []
    precision = None
    for group in groups:
        days, precision = resolve_days(group, years)
        found.extend(days)
    return found, precision
