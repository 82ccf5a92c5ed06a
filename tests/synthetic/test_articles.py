"""Invented archives: the same for the same seed, natural in their words, and read back as they were meant."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from archive.models import Article, CrossReference, OutboxEntry
from archive.synthetic.articles import SERIALS, Prose, invented_articles, issues_of, publications_toml
from archive.synthetic.rows import write
from archive.text.citations import Setting, read_citations
from archive.text.headers.article_reader import read_article
from archive.text.headers.publication_facts import PublicationNames, read_publications_toml
from archive.text.names.source_names import KnownSources, load_authority
from tests.imports.conftest import run

pytestmark = pytest.mark.slow

OUTLETS = [outlet.name for outlet in load_authority()]
FACTS = read_publications_toml(publications_toml())


@pytest.fixture(scope="module")
def articles():
    return list(invented_articles(120, 5, OUTLETS))


def test_the_same_seed_gives_the_same_articles_and_fewer_are_the_first_of_more(articles):
    assert list(invented_articles(30, 5, OUTLETS)) == articles[:30]
    assert list(invented_articles(30, 6, OUTLETS)) != articles[:30]


def test_they_have_about_900_words(articles):
    words = [sum(len(paragraph.split()) for paragraph in article.paragraphs) for article in articles]
    assert 850 < sum(words) / len(words) < 1000


def test_the_words_follow_zipfs_law(articles):
    words = Counter(word.lower() for article in articles for text in article.paragraphs for word in text.split())
    ranked = [count for _, count in words.most_common()]
    assert ranked[0] / sum(ranked) > 0.03  # "the" has three to six hundredths of an English text
    assert sum(ranked[:100]) / sum(ranked) > 0.35
    assert sum(count == 1 for count in ranked) > len(ranked) / 5


def test_every_kind_of_serial_author_and_date_is_there(articles):
    assert {article.issue.serial for article in articles} == set(SERIALS)
    assert {len(article.authors) for article in articles} >= {0, 1}
    assert {bool(article.title) for article in articles} == {True, False}
    assert any(article.topics for article in articles)


def test_files_are_read_back_as_they_were_meant(articles):
    names = PublicationNames((each.title, each.names) for each in FACTS)
    for article in articles:
        read = read_article(article.as_text(), publications=names)
        assert not read.errors
        assert (read.publication, read.volume, read.number) == (
            article.issue.serial.title,
            article.issue.volume,
            article.issue.number,
        )
        assert (read.title or "") == article.title
        assert read.authors == list(article.authors)
        assert tuple(read.body_paragraphs) == article.paragraphs


def test_citations_of_every_form_are_found(articles):
    known = KnownSources.from_outlets(load_authority())
    house = {name: facts.title for facts in FACTS for name in facts.names}
    found = [
        read_citations(article.paragraphs, Setting(article.issue.date.year, None, known, house)) for article in articles
    ]
    citations = [citation for reading in found for citation in reading.citations]
    written = sum(text.count("(") for article in articles for text in article.paragraphs)
    references = sum(len(reading.cross_references) for reading in found)
    assert len(citations) + references > 0.97 * written
    assert any(len(citation.mentions) > 1 for citation in citations)
    assert any(citation.url for citation in citations)
    assert any(mention.name == "" for citation in citations for mention in citation.mentions)
    assert any(mention.first_day != mention.last_day for citation in citations for mention in citation.mentions)


@pytest.mark.parametrize("serial", SERIALS, ids=lambda serial: serial.abbreviation)
def test_issues_follow_one_another(serial):
    run_of_it = [issue for _, issue in zip(range(600), issues_of(serial), strict=False)]
    assert all(earlier.date < later.date == later.date for earlier, later in pairwise(run_of_it))
    assert len({(issue.volume, issue.number) for issue in run_of_it}) == len(run_of_it)
    assert all(later.earlier == earlier.date for earlier, later in pairwise(run_of_it))


def test_frequent_words_are_short():
    words = Prose(1).words
    assert sum(map(len, words[100:1100])) < sum(map(len, words[-1000:]))


@pytest.mark.django_db
def test_rows_are_what_an_import_of_the_files_would_make(articles, folder):
    made = articles[:40]
    assert sum(write(iter(made))) == 40
    direct = snapshot()
    assert CrossReference.objects.exclude(issue=None).count() == CrossReference.objects.count() > 0
    assert OutboxEntry.objects.count() == 40
    Article.objects.all().delete()
    top = folder({article.path: article.as_text() for article in made} | {"publications.toml": publications_toml()})
    assert not [report.file for report in run(top, overwrite=True) if report.failed]
    assert snapshot() == direct


def snapshot() -> list[tuple]:
    """What of each article does not hang on the order in which it was written."""
    return sorted(
        (
            str(article.issue),
            article.title,
            article.slug,
            article.body,
            article.word_count,
            [author.name for author in article.byline()],
            sorted(topic.name for topic in article.topics.all()),
            list(article.citations.in_text_order().values_list("raw", "source", "first_day", "paragraph", "ordinal")),
        )
        for article in Article.objects.select_related("issue__publication")
    )  # fmt: skip
