"""An editor clears the review desk by the keyboard alone, and looks at what the pages are like for everybody."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from archive.models import Article, BulkTask, DismissedWarning, InternalLink, Status
from archive.search.engine import engine
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as, press
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROVISIONAL = "/admin/archive/article/?title_is_provisional__exact=1"


@pytest.fixture
def articles():
    """Three articles with provisional titles, one of them with a broken link, and a gap in the run."""
    engine().store.rebuild([], lambda pks: [])
    publication = PublicationFactory(title="Harbour Letter")
    day = datetime.date(2004, 10, 4)
    first = IssueFactory(publication=publication, number="1", date=day)
    IssueFactory(publication=publication, number="4", date=day + datetime.timedelta(days=3))
    made = [ArticleFactory(issue=first, title=f"Nobody would say {n}", title_is_provisional=True) for n in range(3)]
    InternalLink.objects.create(article=made[0], address="/x/", path="/x/", error="nothing")
    return made


@pytest.fixture
def desk(articles, open_page, member):
    """`desk(address)` → a publisher's browser at an address."""

    def signed_in(address: str = "/admin/", **kind):
        return open_page(address, by=member("Publishers"), **kind)

    return signed_in


def test_provisional_titles_are_given_without_the_mouse(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    for number in range(3):
        # The title has the focus, and is selected: typing replaces it.
        assert page.evaluate("document.activeElement.id") == "id_title"
        page.keyboard.type(f"Ferries at dawn {number}")
        press(page, "Control+Enter")
    assert page.url.endswith("/admin/review/")
    assert "nothing is left in this list" in page.inner_text(".messagelist")
    assert sorted(Article.objects.values_list("title", flat=True)) == [f"Ferries at dawn {n}" for n in range(3)]


def test_skip_previous_and_back_have_keys(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    places = []
    for key in ("j", "k", "j"):
        page.keyboard.press("Escape")
        press(page, key)
        places.append(page.inner_text(".worklist-place"))
    assert places == ["2 of 3", "1 of 3", "2 of 3"]
    page.keyboard.press("Escape")
    press(page, "u")
    assert "title_is_provisional__exact=1" in page.url


def test_keys_are_shown_by_a_key(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator(".worklist-keys dl").is_visible()


def test_typing_is_no_command(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    page.keyboard.type("jkux?")
    assert page.input_value("#id_title") == "jkux?"


def test_unsaved_change_is_not_skipped_unwarned(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    page.keyboard.type("Half a title")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert "without saving" in page.inner_text(".worklist-word")
    assert page.inner_text(".worklist-place") == "1 of 3"


def test_single_keys_can_be_switched_off(desk):
    page = desk(PROVISIONAL)
    press(page, "w")
    page.click(".worklist-keys summary")
    page.uncheck("[data-single-keys]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert page.inner_text(".worklist-place") == "1 of 3"


def test_finding_is_so_by_a_key(desk):
    page = desk("/admin/archive/article/?look=links")
    press(page, "w")
    page.keyboard.press("Escape")
    press(page, "x")
    assert DismissedWarning.objects.get().kind == "links"
    assert page.url.endswith("/admin/review/")


def test_text_is_saved_by_a_key_from_within_it(desk):
    page = desk("/admin/archive/article/?look=links")
    press(page, "w")
    assert page.evaluate("document.activeElement.classList.contains('ProseMirror')")
    page.keyboard.type("Seen. ")
    press(page, "Control+Enter")
    assert Article.objects.filter(body__contains="Seen. ").exists()


def test_gap_is_so_by_a_key(desk):
    page = desk("/admin/review/run/")
    assert "Nos. 2–3 are missing" in page.inner_text(".review-group")
    page.keyboard.press("j")
    press(page, "x")
    assert DismissedWarning.objects.get().key == "v1:2-3"


def test_issue_that_is_missing_is_added_by_a_key(desk):
    page = desk("/admin/review/run/")
    page.keyboard.press("j")
    press(page, "n")
    assert page.input_value("#id_number") == "2"


def test_everything_works_without_scripts(desk):
    page = desk(PROVISIONAL, scripts=False)
    follow(page, "#work-through")
    page.fill("#id_title", "Ferries at dawn")
    follow(page, "button[name=_next]")
    assert page.inner_text(".worklist-place") == "1 of 2"


def test_many_articles_are_deleted_and_the_tab_may_close(desk):
    page = desk("/admin/archive/article/")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "delete_many")
    follow(page, "button[name=index]")
    follow(page, "text=Delete 3 articles >> nth=-1")
    page.wait_for_selector(".task-end")
    assert "3 of 3 articles were changed" in page.inner_text(".task-end")
    assert not Article.objects.exists()


def test_axe_finds_nothing(desk):
    task = BulkTask.objects.create(action="publish", label="Publish 3 articles", ids=[1, 2, 3], total=3, state="failed")
    BulkTask.objects.filter(pk=task.pk).update(message="It failed.", failures=[["Tides", "It is published already."]])
    running = BulkTask.objects.create(action="publish", label="Publish 3 articles", total=3, done=1, state="running")
    later = timezone.now() + datetime.timedelta(hours=1)  # its page looks again when nothing was heard of it for long
    BulkTask.objects.filter(pk=running.pk).update(heartbeat_at=later)
    form = f"/admin/archive/article/{Article.objects.first().pk}/change/?_changelist_filters=look%3Dlinks"
    pages = [
        "/admin/", "/admin/review/", "/admin/review/run/", PROVISIONAL, form,
        f"/admin/archive/bulktask/{task.pk}/change/", f"/admin/archive/bulktask/{running.pk}/change/",
    ]  # fmt: skip
    Article.objects.filter(pk=Article.objects.last().pk).update(status=Status.IN_REVIEW)
    page = desk(bypass_csp=True)
    found = {}
    for address in pages:
        page.goto(page.base_address + address)
        page.evaluate("document.querySelectorAll('.worklist-keys').forEach(each => { each.open = true })")
        # Of a form and a list of Django's, what is ours.
        part = ".worklist" if "/change/?" in address else ".worklist-start" if "?title" in address else "body"
        for width, scheme in ((1280, "light"), (390, "dark")):
            look_as(page, width, scheme)
            found[scheme, address] = violations(page, part)
    assert {place: each for place, each in found.items() if each} == {}
