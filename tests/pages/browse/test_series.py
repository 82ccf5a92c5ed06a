"""Articles in several parts."""

import datetime

import pytest

from archive.models import Status
from archive.pages.browse.series import parts_beside
from tests.factories import ArticleFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return PublicationFactory(title="Harbour Letter")


def part(letter, number, *, day=1, title="The Long Quay", **fields):
    date = datetime.date(2004, 10, day)
    return ArticleFactory(issue__publication=letter, issue__date=date, title=f"{title} (Part {number})", **fields)


def test_a_part_has_the_one_before_and_the_one_after(letter):
    one, two, three = (part(letter, number) for number in ("One", "Two", "Three"))
    assert parts_beside(two) == (one, three)


def test_the_ends_of_a_series_have_one_neighbour(letter):
    one, two = part(letter, 1), part(letter, 2)
    assert parts_beside(one) == (None, two)
    assert parts_beside(two) == (one, None)


def test_a_part_that_is_not_held_is_passed_over(letter):
    one, three = part(letter, 1), part(letter, 3)
    assert parts_beside(one) == (None, three)


def test_a_draft_is_no_part(letter):
    one = part(letter, 1)
    part(letter, 2, status=Status.DRAFT)
    assert parts_beside(one) == (None, None)


def test_another_publications_parts_are_another_series(letter):
    one = part(letter, 1)
    part(PublicationFactory(title="Harbour Gazette"), 2)
    assert parts_beside(one) == (None, None)


def test_another_title_is_another_series(letter):
    one = part(letter, 1)
    part(letter, 2, title="The Short Quay")
    assert parts_beside(one) == (None, None)


def test_of_two_equal_parts_the_nearest_in_time_is_meant(letter):
    part(letter, 2, day=30)
    near = part(letter, 2, day=9)
    assert parts_beside(part(letter, 1, day=8))[1] == near


def test_a_single_piece_takes_no_query(letter, django_assert_num_queries):
    article = ArticleFactory(issue__publication=letter)
    with django_assert_num_queries(0):
        assert parts_beside(article) == (None, None)


def test_a_page_says_what_it_continues_and_where_it_goes_on(read, letter):
    part(letter, "One", issue__number="1")
    two = part(letter, "Two", issue__number="2")
    part(letter, "Three", issue__number="3")
    text = read(two.get_absolute_url())
    assert "Part 2, continued from The Long Quay (Part One) , Vol. 1, No. 1" in text
    assert "Continued in The Long Quay (Part Three) , Vol. 1, No. 3" in text
