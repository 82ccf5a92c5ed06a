"""Frequency of a publication: the days between its issues, and which of them appear about New Year."""

from __future__ import annotations

from archive.text.numbering.issue_numbers import numbers_covered

# Days from one issue to the next; for dailies the longest gap, from Friday's to Monday's.
DAYS_BETWEEN = {
    "daily": 3,
    "weekdays": 3,
    "semiweekly": 4,
    "twice weekly": 4,
    "weekly": 7,
    "biweekly": 14,
    "fortnightly": 14,
    "semimonthly": 16,
    "monthly": 31,
    "bimonthly": 62,
    "quarterly": 92,
    "semiannual": 183,
    "annual": 366,
    "yearly": 366,
}
SHORTEST = 3
FIRST_WEEKS = 21


def days_between(frequency: str) -> int:
    """Return the days from one issue to the next: "weekly" → 7; for an unknown frequency the shortest."""
    return DAYS_BETWEEN.get(frequency.strip().casefold(), SHORTEST)


def comes_out_early(number: str, frequency: str) -> bool:
    """Return whether an issue is among the first of its volume, so of about January: No. 7 of a daily, No. 1 of a
    monthly.

    Without a known frequency only No. 1 is.
    """
    covered = numbers_covered(number)
    if not covered:
        return False
    known = frequency.strip().casefold() in DAYS_BETWEEN
    # A daily has five issues a week, not one every third day.
    a_week = 5 if days_between(frequency) == SHORTEST else 7 / days_between(frequency)
    return covered[0] <= (max(1, FIRST_WEEKS / 7 * a_week) if known else 1)
