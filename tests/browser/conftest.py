"""A headless Chromium for the tests of this folder, the system's, never a download; and people who are signed in."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_IT = (
    "no Chromium found: install one (Debian, Ubuntu: apt-get install chromium) or name it: CHROMIUM=/path make test"
)
# Pages live for a second: they are not composed as for a graphics card, nor are their scripts optimised meanwhile.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    "--js-flags=--no-opt",
)
# Of the last: playwright's clock is a script for every frame, and the frame of a preview takes none.
EXPECTED = ("403", "404", "409", "410", "Blocked script execution in 'about:blank'")


def chromium_path() -> str | None:
    """The browser that CHROMIUM names, or the first of the usual names on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


# How long a page may take for anything, in milliseconds: a busy machine takes its time, and no test hangs.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Kind:
    """What a browser's context is told when it is made, and keeps."""

    bypass_csp: bool = False
    scripts: bool = True
    touch: bool = False
    clock: bool = False


class Chromium:
    """A browser whose contexts are used again, each with its page: to empty them takes a fifth of making them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[Kind, list[Page]] = defaultdict(list)

    def page(self, kind: Kind) -> Page:
        """An empty page in a context of its own that knows nothing: no cookie, nothing stored, nothing cached."""
        if self._free[kind]:
            return self._free[kind].pop()
        context = self._browser.new_context(
            bypass_csp=kind.bypass_csp, java_script_enabled=kind.scripts, has_touch=kind.touch
        )
        if kind.clock:
            context.clock.install()
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def take_back(self, kind: Kind, page: Page, address: str) -> None:
        """Empty a page and its context of what they have of a site, and keep them for the next test.

        It waits at an address of the site that is no page: on an empty one it would lose its process, which is warm.
        Scripts are off meanwhile, for the page would send what is typed into it as it goes. A page that its test closed
        goes with its context.
        """
        if page.is_closed():
            page.context.close()
            return
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        for each in page.context.pages:
            each.goto(f"{address}/healthz") if each == page else each.close()
        page.context.clear_cookies()
        session.send("Network.clearBrowserCache")
        session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        session.send("Page.resetNavigationHistory")
        session.send("Emulation.setScriptExecutionDisabled", {"value": not kind.scripts})
        session.detach()
        self._free[kind].append(page)


@pytest.fixture(scope="session")
def chromium():
    """A browser for all tests."""
    path = chromium_path()
    if path is None and os.environ.get("CI"):
        pytest.fail(HOW_TO_GET_IT)
    if path is None:
        pytest.skip(HOW_TO_GET_IT)
    # Playwright runs an event loop in this thread, and Django would refuse to query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Chromium(browser)
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def member(transactional_db):
    """`member("Editors", "ana")`: a person of a group, the same one when asked again."""

    def found(group: str, name: str = "") -> User:
        person, _ = User.objects.get_or_create(username=name or group.lower(), is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        return person

    return found


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page("/authors/", width=390, scheme="dark")` → the page, loaded, with the site's `base_address`.

    `by=person` opens it signed in. What pages write to the console as errors fails the test, and so does a script that
    stops at one. `bypass_csp=True` lets a
    test run a script of its own in the page, which the site's policy forbids. `scripts=False` is a browser without
    JavaScript, `touch=True` one that is used by finger, `clock=True` one whose clock can be put forward.
    """
    taken = []
    complaints = []

    def complain(message) -> None:
        # The tab's icon is fetched when the browser likes, between two tests too, when nobody may read the database.
        is_icon = message.location.get("url", "").endswith("/icon.svg")
        if message.type == "error" and not is_icon and not any(words in message.text for words in EXPECTED):
            complaints.append(message.text)

    def stopped(error) -> None:
        complaints.append(f"a script stopped: {error}")

    def opened(path: str, *, by: User | None = None, width: int = 1440, scheme: str = "light", **kind: bool) -> Page:
        page = chromium.page(Kind(**kind))
        taken.append((Kind(**kind), page))
        page.on("console", complain)
        page.on("pageerror", stopped)
        page.base_address = live_server.url
        look_as(page, width, scheme)
        if by:
            sign_in(page, by)
        page.goto(page.base_address + path)
        return page

    yield opened
    for kind, page in taken:
        page.remove_listener("console", complain)
        page.remove_listener("pageerror", stopped)
        chromium.take_back(kind, page, live_server.url)
    assert complaints == []


def follow(page: Page, target: str | Locator) -> None:
    """Click what leads to another page, and wait until that one is there, whole.

    A click alone waits until the other page begins: counting what it shows, or its rows, would be too early at times.
    """
    with page.expect_navigation():
        page.click(target) if isinstance(target, str) else target.click()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait until that one is there, whole."""
    with page.expect_navigation():
        page.keyboard.press(key)


def show_markup(page: Page) -> None:
    """Show the text of an article's form as markup, if it is shown as it is read."""
    if (to_markup := page.locator(".writing [data-tool=source]")).is_visible():
        to_markup.click()


def write_markup(page: Page, markup: str) -> None:
    """Put markup in place of the text on an article's form."""
    show_markup(page)
    page.fill("#id_body", markup)


def look_as(page: Page, width: int, scheme: str) -> None:
    """Show a page so wide, on a screen, in light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="screen", color_scheme=scheme)


def sign_in(page: Page, person: User) -> None:
    """Give the page's browser a session of a person."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.base_address}])
