"""Command that finds the languages of texts."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article
from tests.factories import ArticleFactory
from tests.text.test_language_detection import ENGLISH, PASSAGES, article

pytestmark = pytest.mark.django_db


def run(*options: str) -> str:
    written = StringIO()
    call_command("detect_languages", *options, stdout=written)
    return written.getvalue()


@pytest.fixture
def texts():
    """An English article, a Ukrainian one that says nothing, and one that says that it is Russian."""
    bodies = (ENGLISH, ""), (PASSAGES["uk"], ""), (PASSAGES["uk"], "ru")
    return [ArticleFactory(body=f"<p>{article(body)}</p>", language=language) for body, language in bodies]


def languages() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("language", flat=True))


def test_languages_are_listed_alone(texts):
    written = run()
    assert "Ukrainian, not English" in written
    assert "Ukrainian, not Russian" in written
    assert "would change; set them with --apply: 2." in written
    assert languages() == ["", "", "ru"]


def test_languages_are_set(texts):
    assert "changed: 2." in run("--apply")
    assert languages() == ["", "uk", "uk"]
    assert texts[1].history.first().history_change_reason == "Language as the text reads"
    assert ": 0." in run()


def test_languages_of_one_publication(texts):
    assert ": 1." in run("--publication", texts[1].issue.publication.slug)
    with pytest.raises(CommandError, match="no publication"):
        run("--publication", "Nowhere")
