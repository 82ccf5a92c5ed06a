"""Days with months in other languages."""

import pytest

from archive.text.citations.dates.foreign_days import find_foreign_days, first_days

DAYS = [
    ("5. Mai", [(5, 5, None)]),
    ("14. und 15. Dezember", [(12, 14, None), (12, 15, None)]),
    ("14–15 déc.", [(12, 14, None), (12, 15, None)]),
    ("1er août", [(8, 1, None)]),
    ("6 de julio de 2004", [(7, 6, 2004)]),
    ("6 июля 2004 г.", [(7, 6, 2004)]),
    ("6 липня 2004 р.", [(7, 6, 2004)]),
    ("6 lipca 2004 r.", [(7, 6, 2004)]),
    ("14 XII 2004", [(12, 14, 2004)]),
    ("5 Mayıs", [(5, 5, None)]),
    ("5.v.1998", [(5, 5, 1998)]),
    ("9.XII.98", [(12, 9, 1998)]),
    ("5. мај 2003", [(5, 5, 2003)]),
    ("1998. 5 мая", [(5, 5, 1998)]),
    ("1 авг.", [(8, 1, None)]),
    ("3 lammulya", []),
]


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_days_in_other_languages(text, expected):
    found = [(day.month, day.day, day.year) for days in find_foreign_days(text, 0, len(text)) for day in days.days]
    assert found == expected


def test_the_word_for_a_year_belongs_to_the_date():
    assert next(find_foreign_days("6 июля 2004 г.", 0, 14)).text == "6 июля 2004 г."


def test_a_day_comes_before_a_month_alone():
    assert first_days("Tesker Zeitung, 1. Aug.", 0, 23).text == "1. Aug."
