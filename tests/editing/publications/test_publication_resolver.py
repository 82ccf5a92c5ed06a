"""Finding, making and updating publications; which of them are the archive's own."""

from __future__ import annotations

import pytest

from archive.editing.publications.publication_resolver import PublicationResolver
from archive.models import Publication
from archive.text.headers.publication_facts import read_publications_toml

pytestmark = pytest.mark.django_db


def test_rows_count_by_every_name():
    row = Publication.objects.create(title="Harbour Letter", abbreviation="HL", other_names=["Port Letter"])
    desk = PublicationResolver()
    assert [desk.find(name) for name in ("harbour letter", "HL", "Port Letter")] == [row] * 3


def test_a_shipped_one_has_no_row_until_it_is_kept():
    desk = PublicationResolver()
    found = desk.find("EDM")
    assert (found.title, found.first_year, found.pk) == ("Eurasia Daily Monitor", 2004, None)
    assert not Publication.objects.exists()
    assert desk.keep(found)
    assert not desk.keep(found)
    assert Publication.objects.get().abbreviation == "EDM"


def test_facts_change_only_the_keys_that_they_give():
    Publication.objects.create(title="Harbour Letter", place="Port Varda", first_year=1999)
    PublicationResolver().apply_facts(
        read_publications_toml('[[publication]]\ntitle = "Harbour Letter"\nfirst_year = 2001\n')
    )
    assert Publication.objects.values_list("place", "first_year").get() == ("Port Varda", 2001)


def test_facts_that_change_nothing_write_nothing():
    text = '[[publication]]\ntitle = "Harbour Letter"\nother_names = ["HL"]\n'
    PublicationResolver().apply_facts(read_publications_toml(text))
    before = Publication.objects.values().get()
    PublicationResolver().apply_facts(read_publications_toml(text))
    assert Publication.objects.values().get() == before


def test_the_shipped_ones_are_the_houses_own_only_beside_one_of_them():
    Publication.objects.create(title="Harbour Letter")
    assert "Monitor" not in dict(PublicationResolver().own_titles())
    Publication.objects.create(title="Eurasia Daily Monitor")
    own_titles = dict(PublicationResolver().own_titles())
    assert own_titles["Monitor"] == "Monitor"
    assert own_titles["Chechnya Weekly"] == "North Caucasus Weekly"
    assert own_titles["Harbour Letter"] == "Harbour Letter"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Eurasia Dailly Monitor", "Eurasia Daily Monitor"),
        ("Terorism Monitor", "Terrorism Monitor"),
        ("Harbour Letter", None),
        ("Eurasia Weekly", None),
    ],
)
def test_misspellings_are_told_from_new_names(name, meant):
    assert PublicationResolver().likely_publication(name) == meant
