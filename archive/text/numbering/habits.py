"""Numbering habits: how a publication tells its issues apart, and the place that a text gets by it.

Volume and number (Vol. 1, No. 115), number alone (No. 45), date alone (an issue a day, week or month), volume without
issues (continuous publication), year as volume (2013, No. 4).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.text.dates import PartialDate, Precision
from archive.text.names.normalisation import fold
from archive.text.numbering.issue_numbers import number_slug

# A volume of this height is a year: no periodical counts so far.
YEARS_AS_VOLUMES = range(1600, 2201)


class Numbering(StrEnum):
    """Habit of a publication, by the names that files and options give it."""

    VOLUME_AND_NUMBER = "volume-number"
    NUMBER = "number"
    DATE = "date"
    WEEK = "week"
    MONTH = "month"
    VOLUME = "volume"
    YEAR = "year"

    @property
    def label(self) -> str:
        """Return the habit in words: "number alone"."""
        return LABELS[self]


LABELS = {
    Numbering.VOLUME_AND_NUMBER: "volume and number",
    Numbering.NUMBER: "number alone",
    Numbering.DATE: "date alone: an issue a day",
    Numbering.WEEK: "date alone: an issue a week",
    Numbering.MONTH: "date alone: an issue a month",
    Numbering.VOLUME: "volume without issues",
    Numbering.YEAR: "year as volume",
}
PERIODS = {Numbering.DATE: Precision.DAY, Numbering.WEEK: Precision.WEEK, Numbering.MONTH: Precision.MONTH}
NUMBERINGS = ", ".join(Numbering)

# Errors of a text that says too little for its publication's habit; the importer knows that, and readers do not.
NO_VOLUME = "The header names no volume."
NO_NUMBER = "The header names no issue."

_OTHER_NAMES = {
    "volume and number": Numbering.VOLUME_AND_NUMBER,
    "volume and issue": Numbering.VOLUME_AND_NUMBER,
    "volume number": Numbering.VOLUME_AND_NUMBER,
    "volume issue": Numbering.VOLUME_AND_NUMBER,
    "number alone": Numbering.NUMBER,
    "issue": Numbering.NUMBER,
    "date alone": Numbering.DATE,
    "day": Numbering.DATE,
    "date day": Numbering.DATE,
    "daily": Numbering.DATE,
    "date week": Numbering.WEEK,
    "weekly": Numbering.WEEK,
    "date month": Numbering.MONTH,
    "monthly": Numbering.MONTH,
    "volume alone": Numbering.VOLUME,
    "volume without issue": Numbering.VOLUME,
    "continuous": Numbering.VOLUME,
    "year as volume": Numbering.YEAR,
    "year and number": Numbering.YEAR,
}


def read_numbering(text: str) -> Numbering | None:
    """Read the name of a habit: "date", "volume-number", "Volume and number", "weekly"; None for any other text."""
    words = " ".join(re.findall(r"[a-z]+", fold(text[:100])))
    names = {" ".join(numbering.value.split("-")): numbering for numbering in Numbering}
    labels = {" ".join(re.findall(r"[a-z]+", label)): numbering for numbering, label in LABELS.items()}
    return (names | labels | _OTHER_NAMES).get(words)


@dataclass(frozen=True, slots=True)
class Place:
    """Issue that a text belongs to: volume, number ("" without one) and the date to give the issue.

    `left_out` says what the text states of its issue beyond the habit.
    """

    volume: int | None
    number: str
    date: PartialDate | None
    left_out: str = ""

    @property
    def path(self) -> str:
        """Return the address of the issue below its publication; "" without enough to tell it from others."""
        slug = number_slug(self.number) if self.number else ""
        return issue_path(
            self.volume, slug, self.date.first if self.date else None, self.date.precision if self.date else None
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text, its file and its folders say of its issue; `is_continuous` says that there is no issue in it."""

    volume: int | None = None
    number: str = ""
    date: PartialDate | None = None
    is_continuous: bool = False


class NoPlace(ValueError):
    """A text that does not say enough for its publication's habit: the reason, and what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def issue_path(volume: int | None, slug: str, date: datetime.date | None, precision: Precision | str | None) -> str:
    """Return the address of an issue below its publication, by the facts that tell it from others; "" for too few.

    Volume 1 and number 115 → "v1/i115"; number 45 → "n45"; volume 2 → "v2"; else the date: a day "2013/06/07", a week
    "2013/w23" (ISO 8601), a month "2013/06".
    """
    if volume is not None:
        return f"v{volume}/i{slug}" if slug else f"v{volume}"
    if slug:
        return f"n{slug}"
    if date is None:
        return ""
    match precision:
        case Precision.DAY:
            return f"{date:%Y/%m/%d}"
        case Precision.WEEK:
            year, week, _ = date.isocalendar()
            return f"{year:04d}/w{week:02d}"
        case Precision.MONTH:
            return f"{date:%Y/%m}"
    return ""


def volume_in_words(volume: int | None) -> str:
    """Return a volume for display: "Vol. 1"; "2013" where volumes are years; "" for none."""
    if volume is None:
        return ""
    return str(volume) if volume in YEARS_AS_VOLUMES else f"Vol. {volume}"


def place_of(stated: Stated, numbering: Numbering) -> Place:
    """Return the issue that a text belongs to by its publication's habit. Raises NoPlace if it does not say enough.

    Number alone: "Vol. 3, No. 45" → No. 45, its volume left out; a week: 7 June 2013 → the week of 3 June; year as
    volume: No. 4 of May 2013 → 2013, No. 4.
    """
    match numbering:
        case Numbering.VOLUME_AND_NUMBER:
            return _by_volume_and_number(stated)
        case Numbering.NUMBER:
            _need(stated.number, "The text names no issue.", "Add it: “Issue: 45”.")
            return Place(None, stated.number, stated.date, _volume_in_words(stated))
        case Numbering.VOLUME:
            return _by_volume(stated)
        case Numbering.YEAR:
            return _by_year(stated)
    period = period_of(stated.date, numbering)
    left_out = " and ".join(filter(None, (_volume_in_words(stated), stated.number and f"issue {stated.number}")))
    return Place(None, "", period, left_out)


def _by_volume_and_number(stated: Stated) -> Place:
    if stated.is_continuous and not stated.number:
        if stated.volume is not None:
            return _by_volume(stated)
        if habit := _habit_of_dates(stated.date):
            return Place(None, "", period_of(stated.date, habit))
    _need(stated.volume is not None, NO_VOLUME, "Add it: “Volume: 1”.")
    _need(stated.number, NO_NUMBER, "Add it: “Issue: 115”.")
    return Place(stated.volume, stated.number, stated.date)


def _by_volume(stated: Stated) -> Place:
    _need(stated.volume is not None, "The text names no volume.", "Add it: “Volume: 2”.")
    # A volume that grows over months has no day of its own.
    year = stated.date and PartialDate(stated.date.first.replace(month=1, day=1), Precision.YEAR)
    return Place(stated.volume, "", year, f"issue {stated.number}" if stated.number else "")


def _by_year(stated: Stated) -> Place:
    is_year = stated.volume in YEARS_AS_VOLUMES
    year = stated.volume if is_year else (stated.date.first.year if stated.date else None)
    _need(year, "The text names no year.", "Add it: “Date: May 2013”, or “Volume: 2013”.")
    _need(stated.number, "The text names no issue.", "Add it: “Issue: 4”.")
    return Place(year, stated.number, stated.date, "" if is_year else _volume_in_words(stated))


def period_of(date: PartialDate | None, numbering: Numbering) -> PartialDate:
    """Return the day, week or month of an issue that has nothing but its date. Raises NoPlace for too vague a date."""
    wanted = PERIODS[numbering]
    name = "month" if wanted is Precision.MONTH else "day"
    vague = date is None or date.precision in (Precision.YEAR, Precision.INFERRED)
    if date is not None and not vague:
        first, precision = date.first, date.precision
        if precision is Precision.DAY and wanted is Precision.DAY:
            return date
        if wanted is Precision.WEEK and precision in (Precision.DAY, Precision.WEEK):
            return PartialDate(first - datetime.timedelta(days=first.weekday()), Precision.WEEK)
        if wanted is Precision.MONTH:
            same = precision is Precision.MONTH
            return date if same else PartialDate(first.replace(day=1), Precision.MONTH)
    reason = f"Its date, “{date.text or date.first}”, names no {name}." if date else "The text has no date."
    raise NoPlace(
        reason,
        f"Its publication has {_an_issue(numbering)}: add a line “date: 2013-06-07” at its head, begin the file’s name "
        "with 2013-06-07, or give the date in an import.toml beside it.",
    )


def _an_issue(numbering: Numbering) -> str:
    return LABELS[numbering].partition(": ")[2] or "issues"


def _habit_of_dates(date: PartialDate | None) -> Numbering | None:
    """Return the habit by which this date alone makes an issue; None for none, and for too vague a date."""
    return next((habit for habit, precision in PERIODS.items() if date and date.precision is precision), None)


def options_for(stated: Stated) -> str:
    """Return the options with which an import takes a text that says no more than this of its issue.

    A day → "--numbering date"; a number → "--numbering number"; a volume → "--numbering volume"; a year alone →
    "--numbering volume --volume 2013"; nothing → "--volume 1 --issue 1", for the volume and issue that it is from.
    """
    if stated.volume is not None:
        return f"--numbering {Numbering.VOLUME}"
    if stated.number:
        return f"--numbering {Numbering.NUMBER}"
    if habit := _habit_of_dates(stated.date):
        return f"--numbering {habit}"
    if stated.date is not None:
        return f"--numbering {Numbering.VOLUME} --volume {stated.date.first.year}"
    return "--volume 1 --issue 1"


def own_date_of(date: PartialDate | None, of_issue: PartialDate | None) -> PartialDate | None:
    """Return the date that a text has of its own, more precise than that of its issue; None for none.

    7 June 2013 in the week of 3 June, in June 2013, in the volume of 2013.
    """
    if date is None or of_issue is None or date is of_issue or date.precision is Precision.INFERRED:
        return None
    return date if FINENESS[date.precision] > FINENESS[of_issue.precision] else None


FINENESS = {Precision.INFERRED: 0, Precision.YEAR: 1, Precision.MONTH: 2, Precision.WEEK: 3, Precision.DAY: 4}


def candidate_places(stated: Stated) -> list[Place]:
    """Return the places of issues by other habits that a text may mean, the most certain first.

    An issue that stands at one of them is meant: a publication's habit may have changed since.
    """
    places = []
    if stated.volume is not None and stated.number:
        places.append(Place(stated.volume, stated.number, stated.date))
    elif stated.number:
        places.append(Place(None, stated.number, stated.date))
    elif stated.volume is not None:
        places.append(replace(_by_volume(stated), left_out=""))
    elif stated.date is not None:
        for numbering in PERIODS:
            try:
                places.append(Place(None, "", period_of(stated.date, numbering)))
            except NoPlace:
                continue
    return places


def _need(fact: object, reason: str, remedy: str) -> None:
    if not fact:
        raise NoPlace(reason, remedy)


def _volume_in_words(stated: Stated) -> str:
    return f"volume {stated.volume}" if stated.volume is not None else ""
