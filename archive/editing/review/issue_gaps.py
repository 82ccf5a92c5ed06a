"""What is odd in a publication's run: numbers that are missing, numbers held twice, dates out of order.

All is told by the rows of issues, in one query for any number of publications. Double numbers ("3–4") count for each
number that they cover; supplements have no place among the numbers, and none is missed for them.
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
from archive.models.catalogue.issue import IssueQuerySet
from archive.text.dates import Precision
from archive.text.numbering.issue_numbers import numbers_covered

KINDS = (WarningKind.MISSING, WarningKind.DOUBLE, WarningKind.DISORDER)
_SPAN_KEY = re.compile(r"v(\d+):(\d+)-(\d+)")
# Numbers come back every volume: 115 is read once.
_covered = lru_cache(maxsize=8192)(numbers_covered)


@dataclass(frozen=True, slots=True)
class Held:
    """An issue as its run sees it: the numbers that it covers, and its day where that is printed."""

    pk: int
    publication_id: int
    volume: int
    number: str
    date: datetime.date | None
    covers: range


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One finding in a run.

    `key` names it for good, so that "is so" is remembered: the numbers that are missing, the issue and its date.
    `first` and `last` are the missing numbers; `issues` are those concerned: for missing numbers the neighbours.
    """

    kind: WarningKind
    publication_id: int
    volume: int
    key: str
    issues: tuple[Held, ...]
    first: int = 0
    last: int = 0

    @property
    def number(self) -> int:
        """How many numbers are missing."""
        return self.last - self.first + 1


def anomalies(issues: IssueQuerySet[Issue] | None = None, *, also_dismissed: bool = False) -> list[Anomaly]:
    """All findings of the publications whose issues these are (of all, when none are given), in the order of the runs.

    Those that an editor set aside are left out. Two queries.
    """
    found = [
        oddity
        for _, run in groupby(held(Issue.objects.all() if issues is None else issues), lambda one: one.publication_id)
        for oddity in of_run(list(run))
    ]
    return found if also_dismissed else list(without_dismissed(found))


def held(issues: IssueQuerySet[Issue]) -> Iterator[Held]:
    """The issues by publication, volume and number, in one query."""
    rows = issues.order_by("publication_id", "volume", "number_key", "pk")
    for pk, publication, volume, number, date, precision in rows.values_list(
        "pk", "publication_id", "volume", "number", "date", "date_precision"
    ):
        printed = date if precision == Precision.DAY else None
        yield Held(pk, publication, volume, number, printed, _covered(number))


def of_run(run: Sequence[Held]) -> list[Anomaly]:
    """The findings of one publication, whose issues come by volume and number."""
    volumes = [list(issues) for _, issues in groupby(run, lambda issue: issue.volume)]
    restarts = _begins_anew([volume for volume in volumes if any(issue.covers for issue in volume)])
    found = []
    disorder = out_of_order([issue for issue in run if issue.covers])
    before: Held | None = None
    for volume in volumes:
        numbered = sorted((issue for issue in volume if issue.covers), key=lambda one: (one.covers.start, one.pk))
        found += missing(numbered, before, restarts=restarts)
        found += held_twice(numbered)
        here = {issue.pk for issue in volume}
        found += [oddity for oddity in disorder if oddity.issues[0].pk in here]
        before = max(numbered, key=lambda one: one.covers.stop) if numbered else before
    return found


def _begins_anew(volumes: list[list[Held]]) -> bool:
    """Whether numbers begin anew with each volume: most volumes after the first go below where the last one ended."""
    if len(volumes) < 2:
        return True
    ends = [max(issue.covers.stop for issue in volume if issue.covers) for volume in volumes]
    starts = [min(issue.covers.start for issue in volume if issue.covers) for volume in volumes]
    anew = sum(start < end for end, start in zip(ends, starts[1:], strict=False))
    return 2 * anew >= len(volumes) - 1


def missing(numbered: Sequence[Held], before: Held | None, *, restarts: bool) -> list[Anomaly]:
    """The spans of numbers between the issues of a volume that no issue covers.

    Where numbers begin anew with the volume, they are missed from No. 1 on; where they run on, from the volume before.
    `numbered` are in the order of their numbers.
    """
    if not numbered:
        return []
    neighbour: Held | None = None if restarts else before
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


def held_twice(numbered: Sequence[Held]) -> list[Anomaly]:
    """Pairs of issues of a volume that cover the same number: "3–4" and "4", "5" and "05"."""
    found = []
    widest: Held | None = None
    for issue in numbered:
        if widest is not None and issue.covers.start < widest.covers.stop:
            key = f"v{issue.volume}:{widest.number}+{issue.number}"
            found.append(Anomaly(WarningKind.DOUBLE, issue.publication_id, issue.volume, key[:200], (widest, issue)))
        if widest is None or issue.covers.stop > widest.covers.stop:
            widest = issue
    return found


def out_of_order(run: Sequence[Held]) -> list[Anomaly]:
    """The fewest issues whose printed day would have to change for the days of the run to follow its numbers.

    `run` comes by volume and number. An issue that lies before an earlier number's day is only to blame if all that
    follow do not: of 1 May, 2 June, 3 May, 4 May it is the second.
    """
    dated = [issue for issue in run if issue.date]
    in_order = {issue.pk for issue in _longest_in_order(dated)}
    found = []
    for place, issue in enumerate(dated):
        if issue.pk not in in_order:
            beside = tuple(dated[max(0, place - 1) : place] + dated[place + 1 : place + 2])
            key = f"v{issue.volume}:{issue.number}@{issue.date}"
            found.append(Anomaly(WarningKind.DISORDER, issue.publication_id, issue.volume, key[:200], (issue, *beside)))
    return found


def _longest_in_order(dated: Sequence[Held]) -> list[Held]:
    """The longest part of a run whose days never go back (patience sorting: n log n)."""
    days: list[datetime.date] = []  # the earliest day on which a part of each length can end
    ends: list[int] = []  # the place in `dated` where it does
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
    """Leave out what is so; of missing numbers, those of a span that are not."""
    known: set[tuple[str, int, str]] = set()
    spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for kind, publication, key in DismissedWarning.objects.filter(kind__in=KINDS).values_list("kind", "row_id", "key"):
        known.add((kind, publication, key))
        if kind == WarningKind.MISSING and (span := _SPAN_KEY.fullmatch(key)):
            spans.setdefault((publication, int(span[1])), []).append((int(span[2]), int(span[3])))
    for oddity in found:
        if (oddity.kind, oddity.publication_id, oddity.key) in known:
            continue
        if oddity.kind == WarningKind.MISSING and (aside := spans.get((oddity.publication_id, oddity.volume))):
            yield from _rest_of(oddity, aside)
        else:
            yield oddity


def _rest_of(oddity: Anomaly, aside: list[tuple[int, int]]) -> Iterator[Anomaly]:
    """What is left of a span of missing numbers without the spans that are so."""
    first = oddity.first
    for begins, ends in sorted([*aside, (oddity.last + 1, oddity.last + 1)]):
        last = min(begins - 1, oddity.last)
        if first <= last:
            key = _span(oddity.volume, first, last)
            yield Anomaly(oddity.kind, oddity.publication_id, oddity.volume, key, oddity.issues, first, last)
        first = max(first, ends + 1)


def _span(volume: int, first: int, last: int) -> str:
    return f"v{volume}:{first}-{last}"
