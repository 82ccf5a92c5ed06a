"""What reads like the name of a source, though no list knows it, and what does not."""

import pytest

from archive.text.citations.names.unknown_names import is_person, is_place, may_be_name


@pytest.mark.parametrize(
    "name",
    [
        "Zarya Vostoka", "Zvolna", "Zvolna News", "Channel 5", "N7", "168 Hours", "al-Zarya", "the Zvolna Herald",
        "local media", "Zarya [Zvolna]", "Ministry of Trade", "Zvolna Institute", "Voice of the Free Coast",
        "Boris Petrov Foundation", "Press Service of the President", "Presidential press service",
        "multiple sources", "zarya.zv", "新华社",
    ],
)  # fmt: skip
def test_a_name_is_believed(name):
    assert may_be_name(name)


@pytest.mark.parametrize(
    "gloss",
    [
        "the third since 1992", "NATO summit", "Victory Day", "Tuesday", "May", "born in Zvolna", "killed",
        "also known as X", "Treaty of Zvolna", "CIS Summit in Zvolna", "Federal Law No. 35",
        "Presidential Decree 1300", "Resolution 1244", "Budapest Memorandum", "Zvolna region", "Zvolna Oblast",
        "Zvolna airport", "Operation Storm", "Battle of Zvolna", "Group A", "Figure 2", "Project 955", "25 percent",
        "3.5 million tons", "Boris Nemtsov", "President Putin", "Defense Minister Ivanov", "Moscow",
        "Bishkek and Osh", "Minsk II", "Geneva-2", "D", "", "x = y", "Eid al-Fitr", "a" * 91,
        "one two three four five six seven eight nine ten eleven",
    ],
)  # fmt: skip
def test_a_gloss_is_not(gloss):
    assert not may_be_name(gloss)


@pytest.mark.parametrize("name", ["Boris Petrov", "Jean-Claude Petit", "Gen. Petrov", "Foreign Minister Petrov"])
def test_persons_are_told_by_a_given_name_or_an_office(name):
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    ["Boris", "Zarya Severa", "Robert Petrov Institute", "John Petrov blog", "President of Zvolna", "general staff"],
)
def test_outlets_and_organisations_are_no_persons(name):
    assert not is_person(name)


@pytest.mark.parametrize("name", ["Moscow", "moscow", "New York", "Moscow and Kyiv", "Minsk-2"])
def test_places_are_told(name):
    assert is_place(name)


@pytest.mark.parametrize("name", ["Moscow Times", "Zvolna", "Moscow and Zvolna", ""])
def test_other_names_are_no_places(name):
    assert not is_place(name)
