"""Citation line of an article, for readers to copy (Chicago Manual of Style, notes)."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import Article, Author
from archive.pages.rendering.formatting import date_in_words, names_in_words


@dataclass(frozen=True, slots=True)
class CitingLine:
    """The parts of the line; the publication is printed in italics between them, the permanent address after them."""

    names: str
    title: str
    closing: str
    publication: str
    tail: str

    @property
    def head(self) -> str:
        """Return what stands before the publication."""
        return f"{self.names}, “{self.title}{self.closing}" if self.names else f"“{self.title}{self.closing}"


def how_to_cite(article: Article, authors: list[Author]) -> CitingLine:
    """Return the citation line of an article.

    Ana Brod and Ilir Deva, “Ferries stand idle,” *Harbour Letter*, vol. 1, no. 115 (26 October 2004).
    """
    issue = article.issue
    names = names_in_words([author.name for author in authors])
    # Quotation marks within quotation marks are single ones.
    title = article.title.rstrip(".").translate({ord("“"): "‘", ord("”"): "’"})
    closing = "”" if title.endswith(("?", "!")) else ",”"
    date = date_in_words(article.partial_date) if article.date_beside else ""
    designation = article.designation
    return CitingLine(
        names=names,
        title=title,
        closing=closing,
        publication=issue.publication.title,
        tail=f"{designation[:1].lower()}{designation[1:]}".replace("No.", "no.") + (f" ({date})" if date else ""),
    )
