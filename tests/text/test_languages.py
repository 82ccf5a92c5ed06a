"""Language tags."""

from __future__ import annotations

import pytest

from archive.text.languages import is_right_to_left, language_attributes


@pytest.mark.parametrize("tag", ["ar", "AR", "he-IL", "fa", "ur_PK", "az-Arab", "ara", "pes-Arab-IR", "yi", "ku-Arab"])
def test_right_to_left(tag):
    assert is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["", "en", "ru", "az", "ar-Latn", "he-Latn-IL", "ku", "zh-Hant-TW", "x"])
def test_left_to_right(tag):
    assert not is_right_to_left(tag)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("ar", 'lang="ar" dir="rtl"'),
        ("pt-BR", 'lang="pt-BR"'),
        ("", ""),
        ('"><b>', 'lang="&quot;&gt;&lt;b&gt;"'),
    ],
)
def test_attributes(tag, attributes):
    assert language_attributes(tag) == attributes
