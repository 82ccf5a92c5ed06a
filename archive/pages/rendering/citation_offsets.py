"""Location of citations and cross-references in an article's blocks, as far as the text still contains them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.models import Article, Citation, CrossReference
from archive.text.markup.annotate import block_text
from archive.text.markup.footnotes import blanked_noterefs
from archive.text.markup.offset_mapping import OffsetMapping
from archive.text.markup.paragraphs import Block

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CitationSpan:
    """A span of a block: the block's index (from 0), and offsets into its plain text (`Block.text`)."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanLocator:
    """Locator of records in the blocks of one article."""

    blocks: Sequence[Block]
    by_anchor: dict[str, int]
    offsets: dict[int, OffsetMapping] = field(default_factory=dict)  # of blocks, filled as they are asked for

    @classmethod
    def in_blocks(cls, blocks: Sequence[Block]) -> SpanLocator:
        return cls(blocks, {block.anchor: place for place, block in enumerate(blocks) if block.anchor})

    def block_of(self, record: Citation | CrossReference) -> int | None:
        """Return the block of a record, by its permanent anchor, else by its number; None where it is gone."""
        if record.anchor:
            return self.by_anchor.get(record.anchor)
        return record.paragraph - 1 if 0 < record.paragraph <= len(self.blocks) else None

    def place_of(self, record: Citation | CrossReference) -> CitationSpan | None:
        """Return the span of a record; None where its block is gone or the text there differs from the record."""
        block = self.block_of(record)
        if block is None or record.start is None or record.end is None:
            return None
        stretch = self.blocks[block].text[record.start : record.end]
        printed = (record.raw, getattr(record, "name", ""))
        # Of long citations only the beginning is stored.
        if stretch and any(stretch in text or (text and stretch.startswith(text)) for text in printed):
            return CitationSpan(block, record.start, record.end)
        return None

    def in_markup(self, place: CitationSpan) -> tuple[int, int] | None:
        """Return the offsets of a span in the text of the block's markup, as `archive.text.markup.annotate` counts."""
        block = self.blocks[place.block]
        if place.block not in self.offsets:
            self.offsets[place.block] = OffsetMapping(block.text, block_text(blanked_noterefs(block.html)))
        return self.offsets[place.block].map(place.start, place.end)


def log_lost_offsets(article: Article, lost: int) -> None:
    """Log that marks were left out; deriving the article's citations again corrects their offsets."""
    if lost:
        logger.warning(
            "Article %s: citations that are not where their records say stand unmarked: %d.", article.pk, lost
        )
