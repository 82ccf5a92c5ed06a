"""Pages kept in files: which are given again, to whom, and that there are never too many."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.pages.caching.page_cache import CachedPage, PageCache


def page(body: bytes = b"a page", *, is_compressed: bool = False) -> CachedPage:
    return CachedPage((("Content-Type", "text/html"),), body, is_compressed)


def key(name: str) -> tuple[str, ...]:
    return ("http", "archive.example", name, "")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def filled(folder):
    """`filled("/a/")`: pages that were kept under these names in the state "state"."""

    def fill(*names: str, most_bytes: int = 100_000) -> PageCache:
        kept = PageCache(folder, most_bytes)
        for name in names:
            kept.keep("state", key(name), page(name.encode("utf-8", "surrogateescape")))
        return kept

    return fill


@pytest.mark.parametrize("kept", [page(), page(b"\x1f\x8b\n\n\x00", is_compressed=True), page(b"")])
def test_a_page_is_given_again(folder, kept):
    pages = PageCache(folder, 100_000)
    pages.keep("state", key("/a/"), kept)
    assert pages.get("state", key("/a/")) == kept


def test_another_worker_gives_it_too(filled, folder):
    filled("/a/")
    assert PageCache(folder, 100_000).get("state", key("/a/")) == page(b"/a/")


def test_a_page_of_another_address_is_not_given(filled):
    assert filled("/a/").get("state", key("/b/")) is None


@pytest.mark.parametrize("name", ["/\udc80/", "/../../etc/", "/" + "x" * 5_000, "/\0/", ""])
def test_any_address_has_a_page_of_its_own(filled, name):
    assert filled(name, "/other/").get("state", key(name)) is not None


def test_a_page_of_another_state_is_not_given(filled):
    assert filled("/a/").get("another", key("/a/")) is None


def test_a_new_state_frees_the_room(filled):
    kept = filled("/a/", "/b/")
    kept.keep("another", key("/c/"), page())
    assert len(kept) == 1


def test_what_was_made_for_an_earlier_state_is_not_given_for_a_later(folder):
    kept = PageCache(folder, 100_000)
    kept.keep("earlier", key("/a/"), page())
    assert kept.get("later", key("/a/")) is None


def test_a_state_that_passes_while_a_page_is_kept_is_let_go(filled, folder, monkeypatch, caplog):
    kept = filled("/a/")
    write = Path.write_bytes

    def write_late(path, content):
        PageCache(folder, 100_000).clear()
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_late)
    kept.keep("state", key("/b/"), page())
    assert (len(kept), caplog.records) == (0, [])


def test_the_one_longest_not_asked_for_goes_first(filled):
    names = [f"/{number}/" for number in range(34)]
    kept = filled(*names, most_bytes=4_000)
    for number, name in enumerate(names):
        at = time.time() - 3600 * (len(names) - number)
        os.utime(kept._path("state", key(name)), (at, at))
    kept.get("state", key("/0/"))
    for number in range(9):
        kept.keep("state", key(f"/new/{number}/"), page())
    assert kept.get("state", key("/0/"))
    assert kept.get("state", key("/1/")) is None


def test_keeping_a_page_twice_counts_it_once(filled):
    assert filled("/a/", "/a/").bytes == filled("/a/").bytes


def test_a_huge_page_is_not_kept(folder):
    kept = PageCache(folder, 100_000)
    kept.keep("state", key("/a/"), page(b"x" * 7_000))
    assert len(kept) == 0


def test_with_no_room_nothing_is_kept(filled, folder):
    kept = filled("/a/", most_bytes=0)
    assert (kept.get("state", key("/a/")), folder.exists()) == (None, False)


def test_forgetting_everything(filled):
    kept = filled("/a/")
    kept.clear()
    assert (kept.get("state", key("/a/")), kept.bytes) == (None, 0)


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: b"", lambda content: b"[]\nbody"])
def test_a_damaged_page_is_not_given_and_the_log_says_so(filled, folder, spoil, caplog):
    kept = filled("/a/")
    [path] = folder.glob("*/*")
    path.write_bytes(spoil(path.read_bytes()))
    assert kept.get("state", key("/a/")) is None
    assert "damaged" in caplog.text


def test_where_nothing_can_be_written_the_log_says_so(tmp_path, caplog):
    (tmp_path / "kept").write_text("a file, not a folder")
    kept = PageCache(tmp_path / "kept", 100_000)
    kept.keep("state", key("/a/"), page())
    assert "cannot be kept" in caplog.text


def test_others_may_not_read_the_folder(filled, folder):
    filled("/a/")
    [state] = folder.iterdir()
    assert state.stat().st_mode & 0o077 == 0


def test_many_threads_keep_and_read(folder):
    kept = PageCache(folder, 1_000_000)
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(30):
            name = f"/{(number + turn) % 7}/"
            kept.keep("state", key(name), page(name.encode() * 50))
            if (found := kept.get("state", key(name))) is None or found.body != name.encode() * 50:
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(kept)) == ([], 7)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("12"), st.text(max_size=3), st.integers(0, 30_000)), max_size=60),
    st.integers(0, 120_000),
)
def test_the_bound_holds(tmp_path_factory, asked, most_bytes):
    kept = PageCache(tmp_path_factory.mktemp("kept"), most_bytes)
    for state, name, length in asked:
        kept.keep(state, key(name), page(b"x" * length))
        assert kept.bytes <= most_bytes
