"""Damages the index of a real archive at random, and counts what is seen, what is answered wrong, and for how long.

    python -m benchmarks.index_damage --articles 1000 --damages 240 --served 12

First in this process: bits are flipped, and files cut off or deleted, one thing at a time and over all files of the
index; `check_index` must see each, and each search must be right, say what is missing, or answer 503. Half of the time
the index is open and read already. Then against a running server, until its searches are whole again by themselves.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

QUERIES = ("harbour -oil", '"of the"', "par*", "year:2004", "zzzz")


def main() -> None:
    """Make an archive, damage it, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--damages", type=int, default=240)
    parser.add_argument("--served", type=int, default=12, help="damages of a running server's index")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="index-damage-")
    os.environ.update(BACKFILE_DATA=folder, DJANGO_SETTINGS_MODULE="archive.settings", PAGE_CACHE_MB="0")
    try:
        _prepare(asked.articles)
        chance = random.Random(asked.seed)
        _report("in one process", _offline(asked.damages, chance))
        if asked.served:
            _report("served", _served(asked.served, chance))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(articles: int) -> None:
    """Make an archive whose index has several segments."""
    import django

    django.setup()
    from django.core.management import call_command

    from archive.models import Article
    from archive.models.common.outbox import enqueue
    from archive.search.indexing.index_updates import drain

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("make_archive", articles=articles, seed=7, verbosity=0)
    call_command("rebuild_index", verbosity=0)
    pks = list(Article.objects.published().values_list("pk", flat=True))
    for start in range(0, len(pks) // 2, max(len(pks) // 10, 1)):
        enqueue(pks[start : start + len(pks) // 10])
        drain()


# --- damaging ---------------------------------------------------------------------------------------------------------


def _index() -> Path:
    return Path(os.environ["BACKFILE_DATA"]) / "index"


def _files() -> list[Path]:
    """The files that say what the index holds; locks and notes say nothing."""
    return sorted(path for path in _index().rglob("*") if path.name == "CURRENT" or path.suffix in (".toc", ".bkf"))


def _damage(chance: random.Random) -> str:
    """Do one thing to one file, and return what it was."""
    path = chance.choice(_files())
    fate = chance.choices(("flip", "cut", "delete"), (8, 1, 1))[0]
    size = path.stat().st_size
    if fate == "delete":
        path.unlink()
    elif fate == "cut":
        os.truncate(path, chance.randrange(size))
    else:
        with path.open("r+b") as file:
            place = chance.randrange(size)
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1 << chance.randrange(8)]))
    return f"{fate} {path.suffix or path.name}"


# --- in this process --------------------------------------------------------------------------------------------------


def _offline(damages: int, chance: random.Random) -> Counter[str]:
    """Damage, search and check, and put the index back as it was, so many times."""
    from archive.search.engine import engine

    pristine = Path(os.environ["BACKFILE_DATA"]) / "pristine"
    shutil.copytree(_index(), pristine)
    right = {query: _whole_answer(query) for query in QUERIES}
    counts: Counter[str] = Counter()
    for number in range(damages):
        if number % 2:
            engine().store.forget()
        kind = _damage(chance)
        counts["injected"] += 1
        counts[f"injected: {kind}"] += 1
        for query in QUERIES:
            counts[f"searches {_verdict(_ask(query), right[query])}"] += 1
        counts[f"seen by check_index: {'yes' if _is_seen() else 'NO, ' + kind}"] += 1
        shutil.rmtree(_index())
        shutil.copytree(pristine, _index())
        engine().store.forget()
    shutil.rmtree(pristine)
    return counts


def _ask(query: str) -> dict[str, object] | None:
    """Answer a search as its JSON has it; None for 503."""
    from django.test import Client

    response = Client().get("/search.json", {"q": query}, headers={"host": "localhost"})
    return response.json() if response.status_code == 200 else None


def _whole_answer(query: str) -> dict[str, object]:
    """The answer to a search that was not out of time."""
    while True:
        answer = _ask(query)
        if answer is not None and _verdict(answer, answer) == "right":
            return answer


def _verdict(answer: dict[str, object] | None, right: dict[str, object]) -> str:
    if answer is None:
        return "503"
    if answer["partial"]:
        return "out of time, which they say"
    if answer["not_searched"] or answer["facets"].keys() != right["facets"].keys():
        return "with a notice"
    same = all(answer[name] == right[name] for name in ("count", "facets", "articles"))
    return "right" if same else "WRONG IN SILENCE"


def _is_seen() -> bool:
    from django.core.management import CommandError, call_command

    try:
        with contextlib.redirect_stderr(io.StringIO()):
            call_command("check_index", verbosity=0, stdout=io.StringIO())
    except (CommandError, SystemExit):
        return True
    return False


# --- served -----------------------------------------------------------------------------------------------------------


def _served(damages: int, chance: random.Random) -> Counter[str]:
    """Damage the index of a running server, and search until all answers are as before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    with open(Path(os.environ["BACKFILE_DATA"]) / "server.log", "wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        site = f"http://127.0.0.1:{port}"
        _until(lambda: _fetch(f"{site}/readyz")[0] == 200)
        right = {query: _right(site, query) for query in QUERIES}
        for _ in range(damages):
            counts[f"injected: {_damage(chance)}"] += 1
            counts["injected"] += 1
            seconds.append(_whole_again(site, right, counts))
    finally:
        server.terminate()
        server.wait()
    counts[f"seconds until whole again: median {statistics.median(seconds):.1f}, worst {max(seconds):.1f}"] = damages
    return counts


def _right(site: str, query: str) -> dict[str, object]:
    """The whole answer to a search. The first ones of a busy machine may be out of time, and are none to compare by."""
    while True:
        status, answer = _fetch(f"{site}/search.json?q={urllib.request.quote(query)}")
        if status == 200 and _verdict(answer, answer) == "right":
            return answer


def _whole_again(site: str, right: dict[str, object], counts: Counter[str]) -> float:
    """Search until /readyz and every answer are as they should be; the seconds that it took."""
    began = time.monotonic()
    while True:
        verdicts = []
        for query in QUERIES:
            status, answer = _fetch(f"{site}/search.json?q={urllib.request.quote(query)}")
            verdict = "cut off" if status == 0 else _verdict(answer if status == 200 else None, right[query])
            counts[f"searches {verdict}"] += 1
            verdicts.append(verdict)
        if set(verdicts) == {"right"} and _fetch(f"{site}/readyz")[0] == 200:
            return time.monotonic() - began
        if time.monotonic() - began > 300:
            raise SystemExit(f"The index was not whole again within five minutes: {verdicts}")


def _fetch(address: str) -> tuple[int, dict[str, object]]:
    """The status and JSON of an answer; status 0 where the connection broke."""
    try:
        with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310 (our own server)
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, {}
    except OSError:
        return 0, {}


def _until(is_done) -> None:
    deadline = time.monotonic() + 120
    while not is_done():
        if time.monotonic() > deadline:
            raise SystemExit("The server did not start.")
        time.sleep(0.2)


def _report(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}")
    for name, number in sorted(counts.items()):
        print(f"  {number:6d}  {name}")


if __name__ == "__main__":
    main()
