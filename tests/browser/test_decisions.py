"""Decisions on many records in a browser: no key makes one by itself, each is asked about, and undone as a whole."""

from __future__ import annotations

import pytest

from archive.models import BulkTask, Citation, CitationStatus
from archive.search.engine import engine
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as, press
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, SourceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/archive/citation/review/"
BY_KEYS = ["x", "a", "n", "/", "Enter"]


@pytest.fixture
def citations():
    """850 citations of one unknown name, and one of another."""
    engine().store.rebuild([], lambda pks: [])
    SourceFactory(name="Some Other Outlet")  # without any, the shipped ones are known
    names = ["Kerpress"] * 850 + ["Varda Kurier"]
    derive(ArticleFactory(issue=IssueFactory(), paragraphs=[f"So it was ({name}, May 3)." for name in names]))
    return Citation.objects


@pytest.fixture
def queue(citations, open_page, member):
    """`queue()` → an editor's browser at the freshly opened review queue."""
    return lambda address=QUEUE, **kind: open_page(address, by=member("Editors"), **kind)


def found() -> int:
    return Citation.objects.filter(status=CitationStatus.FOUND, source=None).count()


@pytest.mark.parametrize("address", [QUEUE, "/admin/review/", "/admin/review/run/"])
def test_nothing_that_acts_has_the_focus_on_load(queue, address):
    page = queue(address)
    assert page.evaluate("document.activeElement.closest('form, button, .review-group')") is None


@pytest.mark.parametrize("key", BY_KEYS)
def test_key_on_the_freshly_opened_queue_decides_nothing(queue, key):
    page = queue()
    page.keyboard.press(key)
    page.goto(page.base_address + QUEUE)  # whatever the key began was sent before this
    assert (found(), BulkTask.objects.count()) == (851, 0)


def test_key_on_a_group_asks_with_its_number(queue):
    page = queue()
    page.keyboard.press("j")
    press(page, "x")
    assert page.inner_text("h1") == "Reject 850 citations of “Kerpress”"
    assert "and 840 more" in page.inner_text("#content-main")
    for key in ("x", "Enter", " "):
        page.keyboard.press(key)
    page.goto(page.base_address + QUEUE)
    assert found() == 851


@pytest.mark.parametrize("scripts", [True, False])
def test_group_is_rejected_at_the_second_word_and_put_back(queue, scripts):
    page = queue(scripts=scripts)
    follow(page, "text=Reject 850…")
    follow(page, "button:has-text('Reject 850 citations')")
    assert "850 of 850 citations" in page.inner_text(".messagelist")
    assert found() == 1
    follow(page, ".messagelist >> text=Undo…")
    follow(page, "button:has-text('Undo 850 records')")
    assert "850 of 850 records" in page.inner_text(".messagelist")
    assert found() == 851


def test_doing_nothing_leads_back(queue):
    page = queue()
    follow(page, "text=Reject 850…")
    follow(page, "button:has-text('Do nothing')")
    assert QUEUE in page.url
    assert found() == 851


def test_queue_goes_on_where_it_was(queue):
    page = queue()
    for key in ("j", "j"):
        page.keyboard.press(key)
    press(page, "x")  # of one citation: done at once, with a way to undo it
    assert page.locator(".messagelist >> text=Undo…").is_visible()
    assert found() == 850


@pytest.mark.parametrize("field", ["[name=source]", "[name=name]", "[name=kind]", ".review-keys summary"])
def test_no_shortcut_fires_from_a_field(queue, field):
    page = queue()
    page.keyboard.press("j")
    page.locator(field).first.focus()
    for key in ("x", "n", "k"):
        page.keyboard.press(key)
    assert page.url.endswith(QUEUE)
    assert page.evaluate("field => document.activeElement.matches(field)", field)


@pytest.mark.parametrize("keys", ["Control+x", "Alt+x", "Meta+x"])
def test_no_shortcut_fires_with_a_modifier(queue, keys):
    page = queue()
    page.keyboard.press("j")
    page.keyboard.press(keys)
    page.goto(page.base_address + QUEUE)
    assert (found(), BulkTask.objects.count()) == (851, 0)


def test_shortcuts_that_are_switched_off_stay_off_on_every_page(queue):
    page = queue()
    page.click(".review-keys summary")
    page.uncheck("[data-single-keys]")
    page.evaluate("document.activeElement.blur()")
    for address in ("", QUEUE, "/admin/review/run/?kind=double"):
        if address:
            page.goto(page.base_address + address)
        page.keyboard.press("j")
        assert page.locator(".review-group.current").count() == 0
    page.goto(page.base_address + "/admin/archive/article/")
    assert not page.is_checked("[data-single-keys]")
    page.keyboard.press("w")
    page.goto(page.base_address + QUEUE)
    page.click(".review-keys summary")
    page.check("[data-single-keys]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.locator(".review-group.current").count() == 1


def test_switch_is_not_shown_where_no_script_reads_it(queue):
    page = queue(scripts=False)
    page.click(".review-keys summary")
    assert not page.is_visible("[data-single-keys]")


def test_axe_finds_nothing(queue):
    page = queue(bypass_csp=True)
    page.click(".review-keys summary")
    seen = {}
    for step in ("text=Reject 850…", "button:has-text('Reject 850 citations')", ".messagelist >> text=Undo…", None):
        for width, scheme in ((1280, "light"), (390, "dark")):
            look_as(page, width, scheme)
            seen[page.url, scheme] = violations(page, "body")
        if step:
            follow(page, step)
    assert {place: each for place, each in seen.items() if each} == {}
