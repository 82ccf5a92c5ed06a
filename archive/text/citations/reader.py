"""Reader of an article's citations: finds them in every paragraph, resolves years, and builds the records."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.citations.dates.days import CitedDays
from archive.text.citations.dates.years import Years, resolve_days
from archive.text.citations.forms.candidates import Candidate, Usage, points, with_references
from archive.text.citations.forms.keys import find_keys
from archive.text.citations.house_style.attributions import find_attributions
from archive.text.citations.names.own_titles import OwnTitles
from archive.text.citations.paragraph_reader import FoundSpan, read_paragraph, with_candidates
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.references import Entry, find_references
from archive.text.citations.style import Form
from archive.text.citations.types import FoundCitation, FoundCrossReference, FoundReference, Mention, Reading, Setting
from archive.text.dates import Precision
from archive.text.names.normalisation import fold


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
    lookup = _lookup(paragraphs, setting)
    entries = find_references(paragraphs, lookup) if setting.style.may_use(Form.REFERENCES) else []
    read = [read_paragraph(text, number, lookup) for number, text in enumerate(paragraphs, start=1)]
    names = [source.name for some, _ in read for one in some for source in one.cited if source.days]
    counting = _counting([candidates for _, candidates in read], entries, setting, names)
    found: list[FoundSpan] = []
    suggested: list[FoundSpan] = []
    for number, (text, (here, _), more) in enumerate(zip(paragraphs, read, counting, strict=True), start=1):
        here = with_candidates(here, more, number)
        found.extend(here)
        taken = [(one.start, one.end) for one in here]
        suggested.extend(
            FoundSpan(number, start, end, cited) for start, end, cited in find_attributions(text, taken, lookup)
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


def _lookup(paragraphs: Sequence[str], setting: Setting) -> Lookup:
    year = setting.year or (setting.issue_date.first.year if setting.issue_date else None)
    keys = {**setting.style.keys, **find_keys(paragraphs)}
    return Lookup(setting.known, OwnTitles.from_titles(setting.publications), year, keys)


@dataclass(frozen=True, slots=True)
class FoundForms:
    """What an article shows of its publication's citation style.

    `points` are the evidence for each form, `examples` pairs of a form and a citation as printed, `names` the names
    cited in these forms, and `orders` one True for each number whose day comes first ("23/5/2004"), else False.
    """

    points: dict[Form, int]
    examples: list[tuple[Form, str]]
    names: list[str]
    orders: list[bool]


def find_candidates(paragraphs: Sequence[str], setting: Setting) -> FoundForms:
    """Return the evidence of an article for forms beside the house style; the setting's style plays no part."""
    lookup = _lookup(paragraphs, setting)
    entries = find_references(paragraphs, lookup)
    read = [read_paragraph(text, number, lookup) for number, text in enumerate(paragraphs, start=1)]
    candidates = _before_references([some for _, some in read], entries)
    shown = [(text, one) for text, some in zip(paragraphs, candidates, strict=True) for one in some if one.strength > 0]
    found = points(one for _, one in shown)
    examples = [(one.form, text[one.start : one.end]) for text, one in shown]
    if len(entries) > 1:
        found[Form.REFERENCES] = len(entries)
        examples += [(Form.REFERENCES, paragraphs[one.paragraph - 1][one.start : one.end]) for one in entries]
    cited = [source for some, _ in read for one in some for source in one.cited]
    cited += [source for _, one in shown for source in one.cited]
    orders = [day.is_day_first for one in cited for days in one.days for day in days.days]
    names = [name for _, one in shown for name in one.names]
    return FoundForms(found, examples, names, [order for order in orders if order is not None])


def _counting(
    candidates: Sequence[Sequence[Candidate]], entries: Sequence[Entry], setting: Setting, cited: Sequence[str]
) -> Sequence[Sequence[Candidate]]:
    """Return the candidates of each paragraph that count; none in the lists of references.

    `cited` are the names that the article cites in the house style.
    """
    candidates = _before_references(candidates, entries)
    everything = [one for some in candidates for one in some]
    if not everything:
        return [()] * len(candidates)
    usage = Usage.of_article(everything, setting.style, cited)
    return [list(filter(usage.accepts, some)) for some in candidates]


def _before_references(
    candidates: Sequence[Sequence[Candidate]], entries: Sequence[Entry]
) -> Sequence[Sequence[Candidate]]:
    """Return the candidates above the lists of references, with the evidence of these."""
    if not entries:
        return candidates
    listed = frozenset(fold(entry.first_word) for entry in entries)
    first = entries[0].paragraph, entries[0].start
    return [
        [with_references(one, listed) for one in some if (number, one.end) <= first]
        for number, some in enumerate(candidates, start=1)
    ]


def _listed(
    entries: Sequence[Entry], found: Sequence[FoundSpan], paragraphs: Sequence[str], years: Years
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


def _citation(found: FoundSpan, text: str, years: Years) -> FoundCitation | None:
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


def _references(found: FoundSpan, text: str, years: Years) -> list[FoundCrossReference]:
    return [_reference(one, found, text, years) for one in found.cited if one.publication is not None]


def _reference(cited: CitedSource, found: FoundSpan, text: str, years: Years) -> FoundCrossReference:
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
