"""The pictures on an article's form: so many at once, and a way to all of them."""

import pytest
from django.urls import reverse

from archive.admin.articles import pictures
from archive.models import Picture
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_ON_FORM", 3)
    monkeypatch.setattr(pictures.PictureInline, "max_num", 5)
    return ArticleFactory()


def add(article, number: int) -> list[Picture]:
    return [
        Picture.objects.create(
            article=article, name=f"ferry{place}.png", alternative_text="A ferry", width=9, height=9, format="png",
            sha256=f"{article.pk}{place}".rjust(64, "0"),
        )
        for place in range(number)
    ]  # fmt: skip


def page_of(desk, article) -> str:
    return desk.get(reverse("admin:archive_article_change", args=[article.pk])).content.decode()


def test_an_article_with_few_pictures_has_all_on_its_form(desk, article):
    add(ArticleFactory(), 9)
    add(article, 3)
    page = page_of(desk, article)
    assert page.count('<img class="desk-picture"') == 3
    assert "earlier ones" not in page


def test_of_many_the_last_are_there_with_a_link_to_all(desk, article):
    added = add(article, 7)
    page = page_of(desk, article)
    assert [f'value="{picture.pk}"' in page for picture in added[-4:]] == [False, True, True, True]
    assert "All, with 4 earlier ones" in page
    address = f"{reverse('admin:archive_picture_changelist')}?article__id__exact={article.pk}"
    assert address in page
    assert desk.get(address).status_code == 200


def test_more_forms_than_the_bound_are_refused(desk, article):
    data = form(article, **{"pictures-TOTAL_FORMS": 900})
    answer = desk.post(reverse("admin:archive_article_change", args=[article.pk]), data)
    assert "Please submit at most 5 forms." in answer.content.decode()
