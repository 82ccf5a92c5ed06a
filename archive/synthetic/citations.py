"""Synthetic citations of every form in such periodicals, for invented articles."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence

COLLECTIVE = ("Western agencies", "Russian agencies", "Russian & Western agencies", "local media")
SITES = (
    "www.kremnosti.ru",
    "harbournews.org",
    "stepwire.kz/en/12733",
    "https://www.port-authority.example/press/2207.html",
)


class CitationWriter:
    """Writer of an article's citations: days shortly before its date, in the house style."""

    def __init__(self, rng: random.Random, outlets: Sequence[str], date: datetime.date) -> None:
        self.rng = rng
        self.outlets = outlets
        self.date = date

    def parenthesis(self) -> str:
        """Return a parenthesis with one or more citations, in any of the forms."""
        # Names of outlets follow Zipf's law too: a few agencies are cited everywhere.
        write = self.rng.choices(
            (
                self._one, self._sharing, self._groups, self._two_days, self._range, self._with_year, self._site,
                self._collective, self._lost, self._outside,
            ),
            weights=(50, 14, 12, 5, 4, 4, 5, 3, 1, 2),
        )[0]  # fmt: skip
        return write()

    def cross_reference(self, name: str, issue_date: datetime.date) -> str:
        """Return a reference to an issue of the archive's own: "(see KDD, May 23)"."""
        return f"({self.rng.choice(('see ', 'see ', ''))}{name}, {month_and_day(issue_date)})"

    def _outlet(self) -> str:
        return self.outlets[min(int(self.rng.paretovariate(0.7)) - 1, len(self.outlets) * 50) % len(self.outlets)]

    def _day(self) -> datetime.date:
        return self.date - datetime.timedelta(days=self.rng.randrange(1, 8))

    def _one(self) -> str:
        return f"({self._outlet()}, {month_and_day(self._day())})"

    def _sharing(self) -> str:
        return f"({self._outlet()}, {self._outlet()}, {month_and_day(self._day())})"

    def _groups(self) -> str:
        return f"({self._outlet()}, {month_and_day(self._day())}; {self._outlet()}, {month_and_day(self._day())})"

    def _two_days(self) -> str:
        first = self._day()
        second = first + datetime.timedelta(days=1)
        if second.month != first.month:
            return f"({self._outlet()}, {month_and_day(first)} and {month_and_day(second)})"
        return f"({self._outlet()}, {month_and_day(first)}{self.rng.choice((', ', ' & '))}{second.day})"

    def _range(self) -> str:
        last = self._day()
        first = last - datetime.timedelta(days=2)
        if first.month != last.month:
            return f"({self._outlet()}, {month_and_day(first)} through {month_and_day(last)})"
        return f"({self._outlet()}, {month_and_day(first)}{self.rng.choice(('–', '-', ' through '))}{last.day})"

    def _with_year(self) -> str:
        day = self._day()
        return f"({self._outlet()}, {month_and_day(day)}, {day.year})"

    def _site(self) -> str:
        return f"({self.rng.choice(SITES)}, {month_and_day(self._day())})"

    def _collective(self) -> str:
        return f"({self.rng.choice(COLLECTIVE)}, {month_and_day(self._day())})"

    def _lost(self) -> str:
        return f"(, {month_and_day(self._day())})"

    def _outside(self) -> str:
        return f"as {self._outlet()} ({month_and_day(self._day())}) wrote"


def month_and_day(day: datetime.date) -> str:
    """Return a day as printed in citations: "May 23"."""
    return f"{day:%B} {day.day}"
