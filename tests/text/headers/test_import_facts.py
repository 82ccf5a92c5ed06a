"""Facts of an import.toml."""

from __future__ import annotations

import pytest

from archive.text.headers.import_facts import BadImportFacts, ImportFacts, read_import_toml
from archive.text.numbering.habits import Numbering


def test_all_keys_are_read():
    facts = read_import_toml(
        'publication = "Harbour Letter"\nnumbering = "date"\nvolume = 12\nissue = "3–4"\ndate = 2013-06-07\n'
        'language = "ru"\nauthors = ["Ana Brod"]\ntopics = "Harbours"\nencoding = "cp1250"\n'
    )
    assert facts.date is not None
    assert facts.date.first.isoformat() == "2013-06-07"
    assert (facts.publication, facts.numbering, facts.volume, facts.issue) == (
        "Harbour Letter",
        Numbering.DATE,
        12,
        "3–4",
    )
    assert (facts.language, facts.authors, facts.topics, facts.encoding) == (
        "ru",
        ("Ana Brod",),
        ("Harbours",),
        "cp1250",
    )


def test_numbers_may_stand_without_quotation_marks_or_with_them():
    assert read_import_toml('volume = "12"\nissue = 3') == ImportFacts(volume=12, issue="3")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("volume = ", "This is not TOML"),
        ('volum = "12"', "“volum” is not known."),
        ("volume = true", "volume cannot be"),
        ("volume = 10000", "volume cannot be"),
        ('issue = ""', "issue cannot be"),
        ('numbering = "fortnight"', "numbering cannot be"),
        ('date = "some day"', "date cannot be"),
        ('language = "English, please"', "language cannot be"),
        ('encoding = "klingon"', "encoding cannot be"),
        ("authors = [1]", "authors cannot be"),
        ("publication = { a = 1 }", "publication cannot be"),
        (f'publication = "{"x" * 60_000}"', "The file has 60,0"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_a_remedy(text, reason):
    with pytest.raises(BadImportFacts) as bad:
        read_import_toml(text)
    assert str(bad.value).startswith(reason)
    assert bad.value.remedy


def test_nearer_facts_win_key_by_key():
    nearer, farther = ImportFacts(volume=2, issue="1"), ImportFacts(publication="Quay Paper", volume=1)
    assert nearer.over(farther) == ImportFacts(publication="Quay Paper", volume=2, issue="1")
