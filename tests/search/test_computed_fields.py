"""An entry is completed from its own texts, once, and compared without what was computed."""

import pytest

from archive.models import Article
from archive.search.computed_fields import complete
from archive.search.fields import BLOCK_TEXTS, BY_NAME, COMPUTED, SENTENCES
from archive.search.indexing.documents import document, loaded
from tests.factories import ArticleFactory


def test_what_is_computed_of_texts():
    entry = {"title": "Ferry’s end", "standfirst": "Late.", "body": "Ana Brod came.", "authors": "Ivo Marsh | Lea Oak"}
    completed = complete(entry | {BLOCK_TEXTS: ["Ana Brod came."]})
    assert completed.keys() == entry.keys() | {field.name for field in COMPUTED} | {SENTENCES}
    assert completed["forms"] == "Late.\nAna Brod came."
    assert (completed["title_forms"], completed["heading"]) == ("Ferry’s end", "ferry end")
    assert {"brod", "marsh"} <= set(completed["names"].split())
    assert completed[SENTENCES] == [(0, 0, 0, 14), (3, 1, 0, 0)]


def test_of_an_article_without_texts_nothing_is_computed():
    assert complete({"pk": 1, BLOCK_TEXTS: []}) == {"pk": 1, SENTENCES: [(0, 0, 0, 0)]}


def test_a_complete_entry_stays_as_it_is():
    entry = {"title": "Ferry", "names": "of its own"}
    assert complete(entry) is entry


@pytest.mark.django_db
def test_an_article_is_read_without_computing():
    article = ArticleFactory(title="Ferry", authors=["Ana Brod"])
    entry = document(*loaded(Article.objects.filter(pk=article.pk)))
    assert not entry.keys() & {field.name for field in COMPUTED}
    assert complete(entry).keys() >= BY_NAME.keys() & {"names", "heading", "title_forms", "forms"}
