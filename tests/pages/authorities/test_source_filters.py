"""Which sources the list shows."""

import pytest

from archive.models import SourceKind
from archive.pages.authorities.source_filters import Choice, SourceFilter, source_list
from tests.factories import CitationFactory, SourceFactory, SourceNameFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cited():
    """Makes a source that an article cites."""

    def make(name, **fields):
        return CitationFactory(source=SourceFactory(name=name, **fields)).source

    return make


def names(wanted: SourceFilter) -> list[str]:
    return [each.source.name for each in source_list(wanted).sources]


def test_they_stand_from_a_to_z_whatever_their_accents_and_articles(cited):
    for name in ("Žubrac-3 TV", "The Amra Mercury", "Övermarsposten", "novi stolp", "1tv.example", "Коммерсант"):
        cited(name)
    listed = source_list(SourceFilter()).sources
    assert [(each.initial, each.source.name) for each in listed] == [
        ("A", "The Amra Mercury"),
        ("K", "Коммерсант"),
        ("N", "novi stolp"),
        ("O", "Övermarsposten"),
        ("Z", "Žubrac-3 TV"),
        ("#", "1tv.example"),
    ]


def test_those_that_nothing_cites_are_left_out_unless_wanted(cited):
    cited("Quay Herald")
    SourceFactory(name="Amra Mercury")
    assert names(SourceFilter()) == ["Quay Herald"]
    assert names(SourceFilter(uncited=True)) == ["Amra Mercury", "Quay Herald"]


@pytest.mark.parametrize("typed", ["rossiyskaya", "ROSSISKAYA", "Rossiiskaya Gazeta", "gazeta", "RG", "the rg"])
def test_a_name_is_found_in_any_spelling_and_by_other_names(cited, typed):
    cited("Trud")
    SourceNameFactory(source=cited("Rossiyskaya Gazeta"), name="RG")
    assert names(SourceFilter(name=typed)) == ["Rossiyskaya Gazeta"]


def test_they_are_filtered_by_kind_and_country(cited):
    cited("Quay Herald", country="KZ", kind=SourceKind.NEWSPAPER)
    cited("Quay Press", country="KZ", kind=SourceKind.AGENCY)
    cited("Varda Press", country="GE", kind=SourceKind.AGENCY)
    assert names(SourceFilter(kind="agency", country="KZ")) == ["Quay Press"]


def test_countries_to_choose_from_have_their_names_and_numbers(cited):
    for name, country in (("A", "KZ"), ("B", "KZ"), ("C", "Lethmark"), ("D", "")):
        cited(name, country=country)
    assert source_list(SourceFilter()).countries == [Choice("KZ", "Kazakhstan", 2), Choice("Lethmark", "Lethmark", 1)]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, SourceFilter()),
        ({"kind": "nonsense"}, SourceFilter()),
        ({"name": "  a   b "}, SourceFilter(name="a b")),
        ({"name": "x" * 5000}, SourceFilter(name="x" * 100)),
        ({"uncited": ""}, SourceFilter(uncited=True)),
        ({"kind": "agency", "country": "KZ"}, SourceFilter(kind="agency", country="KZ")),
    ],
)
def test_what_is_wanted_is_bounded(params, expected):
    assert SourceFilter.from_params(params) == expected


def test_addresses_keep_what_is_wanted():
    assert SourceFilter(name="a&b", country="KZ", uncited=True).kept == "name=a%26b&country=KZ&uncited=on&"
    assert SourceFilter().kept == ""
