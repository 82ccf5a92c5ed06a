"""Measures what every kind of page costs: queries, processor time, size.

    BACKFILE_DATA=… python -m benchmarks.page_costs [WORD…]

Asks the archive under BACKFILE_DATA (else var/) for the dearest page of each kind and for every list, filter, form and
format, in one process and without the page cache, and prints a table: the time of the first request of the process, and
the median of three later ones, in milliseconds of this process' processor time, which is nearly the same on a busy
machine; then what is above 200 ms, the dearest first, and the routes of the URL map that were not asked for.

Tables that are streamed count with all their rows; the time to their first line is given beside. With WORDs only kinds
that contain one are asked. Nothing is written: editors' pages are asked within a transaction that is rolled back.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

REPEATED = 3
WANTED_MS = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page cost. Times are milliseconds of processor time."""

    kind: str
    status: int
    queries: int
    first: float
    median: float
    first_line: float
    kilobytes: float


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help="measure kinds that contain one of these")
    parser.add_argument("--readers", action="store_true", help="readers' pages only")
    parser.add_argument("--desk", action="store_true", help="editors' pages only")
    options = parser.parse_args(arguments)
    _prepare()
    from benchmarks.page_costs_addresses import public_addresses
    from benchmarks.page_costs_desk import desk_addresses

    print("| page | status | queries | first, ms | ms | first line, ms | kB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    asked = {} if options.desk else _chosen(public_addresses(), options.words)
    of_desk = {} if options.readers else _chosen(desk_addresses(), options.words)
    costs = [*_shown(_readers(asked)), *_shown(_editors(of_desk))]
    _summarise(costs)
    if not options.words:
        _name_routes([*asked.values(), *of_desk.values()])


def _summarise(costs: list[Cost]) -> None:
    dear = sorted((cost for cost in costs if cost.median > WANTED_MS), key=lambda cost: -cost.median)
    print(f"\n{len(costs)} pages. Above {WANTED_MS} ms, the dearest first: {'none' if not dear else ''}")
    for cost in dear:
        print(f"- {cost.kind}: {cost.median:.0f} ms (first line {cost.first_line:.0f} ms, {cost.kilobytes:.0f} kB)")


def _name_routes(addresses: list[str]) -> None:
    from benchmarks.routes import all_routes, routes_of

    asked = routes_of(addresses)
    print("\nRoutes that were not asked for:")
    for route in all_routes():
        if route not in asked:
            print(f"- {route}")


def _prepare() -> None:
    """Set Django up without the page cache and the rate limit, and with static files as they are in the source."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "archive.settings", "PAGE_CACHE_MB": "0", "RATE_LIMIT": "0", "DEBUG": "0"}
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()


def _chosen(addresses: dict[str, str], words: list[str]) -> dict[str, str]:
    return {kind: path for kind, path in addresses.items() if not words or any(word in kind for word in words)}


def _shown(costs: Iterator[Cost]) -> Iterator[Cost]:
    """Print each cost as a row of the table as soon as it is known."""
    for cost in costs:
        figures = f"{cost.first:.0f} | {cost.median:.0f} | {cost.first_line:.0f} | {cost.kilobytes:.0f}"
        print(f"| {cost.kind} | {cost.status} | {cost.queries} | {figures} |", flush=True)
        yield cost


def _readers(addresses: dict[str, str]) -> Iterator[Cost]:
    from django.test import Client

    client = Client(raise_request_exception=False)
    for kind, path in addresses.items():
        yield measure(client, kind, path)


def _editors(addresses: dict[str, str]) -> Iterator[Cost]:
    """Measure editors' pages as a superuser who does not outlive the transaction."""
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    if not addresses:
        return
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.force_login(get_user_model().objects.create_superuser("page-costs", password=None))
        for kind, path in addresses.items():
            yield measure(client, kind, path)
        transaction.set_rollback(True)


def measure(client, kind: str, path: str) -> Cost:
    """Ask for a page several times; return its costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first, *_ = _asked(client, path)
    with CaptureQueriesContext(connection) as queries:
        _asked(client, path)
        number = len(queries)  # the next request forgets them
    times = [_asked(client, path) for _ in range(REPEATED)]
    median, first_line, status, size = sorted(times)[REPEATED // 2]
    return Cost(kind, status, number, first, median, first_line, size / 1000)


def _asked(client, path: str) -> tuple[float, float, int, int]:
    """Return milliseconds of processor time in all and to the first piece, the status, and the bytes of an answer."""
    start = time.process_time()
    response = client.get(path)
    pieces = iter(response.streaming_content if response.streaming else [response.content])
    size = len(next(pieces, b""))
    first_line = time.process_time() - start
    size += sum(len(piece) for piece in pieces)
    return 1000 * (time.process_time() - start), 1000 * first_line, response.status_code, size


if __name__ == "__main__":
    main()
