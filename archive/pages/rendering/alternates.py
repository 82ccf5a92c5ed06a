"""Addresses of a page's data in other formats, for its head and for “Download”."""

from __future__ import annotations

from dataclasses import dataclass

from archive.exports.articles.registry import ROW_JSON, Describes, Format, RowFormat, formats_of
from archive.models.common.url_cache import data_address


@dataclass(frozen=True, slots=True)
class Alternate:
    """Address of a format of a page, with the format's name and media type."""

    address: str
    name: str
    media_type: str
    is_for_people: bool = True


def alternates(page: str, kind: Describes) -> list[Alternate]:
    """Return the formats of a page: ("/edm/v1/i115/", ISSUE) → "/edm/v1/i115.ris", …"""
    return [_alternate(page, one) for one in formats_of(kind)]


def alternates_of_row(page: str, listed: Describes | None = None) -> list[Alternate]:
    """Return the formats of a row with a list: its own JSON, and those of the articles `listed`, if any."""
    return [_alternate(page, ROW_JSON), *(alternates(page, listed) if listed else [])]


def _alternate(page: str, one: Format | RowFormat) -> Alternate:
    address = data_address(page, one.suffix)
    return Alternate(address, one.name, one.content_type.partition(";")[0], one.is_for_people)
