"""The index on disk: one writer, generations swapped in, and damage that has one name and one remedy."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from itertools import chain
from pathlib import Path

import pytest
from whoosh.query import Every, Term

from archive.search.errors import IndexUnusable
from archive.search.fields import SCHEMA_VERSION
from archive.search.whoosh.format.codec import EXTENSION
from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.searchers import open_state
from archive.search.whoosh.store import IndexStore
from tests.search.entries import entry, nothing_more


@pytest.fixture
def store(tmp_path):
    made = IndexStore(tmp_path / "index")
    made.rebuild([entry(pk, f"Ferry {pk}", "salt") for pk in range(1, 4)], nothing_more)
    return made


def pks(store) -> list[int]:
    return sorted(execute(store.searcher(), Every(), limit=10_000).pks)


def put(store, *entries, gone=(), timeout=5.0):
    with store.writer(timeout=timeout) as writer:
        writer.replace([*(made["pk"] for made in entries), *gone], entries)


def test_what_was_committed_is_found_at_once(store):
    assert pks(store) == [1, 2, 3]
    put(store, entry(4), gone=[2])
    assert pks(store) == [1, 3, 4]


def test_writing_an_article_twice_leaves_one(store):
    put(store, entry(1, "Anew"))
    put(store, entry(1, "Anew"))
    assert pks(store) == [1, 2, 3]
    assert execute(store.searcher(), Term("title", "anew")).pks == [1]


def test_what_was_not_committed_is_not_found(store):
    def fail():
        with store.writer(timeout=0) as writer:
            writer.replace([4], [entry(4)])
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert pks(store) == [1, 2, 3]
    put(store, entry(5))
    assert pks(store) == [1, 2, 3, 5]


def test_there_is_one_writer_at_a_time(store):
    with store.writer(timeout=0) as first, store.writer(timeout=0.02) as second:
        assert first is not None
        assert second is None


def test_a_second_writer_waits_for_the_first(store):
    holding, done = threading.Event(), threading.Event()

    def hold():
        with store.writer(timeout=0) as writer:
            writer.add(entry(4))
            holding.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    threading.Timer(0.1, done.set).start()
    put(store, entry(5))
    thread.join()
    assert pks(store) == [1, 2, 3, 4, 5]


def test_a_writer_killed_at_work_leaves_lock_and_index_sound(store):
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with store.writer(timeout=0) as writer:
            writer.replace([1, 4], [entry(4)])
            os.write(told, b"x")
            time.sleep(60)
        os._exit(0)
    assert os.read(ready, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert pks(store) == [1, 2, 3]
    put(store, entry(4), timeout=1.0)
    assert pks(store) == [1, 2, 3, 4]


def test_a_rebuild_killed_at_work_leaves_the_old_index(store):
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:

        def slowly():
            yield entry(8)
            os.write(told, b"x")
            time.sleep(60)

        store.rebuild(slowly(), nothing_more)
        os._exit(0)
    assert os.read(ready, 1) == b"x"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert pks(store) == [1, 2, 3]
    assert store.rebuild([entry(9)], nothing_more) == 1
    assert pks(store) == [9]
    assert [folder.name for folder in store.path.glob("g*")] == [store.generation()]


def test_a_forked_process_searches_too(store):
    assert pks(store) == [1, 2, 3]
    child = os.fork()
    if child == 0:
        os._exit(0 if pks(store) == [1, 2, 3] else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_another_process_sees_what_this_one_commits(store):
    other = IndexStore(store.path)
    assert pks(other) == [1, 2, 3]
    put(store, entry(4))
    assert pks(other) == [1, 2, 3, 4]
    store.rebuild([entry(7)], nothing_more)
    assert pks(other) == [7]


def test_what_was_written_during_a_rebuild_is_in_the_new_index(store):
    def entries():
        yield entry(1, "Old text")
        put(store, entry(1, "New text"), entry(6), gone=[2])
        yield entry(2)

    now = {1: entry(1, "New text"), 6: entry(6)}
    store.rebuild(entries(), lambda changed: [now[pk] for pk in changed if pk in now])
    assert pks(store) == [1, 6]
    assert execute(store.searcher(), Term("title", "new")).pks == [1]


def test_a_rebuild_during_a_rebuild_is_refused(store):
    def entries():
        yield entry(1)
        with pytest.raises(IndexUnusable, match="being rebuilt"):
            store.rebuild([], nothing_more)

    assert store.rebuild(entries(), nothing_more) == 1


def test_rebuilds_swap_while_readers_search_and_a_writer_writes(store):
    stop = threading.Event()
    errors: list[BaseException] = []
    searches = [0] * 4
    written: list[int] = []

    def read(number):
        own = IndexStore(store.path) if number % 2 else store
        while not stop.is_set():
            try:
                found = pks(own)
                assert {1, 2, 3} <= set(found)
                searches[number] += 1
            except BaseException as error:  # noqa: BLE001 (whatever it is, the test fails of it)
                errors.append(error)

    def write():
        pk = 100
        while not stop.is_set():
            written.append(pk)
            put(store, entry(pk))
            pk += 1
            time.sleep(0.02)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    rebuilt = 0
    end = time.monotonic() + 1.0
    while time.monotonic() < end or rebuilt < 3:
        # Read once the rebuild is under way, as rows are.
        store.rebuild((entry(pk) for pk in chain([1, 2, 3], written)), lambda changed: [entry(pk) for pk in changed])
        rebuilt += 1
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert min(searches) > 0
    assert pks(store) == [1, 2, 3, *written]


def test_files_that_a_swap_took_away_are_no_damage(store, monkeypatch):
    """A search opens the old generation while another takes its place."""
    swapped: list[Path] = []

    def swapped_meanwhile(folder, **options):
        if swapped:
            return open_state(folder, **options)
        swapped.append(folder)
        min(folder.glob(f"*{EXTENSION}"), key=lambda file: file.stat().st_mtime_ns).unlink()
        opened = open_state(folder, **options)
        IndexStore(store.path).rebuild([entry(pk) for pk in (1, 2, 3)], nothing_more)
        return opened

    reader = IndexStore(store.path)
    put(store, entry(4), timeout=5.0)
    monkeypatch.setattr("archive.search.whoosh.store.open_state", swapped_meanwhile)
    opened = reader.opened()
    assert (opened.damage, opened.missing) == ((), 0)
    assert pks(reader) == [1, 2, 3]


# --- damage -----------------------------------------------------------------------------------------------------------


def test_no_index_says_how_to_make_one(tmp_path):
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        IndexStore(tmp_path / "none").searcher()
    with pytest.raises(IndexUnusable, match="rebuild_index"), IndexStore(tmp_path / "none").writer(timeout=0):
        pass


@pytest.mark.parametrize("version", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1, None, "x"])
def test_another_schema_version_is_noticed(store, version):
    current = {"generation": store.generation(), "schema": version}
    (store.path / "CURRENT").write_text(json.dumps(current))
    with pytest.raises(IndexUnusable, match="version"):
        store.searcher()
    store.rebuild([entry(5)], nothing_more)
    assert pks(store) == [5]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"generation": "g0001"}', "\x00\x01", '"x"'])
def test_a_damaged_pointer_is_noticed(store, text):
    (store.path / "CURRENT").write_text(text)
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        store.searcher()


def _files(store):
    return sorted(file for file in (store.path / store.generation()).iterdir() if file.is_file())


@pytest.mark.parametrize("damage", ["gone", "empty", "half", "noise", "one bit"])
def test_whatever_befalls_a_file_is_noticed_or_does_not_matter(store, damage):
    suffixes = {file.suffix for file in _files(store) if "LOCK" not in file.name}
    assert len(suffixes) > 1
    for name in suffixes:
        file = next(file for file in _files(store) if file.suffix == name)
        whole = file.read_bytes()
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(_damaged(whole, damage))
        opened = IndexStore(store.path)
        try:
            found = pks(opened)
            put(opened, entry(1))
            assert pks(opened) == [1, 2, 3]
        except IndexUnusable as error:
            assert "rebuild_index" in str(error)  # noqa: PT017 (that it raises nothing else is the test)
        else:
            assert found == [1, 2, 3]
        assert store.rebuild([entry(pk) for pk in (1, 2, 3)], nothing_more) == 3
        assert pks(IndexStore(store.path)) == [1, 2, 3]


def _damaged(whole: bytes, damage: str) -> bytes:
    if damage == "empty":
        return b""
    if damage == "half":
        return whole[: len(whole) // 2]
    if damage == "noise":
        return bytes((byte * 7 + 13) % 256 for byte in whole)
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :]


def test_what_commits_leave_apart_is_merged(store):
    for pk in range(10, 16):
        put(store, entry(pk), gone=[pk - 1] if pk > 10 else [])
    store.compact()
    assert pks(store) == [1, 2, 3, 15]


def test_digests_tell_every_entry(store):
    put(store, entry(4, "Another"), gone=[1])
    held = dict(store.digests())
    assert sorted(held) == [2, 3, 4]
    assert held[4] == entry(4, "Another")["digest"]
