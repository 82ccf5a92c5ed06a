"""What must hold in `benchmarks.hardship`, whatever was done: all that was acknowledged is there, once, and found."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.hardship_people import STEADY

if TYPE_CHECKING:
    from benchmarks.hardship_archive import Site
    from benchmarks.hardship_people import People

READY_SECONDS, FOUND_SECONDS = 600, 240
LEFT_BEHIND = (".*.backfile-part", ".restore-*", ".backup-*", ".check-*", "secret_key.*", "*.new", "*.tmp")


class Checks:
    """Looks at the site, its rows, its searches and its logs."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people = site, people
        self._read_until: dict[str, int] = {}

    def after(self) -> list[str]:
        """What is not as it should be once the site had time to recover; editors wait meanwhile."""
        if self.site.server.poll() is not None:
            self.site.start()
        problems = [*self._not_ready()]
        self.people.pause()
        problems += self.people.wrong
        self.people.wrong = []
        problems += [*self._rows(), *self._searches(), *self._tracebacks()]
        self.people.work()
        return problems

    def at_the_end(self) -> list[str]:
        """What is left behind, or differs, when each command was run once more; the site is stopped then."""
        site = self.site
        problems = list(self.after())
        self.people.pause()
        for command in (("rebuild_index", "-v0"), ("backup", str(site.disk / "backup.zip")), ("clean_pictures",)):
            status, said = site.manage(*command)
            problems += [f"{command[0]} ended with {status}: {said[-200:]}"] if status else []
        for command in ("check_index", "check_derived"):
            status, said = site.manage(command)
            problems += [f"{command}: {said[-300:]}"] if status else []
        site.stop()
        left = [path for pattern in LEFT_BEHIND for path in site.disk.rglob(pattern)]
        generations = list((site.data / "index").glob("g[0-9]*"))
        problems += [f"left behind: {path.name}" for path in left]
        problems += [f"{len(generations)} indexes"] if len(generations) != 1 else []
        return problems + list(self._tracebacks())

    def _not_ready(self) -> Iterator[str]:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.site.ask("/readyz")[0] == 200:
                return
            time.sleep(0.3)
        yield f"not ready after {READY_SECONDS} seconds: {self.site.ask('/readyz')[1][:300]!r}"

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[str]:
        from django.db import connection

        from archive.models import Article, ArticleOrigin

        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check")
                if (said := cursor.fetchone()[0]) != "ok":
                    yield f"the database is damaged: {said}"
            titles = dict(Article.objects.filter(title__startswith="Tide saver").values_list("pk", "title"))
            for pk, number in self.people.saved.items():
                found = int(titles[pk].rpartition("mark")[2]) if pk in titles else -1
                if not number <= found <= self.people.sent[pk]:
                    yield f"an acknowledged save was lost: {number}, and there is {found}"
            origins = ArticleOrigin.objects.filter(article__issue__publication__title="Cargo List")
            names = [path.rpartition("/")[2].removesuffix(".txt") for path in origins.values_list("path", flat=True)]
            held = Counter(names)
            yield from (f"{mark} is there {number} times" for mark, number in held.items() if number > 1)
            yield from (f"an imported article was lost: {mark}" for mark in self.site.acknowledged - held.keys())
            invented = Article.objects.exclude(title__startswith="Tide").exclude(title__startswith="Lading").count()
            if invented != self.site.articles:
                yield f"{invented} invented articles, not {self.site.articles}"
        finally:
            connection.close()

    # --- searches -----------------------------------------------------------------------------------------------------

    def _searches(self) -> Iterator[str]:
        """Questions that do not find what the rows say, with time for an index that follows."""
        deadline = time.monotonic() + FOUND_SECONDS
        while wrong := list(self._wrong_searches()):
            if time.monotonic() > deadline:
                yield from wrong
                return
            self.site.counts["looks at searches that were not right yet"] += 1
            time.sleep(0.5)

    def _wrong_searches(self) -> Iterator[str]:
        for query, right in (*self._expected().items(), *((query, self.people.right[query]) for query in STEADY)):
            answer = self.site.search(query)
            self.site.counts["searches checked"] += 1
            if answer is None or answer["partial"] or answer["not_searched"]:
                yield f"{query} is not answered in full"
            elif answer["count"] != right:
                yield f"{query} finds {answer['count']}, not {right}, by the clock {self.site.offset:+.0f} s"

    def _expected(self) -> dict[str, int]:
        """Questions and the number of articles that a reader may see by the archive's clock."""
        from django.db import connection
        from django.db.models import Q
        from django.utils import timezone

        from archive.models import Article

        now = timezone.now() + timedelta(seconds=self.site.offset)
        shown = Article.objects.filter(status="published").filter(Q(publish_at=None) | Q(publish_at__lte=now))
        try:
            found = {f"cargo{number}": shown.filter(body__contains=f"cargo{number}.").count() for number in range(3)}
            found["slackwater"] = shown.filter(body__contains="slackwater").count()
            for title in Article.objects.filter(title__startswith="Tide saver").values_list("title", flat=True)[::3]:
                found[f'"{title.removeprefix("Tide ")}"'] = 1
        finally:
            connection.close()
        return found

    # --- logs ---------------------------------------------------------------------------------------------------------

    def _tracebacks(self) -> Iterator[str]:
        """The last line of each traceback that was printed since the last look."""
        logs = [*self.site.logs.glob("*.log"), *self.site.data.glob("tasks.log")]
        for log in logs:
            text = log.read_text(errors="replace")
            fresh = text[self._read_until.get(log.name, 0) :]
            self._read_until[log.name] = len(text)
            for found in re.finditer(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(.*)", fresh):
                yield f"a traceback in {re.sub('[0-9]+-', '', log.name)}: {found[1][:160]}"
