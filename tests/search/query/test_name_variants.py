"""Authors and sources by other spellings of their names, alone and in a search."""

from __future__ import annotations

import pytest

from archive.search.query.name_variants import slugs_spelled_like
from archive.search.query.query_tree import Phrase, Prefix, Word
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, SourceFactory


@pytest.mark.parametrize(
    ("leaf", "slugs"),
    [
        (Word("Sergei"), {"sergey-halvan"}),
        (Word("Сергей"), {"sergey-halvan"}),
        (Phrase("Sergei Khalvan"), {"sergey-halvan"}),
        (Phrase("Halvan Sergei"), set()),
        (Phrase("Halvan, Sergei"), {"sergey-halvan"}),
        (Phrase("S. Halvan"), {"sergey-halvan"}),
        (Phrase("Halvan S"), {"sergey-halvan"}),
        (Word("Serg"), set()),
        (Prefix("Serg"), set()),
        (Word("–"), set()),
        (Phrase("Dmitri Orel"), {"ana-brod"}),
    ],
)
def test_author_by_other_spelling(db, leaf, slugs):
    AuthorFactory(name="Sergey Halvan")
    AuthorFactory(name="Ana Brod", other_names=["Dmitry Orel"])
    assert set(slugs_spelled_like("author", leaf)) == slugs


def test_source_by_other_spelling_of_another_name(db):
    source = SourceFactory(name="Bay Post")
    source.other_names.create(name="Novoye Vremya")
    assert slugs_spelled_like("source", Phrase("Novoe vremia")) == [source.slug]


def test_new_author_is_known_at_once(db):
    assert slugs_spelled_like("author", Word("Sergei")) == []
    AuthorFactory(name="Sergey Halvan")
    assert slugs_spelled_like("author", Word("Sergei")) == ["sergey-halvan"]


@pytest.fixture
def two_spellings(index):
    """Articles by Sergey and by Sergei, of whom the first cites Vremia and the second Vremya."""
    for spelling, outlet in (("Sergey Halvan", "Novoe Vremia"), ("Sergei Halvan", "Novoye Vremya")):
        article = ArticleFactory(title=spelling, paragraphs=["Ferries run late."], authors=[spelling])
        CitationFactory(article=article, source=SourceFactory(name=outlet), name=outlet)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author:sergei", ["Sergei Halvan", "Sergey Halvan"]),
        ("author:sergey ferries", ["Sergey Halvan", "Sergei Halvan"]),
        ('author:"Sergei Halvan"', ["Sergei Halvan", "Sergey Halvan"]),
        ('source:"Novoe Vremia"', ["Sergey Halvan", "Sergei Halvan"]),
        ("source:vremya", ["Sergei Halvan", "Sergey Halvan"]),
        ('-author:"Sergei Halvan" ferries', []),
    ],
)
def test_name_as_typed_ranks_before_its_variants(two_spellings, titles, query, found):
    assert titles(query) == found


def test_variants_can_be_switched_off(two_spellings, titles):
    assert titles('author:"Sergei Halvan"', variants=["off"]) == ["Sergei Halvan"]


@pytest.mark.parametrize("variants", ["on", "off"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('author:"Smith, John"', True),
        ('author:"John Smith"', True),
        ('author:"J. Smith"', True),
        ('author:"Smith J"', True),
        ('author:"Smith, Jane"', False),
        ('author:"K. Smith"', False),
    ],
)
def test_author_written_in_another_order(index, titles, query, found, variants):
    ArticleFactory(title="Tides", authors=["John Robert Smith"])
    ArticleFactory(title="Dues", authors=["Karla Brod", "Peter Smith"])
    assert titles(query, variants=[variants]) == (["Tides"] if found else [])
