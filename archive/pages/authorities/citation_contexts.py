"""Context of citations: the sentence around each, with the printed citation marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.models import Article, Citation
from archive.pages.rendering.citation_dates import CitedDays, cited_days
from archive.pages.rendering.citation_offsets import CitationSpan, SpanLocator
from archive.search.analysis.sentences import sentence_spans

# Characters before and after the citation at which long sentences are cut.
BEFORE, BEHIND = 320, 160


@dataclass(frozen=True, slots=True)
class CitationContext:
    """A sentence in three parts, the middle one marked, with its address and the days that it cites.

    Where the text does not have the citation any more there is only the middle, as it was printed.
    """

    before: str
    marked: str
    behind: str
    address: str
    days: CitedDays | None


def citation_contexts_of(article: Article, citations: Iterable[Citation]) -> list[CitationContext]:
    """Return the sentences of an article (loaded with body and issue) around these citations, in their order, each
    once.
    """
    blocks = article.blocks()
    places = SpanLocator.in_blocks(blocks)
    spans: dict[int, list[tuple[int, int]]] = {}
    quotations: list[CitationContext] = []
    for citation in citations:
        place = places.place_of(citation)
        if place and place.block not in spans:
            spans[place.block] = sentence_spans(blocks[place.block].text)
        quotations.append(_quotation(article, citation, place, places, spans))
    return quotations


def _quotation(
    article: Article,
    citation: Citation,
    place: CitationSpan | None,
    places: SpanLocator,
    spans: Mapping[int, list[tuple[int, int]]],
) -> CitationContext:
    address, days = article.get_absolute_url(), cited_days(citation)
    if place is None:
        return CitationContext("", citation.raw, "", address, days)
    block = places.blocks[place.block]
    start, end = _sentence(block.text, place, spans[place.block])
    if block.anchor:
        address = f"{address}#{block.anchor}"
    return CitationContext(
        before=_beginning(block.text[start : place.start]),
        marked=block.text[place.start : place.end],
        behind=_ending(block.text[place.end : end]),
        address=address,
        days=days,
    )


def _sentence(text: str, place: CitationSpan, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the sentence at a span; for a parenthesis alone ("… was idle. (Quay Herald, Oct"), with the sentence
    before it.
    """
    for number, (start, end) in enumerate(spans):
        if start <= place.start < end:
            alone = text[start] == "(" and number > 0 and ")" not in text[start : place.start]
            return (spans[number - 1][0] if alone else start), max(end, place.end)
    return place.start, place.end


def _beginning(text: str) -> str:
    """Return the text before the mark, cut to its last words."""
    if len(text) <= BEFORE:
        return text
    return "… " + text[-BEFORE:].partition(" ")[2]


def _ending(text: str) -> str:
    if len(text) <= BEHIND:
        return text
    return text[:BEHIND].rpartition(" ")[0] + " …"
