"""The picture of packages and imports in docs/architecture.md."""

import re

import grimp
import pytest

from docs.rooms import contracts, imports_between, packages, svg, without_implied


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("archive")


def test_implied_arrows_are_left_out():
    assert without_implied({("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")}) == {
        ("a", "b"),
        ("b", "c"),
        ("c", "d"),
    }


def test_the_picture_is_the_same_each_time_and_names_every_room(graph):
    picture = svg(packages(contracts()), graph)
    assert picture == svg(packages(contracts()), graph)
    texts = set(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
    assert {"archive.text", "archive.urls", "catalogue", "query", "change_set"} <= texts


def test_every_room_of_the_contracts_exists(graph):
    for package in (package for floor in packages(contracts()) for package in floor):
        assert {room.module for row in package.rows for room in row} <= graph.modules


def test_arrows_lead_down(graph):
    floors = packages(contracts())
    rank = {package.module: number for number, floor in enumerate(floors) for package in floor}
    arrows = imports_between(graph, rank)
    assert ("archive.models", "archive.text") in arrows
    assert all(rank[importer] < rank[imported] for importer, imported in arrows)
