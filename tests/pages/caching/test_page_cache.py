"""Pages cached in files: which are given again, to whom, and that there are never too many."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.pages.caching.page_cache import PageCache


def page_cache(folder: Path, max_bytes: int = 100_000) -> PageCache:
    return PageCache(folder, {"OPTIONS": {"MAX_BYTES": max_bytes}})


def page(body: bytes = b"a page") -> tuple[dict[str, str], bytes]:
    return {"Content-Type": "text/html"}, body


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*/*"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pages"


@pytest.fixture
def filled(folder):
    """`filled("/a/")`: a cache with pages of these names, of the version "now"."""

    def fill(*names: str, max_bytes: int = 100_000) -> PageCache:
        cache = page_cache(folder, max_bytes)
        for name in names:
            cache.set(name, page(name.encode("utf-8", "surrogateescape")), version="now")
        return cache

    return fill


@pytest.mark.parametrize("body", [b"a page", b"\x1f\x8b\n\n\x00", b""])
def test_a_page_is_given_again(folder, body):
    cache = page_cache(folder)
    cache.set("/a/", page(body), version="now")
    assert cache.get("/a/", version="now") == page(body)


def test_another_worker_gives_it_too(filled, folder):
    filled("/a/")
    assert page_cache(folder).get("/a/", version="now") == page(b"/a/")


def test_a_page_of_another_address_is_not_given(filled):
    assert filled("/a/").get("/b/", version="now") is None


@pytest.mark.parametrize("name", ["/\udc80/", "/../../etc/", "/" + "x" * 5_000, "/\0/", ""])
def test_any_address_has_a_page_of_its_own(filled, name):
    assert filled(name, "/other/").get(name, version="now") is not None


def test_a_page_of_another_version_is_not_given(filled):
    assert filled("/a/").get("/a/", version="later") is None


def test_a_new_version_frees_the_room(filled, folder):
    filled("/a/", "/b/").set("/c/", page(), version="later")
    assert len(list(folder.glob("*/*"))) == 1


def test_a_version_that_passes_while_a_page_is_cached_is_let_go(filled, folder, monkeypatch, caplog):
    cache = filled("/a/")
    write = Path.write_bytes

    def write_late(path, content):
        page_cache(folder).clear()
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_late)
    cache.set("/b/", page(), version="now")
    assert (list(folder.glob("*/*")), caplog.records) == ([], [])


def test_the_least_recently_used_goes_first(folder):
    page_cache(folder).set("/", page(), version="before")
    cache = page_cache(folder, size(folder) * 48)  # which has room for so many
    for number in range(40):
        cache.set(f"/{number}/", page(), version="now")
        an_hour_each = time.time() - 3600 * (40 - number)
        os.utime(cache._path(f"/{number}/", "now"), (an_hour_each, an_hour_each))
    assert cache.get("/0/", version="now")
    for number in range(7):
        cache.set(f"/new/{number}/", page(), version="now")
    assert cache.get("/0/", version="now")
    assert cache.get("/1/", version="now") is None


def test_caching_a_page_twice_counts_it_once(filled, folder):
    filled("/a/")
    once = size(folder)
    filled("/a/", "/a/")
    assert size(folder) == once


def test_a_huge_page_is_not_cached(folder):
    page_cache(folder).set("/a/", page(b"x" * 7_000), version="now")
    assert not folder.exists()


def test_deleting_a_page(filled):
    cache = filled("/a/", "/b/")
    assert (cache.delete("/a/", version="now"), cache.delete("/a/", version="now")) == (True, False)
    assert cache.get("/a/", "none", version="now") == "none"
    assert cache.has_key("/b/", version="now")


def test_clearing_everything(filled, folder):
    cache = filled("/a/")
    cache.clear()
    assert (cache.get("/a/", version="now"), size(folder)) == (None, 0)


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: b"", lambda content: b"[]\nbody"])
def test_a_damaged_page_is_not_given_and_the_log_says_so(filled, folder, spoil, caplog):
    cache = filled("/a/")
    [path] = folder.glob("*/*")
    path.write_bytes(spoil(path.read_bytes()))
    assert cache.get("/a/", version="now") is None
    assert "damaged" in caplog.text


def test_where_nothing_can_be_written_the_log_says_so(folder, caplog):
    folder.write_text("a file, not a folder")
    page_cache(folder).set("/a/", page(), version="now")
    assert "cannot be cached" in caplog.text


def test_others_may_not_read_the_folder(filled, folder):
    filled("/a/")
    [version] = folder.iterdir()
    assert version.stat().st_mode & 0o077 == 0


def test_many_threads_write_and_read(folder):
    wrong: list[str] = []

    def work(number: int) -> None:
        cache = page_cache(folder, 1_000_000)
        for turn in range(30):
            name = f"/{(number + turn) % 7}/"
            cache.set(name, page(name.encode() * 50), version="now")
            if cache.get(name, version="now") != page(name.encode() * 50):
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(list(folder.glob("*/*")))) == ([], 7)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("12"), st.text(max_size=3), st.integers(0, 30_000)), max_size=60),
    st.integers(0, 120_000),
)
def test_the_bound_holds_for_all_threads_together(tmp_path_factory, entries, max_bytes):
    folder = tmp_path_factory.mktemp("pages")
    caches = [page_cache(folder, max_bytes) for _ in range(3)]
    for number, (version, name, length) in enumerate(entries):
        caches[number % 3].set(name, page(b"x" * length), version=version)
        assert size(folder) <= max_bytes
