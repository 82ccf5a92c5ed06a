"""Fields of days and moments; their forms refuse years of no periodical, and moments that a time zone cannot show."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from archive.text.dates import MOMENT_YEARS, YEARS


def check_year_of_day(day: datetime.date) -> None:
    """Raise ValidationError for a day in a year of no periodical, such as 0204 for 2004."""
    _check(day.year, YEARS)


def check_year_of_moment(moment: datetime.datetime) -> None:
    """Raise ValidationError for the first and last years of the calendar, which end within a day in some zones."""
    _check(moment.year, MOMENT_YEARS)


def _check(year: int, years: range) -> None:
    if year not in years:
        raise ValidationError(f"Give a year from {years[0]} to {years[-1]}, not {year}.", code="year")


class DayField(models.DateField):
    """DateField for a day in the years of periodicals; to migrations it is a DateField."""

    default_validators = [check_year_of_day]

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


class MomentField(models.DateTimeField):
    """DateTimeField for a moment that every time zone can show; to migrations it is a DateTimeField."""

    default_validators = [check_year_of_moment]

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
