"""Authors and years."""

import pytest

from archive.text.citations import CitationStyle, Form
from tests.text.citations.reading import names_and_days

CITED = [
    ("(Vale 1999, 12; Brod 2001, 4)", ["Vale 1999", "Brod 2001"]),
    ("(Vale 1999; Brod, 2001; see also Lamm 2003)", ["Vale 1999", "Brod 2001", "Lamm 2003"]),
    ("(Vale 1999, 12; Brod 2001, 4) (Lamm 2003: 5)", ["Vale 1999", "Brod 2001", "Lamm 2003"]),
    ("(Vale & Brod, 1999) (Lamm et al. 2003)", ["Vale & Brod 1999", "Lamm et al. 2003"]),
    ("(see Vale 1999, 12) (cf. van Brod 2001a, pp. 4–6)", ["Vale 1999", "van Brod 2001"]),
    ("(Ministry of Ports 2003, 4) (Vale and Brod 1999: 12)", ["Ministry of Ports 2003", "Vale and Brod 1999"]),
    ("(Vale 1999, 12; 2001, 4) (Brod 1998, ch. 3)", ["Vale 1999", "Brod 1998"]),
    ("(Country Reports 1995 1996, 27) (Brod 1998, 3)", ["Country Reports 1995 1996", "Brod 1998"]),
    ("(Vale 1999, 12) (Brod 2001, 4). Vale (1999) does, Petrov (1999) not.", ["Vale 1999", "Brod 2001", "Vale 1999"]),
    ("(Vale 1999, 12) (Brod 2001, 4) (Lamm 1998)", ["Vale 1999", "Brod 2001", "Lamm 1998"]),
    ("It froze (Vale 1999).|References|Vale, A. 1999. The ice of Tesk.|Brod, B. 2001. Its thaw.", ["Vale 1999"]),
]  # fmt: skip
NOT_CITED = [
    "(Tesk 1999)",
    "(Vale 1999) (Brod 2001)",
    "(Vale 1999; Brod 2001)",
    "(Vale 1999, 12)",
    "(Olympics 1996, 12; Expo 2001, 4) (Summer 1999, 3)",
    "(Law 1999, 12) (Article 2001, 4)",
    "(Moscow 1999, Paris 2001) (Riga 1998, 3)",
    "(May 1999, 12) (June 2001, 4)",
    "(Directive 2001/29) (Resolution 1244, 1999)",
    "(founded 1999, closed 2001) (born 1950, 3)",
    "(World Cup 1998; Festival 2000) (Ice Season 1999, 12)",
]


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_authors_and_years(text, expected):
    assert names_and_days(f"The bay froze. {text}", year=None) == expected


@pytest.mark.parametrize("text", NOT_CITED)
def test_other_years(text):
    assert names_and_days(f"The bay froze. {text}", year=None) == []


def test_one_of_them_alone_is_read_in_a_publication_that_cites_so():
    style = CitationStyle(frozenset({Form.AUTHOR_YEAR}))
    assert names_and_days("The bay froze (Vale 1999).", style=style) == ["Vale 1999"]
    assert names_and_days("The bay froze (Vale 1999, 12).") == []
