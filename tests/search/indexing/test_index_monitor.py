"""The monitor: reads the index in small pieces, and asks for a new one where it is damaged, patiently."""

from __future__ import annotations

import pytest

from archive.search.indexing.index_monitor import FIRST_WAIT, IndexMonitor


@pytest.fixture
def watched(index):
    """The index, a monitor of it, the times at which it asked for a new one, and a clock to set."""

    class Watched:
        now = 1_000.0
        asked: list[float] = []

        def step(self) -> bool:
            return self.monitor.step()

    made = Watched()
    made.index = index
    made.asked = []
    made.monitor = IndexMonitor(lambda: made.asked.append(made.now), lambda: made.now)
    yield made
    index.rebuild([], lambda pks: [])


def test_a_sound_index_is_left_alone(watched):
    assert watched.step()
    assert watched.asked == []


@pytest.mark.parametrize("damage", ["pointer", "list of segments", "word of it"])
def test_a_damaged_one_is_built_anew_and_asked_for_once(watched, damage):
    store = watched.index.store
    if damage == "pointer":
        (store.path / "CURRENT").write_text("{")
    elif damage == "list of segments":
        toc = next((store.path / store.generation()).glob("*.toc"))
        toc.write_bytes(toc.read_bytes()[:-20])
    else:
        store.note_damage("a search met it")
    assert not watched.step()
    watched.now += FIRST_WAIT / 2
    assert not watched.step()
    assert watched.asked == [1_000.0]
    watched.index.rebuild([], lambda pks: [])
    assert watched.step()


def test_what_does_not_help_is_tried_ever_less_often(watched):
    watched.index.store.note_damage("it stays")
    for _ in range(100):
        watched.step()
        watched.now += FIRST_WAIT / 2
    gaps = [later - earlier for earlier, later in zip(watched.asked, watched.asked[1:], strict=False)]
    assert gaps == [FIRST_WAIT * 2**number for number in range(len(gaps))]
    assert len(gaps) > 3


def test_a_new_generation_that_is_damaged_in_turn_is_built_anew_at_once(watched):
    for number in range(3):
        watched.index.store.note_damage("met soon after the last rebuild")
        assert not watched.step()
        assert len(watched.asked) == number + 1
        watched.index.rebuild([], lambda pks: [])
