"""URL converters for years, months and volumes. Each number has one accepted form, so that a page has one address."""

from __future__ import annotations

from django.urls import register_converter


class YearConverter:
    regex = "1[6-9][0-9]{2}|2[01][0-9]{2}|2200"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter:
    """Converter of months: "10", "04". "4" is accepted too, and its page redirects to "04"."""

    regex = "0?[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class VolumeConverter:
    regex = "0|[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def register() -> None:
    """Register `<year:…>`, `<month:…>` and `<volume:…>` with `path()`."""
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(VolumeConverter, "volume")
