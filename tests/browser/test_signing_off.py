"""From a contributor’s draft to the reader, in a browser: sent, returned with a note, sent again, approved by keys."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from archive.models import Article, ImportBatch, ImportRecord, ImportState, Status
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as, press
from tests.factories import ArticleFactory, IssueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGN_OFF = "/admin/archive/article/sign-off/"


@pytest.fixture
def open_as(open_page):
    """`open_as(person, path, width=390)`: the page, in that person's browser."""
    return lambda person, path, **options: open_page(path, by=person, **options)


@pytest.fixture
def article(member):
    return ArticleFactory(title="Ferries stand idle", status=Status.DRAFT, created_by=member("Contributors"))


def change(article: Article) -> str:
    return f"/admin/archive/article/{article.pk}/change/"


def test_a_draft_goes_back_and_forth_and_appears(open_as, member, article):
    author = open_as(article.created_by, change(article))
    follow(author, "button[value=send] >> nth=0")
    editor = open_as(member("Editors"), change(article))
    editor.fill("#id_review_note", "Say who owns the ferry.")
    follow(editor, "button[value=return] >> nth=0")
    author.goto(author.base_address + SIGN_OFF)
    assert "Say who owns the ferry." in author.inner_text("#content")
    follow(author, f"button[value^='send:{article.pk}.']")
    publisher = open_as(member("Publishers"), SIGN_OFF)
    follow(publisher, f"button[value^='publish:{article.pk}.']")
    assert publisher.goto(publisher.base_address + article.get_absolute_url()).status == 200


def agree(page, label: str) -> None:
    """Press the button of the page that asks."""
    follow(page, f".task-buttons button:has-text('{label}')")


def test_many_are_approved_by_keyboard(open_as, member):
    articles = [ArticleFactory(status=Status.IN_REVIEW) for _ in range(2)]
    page = open_as(member("Publishers"), SIGN_OFF)
    page.focus(f"input[value^='{articles[0].pk}.']")
    page.keyboard.press("Space")
    page.focus(f"input[value^='{articles[1].pk}.']")
    page.keyboard.press("Space")
    page.focus(".desk-bulk button[value=publish]")
    press(page, "Enter")
    agree(page, "Publish 2 articles")
    assert Article.objects.published().count() == 2


def test_the_button_says_schedule_as_soon_as_the_moment_lies_ahead(open_as, member, article):
    page = open_as(member("Publishers"), change(article))
    button = page.locator("button[value=publish] >> nth=0")
    said = [button.inner_text()]
    page.fill("#id_publish_at_0", "2999-01-01")
    said.append(button.inner_text())
    page.fill("#id_publish_at_0", "1999-01-01")
    said.append(button.inner_text())
    assert said == ["Publish now", "Schedule", "Publish now"]


def test_one_box_chooses_all_that_wait(open_as, member):
    for _ in range(3):
        ArticleFactory(status=Status.IN_REVIEW)
    page = open_as(member("Publishers"), SIGN_OFF)
    page.get_by_label("Choose all 3 shown").check()
    follow(page, ".desk-bulk button[value=publish]")
    agree(page, "Publish 3 articles")
    assert Article.objects.published().count() == 3


def test_a_contributor_who_tries_what_is_not_theirs_is_told_whom_to_ask(open_as, member):
    member("Editors")
    page = open_as(member("Contributors"), "/admin/archive/article/sign-off/")
    assert page.goto(page.base_address + change(ArticleFactory(status=Status.DRAFT))).status == 403
    assert "Ask editors to do it" in page.inner_text("#content")


def import_of(number: int, **values) -> ImportBatch:
    """An import that brought so many articles, which wait."""
    batch = ImportBatch.objects.create(
        name="old-disks-of-the-harbour-letter.zip", by_name="ana", state=ImportState.DONE
    )
    issue = IssueFactory()
    for place in range(number):
        article = ArticleFactory(issue=issue, status=Status.IN_REVIEW, **values)
        ImportRecord.objects.create(
            batch=batch, sequence=place, file=f"{place}.txt", action="create", applied=True, article=article
        )
    return batch


def test_what_an_import_brought_is_approved_as_one(open_as, member):
    import_of(12)
    page = open_as(member("Publishers"), SIGN_OFF)
    follow(page, "text=Publish all 12")
    agree(page, "Publish 12 articles")
    assert "12 of 12 articles" in page.inner_text(".messagelist")


@pytest.fixture
def full(article):
    """The list with something in every pile, and each thing that a row can say."""
    now = timezone.now()
    author = article.created_by
    make = {"created_by": author, "status_by": author, "status_since": now}
    ArticleFactory(title="Returned", status=Status.DRAFT, note="Say who owns the ferry.\nAnd since when.", **make)
    ArticleFactory(title="In review", status=Status.IN_REVIEW, publish_at=now + datetime.timedelta(days=2), **make)
    ArticleFactory(title="Scheduled", publish_at=now + datetime.timedelta(days=1), **make)
    import_of(12, status_since=now)
    return author


@pytest.mark.parametrize("role", ["Contributors", "Publishers"])
def test_axe_finds_nothing(open_as, member, full, article, role):
    person = full if role == "Contributors" else member(role)
    page = open_as(person, SIGN_OFF, bypass_csp=True)
    found = []
    # Of the article's form, what is ours to publish by: its fields are Django's.
    sent = Article.objects.get(title="In review")
    parts = {change(article): ".desk-moves", change(sent): ".desk-moves"}
    for path in (SIGN_OFF, change(article), change(sent), "/admin/archive/tombstone/add/"):
        page.goto(page.base_address + path)
        for width, scheme in ((1280, "dark"), (390, "light")):
            look_as(page, width, scheme)
            found += [(path, width, each) for each in violations(page, parts.get(path, "#container"))]
            wide = page.evaluate("document.documentElement.scrollWidth") - width
            if path == SIGN_OFF and wide > 0:
                found.append((path, width, wide))
    assert found == []
