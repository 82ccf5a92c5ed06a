"""What a frequency tells about issues."""

from __future__ import annotations

import pytest

from archive.editing.references.frequency import comes_out_early, days_between


@pytest.mark.parametrize(
    ("frequency", "days"),
    [("daily", 3), ("Weekly", 7), ("fortnightly", 14), ("monthly", 31), ("now and then", 3), ("", 3)],
)
def test_days_between_issues(frequency, days):
    assert days_between(frequency) == days


@pytest.mark.parametrize(
    ("number", "frequency", "early"),
    [
        ("1", "", True),
        ("2", "", False),
        ("15", "daily", True),
        ("16", "daily", False),
        ("3", "weekly", True),
        ("4", "weekly", False),
        ("1", "monthly", True),
        ("2", "monthly", False),
        ("1–2", "monthly", True),
        ("Supplement", "daily", False),
    ],
)
def test_issues_of_about_january(number, frequency, early):
    assert comes_out_early(number, frequency) is early
