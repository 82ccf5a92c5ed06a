"""Searches in an archive of several languages: what is found, filtered and highlighted."""

from __future__ import annotations

import pytest
from django.db import transaction

from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from archive.search.query.grammar import parse
from archive.search.query.request import SearchRequest
from archive.search.results.execution import execute
from archive.search.results.hits import hits_of
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db

# Letter, language, title, body.
TEXTS = [
    ("a", "zh", "瓦尔达港口罢工", "瓦尔达港的渡轮停航三天。港务局没有说明原因。"),
    ("b", "ja", "バルダ港のフェリー", "バルダ港のフェリーは三日間止まった。"),
    ("c", "ru", "Утро в порту", "Новые паромы стоят у причала, сообщает Reuters. Чайки кричат."),
    ("d", "pl", "Cisza", "W porcie stały dwa statki. Nikt nie wołał."),
    ("e", "fr", "Le pré", "Les chevaux dorment. Il attend l’été."),
    ("f", "tr", "Sahaf", "Eski kitapları satıyor. İstanbul’da yağmur var."),
    ("g", "en", "Ports", "The ferries rested. A port waits, and паром is a word."),
    ("h", "ar", "المدينة", "وصل الكتاب إلى المدينة. ثم عاد."),
]


@pytest.fixture(scope="module")
def letters(django_db_setup, django_db_blocker):
    """The archive, written once for all searches of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        engine().rebuild([], lambda pks: [])
        issue = IssueFactory(publication=PublicationFactory(title="Harbour Letter"))
        articles = {
            letter: ArticleFactory(
                issue=issue, title=title, body=f"<p>{body}</p>", language="" if language == "en" else language
            )
            for letter, language, title, body in TEXTS
        }
        drain()
        yield {article.pk: letter for letter, article in articles.items()}
        transaction.set_rollback(True)


def found(letters: dict[int, str], query: str) -> str:
    read = parse(query)
    return "".join(
        sorted(letters[pk] for pk, _ in execute(SearchRequest(query=query), read, read.tree, stop=9).ranking)
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("паром", "cg"),
        ("statek", "d"),
        ("cheval", "e"),
        ("été", "e"),
        ("ete", "e"),
        ('"l\'été"', "e"),
        ('"les chevaux"', "e"),
        ('"les cheval"', ""),
        ("kitap", "f"),
        ("KİTAP", "f"),
        ("istanbul", "f"),
        ("罢工", "a"),
        ("港口罢工", "a"),
        ('"渡轮停航"', "a"),
        ("渡停", ""),
        ("港", "ab"),
        ("フェリー", "b"),
        ("كتاب", "h"),
        ("مدينه", "h"),
        ("reuters", "c"),
        ("ferry", "g"),
        ("port language:en", "g"),
        ("language:russian", "c"),
        ("language:ar", "h"),
    ],
)
def test_what_is_found(letters, query, expected):
    assert found(letters, query) == expected


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("паромы", "Новые [паромы] стоят у причала, сообщает Reuters."),
        ("cheval", "Les [chevaux] dorment."),
        ("ete", "Il attend [l’été]."),
        ("渡轮", "瓦尔达港的[渡轮]停航三天。"),
        ("港务局", "[港务局]没有说明原因。"),
        ("kitap", "Eski [kitapları] satıyor."),
    ],
)
def test_passages_are_sentences_with_the_words_marked(letters, query, passage):
    read = parse(query)
    ranking = execute(SearchRequest(query=query), read, read.tree, stop=9).ranking
    hit = hits_of(ranking, read, variants=True)[0]
    assert "".join(f"[{text}]" if marked else text for text, marked in hit.snippets[0].pieces) == passage


def test_the_engine_knows_the_languages_that_need_readings_of_their_own(letters):
    assert engine().languages() == ("ar", "fr", "pl", "ru", "tr")


def test_hits_are_counted_by_language(letters):
    read = parse("паром")
    counts = execute(SearchRequest(), read, read.tree, facets=["language"]).facets["language"]
    assert counts.by_value() == [("en", 1), ("ru", 1)]
