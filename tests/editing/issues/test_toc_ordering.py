"""The order of an issue's contents, also when two people change it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.editing.issues.toc_ordering import (
    ConcurrentReorder,
    insert_into,
    moved_by_one,
    next_position,
    order_from_places,
    order_of,
    set_order,
)
from archive.models import Article, OutboxEntry, SiteRevision
from tests.factories import ArticleFactory, IssueFactory


@pytest.mark.parametrize(
    ("shown", "places", "order"),
    [
        ([1, 2, 3, 4], {}, [1, 2, 3, 4]),
        ([1, 2, 3, 4], {4: 1}, [4, 1, 2, 3]),
        ([1, 2, 3, 4], {1: 3}, [2, 3, 1, 4]),
        ([1, 2, 3, 4], {1: 4, 4: 1}, [4, 2, 3, 1]),
        ([1, 2, 3, 4], {2: 99}, [1, 3, 4, 2]),
        ([1, 2, 3, 4], {3: 0}, [3, 1, 2, 4]),
        ([1, 2, 3, 4], {1: 1, 2: 2, 7: 1}, [1, 2, 3, 4]),
    ],
)
def test_numbers_beside_articles_make_an_order(shown, places, order):
    assert order_from_places(shown, places) == order


@given(st.permutations(range(1, 9)))
def test_numbers_for_all_give_exactly_that_order(order):
    places = {pk: at for at, pk in enumerate(order, start=1)}
    assert order_from_places(range(1, 9), places) == order


@pytest.mark.parametrize(
    ("pk", "step", "order"),
    [(2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3]), (9, 1, [1, 2, 3])],
)
def test_one_place_up_or_down(pk, step, order):
    assert moved_by_one([1, 2, 3], pk, step) == order


@pytest.mark.parametrize(
    ("mine", "seen", "saved", "result"),
    [
        # Nobody else changed anything.
        ([3, 1, 2], [1, 2, 3], [1, 2, 3], [3, 1, 2]),
        # I changed nothing; what the other saved stands.
        ([1, 2, 3], [1, 2, 3], [2, 1, 3], [2, 1, 3]),
        # Both had the same idea.
        ([2, 1, 3], [1, 2, 3], [2, 1, 3], [2, 1, 3]),
        # One came in meanwhile, behind 1; it stays behind 1.
        ([3, 2, 1], [1, 2, 3], [1, 4, 2, 3], [3, 2, 1, 4]),
        # One came in at the head.
        ([2, 1], [1, 2], [4, 1, 2], [4, 2, 1]),
        # Two came in, one behind the other.
        ([2, 1], [1, 2], [1, 2, 4, 5], [2, 4, 5, 1]),
        # One went.
        ([3, 2, 1], [1, 2, 3], [1, 3], [3, 1]),
        # What was sent is not whole, or names others: nothing is lost, nothing is invented.
        ([3, 3, 77], [1, 2, 3], [1, 2, 3], [3, 1, 2]),
    ],
)
def test_orders_are_joined(mine, seen, saved, result):
    assert insert_into(mine, seen=seen, saved=saved) == result


def test_two_different_orders_are_not_joined():
    with pytest.raises(ConcurrentReorder) as raised:
        insert_into([3, 1, 2], seen=[1, 2, 3], saved=[2, 1, 3, 4])
    assert (raised.value.mine, raised.value.saved) == ([3, 4, 1, 2], [2, 1, 3, 4])


@given(st.permutations(range(6)), st.permutations(range(6)), st.sets(st.integers(0, 8)))
def test_no_article_is_lost_or_doubled(mine, seen, held):
    saved = sorted(held)
    try:
        result = insert_into(mine, seen=seen, saved=saved)
    except ConcurrentReorder as differ:
        result = differ.mine
    assert sorted(result) == saved


@pytest.fixture
def issue(db):
    issue = IssueFactory()
    for place in (0, 0, 5):
        ArticleFactory(issue=issue, position=place)
    return issue


def test_order_is_saved_and_numbered_from_one(issue):
    first, second, third = order_of(issue)
    set_order(issue, [third, first, second], seen=[first, second, third])
    assert list(issue.articles.order_by("position").values_list("pk", "position")) == [
        (third, 1),
        (first, 2),
        (second, 3),
    ]


def test_order_that_stands_writes_nothing(issue):
    order = order_of(issue)
    assert set_order(issue, order, seen=order) is False
    assert set(issue.articles.values_list("position", flat=True)) == {0, 5}


def test_order_is_no_new_version_of_an_article_but_one_for_the_index(issue):
    order = order_of(issue)
    versions = list(Article.objects.order_by("pk").values_list("version", "changed"))
    positions = dict(Article.objects.values_list("pk", "position"))
    before = set(OutboxEntry.objects.values_list("pk", flat=True))
    set_order(issue, order[::-1], seen=order)
    assert list(Article.objects.order_by("pk").values_list("version", "changed")) == versions
    written = OutboxEntry.objects.exclude(pk__in=before).values_list("article_id", flat=True)
    moved = {pk for pk, position in Article.objects.values_list("pk", "position") if positions[pk] != position}
    assert set(written) == moved
    assert {order[0], order[-1]} <= moved


def test_pages_are_renewed_by_a_new_order(issue):
    order, before = order_of(issue), SiteRevision.current().stamp
    set_order(issue, order[::-1], seen=order)
    assert SiteRevision.current().stamp != before


def test_second_of_two_orders_is_not_written(issue):
    seen = order_of(issue)
    set_order(issue, [seen[1], seen[0], seen[2]], seen=seen)
    with pytest.raises(ConcurrentReorder):
        set_order(issue, seen[::-1], seen=seen)
    assert order_of(issue) == [seen[1], seen[0], seen[2]]


def test_two_hundred_articles_are_ordered_in_few_queries(db, django_assert_max_num_queries):
    issue = IssueFactory()
    for _ in range(200):
        ArticleFactory(issue=issue)
    order = order_of(issue)
    with django_assert_max_num_queries(10):
        set_order(issue, order[::-1], seen=order)


@pytest.mark.django_db
def test_next_position_is_behind_the_last(issue):
    assert next_position(issue) == 6
    assert next_position(IssueFactory()) == 1
