"""Derivation of an article's citations and cross-references from its body.

The body is the source, and editors override it: a citation that an editor confirmed, rejected or added is changed in
nothing but its position. Deriving twice changes nothing, and rows keep their ids.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import models

from archive.editing.derived.derived_rows import rows_of
from archive.editing.derived.internal_links import update_links
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.derived.record_matching import matched
from archive.editing.references.cross_references import resolve
from archive.editing.references.frequency import comes_out_early
from archive.models import (
    Article,
    Citation,
    CrossReference,
    InternalLink,
    Publication,
)
from archive.models.catalogue.citation import DECIDED
from archive.models.common.bulk_insert import insert
from archive.models.common.outbox import enqueue
from archive.text.citations import (
    CitationStyle,
    Reading,
    Setting,
    read_citations,
)
from archive.text.dates import PartialDate, Precision
from archive.text.markup.paragraphs import Block

# Columns that a derivation may write: of an undecided record, and of a decided one.
PLACE = ("anchor", "paragraph", "ordinal", "start", "end")
CITATION_FIELDS = (
    "source_id", "kind", "raw", "name", "stands_for", "name_key", "date_text", "first_day", "last_day", "precision",
    "url", "status", "confidence", *PLACE,
)  # fmt: skip
REFERENCE_FIELDS = (
    "raw", "publication_id", "publication_name", "date_text", "first_day", "last_day", "issue_id", *PLACE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Derived:
    """Result of a derivation: the reading, and how many records were created, changed and deleted."""

    reading: Reading
    made: int
    changed: int
    removed: int

    @property
    def changed_anything(self) -> bool:
        return bool(self.made or self.changed or self.removed)


@dataclass(slots=True)
class ExistingDerived:
    """The article's present records, as the values of `CITATION_FIELDS` and `REFERENCE_FIELDS` in text order.

    `links` are the rows of its links.
    """

    citations: list[tuple[Any, ...]]
    references: list[tuple[Any, ...]]
    links: list[InternalLink]


_said, _referred = attrgetter(*CITATION_FIELDS), attrgetter(*REFERENCE_FIELDS)


def existing_derived(ids: list[int]) -> dict[int, ExistingDerived]:
    """Return the present records of some articles, in three queries: as values, in a third of the time of rows."""
    noted = {pk: ExistingDerived([], [], []) for pk in ids}
    order = ("article_id", "paragraph", "ordinal", "pk")
    cited = Citation.objects.filter(article_id__in=ids).order_by(*order)
    for article_id, *values in cited.values_list("article_id", *CITATION_FIELDS):
        noted[article_id].citations.append(tuple(values))
    referred = CrossReference.objects.filter(article_id__in=ids).order_by(*order)
    for article_id, *values in referred.values_list("article_id", *REFERENCE_FIELDS):
        noted[article_id].references.append(tuple(values))
    for link in InternalLink.objects.filter(article_id__in=ids).order_by("pk"):
        noted[link.article_id].links.append(link)
    return noted


def _values(rows: list[Any], values_of: Callable[[object], tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [values_of(row) for row in sorted(rows, key=attrgetter("paragraph", "ordinal"))]


def derive(
    article: Article,
    names: KnownNames | None = None,
    *,
    is_new: bool = False,
    noted: ExistingDerived | None = None,
) -> Derived:
    """Update the article's citations, cross-references and links to its body.

    `archive.editing.derived.recompute` calls it for every article that needs it, in the transaction of the change, and
    infers the issues' dates afterwards. `names` is the result of `load_known_names()`, loaded once for many articles.
    `is_new` says that the article has no records yet, which saves two queries; so does `noted`, from
    `existing_derived()`, where nothing is to be changed.
    """
    names = names or load_known_names()
    blocks = article.blocks()
    reading = read_citations([block.text for block in blocks], setting_of(article, names))
    cited, referred = rows_of(article, reading, blocks, names)
    for reference in referred:
        reference.issue_id = resolve(
            reference.publication, reference.first_day, reference.last_day, citing_id=article.issue_id
        )
    citations = references = (0, 0, 0)
    if noted is None or noted.citations != _values(cited, _said):
        citations = _update_citations([] if is_new else in_text_order(article.citations.all()), cited, blocks)
    if noted is None or noted.references != _values(referred, _referred):
        references = _update_references([] if is_new else in_text_order(article.cross_references.all()), referred)
    update_links(article, blocks, [] if is_new else noted.links if noted else None)
    derived = Derived(reading, *(sum(both) for both in zip(citations, references, strict=True)))
    if derived.changed_anything:
        enqueue([article.pk])
    return derived


def setting_of(article: Article, names: KnownNames) -> Setting:
    """Return the reading context of an article: its own date tells more than that of its issue."""
    issue = article.issue
    return setting_for(issue.publication, issue.volume, issue.number, article.partial_date, names)


def setting_for(
    publication: Publication | None,
    volume: int | None,
    number: str,
    date: PartialDate | None,
    names: KnownNames,
    title: str = "",
) -> Setting:
    """Return the reading context of articles, as far as their issue is known; `title` is that of an unsaved
    publication.

    An inferred date is left out: it was inferred from these articles.
    """
    return Setting(
        year=publication.year_of_volume(volume) if publication and volume is not None else None,
        issue_date=date if date and date.precision is not Precision.INFERRED else None,
        known=names.sources,
        publications={title: title, **names.own_titles} if title and publication is None else names.own_titles,
        early=comes_out_early(number, publication.frequency if publication else ""),
        style=publication.style() if publication else CitationStyle(),
    )


def _update_citations(standing: list[Citation], read: list[Citation], blocks: list[Block]) -> tuple[int, int, int]:
    """Create, change and delete citations to match the reading; return how many of each."""
    if not standing:
        insert(read)
        return len(read), 0, 0
    pairs, gone, new = matched(standing, read, CITATION_KEYS)
    changed = [
        record
        for record, reading in pairs
        if copy_fields(record, reading, PLACE if is_decided(record) else CITATION_FIELDS)
    ]
    decided = [record for record in gone if is_decided(record)]
    changed += relocate(decided, blocks)
    removed = [record for record in gone if not is_decided(record)]
    _write(Citation, new, changed, CITATION_FIELDS, removed)
    return len(new), len(changed), len(removed)


def _update_references(standing: list[CrossReference], read: list[CrossReference]) -> tuple[int, int, int]:
    """Do the same for cross-references, on which nobody decides."""
    if not standing:
        insert(read)
        return len(read), 0, 0
    pairs, gone, new = matched(standing, read, REFERENCE_KEYS)
    changed = [record for record, reading in pairs if copy_fields(record, reading, REFERENCE_FIELDS)]
    _write(CrossReference, new, changed, REFERENCE_FIELDS, gone)
    return len(new), len(changed), len(gone)


def _write(
    model: type[models.Model], new: list[Any], changed: list[Any], fields: tuple[str, ...], removed: list[Any]
) -> None:
    if removed:
        model._default_manager.filter(pk__in=[record.pk for record in removed]).delete()
    insert(new)
    if changed:
        model._default_manager.bulk_update(changed, [name.removesuffix("_id") for name in fields])


def in_text_order(records: Iterable[Any]) -> list[Any]:
    """Sort citations or cross-references of one article by their position in the text."""
    return sorted(records, key=lambda one: (one.paragraph, one.ordinal, one.pk))


def is_decided(citation: Citation) -> bool:
    """Return whether an editor confirmed, rejected or added the citation."""
    return citation.status in DECIDED


def _printed(one: Citation) -> tuple[str, str, str, str]:
    return one.kind, one.raw, one.name, one.date_text


def _raw_of_decided(one: Citation) -> tuple[str, str] | None:
    # An editor may have corrected name or date; the printed text still identifies the mention.
    return (one.kind, one.raw) if is_decided(one) else None


CITATION_KEYS = (
    (lambda one: (one.anchor, *_printed(one)),) * 2,
    (_printed, _printed),
    (
        lambda one: (one.anchor, one.kind, one.raw) if is_decided(one) else None,
        lambda one: (one.anchor, one.kind, one.raw),
    ),
    (_raw_of_decided, lambda one: (one.kind, one.raw)),
)


def _printed_reference(one: CrossReference) -> tuple[str, str, str, datetime.date | None]:
    return one.raw, one.publication_name, one.date_text, one.first_day


REFERENCE_KEYS = (
    (lambda one: (one.anchor, *_printed_reference(one)),) * 2,
    (_printed_reference, _printed_reference),
    (lambda one: (one.raw, one.publication_name),) * 2,
)


def relocate(decided: Iterable[Citation], blocks: list[Block]) -> list[Citation]:
    """Find the positions of decided citations that no rule finds (those added by hand); return those that moved.

    Each stays with its paragraph, by the paragraph's anchor. If its text was deleted, the decision stays without a
    position.
    """
    numbers = {block.anchor: number for number, block in enumerate(blocks, start=1) if block.anchor}
    find = cache(lambda paragraph, printed: blocks[paragraph - 1].text.find(printed))
    return [record for record in decided if _is_relocated(record, blocks, numbers, find)]


def _is_relocated(
    record: Citation, blocks: list[Block], numbers: Mapping[str, int], find: Callable[[int, str], int]
) -> bool:
    before = [getattr(record, name) for name in PLACE]
    if record.anchor in numbers:
        record.paragraph = numbers[record.anchor]
    elif not record.anchor and 0 < record.paragraph <= len(blocks):
        record.anchor = blocks[record.paragraph - 1].anchor
    is_there = 0 < record.paragraph <= len(blocks)
    text = blocks[record.paragraph - 1].text if is_there else ""
    places = ((find(record.paragraph, one), one) for one in (record.name, record.raw) if one and is_there)
    start, printed = next((found for found in places if found[0] >= 0), (-1, ""))
    if not printed:
        record.start = record.end = None
    elif record.start is None or text[record.start : record.end] not in (record.name, record.raw):
        record.start, record.end = start, start + len(printed)
    return before != [getattr(record, name) for name in PLACE]


def copy_fields(record: Any, reading: Any, fields: Any) -> bool:
    """Copy the reading's values to the record; return whether that changed it."""
    changed = [name for name in fields if getattr(record, name) != getattr(reading, name)]
    for name in changed:
        setattr(record, name, getattr(reading, name))
    return bool(changed)
