"""Names of countries."""

import pytest

from archive.text.names.countries import country_name
from archive.text.names.source_names import load_authority


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("KZ", "Kazakhstan"),
        ("ru", "Russia"),
        ("GB", "United Kingdom"),
        ("CZ", "Czechia"),
        ("CI", "Côte d’Ivoire"),
        ("SU", "Soviet Union"),
        ("XK", "Kosovo"),
        ("Lethmark", "Lethmark"),
        ("", ""),
    ],
)
def test_a_code_has_a_name(code, name):
    assert country_name(code) == name


def test_every_country_of_the_authority_file_has_one():
    codes = {outlet.country for outlet in load_authority()} - {""}
    assert [code for code in sorted(codes) if country_name(code) == code] == []
