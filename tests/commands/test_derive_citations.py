"""Deriving everything again: it changes nothing that stands, and goes on where it was stopped."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from archive.editing.derived import recompute, rederive
from archive.management.commands.derive_citations import PROGRESS_FILE
from archive.models import Citation, CitationStatus, Issue
from tests.factories import ArticleFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_a_batch(monkeypatch):
    monkeypatch.setattr(rederive, "BATCH", 2)
    yield
    (settings.DATA_DIR / PROGRESS_FILE).unlink(missing_ok=True)


@pytest.fixture
def articles():
    SourceFactory(name="Interfax")
    issue = IssueFactory(number="90", date=None, date_precision="")
    texts = [f"It was so on that day (Interfax, October {day})." for day in range(1, 6)]
    return [ArticleFactory(issue=issue, paragraphs=(text,), slug=f"a{n}") for n, text in enumerate(texts)]


def run(**options) -> str:
    out = io.StringIO()
    call_command("derive_citations", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_every_article_gets_its_citations_and_the_issue_its_date(articles):
    assert run() == "5 articles read, 5 of them changed.\n"
    assert Citation.objects.count() == 5
    assert str(Issue.objects.get().date) == "2004-10-05"


def test_a_second_run_changes_nothing(articles):
    run()
    before = list(Citation.objects.values())
    assert run() == "5 articles read, 0 of them changed.\n"
    assert list(Citation.objects.values()) == before


def test_decisions_stay(articles):
    run()
    Citation.objects.update(status=CitationStatus.REJECTED)
    run()
    assert set(Citation.objects.values_list("status", flat=True)) == {CitationStatus.REJECTED}


def test_a_stopped_run_is_gone_on_with(articles, monkeypatch):
    derive, read = recompute.derive, []

    def stopping(article, *args, **kwargs):
        if len(read) == 3:
            raise KeyboardInterrupt
        read.append(article.pk)
        return derive(article, *args, **kwargs)

    monkeypatch.setattr(recompute, "derive", stopping)
    with pytest.raises(CommandError, match="Stopped after 2 articles"):
        run()
    assert Citation.objects.count() == 2  # the batch that was broken off left nothing
    monkeypatch.setattr(recompute, "derive", derive)
    assert run() == "Going on where it stopped: 3 articles are left.\n3 articles read, 3 of them changed.\n"
    assert Citation.objects.count() == 5
    assert run().startswith("5 articles read")


def test_a_run_over_something_else_does_not_go_on_with_it(articles):
    rederive.Progress("", articles[3].pk).note(settings.DATA_DIR / PROGRESS_FILE)
    assert "5 articles read" in run(publication=articles[0].issue.publication.title)


def test_restart_begins_again(articles):
    rederive.Progress("", articles[3].pk).note(settings.DATA_DIR / PROGRESS_FILE)
    assert "5 articles read" in run(restart=True)


def test_only_the_articles_of_one_publication(articles):
    ArticleFactory(paragraphs=("Another (Interfax, October 9).",))
    assert "1 articles read" not in run(publication=articles[0].issue.publication.title)
    assert Citation.objects.count() == 5


def test_an_unknown_publication_is_an_error(articles):
    with pytest.raises(CommandError, match="no publication"):
        run(publication="Nowhere Herald")
