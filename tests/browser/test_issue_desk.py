"""An issue is put together in a browser: by mouse, by finger, by keyboard, and without JavaScript."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.models import Article, Issue, Status
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as, press
from tests.factories import ArticleFactory, IssueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ["Ferries", "Tides", "Lanterns", "Moles"]


@pytest.fixture
def issue():
    issue = IssueFactory(number="115")
    for title in TITLES:
        ArticleFactory(issue=issue, title=title, authors=["Ana Brod"], status=Status.DRAFT)
    return issue


@pytest.fixture
def desk(open_page, member):
    """`desk("/admin/…", scripts=False)`: the page as a publisher has it."""

    def opened(path: str, **kind):
        return open_page(path, by=member("Publishers"), **kind)

    return opened


def at(issue, page="contents") -> str:
    return reverse(f"admin:archive_issue_{page}", args=[issue.pk])


def shown(page) -> list[str]:
    return page.locator(".issue-title").all_inner_texts()


def stored(issue) -> list[str]:
    return list(issue.articles.order_by("position", "pk").values_list("title", flat=True))


def save(page) -> None:
    follow(page, "[data-save] button")


def find(page, words: str) -> None:
    """Type into the field that finds, and wait until what is found for all of it is shown."""
    page.fill("[data-find]", words)
    page.locator(f"[data-found='{words}']").wait_for()


def centre(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def row(page, title: str):
    return page.locator(".issue-row", has=page.get_by_role("link", name=title, exact=True))


def test_article_is_dragged_by_its_handle(desk, issue):
    page = desk(at(issue))
    page.mouse.move(*centre(row(page, "Moles").locator(".grip")))
    page.mouse.down()
    x, y = centre(row(page, "Ferries"))
    page.mouse.move(x, y + 40, steps=8)
    page.mouse.move(x, y - 25, steps=4)
    page.mouse.up()
    assert shown(page) == ["Moles", "Ferries", "Tides", "Lanterns"]
    assert stored(issue) == TITLES
    assert page.locator("[data-unsaved]").is_visible()
    save(page)
    assert stored(issue) == ["Moles", "Ferries", "Tides", "Lanterns"]


def test_article_is_dragged_by_finger(desk, issue):
    page = desk(at(issue), width=390, touch=True)
    row(page, "Tides").evaluate("row => row.scrollIntoView({ block: 'center' })")
    x, y = centre(row(page, "Ferries").locator(".grip"))
    _, below = centre(row(page, "Tides"))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top} for left, top in points]}
        )

    scrolled = page.evaluate("scrollY")
    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x, y + (below + 30 - y) * part / 8))
    touch("touchEnd")
    assert shown(page) == ["Tides", "Ferries", "Lanterns", "Moles"]
    assert page.evaluate("scrollY") == scrolled


def test_escape_puts_a_dragged_article_back(desk, issue):
    page = desk(at(issue))
    page.mouse.move(*centre(row(page, "Moles").locator(".grip")))
    page.mouse.down()
    page.mouse.move(*centre(row(page, "Ferries")), steps=8)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == TITLES


def test_arrows_move_focus_stays_and_the_place_is_said(desk, issue):
    page = desk(at(issue))
    row(page, "Lanterns").locator("[data-step='-1']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert shown(page) == ["Lanterns", "Ferries", "Tides", "Moles"]
    assert "Lanterns: now 1 of 4" in page.locator("[data-order] [data-said]").inner_text()
    # At the top the way up is closed; the way down has the focus.
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Down: “Lanterns”"
    save(page)
    assert stored(issue) == ["Lanterns", "Ferries", "Tides", "Moles"]


def test_handle_takes_arrow_keys(desk, issue):
    page = desk(at(issue))
    row(page, "Ferries").locator(".grip").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    assert shown(page) == ["Tides", "Lanterns", "Ferries", "Moles"]


def test_number_puts_an_article_at_its_place(desk, issue):
    page = desk(at(issue))
    field = row(page, "Moles").locator("input[type=number]")
    field.fill("2")
    field.press("Enter")
    assert shown(page) == ["Ferries", "Moles", "Tides", "Lanterns"]
    save(page)
    assert stored(issue) == ["Ferries", "Moles", "Tides", "Lanterns"]


def test_without_script_buttons_and_numbers_do_the_same(desk, issue):
    page = desk(at(issue), scripts=False)
    assert page.locator(".grip").first.is_hidden()
    follow(page, row(page, "Tides").locator("[data-step='-1']"))
    assert stored(issue) == ["Tides", "Ferries", "Lanterns", "Moles"]
    row(page, "Moles").locator("input[type=number]").fill("1")
    press(page, "Enter")
    assert stored(issue) == ["Moles", "Tides", "Ferries", "Lanterns"]


def test_of_two_orders_the_second_is_shown_beside_the_first(desk, issue):
    page = desk(at(issue))
    other = page.context.new_page()
    other.goto(page.url)
    row(other, "Tides").locator("[data-step='-1']").click()
    save(other)
    row(page, "Moles").locator("[data-step='-1']").click()
    save(page)
    assert "Somebody else changed the order" in page.inner_text("main")
    assert stored(issue) == ["Tides", "Ferries", "Lanterns", "Moles"]
    follow(page, "text=Use my order")
    assert stored(issue) == ["Ferries", "Tides", "Moles", "Lanterns"]


def test_leaving_with_an_order_that_is_not_saved_is_asked_about(desk, issue):
    page = desk(at(issue))
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    row(page, "Moles").locator("[data-step='-1']").click()
    page.click("text=Preview the issue")
    page.wait_for_url("**/preview/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("scripts", [True, False])
def test_article_is_found_and_moved_in(desk, issue, scripts):
    ArticleFactory(title="A breakwater becomes a matter of state", status=Status.DRAFT)
    page = desk(at(issue), scripts=scripts)
    if scripts:
        find(page, "breakwater state")
    else:
        page.fill("[data-find]", "breakwater state")
        follow(page, "[data-finder] button")
    follow(page, "text=Move here")
    assert stored(issue)[-1] == "A breakwater becomes a matter of state"


def test_article_is_moved_to_another_issue(desk, issue):
    target = IssueFactory(publication=issue.publication, number="116")
    page = desk(at(issue))
    follow(page, row(page, "Tides").get_by_role("link", name="Move to another issue"))
    find(page, "116")
    page.check("input[name=issue]")
    follow(page, "text=Move it there")
    assert Article.objects.get(title="Tides").issue == target


def test_choice_made_while_more_is_looked_for_stays(desk, issue):
    IssueFactory(publication=issue.publication, number="116")
    page = desk(at(issue))
    follow(page, row(page, "Tides").get_by_role("link", name="Move to another issue"))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(  # in one step: on a busy machine, too, the click comes before the pause after which it is asked
        """() => {
          const field = document.querySelector("[data-find]");
          field.value = "116";
          field.dispatchEvent(new Event("input", { bubbles: true }));
          document.querySelector("input[name=issue]").click();
        }"""
    )
    page.wait_for_timeout(400)
    assert page.is_checked("input[name=issue]")
    assert [url for url in asked if "/static/" not in url] == []  # the tab's icon may come late


def test_label_of_the_button_follows_the_moment(desk, issue):
    page = desk(at(issue, "publish"))
    button = page.locator("[data-button]")
    assert button.inner_text() == "Publish 4 articles"
    ahead = (timezone.localtime() + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    page.fill("[name=when]", ahead)
    assert button.inner_text() == "Schedule 4 articles"
    assert f"will appear on {ahead.replace('T', ', ')} (UTC)" in page.inner_text("[data-plan]")
    page.fill("[name=when]", "2001-01-01T09:00")
    assert button.inner_text() == "Publish 4 articles"
    page.fill("[name=when]", ahead)
    follow(page, button)
    assert issue.articles.scheduled().count() == 4
    assert "scheduled for" in page.inner_text(".messagelist")


def test_issue_is_published_by_one_press(desk, issue):
    page = desk(at(issue, "publish"))
    follow(page, "[data-button]")
    assert issue.articles.published().count() == 4


def test_without_script_the_next_page_says_what_the_button_does(desk, issue):
    page = desk(at(issue, "publish"), scripts=False)
    assert page.locator("[data-button]").inner_text() == "Go on"
    follow(page, "[data-button]")
    assert page.locator("[data-button]").inner_text() == "Publish 4 articles"
    assert issue.articles.published().count() == 0
    follow(page, "[data-button]")
    assert issue.articles.published().count() == 4


def test_next_issue_is_started(desk, issue):
    issue.publication.frequency = "weekly"
    issue.publication.save()
    page = desk(at(issue))
    follow(page, "text=New issue after this one")
    follow(page, "text=Start this issue")
    assert page.url.endswith("/contents/")
    assert Issue.objects.latest("pk").number == "116"


def test_preview_is_walked_through(desk, issue):
    page = desk(reverse("issue-preview", args=[issue.pk]))
    assert "Preview – not published." in page.inner_text(".preview-band")
    follow(page, ".lead h2 a")
    for _ in TITLES[1:]:
        follow(page, "nav.beside a.next")
    assert page.inner_text("h1") == TITLES[-1]
    follow(page, "nav.beside a.up")
    assert page.url.endswith(reverse("issue-preview", args=[issue.pk]))


def test_pages_of_an_issue_are_accessible_and_no_wider_than_the_screen(desk, issue):
    ArticleFactory(issue=issue, status=Status.WITHDRAWN, title="Mole" * 40, title_is_provisional=True)
    first = issue.articles.first().pk
    addresses = [at(issue, name) for name in ("contents", "publish", "withdraw", "next")]
    addresses += [f"{at(issue)}?q=ferries", reverse("admin:archive_issue_move", args=[issue.pk, first])]
    addresses += [reverse("issue-preview", args=[issue.pk]), reverse("issue-preview-article", args=[issue.pk, first])]
    page = desk(addresses[0], bypass_csp=True)
    for address in addresses:
        page.goto(page.base_address + address)
        for width, scheme in ((1280, "light"), (390, "dark")):
            look_as(page, width, scheme)
            assert violations(page) == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
