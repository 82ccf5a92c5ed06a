"""An editor's morning in a browser: an issue imported, read, found, corrected, and found by its new words at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from archive.models import Article, Citation
from archive.search.engine import engine
from tests.browser.conftest import follow, press, write_markup

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Publication: Harbour Letter Volume: 1 Issue: 115

Nobody in Port Varda expected the breakwater to become a matter of state. Yet the council spoke of little else
last week (Varda Courier, October 23).

Radko Satkevich, who keeps the tide tables, called the war on rust unwinnable (Lethmark Wire, October 26).
"""
PUBLICATIONS = """[[publication]]
title = "Harbour Letter"
first_year = 2004
"""


@pytest.fixture
def article(tmp_path):
    (tmp_path / "publications.toml").write_text(PUBLICATIONS)
    (tmp_path / "breakwater.txt").write_text(TEXT)
    engine().store.rebuild([], lambda pks: [])
    call_command("import_articles", str(tmp_path), verbosity=0)
    return Article.objects.get()


@pytest.fixture
def desk(article, open_page):
    """The editor's browser, signed in by the form."""
    editor = User.objects.create_user("editor", password="ferries at dawn", is_staff=True)
    editor.groups.add(Group.objects.get(name="Publishers"))
    page = open_page("/admin/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "ferries at dawn")
    follow(page, "input[type=submit]")
    return page


def found(page, query: str) -> int:
    page.goto(f"{page.base_address}/search/?q={query}")
    return page.locator("main a", has_text="Nobody in Port Varda").count()


@pytest.mark.parametrize("query", ["Satkevich", "%22war+on+rust%22", "breakwater&publication=harbour-letter&issue=115"])
def test_imported_article_is_found(article, open_page, query):
    assert found(open_page("/"), query) > 0


@pytest.mark.smoke
def test_imported_article_is_in_the_contents_of_its_issue(article, open_page):
    page = open_page("/harbour-letter/v1/i115/")
    follow(page, "text=Nobody in Port Varda")
    assert page.url.endswith(article.get_absolute_url())


@pytest.mark.smoke
def test_edited_article_is_found_by_its_new_words_at_once(article, desk):
    desk.goto(f"{desk.base_address}/admin/archive/article/{article.pk}/change/")
    write_markup(desk, article.body.replace("unwinnable", "a quixotic enterprise"))
    follow(desk, "button[name=_save] >> nth=0")
    assert found(desk, "quixotic") > 0


def test_withdrawn_article_is_not_found(article, desk):
    desk.goto(f"{desk.base_address}/admin/archive/article/{article.pk}/change/")
    follow(desk, "button[value=withdraw] >> nth=0")
    assert found(desk, "Satkevich") == 0


def test_deleted_article_is_gone(article, desk):
    path = article.get_absolute_url()
    desk.goto(f"{desk.base_address}/admin/archive/article/{article.pk}/delete/")
    follow(desk, "input[type=submit]")
    assert desk.goto(desk.base_address + path).status == 410


def test_queue_is_cleared_by_keys(article, desk):
    desk.goto(f"{desk.base_address}/admin/archive/citation/review/")
    while desk.locator(".review-group").count():
        desk.keyboard.press("j")  # no key decides on a page that was just opened
        press(desk, "x")
    assert set(Citation.objects.values_list("status", flat=True)) == {"rejected"}
