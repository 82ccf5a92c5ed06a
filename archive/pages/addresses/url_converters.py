"""URL converters for years, months, volumes and issues. Each number has one accepted form, so that a page has one
address.
"""

from __future__ import annotations

import re

from django.urls import register_converter

from archive.exports.articles.registry import SUFFIXES


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


class IssueConverter:
    """Converter of issues' addresses below their publication (`archive.text.numbering.habits.issue_path`).

    "v1/i115", "n45", "v2", "2013/06/07", "2013/w23", "2013/06". "2013/6/7" is accepted too, and its page redirects.
    """

    regex = (
        rf"v(?:{VolumeConverter.regex})(?:/i[-\w]+)?|n[-\w]+"
        rf"|(?:{YearConverter.regex})/(?:(?:{MonthConverter.regex})(?:/(?:0?[1-9]|[12][0-9]|3[01]))?|w[0-9]{{1,2}})"
    )

    def to_python(self, value: str) -> str:
        return re.sub(r"(?<=/)(w?)([0-9])(?=/|$)", r"\g<1>0\g<2>", value)

    def to_url(self, value: str) -> str:
        return value


class FormatConverter:
    """Converter of the suffixes of formats (`archive.exports.articles.registry`): "ris", "csl.json"."""

    regex = "|".join(re.escape(suffix) for suffix in SUFFIXES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Register `<year:…>`, `<month:…>`, `<volume:…>`, `<issue:…>` and `<format:…>` with `path()`."""
    register_converter(FormatConverter, "format")
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(VolumeConverter, "volume")
    register_converter(IssueConverter, "issue")
