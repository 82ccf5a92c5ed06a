"""Keys of likeness: what meets under one, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.names.variants.duplicate_keys import author_keys, source_keys, topic_keys


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Sergey Ivanov", "Sergei Ivanov", True),
        ("Sergey Ivanov", "Ivanov, Sergei", True),
        ("Sergey Ivanov", "S. Ivanov", True),
        ("Sergei A. Ivanov", "Sergei Ivanov", True),
        ("Dr. Ana Brod", "Ana Brod", True),
        ("ANA BROD", "Ana Brod", True),
        ("Alena Lukashenka", "Alena Lukashenko", True),
        ("Сергей Иванов", "Sergey Ivanov", True),
        ("Brod", "Ana Brod", False),
        ("Sergey Ivanov", "Pyotr Ivanov", False),
        ("Sergey Ivanov", "Sergey Petrov", False),
        ("S. Ivanov", "P. Ivanov", False),
    ],
)
def test_authors(one, other, meet):
    assert bool(author_keys(one) & author_keys(other)) is meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Kommersant", "Komersant", True),
        ("Kommersant", "Kommersant Daily", True),
        ("Kommersant", "kommersant.ru", True),
        ("Kommersant", "www.kommersant.ru", True),
        ("Rossiyskaya Gazeta", "Rossiskaya gazeta", True),
        ("Interfax news agency", "Interfax", True),
        ("Channel One (Moscow)", "Channel One", True),
        ("The Varda Courier", "Varda Courier", True),
        ("Interfax-Kazakhstan", "Interfax", False),
        ("Varda Courier", "Varda Herald", False),
        ("news agency", "press agency", False),
    ],
)
def test_sources(one, other, meet):
    assert bool(source_keys(one) & source_keys(other)) is meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Elections", "election", True),
        ("Oil & gas", "Gas and Oil", True),
        ("Central Asia", "Central-Asia", True),
        ("Economies", "Economy", True),
        ("Oil", "Gas", False),
        ("Asia", "Central Asia", False),
    ],
)
def test_topics(one, other, meet):
    assert bool(topic_keys(one) & topic_keys(other)) is meet


@pytest.mark.parametrize("keys", [author_keys, source_keys, topic_keys])
@pytest.mark.parametrize("name", ["", "—", "...", "  "])
def test_name_without_letters_has_no_key(keys, name):
    assert keys(name) == frozenset()


@pytest.mark.parametrize("keys", [author_keys, source_keys, topic_keys])
@given(name=st.text(max_size=300))
def test_no_name_fails(keys, name):
    assert "" not in keys(name)
