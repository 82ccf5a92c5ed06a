"""Timestamps of other systems: parsing dates with times and zones, and comparing them with now."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

from archive.text.dates import ANY_YEAR, MOMENT_YEARS
from archive.text.headers.header_patterns import read_printed_date

_SECONDS = re.compile(r"\d{10}|\d{13}")  # seconds or milliseconds since 1970
_SLASHED = re.compile(r"^(\d{4})[/.](\d{2})[/.](\d{2})\b")
_BEFORE_ZONE = re.compile(r"(?<=\d) (?=[+-]\d{2}:?\d{2}$|Z$)")
_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}.*")
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d.*")
_EDGES = "\"'“” "


def read_timestamp(text: str) -> datetime.datetime | None:
    """Read a date or time in the forms of ISO 8601, of mail (RFC 5322), in seconds since 1970, or as printed.

    "2004-10-01", "2004-10-01T02:00:00Z", "2004-10-01 02:00:00 +0200", "Fri, 01 Oct 2004 02:00:00 +0000",
    "1096596000", "October 1, 2004". Without a zone, the local zone of this process is assumed. A month or year gives
    its first day. None for other text.
    """
    text = " ".join(text.strip(_EDGES).split())
    if _SECONDS.fullmatch(text):
        return datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
    for read in (_read_iso, _read_mail):
        if found := read(text):
            return found
    printed = read_printed_date(text, ANY_YEAR)
    return _in_zone(datetime.datetime.combine(printed.first, datetime.time())) if printed else None


def is_future(text: str, *, tolerance: datetime.timedelta = datetime.timedelta()) -> bool:
    """Return whether a date or time is more than `tolerance` ahead of now; False for unreadable text."""
    moment = read_timestamp(text)
    return moment is not None and moment > datetime.datetime.now(datetime.UTC) + tolerance


def _read_iso(text: str) -> datetime.datetime | None:
    text = _SLASHED.sub(r"\1-\2-\3", _BEFORE_ZONE.sub("", text.removesuffix(" UTC")))
    try:
        return _in_zone(datetime.datetime.fromisoformat(text)) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _read_mail(text: str) -> datetime.datetime | None:
    try:
        return _in_zone(parsedate_to_datetime(text)) if _MAIL.fullmatch(text) else None
    except ValueError:
        return None


def _in_zone(moment: datetime.datetime) -> datetime.datetime:
    try:
        zoned = moment if moment.tzinfo else moment.astimezone()
    except (OverflowError, ValueError, OSError):  # the first and last days of the calendar, in some zones
        zoned = moment.replace(tzinfo=datetime.UTC)
    # "For ever" is as far off a year earlier, and has a date in every zone.
    return zoned.replace(year=min(max(zoned.year, MOMENT_YEARS[0]), MOMENT_YEARS[-1]))
