"""A headless Chromium for the tests of this folder: the system's, never a download."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_IT = (
    "no Chromium found: install one (Debian, Ubuntu: apt-get install chromium) or name it: CHROMIUM=/path make test"
)


def chromium_path() -> str | None:
    """The browser that CHROMIUM names, or the first of the usual names on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium():
    """A browser for all tests; each takes a context of its own."""
    path = chromium_path()
    if path is None and os.environ.get("CI"):
        pytest.fail(HOW_TO_GET_IT)
    if path is None:
        pytest.skip(HOW_TO_GET_IT)
    # Playwright runs an event loop in this thread, and Django would refuse to query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page("/authors/", width=390, scheme="dark")` → the page, loaded, with the site's `base_address`.

    What pages write to the console as errors fails the test. `bypass_csp=True` lets a test run a script of its own in
    the page, which the site's policy forbids. `scripts=False` is a browser without JavaScript, `touch=True` one that is
    used by finger.
    """
    contexts = []
    complaints = []

    def opened(
        path: str,
        *,
        width: int = 1440,
        scheme: str = "light",
        bypass_csp: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            bypass_csp=bypass_csp,
            java_script_enabled=scripts,
            has_touch=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.base_address = live_server.url
        page.goto(page.base_address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [text for text in complaints if not any(status in text for status in ("403", "404", "409", "410"))]
