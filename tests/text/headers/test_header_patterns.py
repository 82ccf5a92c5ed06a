"""Header lines in every form."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import Precision
from archive.text.headers.header_patterns import name_at_head, read_dated_name, read_header_line, read_printed_date
from archive.text.headers.publication_facts import PublicationNames
from tests.timing import at_most

NAMES = PublicationNames([("Zvolna Courier", ["ZC", "Courier"]), ("Ferry Bulletin", [])])

HEADERS = [
    # line, publication, volume, number, first day
    ("Publication: Zvolna Courier Volume: 1 Issue: 115", "Zvolna Courier", 1, "115", None),
    ("PUBLICATION: ZVOLNA COURIER VOLUME: 1 ISSUE: 115", "ZVOLNA COURIER", 1, "115", None),
    ("Publication:Zvolna Courier, Volume:1, Issue:115", "Zvolna Courier", 1, "115", None),
    ("Publication: Unheard Of Volume: IX Issue: 3–4", "Unheard Of", 9, "3–4", None),
    ("Publication: Ferry Bulletin Volume: 2 Issue: Supplement", "Ferry Bulletin", 2, "Supplement", None),
    ("Publication: Ferry Bulletin Volume: 2 Issue: 12a", "Ferry Bulletin", 2, "12a", None),
    ("Publication: Ferry Bulletin Volume: 2 Issue:", "Ferry Bulletin", 2, None, None),
    ("Publication: Ferry Bulletin Volume: Issue: 7", "Ferry Bulletin", None, "7", None),
    ("Publication: Ferry Bulletin Volume: 99999 Issue: 7", "Ferry Bulletin", None, "7", None),
    ("Courier Volume 9, Issue 11 (March 20, 2008)", "Courier", 9, "11", "2008-03-20"),
    ("Zvolna Courier, Volume: 13 Issue: 194 | December 12, 2016", "Zvolna Courier", 13, "194", "2016-12-12"),
    ("Ferry Bulletin, Vol. IX, No. 43", "Ferry Bulletin", 9, "43", None),
    ("VOLUME XVIII • ISSUE 5", "", 18, "5", None),
    ("VOLUME XVIII • ISSUE 5 • MARCH 12, 2018", "", 18, "5", "2018-03-12"),
    ("Volume 2 u Issue 4 u April 2011", "", 2, "4", "2011-04-01"),
    ("Volume IX  Issue 43  November 24, 2011", "", 9, "43", "2011-11-24"),
    ("FerryBulletin  VOLUME IV • ISSUE 5", "FerryBulletin", 4, "5", None),
    ("Thursday, December 2, 2004 — Volume 1, Issue 140", "", 1, "140", "2004-12-02"),
    ("Courier – A Daily Briefing, 27 March 1996, Vol. II, No. 61", "Courier", 2, "61", "1996-03-27"),
    ("Some Gazette, Vol. 3, No. 4 (Spring 1999)", "Some Gazette", 3, "4", "1999-01-01"),
    ("Issue 5, Volume 3", "", 3, "5", None),
    # One number alone.
    ("Publication: Zvolna Courier Issue: 45", "Zvolna Courier", None, "45", None),
    ("Publication: Unheard Of No. 3–4 (June 2013)", "Unheard Of", None, "3–4", "2013-06-01"),
    ("Publication: Zvolna Courier Volume: 2", "Zvolna Courier", 2, None, None),
    ("Publication: Zvolna Courier Volume: 2 | December 12, 2016", "Zvolna Courier", 2, None, "2016-12-12"),
    ("Zvolna Courier, No. 45 (June 2013)", "Zvolna Courier", None, "45", "2013-06-01"),
    ("Courier No. 45", "Courier", None, "45", None),
    ("Ferry Bulletin #45, 7 June 2013", "Ferry Bulletin", None, "45", "2013-06-07"),
    ("No. 45, June 2013", "", None, "45", "2013-06-01"),
    ("Issue 45 | 7 June 2013", "", None, "45", "2013-06-07"),
    # Words of other languages.
    ("Вестник порта, том 3, № 4", "Вестник порта", 3, "4", None),
    ("Вестник порта, т. 3, № 4–5 (июнь 2013)", "Вестник порта", 3, "4–5", "2013-06-01"),
    ("Publication: Вісник порту Том: 3 Випуск: 12", "Вісник порту", 3, "12", None),
    ("Hafenblatt, Bd. IX, Nr. 43", "Hafenblatt", 9, "43", None),
    ("Hafenblatt, Jg. 12 (2013), Heft 3", "Hafenblatt", 12, "3", "2013-01-01"),
    ("Hafenblatt, 12. Jahrgang, Heft 3", "Hafenblatt", 12, "3", None),
    ("Lettre du Port, tome XII, n° 3", "Lettre du Port", 12, "3", None),
    ("Lettre du Port, 12e année, no 3, 7 juin 2013", "Lettre du Port", 12, "3", "2013-06-07"),
    ("Carta del Puerto, año 12, núm. 3", "Carta del Puerto", 12, "3", None),
    ("Carta del Puerto, tomo 12, número 3 (junio 2013)", "Carta del Puerto", 12, "3", "2013-06-01"),
    ("Lettera del Porto, anno XII, fasc. 3", "Lettera del Porto", 12, "3", None),
    ("Przystań, rocznik 12, zeszyt 3", "Przystań", 12, "3", None),
    ("Přístav, roč. 12, č. 3", "Přístav", 12, "3", None),
    ("Kikötői Levél, XII. évfolyam, 3. szám", "Kikötői Levél", 12, "3", None),
    ("Liman Mektubu, Cilt 12, Sayı 3", "Liman Mektubu", 12, "3", None),
    ("Havnebladet, årg. 12, nr. 3", "Havnebladet", 12, "3", None),
    ("رسالة الميناء، المجلد 12، العدد 3", "رسالة الميناء", 12, "3", None),
    ("港口通讯 第12卷第3期", "港口通讯", 12, "3", None),
    ("港だより 12巻3号", "港だより", 12, "3", None),
    ("Zvolna Courier, Volume 2 (2013)", "Zvolna Courier", 2, None, "2013-01-01"),
]


@pytest.mark.parametrize(("line", "publication", "volume", "number", "day"), HEADERS, ids=[row[0] for row in HEADERS])
def test_headers(line, publication, volume, number, day):
    header = read_header_line(line, NAMES)
    assert (header.publication, header.volume, header.number) == (publication, volume, number)
    assert (header.date.first.isoformat() if header.date else None) == day
    assert (header.before, header.rest) == ("", "")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The ferry ran again.",
        "See Ferry Bulletin, Volume 8, Issue 10, for what he said about the toll in March.",
        "He spoke of Volume 3, Issue 4.",
        "The volume of trade is an issue 4 times a year",
        "Publication of the report was put off.",
        "Volume: 3",
        "Issue: 45",
        "Decree No. 45",
        "Decree No. 45 (June 2013)",
        "No. 10, Downing Street",
        "He read Courier No. 45 in the ferry, as he said.",
        "Number 45 was missed by all.",
        "The Volume of the Harbour",
        "Volume 2 of the plan was put off in June 2013",
    ],
)
def test_prose_is_no_header(line):
    assert read_header_line(line, NAMES) is None


def test_a_title_on_the_same_line_stands_before():
    header = read_header_line("Toll Doubled Publication: Courier Volume: 1 Issue: 2", NAMES)
    assert (header.before, header.publication) == ("Toll Doubled", "Courier")


def test_text_on_the_same_line_stands_behind():
    header = read_header_line("Publication: Courier Volume: 1 Issue: 2 The ferry ran again.", NAMES)
    assert (header.number, header.rest) == ("2", "The ferry ran again.")


def test_a_known_name_with_a_date_is_read_without_a_volume():
    for line in ("Ferry Bulletin, May 3, 1996", "(May 3, 1996 issue of the Ferry Bulletin)"):
        assert read_dated_name(line, NAMES).publication == "Ferry Bulletin"
        assert read_dated_name(line, NAMES).date.first == datetime.date(1996, 5, 3)
    assert read_dated_name("Unheard Of, May 3, 1996", NAMES) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [("ZVOLNA COURIER", "ZVOLNA COURIER"), ("Courier – A Daily Briefing", "Courier"), ("Courier service resumes", "")],
)
def test_names_at_the_head_of_a_masthead(line, name):
    assert name_at_head(line, NAMES) == name


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("March 20, 2008", "2008-03-20", Precision.DAY),
        ("| 02-20-2013", "2013-02-20", Precision.DAY),
        ("23/11/2005", "2005-11-23", Precision.DAY),
        ("05.05.2005", "2005-05-05", Precision.DAY),
        ("March 20, 2008 04:20 PM", "2008-03-20", Precision.DAY),
        ("March 20–26, 2008", "2008-03-20", Precision.DAY),
        ("March–April 1999", "1999-03-01", Precision.MONTH),
        ("Winter 1999/2000", "1999-01-01", Precision.YEAR),
        ("Winter 1999", "1999-01-01", Precision.YEAR),
        ("11.8.2004", "2004-08-11", Precision.DAY),
        ("2013/06/07", "2013-06-07", Precision.DAY),
        ("3. Juli 2013", "2013-07-03", Precision.DAY),
        ("3 de julio de 2013", "2013-07-03", Precision.DAY),
        ("3 июля 2013 г.", "2013-07-03", Precision.DAY),
        ("mai 2013", "2013-05-01", Precision.MONTH),
        ("11/8/2004", None, None),
        ("3. Juli", None, None),
        ("31/13/2004", None, None),
        ("March 32, 2008", None, None),
        ("yesterday", None, None),
        ("x" * 10_000, None, None),
    ],
)
def test_printed_dates(text, day, precision):
    date = read_printed_date(text)
    assert (date and date.first.isoformat(), date and date.precision) == (day, precision)


@given(st.text(max_size=200))
def test_any_line_is_read(line):
    read_header_line(f"Vol {line}", NAMES)
    read_dated_name(line, NAMES)


@pytest.mark.parametrize(
    "line",
    [
        "Publication: " * 8_000 + "vol",
        "Publication:" + " " * 99_000 + "Volume:",
        "Publication: " + ", " * 40_000 + "Volume: 1",
    ],
)
def test_hostile_lines_take_no_time(line):
    with at_most(6):
        read_header_line(line, NAMES)
