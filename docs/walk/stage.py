"""Stage of the walk: a served archive of its own, people with accounts, browsers, small pictures."""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.served import free_port, served

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
PEOPLE = {"ana": "Publishers", "ilir": "Editors", "vera": "Contributors"}
MAX_BYTES = 80_000
COLOURS = (96, 64, 48, 32, 24, 16)
WIDTH, HEIGHT = 1200, 860
PATIENCE = 60_000
_ACCOUNTS = """
import json, os
from django.contrib.auth.models import Group, User
for name, (group, password) in json.loads(os.environ["WALK_PEOPLE"]).items():
    person = User.objects.create_user(name, password=password, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
"""


@dataclass(slots=True)
class Stage:
    """The running archive: its address, and a browser a person."""

    address: str
    browser: Browser
    passwords: dict[str, str]
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def page_of(self, name: str) -> Page:
        """Return a new tab of a person's browser, signed in at the first."""
        if name not in self.contexts:
            context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True)
            context.set_default_timeout(PATIENCE)
            self.contexts[name] = context
            page = context.new_page()
            page.goto(f"{self.address}/admin/")
            page.fill("#id_username", name)
            page.fill("#id_password", self.passwords[name])
            page.click("input[type=submit]")
            return page
        return self.contexts[name].new_page()

    def go(self, page: Page, path: str) -> Page:
        """Open an address of the archive; it must answer without a server error."""
        answer = page.goto(f"{self.address}{path}")
        if answer is not None and answer.status >= 500:
            raise RuntimeError(f"{path} answered {answer.status}")
        return page


@contextmanager
def stage(data: Path) -> Iterator[Stage]:
    """Serve a new archive with the sample in it from an empty folder, for as long as the block lasts."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    passwords = {name: secrets.token_urlsafe(12) for name in PEOPLE}
    environment = {
        "BACKFILE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "WEB_CONCURRENCY": "2",
        "LOG_LEVEL": "ERROR",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    _run([*manage, "serve", "--prepare-only"], environment)
    _run([*manage, "shell", "-c", _ACCOUNTS], environment | {"WALK_PEOPLE": _people(passwords)})
    port = free_port()
    with (
        served([*manage, "serve", "--port", str(port)], port, environment, ROOT),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield Stage(f"http://127.0.0.1:{port}", browser, passwords)
        browser.close()


def _people(passwords: dict[str, str]) -> str:
    return json.dumps({name: (group, passwords[name]) for name, group in PEOPLE.items()})


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603 (commands of this module)
        command, env={**os.environ, **environment}, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def picture(page: Page, name: str, *, height: int = HEIGHT) -> None:
    """Save the page as docs/pictures/desk-<name>.png, in so few colours that it is small."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in COLOURS:
        drawn = io.BytesIO()
        shot.quantize(colours, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
        if drawn.tell() <= MAX_BYTES:
            break
    (PICTURES / f"desk-{name}.png").write_bytes(drawn.getvalue())
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
