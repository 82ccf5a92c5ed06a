"""Pictures in the folder that browsers save beside a page: taken in with it, from folders and zip files alike."""

from __future__ import annotations

import pytest

from archive.models import Article, Picture
from archive.text.markup.pictures import pictures_in
from tests.imports.conftest import BODY, HEADER, actions, reasons, run
from tests.pictures import picture_file

pytestmark = pytest.mark.django_db

BLUE, RED = picture_file((600, 400), kind="PNG", colour="#336699"), picture_file((60, 40), kind="PNG", colour="#993333")
MORE = "The crew wait for a pilot who retired in spring (Harbour Letter, March 4)."


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def page(image: str = "<img src='idle_files/ferry.png' alt='Two ferries'>", more: str = MORE) -> str:
    return (
        f"<html><body><article><h1>Ferries Idle</h1><p>{HEADER}</p><p>{BODY}</p>{image}<p>{more}</p></article></body>"
    )


SAVED = {
    "idle.html": page(),
    "idle_files/ferry.png": BLUE,
    "idle_files/saved_resource.html": "<p>An advertisement in a frame of its own.</p>",
    "idle_files/style.css": "p {}",
}


@pytest.mark.parametrize("kind", ["folder", "zipped"])
def test_a_page_brings_the_pictures_of_its_folder_and_nothing_else_of_it(kind, request):
    reports = run(request.getfixturevalue(kind)(SAVED))
    assert actions(reports) == {"idle.html": "create"}
    assert "picture" not in reasons(reports[0])
    article, kept = Article.objects.get(), Picture.objects.get()
    assert (kept.article, kept.alternative_text) == (article, "Two ferries")
    assert pictures_in(article.body) == [kept.address]


def test_the_same_folder_changes_nothing(folder):
    run(folder(SAVED))
    assert actions(run(folder(SAVED))) == {"idle.html": "unchanged"}
    assert Picture.objects.count() == 1


def test_a_changed_page_keeps_its_picture(folder):
    run(folder(SAVED))
    shown = pictures_in(Article.objects.get().body)
    changed = folder(SAVED | {"idle.html": page(more="The pilot is back.")})
    assert actions(run(changed, dry_run=True)) == actions(run(changed)) == {"idle.html": "update"}
    body = Article.objects.get().body
    assert "The pilot is back." in body
    assert pictures_in(body) == shown
    assert Picture.objects.count() == 1


def test_a_picture_that_arrives_later_comes_in(folder):
    run(folder({"idle.html": page()}))
    assert not Picture.objects.exists()
    assert actions(run(folder(SAVED))) == {"idle.html": "update"}
    assert pictures_in(Article.objects.get().body) == [Picture.objects.get().address]


def test_an_editors_text_is_kept_beside_a_later_picture(folder):
    run(folder({"idle.html": page()}))
    article = Article.objects.get()
    article.body = article.body.replace("third day", "fourth day")
    article.save()
    run(folder(SAVED))
    assert "fourth day" in Article.objects.get().body


@pytest.mark.parametrize(
    "address", ["../secret.png", "/secret.png", "idle_files/../../secret.png", "idle_files/link.png"]
)
def test_nothing_outside_of_the_folder_is_read(folder, tmp_path, address):
    top = folder({"idle.html": page(f"<img src='{address}' alt='A secret'>"), "idle_files/x.css": ""})
    (tmp_path / "secret.png").write_bytes(RED)
    (top / "idle_files" / "link.png").symlink_to(tmp_path / "secret.png")
    assert actions(run(top)) == {"idle.html": "create"}
    assert not Picture.objects.exists()


def test_a_file_that_is_no_picture_is_left_out_and_told(folder):
    (report,) = run(folder(SAVED | {"idle_files/ferry.png": b"<html>404</html>"}))
    assert report.action == "create"
    assert "Left out: the picture “Two ferries”" in reasons(report)


def test_folders_without_their_page_are_read_as_any_other(folder):
    top = folder({"old_files/a.html": page()})
    assert actions(run(top)) == {"old_files/a.html": "create"}
