"""Anomalies in a publication's sequence of issues: missing numbers, duplicate numbers, dates out of order.

Found from the rows of issues, in one query for any number of publications. Double numbers ("3–4") count for each number
that they cover; supplements have no position among the numbers, and leave no gap.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from archive.models import DismissedWarning, Issue, WarningKind
from archive.models.catalogue.issue_queryset import IssueQuerySet
from archive.text.dates import Precision
from archive.text.numbering.issue_numbers import numbers_covered

KINDS = (WarningKind.MISSING, WarningKind.DOUBLE, WarningKind.DISORDER)
_SPAN_KEY = re.compile(r"(?:v(\d+))?:(\d+)-(\d+)")
# Numbers recur in every volume: each is parsed once.
_covered = lru_cache(maxsize=8192)(numbers_covered)


@dataclass(frozen=True, slots=True)
class NumberedIssue:
    """An issue in its sequence: the numbers that it covers, and its day where printed."""

    pk: int
    publication_id: int
    volume: int | None
    number: str
    date: datetime.date | None
    covers: range


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An anomaly of a sequence.

    `key` identifies it permanently, so that its dismissal is remembered: the missing numbers, or the issue and its
    date. `first` and `last` are the missing numbers; `issues` are those concerned: for missing numbers the neighbours.
    """

    kind: WarningKind
    publication_id: int
    volume: int | None
    key: str
    issues: tuple[NumberedIssue, ...]
    first: int = 0
    last: int = 0

    @property
    def number(self) -> int:
        """Return how many numbers are missing."""
        return self.last - self.first + 1


def anomalies(issues: IssueQuerySet[Issue] | None = None, *, also_dismissed: bool = False) -> list[Anomaly]:
    """Return all anomalies of the publications of these issues (by default all), in the order of the sequences.

    Those that an editor dismissed are left out. Two queries.
    """
    found = [
        anomaly
        for _, run in groupby(
            numbered_issues(Issue.objects.all() if issues is None else issues), lambda one: one.publication_id
        )
        for part in _parts(list(run))
        for anomaly in of_run(part)
    ]
    return found if also_dismissed else list(without_dismissed(found))


def _parts(run: Sequence[NumberedIssue]) -> Iterator[list[NumberedIssue]]:
    """Split the issues of a publication into those with volumes, and those known by a number alone: separate
    sequences.
    """
    for is_alone in (False, True):
        if part := [issue for issue in run if (issue.volume is None) is is_alone]:
            yield part


def numbered_issues(issues: IssueQuerySet[Issue]) -> Iterator[NumberedIssue]:
    """Return the issues by publication, volume and number, in one query."""
    rows = issues.exclude(number="").order_by("publication_id", "volume_key", "number_key", "pk")
    for pk, publication, volume, number, date, precision in rows.values_list(
        "pk", "publication_id", "volume", "number", "date", "date_precision"
    ):
        printed = date if precision == Precision.DAY else None
        yield NumberedIssue(pk, publication, volume, number, printed, _covered(number))


def of_run(run: Sequence[NumberedIssue]) -> list[Anomaly]:
    """Return the anomalies of one publication, whose issues are sorted by volume and number."""
    volumes = [list(issues) for _, issues in groupby(run, lambda issue: issue.volume)]
    restarts = _restarts_with_volumes([volume for volume in volumes if any(issue.covers for issue in volume)])
    found = []
    disorder = out_of_order([issue for issue in run if issue.covers])
    before: NumberedIssue | None = None
    for volume in volumes:
        numbered = sorted((issue for issue in volume if issue.covers), key=lambda one: (one.covers.start, one.pk))
        found += missing(numbered, before, restarts=restarts)
        found += duplicate_numbers(numbered)
        here = {issue.pk for issue in volume}
        found += [anomaly for anomaly in disorder if anomaly.issues[0].pk in here]
        before = max(numbered, key=lambda one: one.covers.stop) if numbered else before
    return found


def _restarts_with_volumes(volumes: list[list[NumberedIssue]]) -> bool:
    """Return whether numbers restart with each volume: most volumes after the first begin below the end of the previous
    one.
    """
    if len(volumes) < 2:
        return True
    ends = [max(issue.covers.stop for issue in volume if issue.covers) for volume in volumes]
    starts = [min(issue.covers.start for issue in volume if issue.covers) for volume in volumes]
    restarts = sum(start < end for end, start in zip(ends, starts[1:], strict=False))
    return 2 * restarts >= len(volumes) - 1


def missing(numbered: Sequence[NumberedIssue], before: NumberedIssue | None, *, restarts: bool) -> list[Anomaly]:
    """Return the spans of numbers between the issues of a volume that no issue covers.

    Where numbers restart with the volume, the gap begins at No. 1; where they continue, at the end of the previous
    volume. `numbered` are in the order of their numbers.
    """
    if not numbered:
        return []
    neighbour: NumberedIssue | None = None if restarts else before
    reached = 0 if restarts else (before.covers.stop - 1 if before else numbered[0].covers.start - 1)
    found = []
    for issue in numbered:
        if issue.covers.start > reached + 1:
            first, last = reached + 1, issue.covers.start - 1
            around = (neighbour, issue) if neighbour else (issue,)
            found.append(
                Anomaly(
                    WarningKind.MISSING, issue.publication_id, issue.volume, _span(issue.volume, first, last), around,
                    first, last,
                )
            )  # fmt: skip
        if issue.covers.stop - 1 >= reached:
            reached, neighbour = issue.covers.stop - 1, issue
    return found


def duplicate_numbers(numbered: Sequence[NumberedIssue]) -> list[Anomaly]:
    """Return pairs of issues of a volume that cover the same number: "3–4" and "4", "5" and "05"."""
    found = []
    widest: NumberedIssue | None = None
    for issue in numbered:
        if widest is not None and issue.covers.start < widest.covers.stop:
            key = f"{_volume_key(issue.volume)}:{widest.number}+{issue.number}"
            found.append(Anomaly(WarningKind.DOUBLE, issue.publication_id, issue.volume, key[:200], (widest, issue)))
        if widest is None or issue.covers.stop > widest.covers.stop:
            widest = issue
    return found


def out_of_order(run: Sequence[NumberedIssue]) -> list[Anomaly]:
    """Return the smallest set of issues whose printed days would have to change to follow the order of the numbers.

    `run` is sorted by volume and number. An issue dated before the day of an earlier number is only at fault if the
    following ones are not: of 1 May, 2 June, 3 May, 4 May it is the second.
    """
    dated = [issue for issue in run if issue.date]
    in_order = {issue.pk for issue in _longest_in_order(dated)}
    found = []
    for place, issue in enumerate(dated):
        if issue.pk not in in_order:
            beside = tuple(dated[max(0, place - 1) : place] + dated[place + 1 : place + 2])
            key = f"{_volume_key(issue.volume)}:{issue.number}@{issue.date}"
            found.append(Anomaly(WarningKind.DISORDER, issue.publication_id, issue.volume, key[:200], (issue, *beside)))
    return found


def _longest_in_order(dated: Sequence[NumberedIssue]) -> list[NumberedIssue]:
    """Return the longest part of a sequence whose days never decrease (patience sorting: n log n)."""
    days: list[datetime.date] = []  # the earliest last day of a part of each length
    ends: list[int] = []  # its index in `dated`
    before = [-1] * len(dated)
    for place, issue in enumerate(dated):
        if issue.date is None:
            continue
        length = bisect_right(days, issue.date)
        before[place] = ends[length - 1] if length else -1
        days[length : length + 1] = [issue.date]
        ends[length : length + 1] = [place]
    longest = []
    place = ends[-1] if ends else -1
    while place >= 0:
        longest.append(dated[place])
        place = before[place]
    return longest[::-1]


def without_dismissed(found: Iterable[Anomaly]) -> Iterator[Anomaly]:
    """Remove dismissed anomalies; of missing numbers, the dismissed spans."""
    known: set[tuple[str, int, str]] = set()
    spans: dict[tuple[int, int | None], list[tuple[int, int]]] = {}
    for kind, publication, key in DismissedWarning.objects.filter(kind__in=KINDS).values_list("kind", "row_id", "key"):
        known.add((kind, publication, key))
        if kind == WarningKind.MISSING and (span := _SPAN_KEY.fullmatch(key)):
            spans.setdefault((publication, int(span[1]) if span[1] else None), []).append((int(span[2]), int(span[3])))
    for anomaly in found:
        if (anomaly.kind, anomaly.publication_id, anomaly.key) in known:
            continue
        if anomaly.kind == WarningKind.MISSING and (dismissed := spans.get((anomaly.publication_id, anomaly.volume))):
            yield from _rest_of(anomaly, dismissed)
        else:
            yield anomaly


def _rest_of(anomaly: Anomaly, dismissed: list[tuple[int, int]]) -> Iterator[Anomaly]:
    """Return the rest of a span of missing numbers without the dismissed spans."""
    first = anomaly.first
    for begins, ends in sorted([*dismissed, (anomaly.last + 1, anomaly.last + 1)]):
        last = min(begins - 1, anomaly.last)
        if first <= last:
            key = _span(anomaly.volume, first, last)
            yield Anomaly(anomaly.kind, anomaly.publication_id, anomaly.volume, key, anomaly.issues, first, last)
        first = max(first, ends + 1)


def _span(volume: int | None, first: int, last: int) -> str:
    return f"{_volume_key(volume)}:{first}-{last}"


def _volume_key(volume: int | None) -> str:
    """Return the volume in an anomaly's key: "v12"; "" for issues known by their number alone."""
    return "" if volume is None else f"v{volume}"
