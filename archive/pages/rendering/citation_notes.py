"""Citations on an article's page: marks in the text, and sources as notes, by paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive.models import Article, Citation, CitationKind, Source
from archive.models.common.prepared_statements import PreparedQuery
from archive.pages.rendering.citation_dates import CitedDays, cited_days
from archive.pages.rendering.citation_offsets import SpanLocator, log_lost_offsets
from archive.pages.rendering.cross_references import reference_marks
from archive.text.markup.annotate import Span
from archive.text.markup.paragraphs import Block

CITE, UNRESOLVED = "cite", "cite unresolved"


@dataclass(slots=True)
class Cited:
    """A source in a note: its row if it is known, its name ("" where it was lost), days and web addresses."""

    source: Source | None
    name: str
    raw: str
    # Dictionaries, for their order and because a source may be cited on many days: the keys count.
    days: dict[CitedDays, None] = field(default_factory=dict)
    urls: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """The sources of one block; a note without sources only keeps the block's place beside the text."""

    anchor: str = ""
    sources: Sequence[Cited] = ()

    @property
    def number(self) -> str:
        """Return the paragraph's number, as in its anchor."""
        return self.anchor[1:]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the article's list of references that leads somewhere: to a source of the archive, or to a page."""

    anchor: str
    text: str
    source: Source | None
    url: str


@dataclass(frozen=True, slots=True)
class Citing:
    """Marks by block (numbers from 0), and one note for each block, in the order of the text; then the references."""

    marks: dict[int, list[Span]]
    notes: list[Note]
    references: Sequence[Listed] = ()

    @property
    def cites_anything(self) -> bool:
        return any(note.sources for note in self.notes)


_counted = PreparedQuery(
    Article,
    lambda article: Citation.objects.counted().filter(article=article.pk).select_related("source").in_text_order(),
)


def citing_of(article: Article, blocks: Sequence[Block]) -> Citing:
    """Return the citations of an article, in three queries at most. Those not found at their recorded offsets are
    noted, but not marked.
    """
    places = SpanLocator.in_blocks(blocks)
    return citing_from(article, places, _counted(article), reference_marks(article, places))


def citing_from(
    article: Article, places: SpanLocator, citations: Sequence[Citation], references: Mapping[int, Sequence[Span]]
) -> Citing:
    """Build marks and notes from citations in the order of the text; `references` are marks of cross-references by
    block.
    """
    marks: dict[int, list[Span]] = {}
    by_block: dict[int | None, list[Citation]] = {}
    lost = 0
    listed = [citation for citation in citations if citation.kind == CitationKind.REFERENCE]
    for citation in citations:
        if citation.kind == CitationKind.REFERENCE and citation.source is None:
            continue  # a book, say: nothing to lead to
        place = places.place_of(citation)
        if citation.kind == CitationKind.MENTION:
            by_block.setdefault(places.block_of(citation), []).append(citation)
        if place and (offsets := places.in_markup(place)):
            marks.setdefault(place.block, []).append(_mark(citation, *offsets))
        else:
            # A citation added by an editor may not be in the text; that is no lost offset.
            lost += citation.start is not None
    for block, spans in references.items():
        marks.setdefault(block, []).extend(spans)
    log_lost_offsets(article, lost)
    return Citing(marks, _notes(places.blocks, by_block), [_listed(one) for one in listed if one.source or one.url])


def _listed(citation: Citation) -> Listed:
    url = citation.url if citation.url.startswith(("http://", "https://")) else ""
    return Listed(citation.anchor, " ".join(citation.raw.split()), citation.source, url)


def _mark(citation: Citation, start: int, end: int) -> Span:
    if citation.source is None:
        return Span(start, end, css_class=UNRESOLVED)
    return Span(start, end, href=citation.source.get_absolute_url(), css_class=CITE)


def _notes(blocks: Sequence[Block], by_block: dict[int | None, list[Citation]]) -> list[Note]:
    notes = [Note(block.anchor, _sources(by_block.get(place, []))) for place, block in enumerate(blocks)]
    if of_no_block := by_block.get(None):
        notes.append(Note(sources=_sources(of_no_block)))
    return notes


def _sources(citations: Sequence[Citation]) -> list[Cited]:
    """Return the sources of a paragraph in the order of their first mention, each once, with all its days."""
    found: dict[object, Cited] = {}
    for citation in citations:
        key = citation.source_id or citation.name_key or citation.pk
        name = citation.source.name if citation.source else citation.name
        cited = found.setdefault(key, Cited(citation.source, name, citation.raw))
        if days := cited_days(citation):
            cited.days[days] = None
        if citation.url.startswith(("http://", "https://")):
            cited.urls[citation.url] = None
    return list(found.values())
