"""Reader of one parenthesis: the sources and own issues that it cites, each with the days printed for it."""

from __future__ import annotations

import re
from itertools import pairwise

from archive.text.citations.house_style.segments import Segment
from archive.text.citations.names.name_pieces import CREDIT, SOURCE_LABEL, Piece, find_addresses
from archive.text.citations.reading_context import CitedSource, Lookup

# Days have a digit, addresses a full stop, teasers a month alone; two characters cite nothing.
_SIGN_OF_CITATION = re.compile(
    r"\d|[^\W_]\.\w|;|uary|March|April|May|June|July|August|tember|ober|vember|cember"
    r"|, (?:the )?(?:same da|ibid|undated|today|yesterday|last |this |various da)"
)


# Page numbers and scores have neither letters nor numeric days.
_NAME_OR_DAY = re.compile(r"[^\W\d_]|\d[/.\-]\d")


def may_cite(text: str, start: int, end: int) -> bool:
    """Return whether `text[start:end]` is worth reading: a cheap test against abbreviations and glosses."""
    return (
        end - start > 2
        and _SIGN_OF_CITATION.search(text, start, end) is not None
        and _NAME_OR_DAY.search(text, start, end) is not None
    )


def read_inside(text: str, start: int, end: int, lookup: Lookup) -> list[CitedSource]:
    """Return the sources and own issues cited in `text[start:end]`, the inside of a parenthesis; [] for a gloss.

    Handled: "Interfax, June 3", "BNS, Itar-Tass, April 19 & 20", "NTV, May 1; see EDM, May 2", "June 1, 2012, BBC",
    "www.akipress.kg, April 8", "https://osce.org/x; https://un.org/y", ", June 3" (a name lost with its link).
    """
    if CREDIT.match(text, start, end):
        return []
    label = SOURCE_LABEL.match(text, start, end)
    begin = label.end() if label else start
    addresses = find_addresses(text, begin, end)
    cited: list[CitedSource] = []
    undated: list[CitedSource] = []
    for first, last in _segments(text, begin, end, addresses):
        segment = Segment(text, first, last, addresses, lookup)
        found = segment.read()
        if not found and not segment.has_days:
            undated.extend(segment.names_without_days())
            continue
        if not found and segment.is_days_only:
            _more_days(undated or cited[-1:], segment)
        if cited and cited[-1].publication == "":
            _more_lost_titles(found)
        cited.extend(_sharing(undated, found))
        undated = []
        cited.extend(found)
    if cited:
        cited.extend(one for one in undated if one.known)
    _spread_years(cited)
    return cited


_SEMICOLON = re.compile(";")
_NOT_BLANK = re.compile(r"\S")


def _segments(text: str, start: int, end: int, addresses: list[Piece]) -> list[tuple[int, int]]:
    """Return the non-blank parts between semicolons, as offsets; semicolons in addresses do not count."""
    cuts = [place.start() for place in _SEMICOLON.finditer(text, start, end)]
    if addresses:
        cuts = [cut for cut in cuts if not any(one.start <= cut < one.end for one in addresses)]
    edges = [start - 1, *cuts, end]
    parts = [(before + 1, after) for before, after in pairwise(edges)]
    return [part for part in parts if _NOT_BLANK.search(text, *part)]


def _sharing(undated: list[CitedSource], found: list[CitedSource]) -> list[CitedSource]:
    """Give sources of segments without days those of the next segment: "(Xinhua; People's Daily, May 3)"."""
    dated = next((one for one in found if one.days and one.publication is None), None)
    for one in undated:
        if dated is not None and not one.days:
            one.days = list(dated.days)
    return [one for one in undated if one.days]


def _more_lost_titles(found: list[CitedSource]) -> None:
    """Mark lost names after a lost title as lost titles too: "(see , June 3; , June 5)"."""
    for one in found:
        if not one.name:
            one.publication = ""


def _more_days(cited: list[CitedSource], segment: Segment) -> None:
    """Add days alone after a semicolon to the source before it: "(Interfax, June 3; June 5)", "(AP; May 3)"."""
    for one in cited:
        one.days.extend(segment.days)


def _spread_years(cited: list[CitedSource]) -> None:
    """Apply a year at the end to the days before it: "(Interfax, December 28; Reuters, December 30, 2003)".

    Within one source it always applies. From another source it applies only where the days run up to it within two
    months, so that in "(RTR, June 3; see EDM, May 5, 2003)" June 3 gets the year of its own issue.
    """
    later = None
    for one in reversed(cited):
        for days in reversed(one.days):
            for day in reversed(days.days):
                if day.year is not None:
                    later = day
                elif later is not None and day.month and later.month and later.day and day.day:
                    distance = (later.month - day.month) * 31 + later.day - day.day
                    if 0 <= distance <= 62:
                        day.year = later.year
