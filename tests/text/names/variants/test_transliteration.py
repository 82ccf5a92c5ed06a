"""Transliteration: each language's letters, and how a word's language is told."""

import pytest

from archive.text.names.variants.transliteration import is_cyrillic, latin_readings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Путин", True),
        ("газета Kommersant", True),
        ("Қазақстан", True),
        ("Putin", False),
        ("Čubajs", False),
        ("Αθήνα", False),
        ("", False),
    ],
)
def test_is_cyrillic(text, expected):
    assert is_cyrillic(text) is expected


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        # Russian
        ("Хрущёв", ("khrushchev",)),
        ("Чайковский", ("chaykovskiy",)),
        ("Эльцин", ("eltsin",)),
        ("Объезд", ("obezd",)),
        ("Подъёмгрунт", ("podemgrunt",)),
        ("Юля", ("yulya",)),
        # Ukrainian
        ("Сергій", ("serhiy",)),
        ("Їжак", ("yizhak",)),
        ("Євген", ("yevhen",)),
        ("Ґалаґан", ("galagan",)),
        ("Луганськ", ("luhansk",)),
        # Belarusian
        ("Ціханоўская", ("tsikhanouskaya",)),
        ("Гарэцкі", ("haretski",)),
        # Russian or Ukrainian
        ("Богдан", ("bogdan", "bohdan")),
        # Kazakh, Kyrgyz
        ("Қасым", ("qasym",)),
        ("Нұрсұлтан", ("nursultan",)),
        ("Әлғазы", ("alghazy",)),
        ("Өзгөн", ("ozgon",)),
        # Tajik, Uzbek
        ("Тоҷикистон", ("tojikiston",)),
        ("Раҳмонӣ", ("rahmoni",)),
        ("Ўзбекистон", ("ozbekiston",)),
        ("Фарғона", ("farghona",)),
        # South Slavic
        ("Ђинђић", ("djindjich",)),
        # Other scripts, and none
        ("თბილისი", ("tbilisi",)),
        ("Éluard", ("eluard",)),
        ("Putin", ("putin",)),
        ("", ("",)),
    ],
)
def test_latin_readings(word, readings):
    assert latin_readings(word) == readings
