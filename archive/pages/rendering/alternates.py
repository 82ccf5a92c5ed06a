"""Addresses of a page's data in other formats, for its head and for “Download”."""

from __future__ import annotations

from dataclasses import dataclass

from archive.exports.articles.registry import Describes, formats_of
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
    return [
        Alternate(data_address(page, one.suffix), one.name, one.content_type.partition(";")[0], one.is_for_people)
        for one in formats_of(kind)
    ]
