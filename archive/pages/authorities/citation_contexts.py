"""Context of citations: the sentence around each, with the printed citation marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

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
        before=_beginning(block.text, start, place.start),
        marked=block.text[place.start : place.end],
        behind=_ending(block.text, place.end, end),
        address=address,
        days=days,
    )


def _sentence(text: str, place: CitationSpan, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the sentence at a span; for a parenthesis alone ("… was idle. (Quay Herald, Oct"), with the sentence
    before it.
    """
    number = bisect_right(spans, place.start, key=itemgetter(0)) - 1
    if number < 0 or place.start >= spans[number][1]:
        return place.start, place.end
    start, end = spans[number]
    alone = number > 0 and text[start] == "(" and text.find(")", start, place.start) < 0
    return (spans[number - 1][0] if alone else start), max(end, place.end)


def _beginning(text: str, start: int, end: int) -> str:
    """Return the text from start to end, which is before the mark, cut to its last words."""
    if end - start <= BEFORE:
        return text[start:end]
    return "… " + text[end - BEFORE : end].partition(" ")[2]


def _ending(text: str, start: int, end: int) -> str:
    if end - start <= BEHIND:
        return text[start:end]
    return text[start : start + BEHIND].rpartition(" ")[0] + " …"
