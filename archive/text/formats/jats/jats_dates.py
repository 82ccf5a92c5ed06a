"""Dates of a JATS article: that of its issue, its own, and their printed forms."""

from __future__ import annotations

import datetime
import re
from xml.etree.ElementTree import Element

from archive.text.dates import PartialDate, Precision
from archive.text.formats.jats.jats_elements import children, first_child, text_of
from archive.text.headers.header_patterns import read_printed_date
from archive.text.numbering.habits import FINENESS

# In order of preference: the date of the issue, of its print, of the article.
_DATE_KINDS = ("collection", "ppub", "issue", "pub", "epub-ppub", "epub", "")
# The same of an article that is in no issue.
_OWN_DATE_KINDS = ("pub", "epub", "epub-ppub", "ppub", "")
_MONTHS = {name: str(number) for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"), start=1)}  # fmt: skip
_ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def _dates(meta: Element | None) -> dict[str, Element]:
    """Return the dates of publication by their kinds, in the order of the file."""
    dates: dict[str, Element] = {}
    for each in children(meta, "pub-date"):
        kind = each.get("date-type", each.get("pub-type", ""))
        if kind != "inferred" and "embargo" not in kind:  # inferred is our own export's guess
            dates.setdefault(kind, each)
    return dates


def issue_date(meta: Element | None) -> Element | None:
    """Return the date of the issue, else that of the article; None without any."""
    dates = _dates(meta)
    return next((dates[kind] for kind in _DATE_KINDS if kind in dates), next(iter(dates.values()), None))


def named_week(date: Element | None) -> PartialDate | None:
    """Return a week that a date names, as our own export does: iso-8601-date="2013-W23"; None for any other."""
    match = _ISO_WEEK.fullmatch(date.get("iso-8601-date", "")) if date is not None else None
    try:
        first = datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:  # week 60
        return None
    return PartialDate(first, Precision.WEEK) if first else None


def own_date(meta: Element | None, of_issue: PartialDate | None) -> PartialDate | None:
    """Return the date of an article that has one of its own: one in no issue, or one of our own export.

    Articles in an issue have the date of that, however much earlier they appeared online.
    """
    dates = _dates(meta)
    if first_child(meta, "issue") is not None:
        is_ours = "collection" in dates and "pub" in dates and dates["pub"].get("publication-format") is None
        dates = {"pub": dates["pub"]} if is_ours else {}
    found = (read_printed_date(printed_form(dates[kind])) for kind in _OWN_DATE_KINDS if kind in dates)
    own = max(filter(None, found), key=lambda date: FINENESS[date.precision], default=None)
    if own is None or of_issue is None or (own.first, own.precision) == (of_issue.first, of_issue.precision):
        return None
    return own


def printed_form(found: Element) -> str:
    """Return a date as printed, as precise as it is given: "2004-10-01", "2004-10", "Spring 2004", "2004"."""
    year, month, day, season = (text_of(first_child(found, part)) for part in ("year", "month", "day", "season"))
    month = _MONTHS.get(month.casefold(), month)
    if year and month.isdigit():
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if day.isdigit() else f"{year}-{month.zfill(2)}"
    return f"{season} {year}" if season else year
