"""Spelling keys: what the rules do to a word, rule by rule, and what they leave alone."""

import pytest

from archive.text.names.variants.phonetic_keys import MAX_NAME, spelling_key


@pytest.mark.parametrize(
    ("letters", "key"),
    [
        ("xodorkovskij", "hodorkovski"),
        ("raxmonov", "rahmonov"),
        ("alexeev", "alekseev"),
        ("evgueni", "evgeni"),
        ("joukov", "jukov"),
        ("nikolaj", "nikolai"),
        ("politkovskaja", "politkovskaia"),
        ("massimov", "masimov"),
        ("smirnoff", "smirnov"),
        ("karimowa", "karimova"),
        ("zwezda", "zvezda"),
        ("woloschin", "voloshin"),
        ("yevkurov", "evkurov"),
        ("kiriyenko", "kirienko"),
        ("vasilyev", "vasilev"),
        ("kiseliov", "kiselev"),
        ("fyodorov", "fedorov"),
        ("gorbachov", "gorbachev"),
        ("mariya", "maria"),
        ("tymoshenka", "timoshenko"),
        ("bakytzhan", "bakitjan"),
        ("qadyrov", "kadirov"),
        ("tsoy", "tsoi"),
        ("khost", "khost"),
        ("mary", "mary"),
        ("hess", "hess"),
        ("desert", "desert"),
        ("dessert", "dessert"),
        ("planned", "planned"),
        ("barrow", "barrov"),
        ("x" * (MAX_NAME + 1), ""),
    ],
)
def test_spelling_key(letters, key):
    assert spelling_key(letters) == key
