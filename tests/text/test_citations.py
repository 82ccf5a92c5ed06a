"""Source citations: the forms that periodicals print, what only looks like them, their years, and their places."""

import datetime
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.citations import Setting, as_json, latest_cited_day, read_citations
from archive.text.dates import PartialDate, Precision
from archive.text.names.source_names import KnownSources

KNOWN = KnownSources.from_names(
    {
        name: name.casefold()
        for name in (
            "Interfax", "Itar-Tass", "RIA Novosti", "BNS", "Reuters", "AP", "AFP", "NTV", "RTR", "ORT", "BBC",
            "BBC News", "BBC Monitoring", "Kommersant", "Kommersant-Daily", "Izvestia", "Lietuvos Rytas", "Polit.ru",
            "Kosovo Online", "Blic", "N1", "Beta", "Koha", "24.kg", "5 Kanal", "Ekspert", "Vek", "NTV/5",
        )
    }
)  # fmt: skip
SETTING = Setting(year=2004, known=KNOWN, publications={"HDM": "Harbour Daily Monitor"})


def read(text, **changes):
    """Names and days of all mentions in a text: [("AP", "06-03", "06-05")], the last day only where it is another."""
    setting = Setting(**{"year": 2004, "known": KNOWN, "publications": SETTING.publications, **changes})
    mentions = [mention for citation in read_citations([text], setting).citations for mention in citation.mentions]
    return [(mention.name, *_days(mention)) for mention in mentions]


def _days(mention):
    if mention.first_day is None:
        return ()
    days = dict.fromkeys((mention.first_day, mention.last_day))
    return tuple(day.isoformat()[5:] if day.year == 2004 else day.isoformat() for day in days)


ONE_OR_MORE_SOURCES = [
    ("(Interfax, October 23)", [("Interfax", "10-23")]),
    ("(Zarya Severa, October 23)", [("Zarya Severa", "10-23")]),
    ("(BNS, Itar-Tass, April 19)", [("BNS", "04-19"), ("Itar-Tass", "04-19")]),
    ("(BNS, Zarya Severa, April 19)", [("BNS", "04-19"), ("Zarya Severa", "04-19")]),
    ("(AP, April 16; Zarya, April 17)", [("AP", "04-16"), ("Zarya", "04-17")]),
    ("(Itar-Tass, January 28, Kommersant-daily, January 29)", [("Itar-Tass", "01-28"), ("Kommersant-daily", "01-29")]),
    ("(Interfax; Zarya Severa, May 3)", [("Interfax", "05-03"), ("Zarya Severa", "05-03")]),
    ("(Interfax, May 3; Reuters)", [("Interfax", "05-03"), ("Reuters",)]),
    ("(Interfax and Itar-Tass, June 3)", [("Interfax", "06-03"), ("Itar-Tass", "06-03")]),
    ("(Reuters and local agencies, June 3)", [("Reuters", "06-03"), ("local agencies", "06-03")]),
    ("(Interfax via BBC Monitoring, June 3)", [("Interfax", "06-03"), ("BBC Monitoring", "06-03")]),
    ("(NTV, as quoted by Interfax, June 3)", [("NTV", "06-03"), ("Interfax", "06-03")]),
    ("(June 1, 2004, BBC News)", [("BBC News", "06-01")]),
    ("(AFP-Reuters, June 3)", [("AFP", "06-03"), ("Reuters", "06-03")]),
    ("(AP, Zarya Severa and others, June 3)", [("AP", "06-03"), ("Zarya Severa", "06-03")]),
    ("(Reuters et al., June 3)", [("Reuters", "06-03")]),
    ("(Zarya Severa, citing Interfax, June 3)", [("Zarya Severa", "06-03"), ("Interfax", "06-03")]),
    ("(Interfax, June 3 / NTV, June 4)", [("Interfax", "06-03"), ("NTV", "06-04")]),
    ("(Interfax, June 3. NTV, June 4)", [("Interfax", "06-03"), ("NTV", "06-04")]),
    ("(Interfax, June 3; ibid., June 4)", [("Interfax", "06-03")]),
]
BY_OR_IN = [
    ("(Boris Petrov, Zarya Severa, June 3)", [("Zarya Severa", "06-03")]),
    ("(Boris Petrov, “The Long Winter,” Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(Boris Petrov in Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(interview with NTV, June 3)", [("NTV", "06-03")]),
    ("(as Interfax reported on June 3)", [("Interfax", "06-03")]),
    ("(the ministry told Interfax, June 3)", [("Interfax", "06-03")]),
    ("(the tabloid daily Zarya Severa, June 3)", [("Zarya Severa", "06-03")]),
    ("(Polish daily Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(Izvestia, the ministry’s newspaper, June 3)", [("Izvestia", "06-03")]),
    ("(BBC/Reuters, June 3)", [("BBC", "06-03"), ("Reuters", "06-03")]),
    ("(NTV/5’s Night Service, June 3)", [("NTV/5’s Night Service", "06-03")]),
    ("(Interfax, 1000 gmt 3 Jun 04)", [("Interfax", "06-03")]),
    ("(official website of the Coast Council, June 3)", [("official website of the Coast Council", "06-03")]),
    ("(full text in Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(NTV, “Zarya,” June 3)", [("NTV", "06-03")]),
    ("(“Zarya,” June 3)", [("Zarya", "06-03")]),
    ("(E.g., Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(all Izvestia, June 3)", [("Izvestia", "06-03")]),
    ("(the June 3 issue of Izvestia)", [("Izvestia", "06-03")]),
    ("(Izvestia’s June 3 issue)", [("Izvestia", "06-03")]),
    ("(Ministry of Foreign Trade website, June 3)", [("Ministry of Foreign Trade website", "06-03")]),
]
NO_DAY = [
    ("(Interfax, same day)", [("Interfax",)]),
    ("(Interfax, n.d.)", [("Interfax",)]),
    ("(Interfax, ibid.)", [("Interfax",)]),
    ("(Interfax, July 33)", [("Interfax",)]),
    ("(Interfax, 3 lammulya)", [("Interfax",)]),
    ("(Interfax, 3 iyulya)", [("Interfax", "07-03")]),
    ("(Zarya Severa, No. 3, 2004)", [("Zarya Severa", "01-01", "12-31")]),
    ("(Ekspert, spring 2004)", [("Ekspert", "01-01", "12-31")]),
    ("(Ekspert, March/April)", [("Ekspert", "03-01", "04-30")]),
]
COLLECTIVE = [
    ("(Western agencies, July 27)", [("Western agencies", "07-27")]),
    ("(Russian & Western agencies, February 22)", [("Russian & Western agencies", "02-22")]),
    ("(Russian and Western agencies, February 22)", [("Russian and Western agencies", "02-22")]),
    ("(local media, June 3)", [("local media", "06-03")]),
    ("(agency reports, June 3)", [("agency reports", "06-03")]),
    ("(official sources, June 3)", [("official sources", "06-03")]),
    ("(presidential press service, June 3)", [("presidential press service", "06-03")]),
    ("(Ministry of Trade website, October 9)", [("Ministry of Trade website", "10-09")]),
]
ODD_NAMES = [
    ("(Channel 1 TV, Zvolna 2 TV, December 23)", [("Channel 1 TV", "12-23"), ("Zvolna 2 TV", "12-23")]),
    ("(RFE/RL, April 28)", [("RFE/RL", "04-28")]),
    ("(Channel One [Zvolna], April 17)", [("Channel One [Zvolna]", "04-17")]),
    ("(Zarya (Zvolna), April 17)", [("Zarya (Zvolna)", "04-17")]),
    ("(al-Zarya al-Yawm, April 17)", [("al-Zarya al-Yawm", "04-17")]),
    ("(“Coast Armies” blog, June 3)", [("“Coast Armies” blog", "06-03")]),
    ("(24.kg, June 3; 5 Kanal, June 4)", [("24.kg", "06-03"), ("5 Kanal", "06-04")]),
    ("(Interfax, June 3, 24.kg, June 4)", [("Interfax", "06-03"), ("24.kg", "06-04")]),
    ("(Interfax, June 3, 5 Kanal, June 4)", [("Interfax", "06-03"), ("5 Kanal", "06-04")]),
    ("(Ekspert, No 41, October 13)", [("Ekspert", "10-13")]),
    ("(Zarya Severa, No. 3, October 13)", [("Zarya Severa", "10-13")]),
    ("(Interfax, Moscow, June 3)", [("Interfax", "06-03")]),
    ("(Interfax, in Russian, June 3)", [("Interfax", "06-03")]),
    ("(Interfax, June 3, p. 3)", [("Interfax", "06-03")]),
    ("(Interfax, June 3, 8:30 p.m.)", [("Interfax", "06-03")]),
    ("(Interfax No. 5, June 3)", [("Interfax", "06-03")]),
    ("(Övermarsposten (June 3))", [("Övermarsposten", "06-03")]),
    ("(Interfax [June 3])", [("Interfax", "06-03")]),
    ("(Zarya\nSevera, June\n3)", [("Zarya Severa", "06-03")]),
    ("(Interfax, “What the Harbour, the Port, Wants,” June 3)", [("Interfax", "06-03")]),
    ("(Izvestia of June 3)", [("Izvestia", "06-03")]),
    ("(Interfax, NTV, both June 3)", [("Interfax", "06-03"), ("NTV", "06-03")]),
    ("(Interfax June 3)", [("Interfax", "06-03")]),
    ("(Interfax. June 3)", [("Interfax", "06-03")]),
    ("(Interfax; June 3)", [("Interfax", "06-03")]),
    ("(Interfax,June 3)", [("Interfax", "06-03")]),
    ("(AP, April16)", [("AP", "04-16")]),
    ("(新华社, June 3)", [("新华社", "06-03")]),
]
SEVERAL_DAYS = [
    ("(BNS, April 19 & 20)", [("BNS", "04-19", "04-20")]),
    ("(BNS, February 22-26)", [("BNS", "02-22", "02-26")]),
    ("(BNS, February 22–26)", [("BNS", "02-22", "02-26")]),
    ("(BNS, June 28 through 30)", [("BNS", "06-28", "06-30")]),
    ("(BNS, October 18, 28)", [("BNS", "10-18", "10-28")]),
    ("(BNS, October 18, 20, and 28)", [("BNS", "10-18", "10-28")]),
    ("(BNS, July 31 and August 1)", [("BNS", "07-31", "08-01")]),
    ("(BNS, July 11, July 9)", [("BNS", "07-09", "07-11")]),
    ("(BNS, 4-5 June)", [("BNS", "06-04", "06-05")]),
    ("(BNS, June 3; June 5)", [("BNS", "06-03", "06-05")]),
    ("(BNS, Oct. 23)", [("BNS", "10-23")]),
    ("(BNS, 23 October)", [("BNS", "10-23")]),
    ("(BNS, October 23rd)", [("BNS", "10-23")]),
    ("(BNS, Monday, October 25)", [("BNS", "10-25")]),
    ("(BNS, October 2004)", [("BNS", "10-01", "10-31")]),
    ("(BNS, February 30)", [("BNS",)]),
    ("(BNS, accessed June 3)", [("BNS", "06-03")]),
    ("(BNS, June 1, accessed June 3)", [("BNS", "06-01")]),
]
PRINTED_YEARS = [
    ("(NTV, RTR, December 23, 2003)", [("NTV", "2003-12-23"), ("RTR", "2003-12-23")]),
    ("(NTV, December 11, 12, 2003)", [("NTV", "2003-12-11", "2003-12-12")]),
    ("(NTV, December 28; RTR, December 30, 2003)", [("NTV", "2003-12-28"), ("RTR", "2003-12-30")]),
    ("(NTV, June 3; RTR, May 5, 2003)", [("NTV", "06-03"), ("RTR", "2003-05-05")]),
    ("(NTV, December 30, 2003–January 2, 2004)", [("NTV", "2003-12-30", "01-02")]),
    ("(NTV, December 30, 2003–January 2)", [("NTV", "2003-12-30", "01-02")]),
    ("(NTV, 5/27/2004)", [("NTV", "05-27")]),
    ("(NTV, 27/5/2004)", [("NTV", "05-27")]),
    ("(NTV, 27.5.2004)", [("NTV", "05-27")]),
    ("(NTV, 5/27/04)", [("NTV", "05-27")]),
    ("(NTV, 2004-05-27)", [("NTV", "05-27")]),
]
ADDRESSES = [
    ("(www.zarya.kg, April 8)", [("www.zarya.kg", "04-08")]),
    ("(Zarya.com.ua, July 22)", [("Zarya.com.ua", "07-22")]),
    ("(zarya.gov.ua)", [("zarya.gov.ua",)]),
    ("(https://www.zarya.ru/articles/232867/)", [("zarya.ru",)]),
    ("(www.zarya.ru/2004/11/22/777-a-b.html)", [("zarya.ru",)]),
    ("(https://www.zarya.org/a/1; https://www.coast.mn/en)", [("zarya.org",), ("coast.mn",)]),
    ("(https://zarya.ru/a?b=1, June 3)", [("zarya.ru", "06-03")]),
    ("(Interfax, June 3, https://zarya.ru/a)", [("Interfax", "06-03")]),
    ("(Zarya News [https://zarya.ru/a], June 3)", [("Zarya News", "06-03")]),
    ("(www.zarya.ru and www.coast.mn, June 3)", [("www.zarya.ru", "06-03"), ("www.coast.mn", "06-03")]),
    ("(http://www.zarya.ru/a, accessed 12 May 2004)", [("zarya.ru", "05-12")]),
    ("(see www.zarya.ru)", [("zarya.ru",)]),
    ("(t.me/zarya/12, June 3)", [("t.me", "06-03")]),
]
LOST_NAMES = [
    ("(, June 3)", [("", "06-03")]),
    ("( , June 3)", [("", "06-03")]),
    ("(, June 3; , June 4)", [("", "06-03"), ("", "06-04")]),
    ("(, Interfax, June 3)", [("", "06-03"), ("Interfax", "06-03")]),
    ("(Interfax, , June 3)", [("Interfax", "06-03"), ("", "06-03")]),
]
OUTSIDE = [
    ("He told the daily Lietuvos Rytas (July 20) and left.", [("Lietuvos Rytas", "07-20")]),
    ("He told the tabloid Zarya Severa (July 20) and left.", [("Zarya Severa", "07-20")]),
    ("2. Coast, Bay to Sign, Zarya Trust of India (5/27/2004)", [("Zarya Trust of India", "05-27")]),
    ("2. Coast, Bay to Sign, Reuters, Reuters (5/27/2004)", [("Reuters", "05-27")]),
    ("The oilmen turn away, Vek(no. 34) writes.", [("Vek",)]),
    ("AP reported in May that it burnt (16 Nov. 2004).", [("AP", "11-16")]),
    ("It rained. (BBC)", [("BBC",)]),
    ("It rained (Kosovo Online, Zarya, Blic)", [("Kosovo Online",), ("Zarya",), ("Blic",)]),
    ("It rained (N1 Zvolna)", [("N1 Zvolna",)]),
    ("It rained. (1, 5, Kommersant, 9, Izvestia, 10)", [("Kommersant",), ("Izvestia",)]),
    ("ZVOLNA (AFP) – It rained.", [("AFP",)]),
    ("1. Coast to Pay Bay, Interfax, April 29, 2004", [("Interfax", "04-29")]),
    ("“It rained.” –A clerk in a piece on the Polit.ru website, October 6.", [("Polit.ru", "10-06")]),
    ("It rained (Zarya, June 3. It poured.", [("Zarya", "06-03")]),
    ("It rained, said Interfax, June 3).", [("Interfax", "06-03")]),
    ("It rained (NTV, RTR, July... MORE", [("NTV", "07-01", "07-31"), ("RTR", "07-01", "07-31")]),
    ("It rained (www.zarya.kg,... MORE", [("www.zarya.kg",)]),
    ("It rained (https://www.zarya.kg/a... MORE", [("zarya.kg",)]),
    ("It rained (NTV, June 3; RTR, July... MORE", [("NTV", "06-03"), ("RTR", "07-01", "07-31")]),
    ("It rained (NTV, June 3; RTR, Ju", [("NTV", "06-03"), ("RTR",)]),
    ("According to Izvestia (June 3) and Koha (June 4), it rained.", [("Izvestia", "06-03"), ("Koha", "06-04")]),
    ("ZVOLNA, Coast (AFP) — It rained.", [("AFP",)]),
    ("It rained (June 4, 2004, BBC, by", [("BBC", "06-04")]),
    ("It rained. (Interfax, June 3).It poured.", [("Interfax", "06-03")]),
    ("It rained [Interfax, June 3].", [("Interfax", "06-03")]),
    ("It rained (Source: Interfax, June 3).", [("Interfax", "06-03")]),
    ("It (the rain (Interfax, June 3) that is) fell.", [("Interfax", "06-03")]),
]
NO_CITATIONS = [
    "(SCO)", "(IS-P)", "(Part Two)", "(158-0)", "($2.2 billion)", "(230 million euros)", "(25 km)", "(30)", "(1)",
    "(January 17–20)", "(July 20–21)", "(March 12)", "(December 2003)", "(August)", "(March 20, 2004)",
    "(born 1979)", "(i.e., Abkhazia, South Ossetia)", "(a.k.a. Dumullo)", "(True Bright Path)",
    "(Zvolna and Yelena Zvolna)", "(with 17 percent of the vote)", "(Source: Interfax)", "(Photo: AP, June 3)",
    "(their names are given)", "(Tuesday, March 12)", "(Victory Day, May 9)", "(Zvolna summit, May 9)",
    "(Tbilisi, Georgia, May 3)", "(the third since 1992, June 3)", "(killed in Zvolna, June 3, 1999)",
    "(Battle of Zvolna, February 2, 1943)", "(UN Resolution 1244, June 10, 1999)", "(lower chamber of parliament)",
    "(1, 8)", "[of respondents]", "[in Moscow in September 1999]", "[Zvolna, May 3]", "(Zvolna Severa... MORE",
    "on Tuesday (March 12)", "(Minsk Protocol, September 5)", "(Minsk II, February 12)", "(Istanbul, June 28–29)",
    "(Bishkek and Osh, May 9)", "(Boris Nemtsov, February 27)", "(President Putin, May 7)",
    "(Treaty of Zvolna, May 15)", "(Zvolna region, May 3)", "(Federal Law No. 35, March 6)", "(in Zvolna, May 3)",
    "(25 percent, May 3)", "(Petrov, 2003)", "(D, Delaware, May 3)", "(Volume 5, Issue 3, May 3)",
    "(10 p.m., May 3)", "(Author’s interview, May 3)", "(effective January 1)", "(since May 1)", "(ibid., July 4)",
    "(May 3: Moscow; June 5: Minsk)", "(see Part One, May 3)", "(as in May 2003)", "()", "(,)", "( )",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    ONE_OR_MORE_SOURCES
    + BY_OR_IN
    + NO_DAY
    + COLLECTIVE
    + ODD_NAMES
    + SEVERAL_DAYS
    + PRINTED_YEARS
    + ADDRESSES
    + LOST_NAMES
    + OUTSIDE,
)
def test_a_citation_is_read(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("text", NO_CITATIONS)
def test_what_only_looks_like_a_citation_is_none(text):
    assert read(f"It rained {text} in Zvolna.") == []


@pytest.mark.parametrize(
    "text",
    [
        "British Broadcasting Corporation (BBC)",
        "the Zvolna Agency (Interfax)",
        "the television channel (NTV)",
        "The owner (Kommersant) wept.",
        "the alliance (NTV).",
    ],
)
def test_a_known_name_that_explains_the_words_before_it_is_a_gloss(text):
    assert read(text) == []


def test_a_word_and_a_day_are_no_citation_without_a_comma_unless_the_word_is_known():
    assert read("(Zarya June 3)") == []
    assert read("(Interfax June 3)") == [("Interfax", "06-03")]


# Years


def test_a_december_day_in_a_january_issue_is_last_years():
    issued = PartialDate(datetime.date(2004, 1, 7), Precision.DAY)
    assert read("(NTV, December 28; AP, January 6)", issue_date=issued) == [("NTV", "2003-12-28"), ("AP", "01-06")]


def test_a_day_just_after_the_issue_is_still_of_its_year():
    issued = PartialDate(datetime.date(2004, 6, 7), Precision.DAY)
    assert read("(NTV, June 9)", issue_date=issued) == [("NTV", "06-09")]


@pytest.mark.parametrize(
    ("issued", "cited", "day"),
    [
        # 21 days after the issue are of its year, the 22nd is the last year's
        (PartialDate(datetime.date(2004, 6, 7), Precision.DAY), "June 28", "06-28"),
        (PartialDate(datetime.date(2004, 6, 7), Precision.DAY), "June 29", "2003-06-29"),
        # an issue of a month may have come out on its last day
        (PartialDate(datetime.date(2004, 6, 1), Precision.MONTH), "July 21", "07-21"),
        (PartialDate(datetime.date(2004, 6, 1), Precision.MONTH), "July 22", "2003-07-22"),
        (PartialDate(datetime.date(2004, 1, 1), Precision.MONTH), "December 28", "2003-12-28"),
        # one of a year says nothing about its days
        (PartialDate(datetime.date(2004, 1, 1), Precision.YEAR), "December 28", "12-28"),
    ],
)
def test_a_day_is_the_issues_years_until_three_weeks_after_it(issued, cited, day):
    assert read(f"(NTV, {cited})", issue_date=issued) == [("NTV", day)]


def test_the_issues_year_goes_before_the_volumes():
    issued = PartialDate(datetime.date(2005, 1, 1), Precision.YEAR)
    assert read("(NTV, June 9)", issue_date=issued) == [("NTV", "2005-06-09")]


def test_without_an_issue_date_january_days_tell_that_december_was_last_years():
    assert read("(NTV, December 28) and (AP, January 6)") == [("NTV", "2003-12-28"), ("AP", "01-06")]


def test_december_days_alone_are_of_the_volumes_year():
    assert read("(NTV, December 28)") == [("NTV", "12-28")]


def test_december_days_alone_are_last_years_in_the_first_issues_of_a_volume():
    assert read("(NTV, December 28)", early=True) == [("NTV", "2003-12-28")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("(NTV, March 31; AP, December 1)", ["03-31", "2003-12-01"]),
        ("(NTV, April 1; AP, December 1)", ["04-01", "12-01"]),  # in April nobody cites December's press any more
        ("(NTV, January 6; AP, November 1)", ["01-06", "2003-11-01"]),
        ("(NTV, January 6; AP, October 31)", ["01-06", "10-31"]),
    ],
)
def test_a_turn_of_the_year_lies_between_november_and_march(days, expected):
    assert [day for _, day in read(days)] == expected


def test_a_turn_that_reaches_november_takes_october_with_it():
    assert read("(NTV, January 6; AP, October 31; RTR, November 9)")[1] == ("AP", "2003-10-31")


def test_without_an_issue_date_only_november_and_december_are_last_years_in_the_first_issues_of_a_volume():
    assert read("(NTV, October 31; AP, November 1)", early=True) == [("NTV", "10-31"), ("AP", "2003-11-01")]


def test_days_all_over_the_year_leave_december_in_it():
    assert read("(NTV, January 9; AP, April 4; BNS, July 8; RTR, December 1)")[-1] == ("RTR", "12-01")


def test_a_range_across_new_year_begins_last_year():
    assert read("(NTV, December 30–January 2)") == [("NTV", "2003-12-30", "01-02")]


def test_a_range_that_ends_on_29_february_begins_last_year():
    assert read("(NTV, December 30–February 29)") == [("NTV", "2003-12-30", "02-29")]


def test_without_any_year_days_have_their_text_only():
    (citation,) = read_citations(["(NTV, June 9)"], Setting(known=KNOWN)).citations
    assert (citation.mentions[0].first_day, citation.mentions[0].date_text) == (None, "June 9")


def test_numeric_days_that_may_be_read_both_ways_lie_near_the_issue():
    issued = PartialDate(datetime.date(2004, 6, 7), Precision.DAY)
    assert read("(NTV, 5/6/2004)", issue_date=issued) == [("NTV", "06-05")]
    assert read("(NTV, 5/6/2004)") == [("NTV", "05-06")]


# Places, and the forms that others take readings in


def test_raw_paragraph_and_offsets_say_where_a_citation_stands():
    paragraphs = ["It rained.", "It rained (Zarya Severa, June 3) in Zvolna."]
    (citation,) = read_citations(paragraphs, SETTING).citations
    assert (citation.raw, citation.paragraph) == ("(Zarya Severa, June 3)", 2)
    assert paragraphs[1][citation.start : citation.end] == citation.raw
    mention = citation.mentions[0]
    assert paragraphs[1][mention.name_start : mention.name_end] == "Zarya Severa"


def test_an_address_is_kept():
    (citation,) = read_citations(["(Interfax, June 3, https://zarya.ru/a)"], SETTING).citations
    assert citation.url == "https://zarya.ru/a"


def test_as_json_is_the_importers_form():
    reading = read_citations(["It rained (Interfax, March 19-21; see HDM, March 2)."], SETTING)
    assert as_json(reading) == {
        "citations": [
            {
                "raw": "(Interfax, March 19-21; see HDM, March 2)",
                "sources": [
                    {"name": "Interfax", "date_text": "March 19-21", "date": "2004-03-19", "date_end": "2004-03-21"}
                ],
            }
        ],
        "cross_references": [
            {
                "raw": "(Interfax, March 19-21; see HDM, March 2)",
                "publication": "Harbour Daily Monitor",
                "dates": ["2004-03-02"],
            }
        ],
    }


def test_a_date_known_to_the_month_is_null_in_json():
    source = as_json(read_citations(["(Interfax, March 2004)"], SETTING))["citations"][0]["sources"][0]
    assert source == {"name": "Interfax", "date_text": "March 2004", "date": None, "date_end": None}


def test_the_latest_cited_day_dates_an_issue():
    reading = read_citations(["(Zarya, October 23) (Interfax, October 24-26) (AP, December 2, 2003)"], SETTING)
    assert latest_cited_day(reading, 2004) == datetime.date(2004, 10, 26)
    assert latest_cited_day(reading, 2003) == datetime.date(2003, 12, 2)
    assert latest_cited_day(reading, 1999) is None


# Properties

_bits = st.sampled_from(
    ["(", ")", "[", "]", ",", ";", " ", "\n", "see ", "HDM", "Interfax", "NTV, June 3", "May 1", "2004", "-", "and ",
     "“",
     "www.zarya.ru", "https://a.ru/b", "... MORE", ".", "reported ", "told ", "No. 3", "5/6/2004", "Zarya",
     "é", "İ"]
)  # fmt: skip
_texts = st.lists(_bits, max_size=40).map("".join)


@given(paragraphs=st.lists(_texts, max_size=4))
def test_positions_map_back_to_the_text_and_reading_twice_gives_the_same(paragraphs):
    reading = read_citations(paragraphs, SETTING)
    for found in (*reading.citations, *reading.suggestions, *reading.cross_references):
        assert paragraphs[found.paragraph - 1][found.start : found.end] == found.raw
    for citation in (*reading.citations, *reading.suggestions):
        for mention in citation.mentions:
            printed = " ".join(paragraphs[citation.paragraph - 1][mention.name_start : mention.name_end].split())
            assert mention.name == printed or mention.url == printed or printed.endswith(mention.name)
            assert mention.first_day is None or mention.first_day <= mention.last_day
    assert read_citations(paragraphs, SETTING) == reading


@given(paragraphs=st.lists(_texts, min_size=2, max_size=4), new=_texts)
def test_editing_one_paragraph_moves_nothing_in_another(paragraphs, new):
    def of_others(reading):
        return [
            (found.paragraph, found.start, found.end, found.raw)
            for found in (*reading.citations, *reading.cross_references)
            if found.paragraph != 1
        ]

    before, after = read_citations(paragraphs, SETTING), read_citations([new, *paragraphs[1:]], SETTING)
    assert of_others(before) == of_others(after)


@pytest.mark.parametrize(
    "bits",
    [
        ["(", ",", "Month 1"],
        ["(", ",", "May 1"],
        ["(", ")", "[", "]", ",", "May 1", ";"],
        ["("],
        ["Interfax reported "],
    ],
)
def test_time_grows_with_the_text_and_no_faster(bits):
    chosen = random.Random(1)
    text = "".join(chosen.choice(bits) for _ in range(4000))
    once, four_times = (_shortest_time(paragraph) for paragraph in (text, text * 4))
    assert four_times < 12 * once + 0.05


def _shortest_time(paragraph):
    """Seconds of the processor, the least of three readings: the others may pay for collecting garbage."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        read_citations([paragraph], SETTING)
        times.append(time.process_time() - begun)
    return min(times)
