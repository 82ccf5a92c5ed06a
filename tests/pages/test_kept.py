"""Pages in a worker's memory: which are given again, and that there are never too many."""

from hypothesis import given
from hypothesis import strategies as st

from archive.pages.kept import KeptPage, KeptPages


def page(body: bytes = b"a page") -> KeptPage:
    return KeptPage((("Content-Type", "text/html"),), body, is_compressed=False)


def key(name: str) -> tuple[str, ...]:
    return ("http", "archive.example", name, "")


def filled(*names: str, most_bytes: int = 100_000) -> KeptPages:
    kept = KeptPages(most_bytes)
    for name in names:
        kept.keep("state", key(name), page(name.encode()))
    return kept


def test_a_page_is_given_again():
    assert filled("/a/").get("state", key("/a/")) == page(b"/a/")


def test_a_page_of_another_address_is_not():
    assert filled("/a/").get("state", key("/b/")) is None


def test_a_page_of_another_state_is_not():
    assert filled("/a/").get("another", key("/a/")) is None


def test_a_new_state_frees_the_memory():
    kept = filled("/a/", "/b/")
    kept.get("another", key("/a/"))
    assert (len(kept), kept.bytes) == (0, 0)


def test_a_state_that_returns_brings_no_page_back():
    kept = filled("/a/")
    kept.get("another", key("/a/"))
    assert kept.get("state", key("/a/")) is None


def test_what_was_made_for_an_earlier_state_is_not_given_for_a_later():
    kept = KeptPages(100_000)
    kept.get("later", key("/a/"))
    kept.keep("earlier", key("/a/"), page())
    assert kept.get("later", key("/a/")) is None


def test_the_one_longest_not_asked_for_goes_first():
    kept = KeptPages(17_500)
    for name in [f"/{number}/" for number in range(15)]:
        kept.keep("state", key(name), page())
    kept.get("state", key("/0/"))
    for name in ("/new/", "/newer/", "/newest/"):
        kept.keep("state", key(name), page())
    assert kept.get("state", key("/0/"))
    assert kept.get("state", key("/1/")) is None


def test_keeping_a_page_twice_counts_it_once():
    assert filled("/a/", "/a/").bytes == filled("/a/").bytes


def test_a_huge_page_is_not_kept():
    kept = KeptPages(100_000)
    kept.keep("state", key("/a/"), page(b"x" * 7_000))
    assert len(kept) == 0


def test_with_no_room_nothing_is_kept():
    assert len(filled("/a/", most_bytes=0)) == 0


def test_forgetting_everything():
    kept = filled("/a/")
    kept.clear()
    assert (kept.get("state", key("/a/")), kept.bytes) == (None, 0)


@given(
    st.lists(st.tuples(st.sampled_from("12"), st.text(max_size=3), st.integers(0, 30_000)), max_size=80),
    st.integers(0, 120_000),
)
def test_the_bound_holds_and_is_counted_rightly(asked, most_bytes):
    kept = KeptPages(most_bytes)
    for state, name, length in asked:
        kept.keep(state, key(name), page(b"x" * length))
        assert kept.bytes <= most_bytes
        assert kept.bytes >= sum(len(each.body) for each, _ in kept._pages.values())
        assert kept.bytes == sum(size for _, size in kept._pages.values())
