"""Benchmark of the admin at size: every list, filter, order, search, autocomplete and form, requested over HTTP.

    python -m benchmarks.desk [--articles 100000] [--data FOLDER]

Makes a synthetic archive, once, under BACKFILE_DATA (else var/), or takes the one in --data. One client asks the
server that `make run` starts; each figure is the median of 5 after a first request. Writes benchmarks/results/desk.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin

from lxml import html

from benchmarks.pages import GUNICORN_SETTINGS, RESULTS, ROOT, make_archive
from benchmarks.served import free_port, served

MEDIAN_OF = 5
MAX_MS = 300
CHOICES_OF_A_FILTER = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A measured page: its kind, its address, the median in milliseconds, and the server's processor time."""

    kind: str
    what: str
    path: str
    ms: float
    worked: float


@dataclass(slots=True)
class Client:
    """An editor's browser: signed in, with a persistent connection."""

    port: int
    cookies: dict[str, str]
    server: int
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, path: str, form: dict | list | None = None) -> tuple[int, bytes, str]:
        """Return status, body and Location of a page. Raises RuntimeError for anything but a page or a redirect."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        self.connection.request("GET" if form is None else "POST", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in (200, 302):
            raise RuntimeError(f"{answer.status} for {path}: {content[:300]!r}")
        return answer.status, content, answer.headers.get("Location", "")

    def median(self, path: str, form=None) -> tuple[float, float]:
        """Return the median time of a page in milliseconds after a first request, and the server's processor time a
        request.

        `form()` returns the data that is sent each time.
        """
        self.ask(path, form() if form else None)
        times, worked = [], 0.0
        for _ in range(MEDIAN_OF):
            sent = form() if form else None
            had_worked, begun = processor_ms(self.server), time.perf_counter()
            self.ask(path, sent)
            times.append((time.perf_counter() - begun) * 1000)
            worked += processor_ms(self.server) - had_worked
        return statistics.median(times), worked / MEDIAN_OF


def processor_ms(pid: int) -> float:
    """Return the processor time of a process and its children in milliseconds where the system reports it (Linux), else
    0.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        return 0.0
    ticks = 0
    for one in (pid, *map(int, children.read_text().split())):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--data", type=Path, help="a data directory to take as it is; rows are added to it")
    parser.add_argument("--only", default="", help="ask only for what has this in its name or path")
    options = parser.parse_args(arguments)
    own = Path(os.environ.get("BACKFILE_DATA") or ROOT / "var").resolve() / "benchmarks" / f"desk-{options.articles}"
    data = options.data.resolve() if options.data else own
    environment = {"BACKFILE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "archive.settings", "PYTHONWARNINGS": "ignore"}
    if not options.data:
        make_archive(data, options.articles, environment)
    for command in (["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"]):
        _output([sys.executable, *command], environment)
    facts = json.loads(_output([sys.executable, "-m", "benchmarks.desk_archive"], environment))
    port = free_port()
    # As `manage.py serve` starts it.
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, "archive.wsgi", "--config", GUNICORN_SETTINGS, "--bind", f"127.0.0.1:{port}"]
    with served([*command, "--workers", "2"], port, environment, ROOT) as server:
        client = Client(port, {facts["cookie"]: facts["session"]}, server.pid)
        rows = []
        for kind, what, path, form in questions(client, facts):
            if options.only in f"{kind} {what} {path}":
                rows.append(Row(kind, what, path, *client.median(path, form)))
                print(f"{rows[-1].ms:8.0f} {rows[-1].worked:6.0f} ms  {kind}: {what}  {path}", flush=True)
    report = table(options.articles, rows)
    if not options.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "desk.md").write_text(report, encoding="utf-8")
    print(report)


def _output(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def questions(client: Client, facts: dict) -> Iterator[tuple[str, str, str, object]]:
    """Yield (kind, label, path, form) of everything that is measured; filters, orders and forms are read from the
    pages.
    """
    yield "page", "first page", "/admin/", None
    for path, what in (("/admin/review/", "review desk"), ("/admin/review/run/", "gaps in the run")):
        yield "page", what, path, None
    yield "page", "citations to review", "/admin/archive/citation/review/", None
    yield "page", "sign-off", "/admin/archive/article/sign-off/", None
    for model in facts["models"]:
        yield from of_list(client, model, facts)
    yield from of_autocompletes(client, facts)
    yield from of_article_form(client, facts["heaviest_article"])


def of_list(client: Client, model: str, facts: dict) -> Iterator[tuple[str, str, str, object]]:
    """Yield a model's list, its second and 200th page, its filters, orders and searches, and a row's form."""
    address = f"/admin/{model}/"
    name = model.rpartition("/")[2]
    yield "list", name, address, None
    page = html.fromstring(client.ask(address)[1].decode())  # the page names no encoding, its header does
    if page.xpath("//a[@href='?p=2']"):
        yield "list", f"{name}, page 2", f"{address}?p=2", None
    if page.xpath("//*[contains(@class, 'paginator')]//a[contains(text(), '200')]"):
        yield "list", f"{name}, page 200", f"{address}?p=200", None
    for details in page.xpath("//*[@id='changelist-filter']//details"):
        title = " ".join(details.findtext("summary").split())
        links = [link for link in details.xpath(".//a/@href") if link not in ("?", "")]
        for link in links[:CHOICES_OF_A_FILTER]:
            yield "filter", f"{name}, {title}", urljoin(address, link), None
    for link in page.xpath("//th[contains(@class, 'sortable')]//div[@class='text']/a"):
        yield "order", f"{name}, by {link.text_content()}", urljoin(address, link.get("href")), None
    if page.xpath("//*[@id='searchbar']"):
        for what, words in facts["words"].items():
            yield "search", f"{name}, {what}", f"{address}?{urlencode({'q': words})}", None
    if page.xpath(f"//a[starts-with(@href, '{address}add/')]"):
        yield "form", f"{name}, new", f"{address}add/", None
    if rows := page.xpath("//*[@id='result_list']//th/a/@href"):
        yield "form", name, urljoin(address, rows[0]), None


def of_autocompletes(client: Client, facts: dict) -> Iterator[tuple[str, str, str, object]]:
    """Yield the autocompletes of the article's form: issues, topics, authors, sources."""
    for model, column in (
        ("article", "issue"),
        ("article", "topics"),
        ("authorship", "author"),
        ("citation", "source"),
    ):
        typed = {"nothing": "", "one letter": "a", **facts["words"]}
        for what, term in typed.items():
            query = urlencode({"term": term, "app_label": "archive", "model_name": model, "field_name": column})
            yield "autocomplete", f"{column}, {what}", f"/admin/autocomplete/?{query}", None


def of_article_form(client: Client, pk: int) -> Iterator[tuple[str, str, str, object]]:
    """Yield the form of an article with many citations, the same within a list that is worked through, and
    saving it.
    """
    filters = urlencode({"_changelist_filters": "title_is_provisional__exact=1"})
    address = f"/admin/archive/article/{pk}/change/"
    yield "form", "article with the most citations", address, None
    yield "form", "article in a list that is worked through", f"{address}?{filters}", None
    yield "save", "article, with its citations read again", address, lambda: filled_in(client, address)


def filled_in(client: Client, address: str) -> list[tuple[str, str]]:
    """Return the article's form as a browser would send it, with another title."""
    page = html.fromstring(client.ask(address)[1].decode())  # the page names no encoding, its header does
    form = page.get_element_by_id("article_form")
    values = [(name, value) for name, value in form.form_values() if not name.startswith("_")]
    title = f"A title of {time.perf_counter_ns()}"
    return [*((name, title if name == "title" else value) for name, value in values), ("_continue", "1")]


def table(articles: int, rows: list[Row]) -> str:
    """Return the figures as Markdown: a line a kind, then all that is slower than it should be, then everything."""
    lines = [
        f"## The desk with {articles:,} articles, Python {platform.python_version()}",
        "",
        f"Milliseconds over HTTP for one client, the median of {MEDIAN_OF}; and what the processor worked for a page,",
        f"which a busy machine changes little. Load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| kind | pages | median | slowest | worked at most | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for kind in dict.fromkeys(row.kind for row in rows):
        of_kind = sorted((row for row in rows if row.kind == kind), key=lambda row: row.ms)
        middle, last = statistics.median(row.ms for row in of_kind), of_kind[-1]
        worked = max(row.worked for row in of_kind)
        lines.append(f"| {kind} | {len(of_kind)} | {middle:.0f} | **{last.ms:.0f}** | {worked:.0f} | {last.what} |")
    slow = [row for row in rows if row.ms > MAX_MS]
    lines += ["", f"Slower than {MAX_MS} ms: {len(slow)} of {len(rows)}.", ""]
    lines += ["| what | ms | worked |", "| --- | ---: | ---: |"]
    by_time = sorted(rows, key=lambda row: -row.ms)
    lines += [f"| {row.kind}: {row.what} | {row.ms:.0f} | {row.worked:.0f} |" for row in by_time]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
