"""The parts of addresses that are numbers, each in one form only, so that a page has one address."""

from __future__ import annotations

from django.urls import register_converter


class YearConverter:
    regex = "1[6-9][0-9]{2}|2[01][0-9]{2}|2200"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter:
    """ "10", "04"; "4" is understood too, and its page sends it on to "04"."""

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
    """Make `<year:…>`, `<month:…>` and `<volume:…>` known to `path()`."""
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(VolumeConverter, "volume")
