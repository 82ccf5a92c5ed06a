"""A publisher who never imported before: mixed files with bad ones among them, imported by a process, and undone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from archive.models import Article, ImportBatch, Source
from archive.search.engine import engine
from tests import databases
from tests.browser.axe import violations
from tests.browser.conftest import follow
from tests.imports.conftest import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "Publication: Harbour Letter Volume: 1 Issue: {}"
BAD = (b"", b"No header at all.\n", b"\x00\x01", "Grüße\n\n".encode() + b"caf\xe9 na\xefve\n")


@pytest.fixture(autouse=True)
def processes(settings, monkeypatch):
    """Processes that the desk starts work on the tests' database."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "archive.settings")
    monkeypatch.setenv("DATABASE_URL", databases.url())
    monkeypatch.setenv("BACKFILE_DATA", os.environ["BACKFILE_DATA"])
    Source.objects.create(name="Interfax")
    engine().store.rebuild([], lambda pks: [])
    yield
    shutil.rmtree(settings.BATCHES_ROOT, ignore_errors=True)  # other tests' imports have the same numbers


@pytest.fixture
def mixed(tmp_path) -> list[Path]:
    """Sixty files of three formats, of which six are bad."""
    for number in range(54):
        title, header = f"Story Number {number}", HEADER.format(1 + number // 6)
        words = f"Words of part {number} (Interfax, March 3)."
        if number % 3:
            (tmp_path / f"{number:03}.txt").write_text(text_of(words, header=header, title=title))
        else:
            page = f"<html><body><article><h1>{title}</h1><p>{header}</p><p>{words}</p></article></body></html>"
            (tmp_path / f"{number:03}.html").write_text(page)
    for number in range(6):
        (tmp_path / f"bad-{number}.txt").write_bytes(BAD[number % len(BAD)])
    return sorted(path for path in tmp_path.iterdir() if path.is_file())


@pytest.fixture
def desk(open_page, member):
    """The publisher's browser."""
    return open_page("/admin/", by=member("Publishers"), width=1280, bypass_csp=True)


def test_mixed_files_are_imported_and_undone(desk, mixed):
    follow(desk, "text=Import articles")
    assert violations(desk) == []
    desk.set_input_files("input[type=file]", [str(path) for path in mixed])
    desk.click("label:has-text('at once')")
    follow(desk, "text=Upload and preview")
    desk.wait_for_selector("text=54 to be created")
    assert not Article.objects.exists()
    assert violations(desk) == []

    follow(desk, "button:has-text('6 refused')")
    desk.wait_for_selector(".import-kinds [aria-current]:has-text('refused')")
    assert desk.locator(".import-problems .error").count() >= 6
    follow(desk, "button:has-text('54 to be created')")
    desk.wait_for_selector("text=Story Number 1")
    desk.uncheck("input[name=take] >> nth=0")
    follow(desk, "button:has-text('Import the selected records') >> nth=0")
    address = desk.url
    desk.goto("about:blank")  # the tab is closed, and the import goes on
    desk.goto(address)
    desk.wait_for_selector("text=53 created, 0 updated, 0 unchanged, 6 refused")
    assert Article.objects.published().count() == 53
    assert violations(desk) == []
    desk.set_viewport_size({"width": 390, "height": 800})
    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")

    corrected = Article.objects.first()
    corrected.title = "Corrected by hand"
    corrected.save()
    desk.click("summary:has-text('Undo this import')")
    follow(desk, "button:has-text('Undo import')")
    desk.wait_for_selector("text=52 withdrawn, 1 left")
    assert list(Article.objects.values_list("title", flat=True)) == ["Corrected by hand"]
    assert violations(desk) == []


def test_an_upload_that_is_too_large_is_said_before_it_is_sent(desk, mixed):
    desk.goto(f"{desk.base_address}/admin/archive/importbatch/add/")
    desk.eval_on_selector("input[type=file]", "field => field.dataset.mostBytes = 10")
    desk.set_input_files("input[type=file]", [str(mixed[0])])
    assert "are the most" in desk.inner_text("[role=alert]")
    desk.click("text=Upload and preview")
    assert desk.is_visible("[role=alert]")
    assert not ImportBatch.objects.exists()
