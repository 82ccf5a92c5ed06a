"""Reports of a reading: lists for the importer's JSON, and the latest day that an article cites."""

from __future__ import annotations

import datetime

from archive.text.citations.types import FoundCitation, FoundCrossReference, FoundReference, Mention, Reading
from archive.text.dates import Precision


def as_json(reading: Reading) -> dict[str, list[dict[str, object]]]:
    """Return the "citations" and "cross_references" of a reading, in the form that `import_articles --json` prints.

    The entries of a list of references follow as "references", where there is one.

    Dates are ISO days; a date known only to the month or year is null, with its text in "date_text". "date_end" is
    null where only one day is cited.
    """
    printed: dict[str, list[dict[str, object]]] = {
        "citations": [_citation(one) for one in reading.citations],
        "cross_references": [_reference(one) for one in reading.cross_references],
    }
    if reading.references:
        printed["references"] = [_listed(one) for one in reading.references]
    return printed


def _citation(found: FoundCitation) -> dict[str, object]:
    printed: dict[str, object] = {"raw": found.raw, "sources": [_source(one) for one in found.mentions]}
    if found.url:
        printed["url"] = found.url
    return printed


def _listed(found: FoundReference) -> dict[str, object]:
    printed: dict[str, object] = {"raw": found.raw, **_source(found.mention)}
    if found.mention.url:
        printed["url"] = found.mention.url
    return printed


def _source(mention: Mention) -> dict[str, object]:
    to_the_day = mention.precision is Precision.DAY
    first = mention.first_day if to_the_day else None
    last = mention.last_day if first and mention.last_day != first else None
    printed: dict[str, object] = {
        "name": mention.name,
        "date_text": mention.date_text,
        "date": first.isoformat() if first else None,
        "date_end": last.isoformat() if last else None,
    }
    if mention.stands_for:
        printed["stands_for"] = mention.stands_for
    return printed


def _reference(found: FoundCrossReference) -> dict[str, object]:
    days = found.dates if found.precision is Precision.DAY else []
    return {"raw": found.raw, "publication": found.publication, "dates": [day.isoformat() for day in days]}


def latest_cited_day(reading: Reading, year: int | None) -> datetime.date | None:
    """Return the latest day of `year` that an article cites, to date an issue without a date.

    If `year` is None, return the latest of all. Cross-references count too; months, years and attributions in prose
    do not. None where no day is cited.
    """
    days = [
        mention.last_day
        for citation in reading.citations
        for mention in citation.mentions
        if mention.last_day and mention.precision is Precision.DAY
    ]
    days += [day for one in reading.cross_references if one.precision is Precision.DAY for day in one.dates]
    return max((day for day in days if year is None or day.year == year), default=None)
