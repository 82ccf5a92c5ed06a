"""Hits: articles read back from the database through the published set, with the passages that show why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.models import Article
from archive.search.query_tree import Query, words_of
from archive.search.snippets import Snippet, opening, snippets
from archive.search.whoosh.analysis import printed_words, stem
from archive.text.names import name_keys

MOST_SNIPPETS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, the passages that show why, and its title in pieces, each with whether it matched."""

    article: Article
    snippets: Sequence[Snippet]
    title: Sequence[tuple[str, bool]]
    score: float


def hits_of(ranking: Sequence[tuple[int, float]], query: Query, *, variants: bool) -> list[Hit]:
    """The hits of a ranking of (id, score), in its order; what readers may not see any more is left out."""
    shown = Article.objects.published().for_listing().defer(None)
    articles = {article.pk: article for article in shown.filter(pk__in=[pk for pk, _ in ranking])}
    return [_hit(articles[pk], score, query, variants) for pk, score in ranking if pk in articles]


def _hit(article: Article, score: float, query: Query, variants: bool) -> Hit:
    terms = words_of(query.tree)
    analyse = forms_with_variants if variants else forms_and_stems
    paragraphs = [(block.anchor, block.text) for block in article.blocks()]
    passages = snippets(paragraphs, terms, analyse=analyse, most=MOST_SNIPPETS) if terms else []
    return Hit(
        article,
        passages or [first for first in (opening(paragraphs),) if first],
        _marked_title(article.title, terms, analyse),
        score,
    )


def _marked_title(title: str, terms: list, analyse) -> Sequence[tuple[str, bool]]:
    marked = snippets([("", title)], terms, analyse=analyse, most=1) if terms else []
    # A title of several sentences, or a long one, would be cut.
    return marked[0].pieces if marked and marked[0].text == title else ((title, False),)


def forms_and_stems(text: str) -> Iterator[tuple[str, int, int]]:
    """Every word of a text with its form and its stem, for marking matches."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end


def forms_with_variants(text: str) -> Iterator[tuple[str, int, int]]:
    """Like `forms_and_stems`, and for a capitalised word the keys of its name."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end
        for key in name_keys(text[start:end]):
            yield key, start, end
