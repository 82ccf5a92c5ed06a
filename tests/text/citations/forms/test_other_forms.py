"""The date first; names alone and joined by slashes; datelines; lines of sources."""

import pytest

from tests.text.citations.reading import names_and_days, reading

DATE_FIRST = [
    ("(March 3, 1999, HARBOR REVIEW)", ["HARBOR REVIEW 1999-03-03"]),
    ("(3 March 1999, Tesk Herald)", ["Tesk Herald 1999-03-03"]),
    ("(March 3, 1999: Radio Tesk)", ["Radio Tesk 1999-03-03"]),
    ("(March 3, 1999 Tesk Herald)", ["Tesk Herald 1999-03-03"]),
    ("(March 3, 1999, Zarya) (March 5, 1999, Lamm)", ["Zarya 1999-03-03", "Lamm 1999-03-05"]),
    ("(March 3, 1999, Interfax) (March 5, 1999, Lamm)", ["Interfax 1999-03-03", "Lamm 1999-03-05"]),
    ("(March 3, 1999, Tesk Herald; March 5, 1999, Reuters)", ["Tesk Herald 1999-03-03", "Reuters 1999-03-05"]),
    ("(March 3, 1999, Tesk Herald, by Ivan Petrov)", ["Tesk Herald 1999-03-03"]),
    ("(May 5, 1999; Tesk Herald)", ["Tesk Herald 1999-05-05"]),
    ("(May 5, 1999, Harbor Review and Tesk Times)", ["Harbor Review 1999-05-05", "Tesk Times 1999-05-05"]),
    ("(March 3, 1999, Zarya)", []),
    ("(May 9, 1999, Victory Day) (June 12, 1999, Independence Day)", []),
    ("(March 3, 1999, Moscow) (March 5, 1999, Paris)", []),
    ("(March 3, 1999, Ivan Petrov) (March 5, 1999, Boris Lammic)", []),
    ("(March 3, 1999, when it froze) (March 5, 1999, and later)", []),
]  # fmt: skip
JOINED = [
    ("It froze. (Kerpress/LNB)", ["Kerpress", "LNB"]),
    ("It froze (Interfax/LNB).", ["Interfax", "LNB"]),
    ("It froze (dpa/AFP).", ["dpa", "AFP"]),
    ("It froze (Kerpress / LNB / Zarya).", ["Kerpress", "LNB", "Zarya"]),
    ("It froze (Kerpress/LNB, May 3).", ["Kerpress 1999-05-03", "LNB 1999-05-03"]),
    ("It froze (RFE/RL, May 3).", ["RFE/RL 1999-05-03"]),
    ("It froze (Tesk Times, LNB/Kerpress/media).", ["Tesk Times", "LNB", "Kerpress"]),
    (
        "It froze (Kerpress/LNB)|It thawed (Glas, by Ana Vale)|Rain (Glas/Kerpress)",
        ["Kerpress", "LNB", "Glas", "Glas", "Kerpress"],
    ),
    ("It froze (and/or) thawed (his/her) (km/h).", []),
    ("They fought (PKA/YPA) and (LDR/DDR) again.", []),
    ("It froze. (Tesk/Lamm)", []),
]
ALONE = [
    ("Council meets Petar Lammic (K92)", ["K92"]),
    ("Council meets again (K92)|Ice is near (Beta)|Ice is here (Dnevnik, N1)", ["K92", "Beta", "Dnevnik", "N1"]),
    (
        "Council meets again (K92)|Ice is near (N1)|Ice is here (Koha)|Ice is gone (Lammic)",
        ["K92", "N1", "Koha", "Lammic"],
    ),
    ("Council meets again (K92) The council met.|Ice is near (N1)\nIt is.", ["K92", "N1"]),
    ("Council meets again (K92) The council met.|Ice is near (Koha)2004-10-03 It is.", ["K92", "Koha"]),
    ("The board of the north (K92) Tesk was told of it.", []),
    ("It froze. [Interfax, K92]", ["Interfax", "K92"]),
    ("The agency [Interfax] said", []),
    ("Council meets again (K92)|Ice is gone (Lammic)", ["K92"]),
    ("Council meets again (Beta)", []),
    ("Council meets again (Beta) and again (Dnevnik) today", []),
    ("The agency of the north (K92) said", []),
    ("Council meets again (K92)|The party loses (DPL)", ["K92"]),
]
DATELINES = [
    ("TESK, 3. mai (Kerpress/LNB) – It froze.", ["Kerpress 1999-05-03", "LNB 1999-05-03"]),
    ("TESK, May 3 (LNB) -- It froze.", ["LNB 1999-05-03"]),
    ("LAMM, 12 mars (AFP) - Il gèle.", ["AFP 1999-03-12"]),
    ("ТЕСК, 3 мая. /ЛНБ/. Лёд.", ["ЛНБ 1999-05-03"]),
    ("Vilnius, gegužės 3 d. (BNS). Šalta.", ["BNS 1999-05-03"]),
    ("Budapest, május 3., péntek (Kerpress) - Hideg.", ["Kerpress 1999-05-03"]),
    ("TESK, 3 de mayo (LNB) – Hace frío.", ["LNB 1999-05-03"]),
    ("TESK, 3 maja (LNB) – Mróz.", ["LNB 1999-05-03"]),
    ("TESK, Lethmark, May 3 (Kerpress) – It froze.", ["Kerpress 1999-05-03"]),
    ("TESK, May 3 – Interfax. It froze.", ["Interfax 1999-05-03"]),
    ("TESK (Kerpress) – It froze.", ["Kerpress"]),
    ("TESK (AFP) – It froze.", ["AFP"]),
    ("TESK, May 3 (Sunday) – It froze.", []),
    ("NATO (OTAN) – an alliance", []),
    ("HDM- (LNB)", []),
    ("It froze (, ) Tesk", []),
    ("In Tesk, May 3 (a holiday) was cold.", []),
    ("The Board, May 3 – Victory Day. It met.", []),
]
SOURCE_LINES = [
    ("Source: Kerpress.ru, LNB.", ["Kerpress.ru", "LNB"]),
    ("Sources: Interfax; Tesk Herald, May 3", ["Interfax", "Tesk Herald 1999-05-03"]),
    ("Quelle: dpa", ["dpa"]),
    ("Источник: ЛНБ", ["ЛНБ"]),
    ("Fuente: LNB y Kerpress", ["LNB y Kerpress"]),
    ("Source: Interfax news agency, Moscow, in Russian 0830 gmt 3 May 99", ["Interfax news agency 1999-05-03"]),
    ("Source: https://www.kerpress.ru/ice/1", ["kerpress.ru"]),
    ("Source: the author's calculations", []),
    ("Source: our interviews, May 8", []),
    ("Source: Wikimedia Commons", []),
    ("The source: nobody knows it.", []),
]


def lines(table):
    return pytest.mark.parametrize(("text", "expected"), table)


@lines(DATE_FIRST)
def test_the_date_before_the_name(text, expected):
    assert names_and_days(f"It froze {text}.") == expected


@lines(JOINED)
def test_names_joined_by_slashes(text, expected):
    assert names_and_days(text) == expected


@lines(ALONE)
def test_known_names_alone(text, expected):
    assert names_and_days(text) == expected


@lines(DATELINES)
def test_datelines(text, expected):
    assert names_and_days(text) == expected


@lines(SOURCE_LINES)
def test_lines_of_sources(text, expected):
    assert names_and_days(f"It froze in the bay, and the board met.|{text}") == expected


def test_a_line_of_a_picture_above_the_text_is_none():
    assert names_and_days("Source: Kerpress.ru|It froze in the bay, and the board met.") == []


def test_the_houses_own_title_is_a_cross_reference():
    read = reading("It froze (Harbour Weekly, May 3).", publications={"Harbour Weekly": "Harbour Weekly"})
    assert read.citations == []
    assert [one.publication for one in read.cross_references] == ["Harbour Weekly"]
