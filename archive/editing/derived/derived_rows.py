"""Rows of what was read in an article: its citations and cross-references, unsaved."""

from __future__ import annotations

from collections.abc import Iterator

from archive.editing.derived.known_names import KnownNames
from archive.models import (
    Article,
    Citation,
    CitationKind,
    CitationStatus,
    CrossReference,
)
from archive.text.citations import (
    FoundCitation,
    FoundCrossReference,
    FoundReference,
    Mention,
    Reading,
)
from archive.text.dates import PartialDate, Precision
from archive.text.markup.paragraphs import Block
from archive.text.names.source_names import spelling_group


def rows_of(
    article: Article, reading: Reading, blocks: list[Block], names: KnownNames
) -> tuple[list[Citation], list[CrossReference]]:
    """Return the reading as unsaved rows; cross-references are not resolved yet."""
    return list(_citations(article, reading, blocks, names)), list(_references(article, reading, blocks, names))


def _citations(article: Article, reading: Reading, blocks: list[Block], names: KnownNames) -> Iterator[Citation]:
    ordinals: dict[int, int] = {}
    found = [(one, CitationStatus.FOUND) for one in reading.citations]
    found += [(one, CitationStatus.SUGGESTED) for one in reading.suggestions]
    for citation, status in found:
        for mention in citation.mentions:
            ordinal = ordinals.get(citation.paragraph, 0)
            ordinals[citation.paragraph] = ordinal + 1
            yield _citation(article, citation, mention, status, ordinal, blocks, names)
    for reference in reading.references:
        ordinal = ordinals.get(reference.paragraph, 0)
        ordinals[reference.paragraph] = ordinal + 1
        yield _citation(article, reference, reference.mention, CitationStatus.FOUND, ordinal, blocks, names)


def _citation(
    article: Article,
    found: FoundCitation | FoundReference,
    mention: Mention,
    status: CitationStatus,
    ordinal: int,
    blocks: list[Block],
    names: KnownNames,
) -> Citation:
    start, end = (mention.name_start, mention.name_end) if mention.name else (found.start, found.end)
    url = mention.url or ""
    name = mention.stands_for or mention.name
    is_reference = isinstance(found, FoundReference)
    values = {
        "article_id": article.pk,
        "source_id": names.source_id(name),
        "kind": (CitationKind.REFERENCE if is_reference else CitationKind.MENTION).value,
        "raw": found.raw[:600],
        "name": mention.name[:200],
        "stands_for": mention.stands_for[:200],
        "name_key": spelling_group(name),
        "date_text": (mention.date_text or "")[:120],
        "first_day": mention.first_day,
        "last_day": mention.last_day,
        "precision": mention.precision.value if mention.precision else "",
        "url": url if len(url) <= 600 else "",
        "anchor": blocks[found.paragraph - 1].anchor,
        "paragraph": found.paragraph,
        "ordinal": ordinal,
        "start": start,
        "end": end,
        "status": status.value,
        "confidence": mention.confidence,
    }
    return Citation(*map(values.get, _COLUMNS))


# Positional arguments in the order of columns halve the time; an article has a dozen.
_COLUMNS = [field.attname for field in Citation._meta.concrete_fields]


def _references(article: Article, reading: Reading, blocks: list[Block], names: KnownNames) -> Iterator[CrossReference]:
    """Return a row for every day that a reference names."""
    ordinals: dict[int, int] = {}
    for found in reading.cross_references:
        for day in (*found.dates,) or (None,):
            ordinal = ordinals.get(found.paragraph, 0)
            ordinals[found.paragraph] = ordinal + 1
            reference = _reference(article, found, names)
            if day is not None:
                reference.first_day, reference.last_day = day, PartialDate(day, found.precision or Precision.DAY).last
            reference.anchor = blocks[found.paragraph - 1].anchor
            reference.ordinal = ordinal
            yield reference


def _reference(article: Article, found: FoundCrossReference, names: KnownNames) -> CrossReference:
    return CrossReference(
        article=article,
        raw=found.raw[:600],
        publication=names.publications.get(found.publication),
        publication_name=found.publication[:200],
        date_text=", ".join(found.date_texts)[:120],
        paragraph=found.paragraph,
        start=found.link_start,
        end=found.link_end,
    )
