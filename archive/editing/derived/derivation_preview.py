"""Preview of a derivation for an unsaved article; nothing is written."""

from __future__ import annotations

from archive.editing.derived.derivation import (
    CITATION_FIELDS,
    CITATION_KEYS,
    PLACE,
    copy_fields,
    in_text_order,
    is_decided,
    relocate,
    setting_of,
)
from archive.editing.derived.derived_rows import rows_of
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.derived.record_matching import matched
from archive.editing.references.cross_references import resolve
from archive.models import Article, Citation, CrossReference, Issue, Source
from archive.models.catalogue.citation import COUNTED
from archive.text.citations import read_citations


def preview_derivation(
    article: Article, names: KnownNames | None = None
) -> tuple[list[Citation], list[CrossReference]]:
    """Return the citations that would count and the cross-references, with their sources and issues.

    `article` may have an unsaved body, and may have no row yet. Editors' decisions on its citations apply.
    """
    names = names or load_known_names()
    blocks = article.blocks()
    reading = read_citations([block.text for block in blocks], setting_of(article, names))
    read, references = rows_of(article, reading, blocks, names)
    standing = in_text_order(article.citations.all()) if article.pk else []
    pairs, gone, new = matched(standing, read, CITATION_KEYS)
    for record, reading_of_it in pairs:
        copy_fields(record, reading_of_it, PLACE if is_decided(record) else CITATION_FIELDS)
    decided = [record for record in gone if is_decided(record)]
    relocate(decided, blocks)
    citations = [each for each in (*(record for record, _ in pairs), *decided, *new) if each.status in COUNTED]
    sources = Source.objects.in_bulk({each.source_id for each in citations if each.source_id})
    for citation in citations:
        citation.source = sources.get(citation.source_id)
    _lead(article, references)
    return sorted(citations, key=lambda one: (one.paragraph, one.ordinal)), references


def _lead(article: Article, references: list[CrossReference]) -> None:
    """Set the issue that each reference resolves to."""
    ids = [resolve(each.publication, each.first_day, each.last_day, citing_id=article.issue_id) for each in references]
    issues = Issue.objects.select_related("publication").in_bulk({pk for pk in ids if pk})
    for reference, pk in zip(references, ids, strict=True):
        reference.issue = issues.get(pk)
