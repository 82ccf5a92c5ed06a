"""Hits: passages are chosen by the index's places, and by the text where the index cannot say."""

from __future__ import annotations

import pytest

from archive.models import Article
from archive.search.indexing import index_updates
from archive.search.query.grammar import parse
from archive.search.results.hits import hits_of
from tests.factories import ArticleFactory


def passages(article: Article, question: str, *, variants: bool = True) -> list[str]:
    [hit] = hits_of([(article.pk, 1.0)], parse(question), variants=variants)
    return ["".join(f"[{text}]" if is_match else text for text, is_match in one.pieces) for one in hit.snippets]


@pytest.mark.parametrize(
    ("paragraphs", "question", "expected"),
    [
        (["The ferry sank. It rained.", "Ferries rose."], "ferry", ["The [ferry] sank.", "[Ferries] rose."]),
        (["One. Low water. The low tide came."], '"low tide"', ["The [low tide] came."]),
        (["It was low. Tide came. Low tide."], '"low tide"', ["It was [low. Tide]", "[Low tide]."]),
        (["Salt. A ferry. Salt on a ferry."], "salt ferry", ["[Salt] on a [ferry].", "[Salt].", "A [ferry]."]),
        (["Harbours rise. Nothing."], "harb*", ["[Harbours] rise."]),
        (["A fery sank."], "ferry~", ["A [fery] sank."]),
        (["Then Serguei Halvan stood. Salt."], "Sergey", ["Then [Serguei] Halvan stood."]),
        (["Salt rose. Then Serguei stood."], "salt OR Sergey", ["[Salt] rose.", "Then [Serguei] stood."]),
        (["Nothing of it."], "absent", ["Nothing of it."]),
        (["Salt & <i>buoys</i>. Tide."], "salt", ["[Salt] & <i>buoys</i>."]),
    ],
)
def test_passages(index, paragraphs, question, expected):
    article = ArticleFactory(title="Quays", paragraphs=paragraphs)
    index_updates.drain()
    assert passages(article, question) == expected


def test_a_name_in_the_title_only_needs_no_reading_of_the_text(index, monkeypatch):
    article = ArticleFactory(title="Serguei Halvan", paragraphs=["Salt rose."], authors=["Halvan Brod"])
    index_updates.drain()
    monkeypatch.setattr("archive.search.results.hits.snippets", None)
    assert passages(article, "Sergey Halvan") == ["Salt rose."]


def test_without_variants_a_name_is_not_marked(index):
    article = ArticleFactory(paragraphs=["Then Serguei stood."])
    index_updates.drain()
    assert passages(article, "Sergey", variants=False) == ["Then Serguei stood."]


@pytest.mark.parametrize("body", ["<p>Gone.</p>", "<p>It rained for days, and then the ferry sank.</p>", ""])
def test_an_article_that_the_index_lags_behind_is_read(index, body):
    article = ArticleFactory(paragraphs=["Salt.", "The ferry sank."])
    index_updates.drain()
    Article.objects.filter(pk=article.pk).update(body=body)
    expected = {"": [], "<p>Gone.</p>": ["Gone."]}
    assert passages(article, "ferry") == expected.get(body, ["It rained for days, and then the [ferry] sank."])


def test_a_long_title_of_several_sentences_is_marked(index):
    article = ArticleFactory(title="The ferry sank. Who paid?", paragraphs=["Salt."])
    index_updates.drain()
    [hit] = hits_of([(article.pk, 1.0)], parse("paid"), variants=True)
    assert hit.title == [("The ferry sank. Who ", False), ("paid", True), ("?", False)]
