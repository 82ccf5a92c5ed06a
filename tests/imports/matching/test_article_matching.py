"""The identity rule, case by case."""

from __future__ import annotations

import pytest

from archive.imports.matching.article_matching import ExistingArticle, fingerprint, have_same_text, match

SHELF = [
    ExistingArticle(1, "idle ferries", "https://letter.example/1", "1.txt", "aaa"),
    ExistingArticle(2, "", "", "2.txt", "bbb"),
    ExistingArticle(3, "written here"),
    ExistingArticle(4, "open thread", "", "feed.xml#post-7", "ddd"),
]


@pytest.mark.parametrize(
    ("path", "sha256", "title", "url", "beside", "expected"),
    [
        ("1.txt", "aaa", "idle ferries", "", (), ("unchanged", 1)),
        ("1.txt", "ccc", "idle ferries", "", (), ("update", 1)),
        ("1.txt", "ccc", "another title", "", (), ("update", 1)),
        ("9.txt", "aaa", "idle ferries", "", ("1.txt",), ("refuse", 1)),
        ("9.txt", "aaa", "idle ferries", "", (), ("unchanged", 1)),
        ("9.txt", "bbb", "", "", (), ("unchanged", 2)),
        ("9.txt", "ccc", "idle ferries", "", (), ("refuse", 1)),
        ("9.txt", "ccc", "written here", "", (), ("refuse", 3)),
        ("9.txt", "ccc", "idle ferries", "https://letter.example/2", (), ("create", None)),
        ("9.txt", "ccc", "idle ferries", "http://www.letter.example/1/", (), ("refuse", 1)),
        ("feed.xml#post-8", "ccc", "open thread", "", (), ("create", None)),
        ("other.xml#post-8", "ccc", "open thread", "", (), ("refuse", 4)),
        ("feed.xml#line-8", "ccc", "open thread", "", (), ("refuse", 4)),
        ("9.txt", "ccc", "other", "https://letter.example/1", (), ("refuse", 1)),
        ("9.txt", "ccc", "", "", (), ("create", None)),
        ("9.txt", "ccc", "other", "https://letter.example/2", (), ("create", None)),
        ("1.txt", "bbb", "idle ferries", "", ("2.txt",), ("update", 1)),  # its own path counts before others' bytes
    ],
)
def test_which_article_a_file_is(path, sha256, title, url, beside, expected):
    found = match(path, sha256, title, url, SHELF, beside.__contains__)
    assert (found.action.value, found.existing and found.existing.article_id) == expected
    assert (found.action.value == "refuse") == bool(found.reason and found.remedy)


@pytest.mark.parametrize(
    ("path", "url", "beside", "expected"),
    [
        ("9.md", "", ("1.txt",), "create"),
        ("9.md", "", (), "refuse"),  # the other file is gone: this one may replace it
        ("9.md", "https://letter.example/1", ("1.txt",), "refuse"),  # both have the address
    ],
)
def test_another_text_beside_one_with_its_title_is_an_article_of_its_own(path, url, beside, expected):
    found = match(path, "ccc", "idle ferries", url, SHELF, beside.__contains__, lambda existing: False)
    assert found.action.value == expected
    assert found.reason
    assert found.remedy
    assert match(path, "ccc", "idle ferries", url, SHELF, beside.__contains__).action.value == "refuse"


IDLE = "The ferries of Port Varda stood idle for a third day, and nobody said why."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([IDLE], [IDLE.upper(), "A line was added."], True),
        ([f"Again: {IDLE}"], [IDLE], True),
        ([IDLE], ["The bridge at Orven was shut for the whole of the night, and nobody said why."], False),
        (["One."], ["Two."], False),
        ([IDLE], [], True),
    ],
)
def test_two_texts_are_told_apart_by_their_words(one, other, same):
    assert have_same_text(fingerprint(one), fingerprint(other)) is same


def test_a_copy_within_one_run_is_refused_wherever_it_lies():
    shelf = [ExistingArticle(1, "", "", "a/1.txt", "aaa", came_in_this_run=True)]
    assert match("1.txt", "aaa", "", "", shelf, lambda path: False).action.value == "refuse"
