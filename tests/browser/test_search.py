"""Search in a real browser: accessible in every state, and suggestions as the ARIA combobox pattern has them."""

from __future__ import annotations

import pytest
from django.db import transaction

from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from tests.browser.axe import OF_COLOURS, violations
from tests.browser.conftest import follow, look_as
from tests.factories import ArticleFactory, CitationFactory, IssueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATES = {
    "start": "/search/",
    "hits": "/search/?q=ferry+OR+dues&topic=dues&sort=newest",
    "partial matches": "/search/?q=ferry+lighthouse+zzz",
    "nothing": "/search/?q=title:zzz+year:2004",
    "an offer": "/search/?q=feryr",
    "filters": "/search/?q=ferry&publication=harbour-letter&year=2004&from=2004&variants=off",
}


@pytest.fixture(autouse=True)
def articles():
    engine().store.rebuild([], lambda pks: [])
    with transaction.atomic():
        for number in range(24):
            issue = IssueFactory(publication__title="Harbour Letter") if number == 0 else IssueFactory()
            article = ArticleFactory(issue=issue, title=f"Ferry {number}", authors=["Ana Brod"], topics=["Dues"])
        CitationFactory(article=article)
    drain()


def test_axe_finds_nothing(open_page):
    found = {}
    page = open_page("/search/", bypass_csp=True)
    for state, address in STATES.items():
        look_as(page, 1440, "light")
        page.goto(page.base_address + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found[state] = violations(page)
        look_as(page, 1440, "dark")
        found[f"{state}, dark"] = violations(page, rules=OF_COLOURS)
    assert {state: each for state, each in found.items() if each} == {}


def test_nothing_is_wider_than_the_window(open_page):
    wider = {}
    page = open_page("/search/")
    for state, address in STATES.items():
        page.goto(page.base_address + address)
        for width in (320, 390, 768, 1440):
            look_as(page, width, "light")
            wider[state, width] = page.evaluate("document.documentElement.scrollWidth") - width
    assert {place: pixels for place, pixels in wider.items() if pixels > 0} == {}


class TestSuggestions:
    @pytest.fixture
    def box(self, open_page):
        page = open_page("/authors/")
        box = page.get_by_role("combobox")
        box.fill("fer")  # at once: a list for less, which comes first, would be replaced under a test
        page.get_by_role("option").first.wait_for()
        return box

    def test_they_appear_while_typing(self, box):
        assert box.get_attribute("aria-expanded") == "true"
        assert box.page.get_by_role("option").count() == 5

    def test_arrows_walk_and_enter_goes_there(self, box):
        box.press("ArrowDown")
        active = box.get_attribute("aria-activedescendant")
        assert box.page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        title = box.page.locator(f"#{active}").inner_text().split(" article")[0]
        box.press("Enter")
        box.page.wait_for_url("**/ferry-*/")
        assert box.page.get_by_role("heading", level=1).inner_text() == title

    def test_the_focus_stays_in_the_box_and_comes_round(self, box):
        box.press("ArrowUp")
        assert box.get_attribute("aria-activedescendant").endswith("-4")
        box.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") is None
        assert box.evaluate("each => each === document.activeElement")

    def test_escape_closes_them_and_keeps_what_was_typed(self, box):
        box.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        assert box.input_value() == "fer"

    def test_enter_without_a_choice_searches(self, box):
        box.fill("ferry")
        box.press("Enter")
        box.page.wait_for_url("**/search/?q=ferry*")
        assert "24 articles" in box.page.locator(".dateline").inner_text().lower()

    def test_a_click_goes_there(self, box):
        box.page.get_by_role("option").first.click()
        box.page.wait_for_url("**/ferry-*/")


def test_without_scripts_it_is_a_form(open_page):
    page = open_page("/authors/", scripts=False)
    page.get_by_role("searchbox").fill("ferry")
    follow(page, page.get_by_role("button", name="Search"))
    assert page.locator(".hit").count() == 20
    page.get_by_text("jump to the passage").first.click()
    assert "#p" in page.url
