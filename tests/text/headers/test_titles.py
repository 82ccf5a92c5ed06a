"""Headings, readable titles, provisional titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.headers.titles import MAX_PROVISIONAL, is_heading, provisional_title, readable_title


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("TALKS BREAK FOR CONSULTATIONS.", True),
        ("Grain Could Flow Through Third Valleys.", True),
        ("“Ferry Variant” for Zvolna?", True),
        ("…Ostrava, Zvolna, Lower Marsh:", True),
        ("Ferrymen Say the Toll Is on the Verge of Doubling.", True),
        ("Talks broke off on July 16.", False),
        ("The Mayor of Zvolna met the Ferrymen of Lower Marsh.", False),
        ("(Valley Agency, March 19)", False),
        ("[1] Ford Gazette", False),
        ("NATO", False),
        ("Zvolna", False),
        ("", False),
    ],
)
def test_headings(line, heading):
    assert is_heading(line) is heading


BELOW = (
    "The GTV crew left. An aide of McArdle told GTV that RosFerry and the US would pay. Xi came too; nobody asked us."
)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("TALKS BREAK FOR CONSULTATIONS.", "Talks Break for Consultations"),
        ("THE ROAD TO ZVOLNA: A LONG WAY", "The Road to Zvolna: A Long Way"),
        ("FERRYMEN’S GTV AND MCARDLE TRADE BLOWS.", "Ferrymen’s GTV and McArdle Trade Blows"),
        ("ROSFERRY ASKS US, UN AND NATO", "RosFerry Asks US, UN and NATO"),
        ("MEETING OF XI AND LOUIS XIV", "Meeting of Xi and Louis XIV"),
        ("TALKS ON “EXTREMISTS” AND ANTI-TOLL LEAGUE", "Talks on “Extremists” and Anti-Toll League"),
        ("REGIONAL CHALLENGE MOUNTS…", "Regional Challenge Mounts…"),
        ("A  Quiet   Ferry.", "A Quiet Ferry"),
        ("Ferries of the U.S.", "Ferries of the U.S."),
        ("Why Not?", "Why Not?"),
    ],
)
def test_readable_titles(printed, title):
    assert readable_title(printed, BELOW) == title


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        (["The ferry ran again on Monday. Nobody asked why."], "The ferry ran again on Monday"),
        (["Gen. A. Vale of the U.S. Navy left the ford. He returned."], "Gen. A. Vale of the U.S. Navy left the ford"),
        (["“Nobody asked the ferrymen why.” So it went on."], "“Nobody asked the ferrymen why.”"),
        (["The toll (Agency, May 3) was doubled today. Why?"], "The toll was doubled today"),
        (["***", "Snow came early to Zvolna this year."], "Snow came early to Zvolna this year"),
        ([], "Untitled"),
        (["—"], "Untitled"),
        (["word " * 40], ("word " * 16).strip() + "…"),
        (["x" * 200], "x" * 79 + "…"),
    ],
)
def test_provisional_titles(paragraphs, title):
    assert provisional_title(paragraphs) == title


@given(st.lists(st.text(max_size=300), max_size=3))
def test_provisional_titles_are_short_and_never_empty(paragraphs):
    assert 0 < len(provisional_title(paragraphs)) <= MAX_PROVISIONAL
