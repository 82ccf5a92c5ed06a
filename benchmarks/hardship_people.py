"""Editors who save and a reader who searches all the time, and what they were told."""

from __future__ import annotations

import datetime
import http.client
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from lxml import html

if TYPE_CHECKING:
    from benchmarks.hardship_archive import Site

EDITORS, ARTICLES_OF_EACH = 3, 4
# Words of the invented articles alone: no save and no import changes what is found.
STEADY = ("harbour -oil", "parliament", '"the council"')
HOURS_OF_SCHEDULED = (-40, -20, -8, -2, 2, 8, 20, 40)


def prepare(site: Site) -> None:
    """Make the archive's rows: invented articles, those that editors save, those that appear at some hour."""
    from django.contrib.auth import get_user_model

    from archive.search.indexing import index_updates

    site.manage("make_archive", "--articles", str(site.articles), "--seed", "7", "-v0")
    get_user_model().objects.create_superuser("hardship")
    with index_updates.suspend_indexing():
        make_articles()


def make_articles() -> None:
    """Make the articles that are saved, and those that appear at some hour before or after now."""
    from django.utils import timezone

    from archive.models import Article, Issue, Publication, Status

    issue = Issue.objects.create(publication=Publication.objects.create(title="Tide Table", slug="tide"), number="1")
    for editor in range(EDITORS):
        for number in range(ARTICLES_OF_EACH):
            title = f"Tide saver{editor}n{number} mark0"
            Article.objects.create(issue=issue, title=title, body="<p>A calm day.</p>", status=Status.PUBLISHED)
    now = timezone.now()
    for hours in HOURS_OF_SCHEDULED:
        Article.objects.create(
            issue=issue, title=f"Tide at {hours}", body="<p>Of the slackwater.</p>", status=Status.PUBLISHED,
            publish_at=now + datetime.timedelta(hours=hours),
        )  # fmt: skip


class People:
    """All who use the site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.told: Counter[str] = Counter()
        self.saved: dict[int, int] = {}  # article → the last number whose save was acknowledged
        self.sent: dict[int, int] = {}
        self.right: dict[str, int] = {}
        self.wrong: list[str] = []
        self._may_work, self._is_over = threading.Event(), threading.Event()
        self._busy = threading.Semaphore(EDITORS + 1)
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Note what steady questions find, and begin to work."""
        from archive.models import Article

        for query in STEADY:
            self.right[query] = self.site.search(query)["count"]
        rows = Article.objects.filter(title__startswith="Tide saver").order_by("pk").values_list("pk", flat=True)
        pks = list(rows)
        for number in range(EDITORS):
            own = pks[number * ARTICLES_OF_EACH : (number + 1) * ARTICLES_OF_EACH]
            self._threads.append(threading.Thread(target=self._edit, args=(number, own), daemon=True))
        self._threads.append(threading.Thread(target=self._read, daemon=True))
        for thread in self._threads:
            thread.start()

    def work(self) -> None:
        self._may_work.set()

    def pause(self) -> None:
        """Have everybody stop, after what they are at."""
        self._may_work.clear()
        for _ in range(EDITORS + 1):
            self._busy.acquire()
        for _ in range(EDITORS + 1):
            self._busy.release()

    def end(self) -> None:
        self._is_over.set()
        self._may_work.set()
        for thread in self._threads:
            thread.join(120)

    def counts(self) -> dict[str, int]:
        """How saves and searches ended."""
        return dict(self.told)

    # --- editors ------------------------------------------------------------------------------------------------------

    def _edit(self, editor: int, pks: list[int]) -> None:
        """Save one article after the other, each time with the next number in its title."""
        number = 0
        cookie = ""
        while not self._is_over.is_set():
            self._may_work.wait()
            with self._busy:
                if not self._may_work.is_set():
                    continue
                number += 1
                place = number % len(pks)
                title = f"Tide saver{editor}n{place} mark{number}"
                try:
                    cookie = cookie or self._sign_in()
                    self.sent[pks[place]] = number
                    outcome = save(self.site.port, cookie, pks[place], title)
                except Exception as error:  # noqa: BLE001 (a server that is killed breaks off in any way)
                    outcome = f"cut off ({type(error).__name__})"
                if outcome == "acknowledged":
                    self.saved[pks[place]] = number
                elif outcome in ("signed out", "cut off (OperationalError)"):
                    cookie = ""
                self.told[f"saves {outcome}"] += 1
                if outcome.startswith("refused with 503"):
                    self.site.counts["saves refused with 503"] += 1
                elif outcome.startswith("refused"):
                    self.wrong.append(f"a save was {outcome}")
            time.sleep(0.05)

    def _sign_in(self) -> str:
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.db import connection

        from benchmarks.desk_archive import session_of

        try:
            key = session_of(get_user_model().objects.get(username="hardship"))
        finally:
            connection.close()
        return f"{settings.SESSION_COOKIE_NAME}={key}"

    # --- a reader -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Ask what has always the same answer."""
        turn = 0
        while not self._is_over.is_set():
            self._may_work.wait()
            with self._busy:
                turn += 1
                query = STEADY[turn % len(STEADY)]
                answer = self.site.search(query)
                if answer is not None and not (answer["partial"] or answer["not_searched"]):
                    self.told["steady searches answered in full"] += 1
                    if answer["count"] != self.right[query]:
                        self.wrong.append(f"{query} found {answer['count']}, not {self.right[query]}")
            time.sleep(0.2)


def save(port: int, cookie: str, pk: int, title: str) -> str:
    """Save an article's form with another title, as a browser would: "acknowledged", or what came instead."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    address = f"/admin/archive/article/{pk}/change/"
    try:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        if answer.status == 302:
            return "signed out"
        if answer.status != 200:
            return f"refused with {answer.status} at the form"
        crumb = next(value for name, value in answer.getheaders() if name == "Set-Cookie" and "csrftoken" in value)
        form = html.fromstring(page).get_element_by_id("article_form")
        values = [(name, value) for name, value in form.form_values() if not name.startswith("_")]
        values = [(name, title if name == "title" else value) for name, value in values]
        body = urlencode([*values, ("_continue", "1")])
        headers = {
            "Cookie": f"{cookie}; {crumb.partition(';')[0]}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{port}/",
        }
        connection.request("POST", address, body=body, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
    finally:
        connection.close()
    if answer.status == 302:
        return "acknowledged" if "/login/" not in (answer.headers.get("Location") or "") else "signed out"
    if answer.status == 200:
        return "shown again"
    return f"refused with {answer.status}"
