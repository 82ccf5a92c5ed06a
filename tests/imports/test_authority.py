"""Loading sources: only added to, never changed; and what a sources.toml may hold."""

from __future__ import annotations

import pytest

from archive.editing.merges.merging import merge
from archive.imports.authority import BadSourceFacts, load_outlets, load_shipped_sources, read_sources_toml
from archive.models import Source, SourceName
from archive.text.names.source_names import Outlet

HERALD = Outlet("Varda Herald", ("Herald of Varda", "Vardan Herald"), "newspaper", "VD", "https://herald.example/")


@pytest.mark.django_db
def test_the_shipped_ones_are_loaded_once(all_shipped_sources):
    assert load_shipped_sources().sources > 1000
    before = list(Source.objects.values()), list(SourceName.objects.values())
    again = load_shipped_sources()
    assert (again.sources, again.names) == (0, 0)
    assert (list(Source.objects.values()), list(SourceName.objects.values())) == before


@pytest.mark.django_db
def test_an_outlet_becomes_a_source_with_its_names():
    load_outlets([HERALD])
    source = Source.objects.get()
    assert (source.slug, source.kind, source.country, source.homepage) == (
        "varda-herald",
        "newspaper",
        "VD",
        "https://herald.example/",
    )
    assert {name.name for name in source.other_names.all()} == {"Herald of Varda", "Vardan Herald"}


@pytest.mark.django_db
def test_what_editors_changed_stays():
    load_outlets([HERALD])
    Source._base_manager.update(kind="website", country="", homepage="")
    load_outlets([HERALD])
    assert Source.objects.values_list("kind", "country", "homepage").get() == ("website", "", "")


@pytest.mark.django_db
def test_a_merged_source_does_not_come_back():
    kept = Source.objects.create(name="The Port Times")
    load_outlets([HERALD])
    merge(kept, [Source.objects.get(name="Varda Herald")])
    load_outlets([HERALD])
    assert Source.objects.get() == kept


@pytest.mark.django_db
def test_two_outlets_of_one_slug_get_two():
    load_outlets([Outlet("Varda Herald"), Outlet("Vardá-Herald!", ())])
    assert Source.objects.count() in (1, 2)
    assert len(set(Source.objects.values_list("slug", flat=True))) == Source.objects.count()


@pytest.mark.django_db
def test_a_name_that_another_source_has_is_left_to_it():
    load_outlets([HERALD, Outlet("Second Herald", ("Herald of Varda",))])
    assert SourceName.objects.get(name="Herald of Varda").source.name == "Varda Herald"


def test_a_sources_toml_is_read():
    (outlet,) = read_sources_toml(
        '[[source]]\nname = "Radio  Varda"\nother_names = ["RV"]\nkind = "broadcaster"\ncountry = "VD"\n'
        'homepage = "https://radio.example"\n'
    )
    assert outlet == Outlet("Radio Varda", ("RV",), "broadcaster", "VD", "https://radio.example")


@pytest.mark.parametrize(
    "text",
    [
        "[[source]",
        'source = "x"',
        "[[source]]\nkind = 'agency'",
        "[[source]]\nname = 3",
        "[[source]]\nname = 'x'\nkind = 'rumour'",
        "[[source]]\nname = 'x'\nother_names = 'y'",
        "[[source]]\nname = 'x'\nhomepage = 'javascript:alert(1)'",
        f"[[source]]\nname = '{'x' * 201}'",
    ],
)
def test_a_wrong_one_is_refused_with_a_remedy(text):
    with pytest.raises(BadSourceFacts) as wrong:
        read_sources_toml(text)
    assert wrong.value.reason
    assert wrong.value.remedy
