"""The files of pictures: whom they are given to, and how."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from archive.admin.articles.pictures import markup_of
from archive.models import Status
from archive.models.catalogue.picture import folder_of
from tests.factories import ArticleFactory
from tests.pictures import held_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def shown_in(picture, **values):
    return ArticleFactory(body=f'{markup_of(picture)}<p id="p2">Ferries.</p>', **values)


def browser(group: str, name: str = "") -> Client:
    person = User.objects.create_user(name or group.lower(), is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    client.person = person
    return client


def test_picture_of_a_published_article(client):
    picture = held_picture()
    shown_in(picture)
    response = client.get(str(picture.address))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert response.content == (folder_of(picture.digest) / picture.address.name).read_bytes()


def test_smaller_files(client):
    picture = held_picture(size=(1200, 800))
    shown_in(picture)
    sizes = [client.get(f"/media/{picture.digest}/{width}.jpg").status_code for width in (480, 960, 1200)]
    assert sizes == [200, 200, 404]


def test_head_and_what_a_reader_has_already(client):
    picture = held_picture()
    shown_in(picture)
    response = client.head(str(picture.address))
    assert response.content == b""
    assert int(response["Content-Length"]) > 0
    assert client.get(str(picture.address), headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post(str(picture.address)).status_code == 405


@pytest.mark.parametrize("path", ["/media/../secret_key", "/media/x.jpg", f"/media/{'0f' * 16}/480.svg",
                                  f"/media/{'0F' * 16}/480.jpg", f"/media/{'0f' * 16}/480.jpg"])  # fmt: skip
def test_nothing_else_is_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_picture_of_an_unpublished_article_is_for_who_may_see_it(client, status):
    picture = held_picture()
    shown_in(picture, status=status)
    assert client.get(str(picture.address)).status_code == 404
    assert browser("Contributors").get(str(picture.address)).status_code == 404
    response = browser("Editors").get(str(picture.address))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_picture_of_a_contributors_own_draft():
    writer = browser("Contributors")
    picture = held_picture()
    shown_in(picture, status=Status.DRAFT, created_by=writer.person)
    assert writer.get(str(picture.address)).status_code == 200


def test_picture_that_is_not_in_a_text_yet_is_for_its_uploader_and_editors():
    writer = browser("Contributors")
    picture = held_picture(by=writer.person)
    assert writer.get(str(picture.address)).status_code == 200
    assert browser("Contributors", "another").get(str(picture.address)).status_code == 404


def test_picture_is_public_again_only_while_a_published_article_shows_it(client):
    picture = held_picture()
    article = shown_in(picture)
    article.set_body("<p>None.</p>")
    article.save()
    assert client.get(str(picture.address)).status_code == 404
