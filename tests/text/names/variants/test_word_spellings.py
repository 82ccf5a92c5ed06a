"""Other spellings of words, and words that signs hold together."""

from __future__ import annotations

import pytest

from archive.text.names.variants.word_spellings import joined_form, joined_forms, other_spellings, signs_in_words


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("harbour", "harbor"),
        ("harbors", "harbours"),
        ("Neighbourhood", "neighborhood"),
        ("labour", "labor"),
        ("defence", "defense"),
        ("offenses", "offences"),
        ("organise", "organize"),
        ("organization", "organisation"),
        ("analysed", "analyzed"),
        ("centre", "center"),
        ("kilometers", "kilometres"),
        ("programme", "program"),
        ("programs", "programmes"),
        ("catalogue", "catalog"),
        ("grey", "gray"),
        ("children", "child"),
        ("men", "man"),
        ("fishermen", "fisherman"),
        ("crises", "crisis"),
        ("indices", "index"),
        ("co-operation", "cooperation"),
        ("follow-up", "followup"),
        ("1,000,000", "1000000"),
        ("1000000", "1,000,000"),
        ("O’Brien", "O Brien"),
    ],
)
def test_other_spellings(word, other):
    assert other in other_spellings(word)


@pytest.mark.parametrize("word", ["ferry", "hour", "four", "2004", "1999", "Yemen", "tire", "", "U.S.", "C++"])
def test_words_with_one_spelling(word):
    assert other_spellings(word) == ()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("The co-operation with the U.S. went on", ["cooperation", "us"]),
        ("The US and NATO", ["us"]),
        ("in N.A.T.O.’s view", ["nato"]),
        ("U.S.-led troops", ["us"]),
        ("C++, C# and .NET", []),
        ("a follow‑up of decision-making", ["followup", "decisionmaking"]),
        ("They told us. It ended. V. Socor wrote", []),
        ("A – B", []),
    ],
)
def test_joined_forms(text, forms):
    assert [form for form, _, _ in joined_forms(text)] == forms


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("cooperation", "cooperation"),
        ("US", "us"),
        ("U.S.", "us"),
        ("U.S", "us"),
        ("N.A.T.O.", "nato"),
        ("NATO", "nato"),
        ("us", ""),
        ("co-operation", ""),
        ("c", ""),
    ],
)
def test_joined_form(word, form):
    assert joined_form(word) == form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ and c#, .NET or .net", "Cplusplus and csharp, dotNET or dotnet"),
        ("(C++)/F#", "(Cplusplus)/Fsharp"),
        ("C+, C+++, ab++, C##, C#x, 1++, #1", "C+, C+++, ab++, C##, C#x, 1++, #1"),
        ("www.example.net, net. The .network, a..net", "www.example.net, net. The .network, a..net"),
        ("", ""),
    ],
)
def test_signs_in_words(text, expected):
    assert signs_in_words(text) == expected
