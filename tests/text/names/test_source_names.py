"""Known sources and the authority file."""

from collections import Counter

import pytest

from archive.text.names.source_names import KINDS, KnownSources, folded_name, is_collective, load_authority, respelled

KNOWN = KnownSources.from_names(
    {
        "Rossiyskaya Gazeta": "rossiyskaya-gazeta",
        "Izvestia": "izvestia",
        "Novye Izvestia": "novye-izvestia",
        "Ekho Moskvy": "ekho-moskvy",
        "Moskovsky Komsomolets": "mk",
        "Itar-Tass": "itar-tass",
        "TASS": "tass",
        "Akipress.kg": "akipress",
        "RTR": "rtr",
        "Day": "day",
        "Jiji": "jiji",
        "Jiji Press": "jiji",
        "IISS": "iiss",
        "The Zvolna Ministry": "ministry",
    },
    institutions=["ministry"],
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rossiiskaya gazeta", "rossiyskaya-gazeta"),
        ("Rossiskaya Gazeta", "rossiyskaya-gazeta"),
        ("Rossijskaja gazeta", "rossiyskaya-gazeta"),
        ("“Rossiyskaya Gazeta”", "rossiyskaya-gazeta"),
        ("IZVESTIYA", "izvestia"),
        ("the Izvestiia", "izvestia"),
        ("Noviye Izvestiya", "novye-izvestia"),
        ("Eho Moskvy", "ekho-moskvy"),
        ("Moskovskii Komsomolets", "mk"),
        ("Moskovskiy komsomolets", "mk"),
        ("ITAR TASS", "itar-tass"),
        ("Itar–Tass", "itar-tass"),
        ("Tass", "tass"),
        ("www.akipress.kg", "akipress"),
        ("https://www.akipress.kg/", "akipress"),
        ("Jiji Press", "jiji"),
        ("I", None),
        ("Is", None),
        ("Zvolna Herald", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_name_is_found_by_its_spellings(name, slug):
    assert KNOWN.slug_of(name) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("RTR television", "rtr"),
        ("the RTR news agency", "rtr"),
        ("Ekho Moskvy [Moscow]", "ekho-moskvy"),
        ("television", None),
    ],
)
def test_words_of_kind_and_place_are_left_out(name, slug):
    assert KNOWN.slug_without_generic_words(name) == slug


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        ("Izvestia", True),
        ("izvestia", False),
        ("Day", False),
        ("Zvolna Ministry", False),
        ("akipress.kg", True),
        ("", False),
    ],
)
def test_prose_trusts_outlets_but_not_plain_words_or_institutions(name, trusted):
    assert KNOWN.trusts_in_prose(name) is trusted


def test_two_sources_that_only_a_spelling_habit_tells_apart_are_not_confused():
    known = KnownSources.from_names({"Golos Kray": "a", "Golos Krai": "b"})
    assert known.slug_of("Golos Kray") == "a"
    assert known.slug_of("Golos Kraj") is None


@pytest.mark.parametrize("name", ["Western agencies", "Russian & Western agencies", "local media", "state television"])
def test_collective_sources_are_told(name):
    assert is_collective(name)


@pytest.mark.parametrize("name", ["Great Power", "Boris Fedorov", "lower chamber of parliament", "x" * 200 + " media"])
def test_other_words_are_not_collective(name):
    assert not is_collective(name)


def test_folding_a_name_twice_is_folding_it_once():
    for outlet in load_authority():
        for name in outlet.names:
            assert folded_name(folded_name(name)) == folded_name(name)
            assert respelled(respelled(folded_name(name))) == respelled(folded_name(name))


def test_the_authority_file_holds_hundreds_of_outlets_of_known_kinds():
    outlets = load_authority()
    assert len(outlets) > 300
    assert {outlet.kind for outlet in outlets} == set(KINDS)
    assert all(outlet.country == "" or (len(outlet.country) == 2 and outlet.country.isupper()) for outlet in outlets)
    assert all(outlet.homepage == "" or outlet.homepage.startswith("http") for outlet in outlets)


def test_no_spelling_of_the_authority_file_belongs_to_two_outlets():
    counts = Counter(name for outlet in load_authority() for name in {folded_name(name) for name in outlet.names})
    assert [name for name, count in counts.items() if count > 1] == []


def test_outlets_that_history_kept_apart_are_kept_apart():
    known = KnownSources.from_outlets(load_authority())
    pairs = [("Itar-Tass", "TASS"), ("ORT", "Channel One"), ("Radio Liberty", "RFE/RL"), ("NTV", "CNN Turk")]
    assert all(known.slug_of(one) and known.slug_of(one) != known.slug_of(other) for one, other in pairs)


def test_an_outlet_of_unknown_kind_is_an_error(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text('[[outlet]]\nname = "Bugle"\nkind = "leaflet"\n')
    with pytest.raises(ValueError, match="leaflet"):
        load_authority(path)
