"""Benchmark of typing: what a key costs the browser in a long article, with its citations marked.

    python -m benchmarks.typing [--words 60000] [--keys 200]

Opens the editor's script on a page of its own in a headless Chromium, without a server. The figures are processor time
of the page's main thread (script, style, layout, painting), so that they hold on a busy machine; they include what
follows the keys once they pause: counting, checking, marking, and giving the text to the form. Writes
benchmarks/results/typing.md.
"""

from __future__ import annotations

import argparse
import platform
import random
import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks/results"
SITE = "http://editor.example"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"
MAX_MS = 50
WORDS_OF_A_PARAGRAPH = 60
CITATIONS = 850
FORM = """<!doctype html><html lang="en" data-theme="light"><title>Typing</title>
<link rel="stylesheet" href="/editor.css">
<body><form id="content"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<div class="writing" data-clean="/clean" data-articles="/articles" data-read="/read" data-citations="/citations">
<textarea id="id_body" name="body">{body}</textarea>
<p class="writing-report" role="status"></p><p class="writing-ways"></p></div></form>
<script src="/editor.js"></script>"""


def text_of(words: int) -> tuple[str, list[dict[str, object]]]:
    """Return a body of so many words, and its citations."""
    chosen = random.Random(7)
    vocabulary = ["".join(chosen.choices("aeiounrstlmd", k=chosen.randint(2, 9))) for _ in range(4000)]
    number = words // WORDS_OF_A_PARAGRAPH
    paragraphs, citations = [], []
    for place in range(1, number + 1):
        text = " ".join(chosen.choices(vocabulary, k=WORDS_OF_A_PARAGRAPH - 3))
        raw = f"(Varda Courier, October {place % 28 + 1})"
        anchor = f"p{place}"
        if place % max(1, number // CITATIONS) == 0:
            found = {"id": place, "anchor": anchor, "start": 1, "raw": raw, "name": "Varda Courier", "status": "found"}
            citations.append(found | {"source": None, "date_text": "", "first_day": "2004-10-23", "last_day": None})
        paragraphs.append(f'<p id="{anchor}">{text} <em>and so</em> on {raw}.</p>')
    return "\n".join(paragraphs), citations


def serve(page: Page, body: str, citations: list[dict[str, object]]) -> None:
    """Answer the page's requests from the project's files."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            html = FORM.format(body=body)
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        elif path in ("/editor.js", "/editor.css"):
            route.fulfill(path=ROOT / f"static/backfile{path}")
        elif path == "/read":
            sent = route.request.post_data or ""
            route.fulfill(json={"citations": [[] for _ in range(max(1, sent.count("<p")))]})
        else:
            route.fulfill(json={"citations": citations, "more": False})

    page.route("**/*", answer)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--keys", type=int, default=200)
    options = parser.parse_args(argv)
    body, citations = text_of(options.words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        serve(page, body, citations)
        measured = measure(page, options.keys)
        version = browser.version
        browser.close()
    write(options, measured, len(body), len(citations), version)
    return 1 if measured["each"] >= MAX_MS else 0


def measure(page: Page, keys: int) -> dict[str, float]:
    """Type in the middle of the text; return milliseconds of processor: of opening, of a key, with what follows it."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return metrics["TaskDuration"] * 1000

    page.goto(SITE)
    page.locator(".writing-body p").first.wait_for()
    page.wait_for_timeout(4000)
    opened = worked()
    middle = page.locator(".writing-body > p").nth(page.locator(".writing-body > p").count() // 2)
    middle.click()
    page.wait_for_timeout(500)
    single = []
    for number in range(keys):
        before = worked()
        page.keyboard.press("Space" if number % 6 == 5 else "n")
        single.append(worked() - before)
    before = worked()
    page.wait_for_timeout(4000)
    after = worked() - before
    return {
        "opened": opened,
        "median": statistics.median(single),
        "worst": max(single),
        "after": after,
        "each": (sum(single) + after) / keys,
    }


def write(options: argparse.Namespace, measured: dict[str, float], size: int, citations: int, version: str) -> None:
    script = (ROOT / "static/backfile/editor.js").stat().st_size
    rows = {
        "the page opened, all told": f"{measured['opened']:,.0f}",
        f"a key, median of {options.keys}": f"{measured['median']:.1f}",
        "a key, worst": f"{measured['worst']:.1f}",
        "what follows once typing pauses (count, check, marks, form)": f"{measured['after']:,.0f}",
        "a key, with its part of that": f"{measured['each']:.1f}",
    }
    text = (
        f"`python -m benchmarks.typing --words {options.words} --keys {options.keys}`: a text of {options.words:,}\n"
        f"words ({size / 1000:,.0f} kB) with {citations} citations; Chromium {version}, {platform.machine()}.\n"
        "Milliseconds of the main thread's processor time.\n"
        f"The editor's script has {script / 1000:,.0f} kB."
    )
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows.items())
    lines = ["# Typing", "", text, "", "| | ms |", "| --- | ---: |", table, ""]
    (RESULTS / "typing.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
