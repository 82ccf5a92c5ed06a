"""Names as signed, parted into family name and the rest."""

import pytest

from archive.text.names.personal_names import family_and_given, sort_key


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Vladimir Socor", "Socor", "Vladimir"),
        ("Jan van der Meer", "van der Meer", "Jan"),
        ("Socor, Vladimir", "Socor", "Vladimir"),
        ("John Daly Jr.", "Daly", "John Jr."),
        ("John Daly, Jr.", "Daly", "John Jr."),
        ("Staff", "Staff", ""),
        ("Sarnel Basin Commission", "Sarnel Basin Commission", ""),
        ("Ministry of Ports, Roads and Canals", "Ministry of Ports, Roads and Canals", ""),
        ("Bank of Tesk", "Bank of Tesk", ""),
        ("Varda Harbour Press Service", "Varda Harbour Press Service", ""),
        ("Alonzo Church", "Church", "Alonzo"),
        ("Robert W. Service", "Service", "Robert W."),
        ("Van Dyke", "Dyke", "Van"),
        ("van Dyke", "Dyke", "van"),
        ("Jr.", "Jr.", ""),
        ("", "", ""),
        (",", "", ""),
    ],
)
def test_family_and_given(name, family, given):
    assert family_and_given(name) == (family, given)


def test_sort_key_puts_the_family_name_first_and_folds_it():
    assert sort_key("Élise de la Tour") == "de la tour, elise"
